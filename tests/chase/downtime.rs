//! A worker that was away from a step's slot on: what it does when it is back, all at once.
//!
//! The request is the one for October 2012, which nobody answers. Its slots are 1, 9, 13, 19 and
//! 22 November at 09.00, and the end of 12 December; those before the one that is missed were kept.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    account::Role,
    chase_step, data_request,
    message::{self, MessageState},
    message_item,
    rules::ladder::{Decision, Step},
};
use rstest::rstest;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Office, nine};
use crate::support::{databases::Kind, programme::small};

/// When it is back, in Jakarta; how each step has ended by then, in the order of the ladder: `s`ent,
/// `d`one, e`x`pired, `.` not yet; and the mails that go out, with what is in each.
type Return = (&'static str, &'static str, &'static [&'static str]);

/// After an hour, a day, ten days, forty days and three months, or on the next working day.
type Returns = [Return; 5];

/// When the worker was at work before it missed a step.
const KEPT: [&str; 9] = [
    "2012-11-01",
    "2012-11-09",
    "2012-11-13",
    "2012-11-19",
    "2012-11-22",
    // A digest, and the steps of the request for November.
    "2012-11-26",
    "2012-12-03",
    "2012-12-07",
    "2012-12-11",
];

const REQUEST: Returns = [
    ("2012-11-01 10:00", "s.....", &["CHASE 2012-10 REQUEST"]),
    ("2012-11-02 09:00", "s.....", &["CHASE 2012-10 REQUEST"]),
    // The due date moves along.
    ("2012-11-12 09:00", "s.....", &["CHASE 2012-10 REQUEST"]),
    (
        "2012-12-11 09:00",
        "s.....",
        &["CHASE 2012-10 REQUEST, 2012-11 REQUEST"],
    ),
    (
        "2013-02-01 09:00",
        "xxxxxd",
        &["CHASE 2012-12 REQUEST, 2013-01 REQUEST"],
    ),
];
const NUDGE: Returns = [
    ("2012-11-09 10:00", "ss....", &["CHASE 2012-10 NUDGE"]),
    ("2012-11-12 09:00", "ss....", &["CHASE 2012-10 NUDGE"]),
    (
        "2012-11-19 09:00",
        "sxxs..",
        &[
            "CHASE 2012-10 REMINDER_2",
            "TRAINER_NOTICE 2012-10 REMINDER_2",
        ],
    ),
    ("2012-12-19 09:00", "sxxxxd", &["CHASE 2012-11 REQUEST"]),
    ("2013-02-12 09:00", "sxxxxd", &["CHASE 2013-01 REQUEST"]),
];
const REMINDER_1: Returns = [
    ("2012-11-13 10:00", "sss...", &["CHASE 2012-10 REMINDER_1"]),
    ("2012-11-14 09:00", "sss...", &["CHASE 2012-10 REMINDER_1"]),
    ("2012-11-23 09:00", "ssxxd.", &[]),
    ("2012-12-26 09:00", "ssxxxd", &["CHASE 2012-11 REQUEST"]),
    ("2013-02-13 09:00", "ssxxxd", &["CHASE 2013-01 REQUEST"]),
];
const REMINDER_2: Returns = [
    (
        "2012-11-19 10:00",
        "ssss..",
        &[
            "CHASE 2012-10 REMINDER_2",
            "TRAINER_NOTICE 2012-10 REMINDER_2",
        ],
    ),
    (
        "2012-11-20 09:00",
        "ssss..",
        &[
            "CHASE 2012-10 REMINDER_2",
            "TRAINER_NOTICE 2012-10 REMINDER_2",
        ],
    ),
    // The digest of that week is three days old.
    ("2012-11-29 09:00", "sssxd.", &[]),
    (
        "2013-01-02 09:00",
        "sssxxd",
        &["CHASE 2012-11 REQUEST, 2012-12 REQUEST"],
    ),
    ("2013-02-19 09:00", "sssxxd", &["CHASE 2013-01 REQUEST"]),
];
const TRAINER_TASK: Returns = [
    ("2012-11-22 10:00", "ssssd.", &[]),
    ("2012-11-23 09:00", "ssssd.", &[]),
    (
        "2012-12-03 09:00",
        "ssssd.",
        &["CHASE 2012-11 REQUEST", "TRAINER_DIGEST"],
    ),
    (
        "2013-01-02 09:00",
        "ssssxd",
        &["CHASE 2012-11 REQUEST, 2012-12 REQUEST"],
    ),
    ("2013-02-22 09:00", "ssssxd", &["CHASE 2013-01 REQUEST"]),
];
const LOCK: Returns = [
    ("2012-12-13 01:00", "ssssdd", &[]),
    ("2012-12-14 09:00", "ssssdd", &[]),
    // The task of the request for November is told in the digest of a short week.
    ("2012-12-26 09:00", "ssssdd", &["TRAINER_DIGEST"]),
    ("2013-01-22 09:00", "ssssdd", &["CHASE 2012-12 REQUEST"]),
    // January was due after a holiday, and is open until the end of the day.
    (
        "2013-03-13 09:00",
        "ssssdd",
        &["CHASE 2013-01 REQUEST, 2013-02 REQUEST"],
    ),
];
/// With a manager, who has a digest as well as the trainer.
const DIGEST: Returns = [
    (
        "2012-11-26 10:00",
        "ssssd.",
        &["MANAGER_DIGEST", "TRAINER_DIGEST"],
    ),
    (
        "2012-11-27 09:00",
        "ssssd.",
        &["MANAGER_DIGEST", "TRAINER_DIGEST"],
    ),
    // That of this week is three days old, too.
    ("2012-12-06 09:00", "ssssd.", &["CHASE 2012-11 REQUEST"]),
    // A Monday, but October is closed, and nobody could have answered what is asked this morning.
    (
        "2013-01-07 09:00",
        "ssssdd",
        &["CHASE 2012-11 REQUEST, 2012-12 REQUEST"],
    ),
    ("2013-02-26 09:00", "ssssdd", &["CHASE 2013-01 REQUEST"]),
];

/// `text` in Jakarta.
fn in_jakarta(text: &str) -> DateTime<Utc> {
    format!("{}:00+07:00", text.replace(' ', "T"))
        .parse()
        .unwrap()
}

fn letter(decision: Decision) -> char {
    match decision {
        Decision::Sent => 's',
        Decision::Done => 'd',
        Decision::SkippedExpired => 'x',
        _ => '?',
    }
}

/// How the steps of `request` have ended.
async fn ended(office: &Office, request: Uuid) -> String {
    let rows = chase_step::Entity::find().filter(chase_step::Column::DataRequestId.eq(request));
    let rows = rows.all(&office.db).await.unwrap();
    let of = |step: Step| {
        let mut its = rows.iter().filter(|row| row.step == step);
        let one = its.next().map_or('.', |row| letter(row.decision));
        assert_eq!(its.next(), None, "{step:?} has one decision");
        one
    };
    Step::ALL.into_iter().map(of).collect()
}

/// The messages that were queued, with what is in each.
async fn queued(office: &Office) -> Vec<(Uuid, String)> {
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let month: HashMap<Uuid, _> = requests.iter().map(|row| (row.id, row.month)).collect();
    let items = message_item::Entity::find().all(&office.db).await.unwrap();
    let messages = message::Entity::find().all(&office.db).await.unwrap();
    let mut all = Vec::new();
    for row in messages {
        let its = items.iter().filter(|item| item.message_id == row.id);
        let its =
            its.map(|item| format!("{} {}", month[&item.data_request_id], item.step.to_value()));
        let mut its: Vec<_> = its.collect();
        its.sort();
        let text = format!("{} {}", row.purpose.to_value(), its.join(", "));
        assert_eq!(row.state, MessageState::Sent, "{text}");
        all.push((row.id, text.trim_end().to_owned()));
    }
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

#[rstest]
#[case::request(0, REQUEST)]
#[case::nudge(1, NUDGE)]
#[case::reminder_1(2, REMINDER_1)]
#[case::reminder_2(3, REMINDER_2)]
#[case::trainer_task(4, TRAINER_TASK)]
#[case::digest(5, DIGEST)]
#[case::lock(9, LOCK)]
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_away_makes_up_for_what_is_still_worth_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] kept: usize,
    #[case] returns: Returns,
) {
    for (back, steps, mails) in returns {
        let Some(office) = Office::open(kind).await else {
            return;
        };
        let small = small(&office.db).await;
        for day in &KEPT[..kept] {
            office.work(nine(day)).await;
        }
        if returns == DIGEST {
            let manager = "manager@jakarta.example.org";
            office.account(Role::Manager, manager, Some("ID-JK")).await;
        }
        let before = queued(&office).await;
        let sent = office.work(in_jakarta(back)).await;
        let new = queued(&office).await;
        let new: Vec<_> = new
            .into_iter()
            .filter(|one| !before.contains(one))
            .collect();
        let told: Vec<_> = new.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(told, mails, "{back}");
        assert_eq!(sent.len(), mails.len(), "{back}");
        assert_eq!(ended(&office, small.request).await, steps, "{back}");
        // Nothing is left for a second look.
        assert!(office.work(in_jakarta(back)).await.is_empty(), "{back}");
    }
}
