//! Readings: the values that the reports give, with what they are made of.

use sea_orm::entity::prelude::*;

use super::{Asked, Filter, Kind, Value, flag, number};
use crate::reading::{Column, Entity, Model};

pub(super) const COLUMNS: [(&str, Kind); 11] = [
    ("enterprise", Kind::Text),
    ("name", Kind::Name),
    ("month", Kind::Day),
    ("province", Kind::Text),
    ("indicator", Kind::Text),
    ("numerator", Kind::Number),
    ("denominator", Kind::Number),
    ("value", Kind::Number),
    ("baseline", Kind::Number),
    ("change_since_baseline", Kind::Number),
    ("improved", Kind::Flag),
];

pub(super) async fn rows(
    db: &impl ConnectionTrait,
    asked: &Asked,
    filter: &Filter,
) -> Result<Vec<Vec<Value>>, DbErr> {
    let mut rows = Entity::find()
        .filter(Column::EnterpriseId.is_in(asked.ids.iter().copied()))
        .filter(filter.of(Column::Month, Column::ProvinceCode))
        .all(db)
        .await?;
    let order = |row: &Model| (asked.place(row.enterprise_id), row.month);
    rows.sort_by(|one, other| {
        let codes = || one.indicator_code.cmp(&other.indicator_code);
        order(one).cmp(&order(other)).then_with(codes)
    });
    Ok(rows.into_iter().map(|row| cells(asked, row)).collect())
}

fn cells(asked: &Asked, row: Model) -> Vec<Value> {
    let [key, name] = asked.cells(row.enterprise_id);
    vec![
        key,
        name,
        Value::Month(row.month),
        Value::Text(row.province_code),
        Value::Text(row.indicator_code),
        Value::Number(row.numerator),
        number(row.denominator),
        Value::Number(row.value),
        number(row.baseline),
        number(row.change),
        flag(row.improved),
    ]
}
