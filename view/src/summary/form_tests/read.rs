//! Reads the forms back, by other libraries where there are.

use std::io::{self, Cursor};

use calamine::{Data, Reader, Xlsx};

use crate::summary::{Document, html};

pub(super) fn workbook(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// The row of `sheet` that `name` begins.
pub(super) fn row(bytes: &[u8], sheet: &str, name: &str) -> Vec<Data> {
    let cells = workbook(bytes).worksheet_range(sheet).unwrap();
    let mut rows = cells.rows().map(<[Data]>::to_vec);
    let found = rows.find(|row| row.first() == Some(&Data::String(name.into())));
    found.unwrap_or_else(|| panic!("{sheet} has no row of {name}"))
}

/// All words of a workbook's sheets, with the sheets' names.
pub(super) fn words(bytes: &[u8]) -> String {
    let mut words = String::new();
    for (sheet, cells) in workbook(bytes).worksheets() {
        words.push_str(&sheet);
        for cell in cells.cells() {
            words.push_str(&format!("\n{}", cell.2));
        }
    }
    words
}

/// The charts of a workbook, as they are written.
pub(super) fn charts(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let parts = archive.file_names().map(str::to_owned);
    let charts: Vec<_> = parts
        .filter(|part| part.starts_with("xl/charts/"))
        .collect();
    charts
        .iter()
        .map(|part| io::read_to_string(archive.by_name(part).unwrap()).unwrap())
        .collect()
}

pub(super) fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// The cells of a figure from `value` on: value, unit, n, expected, hidden.
pub(super) fn figure_of(bytes: &[u8], block: &str, indicator: &str, figure: &str) -> Vec<String> {
    let found = table(bytes)
        .into_iter()
        .find(|row| row[4] == block && row[5] == indicator && row[8] == figure);
    found.unwrap()[9..].to_vec()
}

pub(super) fn page(document: &Document) -> String {
    String::from_utf8(html(document).unwrap()).unwrap()
}
