//! What happens is heard once, when it is committed and not before.

use entity::{
    database::begin_write,
    message::{self, Purpose},
};
use rstest::rstest;
use serde_json::json;
use worker::{JobName, run_job};

use super::{ALERTS, MESSAGES, REPORTS, answer, mail, served};
use crate::support::{
    databases::Kind,
    office::settings,
    programme::{NOW, at, request},
    smtp::{Script, SmtpServer},
    socket::Socket,
};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_heard_and_so_is_its_correction(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    socket.subscribe("r", REPORTS).await;
    for (version, good_output) in [(1, 90.0), (2, 95.0)] {
        answer(&served.db, served.small.request, good_output).await;
        let report = &socket.event("r").await["reportSubmitted"];
        assert_eq!(report["version"], version);
        assert_eq!(report["enterprise"]["name"], "CV Melati Jaya");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_watch_and_the_worker_are_heard(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    for month in ["2012-08", "2012-09"] {
        request(&served.db, served.small.enterprise, month.parse().unwrap()).await;
    }
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    socket.subscribe("a", ALERTS).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let run = async |job| {
        run_job(&served.db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    };
    run(JobName::Watch).await;
    let alert = &socket.event("a").await["alertOpened"];
    assert_eq!(
        alert,
        &json!({ "rule": "SILENCE", "enterprise": { "name": "CV Melati Jaya" } })
    );
    socket.subscribe("m", MESSAGES).await;
    run(JobName::DataRequest).await;
    assert_eq!(socket.event("m").await["messageChanged"]["state"], "QUEUED");
    run(JobName::Deliver).await;
    assert_eq!(socket.event("m").await["messageChanged"]["state"], "SENT");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_rolled_back_is_not_heard(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    socket.subscribe("m", MESSAGES).await;
    mail(&served.db, "never@example.org", false).await;
    mail(&served.db, "one@example.org", true).await;
    let heard = &socket.event("m").await["messageChanged"];
    assert_eq!(heard["recipient"], "one@example.org");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_late_is_heard_too() {
    let Some(served) = served(Kind::Postgres).await else {
        return;
    };
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    socket.subscribe("m", MESSAGES).await;
    let late = begin_write(&served.db).await.unwrap();
    let day = at(NOW).date_naive();
    let row = message::queued(Purpose::Held, "late@example.org", day, at(NOW));
    message::queue(&late, vec![row]).await.unwrap();
    for recipient in ["one@example.org", "two@example.org"] {
        mail(&served.db, recipient, true).await;
        let heard = &socket.event("m").await["messageChanged"];
        assert_eq!(heard["recipient"], recipient);
    }
    late.commit().await.unwrap();
    let heard = &socket.event("m").await["messageChanged"];
    assert_eq!(heard["recipient"], "late@example.org");
    mail(&served.db, "last@example.org", true).await;
    let heard = &socket.event("m").await["messageChanged"];
    assert_eq!(heard["recipient"], "last@example.org", "each is heard once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_the_client_ends_says_nothing_more() {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    socket.subscribe("1", MESSAGES).await;
    socket.say(json!({ "type": "complete", "id": "1" })).await;
    socket.subscribe("2", MESSAGES).await;
    mail(&served.db, "one@example.org", true).await;
    assert!(socket.event("2").await["messageChanged"].is_object());
    socket.subscribe("1", MESSAGES).await;
}
