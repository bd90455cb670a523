//! Alerts, and the advisory visits that answer them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, partial_unique, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_alert"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        alert(manager).await?;
        advisory_visit(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["advisory_visit", "alert"]).await
    }
}

async fn alert(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut alert = table("alert");
    alert.col(uuid("id"));
    alert.col(uuid("enterprise_id"));
    alert.col(string("province_code"));
    alert.col(string_len("rule", 24));
    alert.col(string_null("indicator_code"));
    alert.col(string("episode"));
    alert.col(string_len("state", 24));
    alert.col(string("evidence"));
    alert.col(timestamp_with_time_zone("opened_at"));
    alert.col(timestamp_with_time_zone_null("acknowledged_at"));
    alert.col(uuid_null("acknowledged_by"));
    alert.col(timestamp_with_time_zone_null("resolved_at"));
    alert.col(uuid_null("resolved_by"));
    alert.col(string_null("resolution"));
    alert.col(timestamp_with_time_zone_null("recovered_at"));
    alert.primary_key(&mut key(&["id"]));
    for (column, table, id) in [
        ("enterprise_id", "enterprise", "id"),
        ("province_code", "province", "code"),
        ("indicator_code", "indicator", "code"),
    ] {
        alert.foreign_key(ForeignKey::create().from("alert", column).to(table, id));
    }
    manager.create_table(alert).await?;
    unique(manager, "alert", &["enterprise_id", "episode"]).await?;
    index(manager, "alert", &["state", "opened_at"]).await?;
    // One episode of a rule at a time: it lasts until recovery, also after it was resolved.
    partial_unique(
        manager,
        "alert",
        "enterprise_id, rule, coalesce(indicator_code, '')",
        "recovered_at IS NULL",
    )
    .await
}

async fn advisory_visit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut visit = table("advisory_visit");
    visit.col(uuid("id"));
    visit.col(uuid("enterprise_id"));
    visit.col(uuid_null("alert_id"));
    visit.col(uuid("trainer_id"));
    visit.col(date("planned_on"));
    visit.col(timestamp_with_time_zone("planned_at"));
    visit.col(date_null("held_on"));
    visit.col(string_null("findings"));
    visit.col(string_null("advice"));
    visit.col(string_null("follow_up"));
    visit.primary_key(&mut key(&["id"]));
    for (column, table) in [
        ("enterprise_id", "enterprise"),
        ("alert_id", "alert"),
        ("trainer_id", "trainer"),
    ] {
        let mut reference = ForeignKey::create();
        visit.foreign_key(reference.from("advisory_visit", column).to(table, "id"));
    }
    manager.create_table(visit).await?;
    index(manager, "advisory_visit", &["enterprise_id"]).await?;
    index(manager, "advisory_visit", &["alert_id"]).await
}
