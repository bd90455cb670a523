//! Dates and periods as the API writes them.

use std::str::FromStr;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use entity::rules::period;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Month(pub(crate) period::Month);

/// A calendar quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quarter(pub(crate) period::Quarter);

/// Read a scalar that is written as text; `like` is an example of it.
fn read<T, S>(value: &Value, wrap: fn(T) -> S, like: &str) -> InputValueResult<S>
where
    T: FromStr,
    S: async_graphql::InputType,
{
    let Value::String(text) = value else {
        return Err(InputValueError::custom(format!(
            "write it as a text like {like}"
        )));
    };
    text.parse().map(wrap).map_err(|_| {
        InputValueError::custom(format!("`{text}` cannot be read; write it like {like}"))
    })
}

/// A day of the calendar, `2012-11-01`.
#[Scalar(
    name = "Date",
    specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value, Self, "2012-11-01")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A moment by RFC 3339, `2012-11-01T02:00:00Z`.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(
            &value,
            |moment: chrono::DateTime<chrono::FixedOffset>| Self(moment.to_utc()),
            "2012-11-01T02:00:00Z",
        )
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// A calendar month, written `2012-10`.
#[Scalar(name = "Month")]
impl ScalarType for Month {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value, Self, "2012-10")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A calendar quarter, written `2012-Q4`.
#[Scalar(name = "Quarter")]
impl ScalarType for Quarter {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value, Self, "2012-Q4")
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
