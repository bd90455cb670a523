//! `score check`: what is well, what is not, and what is overdue.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    clock::real_now,
    heartbeat, message,
    message::{MessageState, Purpose},
    overdue::{Overdue, overdue},
    run,
    worker_status::WorkerStatus,
};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel, sea_query::Expr};
use uuid::Uuid;

use crate::support::{
    binary::score,
    databases::{Kind, TestDatabase},
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

const SECRET: &str = "a secret that is long enough for a test of links";

/// Runs `score check`; its exit code and what it says.
async fn check(settings: &[(&str, &str)]) -> (Option<i32>, String) {
    let command = settings
        .iter()
        .fold(score(&["check"]), |command, (name, value)| {
            command.env(name, value)
        });
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_is_well_passes_and_a_wrong_password_does_not(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new().password("score", "pw")).await;
    let with_login = |login: &str| smtp.url().replace("smtp://", &format!("smtp://{login}@"));
    let check_with = async |login| {
        let settings = [
            ("DATABASE_URL", database.url()),
            ("SCORE_SECRET", SECRET),
            ("SMTP_URL", &with_login(login)),
            ("SCORE_MAIL_FROM", "SCORE <data@example.org>"),
        ];
        check(&settings).await
    };
    let (code, said) = check_with("score:pw").await;
    assert_eq!(code, Some(0), "{said}");
    for name in [
        "database",
        "migrations",
        "clock",
        "runs",
        "secret",
        "mail",
        "templates",
    ] {
        assert!(said.contains(&format!("ok   {name}")), "{name}: {said}");
    }
    assert!(said.contains("logged in at"), "{said}");
    assert!(smtp.mails().is_empty(), "a check sends nothing");

    let (code, said) = check_with("score:wrong").await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("BAD  mail") && said.contains("535"), "{said}");
    assert!(
        !said.contains("wrong@") && !said.contains(":wrong"),
        "{said}"
    );
}

#[tokio::test]
async fn what_is_missing_is_named_with_its_mend() {
    let nowhere = "postgres://score@127.0.0.1:1/score";
    let (code, said) = check(&[("DATABASE_URL", nowhere), ("SCORE_SECRET", "short")]).await;
    assert_eq!(code, Some(1));
    for (line, setting) in [
        ("BAD  database", "DATABASE_URL"),
        ("BAD  secret", "SCORE_SECRET"),
        ("BAD  mail", "SMTP_URL"),
    ] {
        let found = said.lines().find(|said| said.starts_with(line));
        assert!(
            found.is_some_and(|found| found.contains(setting)),
            "{line}: {said}"
        );
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_slot_without_a_run_and_a_run_without_a_worker_are_overdue(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let (now, real) = (at(NOW), at("2026-11-24T08:00:00Z"));
    assert_eq!(late(&db, now, real).await, ["WITA begun", "WIT begun"]);
    let evening = now + TimeDelta::hours(9);
    assert_eq!(late(&db, evening, real).await.len(), 3);
    for (zone, end) in [("WIB", Some(evening)), ("WITA", None), ("WIT", None)] {
        let slot = evening - TimeDelta::hours(9) - shift(zone);
        let held = real + TimeDelta::minutes(if zone == "WIT" { 1 } else { -1 });
        begin(&db, zone, slot, held, end).await;
    }
    assert_eq!(late(&db, evening, real).await, ["WITA finished"]);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn mails_that_nobody_sends_are_overdue(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let (now, real) = (at(NOW), at("2026-11-24T08:00:00Z"));
    queue(&db, now).await;
    assert_eq!(
        late(&db, now - TimeDelta::hours(1), real).await,
        Vec::<String>::new()
    );
    assert_eq!(late(&db, now, real).await, ["1 unsent, never"]);
    beat(&db, "dead", real - TimeDelta::minutes(3)).await;
    assert_eq!(late(&db, now, real).await, ["1 unsent, once"]);
    beat(&db, "alive", real - TimeDelta::minutes(1)).await;
    assert_eq!(late(&db, now, real).await, Vec::<String>::new());
}

/// A mail server that puts a mail off again and again makes it no younger.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_mail_that_is_put_off_ages_from_when_it_should_have_gone(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let real = at("2026-11-24T08:00:00Z");
    // Thursday, a minute before the office closes; it opens again on Friday at nine.
    let queued = at("2012-11-01T07:59:00Z");
    queue(&db, queued).await;
    let put_off = message::Entity::update_many().col_expr(
        message::Column::DueAt,
        Expr::value(at("2012-11-02T06:00:00Z")),
    );
    put_off.exec(&db).await.unwrap();
    let none = Vec::<String>::new();
    let friday = at("2012-11-02T02:59:00Z");
    assert_eq!(late(&db, queued + TimeDelta::minutes(59), real).await, none);
    assert_eq!(
        late(&db, friday, real).await,
        ["1 waiting"],
        "tried since Thursday"
    );
    let moved = message::Entity::update_many()
        .col_expr(message::Column::LocalDay, Expr::value(friday.date_naive()));
    moved.exec(&db).await.unwrap();
    assert_eq!(late(&db, friday, real).await, none, "it is Friday's mail");
    let soon = friday + TimeDelta::minutes(1);
    assert_eq!(late(&db, soon, real).await, ["1 waiting"]);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_night_or_a_monday_that_no_job_began_is_overdue(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let real = at("2026-11-24T08:00:00Z");
    for zone in ["WIB", "WITA", "WIT"] {
        let slot = at(NOW) - shift(zone);
        begin(&db, zone, slot, real, Some(slot)).await;
    }
    let jobs = async |now: &str| {
        let found = overdue(&db, at(now), real).await.unwrap();
        let jobs = found.iter().filter_map(|late| match late {
            Overdue::NotBegun { job, .. } => Some(job.clone()),
            _ => None,
        });
        jobs.collect::<Vec<_>>()
    };
    assert_eq!(jobs("2012-11-01T18:00:00Z").await, Vec::<String>::new());
    let nightly = ["watch", "summary", "retention"];
    assert_eq!(jobs("2012-11-01T19:31:00Z").await, nightly);
    assert_eq!(
        jobs("2012-11-05T02:31:00Z").await,
        [
            "watch",
            "summary",
            "retention",
            "digest",
            "digest",
            "digest"
        ]
    );
}

/// What an operator and a monitor are told: a worker is there, and has put a mail off for a month.
#[tokio::test(flavor = "multi_thread")]
async fn a_monitor_and_an_operator_see_the_same() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let smtp = SmtpServer::start(Script::new()).await;
    queue(&db, real_now() - TimeDelta::days(30)).await;
    let put_off = message::Entity::update_many().col_expr(
        message::Column::DueAt,
        Expr::value(real_now() + TimeDelta::hours(1)),
    );
    put_off.exec(&db).await.unwrap();
    let settings = [
        ("DATABASE_URL", database.url().to_owned()),
        ("SCORE_SECRET", SECRET.to_owned()),
        ("SMTP_URL", smtp.url()),
        ("SCORE_MAIL_FROM", "SCORE <data@example.org>".to_owned()),
    ];
    let given: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let worker = score(&["worker", "--bind", "127.0.0.1:0"]);
    let worker = given
        .iter()
        .fold(worker, |worker, (name, value)| worker.env(name, value));
    let mut worker = worker.spawn();
    let metrics = format!("{}/metrics", worker.url());
    let gauge = async || {
        let text = reqwest::get(&metrics).await.unwrap().text().await.unwrap();
        let line = text.lines().find(|line| line.starts_with("score_overdue "));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
    };
    let mut overdue = gauge().await;
    for _ in 0..200 {
        if overdue.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        overdue = gauge().await;
    }
    assert_eq!(overdue, Some(1.0));
    let (code, said) = check(&given).await;
    assert_eq!(code, Some(1), "{said}");
    let line = said.lines().find(|line| line.contains("have not left"));
    assert!(
        line.is_some_and(|line| line.starts_with("BAD  runs")),
        "{said}"
    );
    let status = WorkerStatus::of(&db, real_now(), real_now()).await.unwrap();
    assert!(
        status
            .problems
            .iter()
            .any(|problem| problem.contains("have not left")),
        "{:?}",
        status.problems
    );
    assert!(worker.terminate().success());
}

/// What is overdue, in short.
async fn late(db: &DatabaseConnection, now: DateTime<Utc>, real_now: DateTime<Utc>) -> Vec<String> {
    let found = overdue(db, now, real_now).await.unwrap();
    let short = found.iter().map(|late| match late {
        Overdue::NotBegun { zone, .. } => format!("{zone} begun"),
        Overdue::Abandoned { zone, .. } => format!("{zone} finished"),
        Overdue::Waiting { messages, .. } => format!("{messages} waiting"),
        Overdue::NobodySends { messages, last } => {
            let last = if last.is_some() { "once" } else { "never" };
            format!("{messages} unsent, {last}")
        }
    });
    short.collect()
}

/// How much earlier than in Jakarta it is nine o'clock.
fn shift(zone: &str) -> TimeDelta {
    TimeDelta::hours(match zone {
        "WITA" => 1,
        "WIT" => 2,
        _ => 0,
    })
}

async fn begin(
    db: &DatabaseConnection,
    zone: &str,
    slot: DateTime<Utc>,
    claimed_until: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
) {
    let row = run::Model {
        job: "data-request".into(),
        slot,
        zone: zone.into(),
        fence: 1,
        claimed_until,
        started_at: slot,
        finished_at,
        released_at: None,
        outcome: None,
        expected: 0,
        planned: 0,
        queued: 0,
        skipped: 0,
    };
    run::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .unwrap();
}

async fn queue(db: &DatabaseConnection, due_at: DateTime<Utc>) {
    let row = message::Model {
        id: Uuid::now_v7(),
        purpose: Purpose::Chase,
        recipient: "owner@melati.example.org".into(),
        trainer_id: None,
        account_id: None,
        about: String::new(),
        contact_id: None,
        local_day: due_at.date_naive(),
        state: MessageState::Queued,
        due_at,
        attempts: 0,
        fence: 0,
        claimed_until: None,
        uncertain: false,
        last_error: None,
        subject: None,
        body_text: None,
        sent_at: None,
        queued_at: due_at,
        put_off_seconds: 0,
    };
    message::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .unwrap();
}

async fn beat(db: &DatabaseConnection, process: &str, beaten_at: DateTime<Utc>) {
    let row = heartbeat::Model {
        name: "deliver".into(),
        process: process.into(),
        beaten_at,
    };
    heartbeat::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .unwrap();
}
