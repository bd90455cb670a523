//! The whole way, over SMTP; and what the link, the cookie and the mail do when their time is over.

use chrono::TimeDelta;
use entity::{
    message::{self, MessageState},
    token,
};
use reqwest::{StatusCode, header};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use worker::{JobName, run_job};

use super::{ADDRESS, Office, cookie};
use crate::support::{
    databases::Kind,
    office::settings,
    programme::{NOW, at},
    site,
    smtp::{Script, SmtpServer},
};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_by_mail_once_and_out_again(#[case] kind: Kind) {
    let Some(office) = Office::open(kind, None).await else {
        return;
    };
    office.asked().await;
    let smtp = SmtpServer::start(Script::new()).await;
    let mut settings = settings(&smtp);
    settings.secrets = site::secrets();
    settings.public_url = office.site.url().to_owned();
    let now = at(NOW) + TimeDelta::minutes(1);
    run_job(&office.db, &settings, JobName::Deliver, now, false)
        .await
        .unwrap();
    let mail = smtp.mails().pop().expect("the link is mailed");
    assert_eq!(mail.recipient(), ADDRESS);
    let text = mail.text();
    let link = text
        .split_whitespace()
        .find(|word| word.contains("/sign-in/"))
        .unwrap();
    let kept = message::Entity::find()
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    let kept = kept.body_text.unwrap();
    assert!(
        kept.contains("/sign-in/…") && !kept.contains(link),
        "{kept}"
    );

    for _ in 0..2 {
        let head = office.client.head(link).send().await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
        let page = office.client.get(link).send().await.unwrap();
        assert!(page.headers().get(header::SET_COOKIE).is_none());
        assert!(
            page.text()
                .await
                .unwrap()
                .contains("<form method=\"post\">")
        );
    }
    assert_eq!(token::Entity::find().count(&office.db).await.unwrap(), 0);
    let entered = office.client.post(link).send().await.unwrap();
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = cookie(&entered);
    let (_, viewer) = office.viewer(&cookie, &[]).await;
    assert_eq!(viewer["data"]["viewer"]["role"], "ADMIN", "{viewer}");
    assert_eq!(viewer["data"]["viewer"]["email"], ADDRESS);
    let inside = office
        .client
        .get(office.at("/sign-in"))
        .header(header::COOKIE, &cookie);
    assert!(
        inside
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("Rina Wijaya")
    );

    let again = office.client.post(link).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::GONE, "a link signs in once");
    assert!(again.headers().get(header::SET_COOKIE).is_none());
    let out = office
        .client
        .post(office.at("/sign-out"))
        .header(header::COOKIE, &cookie);
    let out = out.send().await.unwrap();
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    assert!(
        out.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    let (_, viewer) = office.viewer(&cookie, &[]).await;
    assert_eq!(viewer["data"]["viewer"]["role"], "ANONYMOUS", "{viewer}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_presses_at_once_sign_in_once(#[case] kind: Kind) {
    let Some(office) = Office::open(kind, None).await else {
        return;
    };
    let link = office.link(&office.asked().await);
    let press = || office.client.post(&link).send();
    let (one, other) = tokio::join!(press(), press());
    let mut statuses = [one.unwrap().status(), other.unwrap().status()];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
    assert_eq!(token::Entity::find().count(&office.db).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_after_a_quarter_of_an_hour_and_a_session_after_two_weeks() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let cookie = office.cookie().await;
    let late = office.asked().await;
    office.site.go_to(at(NOW) + TimeDelta::minutes(16)).await;
    let link = office.link(&late);
    for answer in [office.client.get(&link), office.client.post(&link)] {
        assert_eq!(answer.send().await.unwrap().status(), StatusCode::GONE);
    }
    let smtp = SmtpServer::start(Script::new()).await;
    let now = at(NOW) + TimeDelta::minutes(16);
    run_job(&office.db, &settings(&smtp), JobName::Deliver, now, false)
        .await
        .unwrap();
    assert!(smtp.mails().is_empty(), "what opens nothing is not sent");
    let left = message::Entity::find().all(&office.db).await.unwrap();
    assert!(
        left.iter()
            .all(|message| message.state == MessageState::Moot)
    );

    let role = async || office.viewer(&cookie, &[]).await.1["data"]["viewer"]["role"].clone();
    office.site.go_to(at(NOW) + TimeDelta::days(13)).await;
    assert_eq!(role().await, "ADMIN");
    office.site.go_to(at(NOW) + TimeDelta::days(15)).await;
    assert_eq!(role().await, "ANONYMOUS");
}
