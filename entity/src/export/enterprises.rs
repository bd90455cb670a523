//! Enterprises, in the columns in which they are imported.

use super::{Kind, Value, given, word};
use crate::enterprise;

pub(super) const COLUMNS: [(&str, Kind); 20] = [
    ("key", Kind::Text),
    ("name", Kind::Name),
    ("legal_form", Kind::Text),
    ("province", Kind::Text),
    ("city", Kind::Text),
    ("kbli_code", Kind::Text),
    ("kbli_version", Kind::Text),
    ("size_class", Kind::Text),
    ("size_regulation", Kind::Text),
    ("women", Kind::Number),
    ("men", Kind::Number),
    ("language", Kind::Text),
    ("output_unit", Kind::Text),
    ("apindo_member", Kind::Flag),
    ("prefers_call", Kind::Flag),
    ("status", Kind::Text),
    ("export_stage", Kind::Text),
    ("workers", Kind::Number),
    ("archived", Kind::Flag),
    ("id", Kind::Id),
];

pub(super) fn row(one: enterprise::Model) -> Vec<Value> {
    vec![
        given(one.office_key),
        Value::Text(one.name),
        word(&one.legal_form),
        Value::Text(one.province_code),
        Value::Text(one.city),
        Value::Text(one.kbli_code),
        Value::Text(one.kbli_version),
        word(&one.size_class),
        Value::Text(one.size_regulation),
        Value::Number(one.women.into()),
        Value::Number(one.men.into()),
        word(&one.language),
        Value::Text(one.output_unit),
        Value::Flag(one.apindo_member),
        Value::Flag(one.prefers_call),
        word(&one.status),
        word(&one.export_stage),
        Value::Number(f64::from(one.women) + f64::from(one.men)),
        Value::Flag(one.archived_at.is_some()),
        Value::Text(one.id.to_string()),
    ]
}
