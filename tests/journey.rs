//! The main job from end to end, through the built binary: migrate, seed, send,
//! open the link in the mail, answer, and see the figures in GraphQL.

use std::collections::HashSet;

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, process},
    smtp::{Script, SmtpServer},
};

const FIRST: &str = "2012-11-01T09:05:00+07:00";

struct World {
    database: TestDatabase,
    smtp: SmtpServer,
}

impl World {
    async fn run(&self, arguments: &[&str]) -> String {
        let command = process(arguments, &self.database, &self.smtp, PUBLIC_URL);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn from_the_mail_to_the_figure(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let world = World {
        database,
        smtp: SmtpServer::start(Script::new()).await,
    };
    world.run(&["migrate"]).await;
    world.run(&["seed", "demo"]).await;
    for _ in 0..2 {
        world.run(&["job", "data-request", "--at", FIRST]).await;
        world.run(&["job", "deliver", "--at", FIRST]).await;
    }
    let mails = world.smtp.mails();
    let people: HashSet<_> = mails.iter().map(|mail| mail.to.clone()).collect();
    assert!(mails.len() > 50, "only {} mails", mails.len());
    assert_eq!(people.len(), mails.len(), "somebody got two mails");

    let token = world
        .run(&[
            "token",
            "create",
            "--account",
            "office@example.org",
            "--role",
            "ADMIN",
        ])
        .await;
    let api = ["api", "--bind", "127.0.0.1:0"];
    let mut api = process(&api, &world.database, &world.smtp, PUBLIC_URL).spawn();
    let url = api.url();
    let page = mails[0].link().replace(PUBLIC_URL, &url);
    answer(&page).await;
    let figures = graphql(&url, token.trim()).await;
    let readings = figures["data"]["reports"]["edges"][0]["node"]["readings"]
        .as_array()
        .unwrap()
        .clone();
    let defects = readings
        .iter()
        .find(|reading| reading["indicator"]["code"] == "DEFECT_RATE")
        .unwrap();
    assert_eq!(defects["value"], json!(6.0), "{figures}");
    assert!(defects["changeSinceBaseline"].is_number(), "{figures}");
    assert!(api.terminate().success());
}

/// GET and HEAD change nothing; a bad post comes back with what was typed; a good one is stored once.
async fn answer(page: &str) {
    let browser = reqwest::Client::new();
    let shown = browser.get(page).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    assert!(shown.content_length().unwrap_or(0) < 30_000);
    assert_eq!(browser.head(page).send().await.unwrap().status(), 200);
    let bad = [
        ("m-units_inspected", "seribu"),
        ("m-units_defective", "60"),
        ("base", "0"),
        ("lang", "id"),
    ];
    let refused = browser.post(page).form(&bad).send().await.unwrap();
    assert_eq!(refused.status(), 422);
    let html = refused.text().await.unwrap();
    assert!(
        html.contains("seribu") && html.contains("value=\"60\""),
        "{html}"
    );
    let good = [
        ("m-units_inspected", "1.000"),
        ("m-units_defective", "60"),
        ("base", "0"),
        ("lang", "id"),
    ];
    for _ in 0..2 {
        let taken = browser.post(page).form(&good).send().await.unwrap();
        assert_eq!(taken.status(), 200);
        assert!(taken.text().await.unwrap().contains("Terima kasih"));
    }
    let tampered = format!("{}A", &page[..page.len() - 1]);
    let status = browser.get(&tampered).send().await.unwrap().status();
    assert!(status == 404 || tampered == page, "{status}");
}

async fn graphql(url: &str, token: &str) -> Value {
    let query = "{ reports(first: 1, filter: {month: {eq: \"2012-10\"}}) { edges { node { version readings { value changeSinceBaseline indicator { code } } } } } }";
    let answer = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .bearer_auth(token)
        .json(&json!({ "query": query }))
        .send()
        .await
        .unwrap();
    answer.json().await.unwrap()
}
