//! Cursors: where a row stands in a list, as the values that the list is sorted by.

use async_graphql::Error;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
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

/// The keys of a cursor of a list that is sorted by so many columns.
pub(super) fn read(cursor: &str, columns: usize, name: &str) -> Result<Vec<Key>, Error> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Vec<Key>>(&bytes).ok())
        .filter(|keys| keys.len() == columns)
        .ok_or_else(|| {
            bad_input(format!(
                "`{name}` is not a cursor of this list; take one from `pageInfo`."
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let moment = "2012-11-01T02:00:00.123456Z".parse().unwrap();
        for key in [
            Key::Text("CV \"Maju\"".into()),
            Key::Number(-7),
            Key::Moment(moment),
            Key::Day(moment.date_naive()),
        ] {
            let keys = [key, Key::Uuid(Uuid::from_u128(7))];
            assert_eq!(read(&encode(&keys), 2, "after").unwrap(), keys);
            assert!(read(&encode(&keys), 3, "after").is_err());
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", "x", "é", "bm90IGpzb24"] {
            assert!(read(text, 2, "after").is_err(), "{text}");
        }
    }
}
