//! Signing in by a mailed link: what was asked for, and tokens that are a browser's.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{add_columns, drop_columns, drop_tables, index, key, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_sign_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kind = string_len("kind", 24).default("TOKEN").take();
        add_columns(manager, "token", [kind]).await?;
        let mut sign_in = table("sign_in");
        sign_in.col(uuid("id"));
        sign_in.col(uuid("account_id"));
        sign_in.col(timestamp_with_time_zone("asked_at"));
        sign_in.col(timestamp_with_time_zone("expires_at"));
        sign_in.col(timestamp_with_time_zone_null("used_at"));
        sign_in.primary_key(&mut key(&["id"]));
        sign_in.foreign_key(
            ForeignKey::create()
                .from("sign_in", "account_id")
                .to("account", "id"),
        );
        manager.create_table(sign_in).await?;
        index(manager, "sign_in", &["account_id", "asked_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sign_in"]).await?;
        drop_columns(manager, "token", &["kind"]).await
    }
}
