//! The facts that the programme starts from.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, key, table, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_reference"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut province = table("province");
        province.col(string("code"));
        province.col(string("kemendagri_code"));
        province.col(string("name_id"));
        province.col(string("name_en"));
        province.col(string("timezone"));
        province.col(string("zone"));
        province.col(string("island_group"));
        province.col(date_null("valid_from"));
        province.col(string_null("predecessor"));
        province.col(boolean("in_programme_2012"));
        province.primary_key(&mut key(&["code"]));
        province.foreign_key(
            ForeignKey::create()
                .from("province", "predecessor")
                .to("province", "code"),
        );
        manager.create_table(province).await?;
        let mut module = table("module");
        module.col(string("code"));
        module.col(integer("position"));
        module.col(string("name_en"));
        module.col(string("name_id"));
        module.col(integer("classroom_days"));
        module.col(integer("planned_visits"));
        module.col(boolean("compulsory"));
        module.primary_key(&mut key(&["code"]));
        manager.create_table(module).await?;
        unique(manager, "module", &["position"]).await?;
        let mut measure = table("measure");
        measure.col(string("code"));
        measure.col(integer("position"));
        measure.col(string("name_en"));
        measure.col(string("name_id"));
        measure.col(string("unit"));
        measure.col(boolean("whole_number"));
        measure.col(double_null("warn_max"));
        measure.col(string("hint_en"));
        measure.col(string("hint_id"));
        measure.primary_key(&mut key(&["code"]));
        manager.create_table(measure).await?;
        unique(manager, "measure", &["position"]).await?;
        let mut indicator = table("indicator");
        indicator.col(string("code"));
        indicator.col(integer("position"));
        indicator.col(string("name_en"));
        indicator.col(string("name_id"));
        indicator.col(string("unit"));
        indicator.col(string("numerator"));
        indicator.col(string_null("denominator"));
        indicator.col(double("factor"));
        indicator.col(string_len("direction", 20));
        indicator.col(string_len("change", 20));
        indicator.col(double("noise_floor"));
        indicator.col(string_len("aggregate", 24));
        indicator.col(integer("decimals"));
        indicator.col(double_null("hard_min"));
        indicator.col(double_null("hard_max"));
        indicator.col(double_null("warn_min"));
        indicator.col(double_null("warn_max"));
        indicator.col(double_null("warn_ratio"));
        indicator.col(boolean("core"));
        indicator.col(string("module"));
        indicator.primary_key(&mut key(&["code"]));
        indicator.foreign_key(
            ForeignKey::create()
                .from("indicator", "module")
                .to("module", "code"),
        );
        manager.create_table(indicator).await?;
        unique(manager, "indicator", &["position"]).await?;
        let mut holiday = table("holiday");
        holiday.col(date("date"));
        holiday.col(string_len("kind", 24));
        holiday.col(boolean("estimated"));
        holiday.col(string("name_id"));
        holiday.col(string("name_en"));
        holiday.primary_key(&mut key(&["date"]));
        manager.create_table(holiday).await?;
        let mut programme = table("programme");
        programme.col(integer("id"));
        programme.col(date("live_since"));
        programme.primary_key(&mut key(&["id"]));
        manager.create_table(programme).await?;
        let mut demo_clock = table("demo_clock");
        demo_clock.col(integer("id"));
        demo_clock.col(big_integer("ahead_micros"));
        demo_clock.col(timestamp_with_time_zone("seen_at"));
        demo_clock.primary_key(&mut key(&["id"]));
        manager.create_table(demo_clock).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "demo_clock",
                "programme",
                "holiday",
                "indicator",
                "measure",
                "module",
                "province",
            ],
        )
        .await
    }
}
