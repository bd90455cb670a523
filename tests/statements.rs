//! A query costs at most one SQL statement per level and link, however many rows it reads.

use rstest::rstest;

use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
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
