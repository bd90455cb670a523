//! Quarterly summaries: editions with frozen figures.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_summary"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut summary = table("summary");
        summary.col(uuid("id"));
        summary.col(string_null("province_code"));
        summary.col(string_len("quarter", 7));
        summary.col(integer("edition"));
        summary.col(string_len("reason", 24));
        summary.col(timestamp_with_time_zone("cut_off"));
        summary.col(uuid_null("compiled_by"));
        summary.col(integer("expected"));
        summary.col(integer("received"));
        summary.col(string("internal"));
        summary.col(string_len("internal_hash", 64));
        summary.col(string("public"));
        summary.col(string_len("public_hash", 64));
        summary.primary_key(&mut key(&["id"]));
        summary.foreign_key(
            ForeignKey::create()
                .from("summary", "province_code")
                .to("province", "code"),
        );
        manager.create_table(summary).await?;
        index(manager, "summary", &["quarter"]).await?;
        // An edition exists once, also that of the nation, which has no province.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX uq_summary_edition ON summary (coalesce(province_code, ''), quarter, edition)",
            )
            .await
            .map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["summary"]).await
    }
}
