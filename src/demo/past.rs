//! What the programme did before the demo begins: alerts that the watch opened, visits that
//! answered some of them, and the editions of every quarter.
//!
//! Each piece is made by what makes it in a real programme, at the time when it would have been.
//! What is there already is left as it is, so that a demo that was stopped goes on.

use anyhow::Result;
use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use entity::{
    advisory_visit,
    alert::{self, AlertRule, AlertState},
    changes::{
        Author, Refused,
        summary::compile,
        visit::{self, Answers, Held, Plan},
    },
    rules::{
        period::{Month, Quarter},
        slot::summary_slot,
    },
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use worker::{
    JobName,
    jobs::{self, summary},
};

use super::starts_at;

/// How many months of the demo's past the watch looks at, and on which day after the first.
const WATCHED_MONTHS: u32 = 24;
const WATCHED_DAY: i64 = 19;

/// Days from the watch to the visits that answer it: of the past, and of those that are still to come.
const UNTIL_VISIT: (i64, i64) = (8, 20);
/// One of so many alerts is answered by a visit.
const ONE_OF: usize = 3;

/// The demo's first quarter, and the province and quarter with a second edition.
const FIRST_QUARTER: &str = "2010-Q1";
const REVISED: (&str, &str) = ("ID-JT", "2012-Q2");

/// Make what is missing of the past of a demo in which it is `now`.
pub(super) async fn make(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<()> {
    look_back(db, now).await?;
    freeze(db).await
}

/// Let the watch look at the middle of each month of the demo's past, and at today, so
/// that there are alerts, some that are over, and visits that answered some. What it has seen
/// before, it leaves.
async fn look_back(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<()> {
    let was_visited = advisory_visit::Entity::find().one(db).await?.is_some();
    let mut night = starts_at() - Months::new(WATCHED_MONTHS) + Duration::days(WATCHED_DAY);
    while night < now.min(starts_at()) {
        jobs::plan(db, JobName::Watch, night).await?;
        if !was_visited {
            answer(db, night).await?;
        }
        night = night + Months::new(1);
    }
    jobs::plan(db, JobName::Watch, now).await?;
    Ok(())
}

/// Visit some of the enterprises whose alerts were opened on that `night`; the last
/// visits are still to come when the demo begins.
async fn answer(db: &DatabaseConnection, night: DateTime<Utc>) -> Result<()> {
    let opened = alert::Entity::find()
        .filter(alert::Column::OpenedAt.eq(night))
        .filter(alert::Column::State.eq(AlertState::Open))
        .order_by_asc(alert::Column::EnterpriseId)
        .order_by_asc(alert::Column::Episode);
    let is_past = night + Months::new(1) < starts_at();
    let until = if is_past {
        UNTIL_VISIT.0
    } else {
        UNTIL_VISIT.1
    };
    let day = (night + Duration::days(until)).date_naive();
    for alert in opened.all(db).await?.iter().step_by(ONE_OF) {
        let plan = Plan {
            to: Answers::Alert(alert.id),
            trainer: None,
            planned_on: day,
        };
        let planned = match visit::plan(db, &Author::operator(night), plan).await {
            Ok(planned) => planned,
            // Nobody leads a cohort of this enterprise.
            Err(Refused::Problems(_)) => continue,
            Err(fault) => return Err(fault.into()),
        };
        if is_past {
            let author = Author::operator(night + Duration::days(until + 1));
            visit::record(db, &author, planned.id, held(alert.rule, day)).await?;
        }
    }
    Ok(())
}

fn held(rule: AlertRule, held_on: NaiveDate) -> Held {
    let (findings, advice, follow_up) = match rule {
        AlertRule::Worse => (
            "Papan pemantauan tidak diisi lagi sejak pergantian kepala regu; penyebab cacat tidak dibahas.",
            "Rapat 10 menit tiap pagi di depan papan; satu penyebab dipilih dan ditangani setiap minggu.",
            Some("Tim perbaikan mengirim foto papan setiap Jumat selama sebulan."),
        ),
        AlertRule::Accidents => (
            "Pelindung mesin potong dilepas agar pekerjaan lebih cepat; kotak P3K kosong.",
            "Pelindung dipasang kembali dan diperiksa tiap pergantian regu; kotak P3K diisi.",
            Some("Pelatih melihat kembali pada kunjungan berikutnya."),
        ),
        AlertRule::Silence => (
            "Petugas yang mengisi angka sudah pindah kerja; tautan tidak sampai ke penggantinya.",
            "Kontak diganti, dan pengisian dicoba bersama di ponsel.",
            None,
        ),
    };
    Held {
        held_on,
        findings: findings.into(),
        advice: advice.into(),
        follow_up: follow_up.map(Into::into),
    }
}

/// Freeze every quarter of the demo's past on its day; late reports gave one province
/// a second edition of one.
async fn freeze(db: &DatabaseConnection) -> Result<()> {
    let last = Quarter::of(Month::of(starts_at().date_naive())).before();
    let mut quarter = FIRST_QUARTER.parse()?;
    while quarter <= last {
        summary::freeze(db, quarter, summary_slot(quarter)).await?;
        quarter = quarter.after();
    }
    let (province, quarter) = REVISED;
    let author = Author::operator(starts_at());
    compile(db, &author, Some(province.to_owned()), quarter.parse()?).await?;
    Ok(())
}
