//! The table of permissions: each field of the schema with what each role gets of it.
//!
//! A field that is not in the table, or is seen otherwise than it says, fails. After a change that was
//! meant, `PERMISSIONS=write cargo test --test score permissions::table` writes the table anew; the
//! difference is what a reviewer reads. `sees` is a value, `null` and `empty` hide it, `unreached`
//! has nothing there to see it on; a mutation or subscription says `may`, or the code by which it
//! is refused.

use std::{collections::HashMap, fmt::Write, path::Path};

use entity::{
    changes::{Author, summary::compile},
    cohort, enterprise,
    rules::{period::Quarter, slot::summary_slot},
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use worker::{JobName, jobs::summary, run_job};

use super::{
    roles,
    schema::Schema,
    walk::{Visit, code},
};
use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at},
    smtp::{Script, SmtpServer},
    socket::Socket,
};

const PROVINCE: &str = "ID-JT";

/// What leaves a history, a pause and a visit to be seen.
const CHANGES: [&str; 3] = [
    "mutation ($id: ID!) { updateEnterprise(input: {enterprise: $id, version: 1, city: \"Solo\"}) { problems { code } } }",
    "mutation ($id: ID!) { pauseChasing(input: {enterprise: $id}) { problems { code } } }",
    "mutation ($id: ID!) { planVisit(input: {enterprise: $id, plannedOn: \"2012-11-20\"}) { problems { code } } }",
];
const VISIT: &str = "mutation ($id: ID!) { planVisit(input: {alert: $id, plannedOn: \"2012-11-21\"}) { problems { code } } }";

/// The demo's programme, with its first requests on their way, its alerts of the night, and
/// the editions of the quarter before.
async fn programme() -> (TestDatabase, Api, uuid::Uuid) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let seeded = score(&["seed", "demo"])
        .env("DATABASE_URL", database.url())
        .output();
    assert!(
        seeded.status.success(),
        "{}",
        String::from_utf8_lossy(&seeded.stderr)
    );
    let db = database.connect().await;
    let smtp = SmtpServer::start(Script::new()).await;
    let quarter: Quarter = "2012-Q3".parse().unwrap();
    summary::freeze(&db, quarter, summary_slot(quarter))
        .await
        .unwrap();
    let author = Author::operator(at(NOW));
    compile(&db, &author, Some(PROVINCE.to_owned()), quarter)
        .await
        .unwrap();
    for job in [JobName::Watch, JobName::DataRequest, JobName::Deliver] {
        run_job(&db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    keyed(&db).await;
    let in_province = cohort::Entity::find().filter(cohort::Column::ProvinceCode.eq(PROVINCE));
    let cohort = in_province.one(&db).await.unwrap().unwrap();
    (database, Api::serve(db).await, cohort.lead_trainer_id)
}

/// The office gives each enterprise a number.
async fn keyed(db: &DatabaseConnection) {
    for (number, row) in enterprise::Entity::find()
        .all(db)
        .await
        .unwrap()
        .iter()
        .enumerate()
    {
        enterprise::Entity::update_many()
            .col_expr(
                enterprise::Column::OfficeKey,
                Expr::value(format!("K{number}")),
            )
            .filter(enterprise::Column::Id.eq(row.id))
            .exec(db)
            .await
            .unwrap();
    }
}

async fn known(api: &Api, office: &str) -> HashMap<&'static str, String> {
    let query = format!(
        "{{ enterprises(first: 1, filter: {{province: {{eq: \"{PROVINCE}\"}}, status: {{eq: ENROLLED}}}}) {{ nodes {{ id dataRequests(last: 1) {{ id }} }} }}
        trainers(first: 1) {{ nodes {{ id }} }} cohorts(first: 1) {{ nodes {{ id }} }} }}"
    );
    let data = api.data(office, &query).await;
    let id = |path: &str| data.pointer(path).unwrap().as_str().unwrap().to_owned();
    let enterprise = id("/enterprises/nodes/0/id");
    HashMap::from([
        ("id", enterprise.clone()),
        ("enterprise", enterprise),
        ("trainer", id("/trainers/nodes/0/id")),
        ("cohort", id("/cohorts/nodes/0/id")),
        ("dataRequest", id("/enterprises/nodes/0/dataRequests/0/id")),
        ("indicator", "LAB_PROD".to_owned()),
        ("code", PROVINCE.to_owned()),
        ("province", PROVINCE.to_owned()),
        ("at", "2012-11-09T02:00:00Z".to_owned()),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_is_seen_as_the_table_says() {
    let (_database, api, trainer) = programme().await;
    let roles = roles(&api, trainer, PROVINCE).await;
    let known = known(&api, &roles[0].1).await;
    let alerts = "{ alerts(first: 1, filter: {state: {eq: OPEN}}) { nodes { id } } }";
    let alerts = api.data(&roles[2].1, alerts).await;
    let changes = CHANGES.map(|change| (change, json!({ "id": known["id"] })));
    let visit = json!({ "id": alerts["alerts"]["nodes"][0]["id"] });
    for (change, id) in changes.into_iter().chain([(VISIT, visit)]) {
        let done = api.data_with(&roles[0].1, change, id).await;
        assert!(done.to_string().contains("\"problems\":[]"), "{done}");
    }
    let schema = Schema::of(&api, &roles[0].1, known).await;
    let mut rows: HashMap<String, Vec<String>> = HashMap::new();
    for visit in Visit::all(&schema) {
        for (_, token) in &roles {
            for (field, seen) in visit.seen(&api, token).await {
                rows.entry(field).or_default().push(seen);
            }
        }
    }
    for (field, may) in mutations(&api, &schema, &roles).await {
        rows.insert(field, may);
    }
    for (field, may) in subscriptions(&api, &schema, &roles).await {
        rows.insert(field, may);
    }
    let names: Vec<_> = roles.iter().map(|(name, _)| *name).collect();
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort();
    let mut now = format!("field,{}\n", names.join(","));
    for (field, seen) in rows {
        writeln!(now, "{field},{}", seen.join(",")).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/permissions.csv");
    if std::env::var("PERMISSIONS").is_ok_and(|wish| wish == "write") {
        std::fs::write(&file, &now).unwrap();
    }
    let table = std::fs::read_to_string(&file).unwrap();
    let missing = now
        .lines()
        .filter(|line| !table.lines().any(|row| row == *line));
    let gone = table
        .lines()
        .filter(|line| !now.lines().any(|row| row == *line));
    let differences: Vec<_> = missing
        .map(|line| format!("+ {line}"))
        .chain(gone.map(|line| format!("- {line}")))
        .collect();
    assert!(
        differences.is_empty(),
        "tests/permissions.csv says otherwise:\n{}",
        differences.join("\n")
    );
}

/// What each role is answered when it asks for each subscription.
async fn subscriptions(
    api: &Api,
    schema: &Schema,
    roles: &[(&str, String)],
) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    for field in schema.fields("Subscription") {
        let query = format!("subscription {{ {} {{ id }} }}", schema.call(field));
        let mut row = Vec::new();
        for (_, token) in roles {
            let mut socket = Socket::of(api.url(), token).await;
            socket.ask("1", &query).await;
            row.push(match socket.pong().await.first() {
                Some(refused) => code(&json!({ "errors": refused["payload"] })),
                None => "may".to_owned(),
            });
        }
        rows.push((
            format!(
                "Subscription.{}",
                field["name"].as_str().unwrap_or_default()
            ),
            row,
        ));
    }
    rows
}

/// What each role is answered to each mutation, whoever may least asking first.
async fn mutations(
    api: &Api,
    schema: &Schema,
    roles: &[(&str, String)],
) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    for field in schema.fields("Mutation") {
        let query = format!(
            "mutation {{ {} {{ problems {{ code }} }} }}",
            schema.call(field)
        );
        let mut row = Vec::new();
        for (_, token) in roles.iter().rev() {
            let answer = api.answer(token, &query, json!({})).await;
            row.insert(
                0,
                match answer["errors"].is_array() {
                    true => code(&answer),
                    false => "may".to_owned(),
                },
            );
        }
        rows.push((
            format!("Mutation.{}", field["name"].as_str().unwrap_or_default()),
            row,
        ));
    }
    rows
}
