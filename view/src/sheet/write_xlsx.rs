//! Writing XLSX a row at a time, in constant memory: cells typed, texts never formulas.

use std::io::{Seek, Write};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::export::{Column, Kind, Value};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

pub use rust_xlsxwriter::XlsxError;

/// Rows that a sheet of Excel has below its header.
pub const ROWS_AT_MOST: u32 = 1_048_575;

/// A table that is written into a workbook.
pub struct XlsxTable {
    workbook: Workbook,
    sheet: Worksheet,
    styles: Styles,
    rows: u32,
}

struct Styles {
    day: Format,
    month: Format,
    moment: Format,
}

impl std::fmt::Debug for XlsxTable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "XlsxTable of {} rows", self.rows)
    }
}

impl XlsxTable {
    /// A sheet called `name` with these columns, its header frozen.
    ///
    /// # Errors
    /// Where there is no place for its temporary file.
    pub fn new(name: &str, columns: &[Column]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let mut sheet = workbook.new_worksheet_with_constant_memory();
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (place, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(place, width(column))?;
        }
        for (place, column) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, place, &column.name, &bold)?;
        }
        Ok(Self {
            workbook,
            sheet,
            styles: Styles {
                day: Format::new().set_num_format("yyyy-mm-dd"),
                month: Format::new().set_num_format("yyyy-mm"),
                moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            },
            rows: 0,
        })
    }

    /// Write one row.
    ///
    /// # Errors
    /// Where the sheet is full or the disk is.
    pub fn row(&mut self, cells: &[Value]) -> Result<(), XlsxError> {
        self.rows += 1;
        let (row, sheet, styles) = (self.rows, &mut self.sheet, &self.styles);
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Value::Blank => {}
                Value::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Value::Number(number) => {
                    sheet.write_number(row, column, *number)?;
                }
                Value::Flag(flag) => {
                    sheet.write_boolean(row, column, *flag)?;
                }
                Value::Day(day) => {
                    sheet.write_date_with_format(row, column, day, &styles.day)?;
                }
                Value::Month(month) => {
                    let day = month.first_day();
                    sheet.write_date_with_format(row, column, day, &styles.month)?;
                }
                Value::Moment(moment) => {
                    sheet.write_number_with_format(row, column, serial(*moment), &styles.moment)?;
                }
            }
        }
        Ok(())
    }

    /// Write the workbook out.
    ///
    /// # Errors
    /// Where it cannot be written there.
    pub fn save(self, out: impl Write + Seek + Send) -> Result<(), XlsxError> {
        let mut workbook = self.workbook;
        workbook.push_worksheet(self.sheet);
        workbook.save_to_writer(out)
    }
}

fn width(column: &Column) -> f64 {
    let least = match column.kind {
        Kind::Name => 34.0,
        Kind::Text => 14.0,
        Kind::Number | Kind::Day | Kind::Flag => 12.0,
        Kind::Moment => 20.0,
        Kind::Id => 38.0,
    };
    let head = f64::from(u16::try_from(column.name.chars().count()).unwrap_or(40));
    (head + 2.0).max(least)
}

/// A moment as Excel counts: days since the last but one of 1899, in UTC.
fn serial(moment: DateTime<Utc>) -> f64 {
    let days = moment.date_naive().num_days_from_ce() - epoch().num_days_from_ce();
    let seconds = f64::from(chrono::Timelike::num_seconds_from_midnight(&moment));
    f64::from(days) + seconds / 86_400.0
}

fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default()
}
