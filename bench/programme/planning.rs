//! Planning a month through the worker's job, against the plainest way to add the same rows.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use chrono_tz::Asia::Jakarta;
use entity::{
    data_request, holiday,
    link::Secrets,
    message, message_item, programme,
    rules::{due, period::Month},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IdenStatic, Iterable,
    PaginatorTrait, QueryFilter, prelude::DateTimeUtc,
};
use worker::{JobName, MailSettings, WorkerSettings};

use crate::row;

/// Months that are planned, one after the other; the median counts.
const ROUNDS: u32 = 3;

/// Plan some months, each followed by plain inserts of as many rows.
pub(crate) async fn measure(db: &DatabaseConnection) {
    let live = programme::Entity::find().one(db).await.unwrap().unwrap();
    let (mut ours, mut all, mut requests_alone) = (Vec::new(), Vec::new(), Vec::new());
    let mut planned = 0;
    for round in 0..ROUNDS {
        let month = live.live_since.plus(round);
        let at = slot(db, month).await;
        ours.push(plan(db, at).await);
        let asked = data_request::Entity::find().filter(data_request::Column::Month.eq(month));
        planned = asked.count(db).await.unwrap();
        let requests = insert(db, &requests(month)).await;
        let mails = insert(db, &messages(at)).await + insert(db, &items(at)).await;
        requests_alone.push(requests);
        all.push(requests + mails);
    }
    let (ours, all, alone) = (median(ours), median(all), median(requests_alone));
    let line = |what: &str, limit: Duration| {
        row(
            what,
            &format!("{:.2} s", ours.as_secs_f64()),
            &format!("{:.2} s", limit.as_secs_f64()),
            &format!("{:.1} ×", ours.as_secs_f64() / limit.as_secs_f64()),
        );
    };
    let what = format!(
        "plan a month of {planned} requests and their mails, against `INSERT … SELECT … ON CONFLICT`"
    );
    line(&format!("{what} of the same rows"), all);
    line(&format!("{what} of the requests alone"), alone);
}

/// A time at which the requests for `month` are due in every zone.
async fn slot(db: &DatabaseConnection, month: Month) -> DateTimeUtc {
    let calendar = holiday::calendar(db).await.unwrap();
    due::request_slot(&calendar, month, Jakarta) + TimeDelta::minutes(5)
}

async fn plan(db: &DatabaseConnection, at: DateTimeUtc) -> Duration {
    let settings = WorkerSettings {
        public_url: "http://score.example.org".into(),
        secrets: Secrets::parse(&"s".repeat(32)).unwrap(),
        mail: MailSettings::new("file:///nowhere", "SCORE <data@score.example.org>"),
    };
    let began = Instant::now();
    worker::run_job(db, &settings, JobName::DataRequest, at, false)
        .await
        .expect("the job");
    began.elapsed()
}

async fn insert(db: &DatabaseConnection, sql: &str) -> Duration {
    let began = Instant::now();
    let done = db.execute_unprepared(sql).await.expect(sql);
    assert!(done.rows_affected() > 0, "nothing was inserted: {sql}");
    began.elapsed()
}

/// The requests of `month` once more, a hundred years on.
fn requests(month: Month) -> String {
    let changed = [
        ("id", "gen_random_uuid()"),
        ("month", "(month + interval '100 years')::date"),
    ];
    let rows = format!("month = '{}'", month.first_day());
    copy::<data_request::Entity>(&changed, &rows)
}

/// The messages that were queued at `at` once more, a hundred years on.
fn messages(at: DateTimeUtc) -> String {
    let changed = [
        ("id", "gen_random_uuid()"),
        ("local_day", "(local_day + interval '100 years')::date"),
        ("queued_at", "queued_at + interval '100 years'"),
    ];
    copy::<message::Entity>(&changed, &queued_at(at))
}

/// Their items once more, as another step.
fn items(at: DateTimeUtc) -> String {
    let rows = format!(
        "step = 'REQUEST' AND message_id IN (SELECT id FROM message WHERE {})",
        queued_at(at)
    );
    copy::<message_item::Entity>(&[("step", "'MEASURED'")], &rows)
}

fn queued_at(at: DateTimeUtc) -> String {
    format!("queued_at = '{}'", at.to_rfc3339())
}

/// One statement that copies `rows` of a table, with some columns `changed`.
fn copy<E: EntityTrait + Default>(changed: &[(&str, &str)], rows: &str) -> String {
    let columns: Vec<_> = E::Column::iter()
        .map(|column| column.as_str().to_owned())
        .collect();
    let values: Vec<_> = columns
        .iter()
        .map(|column| {
            let other = changed.iter().find(|(name, _)| name == column);
            other.map_or(column.as_str(), |(_, value)| value)
        })
        .collect();
    let table = E::default().table_name().to_owned();
    format!(
        "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {rows} ON CONFLICT DO NOTHING",
        columns.join(", "),
        values.join(", ")
    )
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
