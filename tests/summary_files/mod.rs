//! An edition's files: who gets which, made once, the same figures in each form.

mod figures;
mod half_year;
mod kept;
mod killed;
mod readers;

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Reader, Xlsx};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    summary::{QUARTER, demo},
    support::{
        api::Api,
        binary::{Running, score},
        databases::{Kind, TestDatabase},
        pdf,
    },
};

const PROVINCE: &str = "ID-JT";
const FILES: &str = "query($province: String, $quarter: Quarter!) {
    summary(province: $province, quarter: $quarter) { id isPublicSet
        files(language: EN) { form url hash }
        figures { silent { name } reporting { counts { received receivedRate } }
            indicators { code measured { n level } } } } }";

async fn ask(
    api: &Api,
    method: Method,
    token: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Response {
    let url = api.url().replace("/graphql", path);
    let mut asked = reqwest::Client::new().request(method, url);
    for (name, value) in headers {
        asked = asked.header(*name, *value);
    }
    if !token.is_empty() {
        asked = asked.bearer_auth(token);
    }
    asked.send().await.unwrap()
}

async fn get(api: &Api, token: &str, path: &str) -> Response {
    ask(api, Method::GET, token, path, &[]).await
}

/// The API in a process of its own, which counts what it makes; and where it is.
fn serving(database: &TestDatabase) -> (Running, String) {
    let mut running = score(&["api", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env(
            "SCORE_SECRET",
            "a secret that is long enough for a test of files",
        )
        .spawn();
    let url = running.url();
    (running, url)
}

/// How many files the process at `url` has made.
async fn made(url: &str) -> u32 {
    let metrics = reqwest::get(format!("{url}/metrics")).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    let mut counts = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("score_files_made_total "));
    counts.next().map_or(0, |count| count.parse().unwrap())
}

async fn bytes(api: &Api, token: &str, path: &str) -> Vec<u8> {
    let response = get(api, token, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.bytes().await.unwrap().to_vec()
}

async fn seen(api: &Api, token: &str) -> Value {
    let which = json!({"province": PROVINCE, "quarter": QUARTER});
    api.data_with(token, FILES, which).await["summary"].clone()
}

/// The paths of an edition's files, as GraphQL links them, by form.
fn paths(summary: &Value) -> BTreeMap<String, String> {
    let files = summary["files"].as_array().unwrap();
    let path = |file: &Value| {
        let url = file["url"].as_str().unwrap();
        let path = url.strip_prefix("http://score.example.org").unwrap();
        (file["form"].as_str().unwrap().to_owned(), path.to_owned())
    };
    files.iter().map(path).collect()
}

/// The hash of a form as GraphQL tells it; null while it was not made.
fn kept_hash(summary: &Value, form: &str) -> Value {
    let files = summary["files"].as_array().unwrap();
    let one = files.iter().find(|file| file["form"] == form).unwrap();
    one["hash"].clone()
}

fn workbook(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// All words of a file; those of HTML with its tags.
pub(crate) fn words(form: &str, bytes: &[u8]) -> String {
    match form.to_uppercase().as_str() {
        "PDF" => return pdf::words(bytes),
        "CSV" | "HTML" => return String::from_utf8(bytes.to_vec()).unwrap(),
        _ => {}
    }
    let mut workbook = workbook(bytes);
    let sheets = workbook.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.rows().flatten());
    cells.map(|cell| format!("{cell}\n")).collect()
}
