//! A ratio of measures, or one measure.
use crate::rules::{
    change::{ChangeKind, Direction},
    figures::Formula,
    plausibility::{Bounds, Usual},
};
use sea_orm::entity::prelude::*;

/// A ratio of measures, or one measure.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    /// `LAB_PROD` and the like.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Its place in lists.
    #[sea_orm(unique)]
    pub position: i32,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its unit.
    pub unit: String,
    /// The measure above the line.
    pub numerator: String,
    /// The measure below the line.
    pub denominator: Option<String>,
    /// What the ratio is multiplied by.
    pub factor: f64,
    /// In which direction it gets better.
    pub direction: Direction,
    /// How its change since baseline is made.
    pub change: ChangeKind,
    /// A change up to this is noise.
    pub noise_floor: f64,
    /// How a group's level is made.
    pub aggregate: Aggregate,
    /// Decimals that are shown.
    pub decimals: i32,
    /// Below this it is refused.
    pub hard_min: Option<f64>,
    /// Above this it is refused.
    pub hard_max: Option<f64>,
    /// Below this it is asked about.
    pub warn_min: Option<f64>,
    /// Above this it is asked about.
    pub warn_max: Option<f64>,
    /// So many times the own median, it is asked about.
    pub warn_ratio: Option<f64>,
    /// Is it asked of every enterprise?
    pub core: bool,
    /// The module after which it is asked.
    pub module: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// How the level of a group is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "snake_case"
)]
pub enum Aggregate {
    /// The ratio of sums.
    Sum,
    /// None: each enterprise has its own unit, so a group has only changes.
    MedianChange,
}

impl Model {
    /// What the rules need to make its readings.
    pub fn formula(&self) -> Formula {
        Formula {
            code: self.code.clone(),
            numerator: self.numerator.clone(),
            denominator: self.denominator.clone(),
            factor: self.factor,
            direction: self.direction,
            change: self.change,
            noise_floor: self.noise_floor,
            hard: Bounds {
                min: self.hard_min,
                max: self.hard_max,
            },
        }
    }

    /// What is usual of its values.
    pub fn usual(&self) -> Usual {
        Usual {
            warn: Bounds {
                min: self.warn_min,
                max: self.warn_max,
            },
            ratio: self.warn_ratio,
        }
    }
}
