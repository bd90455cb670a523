//! Messages, what they are about, the chase, and the runs of jobs.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_outbox"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut message = table("message");
        message.col(uuid("id"));
        message.col(string_len("purpose", 24));
        message.col(string("recipient"));
        message.col(uuid_null("contact_id"));
        message.col(date("local_day"));
        message.col(string_len("state", 24));
        message.col(timestamp_with_time_zone("due_at"));
        message.col(integer("attempts"));
        message.col(integer("fence"));
        message.col(timestamp_with_time_zone_null("claimed_until"));
        message.col(boolean("uncertain"));
        message.col(string_null("last_error"));
        message.col(string_null("subject"));
        message.col(string_null("body_text"));
        message.col(timestamp_with_time_zone_null("sent_at"));
        message.col(timestamp_with_time_zone("queued_at"));
        message.primary_key(&mut key(&["id"]));
        message.foreign_key(
            ForeignKey::create()
                .from("message", "contact_id")
                .to("contact", "id"),
        );
        manager.create_table(message).await?;
        unique(manager, "message", &["recipient", "local_day", "purpose"]).await?;
        index(manager, "message", &["state", "due_at"]).await?;
        let mut message_item = table("message_item");
        message_item.col(uuid("data_request_id"));
        message_item.col(string_len("step", 20));
        message_item.col(string("recipient"));
        message_item.col(uuid("message_id"));
        message_item.primary_key(&mut key(&["data_request_id", "step", "recipient"]));
        message_item.foreign_key(
            ForeignKey::create()
                .from("message_item", "data_request_id")
                .to("data_request", "id"),
        );
        message_item.foreign_key(
            ForeignKey::create()
                .from("message_item", "message_id")
                .to("message", "id"),
        );
        manager.create_table(message_item).await?;
        index(manager, "message_item", &["message_id"]).await?;
        let mut chase_step = table("chase_step");
        chase_step.col(uuid("data_request_id"));
        chase_step.col(string_len("step", 20));
        chase_step.col(string_len("decision", 20));
        chase_step.col(string_null("reason"));
        chase_step.col(uuid_null("message_id"));
        chase_step.col(timestamp_with_time_zone("decided_at"));
        chase_step.primary_key(&mut key(&["data_request_id", "step"]));
        chase_step.foreign_key(
            ForeignKey::create()
                .from("chase_step", "data_request_id")
                .to("data_request", "id"),
        );
        chase_step.foreign_key(
            ForeignKey::create()
                .from("chase_step", "message_id")
                .to("message", "id"),
        );
        manager.create_table(chase_step).await?;
        index(manager, "chase_step", &["message_id"]).await?;
        let mut run = table("run");
        run.col(string("job"));
        run.col(timestamp_with_time_zone("slot"));
        run.col(string("zone"));
        run.col(integer("fence"));
        run.col(timestamp_with_time_zone("claimed_until"));
        run.col(timestamp_with_time_zone("started_at"));
        run.col(timestamp_with_time_zone_null("finished_at"));
        run.col(string_null("outcome"));
        run.col(integer("expected"));
        run.col(integer("planned"));
        run.col(integer("queued"));
        run.col(integer("skipped"));
        run.primary_key(&mut key(&["job", "slot", "zone"]));
        manager.create_table(run).await?;
        let mut heartbeat = table("heartbeat");
        heartbeat.col(string("name"));
        heartbeat.col(string("process"));
        heartbeat.col(timestamp_with_time_zone("beaten_at"));
        heartbeat.primary_key(&mut key(&["name", "process"]));
        manager.create_table(heartbeat).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &["heartbeat", "run", "chase_step", "message_item", "message"],
        )
        .await
    }
}
