//! The two largest tables, faster on PostgreSQL.
//!
//! An insert with a parameter for each value costs more than the rows do. Here
//! each column travels as one text that the server takes apart; none of these
//! columns can hold a comma, and an empty piece is NULL.

use std::fmt::Write;

use ::entity::{measurement, reading};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement};

use super::rows::insert;

const MEASUREMENTS: &str = "INSERT INTO measurement (report_version_id, measure_code, value) \
    SELECT * FROM unnest(string_to_array($1, ',')::uuid[], string_to_array($2, ','), \
    string_to_array($3, ',')::float8[])";

const READINGS: &str = "INSERT INTO reading (enterprise_id, indicator_code, month, province_code, data_request_id, \
    numerator, denominator, value, baseline, change, improved) \
    SELECT * FROM unnest(string_to_array($1, ',')::uuid[], string_to_array($2, ','), \
    string_to_array($3, ',')::date[], string_to_array($4, ','), string_to_array($5, ',')::uuid[], \
    string_to_array($6, ',')::float8[], string_to_array($7, ',', '')::float8[], string_to_array($8, ',')::float8[], \
    string_to_array($9, ',', '')::float8[], string_to_array($10, ',', '')::float8[], \
    string_to_array($11, ',', '')::bool[])";

/// Rows that travel in one statement.
const AT_ONCE: usize = 20_000;

/// Insert measurements.
pub(super) async fn measurements(
    db: &impl ConnectionTrait,
    rows: Vec<measurement::Model>,
) -> Result<(), DbErr> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return insert(db, rows).await;
    }
    for chunk in rows.chunks(AT_ONCE) {
        let columns = [
            column(chunk, |row, out| write!(out, "{}", row.report_version_id))?,
            column(chunk, |row, out| out.write_str(&row.measure_code))?,
            column(chunk, |row, out| write!(out, "{}", row.value))?,
        ];
        send(db, MEASUREMENTS, columns).await?;
    }
    Ok(())
}

/// Insert readings.
pub(super) async fn readings(
    db: &impl ConnectionTrait,
    rows: Vec<reading::Model>,
) -> Result<(), DbErr> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return insert(db, rows).await;
    }
    for chunk in rows.chunks(AT_ONCE) {
        let columns = [
            column(chunk, |row, out| write!(out, "{}", row.enterprise_id))?,
            column(chunk, |row, out| out.write_str(&row.indicator_code))?,
            column(chunk, |row, out| write!(out, "{}", row.month.first_day()))?,
            column(chunk, |row, out| out.write_str(&row.province_code))?,
            column(chunk, |row, out| write!(out, "{}", row.data_request_id))?,
            column(chunk, |row, out| write!(out, "{}", row.numerator))?,
            column(chunk, |row, out| given(out, row.denominator))?,
            column(chunk, |row, out| write!(out, "{}", row.value))?,
            column(chunk, |row, out| given(out, row.baseline))?,
            column(chunk, |row, out| given(out, row.change))?,
            column(chunk, |row, out| given(out, row.improved))?,
        ];
        send(db, READINGS, columns).await?;
    }
    Ok(())
}

async fn send<const N: usize>(
    db: &impl ConnectionTrait,
    sql: &str,
    columns: [String; N],
) -> Result<(), DbErr> {
    let values = columns.map(sea_orm::Value::from);
    db.execute_raw(Statement::from_sql_and_values(
        DatabaseBackend::Postgres,
        sql,
        values,
    ))
    .await
    .map(|_| ())
}

/// One column of `rows` as a text.
fn column<M>(
    rows: &[M],
    write: impl Fn(&M, &mut String) -> std::fmt::Result,
) -> Result<String, DbErr> {
    let mut text = String::with_capacity(rows.len() * 16);
    for (place, row) in rows.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        write(row, &mut text).map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    Ok(text)
}

/// `value`, or nothing where there is none.
fn given<T: std::fmt::Display>(out: &mut String, value: Option<T>) -> std::fmt::Result {
    value.map_or(Ok(()), |value| write!(out, "{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_one_text_with_a_gap_for_what_is_missing() {
        let text = column(&[None, Some(3.12), None], |value, out| given(out, *value));
        assert_eq!(text, Ok(",3.12,".to_owned()));
    }
}
