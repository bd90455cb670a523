//! Whatever somebody wrote of a person is gone after an erasure, wherever there is room to write.

use std::collections::BTreeSet;

use entity::{
    advisory_visit, bounce, chase_step, message, pause,
    report_version::{self, Channel, ReportKind},
    rules::ladder::{Decision, Step},
    submission::Submission,
    suppression,
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::everywhere::{everything, open_columns};
use crate::support::{
    databases::Kind,
    programme::{NOW, at, insert, silence, submit},
    served::{Served, served},
};

const NAME: &str = "Budi Santoso";
const ADDRESS: &str = "owner@melati.example.org";

/// Where people write what they like.
const WRITTEN: [&str; 17] = [
    "advisory_visit.advice",
    "advisory_visit.findings",
    "advisory_visit.follow_up",
    "alert.resolution",
    "audit.changes",
    "audit.reason",
    "bounce.reason",
    "chase_step.reason",
    "contact.consent_how",
    "contribution.purpose",
    "draft.note",
    "message.body_text",
    "pause.reason",
    "report_version.note",
    "report_version.reason",
    "suppression.reason",
    "target.source",
];
/// Tables and columns that hold codes, keys, the words of programs, and what is somebody's own.
const OTHERS: [&str; 36] = [
    "account",
    "alert.episode",
    "alert.evidence",
    "audit.action",
    "audit.noun",
    "cohort.name",
    "confirmation.subject",
    "contact.consent_version",
    "contact.email",
    "contact.name",
    "contact.phone",
    "contribution.currency",
    "domain_rest",
    "enterprise",
    "heartbeat",
    "holiday",
    "idempotency_key",
    "indicator",
    "measure",
    "message.about",
    "message.last_error",
    "message.recipient",
    "message.subject",
    "message_item.recipient",
    "module",
    "pace",
    "partner",
    "province",
    "report_version.submit_key",
    "retention_rule",
    "run",
    "run_step",
    "seaql_migrations",
    "summary",
    "target.metric",
    "trainer",
];
const KEYS: [&str; 3] = ["suppression.address", "token.prefix", "sqlite_sequence"];

#[tokio::test(flavor = "multi_thread")]
async fn each_column_of_words_is_known() {
    let served = served(Kind::Sqlite).await.unwrap();
    let known: BTreeSet<&str> = [&WRITTEN[..], &OTHERS, &KEYS]
        .concat()
        .into_iter()
        .collect();
    for (table, column) in open_columns(&served.db).await {
        let name = format!("{table}.{column}");
        let is_known = known.contains(table.as_str()) || known.contains(name.as_str());
        assert!(
            is_known || column.ends_with("_code"),
            "may people write in {name}? Then an erasure must reach it, and it belongs into WRITTEN"
        );
    }
}

/// A row for each table of [`WRITTEN`]; what stands in it comes afterwards.
async fn rows(served: &Served) {
    let (db, small) = (&served.db, &served.small);
    let alert = silence(small.enterprise, "ID-JK", at(NOW));
    let visit = advisory_visit::Model {
        id: Uuid::now_v7(),
        enterprise_id: small.enterprise,
        alert_id: Some(alert.id),
        trainer_id: small.trainer,
        planned_on: at(NOW).date_naive(),
        planned_at: at(NOW),
        held_on: None,
        findings: None,
        advice: None,
        follow_up: None,
    };
    insert::<entity::alert::Entity, _>(db, alert).await;
    insert::<advisory_visit::Entity, _>(db, visit).await;
    let pause = pause::Model {
        id: Uuid::now_v7(),
        enterprise_id: None,
        province_code: None,
        reason: None,
        paused_at: at(NOW),
        resumed_at: None,
    };
    insert::<pause::Entity, _>(db, pause).await;
    let mut mail = message::queued(
        message::Purpose::TrainerDigest,
        "sri@trainer.example.org",
        at(NOW).date_naive(),
        at(NOW),
    );
    mail.trainer_id = sea_orm::ActiveValue::Set(Some(small.trainer));
    let id = mail.id.clone().unwrap();
    message::Entity::insert(mail)
        .exec_without_returning(db)
        .await
        .unwrap();
    let bounce = bounce::Model {
        message_id: id,
        bounced_at: at(NOW),
        reason: "550".into(),
    };
    insert::<bounce::Entity, _>(db, bounce).await;
    let suppressed = suppression::Model {
        address: "other@melati.example.org".into(),
        since: at(NOW),
        reason: "550".into(),
        lifted_at: None,
    };
    insert::<suppression::Entity, _>(db, suppressed).await;
    let step = chase_step::Model {
        data_request_id: small.request,
        step: Step::Request,
        decision: Decision::Failed,
        reason: None,
        message_id: None,
        decided_at: at(NOW),
    };
    insert::<chase_step::Entity, _>(db, step).await;
    let draft = entity::draft::Model {
        data_request_id: small.request,
        typed: entity::draft::Typed::default(),
        note: None,
        saved_at: at(NOW),
    };
    let answer = Submission {
        request: small.request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: None,
        counts: [("good_output".to_owned(), 7.0)].into_iter().collect(),
    };
    submit(db, answer, at(NOW)).await.unwrap();
    entity::draft::Entity::save(db, draft).await.unwrap();
    let gift = json!({"partner": served.id("partners"), "amount": 1.0, "currency": "USD",
        "fromYear": 2012, "toYear": 2012, "purpose": "x"});
    served.done("recordContribution", gift, "").await;
    let plan = json!({"metric": "ENTERPRISES", "year": 2012, "value": 60.0, "source": "x"});
    served.done("setTarget", plan, "").await;
}

/// Write `text` into every row of the columns that people write in.
async fn plant(db: &DatabaseConnection, text: &str) {
    for name in WRITTEN {
        let (table, column) = name.split_once('.').unwrap();
        let text = match name {
            "audit.changes" => json!({ "note": { "before": null, "after": text } }).to_string(),
            _ => text.to_owned(),
        };
        let sql = format!("UPDATE {table} SET {column} = '{text}'");
        let done = db.execute_unprepared(&sql).await.unwrap();
        assert!(done.rows_affected() > 0, "{name} has no row");
    }
}

async fn erase(served: &Served) {
    let contact = &served.ids["enterprises"]["nodes"][0]["contacts"][0]["id"];
    let asked = json!({"contact": contact, "reason": "Asked by letter."});
    served.done("eraseContact", asked, "").await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn no_note_tells_of_an_erased_person(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    rows(&served).await;
    plant(&served.db, &format!("Tanya {NAME} ({ADDRESS}) dulu.")).await;
    erase(&served).await;
    let left = everything(&served.db).await;
    for trace in [NAME, ADDRESS] {
        let found: Vec<_> = left.lines().filter(|line| line.contains(trace)).collect();
        assert!(found.is_empty(), "{trace}: {found:#?}");
    }
    let version = report_version::Entity::find()
        .one(&served.db)
        .await
        .unwrap();
    assert_eq!(version.unwrap().note.as_deref(), Some("Tanya … (…) dulu."));
}

/// The address of somebody who was put away is in their mails only.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn no_note_tells_of_the_address_that_somebody_had(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    rows(&served).await;
    let person = entity::contact::Entity::find()
        .one(&served.db)
        .await
        .unwrap()
        .unwrap();
    let mut mail = message::queued(
        message::Purpose::Chase,
        ADDRESS,
        at(NOW).date_naive(),
        at(NOW),
    );
    mail.contact_id = sea_orm::ActiveValue::Set(Some(person.id));
    message::Entity::insert(mail)
        .exec_without_returning(&served.db)
        .await
        .unwrap();
    let contact = &served.ids["enterprises"]["nodes"][0]["contacts"][0]["id"];
    served
        .done("archiveContact", json!({ "contact": contact }), "")
        .await;
    plant(&served.db, &format!("Surat ke {ADDRESS} kembali.")).await;
    erase(&served).await;
    let left = everything(&served.db).await;
    let found: Vec<_> = left.lines().filter(|line| line.contains(ADDRESS)).collect();
    assert!(found.is_empty(), "{found:#?}");
}
