//! Accounts and their tokens.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_access"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut account = table("account");
        account.col(uuid("id"));
        account.col(string("email"));
        account.col(string_len("role", 24));
        account.col(uuid_null("trainer_id"));
        account.col(uuid_null("partner_id"));
        account.col(timestamp_with_time_zone("created_at"));
        account.col(timestamp_with_time_zone_null("disabled_at"));
        account.primary_key(&mut key(&["id"]));
        account.foreign_key(
            ForeignKey::create()
                .from("account", "trainer_id")
                .to("trainer", "id"),
        );
        account.foreign_key(
            ForeignKey::create()
                .from("account", "partner_id")
                .to("partner", "id"),
        );
        manager.create_table(account).await?;
        unique(manager, "account", &["email"]).await?;
        let mut account_province = table("account_province");
        account_province.col(uuid("account_id"));
        account_province.col(string("province_code"));
        account_province.primary_key(&mut key(&["account_id", "province_code"]));
        account_province.foreign_key(
            ForeignKey::create()
                .from("account_province", "account_id")
                .to("account", "id"),
        );
        account_province.foreign_key(
            ForeignKey::create()
                .from("account_province", "province_code")
                .to("province", "code"),
        );
        manager.create_table(account_province).await?;
        let mut token = table("token");
        token.col(uuid("id"));
        token.col(uuid("account_id"));
        token.col(string("prefix"));
        token.col(blob("hash"));
        token.col(timestamp_with_time_zone("created_at"));
        token.col(timestamp_with_time_zone_null("expires_at"));
        token.col(timestamp_with_time_zone_null("revoked_at"));
        token.col(timestamp_with_time_zone_null("last_used_at"));
        token.primary_key(&mut key(&["id"]));
        token.foreign_key(
            ForeignKey::create()
                .from("token", "account_id")
                .to("account", "id"),
        );
        manager.create_table(token).await?;
        index(manager, "token", &["account_id"]).await?;
        unique(manager, "token", &["hash"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["token", "account_province", "account"]).await
    }
}
