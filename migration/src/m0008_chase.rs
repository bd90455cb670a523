//! What the chase needs besides its steps: promises, pauses, the counts that the
//! flood brake compares, and messages to trainers and accounts.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    add_columns, drop_columns, drop_tables, index, key, partial_index, table, unique,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_chase"
    }
}

/// The key of a message before this step, and the one after it.
const KEY: [&str; 3] = ["recipient", "local_day", "purpose"];
const WIDER_KEY: [&str; 4] = ["recipient", "local_day", "purpose", "about"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let promise = [
            date_null("promised_on"),
            timestamp_with_time_zone_null("promised_at"),
            timestamp_with_time_zone_null("chase_ended_at"),
        ];
        add_columns(manager, "data_request", promise).await?;
        partial_index(
            manager,
            "data_request",
            "chased",
            "id",
            "chase_ended_at IS NULL",
        )
        .await?;
        let person = [
            string("name").default("").to_owned(),
            string_len("language", 2).default("id").to_owned(),
        ];
        add_columns(manager, "account", person).await?;
        let reader = [
            string("about").default("").to_owned(),
            uuid_null("trainer_id"),
            uuid_null("account_id"),
        ];
        add_columns(manager, "message", reader).await?;
        drop_unique(manager, &KEY).await?;
        unique(manager, "message", &WIDER_KEY).await?;
        add_columns(
            manager,
            "run",
            [timestamp_with_time_zone_null("released_at")],
        )
        .await?;
        let mut pause = table("pause");
        pause.col(uuid("id"));
        pause.col(uuid_null("enterprise_id"));
        pause.col(string_null("province_code"));
        pause.col(string_null("reason"));
        pause.col(timestamp_with_time_zone("paused_at"));
        pause.col(timestamp_with_time_zone_null("resumed_at"));
        pause.primary_key(&mut key(&["id"]));
        pause.foreign_key(
            ForeignKey::create()
                .from("pause", "enterprise_id")
                .to("enterprise", "id"),
        );
        pause.foreign_key(
            ForeignKey::create()
                .from("pause", "province_code")
                .to("province", "code"),
        );
        manager.create_table(pause).await?;
        index(manager, "pause", &["enterprise_id"]).await?;
        let mut run_step = table("run_step");
        run_step.col(string("job"));
        run_step.col(timestamp_with_time_zone("slot"));
        run_step.col(string("zone"));
        run_step.col(string_len("step", 20));
        run_step.col(integer("messages"));
        run_step.col(boolean("is_held"));
        run_step.primary_key(&mut key(&["job", "slot", "zone", "step"]));
        manager.create_table(run_step).await?;
        index(manager, "run_step", &["zone", "step", "slot"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["run_step", "pause"]).await?;
        drop_columns(manager, "run", &["released_at"]).await?;
        drop_unique(manager, &WIDER_KEY).await?;
        drop_columns(manager, "message", &["about", "trainer_id", "account_id"]).await?;
        unique(manager, "message", &KEY).await?;
        drop_columns(manager, "account", &["name", "language"]).await?;
        manager
            .drop_index(
                Index::drop()
                    .name("ix_data_request_chased")
                    .table("data_request")
                    .to_owned(),
            )
            .await?;
        let promise = ["promised_on", "promised_at", "chase_ended_at"];
        drop_columns(manager, "data_request", &promise).await
    }
}

async fn drop_unique(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let name = format!("uq_message_{}", columns.join("_"));
    manager
        .drop_index(Index::drop().name(name).table("message").to_owned())
        .await
}
