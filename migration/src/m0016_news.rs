//! What has just happened, for those who wait to hear of it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0016_news"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut news = table("news");
        news.col(big_pk_auto("id"));
        news.col(string_len("topic", 24));
        news.col(uuid("subject"));
        news.col(timestamp_with_time_zone("told_at"));
        manager.create_table(news).await?;
        index(manager, "news", &["told_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["news"]).await
    }
}
