//! Each version of a report leaves who sent it, when, by which way, and what stood there before.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    databases::Kind,
    programme::at,
    served::{Served, served},
    site::{Site, link, post},
};

const HISTORY: &str =
    "{ reports { nodes { history { action at by changes { field before after } } } } }";

async fn history(served: &Served, token: &str) -> Value {
    let data = served.api.data(token, HISTORY).await;
    data["reports"]["nodes"][0]["history"].clone()
}

/// Before and after of one field of a change.
fn change(entry: &Value, field: &str) -> (Value, Value) {
    let all = entry["changes"].as_array().unwrap();
    let found = all.iter().find(|one| one["field"] == field);
    let one = found.unwrap_or_else(|| panic!("no {field} in {entry}"));
    (one["before"].clone(), one["after"].clone())
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_version_leaves_a_trail_and_a_repetition_none(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let counts = json!([
        { "measure": "units_inspected", "value": 1000 },
        { "measure": "units_defective", "value": 60 },
    ]);
    let input = json!({
        "dataRequest": served.id("dataRequests"), "idempotencyKey": "k", "counts": counts,
    });
    for _ in 0..2 {
        served.done("submitReport", input.clone(), "").await;
    }
    let site = Site::start(served.db.clone(), at("2012-11-02T02:00:00Z")).await;
    let fields = [
        ("m-units_inspected", "1.000"),
        ("m-units_defective", "70"),
        ("base", "1"),
        ("lang", "id"),
    ];
    post(&site.page(&link(served.small.request)), &fields).await;

    let told = history(&served, &served.office).await;
    let [api, page] = told.as_array().unwrap().as_slice() else {
        panic!("{told}");
    };
    for (entry, day) in [(api, "2012-11-01T"), (page, "2012-11-02T")] {
        assert_eq!(entry["action"], "submitReport");
        let at = entry["at"].as_str().unwrap();
        assert!(at.starts_with(day), "{at}");
    }
    assert!(
        api["by"]
            .as_str()
            .unwrap()
            .ends_with("@account.example.org")
    );
    assert_eq!(
        page["by"],
        Value::Null,
        "a link says who only by being theirs"
    );
    let of = |entry, field| change(entry, field);
    assert_eq!(of(api, "version"), (Value::Null, json!("1")));
    assert_eq!(of(page, "version"), (json!("1"), json!("2")));
    assert_eq!(of(page, "channel"), (json!("API"), json!("LINK")));
    assert_eq!(of(api, "units_defective"), (Value::Null, json!("60.0")));
    assert_eq!(of(page, "units_defective"), (json!("60.0"), json!("70.0")));
    let fields = page["changes"].as_array().unwrap();
    assert!(fields.iter().all(|one| one["field"] != "units_inspected"));

    let manager = served
        .api
        .token(entity::account::Role::Manager, None, &[])
        .await;
    assert_eq!(history(&served, &manager).await, json!([]));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_pressed_on_the_page_leaves_a_trail(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let site = Site::start(served.db.clone(), at("2012-11-02T02:00:00Z")).await;
    let page = site.page(&link(served.small.request));
    let pressed = [
        ("promise", "2012-11-06"),
        ("promise", "2012-11-07"),
        ("nothing", "yes"),
        ("undo", "yes"),
        ("undo", "yes"),
    ];
    for (button, value) in pressed {
        let fields = [(button, value), ("reason", "Libur"), ("lang", "id")];
        post(&page, &fields).await;
    }
    let asked =
        "{ dataRequests { nodes { history { action by changes { field before after } } } } }";
    let data = served.api.data(&served.office, asked).await;
    let told = &data["dataRequests"]["nodes"][0]["history"];
    let [promise, nothing, undo] = told.as_array().unwrap().as_slice() else {
        panic!("{told}");
    };
    assert_eq!(promise["action"], "promiseReport");
    assert_eq!(
        change(promise, "promised_on"),
        (Value::Null, json!("2012-11-06"))
    );
    assert_eq!(nothing["action"], "submitReport");
    assert_eq!(undo["action"], "undoNothingToReport");
    assert_eq!(
        change(undo, "state"),
        (json!("NOTHING_TO_REPORT"), json!("OPEN"))
    );
    for entry in [promise, nothing, undo] {
        assert_eq!(entry["by"], Value::Null);
    }
}
