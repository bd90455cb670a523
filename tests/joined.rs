//! A list brings its rows' links to one row along: in its own statement, only where the query asks for
//! them, and the same rows as whoever asks for each by itself is given.

use entity::{account::Role, advisory_visit, alert, enterprise, pause, trainer};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;
use worker::{JobName, jobs::summary::freeze, run_job};

use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at, insert, silence},
    smtp::{Script, SmtpServer},
};

/// Lists, what their rows are, and the links to one row that these have.
const LISTS: [(&str, &str, &[&str]); 15] = [
    ("enterprises", "Enterprise", &["province"]),
    (
        "dataRequests",
        "DataRequest",
        &["enterprise", "province", "report"],
    ),
    ("reports", "Report", &["dataRequest"]),
    ("contributions", "Contribution", &["partner"]),
    ("indicators", "Indicator", &["module"]),
    ("summaries", "Summary", &["province"]),
    (
        "advisoryVisits",
        "AdvisoryVisit",
        &["enterprise", "alert", "trainer"],
    ),
    ("cohorts", "Cohort", &["province", "partner", "leadTrainer"]),
    ("contacts", "Contact", &["enterprise"]),
    ("messages", "Message", &["contact"]),
    ("alerts", "Alert", &["indicator", "enterprise", "province"]),
    ("pauses", "Pause", &["enterprise", "province"]),
    ("targets", "Target", &["province"]),
    ("trainers", "Trainer", &["partner"]),
    ("sessions", "Session", &["module", "cohort", "enterprise"]),
];

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_one_row_costs_no_statement_and_leads_where_it_leads(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let api = seeded(&database).await;
    let office = api.office().await;
    for (list, row, links) in LISTS {
        let bare = format!("{{ {list}(first: 20) {{ nodes {{ id }} }} }}");
        let cost = api.statements(&office, &bare).await;
        let links = links.iter().map(|link| format!("{link} {{ id }} "));
        let links: String = links.collect();
        let asked = format!("{{ {list}(first: 20) {{ nodes {{ id {links} }} }} }}");
        assert_eq!(api.statements(&office, &asked).await, cost, "{asked}");
        let came = api.data(&office, &asked).await[list]["nodes"].clone();
        assert_ne!(came, json!([]), "{list}");
        assert_eq!(came, by_themselves(&api, &office, row, &links, &came).await);
        let edges = format!(
            "{{ {list}(first: 20) {{ edges {{ node {{ ...on {row} {{ ...All }} }} }} }} }} \
             fragment All on {row} {{ id {links} }}"
        );
        assert_eq!(api.statements(&office, &edges).await, cost, "{edges}");
        let edges = api.data(&office, &edges).await[list]["edges"].clone();
        let nodes = edges.as_array().unwrap().iter();
        assert_eq!(
            nodes.map(|edge| edge["node"].clone()).collect::<Value>(),
            came
        );
    }
}

/// Whoever asks, a link leads where it leads when it is asked for by itself.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_everybody_where_it_leads_by_itself(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let api = seeded(&database).await;
    let mut readers = vec![
        String::new(),
        api.token(Role::Donor, None, &[]).await,
        api.token(Role::Manager, None, &["ID-JT"]).await,
    ];
    let trainers = trainer::Entity::find().limit(3);
    for one in trainers.all(&database.connect().await).await.unwrap() {
        readers.push(api.token(Role::Trainer, Some(one.id), &[]).await);
    }
    for reader in readers {
        for (list, row, links) in LISTS {
            let ends = links.iter().map(|link| format!("{link} {{ id }} "));
            let ends: String = ends.collect();
            let asked = format!("{{ {list}(first: 100) {{ nodes {{ id {ends} }} }} }}");
            let came = api.data(&reader, &asked).await[list]["nodes"].clone();
            assert_eq!(came, by_themselves(&api, &reader, row, &ends, &came).await);
        }
    }
}

/// The same rows, each found by its id, and its links by theirs.
async fn by_themselves(api: &Api, token: &str, row: &str, links: &str, came: &Value) -> Value {
    let ids = came.as_array().unwrap().iter().map(|one| &one["id"]);
    let ids = Value::from_iter(ids.cloned());
    let query = format!("{{ nodes(ids: {ids}) {{ ...on {row} {{ id {links} }} }} }}");
    api.data(token, &query).await["nodes"].clone()
}

/// The demo's programme after a month of its jobs.
async fn seeded(database: &TestDatabase) -> Api {
    let command = score(&["seed", "demo"]).env("DATABASE_URL", database.url());
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let db = database.connect().await;
    let smtp = SmtpServer::start(Script::new()).await;
    for (job, now) in [
        (JobName::Watch, "2012-10-25T19:05:00Z"),
        (JobName::DataRequest, "2012-11-01T02:05:00Z"),
    ] {
        run_job(&db, &settings(&smtp), job, at(now), false)
            .await
            .unwrap();
    }
    visited(&db).await;
    freeze(&db, "2012-Q3".parse().unwrap(), at("2012-10-20T19:00:00Z"))
        .await
        .unwrap();
    Api::serve(db).await
}

/// A visit for an alert, and pauses of its enterprise and of a province.
async fn visited(db: &DatabaseConnection) {
    let firm = enterprise::Entity::find().one(db).await.unwrap().unwrap();
    let trainer = trainer::Entity::find().one(db).await.unwrap().unwrap();
    let alert = silence(firm.id, &firm.province_code, at(NOW));
    let visit = advisory_visit::Model {
        id: Uuid::now_v7(),
        enterprise_id: firm.id,
        alert_id: Some(alert.id),
        trainer_id: trainer.id,
        planned_on: "2012-11-20".parse().unwrap(),
        planned_at: at(NOW),
        held_on: None,
        findings: None,
        advice: None,
        follow_up: None,
    };
    insert::<alert::Entity, _>(db, alert).await;
    insert::<advisory_visit::Entity, _>(db, visit).await;
    for (enterprise_id, province_code) in [(Some(firm.id), None), (None, Some("ID-BA".into()))] {
        let pause = pause::Model {
            id: Uuid::now_v7(),
            enterprise_id,
            province_code,
            reason: None,
            paused_at: at(NOW),
            resumed_at: None,
        };
        insert::<pause::Entity, _>(db, pause).await;
    }
}
