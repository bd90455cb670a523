//! Data requests: what was expected, and what became of it.

use sea_orm::entity::prelude::*;

use super::{Asked, Filter, Kind, Value, flag, moment, word};
use crate::data_request::{Column, Entity, Model};

pub(super) const COLUMNS: [(&str, Kind); 12] = [
    ("enterprise", Kind::Text),
    ("name", Kind::Name),
    ("month", Kind::Day),
    ("province", Kind::Text),
    ("state", Kind::Text),
    ("due_on", Kind::Day),
    ("lock_on", Kind::Day),
    ("sent_at", Kind::Moment),
    ("received_at", Kind::Moment),
    ("on_time", Kind::Flag),
    ("promised_on", Kind::Day),
    ("id", Kind::Id),
];

/// The requests of the enterprises `asked`, in their order, then by month.
pub(super) async fn requests(
    db: &impl ConnectionTrait,
    asked: &Asked,
    filter: &Filter,
) -> Result<Vec<Model>, DbErr> {
    let mut rows = Entity::find()
        .filter(Column::EnterpriseId.is_in(asked.ids.iter().copied()))
        .filter(filter.of(Column::Month, Column::ProvinceCode))
        .all(db)
        .await?;
    rows.sort_by_key(|row| (asked.place(row.enterprise_id), row.month));
    Ok(rows)
}

pub(super) async fn rows(
    db: &impl ConnectionTrait,
    asked: &Asked,
    filter: &Filter,
) -> Result<Vec<Vec<Value>>, DbErr> {
    let rows = requests(db, asked, filter).await?;
    Ok(rows.into_iter().map(|row| cells(asked, row)).collect())
}

fn cells(asked: &Asked, row: Model) -> Vec<Value> {
    let [key, name] = asked.cells(row.enterprise_id);
    let on_time = flag(row.on_time());
    vec![
        key,
        name,
        Value::Month(row.month),
        Value::Text(row.province_code),
        word(&row.state),
        Value::Day(row.due_on),
        Value::Day(row.lock_on),
        moment(row.sent_at),
        moment(row.received_at),
        on_time,
        row.promised_on.map_or(Value::Blank, Value::Day),
        Value::Text(row.id.to_string()),
    ]
}
