//! The words of a PDF, in a row.

use entity::rules::{disclosure::is_of_two, statistics::Coverage};
use view::{format, locale, unit};

use super::set::{Row, Said, Set, decimals};

/// The rows that it should have.
pub(super) fn expected(set: &Set) -> Vec<String> {
    let mut rows = enterprises(set);
    rows.extend(reporting(set));
    rows.extend(set.rows().iter().map(|row| indicator(set, row)));
    rows.extend(delivered(set));
    rows
}

/// The names of who did not report; as many as have room, and how many more there are.
pub(super) fn names(print: &str, set: &Set) {
    let silent = &set.figures.silent;
    let named = silent
        .iter()
        .filter(|one| print.contains(&one.name))
        .count();
    assert_eq!(named > 0, !silent.is_empty());
    if named < silent.len() {
        let more = [("count", locale::plural(silent.len() - named))];
        let more = locale::text_with(set.language, "summary-pdf-more", &more);
        assert!(print.contains(&more), "{more}: {print}");
    }
}

fn say(set: &Set, key: &str, args: &[(&'static str, String)]) -> String {
    locale::text_with(set.language, &format!("summary-pdf-{key}"), args)
}

fn enterprises(set: &Set) -> Vec<String> {
    let reached = set.whole(Said::Is(set.figures.enterprises.reached as f64));
    let year = ("year", set.figures.quarter[..4].to_owned());
    let target = match set.planned() {
        Said::Is(planned) => {
            let planned = format::short_number(set.language, planned, 1);
            say(set, "planned", &[("planned", planned), year])
        }
        _ => say(set, "unplanned", &[year]),
    };
    let [who, of] = set.answering();
    let answering = |_| {
        say(
            set,
            "who",
            &[("reporting", set.whole(who)), ("expected", set.whole(of))],
        )
    };
    let mut rows = vec![format!("{reached} {} {target}", say(set, "enrolled", &[]))];
    if let Said::Is(who) = who {
        rows.push(answering(who));
    }
    rows
}

fn reporting(set: &Set) -> Vec<String> {
    let heading = say(set, "reporting", &[]);
    let [
        expected,
        received,
        on_time,
        nothing,
        received_rate,
        on_time_rate,
    ] = set.quarter();
    if received == Said::Hidden {
        return vec![format!("{heading} {}", set.whole(received))];
    }
    let [received, expected, on_time, nothing] =
        [received, expected, on_time, nothing].map(|one| set.whole(one));
    let came = say(
        set,
        "received",
        &[("received", received), ("expected", expected)],
    );
    let details = [
        ("on_time", on_time),
        ("rate", set.percent(on_time_rate)),
        ("nothing", nothing),
    ];
    let details = say(set, "details", &details);
    let mut rows = vec![format!(
        "{heading} {} {came} {details}",
        set.percent(received_rate)
    )];
    let months = set.months().into_iter();
    rows.extend(months.map(|(month, counts)| {
        format!(
            "{} {}",
            format::month(set.language, month),
            drawn(set, counts)
        )
    }));
    rows
}

/// `18 of 20 (90%) 15 on time 3 late 2 without an answer`.
fn drawn(set: &Set, counts: Coverage) -> String {
    let [expected, received, on_time, _, rate, _] = set.coverage(Some(counts));
    let args = [
        ("received", set.whole(received)),
        ("expected", set.whole(expected)),
        ("rate", set.percent(rate)),
    ];
    let head = locale::text_with(set.language, "chart-received", &args);
    let count = |count: i64, key: &str| {
        let count = [("count", set.whole(Said::Is(count as f64)))];
        locale::text_with(set.language, key, &count)
    };
    let parts = [
        set.written(on_time, |_| count(counts.on_time, "chart-on-time")),
        count(counts.received - counts.on_time, "chart-late"),
        count(counts.expected - counts.received, "chart-silent"),
    ];
    format!("{head} {}", parts.join(" "))
}

fn indicator(set: &Set, row: &Row<'_>) -> String {
    let output = set.word("summary-pdf-output-unit");
    let plain = unit::alone(set.language, &row.about.unit, &output);
    let unit = match (row.is_relative(), row.is_in_percent()) {
        (true, _) => say(set, "unit-relative", &[("unit", plain)]),
        (false, true) => say(set, "unit-points", &[("unit", plain)]),
        (false, false) => plain,
    };
    let of = |said: Said, figure: String, count: Said| match said {
        Said::Is(_) => format!(
            "{figure} {}",
            say(set, "of", &[("count", set.whole(count))])
        ),
        _ => figure,
    };
    let figures = set
        .figures
        .indicators
        .iter()
        .find(|one| one.code == row.about.code)
        .unwrap();
    let mark = |two: Option<Option<f64>>| two.is_some_and(is_of_two);
    let marked = |figure: String, is_of_two: bool| match is_of_two {
        true => format!("{figure}¹"),
        false => figure,
    };
    let [before, year_before] = row.panels;
    let counted = match row.n {
        Said::Is(_) => say(
            set,
            "n-of",
            &[
                ("n", set.whole(row.n)),
                ("expected", set.whole(row.expected)),
            ],
        ),
        other => set.whole(other),
    };
    let grown = |said, panel, two| of(said, marked(changed(set, row, said), mark(two)), panel);
    let has_level = matches!(row.level, Said::Is(_));
    let cells = [
        counted,
        marked(
            set.level(row),
            has_level && mark(figures.measured.map(|all| all.top_two)),
        ),
        of(row.change, changed(set, row, row.change), row.compared),
        grown(
            row.quarter,
            before,
            figures.quarter_before.map(|all| all.top_two),
        ),
        grown(
            row.year,
            year_before,
            figures.year_before.map(|all| all.top_two),
        ),
        of(row.share, set.percent(row.share), row.compared),
    ];
    let mut cells = cells.to_vec();
    let hidden = set.whole(Said::Hidden);
    cells.dedup_by(|one, other| *one == hidden && *other == hidden);
    let name = view::figure::name(set.language, row.about);
    format!("{name} {unit} {}", cells.join(" "))
}

fn changed(set: &Set, row: &Row<'_>, said: Said) -> String {
    set.written(said, |by| match row.is_relative() {
        true => format::signed_percent(set.language, by, 1),
        false => format::signed(set.language, by, decimals(row)),
    })
}

fn delivered(set: &Set) -> Vec<String> {
    let counted = |(key, said): (&str, Said)| format!("{} {}", set.whole(said), say(set, key, &[]));
    let mut rows = Vec::new();
    let heading = |key: &str| format!("{} {}", say(set, key, &[]), set.whole(Said::Hidden));
    if set.figures.training.is_none() {
        rows.push(heading("training"));
    } else {
        rows.extend(
            ["sessions", "visits", "trained"]
                .into_iter()
                .zip(set.held())
                .map(counted),
        );
        let roles = ["managers", "workers", "total"]
            .into_iter()
            .zip(set.people());
        rows.extend(roles.map(|(role, counts)| {
            format!(
                "{} {}",
                say(set, role, &[]),
                counts.map(|one| set.whole(one)).join(" ")
            )
        }));
        let (said, of) = set.satisfaction();
        let word = match of {
            Some(of) => {
                let [n, of] = of.map(|count| set.whole(Said::Is(count)));
                say(set, "satisfaction-of", &[("n", n), ("of", of)])
            }
            None => say(set, "satisfaction", &[]),
        };
        rows.push(format!("{} {word}", set.number(said, 1)));
    }
    match set.figures.alerts {
        None => rows.push(heading("alerts")),
        Some(_) => {
            let alerts = ["opened", "resolved", "visited"]
                .into_iter()
                .zip(set.alerts());
            rows.extend(alerts.map(counted));
        }
    }
    rows
}
