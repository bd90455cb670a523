//! Random histories of two months: whatever people, the office and the mail server do, each step
//! that is due has one decision or a reason to wait, and what is decided as sent is what arrived.
//!
//! A history is told by its seed alone; `SCORE_SEED` tries another than the first.

mod happening;
mod truth;

use chrono::{DateTime, Duration, Utc};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use rstest::rstest;
use worker::JobName;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{enterprise, small},
    smtp::Script,
};
use happening::happen;

/// Enterprises besides the first: two people have two, and all three zones are there.
const ENTERPRISES: [(&str, &str, &str); 6] = [
    ("UD Satu", "ID-JK", "owner@melati.example.org"),
    ("UD Dua", "ID-SN", "dua@example.org"),
    ("UD Tiga", "ID-PA", "tiga@example.org"),
    ("UD Empat", "ID-JT", "empat@example.org"),
    ("UD Lima", "ID-LA", "Dua@example.org"),
    ("UD Enam", "ID-SN", "enam@example.org"),
];
const JOBS: [JobName; 4] = [
    JobName::DataRequest,
    JobName::Chase,
    JobName::Digest,
    JobName::Deliver,
];
/// Runs that follow each other until all is settled.
const MOST_RUNS: usize = 4;
/// Turns between two looks at whether all is well.
const LOOK: usize = 20;

#[rstest]
#[case::sqlite(Kind::Sqlite, 160)]
#[case::postgres(Kind::Postgres, 60)]
#[tokio::test(flavor = "multi_thread")]
async fn each_due_step_ends_once_or_waits_and_what_is_sent_arrived(
    #[case] kind: Kind,
    #[case] turns: usize,
) {
    let seed = std::env::var("SCORE_SEED").map_or(1, |seed| seed.parse().unwrap());
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let sent = history(&office, seed, turns).await;
    assert!(
        sent > 5,
        "only {sent} steps were sent: history {seed} is too quiet"
    );
}

/// Two months in `turns`; says how many steps were sent.
async fn history(office: &Office, seed: u64, turns: usize) -> usize {
    small(&office.db).await;
    for (name, province, email) in ENTERPRISES {
        enterprise(&office.db, name, province, email).await;
    }
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut now = nine("2012-10-31");
    let step = Duration::days(62) / i32::try_from(turns).unwrap();
    for turn in 0..turns {
        now += step;
        let moment = office_hour(&mut dice, now);
        happen(office, &mut dice, moment).await;
        for job in some_jobs(&mut dice) {
            office.job(job, moment).await;
        }
        if turn % LOOK == LOOK - 1 {
            let moment = settle(office, moment).await;
            let what = format!("seed {seed}, turn {turn}, {moment}");
            truth::holds(office, moment, &what).await;
        }
    }
    truth::sent(office).await
}

/// Runs of all jobs, with a mail server in good order, until one leaves nothing to the next: a
/// request that went late makes its nudge needless, which the run after it finds. The last one's time.
async fn settle(office: &Office, mut now: DateTime<Utc>) -> DateTime<Utc> {
    office.smtp.follow(Script::new());
    office.work(now).await;
    for _ in 1..MOST_RUNS {
        if truth::is_settled(office, now).await {
            break;
        }
        now += Duration::minutes(15);
        office.work(now).await;
    }
    now
}

/// A time of that day in Jakarta, mostly when the office is open somewhere.
fn office_hour(dice: &mut ChaCha8Rng, now: DateTime<Utc>) -> DateTime<Utc> {
    let day = now.date_naive().and_hms_opt(0, 0, 0).unwrap().and_utc();
    day + Duration::minutes(15 * dice.random_range(-4..36))
}

/// From none to six runs, in any order and with repeats.
fn some_jobs(dice: &mut ChaCha8Rng) -> Vec<JobName> {
    let count = dice.random_range(0..=6);
    (0..count).map(|_| *JOBS.choose(dice).unwrap()).collect()
}
