//! `/unsubscribe/TOKEN` over HTTP: one click of a mail program, a scanner that only looks, and the undo.

use chrono::{DateTime, Utc};
use entity::{
    contact,
    link::{Link, LinkPurpose},
};
use reqwest::{Client, Method, StatusCode};
use rstest::rstest;
use sea_orm::EntityTrait;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at, enterprise, small},
    site::{Site, open, post},
};

/// A site, and the address that its mail to the owner names in `List-Unsubscribe`.
async fn site(kind: Kind) -> Option<(TestDatabase, Site, String)> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    small(&db).await;
    enterprise(&db, "UD Kedua", "ID-JT", "Owner@Melati.example.org").await;
    let owner = contact::Entity::find().one(&db).await.unwrap().unwrap();
    let site = Site::start(db, at(NOW)).await;
    let link = Link {
        purpose: LinkPurpose::Unsubscribe,
        id: owner.id,
        generation: 0,
        expires_at: at("2013-12-31T00:00:00Z"),
    };
    let page = format!("{}/unsubscribe/{}", site.url(), site.sign(&link));
    Some((database, site, page))
}

/// When each of the person's contacts stopped the mails.
async fn stopped(site: &Site) -> Vec<Option<DateTime<Utc>>> {
    let contacts = contact::Entity::find().all(&site.db).await.unwrap();
    contacts.iter().map(|one| one.unsubscribed_at).collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn one_click_stops_the_mails_and_a_button_undoes_it(#[case] kind: Kind) {
    let Some((_database, site, page)) = site(kind).await else {
        return;
    };
    // As RFC 8058 has it: no cookie, no redirect, this one field.
    let clicked = post(&page, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(clicked.status, StatusCode::OK, "{}", clicked.html);
    let all = stopped(&site).await;
    assert!(
        all.iter().all(Option::is_some),
        "at all enterprises: {all:?}"
    );
    let shown = open(&page).await;
    assert!(shown.html.contains("name=\"undo\""), "{}", shown.html);
    let undone = post(&page, &[("undo", "1")]).await;
    assert_eq!(undone.status, StatusCode::OK);
    assert!(stopped(&site).await.iter().all(Option::is_none));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_in_parts_or_without_a_body_counts_too() {
    for body in [None, Some("multipart/form-data; boundary=b")] {
        let (_database, site, page) = site(Kind::Sqlite).await.unwrap();
        let mut click = Client::new().post(&page);
        if let Some(kind) = body {
            let part = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
                        One-Click\r\n--b--\r\n";
            click = click.header("content-type", kind).body(part);
        }
        let answer = click.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{body:?}");
        assert!(stopped(&site).await.iter().all(Option::is_some), "{body:?}");
    }
}

#[rstest]
#[case::get(Method::GET)]
#[case::head(Method::HEAD)]
#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_changes_nothing(#[case] method: Method) {
    let (_database, site, page) = site(Kind::Sqlite).await.unwrap();
    for undo in ["", "?undo=1", "?List-Unsubscribe=One-Click"] {
        let asked = Client::new().request(method.clone(), format!("{page}{undo}"));
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(stopped(&site).await.iter().all(Option::is_none), "{undo}");
    }
    post(&page, &[("List-Unsubscribe", "One-Click")]).await;
    for undo in ["", "?undo=1"] {
        let asked = Client::new().request(method.clone(), format!("{page}{undo}"));
        asked.send().await.unwrap();
        assert!(stopped(&site).await.iter().all(Option::is_some), "{undo}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_another_kind_stops_nothing() {
    let (_database, site, page) = site(Kind::Sqlite).await.unwrap();
    let token = site.sign(&Link {
        purpose: LinkPurpose::Submit,
        id: contact::Entity::find()
            .one(&site.db)
            .await
            .unwrap()
            .unwrap()
            .id,
        generation: 0,
        expires_at: at("2013-12-31T00:00:00Z"),
    });
    let other = format!("{}/unsubscribe/{token}", site.url());
    for page in [&other, &format!("{page}x")] {
        let clicked = post(page, &[("List-Unsubscribe", "One-Click")]).await;
        assert_eq!(clicked.status, StatusCode::NOT_FOUND);
    }
    assert!(stopped(&site).await.iter().all(Option::is_none));
}
