//! What the trail keeps of a row: each field that changed, personal ones hashed.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::SecondsFormat;
use sea_orm::{
    EntityTrait, IdenStatic, Iterable, JsonValue, ModelTrait,
    sea_query::{Value, sea_value_to_json_value},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::rules::{figures::Counts, mention::HASHED};

/// A table whose changes leave a trail.
pub(crate) trait Audited: EntityTrait {
    /// Columns that hold personal data or a secret.
    const PERSONAL: &'static [&'static str] = &[];
    /// The column that tells a row from its noun's others; kept however little else changed.
    const KEY: Option<&'static str> = None;

    /// The row's own id.
    fn id(row: &Self::Model) -> Uuid;

    /// The noun whose history it is in, and that one's id.
    fn subject(row: &Self::Model) -> (&'static str, Uuid);
}

/// Characters of a hash that are kept.
const HASH: usize = 16;

/// Fields by name, each with what was there before and after.
pub(super) type Fields = serde_json::Map<String, JsonValue>;

/// The fields in which `after` differs from `before`.
pub(super) fn changes<E: Audited>(before: Option<&E::Model>, after: &E::Model) -> Fields {
    let salt = E::id(after);
    let mut fields = Fields::new();
    for column in E::Column::iter() {
        let name = column.as_str();
        let shown = |row: &E::Model| shown::<E>(name, salt, &row.get(column));
        let (old, new) = (before.map_or(JsonValue::Null, shown), shown(after));
        if E::KEY == Some(name) {
            keep(&mut fields, name, old, new);
        } else {
            note(&mut fields, name, old, new);
        }
    }
    fields
}

/// The counts in which `after` differs from `before`, by measure.
pub(super) fn count_changes(before: Option<&Counts>, after: &Counts) -> Fields {
    let mut fields = Fields::new();
    let measures: BTreeSet<_> = before
        .into_iter()
        .flatten()
        .chain(after)
        .map(|(code, _)| code)
        .collect();
    for code in measures {
        let old = before.and_then(|counts| counts.get(code));
        note(
            &mut fields,
            code,
            old.copied().into(),
            after.get(code).copied().into(),
        );
    }
    fields
}

fn note(fields: &mut Fields, name: &str, old: JsonValue, new: JsonValue) {
    if old != new {
        keep(fields, name, old, new);
    }
}

fn keep(fields: &mut Fields, name: &str, old: JsonValue, new: JsonValue) {
    let pair = [("before".to_owned(), old), ("after".to_owned(), new)];
    fields.insert(
        name.to_owned(),
        JsonValue::Object(pair.into_iter().collect()),
    );
}

fn shown<E: Audited>(column: &str, salt: Uuid, value: &Value) -> JsonValue {
    // Bytes are no text, so JSON has no place for them; a hash has.
    if let Value::Bytes(Some(bytes)) = value {
        return hash(salt, column, bytes).into();
    }
    let plain = plain(value);
    if plain.is_null() || !E::PERSONAL.contains(&column) {
        return plain;
    }
    hash(salt, column, plain.to_string().as_bytes()).into()
}

/// Days and instants as ISO 8601 writes them; the library would write them as SQL does, in quotes.
fn plain(value: &Value) -> JsonValue {
    match value {
        Value::ChronoDate(Some(day)) => day.to_string().into(),
        Value::ChronoDateTimeUtc(Some(at)) => {
            at.to_rfc3339_opts(SecondsFormat::Micros, true).into()
        }
        _ => sea_value_to_json_value(value),
    }
}

/// How the trail of the row `id` shows `text` in `column`, which is personal.
pub(super) fn hashed(id: Uuid, column: &str, text: &str) -> String {
    hash(id, column, JsonValue::from(text).to_string().as_bytes())
}

/// Salted by the row, so that two rows of one person do not show that they are.
fn hash(salt: Uuid, column: &str, what: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(salt.as_bytes());
    digest.update(column.as_bytes());
    digest.update(what);
    let text = URL_SAFE_NO_PAD.encode(digest.finalize());
    format!("{HASHED}{}", text.chars().take(HASH).collect::<String>())
}

/// The tables that leave a trail: `table in "Noun" of id, hiding columns`.
macro_rules! audited {
    ($($entity:ident in $noun:literal of $subject:ident $(hiding $($personal:literal)+)?;)*) => {$(
        impl Audited for crate::$entity::Entity {
            const PERSONAL: &'static [&'static str] = &[$($($personal),+)?];

            fn id(row: &Self::Model) -> Uuid {
                row.id
            }

            fn subject(row: &Self::Model) -> (&'static str, Uuid) {
                ($noun, row.$subject)
            }
        }
    )*};
}

audited! {
    account in "Account" of id hiding "email" "name";
    advisory_visit in "AdvisoryVisit" of id;
    alert in "Alert" of id;
    baseline in "Enterprise" of enterprise_id;
    certification in "Trainer" of trainer_id;
    cohort in "Cohort" of id;
    contact in "Contact" of id hiding "name" "email" "phone";
    contribution in "Contribution" of id;
    data_request in "DataRequest" of id;
    enrolment in "Enterprise" of enterprise_id;
    enterprise in "Enterprise" of id;
    message in "Message" of id hiding "recipient" "subject" "body_text" "last_error";
    pause in "Pause" of id;
    report_version in "DataRequest" of data_request_id;
    session in "Session" of id;
    summary in "Summary" of id hiding "internal" "public";
    target in "Target" of id;
    token in "Token" of id hiding "hash";
    trainer in "Trainer" of id hiding "name" "email" "phone";
}

/// The tables of what belongs to another row: `table in "Noun" of its id, known by column`.
macro_rules! audited_parts {
    ($($entity:path, in $noun:literal of $subject:ident, known by $key:ident;)*) => {$(
        impl Audited for $entity {
            const KEY: Option<&'static str> = Some(stringify!($key));

            fn id(row: &Self::Model) -> Uuid {
                row.$subject
            }

            fn subject(row: &Self::Model) -> (&'static str, Uuid) {
                ($noun, row.$subject)
            }
        }
    )*};
}

audited_parts! {
    crate::account_province::Entity, in "Account" of account_id, known by province_code;
    crate::enterprise_history::export_stage::Entity, in "Enterprise" of enterprise_id, known by from_date;
    crate::participation::Entity, in "Session" of session_id, known by enterprise_id;
    crate::session_trainer::Entity, in "Session" of session_id, known by trainer_id;
}

/// A run is known by its job, slot and zone; the trail knows it by their hash.
impl Audited for crate::run::Entity {
    fn id(row: &Self::Model) -> Uuid {
        crate::run::trail_id(row)
    }

    fn subject(row: &Self::Model) -> (&'static str, Uuid) {
        ("Run", Self::id(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, trainer};

    #[test]
    fn only_what_changed_is_kept_and_no_person_is_in_it() {
        let before = trainer::Model {
            id: Uuid::from_u128(1),
            partner_id: Uuid::from_u128(2),
            name: "Sri Lestari".into(),
            email: "sri@trainer.example.org".into(),
            phone: "+6281234567890".into(),
            language: Language::Id,
            archived_at: None,
            version: 1,
        };
        let after = trainer::Model {
            email: "lestari@trainer.example.org".into(),
            language: Language::En,
            archived_at: "2012-11-02T03:04:05.678Z".parse().ok(),
            version: 2,
            ..before.clone()
        };
        let kept = changes::<trainer::Entity>(Some(&before), &after);
        let text = JsonValue::Object(kept.clone()).to_string();
        let mut fields: Vec<_> = kept.keys().cloned().collect();
        fields.sort();
        assert_eq!(fields, ["archived_at", "email", "language", "version"]);
        assert_eq!(kept["version"]["after"], 2);
        assert_eq!(kept["archived_at"]["after"], "2012-11-02T03:04:05.678000Z");
        assert!(!text.contains("example.org"), "{text}");
        assert_ne!(kept["email"]["before"], kept["email"]["after"]);
        let new = JsonValue::Object(changes::<trainer::Entity>(None, &after)).to_string();
        assert!(!new.contains("Sri") && !new.contains("62812"), "{new}");
    }

    #[test]
    fn a_count_that_came_or_went_is_kept_with_nothing_beside_it() {
        let counts = |given: &[(&str, f64)]| -> Counts {
            given
                .iter()
                .map(|(code, value)| ((*code).to_owned(), *value))
                .collect()
        };
        let before = counts(&[("a", 1.0), ("b", 2.0), ("c", 3.0)]);
        let after = counts(&[("a", 1.0), ("b", 5.0), ("d", 0.0)]);
        let kept = JsonValue::Object(count_changes(Some(&before), &after));
        let expected = serde_json::json!({
            "b": { "before": 2.0, "after": 5.0 },
            "c": { "before": 3.0, "after": null },
            "d": { "before": null, "after": 0.0 },
        });
        assert_eq!(kept, expected);
    }
}
