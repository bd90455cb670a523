//! Statistics asked of the API: four enterprises over two quarters, small enough to be worked out
//! by hand.
//!
//! Melati and Mawar are in Jakarta, Kenanga and Melur in Lampung. Every baseline of defects is 10.

mod by_hand;
mod rates;
mod recomputed;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    baseline::{self, BaselineSource},
    report_version::{Channel, ReportKind},
    rules::period::Month,
    session::{self, SessionKind},
    submission::{Outcome, Submission},
};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{enterprise, insert, request_in, small, submit},
};

/// Its name here and its province, its baselines of productivity and of accidents, and the first
/// session of the module that asks for savings.
type Firm = (
    &'static str,
    &'static str,
    Option<f64>,
    Option<f64>,
    &'static str,
);

const FIRMS: [Firm; 4] = [
    ("MELATI", "ID-JK", Some(2.0), Some(500.0), "2012-03-10"),
    ("MAWAR", "ID-JK", Some(8.0), Some(400.0), "2012-03-10"),
    ("KENANGA", "ID-LA", Some(50.0), Some(400.0), "2012-05-10"),
    ("MELUR", "ID-LA", None, None, "2012-05-10"),
];

/// Who, month, hours, good output, accidents, inspected, defective, saved (`-`: left empty). A
/// month alone was not answered, `nothing` is nothing to report, and `late` came after the due date.
const REPORTS: &str = "
    MELATI  2012-04 1000   1900 1 1000 100  100000
    MELATI  2012-05 1000   2000 0 1000  80  200000
    MELATI  2012-06 1000   2100 1 1000  60       0
    MELATI  2012-07 1000   2300 0 1000  50  300000
    MELATI  2012-08 1000   2500 0 1000  60  300000
    MELATI  2012-09 1000   2700 0 1000  70  600000
    MAWAR   2012-04  500   4000 0  200  40   50000
    MAWAR   2012-05
    MAWAR   2012-06  500   6000 1  800  60  150000
    MAWAR   2012-07  500   5000 0  500  40   80000
    MAWAR   2012-08 nothing
    MAWAR   2012-09 1000   7000 0 1500 140       -
    KENANGA 2012-04
    KENANGA 2012-05
    KENANGA 2012-06 2000  80000 0 4000 440 1000000
    KENANGA 2012-07 2000 100000 1 4000 400  400000
    KENANGA 2012-08 2000 110000 1 4000 300       -
    KENANGA 2012-09 2000 120000 0 2000 100  600000 late
    MELUR   2012-07  100    300 0  100  30   20000
    MELUR   2012-08
";
const MEASURES: [&str; 6] = [
    "hours_worked",
    "good_output",
    "lost_time_accidents",
    "units_inspected",
    "units_defective",
    "cost_saving",
];
const INDICATORS: [&str; 4] = ["LAB_PROD", "DEFECT_RATE", "ACCIDENT_FREQ", "COST_SAVING"];

/// The four enterprises behind the API, asked by the office.
struct Asked {
    db: DatabaseConnection,
    api: Api,
    office: String,
    _database: TestDatabase,
}

impl Asked {
    async fn on(kind: Kind) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        let firms = firms(&db).await;
        for line in REPORTS.trim().lines() {
            report(&db, &firms, line).await;
        }
        let api = Api::serve(db.clone()).await;
        let office = api.office().await;
        Some(Self {
            db,
            api,
            office,
            _database: database,
        })
    }

    /// The rows of `indicatorSeries`.
    async fn series(&self, indicator: &str, (from, to): (&str, &str), by: &[&str]) -> Vec<Value> {
        let query =
            "query ($indicator: String!, $from: Month!, $to: Month!, $by: [ReportingGroup!]) {
            indicatorSeries(indicator: $indicator, from: $from, to: $to, groupBy: $by) {
                province { code } month quarter n expected level compared
                medianChangeSinceBaseline shareImproved growth matchedPanel } }";
        let variables = json!({ "indicator": indicator, "from": from, "to": to, "by": by });
        let data = self.api.data_with(&self.office, query, variables).await;
        data["indicatorSeries"].as_array().unwrap().clone()
    }

    /// The rows of `reportingRates` over both quarters.
    async fn rates(&self, by: &[&str]) -> Vec<Value> {
        let query = "query ($by: [ReportingGroup!]) {
            reportingRates(from: \"2012-04\", to: \"2012-09\", groupBy: $by) {
                province { code } month quarter expected received onTime nothingToReport
                receivedRate onTimeRate } }";
        let variables = json!({ "by": by });
        let data = self.api.data_with(&self.office, query, variables).await;
        data["reportingRates"].as_array().unwrap().clone()
    }
}

/// The fields of a row, in their order.
fn fields(row: &Value, names: &[&str]) -> Vec<Option<f64>> {
    names.iter().map(|name| row[*name].as_f64()).collect()
}

/// What a row is given by, as in `ID-JK 2012-Q2`.
fn label(row: &Value) -> String {
    let parts = [&row["province"]["code"], &row["quarter"], &row["month"]];
    let named: Vec<_> = parts.into_iter().filter_map(Value::as_str).collect();
    named.join(" ")
}

/// Alike but for the last digits?
fn alike(one: &[Option<f64>], other: &[Option<f64>]) -> bool {
    let near = |pair: (&Option<f64>, &Option<f64>)| match pair {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0),
        (None, None) => true,
        _ => false,
    };
    one.len() == other.len() && one.iter().zip(other).all(near)
}

async fn firms(db: &DatabaseConnection) -> Vec<Uuid> {
    let mut ids = vec![small(db).await.enterprise];
    for (name, province, ..) in &FIRMS[1..] {
        let email = format!("owner@{}.example.org", name.to_lowercase());
        ids.push(enterprise(db, &format!("CV {name}"), province, &email).await);
    }
    for (id, (_, _, productivity, accidents, session)) in ids.iter().zip(FIRMS) {
        for (code, value) in [("LAB_PROD", productivity), ("ACCIDENT_FREQ", accidents)] {
            let Some(value) = value else { continue };
            let row = baseline::Model {
                id: Uuid::now_v7(),
                enterprise_id: *id,
                indicator_code: code.into(),
                value,
                source: BaselineSource::Recorded,
                recorded_on: "2011-01-10".parse().unwrap(),
                superseded_at: None,
            };
            insert::<baseline::Entity, _>(db, row).await;
        }
        let held = session::Model {
            id: Uuid::now_v7(),
            kind: SessionKind::OnSiteVisit,
            module_code: "M1".into(),
            cohort_id: None,
            enterprise_id: Some(*id),
            held_on: session.parse().unwrap(),
            days: 1,
        };
        insert::<session::Entity, _>(db, held).await;
    }
    ids
}

/// A request, and its answer in the first days of the next month.
async fn report(db: &DatabaseConnection, firms: &[Uuid], line: &str) {
    let words: Vec<_> = line.split_whitespace().collect();
    let place = FIRMS.iter().position(|firm| firm.0 == words[0]).unwrap();
    let month: Month = words[1].parse().unwrap();
    let request = request_in(db, FIRMS[place].1, firms[place], month).await;
    let answer = &words[2..];
    let Some(first) = answer.first() else { return };
    let kind = match *first {
        "nothing" => ReportKind::NothingToReport,
        _ => ReportKind::Figures,
    };
    let counts = MEASURES.iter().zip(answer);
    let counts = counts.filter_map(|(name, word)| Some(((*name).to_owned(), word.parse().ok()?)));
    let submission = Submission {
        request,
        kind,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: None,
        counts: counts.collect(),
    };
    let received = received(month, answer.contains(&"late"));
    let stored = submit(db, submission, received).await.unwrap();
    assert_eq!(stored, Outcome::Stored { version: 1 }, "{line}");
}

fn received(month: Month, late: bool) -> DateTime<Utc> {
    let morning = month.plus(1).first_day().and_hms_opt(2, 0, 0).unwrap();
    morning.and_utc() + TimeDelta::days(if late { 20 } else { 4 })
}
