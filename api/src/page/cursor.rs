//! Cursors: where a row stands in a list, as the values that the list is sorted by.

use async_graphql::Error;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ColumnType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::bad_input;

/// The value of one row that a list is sorted by.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    #[serde(rename = "t")]
    Text(String),
    #[serde(rename = "n")]
    Number(i32),
    #[serde(rename = "d")]
    Day(NaiveDate),
    #[serde(rename = "m")]
    Moment(DateTime<Utc>),
    #[serde(rename = "u")]
    Uuid(Uuid),
}

impl From<Key> for sea_orm::Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Text(text) => text.into(),
            Key::Number(number) => number.into(),
            Key::Day(day) => day.into(),
            Key::Moment(moment) => moment.into(),
            Key::Uuid(uuid) => uuid.into(),
        }
    }
}

/// The cursor of a row with these keys.
pub(super) fn encode(keys: &[Key]) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(keys).unwrap_or_default())
}

impl Key {
    /// Can a column of this type hold it? Cursors come from outside, and a database
    /// does not compare a day with a text.
    fn fits(&self, column: &ColumnType) -> bool {
        match column {
            ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text => {
                matches!(self, Self::Text(text) if !text.contains('\0'))
            }
            ColumnType::Integer => matches!(self, Self::Number(_)),
            ColumnType::Date => matches!(self, Self::Day(_)),
            ColumnType::TimestampWithTimeZone => matches!(self, Self::Moment(_)),
            ColumnType::Uuid => matches!(self, Self::Uuid(_)),
            _ => true,
        }
    }
}

/// The keys of a cursor of a list that is sorted by columns of these types.
pub(super) fn read(cursor: &str, columns: &[ColumnType], name: &str) -> Result<Vec<Key>, Error> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Vec<Key>>(&bytes).ok())
        .filter(|keys| {
            let mut pairs = keys.iter().zip(columns);
            keys.len() == columns.len() && pairs.all(|(key, column)| key.fits(column))
        })
        .ok_or_else(|| {
            bad_input(format!(
                "`{name}` is not a cursor of this list; take one from `pageInfo`."
            ))
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> impl Strategy<Value = (Key, ColumnType)> {
        let day = (-100_000..100_000_i64).prop_map(|seconds| {
            DateTime::from_timestamp(seconds * 100_000, 123_456_000).unwrap_or_default()
        });
        prop_oneof![
            "[^\\x00]*".prop_map(|text| (Key::Text(text), ColumnType::Text)),
            any::<i32>().prop_map(|number| (Key::Number(number), ColumnType::Integer)),
            day.clone()
                .prop_map(|at| (Key::Day(at.date_naive()), ColumnType::Date)),
            day.prop_map(|at| (Key::Moment(at), ColumnType::TimestampWithTimeZone)),
            any::<u128>().prop_map(|id| (Key::Uuid(Uuid::from_u128(id)), ColumnType::Uuid)),
        ]
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_as_it_was_written(pairs in prop::collection::vec(key(), 0..4)) {
            let (keys, columns): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            let cursor = encode(&keys);
            prop_assert_eq!(read(&cursor, &columns, "after").unwrap(), keys);
            let longer = [columns, vec![ColumnType::Uuid]].concat();
            prop_assert!(read(&cursor, &longer, "after").is_err());
        }

        #[test]
        fn a_cursor_of_another_list_is_refused((key, own) in key(), (_, other) in key()) {
            let taken = read(&encode(&[key]), std::slice::from_ref(&other), "after").is_ok();
            prop_assert_eq!(taken, own == other);
        }

        #[test]
        fn whatever_is_sent_as_a_cursor_is_read_or_refused(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = read(&text, &[ColumnType::Uuid], "after");
            prop_assert!(read(&URL_SAFE_NO_PAD.encode(bytes), &[ColumnType::Uuid, ColumnType::Text], "after").is_err());
        }
    }

    #[test]
    fn a_text_that_no_database_takes_is_refused() {
        let keys = [Key::Text("a\0".into())];
        assert!(read(&encode(&keys), &[ColumnType::Text], "after").is_err());
    }
}
