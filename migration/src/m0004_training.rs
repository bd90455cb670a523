//! Cohorts, enrolments, sessions and who came.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_training"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut cohort = table("cohort");
        cohort.col(uuid("id"));
        cohort.col(string("name"));
        cohort.col(string("province_code"));
        cohort.col(uuid("partner_id"));
        cohort.col(uuid("lead_trainer_id"));
        cohort.col(date("starts_on"));
        cohort.col(timestamp_with_time_zone_null("archived_at"));
        cohort.primary_key(&mut key(&["id"]));
        cohort.foreign_key(
            ForeignKey::create()
                .from("cohort", "province_code")
                .to("province", "code"),
        );
        cohort.foreign_key(
            ForeignKey::create()
                .from("cohort", "partner_id")
                .to("partner", "id"),
        );
        cohort.foreign_key(
            ForeignKey::create()
                .from("cohort", "lead_trainer_id")
                .to("trainer", "id"),
        );
        manager.create_table(cohort).await?;
        unique(manager, "cohort", &["name"]).await?;
        index(manager, "cohort", &["province_code"]).await?;
        index(manager, "cohort", &["lead_trainer_id"]).await?;
        let mut enrolment = table("enrolment");
        enrolment.col(uuid("id"));
        enrolment.col(uuid("cohort_id"));
        enrolment.col(uuid("enterprise_id"));
        enrolment.col(date("from_date"));
        enrolment.col(date_null("to_date"));
        enrolment.primary_key(&mut key(&["id"]));
        enrolment.foreign_key(
            ForeignKey::create()
                .from("enrolment", "cohort_id")
                .to("cohort", "id"),
        );
        enrolment.foreign_key(
            ForeignKey::create()
                .from("enrolment", "enterprise_id")
                .to("enterprise", "id"),
        );
        manager.create_table(enrolment).await?;
        index(manager, "enrolment", &["enterprise_id"]).await?;
        unique(manager, "enrolment", &["cohort_id", "enterprise_id"]).await?;
        let mut session = table("session");
        session.col(uuid("id"));
        session.col(string_len("kind", 24));
        session.col(string("module_code"));
        session.col(uuid_null("cohort_id"));
        session.col(uuid_null("enterprise_id"));
        session.col(date("held_on"));
        session.col(integer("days"));
        session.primary_key(&mut key(&["id"]));
        session.foreign_key(
            ForeignKey::create()
                .from("session", "module_code")
                .to("module", "code"),
        );
        session.foreign_key(
            ForeignKey::create()
                .from("session", "cohort_id")
                .to("cohort", "id"),
        );
        session.foreign_key(
            ForeignKey::create()
                .from("session", "enterprise_id")
                .to("enterprise", "id"),
        );
        manager.create_table(session).await?;
        index(manager, "session", &["cohort_id"]).await?;
        index(manager, "session", &["enterprise_id"]).await?;
        let mut session_trainer = table("session_trainer");
        session_trainer.col(uuid("session_id"));
        session_trainer.col(uuid("trainer_id"));
        session_trainer.primary_key(&mut key(&["session_id", "trainer_id"]));
        session_trainer.foreign_key(
            ForeignKey::create()
                .from("session_trainer", "session_id")
                .to("session", "id"),
        );
        session_trainer.foreign_key(
            ForeignKey::create()
                .from("session_trainer", "trainer_id")
                .to("trainer", "id"),
        );
        manager.create_table(session_trainer).await?;
        let mut participation = table("participation");
        participation.col(uuid("session_id"));
        participation.col(uuid("enterprise_id"));
        participation.col(integer("managers_women"));
        participation.col(integer("managers_men"));
        participation.col(integer("managers_not_stated"));
        participation.col(integer("workers_women"));
        participation.col(integer("workers_men"));
        participation.col(integer("workers_not_stated"));
        participation.col(double_null("satisfaction"));
        participation.primary_key(&mut key(&["session_id", "enterprise_id"]));
        participation.foreign_key(
            ForeignKey::create()
                .from("participation", "session_id")
                .to("session", "id"),
        );
        participation.foreign_key(
            ForeignKey::create()
                .from("participation", "enterprise_id")
                .to("enterprise", "id"),
        );
        manager.create_table(participation).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "participation",
                "session_trainer",
                "session",
                "enrolment",
                "cohort",
            ],
        )
        .await
    }
}
