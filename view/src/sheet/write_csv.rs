//! Writing CSV that Excel opens rightly and that does nothing when it is opened.

use chrono::SecondsFormat;
use csv::{Terminator, Writer, WriterBuilder};
use entity::export::Value;

/// A table that is written a row at a time; [`CsvTable::taken`] gives what is written so far.
#[derive(Debug)]
pub struct CsvTable {
    writer: Writer<Vec<u8>>,
}

impl CsvTable {
    /// A table with these columns. It begins with a byte order mark, by which Excel knows UTF-8.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Result<Self, csv::Error> {
        let mut table = Self::over("\u{feff}".as_bytes().to_vec());
        table.writer.write_record(columns)?;
        Ok(table)
    }

    fn over(buffer: Vec<u8>) -> Self {
        let writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .flexible(true)
            .from_writer(buffer);
        Self { writer }
    }

    /// Write one row.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn row(&mut self, cells: &[Value]) -> Result<(), csv::Error> {
        self.writer.write_record(cells.iter().map(written))
    }

    /// What is written since the last time.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn taken(&mut self) -> Result<Vec<u8>, csv::Error> {
        let writer = std::mem::replace(self, Self::over(Vec::new())).writer;
        writer
            .into_inner()
            .map_err(|cause| csv::Error::from(cause.into_error()))
    }
}

fn written(cell: &Value) -> String {
    match cell {
        Value::Blank => String::new(),
        Value::Text(text) => defused(text),
        Value::Number(number) => plain_number(*number),
        Value::Day(day) => day.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Moment(moment) => moment.to_rfc3339_opts(SecondsFormat::Secs, true),
        Value::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
    }
}

/// A text that a spreadsheet would run as a formula, made one that it shows.
pub(super) fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A number with a decimal point; `1.234` gets a zero more, since half of the world reads it as 1234.
pub(super) fn plain_number(number: f64) -> String {
    let mut text = number.to_string();
    if text
        .split_once('.')
        .is_some_and(|(_, decimals)| decimals.len() == 3)
    {
        text.push('0');
    }
    text
}
