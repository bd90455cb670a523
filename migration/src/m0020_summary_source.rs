//! What an edition was made of: rows for whoever makes its figures anew, and what each
//! enterprise came to, for later quarters.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0020_summary_source"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut source = table("summary_source");
        source.col(uuid("summary_id").primary_key());
        source.col(text("tallies"));
        source.col(blob("rows"));
        source.foreign_key(
            ForeignKey::create()
                .from("summary_source", "summary_id")
                .to("summary", "id"),
        );
        manager.create_table(source).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["summary_source"]).await
    }
}
