//! How the sheets of our workbooks are set: a title, a line below it, a table with a frozen head,
//! and a page that is one page wide.

use chrono::{DateTime, Utc};
use entity::Language;
use rust_xlsxwriter::{
    Color, DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{format::MISSING, locale::text, summary::Shown};

/// The accent of everything of ours.
pub(super) const ACCENT: u32 = 0x0b_5c_8a;
const SOFT: u32 = 0x4a_54_5e;
const LINE: u32 = 0xc9_d0_d6;
/// A4, among Excel's sizes of paper.
const A4: u8 = 9;
/// Characters that stand in a line of Excel's usual font, for a width of one.
const CHARACTERS_PER_WIDTH: f64 = 1.1;
const LINE_HEIGHT: f64 = 15.5;
/// The head of a table stands below title, line and a blank row.
const HEAD: u32 = 3;

/// A workbook.
pub(crate) struct Book(Workbook);

/// A column: its head and width, and whether it holds figures.
pub(crate) struct Column {
    head: String,
    width: f64,
    is_figure: bool,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// A text.
    Text(String),
    /// A text that names its row.
    Name(String),
    /// A number, by Excel's number format.
    Number(f64, String),
    /// A word where a figure would stand.
    Word(String),
}

/// One sheet, a row at a time.
pub(crate) struct Page<'a> {
    pub(super) sheet: &'a mut Worksheet,
    pub(super) columns: Vec<Column>,
    pub(super) row: u32,
}

impl Book {
    /// A workbook that was made at `made_at`, whatever the clock says.
    pub(crate) fn of(title: &str, made_at: DateTime<Utc>) -> Self {
        let mut workbook = Workbook::new();
        let properties = DocProperties::new()
            .set_title(title)
            .set_author("SCORE Indonesia")
            .set_creation_datetime(&made_at);
        workbook.set_properties(&properties);
        Self(workbook)
    }

    /// A sheet with this name, title and line, and a table of these columns.
    pub(crate) fn page(
        &mut self,
        name: &str,
        (title, line): (&str, &str),
        columns: Vec<Column>,
    ) -> Result<Page<'_>, XlsxError> {
        let sheet = self.0.add_worksheet();
        sheet
            .set_name(name)?
            .set_screen_gridlines(false)
            .set_paper_size(A4)
            .set_landscape()
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
            .set_footer("&L&8&A&R&8&P / &N")
            .set_repeat_rows(HEAD, HEAD)?
            .set_freeze_panes(HEAD + 1, 1)?;
        let large = Format::new()
            .set_bold()
            .set_font_size(16)
            .set_font_color(Color::RGB(ACCENT));
        let soft = Format::new().set_font_color(Color::RGB(SOFT));
        sheet.set_row_height(0, 24)?;
        sheet.write_string_with_format(0, 0, title, &large)?;
        sheet.write_string_with_format(1, 0, line, &soft)?;
        let mut page = Page {
            sheet,
            columns,
            row: HEAD,
        };
        page.head()?;
        Ok(page)
    }

    /// The file.
    pub(crate) fn packed(mut self) -> Result<Vec<u8>, XlsxError> {
        self.0.save_to_buffer()
    }
}

impl Column {
    /// A column of words.
    pub(crate) fn words(head: String, width: f64) -> Self {
        Self {
            head,
            width,
            is_figure: false,
        }
    }

    /// A column of figures.
    pub(crate) fn figures(head: String, width: f64) -> Self {
        Self {
            head,
            width,
            is_figure: true,
        }
    }
}

impl Cell {
    /// How many there are.
    pub(crate) fn count(count: i64) -> Self {
        Self::number(count as f64, 0)
    }

    /// A number with so many decimals.
    pub(crate) fn number(value: f64, decimals: usize) -> Self {
        Self::finite(value, places(decimals))
    }

    /// A number that says which way it went.
    pub(crate) fn signed(value: f64, decimals: usize) -> Self {
        let number = places(decimals);
        Self::finite(value, format!("+{number};-{number};{number}"))
    }

    /// Excel knows no number without an end.
    fn finite(value: f64, format: String) -> Self {
        if value.is_finite() {
            Self::Number(value, format)
        } else {
            Self::Word(MISSING.to_owned())
        }
    }

    /// What is shown by `cell`, or the word for what keeps it away.
    pub(crate) fn shown<T>(
        language: Language,
        value: Shown<T>,
        cell: impl FnOnce(T) -> Self,
    ) -> Self {
        match value {
            Shown::Is(value) => cell(value),
            Shown::Hidden => Self::Word(text(language, "summary-file-hidden")),
            Shown::Missing => Self::Word(MISSING.to_owned()),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Word(text) => Some(text),
            Self::Number(..) => None,
        }
    }
}

impl Page<'_> {
    fn head(&mut self) -> Result<(), XlsxError> {
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(Color::RGB(ACCENT));
        let figures = head.clone().set_align(FormatAlign::Right);
        for (place, column) in (0_u16..).zip(&self.columns) {
            self.sheet.set_column_width(place, column.width)?;
            let style = if column.is_figure { &figures } else { &head };
            self.sheet
                .write_string_with_format(self.row, place, &column.head, style)?;
        }
        let heads = self
            .columns
            .iter()
            .map(|column| (column.head.as_str(), column.width));
        let lines = heads.map(|(head, width)| lines(head, width)).max();
        let height = LINE_HEIGHT * f64::from(lines.unwrap_or(1));
        self.sheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    /// Write a row.
    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        for (place, cell) in (0_u16..).zip(cells) {
            self.cell(place, cell)?;
        }
        let texts = cells.iter().zip(&self.columns);
        let tall = texts.filter_map(|(cell, column)| Some(lines(cell.text()?, column.width)));
        let height = LINE_HEIGHT * f64::from(tall.max().unwrap_or(1)) + 3.0;
        self.sheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, place: u16, cell: &Cell) -> Result<(), XlsxError> {
        let plain = Format::new()
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(LINE));
        let (row, sheet) = (self.row, &mut *self.sheet);
        match cell {
            Cell::Text(text) => {
                sheet.write_string_with_format(row, place, text, &plain.set_text_wrap())?
            }
            Cell::Name(text) => {
                let style = plain.set_text_wrap().set_bold();
                sheet.write_string_with_format(row, place, text, &style)?
            }
            Cell::Number(value, format) => {
                let style = plain.set_num_format(format);
                sheet.write_number_with_format(row, place, *value, &style)?
            }
            Cell::Word(word) => {
                let style = plain.set_align(FormatAlign::Right).set_italic();
                sheet.write_string_with_format(row, place, word, &style)?
            }
        };
        Ok(())
    }

    /// Leave a row blank.
    pub(crate) fn gap(&mut self) {
        self.row += 1;
    }

    /// A line of words over the whole width.
    pub(crate) fn line(&mut self, words: &str) -> Result<(), XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or_default();
        let style = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        if last == 0 {
            self.sheet
                .write_string_with_format(self.row, 0, words, &style)?;
        } else {
            self.sheet
                .merge_range(self.row, 0, self.row, last, words, &style)?;
        }
        let width = self.columns.iter().map(|column| column.width).sum();
        let height = LINE_HEIGHT * f64::from(lines(words, width)) + 3.0;
        self.sheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }
}

/// How many lines a text takes in a column.
fn lines(text: &str, width: f64) -> u32 {
    let characters = f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    // Words do not break where the column ends, so a line holds a little less.
    let lines = (characters / (width * CHARACTERS_PER_WIDTH * 0.9)).ceil();
    lines.clamp(1.0, 20.0) as u32
}

/// A number format with so many decimals.
fn places(decimals: usize) -> String {
    match decimals {
        0 => "#,##0".to_owned(),
        more => format!("#,##0.{}", "0".repeat(more)),
    }
}
