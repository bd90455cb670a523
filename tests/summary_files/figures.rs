//! Every figure of an edition stands in each of its forms as it is written there, and what is
//! hidden from outsiders stands in none of theirs.

mod book;
mod filled;
mod page;
mod print;
mod set;
mod table;

use std::collections::BTreeSet;

use entity::{Language, account::Role, indicator};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};

use super::*;
use filled::FEW;
use set::Set;

/// The four forms of one set of figures.
struct Forms {
    table: String,
    book: Vec<u8>,
    page: String,
    print: Vec<u8>,
}

const SET: &str =
    "query($province: String, $quarter: Quarter!, $id: Language!) {
    summary(province: $province, quarter: $quarter) { text isPublicSet files(language: $id) { form url } } }";

/// What whoever holds `token` gets of a place.
async fn got(
    (db, api): (&DatabaseConnection, &Api),
    token: &str,
    place: Option<&str>,
    language: Language,
) -> (Set, Forms) {
    let which =
        json!({"province": place, "quarter": QUARTER, "id": language.as_str().to_uppercase()});
    let summary = api.data_with(token, SET, which).await["summary"].clone();
    let paths = paths(&summary);
    let file = async |form: &str| bytes(api, token, &paths[form]).await;
    let set = Set {
        figures: serde_json::from_str(summary["text"].as_str().unwrap()).unwrap(),
        indicators: indicator::Entity::find().all(db).await.unwrap(),
        language,
    };
    let forms = Forms {
        table: String::from_utf8(file("CSV").await).unwrap(),
        book: file("XLSX").await,
        page: page::words(&String::from_utf8(file("HTML").await).unwrap()),
        print: file("PDF").await,
    };
    (set, forms)
}

impl Forms {
    /// The figures of `set` stand in each form.
    fn show(&self, set: &Set) {
        assert_eq!(table::rows(&self.table), table::expected(set));
        book::shows(&self.book, set);
        let print = pdf::words(&self.print);
        for (form, words, rows) in [
            ("HTML", &self.page, page::expected(set)),
            ("PDF", &print, print::expected(set)),
        ] {
            let words = format!(" {words} ");
            for row in rows {
                assert!(
                    words.contains(&format!(" {row} ")),
                    "{form}: {row}\n{words}"
                );
            }
        }
        print::names(&print, set);
    }

    /// No figure stands in any form that only the `internal` set shows.
    fn hide(&self, public: &Set, internal: &Set) {
        let print = pdf::words(&self.print);
        let book = words("XLSX", &self.book);
        let raw = |set: &Set| -> BTreeSet<String> {
            let rows = table::expected(set).into_iter();
            let values = rows.filter_map(|row| row.value);
            values.map(|value| value.to_string()).collect()
        };
        let written = |rows: fn(&Set) -> Vec<String>| {
            move |set: &Set| -> BTreeSet<String> {
                rows(set).iter().flat_map(|row| figures_in(row)).collect()
            }
        };
        let (page, pdf) = (written(page::expected), written(print::expected));
        let check = |form: &str, words: &str, of: &dyn Fn(&Set) -> BTreeSet<String>| {
            let secret: BTreeSet<String> = of(internal).difference(&of(public)).cloned().collect();
            let secret: BTreeSet<_> = secret.into_iter().filter(|one| is_telling(one)).collect();
            assert_eq!(
                secret.is_empty(),
                public.figures.hidden.is_empty(),
                "{form}"
            );
            let told: BTreeSet<String> = figures_in(words).collect();
            let both: Vec<_> = secret.intersection(&told).collect();
            assert!(both.is_empty(), "{form} tells {both:?}");
            for one in &internal.figures.silent {
                assert!(!words.contains(&one.name), "{form} names {}", one.name);
            }
        };
        check("CSV", &self.table, &raw);
        check("XLSX", &book, &raw);
        check("HTML", &self.page, &page);
        check("PDF", &print, &pdf);
    }
}

/// The figures among words.
fn figures_in(words: &str) -> impl Iterator<Item = String> {
    let parts = words.split(|letter: char| {
        !letter.is_ascii_digit() && !matches!(letter, '.' | ',' | '+' | '-' | '%')
    });
    let figures = parts.map(|part| part.trim_end_matches(['.', ',', '-']).to_owned());
    figures.filter(|part| part.contains(|letter: char| letter.is_ascii_digit()))
}

/// Shares that the forms explain their words by.
const EXPLAINED: [&str; 2] = ["85%", "100%"];

/// Can a figure not be another one by chance?
fn is_telling(figure: &str) -> bool {
    let digits = figure.bytes().filter(u8::is_ascii_digit).count();
    digits > 1 && figure.contains(['.', ',', '%']) && !EXPLAINED.contains(&figure)
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_figure_stands_in_each_form_and_what_is_hidden_in_none(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = filled::programme(&database).await;
    let api = Api::serve(db.clone()).await;
    let (office, donor) = (api.office().await, api.token(Role::Donor, None, &[]).await);
    let mut hidden = BTreeSet::new();
    for place in [Some(PROVINCE), Some(FEW), None] {
        let (internal, forms) = got((&db, &api), &office, place, Language::Id).await;
        if place != Some(FEW) {
            filled::has_everything(&internal.figures);
        }
        forms.show(&internal);
        let (public, forms) = got((&db, &api), &donor, place, Language::En).await;
        hidden.extend(public.figures.hidden.iter().cloned());
        forms.show(&public);
        let internal = Set {
            language: public.language,
            ..internal
        };
        forms.hide(&public, &internal);
    }
    for block in [
        "REPORTING",
        "TRAINING",
        "ALERTS",
        "LAB_PROD/QUARTER",
        "DEFECT_RATE/QUARTER_BEFORE",
        "DEFECT_RATE/YEAR_BEFORE",
    ] {
        assert!(hidden.contains(block), "{block}: {hidden:?}");
    }
}
