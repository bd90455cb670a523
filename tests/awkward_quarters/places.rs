//! What happens to an enterprise or to its province in mid-quarter.

use chrono::NaiveDate;
use entity::{
    changes::{self, Author},
    enrolment,
    enterprise::EnterpriseStatus,
};
use rstest::rstest;

use super::*;
use crate::support::programme::{enrolled, enterprise, request};

const MELATI: &str = "CV Melati Jaya";

impl Quarter {
    /// The enterprise is in another province from the day of `now` on.
    async fn moves(&self, enterprise: Uuid, province: &str, now: &str) {
        let author = Author::operator(at(now));
        let edit = |row: &mut entity::enterprise::Model| row.province_code = province.into();
        changes::enterprise::update(&self.db, &author, (enterprise, 1), edit)
            .await
            .unwrap();
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_province_with_one_enterprise_is_all_figures_inside_and_none_outside(#[case] kind: Kind) {
    let Some(quarter) = Quarter::open(kind).await else {
        return;
    };
    for (month, count) in [60.0, 40.0, 50.0].into_iter().enumerate() {
        quarter.month(month, &[(MELATI, count)]).await;
    }
    let frozen = quarter.frozen().await;
    assert_eq!(frozen.len(), 2);
    for (place, sets) in &frozen {
        let all = &sets.internal;
        assert_eq!(all.enterprises.reached, 1);
        assert_eq!(reporting(all), [3, 3, 1, 1], "{place:?}");
        assert_eq!(defects(all), (1, 1, Some(5.0), Some(-5.0)), "{place:?}");
        let public = &sets.public;
        assert_eq!(public.enterprises.reached, 1);
        assert_eq!((public.reporting, &public.months), (None, &None));
        assert_eq!((public.training, public.alerts), (None, None));
        for one in &public.indicators {
            let nothing = (one.measured, one.quarter_before, one.year_before);
            assert_eq!(nothing, (None, None, None), "{}", one.code);
            assert!(public.hidden.contains(&format!("{}/QUARTER", one.code)));
        }
        assert!(public.silent.is_empty() && public.highlights.is_empty());
    }
}

/// North Kalimantan was made of East Kalimantan on 16 November 2012.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_province_that_splits_keeps_the_months_before(#[case] kind: Kind) {
    let Some(quarter) = Quarter::open(kind).await else {
        return;
    };
    let (stays, goes) = ("CV Mahakam", "CV Sesayap");
    enterprise(&quarter.db, stays, "ID-KI", "owner@mahakam.example.org").await;
    let gone = enterprise(&quarter.db, goes, "ID-KI", "owner@sesayap.example.org").await;
    quarter
        .month(0, &[(MELATI, 10.0), (stays, 20.0), (goes, 40.0)])
        .await;
    quarter.moves(gone, "ID-KU", "2012-11-16T01:00:00Z").await;
    quarter
        .month(1, &[(MELATI, 10.0), (stays, 20.0), (goes, 80.0)])
        .await;
    quarter
        .month(2, &[(MELATI, 10.0), (stays, 20.0), (goes, 90.0)])
        .await;
    let frozen = quarter.frozen().await;
    for (place, months, enterprises, reached, level, change) in [
        // The median of -8.0 and -6.0.
        (Some("ID-KI"), 4, 2, 1, 2.5, -7.0),
        (Some("ID-KU"), 2, 1, 1, 8.5, -1.5),
        (Some("ID-JK"), 3, 1, 1, 1.0, -9.0),
        // Each enterprise once: -8.0, -3.0 and -9.0.
        (None, 9, 3, 3, 100.0 * 300.0 / 9000.0, -8.0),
    ] {
        let all = &frozen[&place.map(str::to_owned)].internal;
        assert_eq!(
            reporting(all),
            [months, months, enterprises, enterprises],
            "{place:?}"
        );
        assert_eq!(all.enterprises.reached, reached, "{place:?}");
        let expected = (enterprises, enterprises, Some(level), Some(change));
        assert_eq!(defects(all), expected, "{place:?}");
    }
    assert_eq!(frozen.len(), 4);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_moves_counts_where_it_was_and_grows_only_with_itself(#[case] kind: Kind) {
    let Some(quarter) = Quarter::open(kind).await else {
        return;
    };
    let melati = quarter.small.enterprise;
    // Five per cent in the quarter before, in Jakarta.
    let earlier = request(&quarter.db, melati, "2012-08".parse().unwrap()).await;
    let counts = [("units_inspected", 1000.0), ("units_defective", 50.0)];
    let stored = quarter
        .reported(earlier, &counts, at("2012-09-05T03:00:00Z"))
        .await;
    assert_eq!(stored, Outcome::Stored { version: 1 });
    quarter.month(0, &[(MELATI, 70.0)]).await;
    quarter.moves(melati, "ID-JT", "2012-11-20T01:00:00Z").await;
    quarter.month(1, &[(MELATI, 40.0)]).await;
    quarter.month(2, &[(MELATI, 40.0)]).await;
    let frozen = quarter.frozen().await;
    for (place, months, reached, level, growth) in [
        (Some("ID-JK"), 1, 0, 7.0, Some(2.0)),
        (Some("ID-JT"), 2, 1, 4.0, None),
        (None, 3, 1, 5.0, Some(0.0)),
    ] {
        let all = &frozen[&place.map(str::to_owned)].internal;
        assert_eq!(reporting(all), [months, months, 1, 1], "{place:?}");
        assert_eq!(all.enterprises.reached, reached, "{place:?}");
        assert_eq!(
            defects(all),
            (1, 1, Some(level), Some(level - 10.0)),
            "{place:?}"
        );
        let grown = indicator(all, "DEFECT_RATE").quarter_before;
        let grown = grown.map(|one| (one.panel, one.growth));
        assert_eq!(grown, growth.map(|by| (1, by)), "{place:?}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_drops_out_is_asked_for_whole_months_only(#[case] kind: Kind) {
    let Some(quarter) = Quarter::open(kind).await else {
        return;
    };
    let gone = enrolled(&quarter.db, "UD Kenanga", "owner@kenanga.example.org").await;
    let both = [(MELATI, 60.0), ("UD Kenanga", 100.0)];
    assert_eq!(quarter.month(0, &both).await.len(), 2);
    let cohort = enrolment::Entity::find()
        .one(&quarter.db)
        .await
        .unwrap()
        .unwrap();
    let last: NaiveDate = "2012-11-14".parse().unwrap();
    changes::enrolment::withdraw(
        &quarter.db,
        &Author::operator(at("2012-11-15T03:00:00Z")),
        (gone, cohort.cohort_id),
        (last, EnterpriseStatus::Dropped),
        None,
    )
    .await
    .unwrap();
    for month in [1, 2] {
        let asked = quarter.month(month, &[(MELATI, 60.0)]).await;
        assert_eq!(asked, [MELATI]);
    }
    let frozen = quarter.frozen().await;
    for sets in frozen.values() {
        let all = &sets.internal;
        assert_eq!(reporting(all), [4, 4, 2, 2]);
        assert_eq!(all.enterprises.reached, 2);
        let months = all.months.iter().flatten().map(|one| one.coverage.expected);
        assert_eq!(months.collect::<Vec<_>>(), [2, 1, 1]);
        // 280 of 4000; the median of -4.0 and 0.0.
        assert_eq!(defects(all), (2, 2, Some(7.0), Some(-2.0)));
        assert_eq!(all.silent, []);
    }
}
