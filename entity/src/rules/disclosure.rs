//! What outsiders may see of a quarter (`DOMAIN.md` §4.10).
//!
//! A *block* is a group of figures of one place that is shown or hidden together. It is
//! hidden where fewer than five enterprises reported or two make most of a sum. As the
//! nation is the provinces together, what is hidden must not follow from what is shown:
//! the hidden provinces of a block are at least two and together could be shown
//! themselves, or the nation's block is hidden too. What an earlier edition hid stays
//! hidden, and what is frozen is taken as it is. A growth with the level at one of its ends
//! tells the level at the other, so it is shown only where both are.

use std::collections::{BTreeMap, BTreeSet};

use super::summary::{
    Alarms, Figures, HighlightKind, IndicatorFigures, Matched, Measured, Training,
};

/// Fewer reporting enterprises than these are not shown.
pub const AT_LEAST: i64 = 5;
/// Two enterprises that make more than this of a sum are not shown, in per cent.
pub const TWO_AT_MOST: f64 = 85.0;

/// A place: the code of a province, none for the nation.
pub type Place = Option<String>;

/// The blocks that are hidden in a place.
pub type Hidden = BTreeSet<String>;

/// A place whose public set is to be made, or is frozen.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// Its figures.
    pub figures: &'a Figures,
    /// What an earlier edition of it hid.
    pub before: Hidden,
    /// What its public sets of the quarter before and of the year before hide.
    pub earlier: [Hidden; 2],
    /// Is its public set frozen, with `before` as all that it hides?
    pub is_frozen: bool,
}

/// How many report in a block of a place, and what may be done with it.
#[derive(Clone, Debug)]
struct Cell {
    n: i64,
    /// May it stand alone?
    is_safe: bool,
    is_frozen: bool,
    /// The block that it would tell of; that comes before it in the order of names.
    tells: Option<String>,
}

/// One block of all places.
type Block<'a> = BTreeMap<&'a Place, Cell>;

/// How the enterprises reported: the quarter is the sum of its months, so that one cannot
/// be hidden without the other.
pub const REPORTING: &str = "REPORTING";
/// Alerts and advisory visits.
pub const ALERTS: &str = "ALERTS";
/// Training that was delivered.
pub const TRAINING: &str = "TRAINING";
/// How content those were who came: of the enterprises that said so.
pub const SATISFACTION: &str = "TRAINING/SATISFACTION";

/// The blocks to hide in each place that is not frozen.
pub fn disclose(places: &BTreeMap<Place, Seen<'_>>) -> BTreeMap<Place, Hidden> {
    let mut hidden: BTreeMap<Place, Hidden> = places
        .iter()
        .map(|(place, seen)| (place.clone(), seen.before.clone()))
        .collect();
    for (name, block) in &blocks(places) {
        hide(name, block, &mut hidden);
    }
    hidden.retain(|place, _| places.get(place).is_some_and(|seen| !seen.is_frozen));
    hidden
}

/// Every block by its name.
fn blocks<'a>(places: &'a BTreeMap<Place, Seen<'_>>) -> BTreeMap<String, Block<'a>> {
    let mut blocks: BTreeMap<String, Block<'a>> = BTreeMap::new();
    for (place, seen) in places {
        for (name, cell) in cells(seen) {
            blocks.entry(name).or_default().insert(place, cell);
        }
    }
    blocks
}

/// Hide a block where it must be, and then where it would give another away.
fn hide(name: &str, block: &Block<'_>, hidden: &mut BTreeMap<Place, Hidden>) {
    let conceal = |hidden: &mut BTreeMap<Place, Hidden>, place: &Place| {
        let theirs = hidden.entry(place.clone()).or_default();
        theirs.insert(name.to_owned());
    };
    for (place, cell) in block {
        let tells = cell.tells.as_ref().zip(hidden.get(*place));
        let tells = tells.is_some_and(|(told, hidden)| hidden.contains(told));
        if !cell.is_frozen && (!cell.is_safe || tells) {
            conceal(hidden, place);
        }
    }
    while let Some(next) = gives_away(name, block, hidden) {
        conceal(hidden, next);
    }
}

/// The place whose block must be hidden too, so that no hidden one follows from the
/// nation's; none where none follows.
fn gives_away<'a>(
    name: &str,
    block: &Block<'a>,
    hidden: &BTreeMap<Place, Hidden>,
) -> Option<&'a Place> {
    let is_hidden = |place: &Place| {
        let theirs = hidden.get(place);
        theirs.is_some_and(|blocks| blocks.contains(name))
    };
    let (nation, total) = block.get_key_value(&None)?;
    if is_hidden(nation) {
        return None;
    }
    let provinces = block.iter().filter(|(place, _)| place.is_some());
    let (concealed, shown): (Vec<_>, Vec<_>) = provinces.partition(|(place, _)| is_hidden(place));
    let together: i64 = concealed.iter().map(|(_, cell)| cell.n).sum();
    let reporting = concealed.iter().filter(|(_, cell)| cell.n > 0).count();
    if concealed.is_empty() || (reporting >= 2 && together >= AT_LEAST) {
        return None;
    }
    // Where there is nothing, hiding it hides nothing else.
    let open = shown.into_iter();
    let open = open.filter(|(_, cell)| !cell.is_frozen && cell.n > 0);
    let smallest = open.min_by_key(|(place, cell)| (cell.n, **place));
    match smallest {
        Some((place, _)) => Some(*place),
        // Nothing else can be hidden: the nation must be, unless it is frozen.
        None => (!total.is_frozen).then_some(*nation),
    }
}

/// The blocks of a place.
fn cells(seen: &Seen<'_>) -> BTreeMap<String, Cell> {
    let figures = seen.figures;
    let cell = |n: i64, two: Option<f64>| Cell {
        n,
        is_safe: n >= AT_LEAST && !is_of_two(two),
        is_frozen: seen.is_frozen,
        tells: None,
    };
    let reporting = figures.reporting.map_or(0, |all| all.enterprises_reporting);
    let received = figures.months.iter().flatten();
    let least = received.map(|month| month.coverage.received).min();
    let least = least.map_or(reporting, |n| n.min(reporting));
    let mut cells = BTreeMap::from([(REPORTING.to_owned(), cell(least, None))]);
    cells.extend(delivered(figures, reporting, cell));
    for one in &figures.indicators {
        let block = measured_block(&one.code);
        if let Some(measured) = &one.measured {
            let n = measured.n.min(compared(measured));
            cells.insert(block.clone(), cell(n, measured.top_two));
        }
        let has_level = one
            .measured
            .is_some_and(|measured| measured.level.is_some());
        for ((name, growth), earlier) in growths(one).into_iter().zip(&seen.earlier) {
            if let Some(growth) = growth {
                let alone = cell(growth.panel, growth.top_two);
                let tells_earlier = has_level && earlier.contains(&block);
                let grown = Cell {
                    is_safe: alone.is_safe && !tells_earlier,
                    tells: has_level.then(|| block.clone()),
                    ..alone
                };
                cells.insert(name, grown);
            }
        }
    }
    cells
}

/// The blocks of what was delivered. That there was nothing at all may be told where enough
/// enterprises report: it tells of none of them.
fn delivered(
    figures: &Figures,
    reporting: i64,
    cell: impl Fn(i64, Option<f64>) -> Cell,
) -> [(String, Cell); 3] {
    let alerts = figures.alerts.unwrap_or_default();
    let training = figures.training.unwrap_or_default();
    let nothing = |is_none: bool, cell: Cell| Cell {
        is_safe: cell.is_safe || (is_none && reporting >= AT_LEAST),
        ..cell
    };
    // Editions that did not count them hid by those who report.
    let warned = alerts.enterprises.unwrap_or(reporting);
    let satisfied = training.satisfied.unwrap_or(training.enterprises);
    let satisfaction = cell(satisfied, training.satisfied_top_two);
    [
        (
            ALERTS.to_owned(),
            nothing(alerts.is_none(), cell(warned, alerts.top_two)),
        ),
        (
            TRAINING.to_owned(),
            nothing(
                training.is_none(),
                cell(training.enterprises, training.top_two),
            ),
        ),
        (
            SATISFACTION.to_owned(),
            Cell {
                tells: Some(TRAINING.to_owned()),
                ..nothing(training.is_none(), satisfaction)
            },
        ),
    ]
}

/// Do two enterprises make so much of a sum that it tells of them?
pub fn is_of_two(top_two: Option<f64>) -> bool {
    !top_two.is_none_or(|share| share <= TWO_AT_MOST)
}

/// The changes of an indicator that has some are of as many enterprises, or of fewer.
fn compared(measured: &Measured) -> i64 {
    if measured.median_change.is_some() {
        measured.compared
    } else {
        measured.n
    }
}

/// The block of what an indicator comes to in the quarter.
pub fn measured_block(code: &str) -> String {
    format!("{code}/QUARTER")
}

/// The block of an indicator's growth on the quarter before.
pub fn quarter_before_block(code: &str) -> String {
    format!("{code}/QUARTER_BEFORE")
}

/// The block of an indicator's growth on the year before.
pub fn year_before_block(code: &str) -> String {
    format!("{code}/YEAR_BEFORE")
}

fn growths(one: &IndicatorFigures) -> [(String, Option<Matched>); 2] {
    [
        (quarter_before_block(&one.code), one.quarter_before),
        (year_before_block(&one.code), one.year_before),
    ]
}

/// The figures that outsiders get when `hidden` is hidden: without names, without the
/// shares of the largest, and without sentences about what they do not see.
pub fn public(figures: &Figures, hidden: &Hidden) -> Figures {
    let shown = |block: &str| !hidden.contains(block);
    let indicators = figures.indicators.iter().map(|one| {
        let [(quarter, before), (year, year_before)] = growths(one);
        let growth = |block: &str, growth: Option<Matched>| {
            growth.filter(|_| shown(block)).map(|growth| Matched {
                top_two: None,
                ..growth
            })
        };
        let measured = one.measured.filter(|_| shown(&measured_block(&one.code)));
        IndicatorFigures {
            code: one.code.clone(),
            measured: measured.map(|measured| Measured {
                top_two: None,
                ..measured
            }),
            quarter_before: growth(&quarter, before),
            year_before: growth(&year, year_before),
        }
    });
    let highlights = figures.highlights.iter().filter(|one| match one.kind {
        HighlightKind::BelowTarget => true,
        HighlightKind::MostImproved | HighlightKind::Worsened => {
            let block = one.indicator.as_deref().map(measured_block);
            block.is_some_and(|block| shown(&block))
        }
        // The others tell of the quarter before, or of what may be hidden there.
        _ => false,
    });
    let training = figures.training.map(|training| Training {
        top_two: None,
        satisfied: training.satisfied.filter(|_| shown(SATISFACTION)),
        satisfaction: training.satisfaction.filter(|_| shown(SATISFACTION)),
        satisfied_top_two: None,
        ..training
    });
    // Of how many enterprises the alerts are is told nowhere.
    let alerts = figures.alerts.map(|alerts| Alarms {
        enterprises: None,
        top_two: None,
        ..alerts
    });
    Figures {
        place: figures.place.clone(),
        quarter: figures.quarter.clone(),
        enterprises: figures.enterprises,
        reporting: figures.reporting.filter(|_| shown(REPORTING)),
        months: figures.months.clone().filter(|_| shown(REPORTING)),
        indicators: indicators.collect(),
        training: training.filter(|_| shown(TRAINING)),
        alerts: alerts.filter(|_| shown(ALERTS)),
        silent: Vec::new(),
        hidden: hidden.clone(),
        highlights: highlights.cloned().collect(),
    }
}

#[cfg(test)]
mod tests;
