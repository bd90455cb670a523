//! A pause of the chase: for one enterprise, one province, or everywhere.

use std::collections::HashSet;

use sea_orm::{Condition, ExprTrait, entity::prelude::*};

use crate::{enterprise, scope::Scope};

/// A pause of the chase; without enterprise and province, it is everywhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pause")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enterprise.
    #[sea_orm(indexed)]
    pub enterprise_id: Option<Uuid>,
    /// The province.
    pub province_code: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Since when.
    pub paused_at: DateTimeUtc,
    /// Until when.
    pub resumed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Does it hold for everybody?
    pub fn is_everywhere(&self) -> bool {
        self.enterprise_id.is_none() && self.province_code.is_none()
    }
}

impl Entity {
    /// The pauses that `scope` may see: those of its enterprises and provinces, and those of everybody.
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        let everywhere = Column::EnterpriseId
            .is_null()
            .and(Column::ProvinceCode.is_null());
        let mine = Condition::any()
            .add(everywhere)
            .add(Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(scope)));
        match scope {
            Scope::Admin => Self::find(),
            Scope::Manager { provinces } if provinces.is_empty() => Self::find(),
            Scope::Manager { provinces } => {
                Self::find().filter(mine.add(Column::ProvinceCode.is_in(provinces)))
            }
            Scope::Trainer { .. } => Self::find().filter(mine),
            Scope::Enterprise { .. } | Scope::Donor | Scope::Anonymous => {
                Self::find().filter(sea_orm::sea_query::Expr::value(false))
            }
        }
    }
}

/// The pauses that hold now.
#[derive(Clone, Debug, Default)]
pub struct Pauses {
    everywhere: bool,
    provinces: HashSet<String>,
    enterprises: HashSet<Uuid>,
}

impl Pauses {
    /// The pauses that hold now.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut pauses = Self::default();
        let open = Entity::find().filter(Column::ResumedAt.is_null());
        for pause in open.all(db).await? {
            match (pause.enterprise_id, pause.province_code) {
                (Some(enterprise), _) => drop(pauses.enterprises.insert(enterprise)),
                (None, Some(province)) => drop(pauses.provinces.insert(province)),
                (None, None) => pauses.everywhere = true,
            }
        }
        Ok(pauses)
    }

    /// Does the chase of this enterprise, in this province, rest?
    pub fn hold(&self, enterprise: Uuid, province: &str) -> bool {
        self.everywhere
            || self.provinces.contains(province)
            || self.enterprises.contains(&enterprise)
    }
}
