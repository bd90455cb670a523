//! The words of an HTML page, in a row.

use entity::rules::period::Month;
use view::{format, locale, unit};

use super::set::{Row, Said, Set, decimals};

/// What a reader of the page reads, whatever its tags are.
pub(super) fn words(html: &str) -> String {
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let page = format!("{head}{body}");
    let pieces = page.split('<').skip(1);
    let texts = pieces.filter_map(|piece| piece.split_once('>'));
    let words = texts.flat_map(|(_, text)| text.split_whitespace());
    let words = words.collect::<Vec<_>>().join(" ");
    [
        ("&#38;", "&"),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ]
    .iter()
    .fold(words, |words, (code, letter)| words.replace(code, letter))
}

/// The rows that it should have.
pub(super) fn expected(set: &Set) -> Vec<String> {
    let mut rows = key(set);
    rows.extend(months(set));
    rows.extend(set.rows().iter().map(|row| indicator(set, row)));
    rows.extend(delivered(set));
    for one in &set.figures.silent {
        let months = one
            .months
            .iter()
            .map(|month| named(set, month.parse().unwrap()));
        let months = format::list(set.language, &months.collect::<Vec<_>>());
        rows.push(format!("{} {months}", one.name));
    }
    rows
}

fn say(set: &Set, key: &str, args: &[(&'static str, String)]) -> String {
    locale::text_with(set.language, &format!("summary-file-{key}"), args)
}

fn named(set: &Set, month: Month) -> String {
    format::month(set.language, month)
}

/// What follows a figure that is shown.
fn noted(said: Said, figure: String, note: String) -> String {
    match said {
        Said::Is(_) => format!("{figure} {note}"),
        Said::Hidden | Said::Missing => figure,
    }
}

fn n_of(set: &Set, key: &str, [n, of]: [Said; 2]) -> String {
    say(
        set,
        key,
        &[("n", set.whole(n)), ("expected", set.whole(of))],
    )
}

fn key(set: &Set) -> Vec<String> {
    let reached = set.whole(Said::Is(set.figures.enterprises.reached as f64));
    let plan = match set.planned() {
        Said::Is(_) => say(set, "of-planned", &[("of", set.whole(set.planned()))]),
        _ => set.word("summary-file-no-plan"),
    };
    let [who, of] = set.answering();
    let answering = noted(
        who,
        set.whole(who),
        say(set, "of", &[("of", set.whole(of))]),
    );
    let [expected, received, on_time, _, received_rate, on_time_rate] = set.quarter();
    let rate = |rate, n| {
        noted(
            rate,
            set.percent(rate),
            n_of(set, "n-of-months", [n, expected]),
        )
    };
    [
        ("reached", format!("{reached} {plan}")),
        ("enterprises-reporting", answering),
        ("received-rate", rate(received_rate, received)),
        ("on-time-rate", rate(on_time_rate, on_time)),
    ]
    .map(|(name, figure)| format!("{} {figure}", set.word(&format!("summary-file-{name}"))))
    .into()
}

fn months(set: &Set) -> Vec<String> {
    let quarter = set.figures.quarter.parse().unwrap();
    let quarter = (format::quarter(set.language, quarter), set.quarter());
    let months = set.months().into_iter();
    let months = months.map(|(month, counts)| (named(set, month), set.coverage(Some(counts))));
    let all = months.chain([quarter]);
    all.map(
        |(
            name,
            [
                expected,
                received,
                on_time,
                nothing,
                received_rate,
                on_time_rate,
            ],
        )| {
            let cells = [
                set.whole(expected),
                noted(received, set.whole(received), set.percent(received_rate)),
                noted(on_time, set.whole(on_time), set.percent(on_time_rate)),
                set.whole(nothing),
            ];
            format!("{name} {}", cells.join(" "))
        },
    )
    .collect()
}

fn indicator(set: &Set, row: &Row<'_>) -> String {
    let name = view::figure::name(set.language, row.about);
    let unit = match row.has_level() {
        true => unit::of_value(set.language, &row.about.unit),
        false => set.word("summary-file-no-level"),
    };
    let of = |n| n_of(set, "n-of", [n, row.expected]);
    let panel = |panel: Said| {
        let Said::Is(count) = panel else {
            return String::new();
        };
        let args = [
            ("n", set.whole(panel).into()),
            ("count", locale::plural(count as usize)),
        ];
        locale::text_with(set.language, "summary-file-in-both", &args)
    };
    let [before, year_before] = row.panels;
    let cells = [
        noted(row.level, set.level(row), of(row.n)),
        noted(row.change, changed(set, row, row.change), of(row.compared)),
        noted(row.share, set.percent(row.share), of(row.compared)),
        noted(row.quarter, changed(set, row, row.quarter), panel(before)),
        noted(row.year, changed(set, row, row.year), panel(year_before)),
    ];
    format!("{name} {unit} {}", cells.join(" "))
}

/// `-2.1 percentage points`, `+8.4%`, or the number alone where its unit is that of the row.
fn changed(set: &Set, row: &Row<'_>, said: Said) -> String {
    set.written(said, |by| match (row.is_relative(), row.is_in_percent()) {
        (true, _) => format::signed_percent(set.language, by, 1),
        (false, true) => unit::points(set.language, by, decimals(row), "%", ""),
        (false, false) => format::signed(set.language, by, decimals(row)),
    })
}

fn delivered(set: &Set) -> Vec<String> {
    let word = |key: &str| set.word(&format!("summary-file-{key}"));
    let roles = ["managers", "workers", "total"].into_iter();
    let mut rows: Vec<String> = roles
        .zip(set.people())
        .map(|(role, counts)| {
            format!(
                "{} {}",
                word(role),
                counts.map(|one| set.whole(one)).join(" ")
            )
        })
        .collect();
    let line = |(key, said): (&str, Said)| format!("{}: {}", word(key), set.whole(said));
    rows.extend(
        ["sessions", "visits", "trained"]
            .into_iter()
            .zip(set.held())
            .map(line),
    );
    let (said, of) = set.satisfaction();
    let value = set.number(said, 1);
    let value = of.map_or(value.clone(), |[n, of]| {
        let [n, of] = [n, of].map(|count| set.whole(Said::Is(count)));
        say(set, "satisfied", &[("value", value), ("n", n), ("of", of)])
    });
    rows.push(format!("{}: {value}", word("satisfaction")));
    let alerts = ["alerts-opened", "alerts-resolved", "advisory-visits"].into_iter();
    rows.extend(alerts.zip(set.alerts()).map(line));
    rows
}
