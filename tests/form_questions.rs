//! What the page asks before it takes a figure: the unusual, once, and the ambiguous.

use entity::{confirmation, measurement, report_version, rules::plausibility::Reason};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, small},
    site::{Page, Site, link, open, post},
};

/// Four of ten units are defective: possible, but more than the programme has met.
const UNUSUAL: &[(&str, &str)] = &[
    ("m-units_inspected", "1.000"),
    ("m-units_defective", "400"),
    ("note", "bahan baku lembap"),
    ("base", "0"),
    ("lang", "id"),
];

async fn form(kind: Kind) -> Option<(TestDatabase, Site, Small)> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    let small = small(&db).await;
    let site = Site::start(db, at(NOW)).await;
    Some((database, site, small))
}

async fn versions(db: &DatabaseConnection) -> u64 {
    report_version::Entity::find().count(db).await.unwrap()
}

/// The hidden answers that a press on *yes* sends.
fn sure(page: &Page) -> Vec<&str> {
    page.html
        .split("name=\"sure\" value=\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0)
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_unusual_figure_is_asked_about_once_and_the_answer_is_kept(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let asked = post(&page, UNUSUAL).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.says("</a>: 40,0%, lebih tinggi dari yang biasa dijumpai (30,0%)"),
        "{}",
        asked.html
    );
    assert!(asked.says("bahan baku lembap") && asked.says("value=\"400\""));
    assert_eq!(versions(&site.db).await, 0);

    let tokens = sure(&asked);
    assert_eq!(tokens, ["DEFECT_RATE=40"]);
    let yes = [UNUSUAL, &[("sure", tokens[0])]].concat();
    let taken = post(&page, &yes).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.html);
    let kept = confirmation::Entity::find().all(&site.db).await.unwrap();
    let [kept] = kept.as_slice() else {
        panic!("one confirmation, not {kept:?}");
    };
    assert_eq!(
        (
            kept.subject.as_str(),
            kept.reason,
            kept.value,
            kept.compared_with
        ),
        ("DEFECT_RATE", Reason::AboveBound, 40.0, 30.0)
    );

    let corrected = [UNUSUAL, &[("m-days_absent", "3"), ("base", "1")]].concat();
    assert_eq!(post(&page, &corrected).await.status, StatusCode::OK);
    assert_eq!(versions(&site.db).await, 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn another_figure_than_the_confirmed_one_is_asked_about_again(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let other = [
        UNUSUAL,
        &[("m-units_defective", "500"), ("sure", "DEFECT_RATE=40")],
    ]
    .concat();
    let asked = post(&page, &other).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sure(&asked), ["DEFECT_RATE=50"]);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_single_count_above_its_bound_is_asked_about(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let accidents = [
        ("m-lost_time_accidents", "4"),
        ("base", "0"),
        ("lang", "en"),
    ];
    let asked = post(&page, &accidents).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sure(&asked), ["lost_time_accidents=4"]);
    assert!(asked.says("Lost-time accidents</a>: 4, higher than what we usually meet (3)"));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_ambiguous_figure_is_taken_as_it_was_chosen(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let typed = [("m-good_output", "1.25"), ("base", "0"), ("lang", "id")];
    let asked = post(&page, &typed).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    for choice in ["1.25", "125"] {
        let radio = format!("name=\"r-good_output\" value=\"{choice}\"");
        assert!(asked.html.contains(&radio), "{}", asked.html);
    }
    let another = [&typed[..], &[("r-good_output", "7")]].concat();
    let refused = post(&page, &another).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(versions(&site.db).await, 0);

    let chosen = [&typed[..], &[("r-good_output", "1.25")]].concat();
    assert_eq!(post(&page, &chosen).await.status, StatusCode::OK);
    let stored = measurement::Entity::find().all(&site.db).await.unwrap();
    assert_eq!(
        stored.iter().map(|row| row.value).collect::<Vec<_>>(),
        [1.25]
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_wrote_itself_comes_back_as_it_was(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let exact = [("m-good_output", "12,34567"), ("base", "0"), ("lang", "id")];
    assert_eq!(post(&page, &exact).await.status, StatusCode::OK);
    let shown = open(&format!("{page}?edit=yes")).await;
    assert!(shown.html.contains("value=\"12,346\""), "{}", shown.html);
    let again = [
        ("m-good_output", "12,346"),
        ("m-days_absent", "1"),
        ("base", "1"),
    ];
    assert_eq!(post(&page, &again).await.status, StatusCode::OK);
    let stored = measurement::Entity::find().all(&site.db).await.unwrap();
    let outputs = stored
        .iter()
        .filter(|row| row.measure_code == "good_output");
    assert_eq!(
        outputs.map(|row| row.value).collect::<Vec<_>>(),
        [12.34567; 2]
    );
}
