//! Each hears of what they may see, and of nothing else.

use entity::{account::Role, data_request};
use rstest::rstest;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use serde_json::{Value, json};
use worker::{JobName, run_job};

use super::{ALERTS, MESSAGES, REPORTS, alarm, answer, mail, served};
use crate::support::{
    databases::Kind,
    office::settings,
    programme::{NOW, at, enterprise, request},
    smtp::{Script, SmtpServer},
    socket::Socket,
};

const IN_LAMPUNG: &str =
    "subscription { reportSubmitted(province: \"ID-LA\") { enterprise { name } } }";
const STATES: &str =
    "subscription { messageChanged { state items { dataRequest { enterprise { name } } } } }";
const ALERTS_IN_LAMPUNG: &str =
    "subscription { alertOpened(province: \"ID-LA\") { enterprise { name } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn strangers_hear_nothing_of_an_enterprise(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let (db, api, small) = (&served.db, &served.api, &served.small);
    let other = enterprise(db, "CV Zamrud", "ID-LA", "owner@zamrud.example.org").await;
    let theirs = request(db, other, "2012-10".parse().unwrap()).await;
    let there = data_request::ActiveModel {
        id: Unchanged(theirs),
        province_code: Set("ID-LA".into()),
        ..Default::default()
    };
    there.update(db).await.unwrap();
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let manager = api.token(Role::Manager, None, &["ID-JK"]).await;
    let mut strangers = Vec::new();
    for token in [trainer, manager] {
        let mut socket = Socket::of(api.url(), &token).await;
        socket.subscribe("r", REPORTS).await;
        socket.subscribe("a", ALERTS).await;
        socket.subscribe("m", MESSAGES).await;
        socket.subscribe("p", IN_LAMPUNG).await;
        strangers.push(socket);
    }
    let mut office = Socket::of(api.url(), &api.office().await).await;
    office.subscribe("p", IN_LAMPUNG).await;
    office.subscribe("a", ALERTS_IN_LAMPUNG).await;

    // A mail of the office to itself is about no request of theirs.
    mail(db, "held@office.example.org", true).await;
    alarm(db, other, "ID-LA").await;
    answer(db, theirs, 7.0).await;
    alarm(db, small.enterprise, "ID-JK").await;
    answer(db, small.request, 90.0).await;

    let name = |event: &Value, field: &str| event[field]["enterprise"]["name"].clone();
    for socket in &mut strangers {
        let mut heard = Vec::new();
        for _ in 0..2 {
            heard.push(socket.said().await);
        }
        heard.sort_by_key(|said| said["id"].to_string());
        assert_eq!(heard[0]["id"], "a");
        assert_eq!(heard[1]["id"], "r");
        assert!(!json!(heard).to_string().contains("Zamrud"), "{heard:?}");
        assert_eq!(socket.pong().await, Vec::<Value>::new());
    }
    let mut heard = [office.said().await, office.said().await];
    heard.sort_by_key(|said| said["id"].to_string());
    assert_eq!(
        name(&heard[0]["payload"]["data"], "alertOpened"),
        "CV Zamrud"
    );
    assert_eq!(
        name(&heard[1]["payload"]["data"], "reportSubmitted"),
        "CV Zamrud"
    );
    assert_eq!(office.pong().await, Vec::<Value>::new());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn trainer_and_manager_hear_of_mail_about_their_enterprises(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let (db, api, small) = (&served.db, &served.api, &served.small);
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let manager = api.token(Role::Manager, None, &["ID-JK"]).await;
    let mut theirs = Vec::new();
    for token in [trainer, manager] {
        let mut socket = Socket::of(api.url(), &token).await;
        socket.subscribe("m", STATES).await;
        theirs.push(socket);
    }
    let smtp = SmtpServer::start(Script::new()).await;
    for (job, state) in [(JobName::DataRequest, "QUEUED"), (JobName::Deliver, "SENT")] {
        run_job(db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
        for socket in &mut theirs {
            let heard = &socket.event("m").await["messageChanged"];
            assert_eq!(heard["state"], state);
            assert_eq!(
                heard["items"][0]["dataRequest"]["enterprise"]["name"],
                "CV Melati Jaya"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_could_never_hear_anything_is_told_so() {
    let served = served(Kind::Sqlite).await.unwrap();
    let donor = served.api.token(Role::Donor, None, &[]).await;
    let nobody_s = served.api.token(Role::Trainer, None, &[]).await;
    for (token, code) in [
        ("", "UNAUTHENTICATED"),
        (&donor, "FORBIDDEN"),
        (&nobody_s, "FORBIDDEN"),
    ] {
        let mut socket = Socket::of(served.api.url(), token).await;
        for query in [REPORTS, MESSAGES, ALERTS] {
            socket.ask("1", query).await;
            let refused = socket.said().await;
            assert_eq!(refused["type"], "error", "{refused}");
            assert_eq!(
                refused["payload"][0]["extensions"]["code"], code,
                "{refused}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_that_there_is_not_is_refused() {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    for code in ["ID-XX", "ID-SM"] {
        let query = format!("subscription {{ alertOpened(province: \"{code}\") {{ id }} }}");
        socket.ask("1", &query).await;
        let refused = socket.said().await;
        let error = &refused["payload"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{refused}");
        assert!(
            error["message"].as_str().unwrap().contains(code),
            "{refused}"
        );
    }
}
