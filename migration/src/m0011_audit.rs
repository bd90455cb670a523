//! Who changed what and when; and what lets two people edit the same row without losing a change.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, partial_unique, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_audit"
    }
}

/// Tables whose rows two people may edit at once; `enterprise` has its version from the beginning.
const EDITED: [&str; 3] = ["contact", "trainer", "cohort"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut audit = table("audit");
        audit.col(uuid("id"));
        audit.col(timestamp_with_time_zone("at"));
        audit.col(uuid_null("account_id"));
        audit.col(uuid_null("token_id"));
        audit.col(string("action"));
        audit.col(string("noun"));
        audit.col(uuid("noun_id"));
        audit.col(string("changes"));
        audit.col(string_null("reason"));
        audit.primary_key(&mut key(&["id"]));
        manager.create_table(audit).await?;
        index(manager, "audit", &["noun_id", "at"]).await?;
        for name in EDITED {
            let mut version = integer("version").default(1).take();
            let change = Table::alter().table(name).add_column(&mut version).take();
            manager.alter_table(change).await?;
        }
        let mut archived = timestamp_with_time_zone_null("archived_at");
        let change = Table::alter()
            .table("contact")
            .add_column(&mut archived)
            .take();
        manager.alter_table(change).await?;
        // The unique key of the table lets several rows without a province through.
        partial_unique(manager, "target", "metric, year", "province_code IS NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut nation = Index::drop();
        nation.name("uq_target_one").table("target");
        manager.drop_index(nation).await?;
        let archived = Table::alter()
            .table("contact")
            .drop_column("archived_at")
            .take();
        manager.alter_table(archived).await?;
        for name in EDITED {
            let change = Table::alter().table(name).drop_column("version").take();
            manager.alter_table(change).await?;
        }
        drop_tables(manager, &["audit"]).await
    }
}
