//! The office's own number of an enterprise, by which files name it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{add_columns, drop_columns, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0016_office_key"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "enterprise", [string_null("office_key")]).await?;
        unique(manager, "enterprise", &["office_key"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut key = Index::drop();
        key.name("uq_enterprise_office_key").table("enterprise");
        manager.drop_index(key).await?;
        drop_columns(manager, "enterprise", &["office_key"]).await
    }
}
