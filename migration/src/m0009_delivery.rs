//! What delivery remembers: mails that came back, addresses that get no more,
//! domains that asked for a pause, and the pace of all workers together.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_delivery"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut bounce = table("bounce");
        bounce.col(uuid("message_id"));
        bounce.col(timestamp_with_time_zone("bounced_at"));
        bounce.col(string("reason"));
        bounce.primary_key(&mut key(&["message_id"]));
        bounce.foreign_key(
            ForeignKey::create()
                .from("bounce", "message_id")
                .to("message", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
        manager.create_table(bounce).await?;
        let mut suppression = table("suppression");
        suppression.col(string("address"));
        suppression.col(timestamp_with_time_zone("since"));
        suppression.col(string("reason"));
        suppression.col(timestamp_with_time_zone_null("lifted_at"));
        suppression.primary_key(&mut key(&["address"]));
        manager.create_table(suppression).await?;
        index(manager, "suppression", &["lifted_at"]).await?;
        let mut domain_rest = table("domain_rest");
        domain_rest.col(string("domain"));
        domain_rest.col(integer("deferrals"));
        domain_rest.col(timestamp_with_time_zone_null("rests_until"));
        domain_rest.primary_key(&mut key(&["domain"]));
        manager.create_table(domain_rest).await?;
        let mut pace = table("pace");
        pace.col(string("name"));
        pace.col(big_integer("next_micros"));
        pace.primary_key(&mut key(&["name"]));
        manager.create_table(pace).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["pace", "domain_rest", "suppression", "bounce"]).await
    }
}
