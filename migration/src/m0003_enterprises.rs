//! Enterprises with their history, and their contacts.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, index, key, partial_unique, table};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_enterprises"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut enterprise = table("enterprise");
        enterprise.col(uuid("id"));
        enterprise.col(string("name"));
        enterprise.col(string_len("legal_form", 24));
        enterprise.col(string("province_code"));
        enterprise.col(string("city"));
        enterprise.col(string("kbli_code"));
        enterprise.col(string("kbli_version"));
        enterprise.col(string_len("size_class", 24));
        enterprise.col(string("size_regulation"));
        enterprise.col(integer("women"));
        enterprise.col(integer("men"));
        enterprise.col(string_len("language", 2));
        enterprise.col(string("output_unit"));
        enterprise.col(boolean("apindo_member"));
        enterprise.col(boolean("prefers_call"));
        enterprise.col(string_len("status", 24));
        enterprise.col(string_len("export_stage", 24));
        enterprise.col(integer("version"));
        enterprise.col(timestamp_with_time_zone_null("archived_at"));
        enterprise.primary_key(&mut key(&["id"]));
        enterprise.foreign_key(
            ForeignKey::create()
                .from("enterprise", "province_code")
                .to("province", "code"),
        );
        manager.create_table(enterprise).await?;
        index(manager, "enterprise", &["province_code"]).await?;
        index(manager, "enterprise", &["status"]).await?;
        index(manager, "enterprise", &["name", "id"]).await?;
        let mut enterprise_province = table("enterprise_province");
        enterprise_province.col(uuid("enterprise_id"));
        enterprise_province.col(date("from_date"));
        enterprise_province.col(string("province_code"));
        enterprise_province.primary_key(&mut key(&["enterprise_id", "from_date"]));
        enterprise_province.foreign_key(
            ForeignKey::create()
                .from("enterprise_province", "enterprise_id")
                .to("enterprise", "id"),
        );
        enterprise_province.foreign_key(
            ForeignKey::create()
                .from("enterprise_province", "province_code")
                .to("province", "code"),
        );
        manager.create_table(enterprise_province).await?;
        let mut enterprise_status = table("enterprise_status");
        enterprise_status.col(uuid("enterprise_id"));
        enterprise_status.col(date("from_date"));
        enterprise_status.col(string_len("status", 24));
        enterprise_status.primary_key(&mut key(&["enterprise_id", "from_date"]));
        enterprise_status.foreign_key(
            ForeignKey::create()
                .from("enterprise_status", "enterprise_id")
                .to("enterprise", "id"),
        );
        manager.create_table(enterprise_status).await?;
        let mut enterprise_export_stage = table("enterprise_export_stage");
        enterprise_export_stage.col(uuid("enterprise_id"));
        enterprise_export_stage.col(date("from_date"));
        enterprise_export_stage.col(string_len("stage", 24));
        enterprise_export_stage.primary_key(&mut key(&["enterprise_id", "from_date"]));
        enterprise_export_stage.foreign_key(
            ForeignKey::create()
                .from("enterprise_export_stage", "enterprise_id")
                .to("enterprise", "id"),
        );
        manager.create_table(enterprise_export_stage).await?;
        let mut contact = table("contact");
        contact.col(uuid("id"));
        contact.col(uuid("enterprise_id"));
        contact.col(string("name"));
        contact.col(string_null("email"));
        contact.col(string_null("phone"));
        contact.col(string_len("role", 24));
        contact.col(boolean("is_primary"));
        contact.col(string_len("language", 2));
        contact.col(string_len("basis", 24));
        contact.col(string_null("consent_version"));
        contact.col(date_null("consent_on"));
        contact.col(string_null("consent_how"));
        contact.col(timestamp_with_time_zone_null("withdrawn_at"));
        contact.col(timestamp_with_time_zone_null("unsubscribed_at"));
        contact.primary_key(&mut key(&["id"]));
        contact.foreign_key(
            ForeignKey::create()
                .from("contact", "enterprise_id")
                .to("enterprise", "id"),
        );
        manager.create_table(contact).await?;
        index(manager, "contact", &["enterprise_id"]).await?;
        partial_unique(manager, "contact", "enterprise_id", "is_primary").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "contact",
                "enterprise_export_stage",
                "enterprise_status",
                "enterprise_province",
                "enterprise",
            ],
        )
        .await
    }
}
