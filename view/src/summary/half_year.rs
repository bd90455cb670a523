//! Two quarters' editions as the half-year table that donors ask for, as a workbook.

use std::collections::BTreeMap;

use entity::{
    Language, indicator,
    rules::{
        half_year::{Actual, HalfYear, Line, Reason, What, table},
        series::Figure,
    },
};

use super::{
    Document, RenderError,
    xlsx::{Book, Cell, Column},
};
use crate::{
    figure, format,
    locale::{text, text_with},
    unit,
};

/// The half-year of two editions of one place, the earlier quarter's first. `whole` is what both
/// come to by indicator, where that is known and may be seen.
///
/// # Errors
/// Where the workbook cannot be packed.
pub fn half_year(
    span: HalfYear,
    quarters: [&Document; 2],
    whole: &BTreeMap<String, Figure>,
) -> Result<Vec<u8>, RenderError> {
    let [earlier, last] = quarters;
    let half = Half { earlier, last };
    let say = |key: &str| last.say(&format!("summary-half-{key}"));
    let args = [
        ("place", last.place_name()),
        ("half_year", format::half_year(last.language, span)),
    ];
    let title = text_with(last.language, "summary-half-title", &args);
    let made_at = quarters.iter().map(|one| one.cut_off).max();
    let mut book = Book::of(&title, made_at.unwrap_or(last.cut_off));
    let quarter =
        |one: &Document| Column::figures(format::quarter(one.language, one.quarter), 14.0);
    let columns = vec![
        Column::words(say("indicator"), 48.0),
        Column::words(say("unit"), 20.0),
        Column::figures(say("target"), 14.0),
        quarter(quarters[0]),
        quarter(quarters[1]),
        Column::figures(say("actual"), 14.0),
        Column::figures(say("women"), 14.0),
        Column::words(say("note"), 52.0),
    ];
    let mut page = book.page(&say("sheet"), (&title, &last.set_line()), columns)?;
    for line in table(quarters.map(|one| &one.figures), whole) {
        page.row(&half.row(&line))?;
    }
    page.gap();
    for one in quarters {
        let quarter = format::quarter(one.language, one.quarter);
        let said = format!("{quarter}: {} · SHA-256 {}", one.edition_line(), one.hash);
        page.line(&said)?;
    }
    if last.is_public {
        page.line(&last.say("summary-file-hidden-why"))?;
    }
    Ok(book.packed()?)
}

/// Two editions, of which the later one says how they are written.
struct Half<'a> {
    earlier: &'a Document,
    last: &'a Document,
}

impl Half<'_> {
    /// The indicator of that code, which only one of them may have.
    fn indicator(&self, code: &str) -> Option<&indicator::Model> {
        let last = self.last.indicator(code);
        last.or_else(|| self.earlier.indicator(code))
    }

    /// Indicator, unit, target, both quarters, actual, share of women, note.
    fn row(&self, line: &Line) -> [Cell; 8] {
        let language = self.last.language;
        let [first, second] = line.quarters;
        let cell = |actual: Actual| self.cell(&line.what, actual);
        let target = line.target.map_or(Actual::Missing, Actual::Is);
        let target = match line.target {
            Some(_) => cell(target),
            None => Cell::Word(text(language, "summary-half-no-target")),
        };
        let women = match line.women {
            Some(Actual::Is(share)) => Cell::number(share, 1),
            Some(other) => cell(other),
            None => not_available(language),
        };
        [
            Cell::Name(self.name(&line.what)),
            Cell::Text(self.unit_of(&line.what)),
            target,
            cell(first),
            cell(second),
            cell(line.actual),
            women,
            Cell::Text(note(language, line)),
        ]
    }

    fn cell(&self, what: &What, actual: Actual) -> Cell {
        let language = self.last.language;
        match actual {
            Actual::Is(value) => self.number(what, value),
            Actual::Hidden => Cell::Word(text(language, "summary-file-hidden")),
            Actual::Missing => Cell::Word(format::MISSING.to_owned()),
            Actual::NotAdded(_) => not_available(language),
        }
    }

    fn number(&self, what: &What, value: f64) -> Cell {
        let decimals = |code: &str| self.indicator(code).map_or(1, figure::decimals);
        match what {
            What::ReceivedRate | What::Satisfaction | What::ImprovedShare(_) => {
                Cell::number(value, 1)
            }
            What::Level(code) => Cell::number(value, decimals(code)),
            What::MedianChange(code) => {
                let decimals = self.indicator(code).map_or(1, figure::change_decimals);
                Cell::signed(value, decimals)
            }
            _ => Cell::number(value, 0),
        }
    }

    fn name(&self, what: &What) -> String {
        let say = |key: &str| self.last.say(&format!("summary-file-{key}"));
        let of = |code: &str, key: &str| {
            let row = self.indicator(code);
            let name = row.map_or(code, |row| figure::name(self.last.language, row));
            let figure = say(key);
            format!("{name}: {}", figure.to_lowercase())
        };
        match what {
            What::Enterprises => say("reached"),
            What::ReceivedRate => say("received-rate"),
            What::Sessions => say("sessions"),
            What::Visits => say("visits"),
            What::Trained => say("trained"),
            What::Managers => self.last.say("summary-half-managers"),
            What::Workers => self.last.say("summary-half-workers"),
            What::Attendances => self.last.say("summary-half-attendances"),
            What::Satisfaction => say("satisfaction"),
            What::AlertsOpened => say("alerts-opened"),
            What::AlertsResolved => say("alerts-resolved"),
            What::AdvisoryVisits => say("advisory-visits"),
            What::Level(code) => of(code, "level"),
            What::MedianChange(code) => of(code, "median-change"),
            What::ImprovedShare(code) => of(code, "share-improved"),
        }
    }

    fn unit_of(&self, what: &What) -> String {
        let say = |key: &str| self.last.say(&format!("summary-{key}"));
        let row = |code: &str| self.indicator(code);
        match what {
            What::Enterprises | What::Trained => say("file-enterprises"),
            What::ReceivedRate => say("file-percent-of-months"),
            What::Sessions => say("half-sessions-unit"),
            What::Visits | What::AdvisoryVisits => say("half-visits-unit"),
            What::Managers | What::Workers | What::Attendances => say("half-attendances-unit"),
            What::Satisfaction => say("half-satisfaction-unit"),
            What::AlertsOpened | What::AlertsResolved => say("half-alerts-unit"),
            What::Level(code) => row(code).map_or(String::new(), |row| self.last.level_unit(row)),
            What::MedianChange(code) => row(code).map_or(String::new(), |row| {
                unit::of_change(self.last.language, row)
            }),
            What::ImprovedShare(_) => say("half-share-unit"),
        }
    }
}

fn not_available(language: Language) -> Cell {
    Cell::Word(text(language, "summary-half-not-available"))
}

/// Why there is no figure, or what its target is.
fn note(language: Language, line: &Line) -> String {
    let key = match (line.actual, line.target) {
        (Actual::NotAdded(Reason::Ratio), _) => "summary-half-why-ratio",
        (Actual::NotAdded(Reason::Median), _) => "summary-half-why-median",
        (Actual::NotAdded(Reason::Mean), _) => "summary-half-why-mean",
        (Actual::NotAdded(Reason::Twice), _) => "summary-half-why-twice",
        (_, Some(_)) => "summary-half-year-target",
        _ if line.women.is_some() => "summary-half-women-of",
        _ => return String::new(),
    };
    text(language, key)
}
