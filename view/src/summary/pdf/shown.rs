//! What the two pages say: every figure and sentence of a document, written for its
//! reader. The template only places it.

use chrono::Timelike;
use entity::{
    Language,
    rules::{
        disclosure::{AT_LEAST, TWO_AT_MOST},
        statistics::People,
        summary::{Alarms, Reporting, Training},
        zone::ZONES,
    },
};
use serde_json::{Map, Value, json};

use super::cells;
use crate::{
    format,
    locale::{plural, text, text_with},
    summary::{Document, NO_HIGHLIGHTS, difference_sentence, reports, sentence},
};

/// Sentences, indicators and differences that two pages have room for; the files have all.
const SENTENCES: usize = 6;
const INDICATORS: usize = 10;
const DIFFERENCES: usize = 6;
/// Names that are handed over; the page shows as many of them as there is room for.
const NAMES: usize = 120;

/// The headings and words that are the same in each summary.
const WORDS: [&str; 29] = [
    "kind",
    "highlights",
    "enterprises",
    "reporting",
    "indicators",
    "indicators-none",
    "indicator",
    "n",
    "level",
    "change",
    "quarter-before",
    "year-before",
    "improved",
    "hidden",
    "training",
    "sessions",
    "visits",
    "trained",
    "attendances",
    "women",
    "men",
    "not-stated",
    "total",
    "managers",
    "workers",
    "alerts",
    "silent",
    "differences",
    "definitions",
];

/// All that the template shows.
pub(super) fn of(document: &Document) -> Value {
    let say = Say(document.language);
    let received = document.figures.reporting.map(|all| all.coverage.received);
    let mut rows = match received {
        Some(0) => Vec::new(),
        _ => cells::rows(document),
    };
    let more_rows = say.more(rows.len(), INDICATORS);
    rows.truncate(INDICATORS);
    json!({
        "language": document.language.as_str(),
        "words": say.words(),
        "head": head(document, say),
        "highlights": highlights(document, say),
        "enterprises": enterprises(document, say),
        "reporting": document.figures.reporting.map(|all| reporting(document, say, &all)),
        "notes": notes(document, say, &rows, more_rows),
        "rows": rows,
        "training": document.figures.training.map(|all| training(document, say, &all)),
        "alerts": document.figures.alerts.map(|all| alerts(say, &all)),
        "silent": silent(document, say),
        "differences": differences(document, say),
        "definitions": definitions(say),
        "hash": document.hash,
    })
}

/// Writes texts in the reader's language.
#[derive(Clone, Copy)]
struct Say(Language);

impl Say {
    fn word(self, key: &str) -> String {
        text(self.0, &format!("summary-pdf-{key}"))
    }

    fn with(self, key: &str, args: &[(&'static str, String)]) -> String {
        text_with(self.0, &format!("summary-pdf-{key}"), args)
    }

    fn words(self) -> Map<String, Value> {
        let words = WORDS.iter();
        words
            .map(|key| ((*key).to_owned(), self.word(key).into()))
            .collect()
    }

    fn whole(self, count: i64) -> String {
        format::whole(self.0, count)
    }

    fn rate(self, rate: Option<f64>) -> String {
        rate.map_or(format::MISSING.to_owned(), |rate| {
            format::percent(self.0, rate, 0)
        })
    }

    /// `dan 3 lainnya`, where not all are shown.
    fn more(self, all: usize, shown: usize) -> Option<String> {
        let count = all.saturating_sub(shown);
        (count > 0).then(|| text_with(self.0, "summary-pdf-more", &[("count", plural(count))]))
    }
}

fn head(document: &Document, say: Say) -> Value {
    let place = document.place_name();
    let quarter = format::quarter(document.language, document.quarter);
    let [wib, ..] = ZONES;
    let cut_off = document.cut_off.with_timezone(&wib.tz);
    let edition = [
        ("edition", document.edition.to_string()),
        (
            "day",
            format::date_long(document.language, cut_off.date_naive()),
        ),
        (
            "time",
            format::clock_time(
                document.language,
                cut_off.hour(),
                cut_off.minute(),
                wib.name,
            ),
        ),
    ];
    let title = [("place", place.clone()), ("quarter", quarter.clone())];
    let audience = if document.is_public {
        "public"
    } else {
        "internal"
    };
    json!({
        "title": say.with("title", &title),
        "place": place,
        "quarter": quarter,
        "edition": say.with("edition", &edition),
        "audience": say.word(audience),
    })
}

fn highlights(document: &Document, say: Say) -> Value {
    let all = &document.figures.highlights;
    let said = all.iter().take(SENTENCES);
    let said: Vec<String> = said
        .map(|one| sentence(document.language, one, &document.indicators))
        .collect();
    json!({
        "none": document.say(NO_HIGHLIGHTS),
        "more": say.more(all.len(), said.len()),
        "said": said,
    })
}

fn enterprises(document: &Document, say: Say) -> Value {
    let reached = document.figures.enterprises.reached;
    let planned = document.figures.enterprises.planned;
    let year = document.quarter.year().to_string();
    let target = planned.map_or_else(
        || say.with("unplanned", &[("year", year.clone())]),
        |planned| {
            let planned = format::short_number(document.language, planned, 1);
            say.with("planned", &[("planned", planned), ("year", year.clone())])
        },
    );
    let share = planned
        .filter(|planned| *planned > 0.0)
        .map(|planned| reached as f64 / planned);
    json!({
        "reached": say.whole(reached),
        "enrolled": say.word("enrolled"),
        "target": target,
        "share": share,
    })
}

fn reporting(document: &Document, say: Say, all: &Reporting) -> Value {
    let coverage = &all.coverage;
    let received = [
        ("received", say.whole(coverage.received)),
        ("expected", say.whole(coverage.expected)),
    ];
    let details = [
        ("on_time", say.whole(coverage.on_time)),
        ("rate", say.rate(coverage.on_time_rate())),
        ("nothing", say.whole(coverage.nothing)),
    ];
    let who = [
        ("reporting", say.whole(all.enterprises_reporting)),
        ("expected", say.whole(all.enterprises_expected)),
    ];
    let chart = reports(document);
    json!({
        "rate": say.rate(coverage.received_rate()),
        "received": say.with("received", &received),
        "details": say.with("details", &details),
        "who": say.with("who", &who),
        "chart": chart.as_ref().map(|chart| &chart.svg),
        "alt": chart.as_ref().map(|chart| &chart.words),
    })
}

/// The notes that the table needs.
fn notes(document: &Document, say: Say, rows: &[Value], more: Option<String>) -> Vec<String> {
    let (is_hidden, is_of_two) = (!document.figures.hidden.is_empty(), cells::any_of_two(rows));
    let share = format::percent(say.0, TWO_AT_MOST, 0);
    let of_two = || say.with("note-of-two", &[("share", share.clone())]);
    let hidden = || {
        let args = [("few", say.whole(AT_LEAST)), ("share", share.clone())];
        say.with("note-hidden", &args)
    };
    let notes = [more, is_hidden.then(hidden), is_of_two.then(of_two)];
    notes.into_iter().flatten().collect()
}

/// What the satisfaction is called, with how many of those who came said it.
fn satisfaction_word(document: &Document, say: Say) -> String {
    let Some([n, of]) = document.satisfied() else {
        return say.word("satisfaction");
    };
    let args = [("n", say.whole(n)), ("of", say.whole(of))];
    say.with("satisfaction-of", &args)
}

fn training(document: &Document, say: Say, all: &Training) -> Value {
    let satisfaction = document
        .satisfaction()
        .written(say.0, |value| format::number(say.0, value, 1));
    let people = |people: &People| {
        [people.women, people.men, people.not_stated, people.total()].map(|count| say.whole(count))
    };
    json!({
        "sessions": say.whole(all.sessions),
        "visits": say.whole(all.visits),
        "enterprises": say.whole(all.enterprises),
        "satisfaction": satisfaction,
        "satisfaction-word": satisfaction_word(document, say),
        "managers": people(&all.managers),
        "workers": people(&all.workers),
        "everybody": people(&all.everybody()),
    })
}

fn alerts(say: Say, all: &Alarms) -> Value {
    let counted = [
        (all.opened, "opened"),
        (all.resolved, "resolved"),
        (all.visits, "visited"),
    ];
    let counted = counted.iter();
    counted
        .map(|(count, key)| json!([say.whole(*count), say.word(key)]))
        .collect()
}

fn silent(document: &Document, say: Say) -> Option<Value> {
    let all = &document.figures.silent;
    let names: Vec<Value> = all
        .iter()
        .take(NAMES)
        .map(|one| {
            let months = one.months.iter().filter_map(|month| month.parse().ok());
            let months: Vec<String> = months
                .map(|month| format::month_alone(say.0, month))
                .collect();
            json!({"name": one.name, "months": months.join(", ")})
        })
        .collect();
    let more: Vec<Option<String>> = (0..=names.len())
        .map(|shown| say.more(all.len(), shown))
        .collect();
    (!document.is_public).then(|| {
        let all = [("count", plural(all.len()))];
        json!({
            "lead": text_with(document.language, "summary-pdf-silent-lead", &all),
            "names": names,
            "more": more,
        })
    })
}

fn differences(document: &Document, say: Say) -> Option<Value> {
    let all = document.differences.iter();
    let all: Vec<String> = all
        .filter_map(|one| difference_sentence(document.language, one, &document.indicators))
        .collect();
    (document.edition > 1).then(|| {
        let said: Vec<&String> = all.iter().take(DIFFERENCES).collect();
        json!({
            "lead": say.with("differences-lead", &[("edition", (document.edition - 1).to_string())]),
            "none": say.word("differences-none"),
            "more": say.more(all.len(), said.len()),
            "said": said,
        })
    })
}

fn definitions(say: Say) -> Vec<[String; 2]> {
    let of = ["n", "level", "change", "matched", "improved", "reports"];
    of.map(|key| {
        [
            say.word(&format!("define-{key}")),
            say.word(&format!("define-{key}-as")),
        ]
    })
    .to_vec()
}
