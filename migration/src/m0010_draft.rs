//! What was typed and not sent yet, and unusual figures that were confirmed.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, key, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_draft"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut draft = table("draft");
        draft.col(uuid("data_request_id"));
        draft.col(json_binary("typed"));
        draft.col(string_null("note"));
        draft.col(timestamp_with_time_zone("saved_at"));
        draft.primary_key(&mut key(&["data_request_id"]));
        draft.foreign_key(
            ForeignKey::create()
                .from("draft", "data_request_id")
                .to("data_request", "id"),
        );
        manager.create_table(draft).await?;
        let mut confirmation = table("confirmation");
        confirmation.col(uuid("report_version_id"));
        confirmation.col(string("subject"));
        confirmation.col(string_len("reason", 24));
        confirmation.col(double("value"));
        confirmation.col(double("compared_with"));
        confirmation.primary_key(&mut key(&["report_version_id", "subject"]));
        confirmation.foreign_key(
            ForeignKey::create()
                .from("confirmation", "report_version_id")
                .to("report_version", "id"),
        );
        manager.create_table(confirmation).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["confirmation", "draft"]).await
    }
}
