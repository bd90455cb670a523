//! A query costs at most one SQL statement per level and link, however many rows it reads.

use entity::summary;
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;
use worker::jobs::summary::freeze;

use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    programme::{at, enterprise, insert, request_in, small},
};

/// Seven links below the list, at three levels.
const QUERY: &str = "{ enterprises(first: 100) { nodes { name province { nameEn } \
    cohorts { name leadTrainer { name } } \
    reports(last: 3) { month readings { value indicator { code } } } \
    dataRequests(last: 2) { state } } } }";
/// enterprises, province, cohorts, leadTrainer, reports, readings, indicator, dataRequests, and who asks.
const AT_MOST: usize = 8 + 3;

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn ten_and_a_thousand_enterprises_cost_the_same(#[case] kind: Kind) {
    let Some((few, rows)) = statements(kind, 10).await else {
        return;
    };
    assert_eq!(rows, 10);
    let Some((many, rows)) = statements(kind, 1000).await else {
        return;
    };
    assert_eq!(rows, 100);
    assert_eq!(few, many);
    assert!(many <= AT_MOST, "{many} statements");
}

/// Each level asks once more, and a link to one row is asked for only where the query does.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_level_costs_one_statement_and_a_link_only_where_it_is_asked_for(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    run(
        &database,
        &["seed", "scale", "--enterprises", "40", "--months", "2"],
    )
    .await;
    let api = Api::serve(database.connect().await).await;
    let office = api.office().await;
    let costs = async |inside: &str| {
        let query = format!("{{ enterprises(first: 20) {{ nodes {{ {inside} }} }} }}");
        api.statements(&office, &query).await
    };
    let list = costs("name").await;
    for (inside, more) in [
        ("province { nameEn }", 0),
        ("...on Enterprise { here: province { nameEn } }", 0),
        ("exportStages { stage from }", 1),
        ("cohorts { name }", 1),
        ("cohorts { leadTrainer { name } }", 2),
        ("cohorts { leadTrainer { name } } province { nameEn }", 2),
        ("history { action }", 1),
    ] {
        assert!(costs(inside).await <= list + more, "{inside}");
    }
}

const EDITIONS: &str = "{ summaries(filter: {edition: {eq: 2}}) { nodes { \
    highlights(language: EN) differences(language: EN) { text } } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn three_and_five_editions_cost_the_same(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let mut counted = Vec::new();
    for (provinces, editions) in [(["ID-JK", "ID-JT"], 3), (["ID-JI", "ID-LA"], 5)] {
        for code in provinces {
            let (name, email) = (format!("CV {code}"), format!("{code}@firm.example.org"));
            let firm = enterprise(&db, &name, code, &email).await;
            request_in(&db, code, firm, "2012-11".parse().unwrap()).await;
        }
        let quarter = "2012-Q4".parse().unwrap();
        freeze(&db, quarter, at("2013-01-20T00:00:00Z"))
            .await
            .unwrap();
        second_editions(&db).await;
        let seen = api.data(&office, EDITIONS).await;
        let seen = seen["summaries"]["nodes"].as_array().unwrap();
        assert_eq!(seen.len(), editions);
        assert!(
            seen.iter()
                .all(|one| one["differences"].as_array().unwrap().len() == 1)
        );
        counted.push(api.statements(&office, EDITIONS).await);
    }
    assert_eq!(counted[0], counted[1]);
}

/// Give each edition another that knows of one more report, where it has none.
async fn second_editions(db: &DatabaseConnection) {
    let all = summary::Entity::find().all(db).await.unwrap();
    let places: Vec<_> = all
        .iter()
        .filter(|one| one.edition == 2)
        .map(|one| one.province_code.clone())
        .collect();
    for one in all.into_iter().filter(|one| one.edition == 1) {
        if places.contains(&one.province_code) {
            continue;
        }
        let mut figures = one.figures().unwrap();
        figures.reporting.as_mut().unwrap().coverage.received += 1;
        let row = summary::Model {
            id: Uuid::now_v7(),
            edition: 2,
            internal: serde_json::to_string(&figures).unwrap(),
            ..one
        };
        insert::<summary::Entity, _>(db, row).await;
    }
}

/// How many statements the query took over so many enterprises, and how many it returned.
async fn statements(kind: Kind, enterprises: usize) -> Option<(usize, usize)> {
    let database = TestDatabase::new(kind).await?;
    let enterprises = enterprises.to_string();
    run(
        &database,
        &[
            "seed",
            "scale",
            "--enterprises",
            &enterprises,
            "--months",
            "3",
        ],
    )
    .await;
    let api = Api::serve(database.connect().await).await;
    let office = api.office().await;
    let counted = api.statements(&office, QUERY).await;
    let data = api.data(&office, QUERY).await;
    Some((counted, data["enterprises"]["nodes"].as_array()?.len()))
}

async fn run(database: &TestDatabase, arguments: &[&str]) -> String {
    let command = score(arguments).env("DATABASE_URL", database.url());
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
