//! Reading the first sheet of an XLSX workbook, cell by cell.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellFormula, open_workbook_from_rs};
use chrono::NaiveDate;

use super::{About, COLUMNS_AT_MOST, Cell, FileProblem, Line, packed, text, trimmed};

/// Days of Excel up to the year 9999.
const SERIALS: std::ops::Range<f64> = 1.0..2_958_466.0;

/// Hand each row of the first sheet to `take`.
pub(super) fn read(
    bytes: &[u8],
    take: &mut dyn FnMut(Line) -> Result<(), FileProblem>,
) -> Result<About, FileProblem> {
    packed::check(bytes)?;
    let broken = |cause: calamine::XlsxError| FileProblem::Broken(cause.to_string());
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let names = workbook.sheet_names();
    let first = names.first().cloned().ok_or(FileProblem::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(broken)?;
    let mut line = Line {
        number: 0,
        cells: Vec::new(),
    };
    while let Some(cell) = cells.next_cell_with_formula().map_err(broken)? {
        let (row, column) = (u64::from(cell.pos.0) + 1, cell.pos.1 as usize);
        if row != line.number {
            hand_over(&mut line, row, take)?;
        }
        put(&mut line, column, cell)?;
    }
    hand_over(&mut line, 0, take)?;
    Ok(About {
        sheet: (names.len() > 1).then_some(first),
    })
}

/// Hand over what was read of `line`, and begin the row `next`.
fn hand_over(
    line: &mut Line,
    next: u64,
    take: &mut dyn FnMut(Line) -> Result<(), FileProblem>,
) -> Result<(), FileProblem> {
    let cells = trimmed(std::mem::take(&mut line.cells));
    let number = std::mem::replace(&mut line.number, next);
    take(Line { number, cells })
}

fn put(line: &mut Line, column: usize, cell: XlsxCellFormula<'_>) -> Result<(), FileProblem> {
    let value = match cell.formula {
        Some(formula) if !formula.is_empty() => {
            Cell::Wrong("the cell holds a formula; paste its value instead")
        }
        _ => value(cell.value),
    };
    if value == Cell::Blank {
        return Ok(());
    }
    if column >= COLUMNS_AT_MOST {
        return Err(FileProblem::TooManyColumns(line.number));
    }
    if line.cells.len() <= column {
        line.cells.resize(column + 1, Cell::Blank);
    }
    line.cells[column] = value;
    Ok(())
}

fn value(given: DataRef<'_>) -> Cell {
    match given {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) if number.is_finite() => Cell::Number(number),
        DataRef::Float(_) => Cell::Wrong("this is no number that can be kept"),
        DataRef::String(written) => clean(&written),
        DataRef::SharedString(written) => clean(written),
        DataRef::Bool(flag) => Cell::Flag(flag),
        DataRef::DateTime(serial) => day(&serial),
        DataRef::DateTimeIso(written) => match written.get(..10).unwrap_or_default().parse() {
            Ok(day) => Cell::Day(day),
            Err(_) => text(&written),
        },
        DataRef::DurationIso(_) => {
            Cell::Wrong("this is a length of time, not a date; write it like 2012-10-31")
        }
        DataRef::Error(_) => {
            Cell::Wrong("the cell shows an error of the spreadsheet; mend it there")
        }
    }
}

fn clean(written: &str) -> Cell {
    if written.contains('\0') {
        Cell::Wrong("the cell holds a NUL character; type it anew")
    } else {
        text(written)
    }
}

fn day(serial: &ExcelDateTime) -> Cell {
    let wrong = Cell::Wrong("this is no date; write it like 2012-10-31");
    if !SERIALS.contains(&serial.as_f64()) {
        return wrong;
    }
    let (year, month, day, ..) = serial.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    date.map_or(wrong, Cell::Day)
}
