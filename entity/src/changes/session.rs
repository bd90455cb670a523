//! A session that was held, and who came.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    checks::{not_later, province, today},
    cohort, enterprise,
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
};
use crate::{
    enrolment, module, participation,
    session::{Column, Entity, Model, SessionKind},
    session_trainer, trainer,
};

/// The longest session, in days.
const DAYS: std::ops::RangeInclusive<i32> = 1..=10;
/// How many may come from one enterprise, of each kind.
const PEOPLE: std::ops::RangeInclusive<i32> = 0..=10_000;

/// Where a session was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a classroom, with this cohort.
    Cohort(Uuid),
    /// At this enterprise's workplace.
    Enterprise(Uuid),
}

/// What was held.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where.
    pub place: Place,
    /// The code of the module.
    pub module: String,
    /// Its first day.
    pub held_on: Date,
    /// How many days.
    pub days: i32,
    /// Who delivered it.
    pub trainers: Vec<Uuid>,
    /// Who came, per enterprise; the session's id is filled in.
    pub participations: Vec<participation::Model>,
}

/// Record a session that was held.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn record(
    db: &DatabaseConnection,
    author: &Author,
    held: Held,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "recordSession").await?;
    let (row, province_code, enterprises) = planned(&change, &held).await?;
    if let Some(made) = change.made_before().await? {
        return change
            .row(Entity::find(), (Column::Id, made), "session")
            .await;
    }
    let today = today(&province(&change.tx, &province_code).await?, author.now);
    let mut problems: Vec<_> = not_later("heldOn", held.held_on, today)
        .into_iter()
        .collect();
    problems.extend(misfits(&held, &enterprises));
    problems.extend(untrained(&change, &held, &enterprises).await?);
    problems.extend(unknown_trainers(&change, &held.trainers).await?);
    unless(problems)?;
    let row = change.insert::<Entity>(row).await?;
    people(&change, &row, held).await?;
    change.commit().await?;
    Ok(row)
}

/// The session's row, the province where it was, and the enterprises that could come.
async fn planned(
    change: &Change<'_>,
    held: &Held,
) -> Result<(Model, String, HashSet<Uuid>), Refused> {
    let mut row = Model {
        id: change.id,
        kind: SessionKind::Classroom,
        module_code: held.module.clone(),
        cohort_id: None,
        enterprise_id: None,
        held_on: held.held_on,
        days: held.days,
    };
    match held.place {
        Place::Cohort(id) => {
            let cohort = cohort::visible(change, id).await?;
            row.cohort_id = Some(id);
            Ok((row, cohort.province_code, members(change, held, id).await?))
        }
        Place::Enterprise(id) => {
            let enterprise = enterprise::visible(change, id).await?;
            row.kind = SessionKind::OnSiteVisit;
            row.enterprise_id = Some(id);
            Ok((row, enterprise.province_code, HashSet::from([id])))
        }
    }
}

/// The enterprises that were in the cohort on the session's first day.
async fn members(change: &Change<'_>, held: &Held, cohort: Uuid) -> Result<HashSet<Uuid>, Refused> {
    let enrolments = enrolment::Entity::find()
        .filter(enrolment::Column::CohortId.eq(cohort))
        .filter(enrolment::Column::FromDate.lte(held.held_on))
        .all(&change.tx)
        .await?;
    let there = enrolments
        .into_iter()
        .filter(|one| one.to_date.is_none_or(|left| held.held_on <= left));
    Ok(there.map(|one| one.enterprise_id).collect())
}

fn misfits(held: &Held, enterprises: &HashSet<Uuid>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |field, message: &str| problems.push(Problem::invalid(field, message));
    if !DAYS.contains(&held.days) {
        wrong("days", "`days` must lie between 1 and 10.");
    }
    if held.trainers.is_empty() {
        wrong(
            "trainers",
            "Say who delivered it: give at least one trainer.",
        );
    }
    let mut seen = HashSet::new();
    for one in &held.participations {
        if !enterprises.contains(&one.enterprise_id) {
            wrong(
                "participations",
                "An enterprise in it was not in the cohort on that day; leave it out or enrol it.",
            );
        }
        if !seen.insert(one.enterprise_id) {
            wrong(
                "participations",
                "An enterprise is there twice; give each once.",
            );
        }
        if !heads(one).iter().all(|count| PEOPLE.contains(count)) {
            wrong(
                "participations",
                "A number of people must lie between 0 and 10000.",
            );
        }
        if one
            .satisfaction
            .is_some_and(|share| !(0.0..=100.0).contains(&share))
        {
            wrong(
                "participations",
                "`satisfaction` must lie between 0 and 100.",
            );
        }
    }
    problems
}

fn heads(row: &participation::Model) -> [i32; 6] {
    [
        row.managers_women,
        row.managers_men,
        row.managers_not_stated,
        row.workers_women,
        row.workers_men,
        row.workers_not_stated,
    ]
}

/// The compulsory module comes first: another one is refused for who has not begun it.
async fn untrained(
    change: &Change<'_>,
    held: &Held,
    enterprises: &HashSet<Uuid>,
) -> Result<Option<Problem>, Refused> {
    let Some(module) = module::Entity::find_by_id(&held.module)
        .one(&change.tx)
        .await?
    else {
        let message = "There is no such module; codes are like `M1`.";
        return Ok(Some(Problem::invalid("module", message)));
    };
    if module.compulsory {
        return Ok(None);
    }
    let first = module::Entity::find()
        .filter(module::Column::Compulsory.eq(true))
        .all(&change.tx)
        .await?;
    let next = held.held_on.succ_opt().unwrap_or(held.held_on);
    for enterprise in enterprises {
        let taken = Entity::modules_by(&change.tx, *enterprise, next).await?;
        if let Some(missing) = first.iter().find(|module| !taken.contains(&module.code)) {
            let message = format!(
                "{} comes first; record its session before this one.",
                missing.code
            );
            return Ok(Some(Problem::wrong_state("module", message)));
        }
    }
    Ok(None)
}

async fn unknown_trainers(
    change: &Change<'_>,
    trainers: &[Uuid],
) -> Result<Option<Problem>, Refused> {
    let asked: HashSet<Uuid> = trainers.iter().copied().collect();
    let known = trainer::Entity::find()
        .filter(trainer::Column::Id.is_in(asked.iter().copied()))
        .count(&change.tx)
        .await?;
    Ok((known < asked.len() as u64).then(|| Problem::not_found("trainers")))
}

async fn people(change: &Change<'_>, session: &Model, held: Held) -> Result<(), Refused> {
    let trainers: BTreeSet<Uuid> = held.trainers.into_iter().collect();
    let delivered = trainers
        .into_iter()
        .map(|trainer_id| session_trainer::Model {
            session_id: session.id,
            trainer_id,
        });
    let came = held.participations.into_iter().map(|mut row| {
        row.session_id = session.id;
        row
    });
    change
        .insert_all::<session_trainer::Entity>(delivered)
        .await?;
    change.insert_all::<participation::Entity>(came).await
}
