//! Reports: the version of each that counts, a column a measure.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;

use super::{Asked, Column, Filter, Kind, Value, given, moment, named, number, requests, word};
use crate::{data_request, database, measurement, report_version, rules::figures::Counts};

const BEFORE: [(&str, Kind); 4] = [
    ("enterprise", Kind::Text),
    ("name", Kind::Name),
    ("month", Kind::Day),
    ("province", Kind::Text),
];

const AFTER: [(&str, Kind); 9] = [
    ("kind", Kind::Text),
    ("version", Kind::Number),
    ("channel", Kind::Text),
    ("received_at", Kind::Moment),
    ("submitted_at", Kind::Moment),
    ("returned_at", Kind::Moment),
    ("accepted_at", Kind::Moment),
    ("reason", Kind::Name),
    ("note", Kind::Name),
];

pub(super) fn columns(measures: &[String]) -> Vec<Column> {
    let counts = measures.iter().map(|code| Column {
        name: code.clone(),
        kind: Kind::Number,
    });
    let before = named(&BEFORE).into_iter();
    before.chain(counts).chain(named(&AFTER)).collect()
}

pub(super) async fn rows(
    db: &impl ConnectionTrait,
    asked: &Asked,
    filter: &Filter,
    measures: &[String],
) -> Result<Vec<Vec<Value>>, DbErr> {
    let requests = requests::requests(db, asked, filter).await?;
    let mut versions = current(db, &requests).await?;
    let counts = counts(db, versions.values()).await?;
    let rows = requests.into_iter().filter_map(|request| {
        let version = versions.remove(&request.id)?;
        let counts = counts.get(&version.id);
        Some(cells(asked, measures, (request, version), counts))
    });
    Ok(rows.collect())
}

/// The versions that count, by request.
async fn current(
    db: &impl ConnectionTrait,
    requests: &[data_request::Model],
) -> Result<HashMap<Uuid, report_version::Model>, DbErr> {
    use report_version::Column;
    let mut found = HashMap::new();
    for some in requests.chunks(database::rows_per_insert(1)) {
        let rows = report_version::Entity::find()
            .filter(Column::DataRequestId.is_in(some.iter().map(|request| request.id)))
            .filter(Column::IsCurrent.eq(true))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.data_request_id, row)));
    }
    Ok(found)
}

async fn counts(
    db: &impl ConnectionTrait,
    versions: impl Iterator<Item = &report_version::Model>,
) -> Result<HashMap<Uuid, Counts>, DbErr> {
    let ids: Vec<_> = versions.map(|version| version.id).collect();
    let mut found: HashMap<Uuid, Counts> = HashMap::new();
    for some in ids.chunks(database::rows_per_insert(1)) {
        let rows = measurement::Entity::find()
            .filter(measurement::Column::ReportVersionId.is_in(some.iter().copied()))
            .all(db)
            .await?;
        for row in rows {
            let counts = found.entry(row.report_version_id).or_default();
            counts.insert(row.measure_code, row.value);
        }
    }
    Ok(found)
}

fn cells(
    asked: &Asked,
    measures: &[String],
    (request, version): (data_request::Model, report_version::Model),
    counts: Option<&Counts>,
) -> Vec<Value> {
    let [key, name] = asked.cells(request.enterprise_id);
    let mut cells = vec![
        key,
        name,
        Value::Month(request.month),
        Value::Text(request.province_code),
    ];
    cells.extend(measures.iter().map(|code| {
        let count = counts.and_then(|counts| counts.get(code));
        number(count.copied())
    }));
    cells.extend([
        word(&version.kind),
        Value::Number(version.version.into()),
        word(&version.channel),
        moment(request.received_at),
        Value::Moment(version.submitted_at),
        moment(version.returned_at),
        moment(version.accepted_at),
        given(version.reason),
        given(version.note),
    ]);
    cells
}
