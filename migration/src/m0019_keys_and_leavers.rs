//! The keys under which clients make things, so that a repetition makes nothing anew; and the
//! accounts of trainers who had left before leaving closed an account.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, table};

pub(crate) struct Migration;

/// Whoever is put away now is let in no more; so is who was put away then.
const CLOSE: &str = "UPDATE account
    SET disabled_at = (SELECT archived_at FROM trainer WHERE trainer.id = account.trainer_id)
    WHERE disabled_at IS NULL
    AND trainer_id IN (SELECT id FROM trainer WHERE archived_at IS NOT NULL)";

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0019_keys_and_leavers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut keys = table("idempotency_key");
        keys.col(uuid("account_id"));
        keys.col(string("action"));
        keys.col(string("client_key"));
        keys.col(string("asked"));
        keys.col(uuid("made"));
        keys.col(timestamp_with_time_zone("used_at"));
        keys.primary_key(&mut key(&["account_id", "action", "client_key"]));
        manager.create_table(keys).await?;
        index(manager, "idempotency_key", &["used_at"]).await?;
        manager
            .get_connection()
            .execute_unprepared(CLOSE)
            .await
            .map(|_| ())
    }

    /// An account that was closed stays so.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["idempotency_key"]).await
    }
}
