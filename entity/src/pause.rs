//! A pause of the chase: for one enterprise, one province, or everywhere.

use std::collections::HashSet;

use sea_orm::{Condition, ExprTrait, QueryOrder, entity::prelude::*};

use crate::{data_request, enterprise, scope::Scope};

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

/// The pauses that the chase of `request` came under, the earliest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn of_request(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
) -> Result<Vec<Model>, DbErr> {
    let about = Condition::any()
        .add(Column::EnterpriseId.eq(request.enterprise_id))
        .add(Column::ProvinceCode.eq(request.province_code.as_str()))
        .add(
            Column::EnterpriseId
                .is_null()
                .and(Column::ProvinceCode.is_null()),
        );
    let still_on = Column::ResumedAt
        .is_null()
        .or(Column::ResumedAt.gt(request.planned_at));
    let mut pauses = Entity::find().filter(about).filter(still_on);
    if let Some(end) = request.chase_ended_at {
        pauses = pauses.filter(Column::PausedAt.lt(end));
    }
    pauses.order_by_asc(Column::PausedAt).all(db).await
}
