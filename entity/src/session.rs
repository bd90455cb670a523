//! A dated piece of training: in a classroom or at the workplace.
use std::collections::HashSet;

use sea_orm::{Condition, QuerySelect, QueryTrait, entity::prelude::*};

use crate::{enrolment, rules::period::Month};

/// A dated piece of training: in a classroom or at the workplace.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which of the two.
    pub kind: SessionKind,
    /// The module.
    pub module_code: String,
    /// The cohort, for a classroom session.
    #[sea_orm(indexed)]
    pub cohort_id: Option<Uuid>,
    /// The enterprise, for a visit.
    #[sea_orm(indexed)]
    pub enterprise_id: Option<Uuid>,
    /// Its first day.
    pub held_on: Date,
    /// How many days.
    pub days: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where a session is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum SessionKind {
    /// With a cohort, in a classroom.
    Classroom,
    /// At one enterprise's workplace.
    OnSiteVisit,
}

impl Entity {
    /// Codes of the modules that `enterprise` had a session of before `month` began.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn modules_before(
        db: &impl ConnectionTrait,
        enterprise: Uuid,
        month: Month,
    ) -> Result<HashSet<String>, DbErr> {
        Self::modules_by(db, enterprise, month.first_day()).await
    }

    /// Codes of the modules that `enterprise` had a session of before `day`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn modules_by(
        db: &impl ConnectionTrait,
        enterprise: Uuid,
        day: Date,
    ) -> Result<HashSet<String>, DbErr> {
        let cohorts = enrolment::Entity::find()
            .select_only()
            .column(enrolment::Column::CohortId)
            .filter(enrolment::Column::EnterpriseId.eq(enterprise))
            .into_query();
        let theirs = Condition::any()
            .add(Column::EnterpriseId.eq(enterprise))
            .add(Column::CohortId.in_subquery(cohorts));
        let codes: Vec<String> = Self::find()
            .select_only()
            .column(Column::ModuleCode)
            .distinct()
            .filter(Column::HeldOn.lt(day))
            .filter(theirs)
            .into_tuple()
            .all(db)
            .await?;
        Ok(codes.into_iter().collect())
    }
}
