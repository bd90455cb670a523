//! How an alert's episode ended: in which month it got better, or that its enterprise left.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{add_columns, drop_columns, partial_unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0023_end_of_alerts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            date_null("recovered_month"),
            timestamp_with_time_zone_null("left_at"),
        ];
        add_columns(manager, "alert", columns).await?;
        one_at_a_time(manager, "recovered_at IS NULL AND left_at IS NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // As if they had recovered: a later episode of the same rule may be open.
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE alert SET recovered_at = left_at
                WHERE recovered_at IS NULL AND left_at IS NOT NULL",
            )
            .await?;
        one_at_a_time(manager, "recovered_at IS NULL").await?;
        drop_columns(manager, "alert", &["recovered_month", "left_at"]).await
    }
}

/// Let one episode of a rule last at a time, where lasting means `condition`.
async fn one_at_a_time(manager: &SchemaManager<'_>, condition: &str) -> Result<(), DbErr> {
    let mut earlier = Index::drop();
    earlier.name("uq_alert_one").table("alert");
    manager.drop_index(earlier).await?;
    let columns = "enterprise_id, rule, coalesce(indicator_code, '')";
    partial_unique(manager, "alert", columns, condition).await
}
