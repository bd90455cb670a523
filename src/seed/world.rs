//! What all makers need to know: the calendar, the provinces and the rules of figures.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ::entity::{
    holiday, indicator, module, province,
    rules::{calendar::Calendar, figures, figures::Formula, period::Month},
};
use chrono_tz::Tz;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, prelude::DateTimeUtc};

use super::SeedError;

/// The world that the seeded programme lives in.
pub(super) struct World {
    /// Working days.
    pub(super) calendar: Calendar,
    /// Months that hold a day of Lebaran or of the leave around it.
    pub(super) lebaran: BTreeSet<Month>,
    /// All provinces.
    pub(super) provinces: Vec<province::Model>,
    /// Modules in their order.
    pub(super) modules: Vec<module::Model>,
    /// Indicators in their order.
    pub(super) indicators: Vec<(indicator::Model, Formula)>,
    /// Measures, each with the module after which it is asked; none for a core one.
    pub(super) asked: BTreeMap<String, Option<String>>,
    /// The last month that is reported.
    pub(super) until: Month,
    /// The moment at which the seeded past ends.
    pub(super) now: DateTimeUtc,
    zones: HashMap<String, Tz>,
}

impl World {
    /// Read it from the reference tables.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        until: Month,
        now: DateTimeUtc,
    ) -> Result<Self, SeedError> {
        let holidays = holiday::Entity::find().all(db).await?;
        let lebaran = holidays
            .iter()
            .filter(|day| day.name_en.starts_with("Eid al-Fitr"))
            .map(|day| Month::of(day.date));
        let provinces = province::Entity::find()
            .order_by_asc(province::Column::KemendagriCode)
            .all(db)
            .await?;
        let modules = module::Entity::find()
            .order_by_asc(module::Column::Position)
            .all(db)
            .await?;
        let indicators = indicator::Entity::find()
            .order_by_asc(indicator::Column::Position)
            .all(db)
            .await?;
        for (empty, what) in [
            (provinces.is_empty(), "provinces"),
            (modules.is_empty(), "modules"),
            (indicators.is_empty(), "indicators"),
        ] {
            if empty {
                return Err(SeedError::NoReference(what));
            }
        }
        Ok(Self {
            lebaran: lebaran.collect(),
            calendar: Calendar::new(holidays.iter().map(|day| day.date)),
            zones: provinces
                .iter()
                .filter_map(|row| Some((row.code.clone(), row.tz()?)))
                .collect(),
            asked: asked(&indicators),
            indicators: indicators
                .into_iter()
                .map(|row| (row.clone(), row.formula()))
                .collect(),
            provinces,
            modules,
            until,
            now,
        })
    }

    /// The zone of `province`.
    pub(super) fn zone(&self, province: &str) -> Tz {
        self.zones
            .get(province)
            .copied()
            .unwrap_or(Tz::Asia__Jakarta)
    }

    /// Working days of `month`.
    pub(super) fn working_days(&self, month: Month) -> f64 {
        let days = month
            .first_day()
            .iter_days()
            .take_while(|day| Month::of(*day) == month);
        days.filter(|day| self.calendar.is_working_day(*day))
            .count() as f64
    }
}

/// When each measure is asked for: at once where a core indicator needs it.
fn asked(indicators: &[indicator::Model]) -> BTreeMap<String, Option<String>> {
    let mut asked: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in indicators {
        let module = (!row.core).then(|| row.module.clone());
        for measure in [Some(&row.numerator), row.denominator.as_ref()]
            .into_iter()
            .flatten()
        {
            for raw in figures::raw_measures(measure) {
                let entry = asked
                    .entry(raw.to_owned())
                    .or_insert_with(|| module.clone());
                if row.core {
                    *entry = None;
                }
            }
        }
    }
    asked
}
