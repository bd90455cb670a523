//! The cells of one row, each read as its column says; what is wrong is kept, and reading goes on.

use chrono::NaiveDate;
use entity::{Language, changes::import::RowProblem, rules::period::Month};
use sea_orm::{ActiveEnum, Iterable};
use view::{
    parse::{self, NumberProblem},
    sheet::{Cell, Line},
};

use super::header::Header;

/// Whole numbers of a workbook are exact up to here.
const EXACT: f64 = 1e15;

/// One row, while it is read.
pub(super) struct Cells<'row> {
    header: &'row Header,
    line: &'row Line,
    problems: Vec<RowProblem>,
}

impl<'row> Cells<'row> {
    /// The row `line`, under `header`.
    pub(super) fn new(header: &'row Header, line: &'row Line) -> Self {
        let mut cells = Self {
            header,
            line,
            problems: Vec::new(),
        };
        let (has, wide) = (line.cells.len(), header.width);
        if has > wide {
            let message = format!(
                "the row has {has} cells under {wide} columns; is a cell with a comma without quotation marks?"
            );
            cells.problems.push(RowProblem {
                row: line.number,
                column: None,
                message,
            });
        }
        cells
    }

    /// What was wrong with it.
    pub(super) fn into_problems(self) -> Vec<RowProblem> {
        self.problems
    }

    /// The names of its columns.
    pub(super) fn columns(&self) -> &'row Header {
        self.header
    }

    /// Say that `column` is wrong.
    pub(super) fn wrong<T>(&mut self, column: &str, message: impl Into<String>) -> Option<T> {
        self.problems
            .push(RowProblem::at(self.line.number, column, message));
        None
    }

    fn cell(&mut self, column: &str) -> &'row Cell {
        let place = self.header.place(column);
        let cell = place.and_then(|place| self.line.cells.get(place));
        match cell {
            Some(Cell::Wrong(why)) => {
                self.wrong::<()>(column, *why);
                &Cell::Blank
            }
            Some(cell) => cell,
            None => &Cell::Blank,
        }
    }

    /// A value that must be there.
    pub(super) fn needed<T>(
        &mut self,
        column: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<T> {
        let before = self.problems.len();
        let value = read(self, column);
        if value.is_none() && self.problems.len() == before {
            return self.wrong(column, format!("`{column}` is missing; fill it in"));
        }
        value
    }

    /// A text; a whole number is one too, as keys and codes are.
    pub(super) fn text(&mut self, column: &str) -> Option<String> {
        match self.cell(column) {
            Cell::Text(text) => Some(undefused(text)),
            Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                Some(format!("{number}"))
            }
            Cell::Blank => None,
            Cell::Number(_) | Cell::Day(_) | Cell::Flag(_) | Cell::Wrong(_) => self.wrong(
                column,
                "this must be a text; format the cell as text and type it anew",
            ),
        }
    }

    /// A text of digits, such as a phone number, of which a workbook may have lost the first.
    pub(super) fn digits(&mut self, column: &str, whole: usize) -> Option<String> {
        if let Cell::Number(number) = self.cell(column) {
            let text = format!("{number}");
            if number.fract() == 0.0 && text.len() >= whole {
                return Some(text);
            }
            let message = format!(
                "{text} is a number, so a 0 before it would be lost; format the column as text and type it anew"
            );
            return self.wrong(column, message);
        }
        self.text(column)
    }

    /// A whole number of people, 0 or more.
    pub(super) fn count(&mut self, column: &str) -> Option<i32> {
        let number = self.number(column)?;
        if number.fract() != 0.0 || !(0.0..=f64::from(i32::MAX)).contains(&number) {
            return self.wrong(
                column,
                format!("`{column}` is counted in whole numbers, 0 or more"),
            );
        }
        Some(number as i32)
    }

    /// A number, with a decimal comma or point; what has two readings is asked about.
    pub(super) fn number(&mut self, column: &str) -> Option<f64> {
        let text = match self.cell(column) {
            Cell::Number(number) => return Some(*number),
            Cell::Text(text) => text,
            Cell::Blank => return None,
            _ => return self.wrong(column, "this must be a number, such as 1234 or 12,5"),
        };
        match number(text) {
            Ok(number) => Some(number),
            Err(NumberProblem::Ambiguous) => {
                let message = format!(
                    "`{text}` can be read as two numbers; write it without separators, such as 1234 or 1234,5"
                );
                self.wrong(column, message)
            }
            Err(_) => self.wrong(
                column,
                format!("`{text}` is not a number; write it like 1234 or 12,5"),
            ),
        }
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, column: &str) -> Option<bool> {
        let text = match self.cell(column) {
            Cell::Flag(flag) => return Some(*flag),
            Cell::Number(number) if *number == 1.0 => return Some(true),
            Cell::Number(number) if *number == 0.0 => return Some(false),
            Cell::Blank => return None,
            Cell::Text(text) => text.to_lowercase(),
            _ => String::new(),
        };
        match text.as_str() {
            "yes" | "ya" | "true" | "1" => Some(true),
            "no" | "tidak" | "false" | "0" => Some(false),
            _ => self.wrong(column, format!("`{column}` must be yes or no")),
        }
    }

    /// A day.
    pub(super) fn day(&mut self, column: &str) -> Option<NaiveDate> {
        match self.cell(column) {
            Cell::Blank => None,
            Cell::Day(day) => Some(*day),
            Cell::Text(text) => match text.parse() {
                Ok(day) => Some(day),
                Err(_) => self.wrong(
                    column,
                    format!("`{text}` is not a date; write it like 2012-10-31"),
                ),
            },
            _ => self.wrong(column, "this is not a date; write it like 2012-10-31"),
        }
    }

    /// A month; a workbook makes a day of what is typed as one.
    pub(super) fn month(&mut self, column: &str) -> Option<Month> {
        match self.cell(column) {
            Cell::Blank => None,
            Cell::Day(day) => Some(Month::of(*day)),
            Cell::Text(text) => match text.parse() {
                Ok(month) => Some(month),
                Err(cause) => self.wrong(column, format!("{cause}")),
            },
            _ => self.wrong(column, "this is not a month; write it like 2012-10"),
        }
    }

    /// One of a list, as the API names it, in upper or lower case.
    pub(super) fn one_of<T: ActiveEnum<Value = String> + Iterable>(
        &mut self,
        column: &str,
    ) -> Option<T> {
        let text = self.text(column)?;
        let word = text.replace([' ', '-'], "_");
        let found = T::iter().find(|one| one.to_value().eq_ignore_ascii_case(&word));
        if found.is_some() {
            return found;
        }
        let names: Vec<_> = T::iter().map(|one| one.to_value()).collect();
        self.wrong(column, format!("`{text}` is none of {}", names.join(", ")))
    }
}

/// The number that `text` is in either language; where both read it, they must agree.
fn number(text: &str) -> Result<f64, NumberProblem> {
    match [Language::Id, Language::En].map(|language| parse::number(language, text)) {
        [Ok(one), Ok(other)] if one != other => Err(NumberProblem::Ambiguous),
        [Ok(one), _] | [_, Ok(one)] => Ok(one),
        [one, _] => one,
    }
}

/// A text that an export defused, as it was.
fn undefused(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => {
            rest.to_owned()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_either_language_and_never_guessed() {
        for (text, read) in [
            ("12,5", 12.5),
            ("12.5", 12.5),
            ("1234", 1234.0),
            ("1.2340", 1.234),
            ("0.125", 0.125),
            ("-3", -3.0),
            ("1.234.567", 1_234_567.0),
        ] {
            assert_eq!(number(text), Ok(read), "{text}");
        }
        assert_eq!(number("1.234"), Err(NumberProblem::Ambiguous));
        assert_eq!(number("x"), Err(NumberProblem::NotANumber));
    }
}
