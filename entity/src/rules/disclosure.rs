//! What outsiders may see of a quarter (`DOMAIN.md` §4.10).
//!
//! A *block* is a group of figures of one place that is shown or hidden together. It is
//! hidden where fewer than five enterprises reported or two make most of a sum. As the
//! nation is the provinces together, what is hidden must not follow from what is shown:
//! the hidden provinces of a block are at least two and together could be shown
//! themselves, or the nation's block is hidden too. What an earlier edition hid stays
//! hidden, and what is frozen is taken as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::summary::{Figures, HighlightKind, IndicatorFigures, Matched, Measured};

/// Fewer reporting enterprises than these are not shown.
pub const AT_LEAST: i64 = 5;
/// Two enterprises that make more than this of a sum are not shown, in per cent.
const TWO_AT_MOST: f64 = 85.0;

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
    /// Is its public set frozen, with `before` as all that it hides?
    pub is_frozen: bool,
}

/// How many report in a block, and whether it may stand alone.
#[derive(Clone, Copy, Debug)]
struct Cell {
    n: i64,
    is_safe: bool,
}

/// The blocks to hide in each place that is not frozen.
pub fn disclose(places: &BTreeMap<Place, Seen<'_>>) -> BTreeMap<Place, Hidden> {
    let mut hidden: BTreeMap<Place, Hidden> = places
        .iter()
        .map(|(place, seen)| (place.clone(), seen.before.clone()))
        .collect();
    let blocks: BTreeSet<String> = places
        .values()
        .flat_map(|seen| cells(seen.figures).into_keys())
        .collect();
    for block in &blocks {
        hide(block, places, &mut hidden);
    }
    hidden.retain(|place, _| places.get(place).is_some_and(|seen| !seen.is_frozen));
    hidden
}

/// Hide `block` where it must be, and then where it would give another away.
fn hide(block: &str, places: &BTreeMap<Place, Seen<'_>>, hidden: &mut BTreeMap<Place, Hidden>) {
    let cells: BTreeMap<&Place, (Cell, bool)> = places
        .iter()
        .filter_map(|(place, seen)| {
            let cell = cells(seen.figures).remove(block)?;
            Some((place, (cell, seen.is_frozen)))
        })
        .collect();
    let mut conceal = |place: &Place| {
        hidden
            .entry(place.clone())
            .or_default()
            .insert(block.to_owned());
    };
    for (place, (cell, is_frozen)) in &cells {
        if !is_frozen && !cell.is_safe {
            conceal(place);
        }
    }
    while let Some(next) = gives_away(block, &cells, hidden) {
        hidden.entry(next).or_default().insert(block.to_owned());
    }
}

/// The place whose block must be hidden too, so that no hidden one follows from the
/// nation's; none where none follows.
fn gives_away(
    block: &str,
    cells: &BTreeMap<&Place, (Cell, bool)>,
    hidden: &BTreeMap<Place, Hidden>,
) -> Option<Place> {
    let is_hidden = |place: &Place| {
        hidden
            .get(place)
            .is_some_and(|blocks| blocks.contains(block))
    };
    if is_hidden(&None) || !cells.contains_key(&None) {
        return None;
    }
    let provinces = || cells.iter().filter(|(place, _)| place.is_some());
    let (concealed, shown): (Vec<_>, Vec<_>) = provinces().partition(|(place, _)| is_hidden(place));
    let together: i64 = concealed.iter().map(|(_, (cell, _))| cell.n).sum();
    let reporting = concealed.iter().filter(|(_, (cell, _))| cell.n > 0).count();
    if concealed.is_empty() || (reporting >= 2 && together >= AT_LEAST) {
        return None;
    }
    let open = shown.into_iter().filter(|(_, (_, is_frozen))| !is_frozen);
    let smallest = open.min_by_key(|(place, (cell, _))| (cell.n, (***place).clone()));
    match smallest {
        Some((place, _)) => Some((*place).clone()),
        // Nothing else can be hidden: the nation must be, unless it is frozen.
        None => cells
            .get(&None)
            .and_then(|(_, is_frozen)| (!is_frozen).then_some(None)),
    }
}

/// The blocks of a place.
fn cells(figures: &Figures) -> BTreeMap<String, Cell> {
    let mut cells = BTreeMap::new();
    let mut add = |block: &str, n: i64, two: Option<f64>| {
        let is_safe = n >= AT_LEAST && two.is_none_or(|share| share <= TWO_AT_MOST);
        cells.insert(block.to_owned(), Cell { n, is_safe });
    };
    let reporting = figures.reporting.map_or(0, |all| all.enterprises_reporting);
    add("REPORTING", reporting, None);
    add("ALERTS", reporting, None);
    let received = figures.months.iter().flatten();
    let least = received.map(|month| month.coverage.received).min();
    add("MONTHS", least.unwrap_or(0), None);
    let trained = figures.training.map_or(0, |training| training.enterprises);
    add("TRAINING", trained, None);
    for one in &figures.indicators {
        if let Some(measured) = &one.measured {
            add(
                &measured_block(&one.code),
                measured.n.min(compared(measured)),
                measured.top_two,
            );
        }
        for (block, growth) in growths(one) {
            if let Some(growth) = growth {
                add(&block, growth.panel, growth.top_two);
            }
        }
    }
    cells
}

/// The changes of an indicator that has some are of as many enterprises, or of fewer.
fn compared(measured: &Measured) -> i64 {
    if measured.median_change.is_some() {
        measured.compared
    } else {
        measured.n
    }
}

fn measured_block(code: &str) -> String {
    format!("{code}/QUARTER")
}

fn growths(one: &IndicatorFigures) -> [(String, Option<Matched>); 2] {
    [
        (format!("{}/QUARTER_BEFORE", one.code), one.quarter_before),
        (format!("{}/YEAR_BEFORE", one.code), one.year_before),
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
    Figures {
        place: figures.place.clone(),
        quarter: figures.quarter.clone(),
        enterprises: figures.enterprises,
        reporting: figures.reporting.filter(|_| shown("REPORTING")),
        months: figures.months.clone().filter(|_| shown("MONTHS")),
        indicators: indicators.collect(),
        training: figures.training.filter(|_| shown("TRAINING")),
        alerts: figures.alerts.filter(|_| shown("ALERTS")),
        silent: Vec::new(),
        hidden: hidden.clone(),
        highlights: highlights.cloned().collect(),
    }
}

#[cfg(test)]
mod tests;
