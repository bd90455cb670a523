//! The frame of every change: who may, rows that stand still, the trail, one commit.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, IntoActiveModel, JsonValue, QuerySelect,
    entity::prelude::*, sea_query::LockType,
};

use super::{
    once::Once,
    refused::{Problem, ProblemCode, Refused},
    trail::{Audited, Fields, changes, count_changes},
};
use crate::{audit, database, report_version, scope::Scope, submission::Report};

/// Who changes something, when, and under which name.
#[derive(Clone, Debug)]
pub struct Author {
    /// Their account; none for the command line.
    pub account: Option<Uuid>,
    /// The token that they came with.
    pub token: Option<Uuid>,
    /// What they may see, which is the most that they may change.
    pub scope: Scope,
    /// The time of the database.
    pub now: DateTimeUtc,
    /// The client's name for what is to be made, where it gave one.
    pub once: Option<Once>,
}

/// Who may make a change, to what they may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// The office.
    Office,
    /// The office and managers.
    Managers,
    /// The office, managers and trainers.
    Staff,
    /// Those, and an enterprise by its link.
    Reporters,
}

impl Author {
    /// Whoever runs the command line: the office.
    pub fn operator(now: DateTimeUtc) -> Self {
        Self {
            account: None,
            token: None,
            scope: Scope::Admin,
            now,
            once: None,
        }
    }

    fn check(&self, may: May) -> Result<(), Refused> {
        let allowed = match &self.scope {
            Scope::Anonymous => return Err(Refused::Unauthenticated),
            Scope::Admin => true,
            Scope::Manager { .. } => may != May::Office,
            Scope::Trainer { .. } => matches!(may, May::Staff | May::Reporters),
            Scope::Enterprise { .. } => may == May::Reporters,
            Scope::Donor => false,
        };
        allowed.then_some(()).ok_or(Refused::Forbidden)
    }
}

/// A change that is being made.
pub(super) struct Change<'a> {
    pub(super) tx: DatabaseTransaction,
    pub(super) author: &'a Author,
    pub(super) action: &'static str,
    /// The id of what it makes, where it makes something.
    pub(super) id: Uuid,
    reason: Option<String>,
}

impl<'a> Change<'a> {
    /// Begin the change `action`, if its author may make it.
    pub(super) async fn begin(
        db: &DatabaseConnection,
        author: &'a Author,
        may: May,
        action: &'static str,
    ) -> Result<Self, Refused> {
        author.check(may)?;
        Ok(Self {
            tx: database::begin_write(db).await?,
            author,
            action,
            id: Uuid::now_v7(),
            reason: None,
        })
    }

    /// The same, with what somebody gave as the reason.
    pub(super) fn because(mut self, reason: Option<String>) -> Self {
        self.reason = reason.filter(|text| !text.trim().is_empty());
        self
    }

    /// The row `id` among those that may be seen; nobody else changes it until this change ends.
    pub(super) async fn row<E: EntityTrait>(
        &self,
        visible: Select<E>,
        id: (E::Column, Uuid),
        field: &'static str,
    ) -> Result<E::Model, Refused> {
        let found = visible
            .filter(id.0.eq(id.1))
            .lock(LockType::Update)
            .one(&self.tx)
            .await?;
        found.ok_or_else(|| Problem::not_found(field).into())
    }

    /// Store a new row.
    pub(super) async fn insert<E>(&self, row: E::Model) -> Result<E::Model, Refused>
    where
        E: Audited,
        E::Model: IntoActiveModel<E::ActiveModel> + Clone,
        E::ActiveModel: Send,
    {
        E::insert(row.clone().into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        self.note::<E>(None, &row).await?;
        Ok(row)
    }

    /// Store new rows of one noun.
    pub(super) async fn insert_all<E>(
        &self,
        rows: impl IntoIterator<Item = E::Model>,
    ) -> Result<(), Refused>
    where
        E: Audited,
        E::Model: IntoActiveModel<E::ActiveModel> + ModelTrait<Entity = E> + Clone,
    {
        let rows: Vec<_> = rows.into_iter().map(|row| (None, row)).collect();
        let new: Vec<_> = rows.iter().map(|(_, row)| row.clone()).collect();
        database::insert(&self.tx, new, None).await?;
        Ok(self.note_all::<E>(&rows).await?)
    }

    /// Store what `after` says in the place of `before`.
    pub(super) async fn update<E>(
        &self,
        before: &E::Model,
        after: E::Model,
    ) -> Result<E::Model, Refused>
    where
        E: Audited,
        E::Model: IntoActiveModel<E::ActiveModel> + Clone + PartialEq + Sync,
        E::ActiveModel: Send,
    {
        if *before == after {
            return Ok(after);
        }
        E::update(after.clone().into_active_model().reset_all())
            .validate()?
            .exec(&self.tx)
            .await?;
        self.note::<E>(Some(before), &after).await?;
        Ok(after)
    }

    /// Leave a trail of a row that was written otherwise.
    pub(super) async fn note<E: Audited>(
        &self,
        before: Option<&E::Model>,
        after: &E::Model,
    ) -> Result<(), Refused> {
        let (noun, noun_id) = E::subject(after);
        let fields = changes::<E>(before, after);
        audit::Entity::insert(self.entry(noun, noun_id, fields).into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// The same for many rows, each with what it was before.
    pub(super) async fn note_all<E: Audited>(
        &self,
        rows: &[(Option<E::Model>, E::Model)],
    ) -> Result<(), DbErr> {
        let entry = |(before, after): &(Option<E::Model>, E::Model)| {
            let (noun, noun_id) = E::subject(after);
            self.entry(noun, noun_id, changes::<E>(before.as_ref(), after))
        };
        let trail: Vec<_> = rows.iter().map(entry).collect();
        database::insert(&self.tx, trail, None).await
    }

    /// Leave a trail of reports' new versions, and of each count that they changed, each with
    /// what counted before.
    pub(super) async fn note_reports(
        &self,
        reports: &[(Option<Report>, Report)],
    ) -> Result<(), DbErr> {
        let entry = |(before, (version, counts)): &(Option<Report>, Report)| {
            let (noun, noun_id) = report_version::Entity::subject(version);
            let old = before.as_ref().map(|(version, _)| version);
            let mut fields = changes::<report_version::Entity>(old, version);
            let old = before.as_ref().map(|(_, counts)| counts);
            fields.extend(count_changes(old, counts));
            self.entry(noun, noun_id, fields)
        };
        let trail: Vec<_> = reports.iter().map(entry).collect();
        database::insert(&self.tx, trail, None).await
    }

    /// The trail's row about one noun.
    fn entry(&self, noun: &str, noun_id: Uuid, changes: Fields) -> audit::Model {
        audit::Model {
            id: Uuid::now_v7(),
            at: self.author.now,
            account_id: self.author.account,
            token_id: self.author.token,
            action: self.action.into(),
            noun: noun.into(),
            noun_id,
            changes: JsonValue::Object(changes).to_string(),
            reason: self.reason.clone(),
        }
    }

    /// Let it hold.
    pub(super) async fn commit(self) -> Result<(), Refused> {
        Ok(self.tx.commit().await?)
    }
}

/// A table whose rows two people may edit at once, and that are put away, never deleted.
pub(super) trait Edited: Audited<Model: Clone> {
    /// Grows with each change.
    fn version(row: &mut Self::Model) -> &mut i32;
    /// When it was put away.
    fn archived_at(row: &mut Self::Model) -> &mut Option<DateTimeUtc>;
}

macro_rules! edited {
    ($($entity:ident)+) => {$(
        impl Edited for crate::$entity::Entity {
            fn version(row: &mut Self::Model) -> &mut i32 {
                &mut row.version
            }

            fn archived_at(row: &mut Self::Model) -> &mut Option<DateTimeUtc> {
                &mut row.archived_at
            }
        }
    )+};
}

edited! { cohort contact enterprise trainer }

/// `before` as `edit` leaves it, if it still is as somebody `read` it.
pub(super) fn edited<E: Edited>(
    before: &E::Model,
    read: i32,
    edit: impl FnOnce(&mut E::Model),
) -> Result<E::Model, Refused> {
    let mut after = before.clone();
    edit(&mut after);
    let version = E::version(&mut after);
    if *version != read {
        let message =
            "Somebody changed it since you read it; read it again and repeat your change.";
        return Err(Problem::at(ProblemCode::Conflict, "version", message).into());
    }
    *version += 1;
    Ok(after)
}

/// `before`, put away at `now`; as it is, where it was put away already.
pub(super) fn put_away<E: Edited>(before: &E::Model, now: DateTimeUtc) -> E::Model {
    let mut after = before.clone();
    if E::archived_at(&mut after).is_none() {
        *E::archived_at(&mut after) = Some(now);
        *E::version(&mut after) += 1;
    }
    after
}
