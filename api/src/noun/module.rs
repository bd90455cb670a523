//! A training module: public.

use async_graphql::{Context, ID, Object, Result};
use entity::{indicator, module, scope::Scope};
use sea_orm::{EntityTrait, Select};

use super::{
    indicator::{Indicator, IndicatorsOf},
    noun_list, noun_order, object_of,
    session::{self, SessionConnection},
};
use crate::{
    filter::{CodeFilter, noun_filter},
    id::global,
    loader::{self, link_one},
    nested,
    page::PageArgs,
};

object_of! {
    /// A training module.
    Module(module)
}

/// Everybody may see every module.
pub(crate) fn visible(_: &Scope) -> Select<module::Entity> {
    module::Entity::find()
}

link_one! {
    /// A module by its code.
    ModuleKey(String): module by Code, |row| row.code, visible
}

/// A training module.
#[Object]
impl Module {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Module", &self.0.code)
    }

    /// Its code, `M1` and the like.
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

    /// Its place in the programme.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Days of its workshop.
    async fn classroom_days(&self) -> i32 {
        self.0.classroom_days
    }

    /// Visits planned after the workshop.
    async fn planned_visits(&self) -> i32 {
        self.0.planned_visits
    }

    /// Must every enterprise take it?
    async fn compulsory(&self) -> bool {
        self.0.compulsory
    }

    /// The indicators that are asked after it.
    async fn indicators(&self, ctx: &Context<'_>) -> Result<Vec<Indicator>> {
        loader::many::<_, indicator::Model, _>(ctx, IndicatorsOf(self.0.code.clone())).await
    }
    /// Its sessions that you may see, the earliest first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<SessionConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        nested::list::<session::OfModule, _>(ctx, self.0.code.clone(), args).await
    }
}

noun_filter! {
    /// Which modules are let through.
    ModuleFilter {
        /// By code.
        code: CodeFilter => |given| given.of(module::Column::Code),
    }
}

noun_order! {
    ModuleOrder by ModuleOrderField of module, default Position, then Code as |row| Key::Text(row.code.clone());
    /// By place in the programme.
    Position: Position as |row| Key::Number(row.position),
    /// By code.
    Code: Code as |row| Key::Text(row.code.clone()),
}

noun_list! {
    ModuleQueries, ModuleConnection, ModuleEdge, Module of module;
    /// The training modules.
    modules(ModuleFilter, ModuleOrder) from visible;
}
