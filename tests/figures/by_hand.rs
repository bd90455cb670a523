//! Against figures worked out by hand from the reports of this folder.

use rstest::rstest;

use super::{Asked, alike, fields, label};
use crate::support::databases::Kind;

/// What is compared of a row.
pub(super) const FIGURES: [&str; 8] = [
    "n",
    "expected",
    "level",
    "compared",
    "medianChangeSinceBaseline",
    "shareImproved",
    "growth",
    "matchedPanel",
];
const QUARTERS: (&str, &str) = ("2012-04", "2012-09");
const MONTHS: (&str, &str) = ("2012-07", "2012-09");

/// A row: what it is given by, n and N, level, how many have a change, the median of the changes,
/// the share improved, and the growth with its panel.
type Row = (
    &'static str,
    [f64; 2],
    Option<f64>,
    f64,
    Option<f64>,
    Option<f64>,
    Option<(f64, f64)>,
);

/// The share of `of` in per cent.
fn share(some: f64, of: f64) -> Option<f64> {
    Some(100.0 * some / of)
}

/// The difference from `before` to `now` in per cent.
fn grown(before: f64, now: f64) -> f64 {
    100.0 * (now / before - 1.0)
}

async fn gives(asked: &Asked, indicator: &str, span: (&str, &str), by: &[&str], hand: &[Row]) {
    let rows = asked.series(indicator, span, by).await;
    let found: Vec<_> = rows.iter().map(label).collect();
    let wanted: Vec<_> = hand.iter().map(|row| row.0).collect();
    assert_eq!(found, wanted, "{indicator}");
    for (row, (name, [n, expected], level, compared, change, improved, growth)) in
        rows.iter().zip(hand)
    {
        let wanted = [
            Some(*n),
            Some(*expected),
            *level,
            Some(*compared),
            *change,
            *improved,
            growth.map(|growth| growth.0),
            growth.map(|growth| growth.1),
        ];
        let found = fields(row, &FIGURES);
        assert!(
            alike(&found, &wanted),
            "{indicator} {name}: {FIGURES:?}\n found {found:?}\nwanted {wanted:?}"
        );
    }
}

/// Output per hour, of units that differ. Melati: 6 000 in 3 000 hours, then 7 500 in 3 000, from 2.
/// Mawar: 10 000 in 1 000, then 12 000 in 1 500, from 8. Kenanga: 80 000 in 2 000, then 330 000 in
/// 6 000, from 50. Melur: 300 in 100, from nothing.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn own_units_have_the_median_of_their_changes(#[case] kind: Kind) {
    let Some(asked) = Asked::on(kind).await else {
        return;
    };
    let code = "LAB_PROD";
    #[rustfmt::skip]
    let quarters = [
        // 2 on 2, 10 on 8, 40 on 50: 0, 25, −20.
        ("2012-Q2", [3.0, 3.0], None, 3.0, Some(0.0), share(1.0, 3.0), None),
        // 2.5, 8, 55: 25, 0, 10; from a quarter to the next 25, −20, 37.5.
        ("2012-Q3", [4.0, 4.0], None, 3.0, Some(10.0), share(2.0, 3.0), Some((25.0, 3.0))),
    ];
    gives(&asked, code, QUARTERS, &["QUARTER"], &quarters).await;
    #[rustfmt::skip]
    let places = [
        ("ID-JK 2012-Q2", [2.0, 2.0], None, 2.0, Some(12.5), Some(50.0), None),
        ("ID-JK 2012-Q3", [2.0, 2.0], None, 2.0, Some(12.5), Some(50.0), Some((2.5, 2.0))),
        ("ID-LA 2012-Q2", [1.0, 1.0], None, 1.0, Some(-20.0), Some(0.0), None),
        ("ID-LA 2012-Q3", [2.0, 2.0], None, 1.0, Some(10.0), Some(100.0), Some((37.5, 1.0))),
    ];
    gives(&asked, code, QUARTERS, &["PROVINCE", "QUARTER"], &places).await;
    #[rustfmt::skip]
    let months = [
        // 2.3, 10, 50, 3: 15, 25, 0, none; after 2.1, 12 and 40.
        ("2012-07", [4.0, 4.0], None, 3.0, Some(15.0), share(2.0, 3.0), Some((grown(2.1, 2.3), 3.0))),
        // 2.5 and 55: 25 and 10; after 2.3 and 50.
        ("2012-08", [2.0, 4.0], None, 2.0, Some(17.5), Some(100.0), Some(((grown(2.3, 2.5) + 10.0) / 2.0, 2.0))),
        // 2.7, 7, 60: 35, −12.5, 20; the one before without Mawar.
        ("2012-09", [3.0, 3.0], None, 3.0, Some(20.0), share(2.0, 3.0), Some(((8.0 + grown(55.0, 60.0)) / 2.0, 2.0))),
    ];
    gives(&asked, code, MONTHS, &["MONTH"], &months).await;
}

/// Defective of inspected. Melati 240 of 3 000, then 180 of 3 000; Mawar 100 of 1 000, then 180 of
/// 2 000; Kenanga 440 of 4 000, then 800 of 10 000; Melur 30 of 100; each from 10 %.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_rate_is_the_ratio_of_sums(#[case] kind: Kind) {
    let Some(asked) = Asked::on(kind).await else {
        return;
    };
    let code = "DEFECT_RATE";
    // 1 160 of 15 000 without Melur, after 780 of 8 000.
    let growth = 100.0 * 1160.0 / 15_000.0 - 9.75;
    #[rustfmt::skip]
    let quarters = [
        // 8, 10, 11: −2, 0, 1.
        ("2012-Q2", [3.0, 3.0], share(780.0, 8000.0), 3.0, Some(0.0), share(1.0, 3.0), None),
        // 6, 9, 8, 30: −4, −1 (which is noise), −2, 20.
        ("2012-Q3", [4.0, 4.0], share(1190.0, 15_100.0), 4.0, Some(-1.5), Some(50.0), Some((growth, 3.0))),
    ];
    gives(&asked, code, QUARTERS, &["QUARTER"], &quarters).await;
    #[rustfmt::skip]
    let places = [
        ("ID-JK 2012-Q2", [2.0, 2.0], share(340.0, 4000.0), 2.0, Some(-1.0), Some(50.0), None),
        ("ID-JK 2012-Q3", [2.0, 2.0], share(360.0, 5000.0), 2.0, Some(-2.5), Some(50.0), Some((7.2 - 8.5, 2.0))),
        ("ID-LA 2012-Q2", [1.0, 1.0], Some(11.0), 1.0, Some(1.0), Some(0.0), None),
        ("ID-LA 2012-Q3", [2.0, 2.0], share(830.0, 10_100.0), 2.0, Some(9.0), Some(50.0), Some((-3.0, 1.0))),
    ];
    gives(&asked, code, QUARTERS, &["PROVINCE", "QUARTER"], &places).await;
    let rate = |defective: f64, inspected: f64| 100.0 * defective / inspected;
    let growths = [
        rate(490.0, 5500.0) - rate(560.0, 5800.0),
        7.2 - 9.0,
        rate(170.0, 3000.0) - 7.2,
    ];
    #[rustfmt::skip]
    let months = [
        // 5, 8, 10, 30: −5, −2, 0, 20.
        ("2012-07", [4.0, 4.0], share(520.0, 5600.0), 4.0, Some(-1.0), Some(50.0), Some((growths[0], 3.0))),
        // 6 and 7.5: −4 and −2.5.
        ("2012-08", [2.0, 4.0], share(360.0, 5000.0), 2.0, Some(-3.25), Some(100.0), Some((growths[1], 2.0))),
        // 7, 9.33, 5: −3, −0.67, −5.
        ("2012-09", [3.0, 3.0], share(310.0, 4500.0), 3.0, Some(-3.0), share(2.0, 3.0), Some((growths[2], 2.0))),
    ];
    gives(&asked, code, MONTHS, &["MONTH"], &months).await;
}

/// Accidents per million hours: each change is of all months so far, of which there must be three.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_rare_is_compared_over_all_its_months(#[case] kind: Kind) {
    let Some(asked) = Asked::on(kind).await else {
        return;
    };
    let code = "ACCIDENT_FREQ";
    let per_million = |accidents: f64, hours: f64| 1e6 * accidents / hours;
    // Melati: 2 in 3 000 and in 6 000 hours, from 500. Mawar: two months, then 1 in 2 500, from
    // 400. Kenanga: a month, then 2 in 8 000, from 400. Melur has no baseline.
    let [first, melati, kenanga] = [
        per_million(2.0, 3000.0) - 500.0,
        per_million(2.0, 6000.0) - 500.0,
        per_million(2.0, 8000.0) - 400.0,
    ];
    let panel = per_million(2.0, 10_500.0) - 500.0;
    #[rustfmt::skip]
    let quarters = [
        ("2012-Q2", [3.0, 3.0], Some(per_million(3.0, 6000.0)), 1.0, Some(first), Some(0.0), None),
        ("2012-Q3", [4.0, 4.0], Some(per_million(2.0, 10_600.0)), 3.0, Some(kenanga), share(2.0, 3.0), Some((panel, 3.0))),
    ];
    gives(&asked, code, QUARTERS, &["QUARTER"], &quarters).await;
    #[rustfmt::skip]
    let places = [
        ("ID-JK 2012-Q2", [2.0, 2.0], Some(750.0), 1.0, Some(first), Some(0.0), None),
        ("ID-JK 2012-Q3", [2.0, 2.0], Some(0.0), 2.0, Some(melati / 2.0), Some(50.0), Some((-750.0, 2.0))),
        ("ID-LA 2012-Q2", [1.0, 1.0], Some(0.0), 0.0, None, None, None),
        ("ID-LA 2012-Q3", [2.0, 2.0], Some(per_million(2.0, 6100.0)), 1.0, Some(kenanga), Some(100.0), Some((per_million(2.0, 6000.0), 1.0))),
    ];
    gives(&asked, code, QUARTERS, &["PROVINCE", "QUARTER"], &places).await;
    // In July 2 in 4 000 and 1 in 1 500; in August 2 in 5 000 and 2 in 6 000.
    let july = (0.0 + per_million(1.0, 1500.0) - 400.0) / 2.0;
    let august = (-100.0 + per_million(2.0, 6000.0) - 400.0) / 2.0;
    let less = per_million(1.0, 3500.0) - per_million(2.0, 3500.0);
    let last = -per_million(1.0, 3000.0);
    #[rustfmt::skip]
    let months = [
        ("2012-07", [4.0, 4.0], Some(per_million(1.0, 3600.0)), 2.0, Some(july), Some(0.0), Some((less, 3.0))),
        ("2012-08", [2.0, 4.0], Some(per_million(1.0, 3000.0)), 2.0, Some(august), Some(100.0), Some((0.0, 2.0))),
        ("2012-09", [3.0, 3.0], Some(0.0), 3.0, Some(kenanga), share(2.0, 3.0), Some((last, 2.0))),
    ];
    gives(&asked, code, MONTHS, &["MONTH"], &months).await;
}

/// Rupiah a month, asked from the month after the module began. Melati 300 000 in three months, then
/// 1 200 000 in three; Mawar 200 000 in two, then 80 000 in one; Kenanga 1 000 000 in one, then the
/// same in two; Melur 20 000 in one.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_saving_is_the_mean_of_the_months(#[case] kind: Kind) {
    let Some(asked) = Asked::on(kind).await else {
        return;
    };
    let code = "COST_SAVING";
    #[rustfmt::skip]
    let quarters = [
        ("2012-Q2", [3.0, 3.0], Some(1_500_000.0 / 6.0), 0.0, None, None, None),
        // 2 280 000 in six months without Melur, after 250 000 a month.
        ("2012-Q3", [4.0, 4.0], Some(2_300_000.0 / 7.0), 0.0, None, None, Some((grown(250_000.0, 380_000.0), 3.0))),
    ];
    gives(&asked, code, QUARTERS, &["QUARTER"], &quarters).await;
    #[rustfmt::skip]
    let places = [
        ("ID-JK 2012-Q2", [2.0, 2.0], Some(100_000.0), 0.0, None, None, None),
        ("ID-JK 2012-Q3", [2.0, 2.0], Some(320_000.0), 0.0, None, None, Some((220.0, 2.0))),
        ("ID-LA 2012-Q2", [1.0, 1.0], Some(1_000_000.0), 0.0, None, None, None),
        ("ID-LA 2012-Q3", [2.0, 2.0], Some(340_000.0), 0.0, None, None, Some((-50.0, 1.0))),
    ];
    gives(&asked, code, QUARTERS, &["PROVINCE", "QUARTER"], &places).await;
    let all = [
        // Kenanga is asked from June on.
        ("2012-04", [2.0, 2.0], Some(75_000.0), 0.0, None, None, None),
        (
            "2012-05",
            [1.0, 2.0],
            Some(200_000.0),
            0.0,
            None,
            None,
            Some((100.0, 1.0)),
        ),
        // Nothing saved is a value too.
        (
            "2012-06",
            [3.0, 3.0],
            Some(1_150_000.0 / 3.0),
            0.0,
            None,
            None,
            Some((-100.0, 1.0)),
        ),
        (
            "2012-07",
            [4.0, 4.0],
            Some(200_000.0),
            0.0,
            None,
            None,
            Some((grown(1150.0, 780.0), 3.0)),
        ),
        (
            "2012-08",
            [1.0, 4.0],
            Some(300_000.0),
            0.0,
            None,
            None,
            Some((0.0, 1.0)),
        ),
        (
            "2012-09",
            [2.0, 3.0],
            Some(600_000.0),
            0.0,
            None,
            None,
            Some((100.0, 1.0)),
        ),
    ];
    gives(&asked, code, QUARTERS, &["MONTH"], &all).await;
}
