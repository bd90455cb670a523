//! `rehearse` says what the jobs would do at a time; then they do just that.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use entity::{
    chase::{plan::Fate, rehearse::rehearse},
    chase_step, data_request,
    rules::{ladder::Decision, period::Month},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rstest::rstest;
use sea_orm::{ActiveEnum, EntityTrait};
use uuid::Uuid;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{enterprise, promise, small},
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
            let planned = planned(&office, now).await;
            let before = endings(&office).await;
            office.work(now).await;
            let done: BTreeSet<_> = endings(&office)
                .await
                .difference(&before)
                .cloned()
                .collect();
            assert_eq!(done, planned, "seed {seed}, turn {turn}, {now}");
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

/// Something happens to somebody: an answer of the office, a promise, a pause.
async fn disturb(office: &Office, dice: &mut ChaCha8Rng, now: DateTime<Utc>) {
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let Some(one) = requests.get(dice.random_range(0..requests.len().max(1))) else {
        return;
    };
    match dice.random_range(0..8) {
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

/// What the rehearsal says will end, and how.
async fn planned(office: &Office, now: DateTime<Utc>) -> BTreeSet<Ending> {
    let all = rehearse(&office.db, now).await.unwrap();
    let endings = all.into_iter().filter_map(|planned| {
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
