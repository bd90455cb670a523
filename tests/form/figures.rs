//! Figures as they are typed: what cannot be is told beside its field, what can be counts once.

use std::collections::BTreeMap;

use entity::{Language, measurement};
use futures_util::future::join_all;
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use view::locale;

use super::{FIGURES, form, versions};
use crate::support::{
    databases::Kind,
    site::{link, post},
};

/// Each of these fields is wrong in its own way, beside three that are not.
#[rstest]
#[case::no_number(&[("good_output", "seribu")], "bukan angka")]
#[case::two_readings(&[("good_output", "1,2,3")], "lebih dari satu cara")]
#[case::negative(&[("good_output", "-5")], "kurang dari nol")]
#[case::half_a_person(&[("workers_female", "1,5")], "bilangan bulat")]
#[case::too_large(&[("good_output", "99999999999999999")], "terlalu besar")]
#[case::more_defects_than_units(&[("units_defective", "11"), ("units_inspected", "10")], "“Jumlah unit cacat” dan “Jumlah unit yang diperiksa”")]
#[case::all_at_once(&[("good_output", "seribu"), ("workers_female", "banyak"), ("separations", "?")], "bukan angka")]
#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_cannot_be_is_refused_beside_its_field(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] wrong: &[(&str, &str)],
    #[case] says: &str,
) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let kept = [
        ("days_absent", "12,5"),
        ("days_scheduled", "600"),
        ("workers_male", "18"),
    ];
    let typed = [wrong, &kept].concat();
    let shown = post(&site.page(&link(small.request)), &named(&typed)).await;
    assert_eq!(
        shown.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        shown.html
    );
    for (code, text) in &typed {
        let field = field(&shown.html, code);
        assert!(
            field.contains(&format!("value=\"{text}\"")),
            "{text} is lost: {field}"
        );
    }
    assert!(
        shown.html.contains("rusak &#60;3 hari&#62;"),
        "the note is lost"
    );
    // A ratio is marked above its line.
    let ratio = says.contains("dan");
    let marked = if ratio { &wrong[..1] } else { wrong };
    for (code, _) in marked {
        let field = field(&shown.html, code);
        assert!(
            field.contains("aria-invalid") && field.contains(says),
            "{field}"
        );
    }
    assert_eq!(
        shown.html.matches("\" aria-invalid=\"true\"").count(),
        marked.len()
    );
    assert!(versions(&site.db).await.is_empty());
}

/// These figures as the form's fields, with a note beside them.
fn named<'a>(typed: &[(&'a str, &'a str)]) -> Vec<(String, &'a str)> {
    let figures = typed
        .iter()
        .map(|(code, text)| (format!("m-{code}"), *text));
    let others = [
        ("note", "mesin rusak <3 hari>"),
        ("base", "0"),
        ("lang", "id"),
    ];
    figures
        .chain(others.map(|(name, text)| (name.to_owned(), text)))
        .collect()
}

/// What is between a field's opening and the next one's.
fn field<'a>(html: &'a str, code: &str) -> &'a str {
    let from = html.split_once(&format!(" id=\"m-{code}\"")).unwrap().1;
    from.split_once("<div class=\"field\">").unwrap().0
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_same_answer_counts_once_however_often_and_from_wherever(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let tabs = join_all((0..8).map(|_| post(&page, FIGURES))).await;
    for shown in tabs.iter().chain([&post(&page, FIGURES).await]) {
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
        assert!(
            shown
                .html
                .contains(&locale::text(Language::Id, "form-thanks-title"))
        );
    }
    assert_eq!(versions(&site.db).await.len(), 1);
    assert_eq!(
        measurement::Entity::find().count(&site.db).await.unwrap(),
        2
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_with_other_figures_are_two_versions_and_both_are_kept(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let other = [FIGURES, &[("m-units_defective", "70")]].concat();
    let (one, two) = tokio::join!(post(&page, FIGURES), post(&page, &other));
    assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::OK));
    let rows = versions(&site.db).await;
    let current: Vec<_> = rows
        .iter()
        .map(|row| (row.version, row.is_current))
        .collect();
    assert_eq!(current, [(1, false), (2, true)]);
    let figures = stored(&site.db).await;
    assert!(
        [60.0, 70.0].contains(&figures["units_defective"]),
        "{figures:?}"
    );
    assert_eq!(
        measurement::Entity::find().count(&site.db).await.unwrap(),
        4
    );
}

/// A correction that cannot be leaves what was answered before as it is.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_correction_leaves_the_answer(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    assert_eq!(post(&page, FIGURES).await.status, StatusCode::OK);
    let before = (versions(&site.db).await, stored(&site.db).await);
    let wrong = [FIGURES, &[("m-units_defective", "2.000"), ("base", "1")]].concat();
    let shown = post(&page, &wrong).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(field(&shown.html, "units_defective").contains("value=\"2.000\""));
    assert_eq!((versions(&site.db).await, stored(&site.db).await), before);
}

/// What is stored of the newest answer.
async fn stored(db: &DatabaseConnection) -> BTreeMap<String, f64> {
    let current = versions(db).await.into_iter().find(|row| row.is_current);
    let rows = measurement::Entity::find()
        .filter(measurement::Column::ReportVersionId.eq(current.unwrap().id))
        .all(db);
    let pairs = rows.await.unwrap().into_iter();
    pairs.map(|row| (row.measure_code, row.value)).collect()
}
