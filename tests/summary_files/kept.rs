//! A file is made once, says what it is, and is not sent twice.

use entity::{
    Language, account,
    account::Role,
    summary::{
        file::{self, Audience, Form, Key},
        material::newest,
    },
};
use futures_util::future::join_all;
use reqwest::{StatusCode, header};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};

use super::*;
use crate::{
    summary::hash,
    support::programme::{NOW, at},
};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_made_once_and_never_changes(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let (one, other) = (Api::serve(db.clone()).await, Api::serve(db.clone()).await);
    let manager = one.token(Role::Manager, None, &[PROVINCE]).await;
    let before = seen(&one, &manager).await;
    assert_eq!(kept_hash(&before, "XLSX"), Value::Null);
    assert_eq!(file::Entity::find().count(&db).await.unwrap(), 0);
    let path = &paths(&before)["XLSX"];
    let (first, second) = tokio::join!(bytes(&one, &manager, path), bytes(&other, &manager, path));
    assert_eq!(first, second);
    assert_eq!(file::Entity::find().count(&db).await.unwrap(), 1);
    let after = seen(&one, &manager).await;
    assert_eq!(kept_hash(&after, "XLSX"), hash(&first));
    // The account's language is not asked: the same address gives the same bytes.
    account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value("en"))
        .exec(&db)
        .await
        .unwrap();
    assert_eq!(bytes(&one, &manager, path).await, first);
    assert_ne!(
        bytes(&one, &manager, &path.replace("lang=en", "lang=id")).await,
        first
    );
    // What an older program kept is served as it was kept.
    let edition = newest(
        &db,
        &entity::scope::Scope::Admin,
        Some(PROVINCE),
        QUARTER.parse().unwrap(),
    );
    let key = Key {
        summary: edition.await.unwrap().unwrap().id,
        audience: Audience::Internal,
        form: Form::Csv,
        language: Language::En,
    };
    let old = file::keep(&db, key, b"as it was".to_vec(), at(NOW))
        .await
        .unwrap();
    let again = file::keep(&db, key, b"as it is".to_vec(), at(NOW))
        .await
        .unwrap();
    assert_eq!(again, old);
    assert_eq!(
        bytes(&one, &manager, &paths(&before)["CSV"]).await,
        b"as it was"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_says_what_it_is_and_is_not_sent_twice() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = demo(&database).await;
    let api = Api::serve(db).await;
    let manager = api.token(Role::Manager, None, &[PROVINCE]).await;
    let id = seen(&api, &manager).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (ending, media, disposition) in [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
        ),
        ("pdf", "application/pdf", "inline"),
        ("csv", "text/csv; charset=utf-8", "attachment"),
        ("html", "text/html; charset=utf-8", "inline"),
    ] {
        let path = format!("/summaries/{id}.{ending}");
        let response = get(&api, &manager, &path).await;
        let headers = response.headers().clone();
        let of = |name: header::HeaderName| headers[name].to_str().unwrap().to_owned();
        assert_eq!(of(header::CONTENT_TYPE), media);
        let name =
            format!("{disposition}; filename=\"score-jawa-tengah-{QUARTER}-2-internal.{ending}\"");
        assert_eq!(of(header::CONTENT_DISPOSITION), name);
        assert_eq!(of(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(of(header::CACHE_CONTROL), "private, no-cache");
        assert_eq!(of(header::CONTENT_LANGUAGE), "id");
        let policy = headers.get(header::CONTENT_SECURITY_POLICY);
        assert_eq!(policy.is_some(), ending == "html");
        let body = response.bytes().await.unwrap();
        let tag = of(header::ETAG);
        assert_eq!(tag, format!("\"{}\"", hash(&body)));
        let known = [("if-none-match", tag.as_str())];
        let again = ask(&api, Method::GET, &manager, &path, &known).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(again.bytes().await.unwrap().is_empty());
        let head = ask(&api, Method::HEAD, &manager, &path, &[]).await;
        assert_eq!(head.status(), StatusCode::OK);
        assert_eq!(head.headers()[header::ETAG], tag);
        let english = [("accept-language", "de, en;q=0.8")];
        let english = ask(&api, Method::GET, &manager, &path, &english).await;
        assert_eq!(english.headers()[header::CONTENT_LANGUAGE], "en");
        let public = get(&api, "", &path).await;
        assert_eq!(public.headers()[header::CACHE_CONTROL], "private, no-cache");
        let name = format!("{disposition}; filename=\"score-jawa-tengah-{QUARTER}-2.{ending}\"");
        assert_eq!(public.headers()[header::CONTENT_DISPOSITION], name);
        assert_ne!(public.headers()[header::ETAG], tag);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn six_who_ask_at_once_wait_for_one_file() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let api = Api::serve(demo(&database).await).await;
    let manager = api.token(Role::Manager, None, &[PROVINCE]).await;
    let path = paths(&seen(&api, &manager).await)["PDF"].clone();
    let (_running, url) = serving(&database);
    let client = reqwest::Client::new();
    let asked = (0..6).map(|_| {
        let asked = client.get(format!("{url}{path}")).bearer_auth(&manager);
        async { asked.send().await.unwrap().bytes().await.unwrap() }
    });
    let files = join_all(asked).await;
    assert!(files.iter().all(|file| *file == files[0]));
    assert!(files[0].starts_with(b"%PDF-"));
    assert_eq!(made(&url).await, 1);
}
