//! Partners, their money, targets, and the people who train.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, key, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_partners"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut partner = table("partner");
        partner.col(uuid("id"));
        partner.col(string("name"));
        partner.col(string_len("kind", 24));
        partner.col(string("country"));
        partner.primary_key(&mut key(&["id"]));
        manager.create_table(partner).await?;
        unique(manager, "partner", &["name"]).await?;
        let mut contribution = table("contribution");
        contribution.col(uuid("id"));
        contribution.col(uuid("partner_id"));
        contribution.col(double("amount"));
        contribution.col(string("currency"));
        contribution.col(integer("from_year"));
        contribution.col(integer("to_year"));
        contribution.col(string("purpose"));
        contribution.primary_key(&mut key(&["id"]));
        contribution.foreign_key(
            ForeignKey::create()
                .from("contribution", "partner_id")
                .to("partner", "id"),
        );
        manager.create_table(contribution).await?;
        let mut target = table("target");
        target.col(uuid("id"));
        target.col(string("metric"));
        target.col(string_null("province_code"));
        target.col(integer("year"));
        target.col(double("value"));
        target.col(string("source"));
        target.primary_key(&mut key(&["id"]));
        target.foreign_key(
            ForeignKey::create()
                .from("target", "province_code")
                .to("province", "code"),
        );
        manager.create_table(target).await?;
        unique(manager, "target", &["metric", "province_code", "year"]).await?;
        let mut trainer = table("trainer");
        trainer.col(uuid("id"));
        trainer.col(uuid("partner_id"));
        trainer.col(string("name"));
        trainer.col(string("email"));
        trainer.col(string("phone"));
        trainer.col(string_len("language", 2));
        trainer.col(timestamp_with_time_zone_null("archived_at"));
        trainer.primary_key(&mut key(&["id"]));
        trainer.foreign_key(
            ForeignKey::create()
                .from("trainer", "partner_id")
                .to("partner", "id"),
        );
        manager.create_table(trainer).await?;
        let mut certification = table("certification");
        certification.col(uuid("id"));
        certification.col(uuid("trainer_id"));
        certification.col(string("module_code"));
        certification.col(string_len("level", 24));
        certification.col(date("from_date"));
        certification.primary_key(&mut key(&["id"]));
        certification.foreign_key(
            ForeignKey::create()
                .from("certification", "trainer_id")
                .to("trainer", "id"),
        );
        certification.foreign_key(
            ForeignKey::create()
                .from("certification", "module_code")
                .to("module", "code"),
        );
        manager.create_table(certification).await?;
        unique(
            manager,
            "certification",
            &["trainer_id", "module_code", "level"],
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "certification",
                "trainer",
                "target",
                "contribution",
                "partner",
            ],
        )
        .await
    }
}
