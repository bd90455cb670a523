//! What an edition was made of: later corrections do not touch it, and the quarters after it are
//! compared with what was published.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use entity::{
    rules::{
        period::Quarter,
        slot::summary_slot,
        summary::{Figures, IndicatorFigures},
    },
    summary,
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use worker::jobs::summary::freeze;

use crate::{
    summary::{demo, editions, recomputed, run},
    support::databases::{Kind, TestDatabase},
};

const EARLIER: &str = "2012-Q1";
const LATER: &str = "2012-Q2";
const DOUBLE: &str = "UPDATE reading SET numerator = numerator * 2 WHERE month < '2012-04-01'";

/// The rows and the figures of an edition, as they are exported now.
async fn exported(database: &TestDatabase, edition: &summary::Model, folder: &Path) -> String {
    let [rows, figures] = ["rows.csv", "figures.json"].map(|name| folder.join(name));
    let id = edition.id.to_string();
    let files = [rows.to_str().unwrap(), figures.to_str().unwrap()];
    let asked = [
        "export",
        "summary",
        &id,
        "--rows",
        files[0],
        "--figures",
        files[1],
    ];
    run(database, &asked).await;
    std::fs::read_to_string(rows).unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_rows_outlive_whatever_is_corrected(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let edition = editions(&db).await.remove(0);
    let before = exported(&database, &edition, folder.path()).await;
    for correction in [
        "UPDATE reading SET numerator = numerator * 2",
        "UPDATE data_request SET state = 'WAIVED' WHERE month = '2012-05-01'",
        "UPDATE baseline SET value = value + 1",
        "UPDATE enterprise SET name = 'CV Lain'",
        "UPDATE indicator SET factor = factor * 10",
    ] {
        let done = db.execute_unprepared(correction).await.unwrap();
        assert!(done.rows_affected() > 0, "{correction}");
    }
    let after = exported(&database, &edition, folder.path()).await;
    assert!(before.lines().count() > 100 && before == after);
    let said = recomputed(
        &folder.path().join("rows.csv"),
        &folder.path().join("figures.json"),
    );
    assert!(said.contains("figures agree"), "{said}");
}

/// The demo's programme, in which `EARLIER` is frozen where it is `kept`, then changed by a
/// `correction`, and `LATER` frozen: the figures of that, the nation's first.
async fn later(kind: Kind, kept: bool, correction: Option<&str>) -> Option<Vec<Figures>> {
    let database = TestDatabase::new(kind).await?;
    run(&database, &["seed", "demo"]).await;
    let db = database.connect().await;
    let last: Quarter = LATER.parse().unwrap();
    if kept {
        // Late enough that nothing of it comes between.
        frozen(&db, EARLIER, summary_slot(last) - Duration::hours(1)).await;
    }
    if let Some(correction) = correction {
        assert!(
            db.execute_unprepared(correction)
                .await
                .unwrap()
                .rows_affected()
                > 0
        );
    }
    Some(frozen(&db, LATER, summary_slot(last)).await)
}

async fn frozen(db: &DatabaseConnection, quarter: &str, at: DateTime<Utc>) -> Vec<Figures> {
    let quarter: Quarter = quarter.parse().unwrap();
    assert!(freeze(db, quarter, at).await.unwrap() > 1);
    let made = summary::Entity::find()
        .filter(summary::Column::Quarter.eq(quarter.to_string()))
        .order_by_asc(summary::Column::Expected)
        .all(db)
        .await
        .unwrap();
    made.iter()
        .rev()
        .map(|edition| edition.figures().unwrap())
        .collect()
}

fn growth(figures: &Figures) -> Vec<(&str, Option<f64>)> {
    let one = |one: &'_ IndicatorFigures| one.quarter_before.map(|matched| matched.growth);
    let all = figures.indicators.iter();
    all.map(|indicator| (indicator.code.as_str(), one(indicator)))
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn growth_is_on_what_was_published(#[case] kind: Kind) {
    let Some(read) = later(kind, false, None).await else {
        return;
    };
    let kept = later(kind, true, None).await.unwrap();
    assert!(growth(&read[0]).iter().all(|(_, growth)| growth.is_some()));
    assert!(read == kept, "it is the same whether it is read or kept");
    let corrected = later(kind, true, Some(DOUBLE)).await.unwrap();
    assert_eq!(growth(&corrected[0]), growth(&kept[0]));
    let unpublished = later(kind, false, Some(DOUBLE)).await.unwrap();
    assert_ne!(growth(&unpublished[0]), growth(&kept[0]));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_indicator_that_is_new_or_defined_otherwise_is_compared_with_nothing(
    #[case] kind: Kind,
) {
    let redefined = "UPDATE indicator SET numerator = 'units_inspected' WHERE code = 'DEFECT_RATE'";
    let added = "UPDATE indicator SET core = true WHERE code = 'AVG_WAGE'";
    for (change, changed) in [(redefined, "DEFECT_RATE"), (added, "AVG_WAGE")] {
        let Some(mut figures) = later(kind, true, Some(change)).await else {
            return;
        };
        let figures = figures.remove(0);
        let of = figures.indicators.iter().find(|one| one.code == changed);
        assert!(of.unwrap().measured.unwrap().n > 0, "{changed}");
        for (code, growth) in growth(&figures) {
            assert_eq!(growth.is_none(), code == changed, "{code}");
        }
    }
}

/// The median change since baseline of the indicator `code`.
fn change(figures: &Figures, code: &str) -> Option<f64> {
    let one = figures.indicators.iter().find(|one| one.code == code);
    one.unwrap().measured.unwrap().median_change
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_came_after_the_cut_off_is_in_no_pool(#[case] kind: Kind) {
    let late = "UPDATE data_request SET received_at = '2012-08-01T00:00:00+00:00'
        WHERE month = '2012-02-01'";
    let Some(all) = later(kind, false, None).await else {
        return;
    };
    let without = later(kind, false, Some(late)).await.unwrap();
    let pooled = |figures: &[Figures]| change(&figures[0], "ACCIDENT_FREQ").unwrap();
    assert_ne!(pooled(&all), pooled(&without));
    for code in ["LAB_PROD", "DEFECT_RATE"] {
        assert_eq!(change(&all[0], code), change(&without[0], code), "{code}");
    }
}
