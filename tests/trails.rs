//! Every change leaves a trail: each mutation of the schema is made once, and found there.

use std::collections::BTreeSet;

use entity::{audit, contact, message, run, stop};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{
    databases::Kind,
    programme::{NOW, at, insert, request, request_in, silence},
    served::{Served, served},
};

/// Changes as the office makes them, in an order in which each can be.
struct Office<'a> {
    served: &'a Served,
    made: BTreeSet<String>,
}

impl Office<'_> {
    /// Make the change `name`; what it answers in `node`, if it left a trail.
    async fn does(&mut self, name: &str, input: Value, node: &str) -> Value {
        let before = self.trail_of(name).await;
        let payload = self.served.done(name, input, node).await;
        assert!(self.trail_of(name).await > before, "{name} leaves no trail");
        self.made.insert(name.to_owned());
        payload
    }

    /// The same for what makes the node `noun`, which is told by its id.
    async fn makes(&mut self, name: &str, input: Value, noun: &str) -> Value {
        let payload = self.does(name, input, &format!("{noun} {{ id }}")).await;
        payload[noun]["id"].clone()
    }

    async fn trail_of(&self, action: &str) -> u64 {
        let rows = audit::Entity::find().filter(audit::Column::Action.eq(action));
        rows.count(&self.served.db).await.unwrap()
    }

    async fn people(&mut self, enterprise: &Value, partner: &Value) {
        let person = json!({"enterprise": enterprise, "name": "Ibu Bunga", "role": "MANAGER",
            "basis": "CONTRACT", "email": "bunga@melati.example.org"});
        let id = self.makes("createContact", person, "contact").await;
        let edit = json!({"contact": id, "version": 1, "name": "Ibu Bunga Melati"});
        self.does("updateContact", edit, "").await;
        let whom = json!({ "contact": id });
        self.does("withdrawContact", whom.clone(), "").await;
        self.does("archiveContact", whom, "").await;
        let erase = json!({"contact": id, "reason": "Asked by letter."});
        self.does("eraseContact", erase, "").await;
        let token = json!({"email": "rina@office.example.org", "name": "Rina", "role": "MANAGER",
            "provinces": ["ID-JK", "ID-LA"], "days": 10});
        let id = self.makes("createToken", token, "token").await;
        self.does("revokeToken", json!({ "token": id }), "").await;
        let close = json!({"email": "rina@office.example.org"});
        self.does("closeAccount", close, "").await;
        let gift = json!({"partner": partner, "amount": 1000.0, "currency": "USD",
            "fromYear": 2012, "toYear": 2012, "purpose": "Workshops"});
        self.makes("recordContribution", gift, "contribution").await;
        let target =
            json!({"metric": "ENTERPRISES", "year": 2012, "value": 60.0, "source": "Plan"});
        self.does("setTarget", target, "").await;
    }

    async fn training(&mut self, partner: &Value) {
        let firm = json!({"name": "UD Kenanga", "legalForm": "UD", "province": "ID-JK",
            "city": "Kota", "kbliCode": "31001", "kbliVersion": "2009", "sizeClass": "SMALL",
            "sizeRegulation": "UU 20/2008", "women": 3, "men": 4, "outputUnit": "buah"});
        let firm = self.makes("createEnterprise", firm, "enterprise").await;
        let edit = json!({"enterprise": firm, "version": 1, "city": "Bogor"});
        self.does("updateEnterprise", edit, "").await;
        let teacher = json!({"partner": partner, "name": "Pak Gunung",
            "email": "gunung@trainer.example.org", "phone": "+6281234567890"});
        let teacher = self.makes("createTrainer", teacher, "trainer").await;
        let edit = json!({"trainer": teacher, "version": 1, "name": "Pak Gunung Agung"});
        self.does("updateTrainer", edit, "").await;
        let level =
            json!({"trainer": teacher, "module": "M1", "level": "EXPERT", "from": "2012-10-01"});
        self.does("certifyTrainer", level, "").await;
        let class = json!({"name": "Angkatan 9", "province": "ID-JK", "partner": partner,
            "leadTrainer": teacher, "startsOn": "2012-09-03"});
        let class = self.makes("createCohort", class, "cohort").await;
        let edit = json!({"cohort": class, "version": 1, "name": "Angkatan 10"});
        self.does("updateCohort", edit, "").await;
        let join = json!({"enterprise": firm, "cohort": class, "from": "2012-09-03"});
        self.does("enrol", join, "").await;
        let lesson = json!({"cohort": class, "module": "M1", "heldOn": "2012-10-01", "days": 2,
            "trainers": [teacher], "participations": [{"enterprise": firm, "workersWomen": 7}]});
        self.does("recordSession", lesson, "").await;
        let leave = json!({"enterprise": firm, "cohort": class, "on": "2012-10-30", "departure": "DROPPED"});
        self.does("withdraw", leave, "").await;
        self.does("archiveCohort", json!({ "cohort": class }), "")
            .await;
        self.does("archiveTrainer", json!({ "trainer": teacher }), "")
            .await;
        self.does("archiveEnterprise", json!({ "enterprise": firm }), "")
            .await;
    }

    async fn months(&mut self, month: &Value, earlier: &Value) {
        let counts = json!([{"measure": "units_inspected", "value": 1000.0},
            {"measure": "units_defective", "value": 60.0}]);
        let figures = json!({"dataRequest": month, "idempotencyKey": "a", "counts": counts});
        let report = self.makes("submitReport", figures, "report").await;
        self.does("acceptReport", json!({ "report": report }), "")
            .await;
        let back = json!({"report": report, "reason": "Look again."});
        self.does("returnReport", back, "").await;
        let asked = json!({ "dataRequest": earlier });
        let with = |field: &str, value: &str| json!({"dataRequest": earlier, field: value});
        self.does("promiseReport", with("by", "2012-11-05"), "")
            .await;
        let nothing = with("idempotencyKey", "b");
        self.does("declareNothingToReport", nothing, "").await;
        self.does("undoNothingToReport", asked.clone(), "").await;
        self.does("extendDueDate", with("dueOn", "2012-11-12"), "")
            .await;
        self.does("reissueLink", asked.clone(), "").await;
        self.does("enterByPhone", asked.clone(), "").await;
        self.does("waiveDataRequest", asked, "").await;
        let until = with("until", "2012-12-01T00:00:00Z");
        self.does("reopenDataRequest", until, "").await;
    }

    async fn visits(&mut self, enterprise: &Value, alerts: &[Value]) {
        let value = json!({"enterprise": enterprise, "indicator": "DEFECT_RATE", "value": 12.0,
            "source": "ESTIMATED", "recordedOn": "2011-01-10"});
        self.does("recordBaseline", value, "").await;
        let stage = json!({"enterprise": enterprise, "stage": "READY", "from": "2012-10-01"});
        self.does("setExportStage", stage, "").await;
        let alert = json!({ "alert": alerts[0] });
        self.does("acknowledgeAlert", alert, "").await;
        let plan = json!({"alert": alerts[0], "plannedOn": "2012-11-20"});
        let visit = self.makes("planVisit", plan, "visit").await;
        let held = json!({"visit": visit, "heldOn": "2012-11-01", "findings": "x", "advice": "y"});
        self.does("recordVisit", held, "").await;
        let reason = json!({"alert": alerts[1], "reason": "Called them."});
        self.does("resolveAlert", reason, "").await;
    }

    async fn mails(&mut self, message: &Value, run: &Value) {
        let pause = json!({"province": "ID-JK", "reason": "Flood"});
        let pause = self.makes("pauseChasing", pause, "pause").await;
        self.does("resumeChasing", json!({ "pause": pause }), "")
            .await;
        self.does("retryMessage", json!({ "message": message }), "")
            .await;
        self.does("releaseRun", json!({ "run": run }), "").await;
        let quarter = json!({"province": "ID-JK", "quarter": "2012-Q3"});
        self.does("compileSummary", quarter, "").await;
    }
}

/// Two alerts, a message that failed and a run that is held.
async fn troubles(served: &Served) {
    for recovered_at in [None, Some(at(NOW))] {
        let mut alert = silence(served.small.enterprise, "ID-JK", at(NOW));
        alert.episode = format!("{recovered_at:?}");
        alert.recovered_at = recovered_at;
        insert::<entity::alert::Entity, _>(&served.db, alert).await;
    }
    let failed = message::ActiveModel {
        state: Set(message::MessageState::Failed),
        ..message::queued(
            message::Purpose::Chase,
            "owner@melati.example.org",
            at(NOW).date_naive(),
            at(NOW),
        )
    };
    let failed = message::Entity::insert(failed);
    failed.exec_without_returning(&served.db).await.unwrap();
    let held = run::Model {
        job: "chase".into(),
        slot: at(NOW),
        zone: "WIB".into(),
        fence: 1,
        claimed_until: at(NOW),
        started_at: at(NOW),
        finished_at: Some(at(NOW)),
        outcome: Some("HELD".into()),
        released_at: None,
        expected: 60,
        planned: 60,
        queued: 0,
        skipped: 0,
    };
    insert::<run::Entity, _>(&served.db, held).await;
}

/// The mutations of the schema.
async fn mutations(served: &Served) -> BTreeSet<String> {
    let query = "{ __type(name: \"Mutation\") { fields { name } } }";
    let fields = served.api.data(&served.office, query).await["__type"]["fields"].clone();
    let names = fields.as_array().unwrap().iter();
    names
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

const NODES: &str = "{ dataRequests { nodes { id month } } alerts { nodes { id } }
    messages { nodes { id } } runs { nodes { name } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_mutation_leaves_a_trail(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let month = "2012-09".parse().unwrap();
    request(&served.db, served.small.enterprise, month).await;
    troubles(&served).await;
    let there = served.api.data(&served.office, NODES).await;
    let id = |list: &str, at: usize| there[list]["nodes"][at]["id"].clone();
    let month = |month: &str| {
        let all = there["dataRequests"]["nodes"].as_array().unwrap();
        let of = all.iter().find(|one| one["month"] == month);
        of.unwrap()["id"].clone()
    };
    let mut office = Office {
        served: &served,
        made: BTreeSet::new(),
    };
    let (enterprise, partner) = (served.id("enterprises"), served.id("partners"));
    office.people(enterprise, partner).await;
    office.training(partner).await;
    office.months(&month("2012-10"), &month("2012-09")).await;
    let alerts = [id("alerts", 0), id("alerts", 1)];
    office.visits(enterprise, &alerts).await;
    let run = &there["runs"]["nodes"][0]["name"];
    office.mails(&id("messages", 0), run).await;
    assert_eq!(
        office.made,
        mutations(&served).await,
        "a mutation is not among those that were made"
    );
}

async fn changes_of(served: &Served, noun: &str) -> Vec<Value> {
    let rows = audit::Entity::find().filter(audit::Column::Noun.eq(noun));
    let rows = rows.all(&served.db).await.unwrap();
    let all = rows.iter();
    all.map(|row| serde_json::from_str(&row.changes).unwrap())
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_on_a_row_is_in_its_trail(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let lesson = json!({"cohort": served.id("cohorts"), "module": "M1", "heldOn": "2012-10-01",
        "days": 2, "trainers": [served.id("trainers")],
        "participations": [{"enterprise": served.id("enterprises"), "workersWomen": 7}]});
    served.done("recordSession", lesson, "").await;
    let session = changes_of(&served, "Session").await;
    let has = |field: &str, value: Value| session.iter().any(|one| one[field]["after"] == value);
    assert!(has("workers_women", json!(7)), "{session:?}");
    assert!(
        has("trainer_id", json!(served.small.trainer)),
        "{session:?}"
    );

    let token = json!({"email": "rina@office.example.org", "name": "Rina", "role": "MANAGER",
        "provinces": ["ID-JK"], "days": 10});
    served.done("createToken", token, "").await;
    let account = changes_of(&served, "Account").await;
    let has = |field: &str, value: &str| account.iter().any(|one| one[field]["after"] == value);
    assert!(has("role", "MANAGER"), "{account:?}");
    assert!(has("province_code", "ID-JK"), "{account:?}");

    let person = contact::Entity::find()
        .one(&served.db)
        .await
        .unwrap()
        .unwrap();
    stop::stop(&served.db, &person, at(NOW)).await.unwrap();
    stop::stop(&served.db, &person, at(NOW)).await.unwrap();
    stop::resume(&served.db, &person, at(NOW)).await.unwrap();
    let rows = audit::Entity::find().filter(audit::Column::Noun.eq("Contact"));
    let actions = rows.all(&served.db).await.unwrap().into_iter();
    let actions: Vec<_> = actions.map(|row| row.action).collect();
    assert_eq!(actions, ["unsubscribe", "resubscribe"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_office_does_to_mails_runs_and_pauses_is_readable() {
    let served = served(Kind::Sqlite).await.unwrap();
    troubles(&served).await;
    let asked = served.small.enterprise;
    request_in(&served.db, "ID-JK", asked, "2012-09".parse().unwrap()).await;
    let there = served.api.data(&served.office, NODES).await;
    let pause = json!({"province": "ID-JK", "reason": "Flood"});
    served.done("pauseChasing", pause, "").await;
    let failed = json!({ "message": there["messages"]["nodes"][0]["id"] });
    served.done("retryMessage", failed, "").await;
    let held = json!({ "run": there["runs"]["nodes"][0]["name"] });
    served.done("releaseRun", held, "").await;
    let quarter = json!({"province": "ID-JK", "quarter": "2012-Q3"});
    served.done("compileSummary", quarter, "").await;
    let query = "{ messages { nodes { history { action } } } runs { nodes { history { action } } }
        pauses { nodes { history { action reason } } } summaries { nodes { history { action } } } }";
    let seen = served.api.data(&served.office, query).await;
    let history = |list: &str| seen[list]["nodes"][0]["history"].clone();
    assert_eq!(history("messages"), json!([{"action": "retryMessage"}]));
    assert_eq!(history("runs"), json!([{"action": "releaseRun"}]));
    let paused = json!([{"action": "pauseChasing", "reason": "Flood"}]);
    assert_eq!(history("pauses"), paused);
    assert_eq!(history("summaries"), json!([{"action": "compileSummary"}]));
}
