//! `rehearse` says what the jobs would do at a time; then they do just that.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use entity::{
    chase::{
        plan::{Fate, Planned},
        rehearse::rehearse,
    },
    chase_step, contact, data_request, message,
    report_version::{Channel, ReportKind},
    rules::{ladder::Decision, period::Month},
    stop,
    submission::Submission,
};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use rstest::rstest;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{enterprise, promise, small, submit, undo_nothing},
};

/// A step of an enterprise's month, and how it ends.
type Ending = (Uuid, Month, String, String);

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_a_time_is_what_a_run_at_that_time_does(#[case] kind: Kind) {
    let mut sent = 0;
    for seed in 0..4 {
        let Some(office) = Office::open(kind).await else {
            return;
        };
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        small(&office.db).await;
        for (name, province, email) in [
            ("UD Satu", "ID-JK", "owner@melati.example.org"),
            ("UD Dua", "ID-SN", "dua@example.org"),
            ("UD Tiga", "ID-PA", "tiga@example.org"),
        ] {
            enterprise(&office.db, name, province, email).await;
        }
        let mut day = nine("2012-10-31");
        for turn in 0..25 {
            day += Duration::days(dice.random_range(1..4));
            let now = day + Duration::minutes(15 * dice.random_range(-10..24));
            disturb(&office, &mut dice, now).await;
            let plan = rehearse(&office.db, now).await.unwrap();
            let planned = planned(&plan);
            let before = endings(&office).await;
            office.work(now).await;
            let done: BTreeSet<_> = endings(&office)
                .await
                .difference(&before)
                .cloned()
                .collect();
            let what = format!("seed {seed}, turn {turn}, {now}");
            assert_eq!(done, planned, "{what}");
            let reached = readers(&office, now).await;
            assert_eq!(reached, meant(&plan), "{what}");
            let left = rehearse(&office.db, now).await.unwrap();
            let (left, waiting) = (waits(&left), waits(&plan));
            assert!(
                waiting.is_subset(&left),
                "{what}: {waiting:?}, then {left:?}"
            );
        }
        sent += endings(&office)
            .await
            .iter()
            .filter(|(.., decision)| *decision == Decision::Sent.to_value())
            .count();
    }
    assert!(
        sent > 30,
        "only {sent} steps were sent: the worlds are too quiet"
    );
}

/// Something happens to somebody: an answer, a promise, a pause, a stop, a withdrawal.
async fn disturb(office: &Office, dice: &mut ChaCha8Rng, now: DateTime<Utc>) {
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let Some(one) = requests.get(dice.random_range(0..requests.len().max(1))) else {
        return;
    };
    let people = contact::Entity::find().all(&office.db).await.unwrap();
    let person = people.choose(dice).unwrap();
    match dice.random_range(0..14) {
        4 => stop::stop(&office.db, person, now).await.unwrap(),
        5 => withdraw(office, person, Some(now)).await,
        6..=8 => {
            for person in &people {
                stop::resume(&office.db, person, now).await.unwrap();
                withdraw(office, person, None).await;
            }
        }
        9 => {
            submit(&office.db, nothing(one.id), now).await.unwrap();
        }
        10 => {
            undo_nothing(&office.db, one.id, now).await;
        }
        0 => {
            let by = (now + Duration::days(dice.random_range(0..9))).date_naive();
            promise(&office.db, one.id, by, now).await;
        }
        1 => {
            office
                .pause(Some(one.enterprise_id), None, &now.to_rfc3339())
                .await;
        }
        2 | 3 => office.resume(now).await,
        _ => {}
    }
}

async fn withdraw(office: &Office, person: &contact::Model, when: Option<DateTime<Utc>>) {
    let update = contact::Entity::update_many()
        .col_expr(contact::Column::WithdrawnAt, Expr::value(when))
        .filter(contact::Column::Id.eq(person.id));
    update.exec(&office.db).await.unwrap();
}

fn nothing(request: Uuid) -> Submission {
    Submission {
        request,
        kind: ReportKind::NothingToReport,
        channel: Channel::Link,
        submit_key: Uuid::now_v7().to_string(),
        reason: None,
        note: None,
        counts: Default::default(),
    }
}

/// The enterprises and months that are mailed about, each with whom.
fn meant(plan: &[Planned]) -> BTreeSet<(Uuid, Month, String)> {
    let mailed = plan.iter().filter(|planned| planned.fate == Fate::Mail);
    let people = mailed.map(|planned| {
        let person = planned.person.as_ref().expect("a mail has its reader");
        (
            planned.due.enterprise,
            planned.due.month,
            person.address.clone(),
        )
    });
    people.collect()
}

/// The enterprises and months of the steps that were sent at `now`, each with who was written to.
async fn readers(office: &Office, now: DateTime<Utc>) -> BTreeSet<(Uuid, Month, String)> {
    let sent = chase_step::Entity::find()
        .filter(chase_step::Column::Decision.eq(Decision::Sent))
        .filter(chase_step::Column::DecidedAt.eq(now));
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let messages = message::Entity::find().all(&office.db).await.unwrap();
    let sent = sent.all(&office.db).await.unwrap();
    let people = sent.iter().map(|step| {
        let request = requests.iter().find(|row| row.id == step.data_request_id);
        let request = request.expect("a step has its request");
        let message = messages.iter().find(|row| Some(row.id) == step.message_id);
        let message = message.expect("a step that was sent has its message");
        (
            request.enterprise_id,
            request.month,
            message.recipient.clone(),
        )
    });
    people.collect()
}

/// The steps that wait, each with its reason.
fn waits(plan: &[Planned]) -> BTreeSet<(Uuid, Month, String, &'static str)> {
    let waiting = plan.iter().filter_map(|planned| match planned.fate {
        Fate::Waits(reason) => {
            let due = &planned.due;
            let step = due.step.to_value();
            Some((due.enterprise, due.month, step, reason.as_str()))
        }
        _ => None,
    });
    waiting.collect()
}

/// What the rehearsal says will end, and how.
fn planned(plan: &[Planned]) -> BTreeSet<Ending> {
    let endings = plan.iter().filter_map(|planned| {
        let decision = match planned.fate {
            Fate::Mail => Decision::Sent,
            Fate::Ends(decision, _) => decision,
            Fate::Waits(_) => return None,
        };
        let due = planned.due;
        Some((
            due.enterprise,
            due.month,
            due.step.to_value(),
            decision.to_value(),
        ))
    });
    endings.collect()
}

/// Every step that has ended.
async fn endings(office: &Office) -> BTreeSet<Ending> {
    let steps = chase_step::Entity::find().all(&office.db).await.unwrap();
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let endings = steps.into_iter().map(|step| {
        let request = requests
            .iter()
            .find(|request| request.id == step.data_request_id);
        let request = request.expect("a step has its request");
        let (step, decision) = (step.step.to_value(), step.decision.to_value());
        (request.enterprise_id, request.month, step, decision)
    });
    endings.collect()
}
