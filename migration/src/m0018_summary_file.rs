//! The files of editions, made on first demand and kept.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, key, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0018_summary_file"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut file = table("summary_file");
        file.col(uuid("summary_id"));
        file.col(string_len("audience", 8));
        file.col(string_len("form", 4));
        file.col(string_len("language", 2));
        file.col(blob("bytes"));
        file.col(string_len("hash", 64));
        file.col(timestamp_with_time_zone("made_at"));
        // A file is there once, whoever makes it at the same time.
        file.primary_key(&mut key(&["summary_id", "audience", "form", "language"]));
        file.foreign_key(
            ForeignKey::create()
                .from("summary_file", "summary_id")
                .to("summary", "id"),
        );
        manager.create_table(file).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["summary_file"]).await
    }
}
