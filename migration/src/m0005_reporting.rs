//! What is expected, what came, and the figures made of it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, partial_unique, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_reporting"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut baseline = table("baseline");
        baseline.col(uuid("id"));
        baseline.col(uuid("enterprise_id"));
        baseline.col(string("indicator_code"));
        baseline.col(double("value"));
        baseline.col(string_len("source", 24));
        baseline.col(date("recorded_on"));
        baseline.col(timestamp_with_time_zone_null("superseded_at"));
        baseline.primary_key(&mut key(&["id"]));
        baseline.foreign_key(
            ForeignKey::create()
                .from("baseline", "enterprise_id")
                .to("enterprise", "id"),
        );
        baseline.foreign_key(
            ForeignKey::create()
                .from("baseline", "indicator_code")
                .to("indicator", "code"),
        );
        manager.create_table(baseline).await?;
        index(manager, "baseline", &["enterprise_id"]).await?;
        partial_unique(
            manager,
            "baseline",
            "enterprise_id, indicator_code",
            "superseded_at IS NULL",
        )
        .await?;
        let mut data_request = table("data_request");
        data_request.col(uuid("id"));
        data_request.col(uuid("enterprise_id"));
        data_request.col(date("month"));
        data_request.col(string("province_code"));
        data_request.col(string_len("state", 24));
        data_request.col(date("due_on"));
        data_request.col(timestamp_with_time_zone("due_at"));
        data_request.col(date("lock_on"));
        data_request.col(timestamp_with_time_zone("locks_at"));
        data_request.col(timestamp_with_time_zone_null("reopened_until"));
        data_request.col(integer("generation"));
        data_request.col(timestamp_with_time_zone_null("sent_at"));
        data_request.col(timestamp_with_time_zone_null("received_at"));
        data_request.col(timestamp_with_time_zone("planned_at"));
        data_request.primary_key(&mut key(&["id"]));
        data_request.foreign_key(
            ForeignKey::create()
                .from("data_request", "enterprise_id")
                .to("enterprise", "id"),
        );
        data_request.foreign_key(
            ForeignKey::create()
                .from("data_request", "province_code")
                .to("province", "code"),
        );
        manager.create_table(data_request).await?;
        unique(manager, "data_request", &["enterprise_id", "month"]).await?;
        index(manager, "data_request", &["month", "province_code"]).await?;
        let mut report_version = table("report_version");
        report_version.col(uuid("id"));
        report_version.col(uuid("data_request_id"));
        report_version.col(integer("version"));
        report_version.col(boolean("is_current"));
        report_version.col(string_len("kind", 24));
        report_version.col(string_len("channel", 24));
        report_version.col(string("submit_key"));
        report_version.col(string_null("reason"));
        report_version.col(string_null("note"));
        report_version.col(timestamp_with_time_zone("submitted_at"));
        report_version.col(timestamp_with_time_zone_null("returned_at"));
        report_version.col(timestamp_with_time_zone_null("accepted_at"));
        report_version.primary_key(&mut key(&["id"]));
        report_version.foreign_key(
            ForeignKey::create()
                .from("report_version", "data_request_id")
                .to("data_request", "id"),
        );
        manager.create_table(report_version).await?;
        index(manager, "report_version", &["data_request_id"]).await?;
        unique(manager, "report_version", &["data_request_id", "version"]).await?;
        unique(
            manager,
            "report_version",
            &["data_request_id", "submit_key"],
        )
        .await?;
        partial_unique(manager, "report_version", "data_request_id", "is_current").await?;
        let mut measurement = table("measurement");
        measurement.col(uuid("report_version_id"));
        measurement.col(string("measure_code"));
        measurement.col(double("value"));
        measurement.primary_key(&mut key(&["report_version_id", "measure_code"]));
        measurement.foreign_key(
            ForeignKey::create()
                .from("measurement", "report_version_id")
                .to("report_version", "id"),
        );
        measurement.foreign_key(
            ForeignKey::create()
                .from("measurement", "measure_code")
                .to("measure", "code"),
        );
        manager.create_table(measurement).await?;
        let mut reading = table("reading");
        reading.col(uuid("enterprise_id"));
        reading.col(string("indicator_code"));
        reading.col(date("month"));
        reading.col(string("province_code"));
        reading.col(uuid("data_request_id"));
        reading.col(double("numerator"));
        reading.col(double_null("denominator"));
        reading.col(double("value"));
        reading.col(double_null("baseline"));
        reading.col(double_null("change"));
        reading.col(boolean_null("improved"));
        reading.primary_key(&mut key(&["enterprise_id", "indicator_code", "month"]));
        reading.foreign_key(
            ForeignKey::create()
                .from("reading", "enterprise_id")
                .to("enterprise", "id"),
        );
        reading.foreign_key(
            ForeignKey::create()
                .from("reading", "indicator_code")
                .to("indicator", "code"),
        );
        reading.foreign_key(
            ForeignKey::create()
                .from("reading", "province_code")
                .to("province", "code"),
        );
        manager.create_table(reading).await?;
        index(manager, "reading", &["data_request_id"]).await?;
        index(
            manager,
            "reading",
            &["indicator_code", "month", "province_code"],
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "reading",
                "measurement",
                "report_version",
                "data_request",
                "baseline",
            ],
        )
        .await
    }
}
