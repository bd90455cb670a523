//! Trusted documents: known by hash and by text; where nothing else runs, nothing else runs.

use api::{Access, TrustedDocuments};
use reqwest::Client;
use serde_json::{Value, json};

use super::{code, served};

const TEXT: &str = "query Codes { provinces { nodes { code } } }";
/// `printf 'query Codes { provinces { nodes { code } } }' | sha256sum`
const HASH: &str = "4ece8475ef853d7a760c5dde248a0eaebaa1acf0dfa423a51a0b7e7d730c56a8";

fn folder(only_trusted: bool) -> Access {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("codes.graphql"), format!("{TEXT}\n")).unwrap();
    std::fs::write(folder.path().join("readme.md"), "no document").unwrap();
    Access {
        documents: TrustedDocuments::read(folder.path()).unwrap(),
        only_trusted,
        ..Access::default()
    }
}

async fn post(url: &str, body: Value) -> Value {
    let asked = Client::new().post(url).json(&body).send().await.unwrap();
    asked.json().await.unwrap()
}

fn by_hash(hash: &str) -> Value {
    json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_known_by_its_hash() {
    let (_database, api) = served(folder(false)).await;
    let known = post(api.url(), by_hash(HASH)).await;
    assert_eq!(
        known["data"]["provinces"]["nodes"][0]["code"], "ID-AC",
        "{known}"
    );
    let extensions = by_hash(HASH)["extensions"].to_string();
    let got = Client::new()
        .get(api.url())
        .query(&[("extensions", &extensions)]);
    let got: Value = got.send().await.unwrap().json().await.unwrap();
    assert_eq!(got, known);
    let unknown = post(api.url(), by_hash(&"0".repeat(64))).await;
    assert_eq!(code(&unknown), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(unknown["errors"][0]["message"], "PersistedQueryNotFound");
    let mut other = by_hash(HASH);
    other["query"] = "{ __typename }".into();
    assert_eq!(code(&post(api.url(), other).await), "BAD_USER_INPUT");
    let free = post(api.url(), json!({ "query": "{ __typename }" })).await;
    assert_eq!(free["data"]["__typename"], "Query", "{free}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_runs_where_only_trusted_documents_do() {
    let (_database, api) = served(folder(true)).await;
    for body in [by_hash(HASH), json!({ "query": TEXT })] {
        let answer = post(api.url(), body).await;
        assert!(answer["data"]["provinces"].is_object(), "{answer}");
    }
    let office = api.office().await;
    for query in [
        "{ __typename }",
        "{ provinces { totalCount } }",
        "{ not graphql",
    ] {
        let answer = api.answer(&office, query, json!({})).await;
        assert_eq!(code(&answer), "DOCUMENT_NOT_TRUSTED", "{answer}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.graphql");
    std::fs::write(&file, "query {").unwrap();
    let said = TrustedDocuments::read(folder.path())
        .unwrap_err()
        .to_string();
    assert!(said.contains("broken.graphql"), "{said}");
    let said = TrustedDocuments::read(&file).unwrap_err().to_string();
    assert!(said.contains("cannot be read"), "{said}");
}
