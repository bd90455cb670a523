//! The cells of an XLSX.

use calamine::{Data, Reader};

use super::{
    set::{Said, Set},
    workbook,
};

/// A row of a sheet; what is no figure is not looked at.
type Cells = Vec<Option<Said>>;

/// Where the rows of a sheet begin.
const FIRST: usize = 4;

/// The sheets of `file` have the figures of `set`.
pub(super) fn shows(file: &[u8], set: &Set) {
    let mut book = workbook(file);
    let sheets = book.worksheets();
    let names = sheets.iter().map(|(name, _)| name);
    let is_public = set.figures.silent.is_empty();
    assert_eq!(names.count(), if is_public { 7 } else { 8 });
    let rows = [
        summary(set),
        months(set),
        indicators(set),
        training(set),
        alerts(set),
    ];
    for ((name, cells), rows) in sheets.iter().zip(rows) {
        for (at, row) in rows.iter().enumerate() {
            for (column, said) in row.iter().enumerate() {
                let place = ((FIRST + at) as u32, column as u32);
                let cell = cells.get_value(place).unwrap_or(&Data::Empty);
                let expected = match said {
                    None => continue,
                    Some(Said::Is(value)) => Data::Float(*value),
                    Some(other) => Data::String(set.written(*other, |_| String::new())),
                };
                assert_eq!(*cell, expected, "{name} {place:?}");
            }
        }
    }
    for (at, one) in set.figures.silent.iter().enumerate() {
        let cell = sheets[5].1.get_value(((FIRST + at) as u32, 0));
        assert_eq!(cell, Some(&Data::String(one.name.clone())));
    }
}

fn summary(set: &Set) -> Vec<Cells> {
    let [
        expected,
        received,
        on_time,
        nothing,
        received_rate,
        on_time_rate,
    ] = set.quarter();
    let [who, of] = set.answering();
    let reached = Said::Is(set.figures.enterprises.reached as f64);
    let row = |value, n, of| vec![None, Some(value), None, Some(n), Some(of)];
    vec![
        vec![None, Some(reached)],
        vec![None, Some(set.planned())],
        row(who, who, of),
        row(received_rate, received, expected),
        row(on_time_rate, on_time, expected),
        row(nothing, nothing, expected),
    ]
}

fn months(set: &Set) -> Vec<Cells> {
    let months = set.months().into_iter();
    let months = months.map(|(_, counts)| set.coverage(Some(counts)));
    let all = months.chain([set.quarter()]);
    all.map(|row| [None].into_iter().chain(row.map(Some)).collect())
        .collect()
}

fn indicators(set: &Set) -> Vec<Cells> {
    let rows = set.rows().into_iter();
    rows.map(|row| {
        let [before, year_before] = row.panels;
        vec![
            None,
            Some(row.level),
            None,
            Some(row.change),
            None,
            Some(row.compared),
            Some(row.share),
            Some(row.n),
            Some(row.expected),
            Some(row.quarter),
            Some(before),
            Some(row.year),
            Some(year_before),
        ]
    })
    .collect()
}

fn training(set: &Set) -> Vec<Cells> {
    let people = set.people().into_iter();
    let mut rows: Vec<Cells> = people
        .map(|row| [None].into_iter().chain(row.map(Some)).collect())
        .collect();
    rows.push(Vec::new());
    rows.extend(set.held().map(|said| vec![None, Some(said)]));
    let (said, of) = set.satisfaction();
    rows.push(vec![None, Some(said)]);
    rows.extend(of.map(|[n, _]| vec![None, Some(Said::Is(n))]));
    rows
}

fn alerts(set: &Set) -> Vec<Cells> {
    set.alerts().map(|said| vec![None, Some(said)]).into()
}
