//! The rates of reporting, counted by hand from the reports of this folder.

use rstest::rstest;

use super::{Asked, alike, fields, label};
use crate::support::databases::Kind;

/// Of 20 requests four stay open, one has nothing to report, and one comes late.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn rates_are_over_all_that_was_expected(#[case] kind: Kind) {
    let Some(asked) = Asked::on(kind).await else {
        return;
    };
    let counted = async |by: &[&str]| {
        let rows = asked.rates(by).await;
        let row = |row| {
            let names = ["expected", "received", "onTime", "nothingToReport"];
            let counts = fields(row, &names)
                .into_iter()
                .map(|count| count.unwrap() as i64);
            let counts: Vec<_> = counts.collect();
            let rates = fields(row, &["receivedRate", "onTimeRate"]);
            let wanted =
                [counts[1], counts[2]].map(|some| Some(100.0 * some as f64 / counts[0] as f64));
            assert!(alike(&rates, &wanted), "{row}");
            (label(row), counts)
        };
        rows.iter().map(row).collect::<Vec<_>>()
    };
    let table = |rows: &[(&str, [i64; 4])]| {
        let rows = rows.iter();
        rows.map(|(name, counts)| ((*name).to_owned(), counts.to_vec()))
            .collect::<Vec<_>>()
    };
    assert_eq!(counted(&[]).await, table(&[("", [20, 16, 15, 1])]));
    let quarters = [("2012-Q2", [9, 6, 6, 0]), ("2012-Q3", [11, 10, 9, 1])];
    assert_eq!(counted(&["QUARTER"]).await, table(&quarters));
    let places = [
        ("ID-JK 2012-Q2", [6, 5, 5, 0]),
        ("ID-JK 2012-Q3", [6, 6, 6, 1]),
        ("ID-LA 2012-Q2", [3, 1, 1, 0]),
        ("ID-LA 2012-Q3", [5, 4, 3, 0]),
    ];
    assert_eq!(counted(&["PROVINCE", "QUARTER"]).await, table(&places));
    let months = [
        ("2012-04", [3, 2, 2, 0]),
        ("2012-05", [3, 1, 1, 0]),
        ("2012-06", [3, 3, 3, 0]),
        ("2012-07", [4, 4, 4, 0]),
        ("2012-08", [4, 3, 3, 1]),
        ("2012-09", [3, 3, 2, 0]),
    ];
    assert_eq!(counted(&["MONTH"]).await, table(&months));
}
