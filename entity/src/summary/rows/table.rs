//! The table of an edition's rows: its columns, and how their values are written.

use std::{
    fmt::{self, Display, Write},
    io,
};

use csv::Writer;

/// The columns, in their order.
const COLUMNS: [&str; 26] = [
    "kind",
    "enterprise",
    "period",
    "indicator",
    "numerator",
    "denominator",
    "baseline",
    "received",
    "on_time",
    "nothing",
    "factor",
    "direction",
    "change",
    "noise_floor",
    "has_level",
    "managers_women",
    "managers_men",
    "managers_not_stated",
    "workers_women",
    "workers_men",
    "workers_not_stated",
    "satisfaction",
    "is_visit",
    "opened",
    "resolved",
    "planned",
];

/// A table that is written row by row.
pub(super) struct Table {
    csv: Writer<Vec<u8>>,
    cells: [String; COLUMNS.len()],
}

impl Default for Table {
    fn default() -> Self {
        Self {
            csv: Writer::from_writer(Vec::new()),
            cells: Default::default(),
        }
    }
}

/// The cells of a row: a column and what stands there.
pub(super) type Cells<'a> = &'a [(&'static str, &'a dyn Display)];

impl Table {
    /// The rows so far, as CSV.
    pub(super) fn into_csv(self) -> io::Result<Vec<u8>> {
        let rows = self.csv.into_inner();
        rows.map_err(|cause| io::Error::other(cause.to_string()))
    }

    /// Add the names of the columns.
    pub(super) fn heading(&mut self) -> csv::Result<()> {
        self.csv.write_record(COLUMNS)
    }

    /// Add a row; the columns that are not named stay empty.
    pub(super) fn row(&mut self, kind: &str, cells: Cells) -> csv::Result<()> {
        self.cells.iter_mut().for_each(String::clear);
        for (column, value) in [("kind", &kind as &dyn Display)].iter().chain(cells) {
            let place = COLUMNS.iter().position(|name| name == column);
            if let Some(cell) = place.and_then(|place| self.cells.get_mut(place)) {
                // Writing to a text cannot fail.
                let _written = write!(cell, "{value}");
            }
        }
        self.csv.write_record(&self.cells)
    }
}

/// A pseudonym.
pub(super) struct Name(pub(super) usize);

impl Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "E{:05}", self.0)
    }
}

/// Nothing where there is nothing.
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T: Display> Display for Maybe<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |value| value.fmt(out))
    }
}
