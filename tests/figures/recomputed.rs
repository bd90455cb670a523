//! Against the readings of the database, added up anew without any rule of the product's.

use std::collections::{BTreeMap, BTreeSet};

use entity::{data_request, reading, rules::period::Month};
use rstest::rstest;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{Asked, INDICATORS, alike, fields, label};
use crate::support::databases::Kind;

const SPAN: (&str, &str) = ("2012-04", "2012-09");

/// What the indicators of these tests are, as `indicators.csv` has it: factor, noise floor, whether
/// less is better, and how a change is made.
fn nature(code: &str) -> (f64, f64, bool, &'static str) {
    match code {
        "LAB_PROD" => (1.0, 2.0, false, "relative"),
        "DEFECT_RATE" => (100.0, 1.0, true, "points"),
        "ACCIDENT_FREQ" => (1e6, 50.0, true, "pooled"),
        _ => (1.0, 0.0, false, "none"),
    }
}

/// All that is in the database of one indicator.
struct Table {
    code: &'static str,
    readings: Vec<reading::Model>,
    asked: Vec<data_request::Model>,
}

/// Above and below the line, of each enterprise.
type Sums = BTreeMap<Uuid, (f64, f64)>;

impl Table {
    fn sums(&self, is_in: impl Fn(&str, Month) -> bool) -> Sums {
        let mut sums = Sums::new();
        for row in &self.readings {
            if is_in(&row.province_code, row.month) {
                let sum = sums.entry(row.enterprise_id).or_default();
                *sum = (
                    sum.0 + row.numerator,
                    sum.1 + row.denominator.unwrap_or(1.0),
                );
            }
        }
        sums
    }

    fn value(&self, (above, below): (f64, f64)) -> f64 {
        nature(self.code).0 * above / below
    }

    /// The value of many together; none where each has its own unit.
    fn level(&self, sums: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
        let sum = sums.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (self.code != "LAB_PROD").then(|| self.value(sum))
    }

    /// The change of one since its baseline, by the newest month of those that are `is_in`.
    fn change(
        &self,
        who: Uuid,
        sum: (f64, f64),
        is_in: impl Fn(&str, Month) -> bool,
    ) -> Option<f64> {
        let theirs = || {
            self.readings
                .iter()
                .filter(move |row| row.enterprise_id == who)
        };
        let newest = theirs().filter(|row| is_in(&row.province_code, row.month));
        let newest = newest.max_by_key(|row| row.month)?;
        let baseline = newest.baseline?;
        match nature(self.code).3 {
            "relative" => Some(100.0 * (self.value(sum) / baseline - 1.0)),
            "points" => Some(self.value(sum) - baseline),
            "pooled" => {
                let so_far = theirs().filter(|row| row.month <= newest.month);
                let so_far: Vec<_> = so_far
                    .map(|row| (row.numerator, row.denominator.unwrap()))
                    .collect();
                (so_far.len() >= 3)
                    .then(|| Some(self.level(so_far.into_iter())? - baseline))
                    .flatten()
            }
            _ => None,
        }
    }

    /// n, N, level, compared, median change and share improved of a group, and its growth with the
    /// panel from the group `before`.
    fn row(
        &self,
        is_in: impl Fn(&str, Month) -> bool + Copy,
        before: impl Fn(&str, Month) -> bool + Copy,
    ) -> Vec<Option<f64>> {
        let (_, floor, less_is_better, change) = nature(self.code);
        let asked: BTreeSet<_> = self
            .asked
            .iter()
            .filter(|request| is_in(&request.province_code, request.month))
            .map(|request| request.enterprise_id)
            .collect();
        let (sums, earlier) = (self.sums(is_in), self.sums(before));
        let changes = sums
            .iter()
            .filter_map(|(who, sum)| self.change(*who, *sum, is_in));
        let changes: Vec<_> = changes.collect();
        let better = |by: &&f64| {
            if less_is_better {
                **by < -floor
            } else {
                **by > floor
            }
        };
        let improved = changes.iter().filter(better).count() as f64;
        let both: Vec<_> = sums
            .iter()
            .filter_map(|(who, now)| Some((*earlier.get(who)?, *now)))
            .collect();
        let compare = |before: f64, now: f64| match change {
            "points" | "pooled" => now - before,
            _ => 100.0 * (now / before - 1.0),
        };
        let growth = if both.is_empty() {
            None
        } else if self.code == "LAB_PROD" {
            let own = both
                .iter()
                .map(|(one, two)| compare(self.value(*one), self.value(*two)));
            median(own.collect())
        } else {
            let level = |later: bool| {
                let sums = both
                    .iter()
                    .map(|(one, two)| if later { *two } else { *one });
                self.level(sums)
            };
            Some(compare(level(false).unwrap(), level(true).unwrap()))
        };
        let compared = changes.len() as f64;
        vec![
            Some(sums.len() as f64),
            Some(asked.len() as f64),
            self.level(sums.into_values())
                .filter(|level| level.is_finite()),
            Some(compared),
            median(changes),
            (compared > 0.0).then(|| 100.0 * improved / compared),
            growth,
            growth.map(|_| both.len() as f64),
        ]
    }
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let (half, count) = (numbers.len() / 2, numbers.len());
    match count {
        0 => None,
        _ if count % 2 == 1 => Some(numbers[half]),
        _ => Some((numbers[half - 1] + numbers[half]) / 2.0),
    }
}

/// The months of a label such as `2012-Q2` or `2012-07`, and those of the stretch before.
fn stretches(time: &str) -> [Vec<Month>; 2] {
    let (length, first): (u32, Month) = match time.split_once("-Q") {
        Some((year, quarter)) => {
            let month = 3 * quarter.parse::<u32>().unwrap() - 2;
            (3, format!("{year}-{month:02}").parse().unwrap())
        }
        None => (1, time.parse().unwrap()),
    };
    let from = |first: Month| (0..length).map(|month| first.plus(month)).collect();
    [from(first), from(first.minus(length))]
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn every_row_follows_from_the_readings(#[case] kind: Kind) {
    let Some(asked) = Asked::on(kind).await else {
        return;
    };
    let readings = reading::Entity::find().all(&asked.db).await.unwrap();
    let requests = data_request::Entity::find().all(&asked.db).await.unwrap();
    let mut compared = 0;
    for code in INDICATORS {
        // Savings are asked of those in Lampung after May, of the others after March.
        let is_asked = |row: &&data_request::Model| {
            let lampung = row.province_code == "ID-LA" && row.month < "2012-06".parse().unwrap();
            code != "COST_SAVING" || !lampung
        };
        let table = Table {
            code,
            readings: readings
                .iter()
                .filter(|row| row.indicator_code == code)
                .cloned()
                .collect(),
            asked: requests.iter().filter(is_asked).cloned().collect(),
        };
        for by in [
            &["MONTH"][..],
            &["QUARTER"],
            &["PROVINCE", "MONTH"],
            &["PROVINCE", "QUARTER"],
        ] {
            for row in asked.series(code, SPAN, by).await {
                let label = label(&row);
                let (place, time) = label.rsplit_once(' ').unwrap_or(("", &label));
                let [now, before] = stretches(time);
                let here = |province: &str| place.is_empty() || place == province;
                let wanted = table.row(
                    |province, month| here(province) && now.contains(&month),
                    |province, month| here(province) && before.contains(&month),
                );
                let names = super::by_hand::FIGURES;
                let found = fields(&row, &names);
                assert!(
                    alike(&found, &wanted),
                    "{code} {label}: {names:?}\n found {found:?}\nwanted {wanted:?}"
                );
                compared += 1;
            }
        }
    }
    // Four indicators: 6 months, 2 quarters, and both in two provinces; savings not in Lampung's
    // first two months.
    assert_eq!(compared, 4 * (6 + 2 + 12 + 4) - 2);
}
