//! How long a message was put off by its server.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{add_columns, drop_columns};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0021_put_off"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let put_off = integer("put_off_seconds").default(0).take();
        add_columns(manager, "message", [put_off]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "message", &["put_off_seconds"]).await
    }
}
