//! An indicator: a ratio of measures, or one measure; public.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{indicator, rules::change, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, Select};

use super::{
    module::{Module, ModuleKey},
    noun_list, noun_order, object_of,
};
use crate::{
    filter::{CodeFilter, noun_filter},
    id::global,
    loader::{self, link_many, link_one},
};

object_of! {
    /// A ratio of measures, or one measure.
    Indicator(indicator)
}

/// Everybody may see every indicator.
pub(crate) fn visible(_: &Scope) -> Select<indicator::Entity> {
    indicator::Entity::find()
}

link_one! {
    /// An indicator by its code.
    IndicatorKey(String): indicator by Code, |row| row.code, visible
}

link_many! {
    /// The indicators that are asked after a module.
    IndicatorsOf(String): indicator by Module sorted Position, |row| row.module, visible
}

/// A ratio of measures, or one measure.
#[Object]
impl Indicator {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Indicator", &self.0.code)
    }

    /// Its code, `LAB_PROD` and the like.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name in Indonesian.
    async fn name(&self) -> &str {
        &self.0.name_id
    }

    /// Its name in English.
    async fn name_en(&self) -> &str {
        &self.0.name_en
    }

    /// The unit of its values.
    async fn unit(&self) -> &str {
        &self.0.unit
    }

    /// The measure above the line.
    async fn numerator(&self) -> &str {
        &self.0.numerator
    }

    /// The measure below the line; null where it is one measure.
    async fn denominator(&self) -> Option<&str> {
        self.0.denominator.as_deref()
    }

    /// What the ratio is multiplied by.
    async fn factor(&self) -> f64 {
        self.0.factor
    }

    /// In which direction it gets better.
    async fn direction(&self) -> Direction {
        self.0.direction.into()
    }

    /// How its change since baseline is made.
    async fn change(&self) -> ChangeKind {
        self.0.change.into()
    }

    /// A change up to this is noise.
    async fn noise_floor(&self) -> f64 {
        self.0.noise_floor
    }

    /// How many decimals are shown.
    async fn decimals(&self) -> i32 {
        self.0.decimals
    }

    /// Is it asked of every enterprise?
    async fn core(&self) -> bool {
        self.0.core
    }

    /// The module after which it is asked; null for one that belongs to none.
    async fn module(&self, ctx: &Context<'_>) -> Result<Option<Module>> {
        loader::one(ctx, ModuleKey(self.0.module.clone())).await
    }
}

/// In which direction an indicator gets better.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "change::Direction")]
pub(crate) enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it helps to read the others.
    Context,
}

/// How an indicator's change since baseline is made.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "change::ChangeKind")]
pub(crate) enum ChangeKind {
    /// In per cent of the baseline.
    Relative,
    /// The difference, in the indicator's own unit.
    Points,
    /// The last twelve reported months together, minus the baseline.
    Pooled,
    /// No change is shown.
    None,
}

noun_filter! {
    /// Which indicators are let through.
    IndicatorFilter {
        /// By code.
        code: CodeFilter => |given| given.of(indicator::Column::Code),
        /// By whether every enterprise is asked.
        core: bool => |given| vec![indicator::Column::Core.eq(given)],
        /// By the code of the module.
        module: CodeFilter => |given| given.of(indicator::Column::Module),
    }
}

noun_order! {
    IndicatorOrder by IndicatorOrderField of indicator, default Position, then Code as |row| Key::Text(row.code.clone());
    /// By place in lists.
    Position: Position as |row| Key::Number(row.position),
    /// By code.
    Code: Code as |row| Key::Text(row.code.clone()),
}

noun_list! {
    IndicatorQueries, IndicatorConnection, IndicatorEdge, Indicator of indicator;
    /// The indicators of the programme.
    indicators(IndicatorFilter, IndicatorOrder) from visible, joining
        ["module"] to ModuleKey by Module as |row| Some(row.module.clone());
}
