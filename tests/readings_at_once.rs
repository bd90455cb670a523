//! Readings are made from all months of an enterprise, so writers at once must not lose one another's.

use entity::{
    baseline::BaselineSource,
    changes::{Author, baseline},
    reading,
    report_version::{Channel, ReportKind},
    rules::period::Month,
    submission::{Outcome, Submission},
};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, request, small, submit},
};

/// How often the writers meet; one meeting in a few goes wrong where nobody waits.
const ROUNDS: u32 = 8;
const MONTHS: [&str; 3] = ["2012-08", "2012-09", "2012-10"];
/// All of them are open then.
const OPEN: &str = "2012-10-05T02:00:00Z";

fn defects(request: Uuid, round: u32) -> Submission {
    let count = f64::from(10 * (round + 1));
    Submission {
        request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: format!("round {round}"),
        reason: None,
        note: None,
        counts: [("units_inspected", 1000.0), ("units_defective", count)]
            .map(|(code, value)| (code.to_owned(), value))
            .into(),
    }
}

async fn with_months(db: &DatabaseConnection) -> (Small, Vec<Uuid>) {
    let small = small(db).await;
    let mut requests = vec![small.request];
    for month in &MONTHS[..2] {
        requests.push(request(db, small.enterprise, month.parse().unwrap()).await);
    }
    (small, requests)
}

/// Month, value and baseline of each reading.
async fn readings(db: &DatabaseConnection) -> Vec<(Month, f64, Option<f64>)> {
    let all = reading::Entity::find().order_by_asc(reading::Column::Month);
    let all = all.all(db).await.unwrap().into_iter();
    all.map(|row| (row.month, row.value, row.baseline))
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn months_and_a_baseline_that_come_at_once_all_count(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let (small, requests) = with_months(&db).await;
    for round in 0..ROUNDS {
        let mut writers = Vec::new();
        for id in requests.clone() {
            let db = db.clone();
            writers.push(tokio::spawn(async move {
                let stored = submit(&db, defects(id, round), at(OPEN)).await;
                assert!(matches!(stored, Ok(Outcome::Stored { .. })), "{stored:?}");
            }));
        }
        let (other, enterprise) = (db.clone(), small.enterprise);
        writers.push(tokio::spawn(async move {
            let given = baseline::Record {
                enterprise,
                indicator: "DEFECT_RATE".into(),
                value: f64::from(20 + round),
                source: BaselineSource::Recorded,
                recorded_on: "2011-01-10".parse().unwrap(),
            };
            let author = Author::operator(at(NOW));
            baseline::record(&other, &author, given).await.unwrap();
        }));
        for writer in writers {
            writer.await.unwrap();
        }
        let (value, baseline) = (f64::from(round + 1), Some(f64::from(20 + round)));
        let expected = MONTHS.map(|month| (month.parse().unwrap(), value, baseline));
        assert_eq!(readings(&db).await, expected, "round {round}");
    }
}
