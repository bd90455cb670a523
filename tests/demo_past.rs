//! The past of a demo: every quarter of every place that has one.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    cohort, data_request,
    data_request::RequestState,
    rules::period::{Month, Quarter},
    session, summary,
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{summary::editions, support::binary::score};

/// The demo begins in the month after.
const LAST: &str = "2012-Q3";

/// A place and a quarter.
type Past = (Option<String>, Quarter);

/// Where something was expected or held, and when.
async fn happened(db: &DatabaseConnection) -> BTreeSet<Past> {
    let asked: Vec<(String, Month)> = data_request::Entity::find()
        .select_only()
        .columns([
            data_request::Column::ProvinceCode,
            data_request::Column::Month,
        ])
        .filter(data_request::Column::State.ne(RequestState::Waived))
        .into_tuple()
        .all(db)
        .await
        .unwrap();
    let cohorts = cohort::Entity::find().all(db).await.unwrap().into_iter();
    let cohorts: BTreeMap<Uuid, String> = cohorts.map(|one| (one.id, one.province_code)).collect();
    let held = session::Entity::find().all(db).await.unwrap().into_iter();
    let held = held.filter_map(|one| Some((cohorts.get(&one.cohort_id?)?.clone(), one.held_on)));
    let asked = asked.into_iter();
    let asked = asked.map(|(place, month)| (place, Quarter::of(month)));
    let held = held.map(|(place, day)| (place, Quarter::of(Month::of(day))));
    let last = LAST.parse().unwrap();
    let past = asked.chain(held).filter(|(_, quarter)| *quarter <= last);
    past.flat_map(|(place, quarter)| [(Some(place), quarter), (None, quarter)])
        .collect()
}

fn past(all: &[summary::Model]) -> BTreeMap<Past, Vec<i32>> {
    let mut past: BTreeMap<Past, Vec<i32>> = BTreeMap::new();
    for one in all {
        let key = (one.province_code.clone(), one.period().unwrap());
        past.entry(key).or_default().push(one.edition);
    }
    past
}

#[tokio::test(flavor = "multi_thread")]
async fn every_past_quarter_of_every_place_has_its_edition_and_one_has_two() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let up = || {
        let data = data.clone();
        tokio::task::spawn_blocking(move || {
            let mut demo = score(&["demo", "--bind", "127.0.0.1:0", "--data", &data]).spawn();
            demo.url();
            assert!(demo.terminate().success());
        })
    };
    up().await.unwrap();
    let url = format!("sqlite://{data}/score.db");
    let db = entity::database::connect(&url).await.unwrap();
    let made = editions(&db).await;
    let past = past(&made);
    let happened = happened(&db).await;
    let places: BTreeSet<_> = happened.iter().map(|(place, _)| place).collect();
    assert!(
        places.len() > 4 && happened.len() > 3 * places.len(),
        "{happened:?}"
    );
    let missing: Vec<_> = happened
        .iter()
        .filter(|one| !past.contains_key(one))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let (once, more): (Vec<_>, Vec<_>) = past.iter().partition(|(_, editions)| **editions == [1]);
    let revised = (Some("ID-JT".to_owned()), "2012-Q2".parse().unwrap());
    assert_eq!(more, [(&revised, &vec![1, 2])]);
    assert!(
        once.iter()
            .all(|((_, quarter), _)| *quarter <= LAST.parse().unwrap())
    );
    up().await.unwrap();
    assert_eq!(editions(&db).await, made, "another start makes none");
}
