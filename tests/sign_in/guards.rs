//! What a stranger learns and can do: nothing.

use entity::{message, sign_in, token};
use reqwest::{StatusCode, header};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{ADDRESS, Office, cookie};
use crate::support::{
    databases::Kind,
    programme::{NOW, at},
};

/// Who has no account.
const NOBODY: &str = "nobody@office.example.org";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_whether_an_account_exists() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let mut answers = Vec::new();
    for address in [NOBODY, ADDRESS] {
        let answer = office.ask(address).await;
        let to = answer.headers()[header::LOCATION].clone();
        answers.push((answer.status(), to, answer.text().await.unwrap()));
    }
    assert_eq!(answers[0], answers[1]);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_an_account_is_sent_nothing(#[case] kind: Kind) {
    let Some(office) = Office::open(kind, None).await else {
        return;
    };
    for (address, count) in [(NOBODY, 0), ("nonsense", 0), (ADDRESS, 1)] {
        sign_in::ask(&office.db, address, at(NOW)).await.unwrap();
        let links = sign_in::Entity::find().count(&office.db).await.unwrap();
        let mails = message::Entity::find().count(&office.db).await.unwrap();
        assert_eq!((links, mails), (count, count), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_sent_three_links_at_most() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let now = at(NOW);
    for _ in 0..5 {
        sign_in::ask(&office.db, " Rina@Office.Example.org ", now)
            .await
            .unwrap();
    }
    assert_eq!(message::Entity::find().count(&office.db).await.unwrap(), 3);
    let later = now + sign_in::LINK_LIVES;
    sign_in::ask(&office.db, ADDRESS, later).await.unwrap();
    assert_eq!(message::Entity::find().count(&office.db).await.unwrap(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_asks_for_so_many_links_and_no_more() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let mut refused = None;
    for attempt in 0..40 {
        let answer = office
            .ask(&format!("nobody{attempt}@office.example.org"))
            .await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            refused = Some((attempt, answer));
            break;
        }
    }
    let (attempt, answer) = refused.expect("it is stopped");
    assert!((20..25).contains(&attempt), "{attempt}");
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    let looked = office
        .client
        .get(office.at("/sign-in"))
        .send()
        .await
        .unwrap();
    assert_eq!(looked.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_site_s_page_acts_for_a_browser() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let cookie = office.cookie().await;
    let link = office.link(&office.asked().await);
    let foreign: [&[(&str, &str)]; 4] = [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example.org"),
        ],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example.org")],
        &[("origin", "null")],
    ];
    for sent in foreign {
        let (status, answer) = office.viewer(&cookie, sent).await;
        assert_eq!(status, 403, "{sent:?}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        for path in [link.clone(), office.at("/sign-out"), office.at("/sign-in")] {
            let mut posted = office.client.post(&path).header(header::COOKIE, &cookie);
            for (name, value) in sent {
                posted = posted.header(*name, *value);
            }
            let form = [("email", ADDRESS)];
            let answer = posted.form(&form).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {sent:?}");
        }
    }
    let own = office.site.url().to_owned();
    let (status, answer) = office.viewer(&cookie, &[("origin", &own)]).await;
    assert_eq!(
        (status, &answer["data"]["viewer"]["role"]),
        (200, &"ADMIN".into())
    );
    let (status, _) = office
        .viewer(&cookie, &[("sec-fetch-site", "same-origin")])
        .await;
    assert_eq!(status, 200);
    assert_eq!(token::Entity::find().count(&office.db).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_is_no_header_and_a_header_no_cookie() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let cookie = office.cookie().await;
    let secret = cookie.split_once('=').unwrap().1;
    let as_header = format!("Bearer {secret}");
    let (status, _) = office.viewer("", &[("authorization", &as_header)]).await;
    assert_eq!(status, 401);
    let (status, viewer) = office.viewer("score=nonsense", &[]).await;
    assert_eq!(
        (status, &viewer["data"]["viewer"]["role"]),
        (200, &"ANONYMOUS".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_the_host_s_own() {
    let public = "https://score.example.org";
    let office = Office::open(Kind::Sqlite, Some(public)).await.unwrap();
    let link = office.link(&office.asked().await);
    let answer = office.client.post(link).send().await.unwrap();
    let line = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(line.starts_with("__Host-score=session_"), "{line}");
    for guard in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(line.contains(guard), "{line}");
    }
    let (_, viewer) = office.viewer(&cookie(&answer), &[("origin", public)]).await;
    assert_eq!(viewer["data"]["viewer"]["role"], "ADMIN");
}
