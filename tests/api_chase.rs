//! What the office does about the chase through the API, and what of it a worker obeys.

use entity::{account::Role, message, run};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use worker::{JobName, run_job};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

struct Served {
    db: DatabaseConnection,
    api: Api,
    office: String,
    _database: TestDatabase,
}

impl Served {
    async fn new(kind: Kind) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        small(&db).await;
        let api = Api::serve(db.clone()).await;
        Some(Self {
            office: api.office().await,
            api,
            db,
            _database: database,
        })
    }

    async fn ask(&self, token: &str, query: &str) -> Value {
        self.api.answer(token, query, json!({})).await
    }

    /// The office's answer to a mutation that is not refused.
    async fn done(&self, name: &str, input: &str, more: &str) -> Value {
        let query =
            format!("mutation {{ {name}(input: {{ {input} }}) {{ {more} problems {{ code }} }} }}");
        let answer = self.ask(&self.office, &query).await;
        let payload = answer["data"][name].clone();
        assert_eq!(payload["problems"], json!([]), "{name}: {answer}");
        payload
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_holds_for_whom_it_names_until_it_ends(#[case] kind: Kind) {
    let Some(served) = Served::new(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let work = async |now: &str| {
        for job in [JobName::DataRequest, JobName::Chase, JobName::Deliver] {
            run_job(&served.db, &settings(&smtp), job, at(now), false)
                .await
                .unwrap();
        }
        smtp.mails().len()
    };
    let jakarta = "province: \"ID-JK\", reason: \"banjir\"";
    let pause = served.done("pauseChasing", jakarta, "pause { id }").await;
    let again = served.done("pauseChasing", jakarta, "pause { id }").await;
    assert_eq!(pause, again);
    assert_eq!(work(NOW).await, 0);
    let id = pause["pause"]["id"].as_str().unwrap();
    for _ in 0..2 {
        let input = format!("pause: \"{id}\"");
        let ended = served
            .done("resumeChasing", &input, "pause { until }")
            .await;
        assert_ne!(ended["pause"]["until"], Value::Null);
    }
    let open = "{ pauses(filter: { isOpen: true }) { totalCount } }";
    let open = served.api.data(&served.office, open).await;
    assert_eq!(open["pauses"]["totalCount"], 0);
    // This slot's chase is done; the next one finds what waited.
    assert_eq!(work("2012-11-01T02:15:00Z").await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_manager_pauses_their_provinces_and_nobody_else_s(#[case] kind: Kind) {
    let Some(served) = Served::new(kind).await else {
        return;
    };
    let manager = served.api.token(Role::Manager, None, &["ID-LA"]).await;
    let pause = |input: &str| {
        format!(
            "mutation {{ pauseChasing(input: {{ {input} }}) {{ pause {{ id }} problems {{ code }} }} }}"
        )
    };
    let everywhere = served.ask(&manager, &pause("")).await;
    assert_eq!(everywhere["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let other = served.ask(&manager, &pause("province: \"ID-JK\"")).await;
    let code = &other["data"]["pauseChasing"]["problems"][0]["code"];
    assert_eq!(code, "NOT_FOUND");
    served.done("pauseChasing", "province: \"ID-JK\"", "").await;
    served.done("pauseChasing", "", "").await;
    let list = "{ pauses { nodes { id province { code } } } }";
    let seen = served.api.data(&manager, list).await;
    let seen = seen["pauses"]["nodes"].as_array().unwrap().clone();
    assert_eq!(seen.len(), 1, "only the pause of everybody: {seen:?}");
    let id = seen[0]["id"].as_str().unwrap();
    let end = format!(
        "mutation {{ resumeChasing(input: {{ pause: \"{id}\" }}) {{ problems {{ code }} }} }}"
    );
    let refused = served.ask(&manager, &end).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_held_run_is_released_once_by_its_name(#[case] kind: Kind) {
    let Some(served) = Served::new(kind).await else {
        return;
    };
    held_run(&served.db).await;
    let runs = served
        .api
        .data(&served.office, "{ runs { nodes { name outcome } } }")
        .await;
    let name = runs["runs"]["nodes"][0]["name"].as_str().unwrap();
    assert_eq!(name, "data-request 2012-11-01T02:00:00Z WIB");
    let input = format!("run: \"{name}\"");
    let released = served
        .done("releaseRun", &input, "run { releasedAt }")
        .await;
    assert_ne!(released["run"]["releasedAt"], Value::Null);
    let query =
        format!("mutation {{ releaseRun(input: {{ {input} }}) {{ problems {{ code }} }} }}");
    let again = served.ask(&served.office, &query).await;
    let code = &again["data"]["releaseRun"]["problems"][0]["code"];
    assert_eq!(code, "WRONG_STATE");
}

async fn held_run(db: &DatabaseConnection) {
    let row = run::ActiveModel {
        job: Set("data-request".into()),
        slot: Set(at(NOW)),
        zone: Set("WIB".into()),
        fence: Set(1),
        claimed_until: Set(at(NOW)),
        started_at: Set(at(NOW)),
        finished_at: Set(Some(at(NOW))),
        outcome: Set(Some("HELD".into())),
        released_at: Set(None),
        expected: Set(1),
        planned: Set(0),
        queued: Set(0),
        skipped: Set(0),
    };
    run::Entity::insert(row)
        .exec_without_returning(db)
        .await
        .unwrap();
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_goes_again_and_its_person_is_in_no_trail(#[case] kind: Kind) {
    let Some(served) = Served::new(kind).await else {
        return;
    };
    let owner = "owner@melati.example.org";
    let smtp = SmtpServer::start(Script::new().rcpt(owner, "550 5.1.1 No")).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(&served.db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    let failed = "{ messages(filter: { state: { eq: FAILED } }) { nodes { id } } }";
    let failed = served.api.data(&served.office, failed).await;
    let id = failed["messages"]["nodes"][0]["id"].as_str().unwrap();
    let input = format!("message: \"{id}\"");
    let again = served
        .done("retryMessage", &input, "message { state }")
        .await;
    assert_eq!(again["message"]["state"], "QUEUED");
    smtp.follow(Script::new());
    let later = at("2012-11-01T03:00:00Z");
    run_job(&served.db, &settings(&smtp), JobName::Deliver, later, false)
        .await
        .unwrap();
    assert_eq!(smtp.mails().len(), 1);
    let sent = message::Entity::find()
        .filter(message::Column::State.eq(message::MessageState::Sent))
        .one(&served.db)
        .await
        .unwrap();
    assert!(sent.is_some());
    for row in entity::audit::Entity::find().all(&served.db).await.unwrap() {
        assert!(!row.changes.contains("example.org"), "{}", row.changes);
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_month_takes_one_promise(#[case] kind: Kind) {
    let Some(served) = Served::new(kind).await else {
        return;
    };
    let requests = served
        .api
        .data(&served.office, "{ dataRequests { nodes { id } } }")
        .await;
    let id = requests["dataRequests"]["nodes"][0]["id"].as_str().unwrap();
    let input = |day: &str| format!("dataRequest: \"{id}\", by: \"{day}\"");
    served.done("promiseReport", &input("2012-11-20"), "").await;
    served.done("promiseReport", &input("2012-11-20"), "").await;
    let query = format!(
        "mutation {{ promiseReport(input: {{ {} }}) {{ problems {{ code }} }} }}",
        input("2012-11-21")
    );
    let other = served.ask(&served.office, &query).await;
    let code = &other["data"]["promiseReport"]["problems"][0]["code"];
    assert_eq!(code, "WRONG_STATE");
}
