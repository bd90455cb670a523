//! The rows that are made, and how they get into the database: many at a time.

use ::entity::{
    baseline, chase_step, cohort, contact, data_request, database, enrolment, enterprise,
    enterprise_history::{export_stage, province, status},
    measurement, participation, reading, report_version, session, session_trainer,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
};

use super::bulk;

/// Rows of some enterprises, in the order in which they can be inserted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rows {
    pub(super) enterprises: Vec<enterprise::Model>,
    pub(super) statuses: Vec<status::Model>,
    pub(super) provinces: Vec<province::Model>,
    pub(super) export_stages: Vec<export_stage::Model>,
    pub(super) contacts: Vec<contact::Model>,
    pub(super) cohorts: Vec<cohort::Model>,
    pub(super) enrolments: Vec<enrolment::Model>,
    pub(super) sessions: Vec<session::Model>,
    pub(super) session_trainers: Vec<session_trainer::Model>,
    pub(super) participations: Vec<participation::Model>,
    pub(super) baselines: Vec<baseline::Model>,
    pub(super) requests: Vec<data_request::Model>,
    pub(super) steps: Vec<chase_step::Model>,
    pub(super) versions: Vec<report_version::Model>,
    pub(super) measurements: Vec<measurement::Model>,
    pub(super) readings: Vec<reading::Model>,
}

impl Rows {
    /// Put them into the database, and let go of them.
    pub(super) async fn insert(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        insert(db, self.enterprises).await?;
        insert(db, self.statuses).await?;
        insert(db, self.provinces).await?;
        insert(db, self.export_stages).await?;
        insert(db, self.contacts).await?;
        insert(db, self.cohorts).await?;
        insert(db, self.enrolments).await?;
        insert(db, self.sessions).await?;
        insert(db, self.session_trainers).await?;
        insert(db, self.participations).await?;
        insert(db, self.baselines).await?;
        insert(db, self.requests).await?;
        insert(db, self.steps).await?;
        insert(db, self.versions).await?;
        bulk::measurements(db, self.measurements).await?;
        bulk::readings(db, self.readings).await
    }
}

/// Insert `models`, as many a statement as the databases take.
pub(super) async fn insert<M>(db: &impl ConnectionTrait, models: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let mut rest = models
        .into_iter()
        .map(|model| model.into_active_model().reset_all());
    loop {
        let chunk: Vec<_> = rest
            .by_ref()
            .take(database::rows_per_insert(columns))
            .collect();
        if chunk.is_empty() {
            return Ok(());
        }
        M::Entity::insert_many(chunk)
            .exec_without_returning(db)
            .await?;
    }
}
