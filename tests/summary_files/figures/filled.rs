//! Editions in which no block is empty.

use entity::{
    advisory_visit,
    alert::{self, AlertState},
    changes::{Author, summary::compile},
    enterprise,
    rules::summary::Figures,
    trainer,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::super::{PROVINCE, TestDatabase};
use crate::{
    summary::{QUARTER, demo},
    support::programme::{at, insert, silence},
};

/// A province in which few are left.
pub(super) const FEW: &str = "ID-LA";
/// The others of it never took part.
const LEAVE: [&str; 2] = [
    "DELETE FROM reading WHERE province_code = 'ID-LA' AND enterprise_id NOT IN
        (SELECT id FROM enterprise WHERE province_code = 'ID-LA' ORDER BY id LIMIT 3)",
    "UPDATE data_request SET state = 'WAIVED' WHERE province_code = 'ID-LA' AND enterprise_id NOT IN
        (SELECT id FROM enterprise WHERE province_code = 'ID-LA' ORDER BY id LIMIT 3)",
];

/// Alerts of the quarter: at more enterprises than outsiders must not see.
const ALERTS: usize = 7;

/// The demo's programme, in which a province and the nation have editions with alerts and visits.
pub(super) async fn programme(database: &TestDatabase) -> DatabaseConnection {
    let db = demo(database).await;
    let enterprises = enterprise::Entity::find()
        .filter(enterprise::Column::ProvinceCode.eq(PROVINCE))
        .order_by_asc(enterprise::Column::Id)
        .all(&db)
        .await
        .unwrap();
    let trainer = trainer::Entity::find().one(&db).await.unwrap().unwrap().id;
    for (number, enterprise) in enterprises.iter().take(ALERTS).enumerate() {
        let mut row = silence(enterprise.id, PROVINCE, at("2012-05-14T20:00:00Z"));
        row.episode = format!("Silence - {number}");
        if number % 2 == 0 {
            row.state = AlertState::Resolved;
            row.resolved_at = Some(at("2012-06-11T03:00:00Z"));
        }
        let visit = advisory_visit::Model {
            id: Uuid::now_v7(),
            enterprise_id: enterprise.id,
            alert_id: Some(row.id),
            trainer_id: trainer,
            planned_on: "2012-06-01".parse().unwrap(),
            planned_at: at("2012-05-20T03:00:00Z"),
            held_on: Some("2012-06-08".parse().unwrap()),
            findings: Some("Papan kosong".into()),
            advice: Some("Rapat pagi".into()),
            follow_up: None,
        };
        insert::<alert::Entity, _>(&db, row).await;
        if number % 3 == 0 {
            insert::<advisory_visit::Entity, _>(&db, visit).await;
        }
    }
    for statement in LEAVE {
        let done = db.execute_unprepared(statement).await.unwrap();
        assert!(done.rows_affected() > 0);
    }
    let author = Author::operator(at("2012-11-01T02:30:00Z"));
    for place in [Some(PROVINCE), Some(FEW), None].map(|place| place.map(str::to_owned)) {
        let made = compile(&db, &author, place, QUARTER.parse().unwrap()).await;
        assert!(made.unwrap().edition > 1);
    }
    db
}

/// A figure stands in each block of internal figures.
pub(super) fn has_everything(figures: &Figures) {
    assert!(figures.enterprises.reached > 0 && figures.enterprises.planned.is_some());
    let coverage = figures.reporting.unwrap().coverage;
    assert!(0 < coverage.on_time && coverage.on_time < coverage.received);
    assert!(coverage.nothing > 0 && coverage.received < coverage.expected);
    assert_eq!(figures.months.as_ref().unwrap().len(), 3);
    let measured = figures.indicators.iter();
    let measured = measured.filter_map(|one| one.measured);
    let levels = measured.clone().filter(|one| one.level.is_some());
    let known = measured.filter(|one| one.median_change.is_some() && one.improved_share.is_some());
    assert!(levels.count() > 2 && known.count() > 4);
    let grown = figures.indicators.iter();
    let grown = grown.filter(|one| one.quarter_before.is_some() && one.year_before.is_some());
    assert!(grown.count() > 4);
    let training = figures.training.unwrap();
    assert!(training.sessions > 0 && training.visits > 0 && training.satisfaction.is_some());
    let alerts = figures.alerts.unwrap();
    assert!(alerts.opened > alerts.resolved && alerts.resolved > 0 && alerts.visits > 0);
    assert!(!figures.silent.is_empty() && !figures.highlights.is_empty());
}
