//! How long each kind of data is kept.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, key, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_retention"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut rule = table("retention_rule");
        rule.col(string_len("subject", 24));
        rule.col(integer("keep_days"));
        rule.col(string("says"));
        rule.primary_key(&mut key(&["subject"]));
        manager.create_table(rule).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["retention_rule"]).await
    }
}
