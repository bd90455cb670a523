//! What people change through the API: who may, what is refused, what stays, and the trail of it.

use entity::{
    account::Role, enterprise, enterprise::EnterpriseStatus, report_version,
    report_version::Channel, report_version::ReportKind, submission::Submission, target,
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    databases::Kind,
    programme::{NOW, at, submit},
    served::{Served, served},
};

fn an_enterprise(name: &str, province: &str) -> Value {
    json!({
        "name": name, "legalForm": "CV", "province": province, "city": "Kota", "kbliCode": "31001",
        "kbliVersion": "2009", "sizeClass": "SMALL", "sizeRegulation": "UU 20/2008", "women": 3, "men": 4,
        "outputUnit": "buah",
    })
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_for_some_roles_only(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let (enterprise, cohort, trainer, partner, request) = (
        served.id("enterprises"),
        served.id("cohorts"),
        served.id("trainers"),
        served.id("partners"),
        served.id("dataRequests"),
    );
    let contact = &served.ids["enterprises"]["nodes"][0]["contacts"][0]["id"];
    // Without effect: each is refused for another reason or changes nothing, so that all roles can try.
    let staff = [
        ("updateContact", json!({"contact": contact, "version": 99})),
        (
            "createContact",
            json!({"enterprise": enterprise, "name": "", "role": "OWNER", "basis": "CONTRACT"}),
        ),
        ("archiveContact", json!({"contact": partner})),
        (
            "recordSession",
            json!({"cohort": cohort, "module": "M9", "heldOn": "2012-10-01", "trainers": [trainer], "participations": []}),
        ),
        (
            "recordBaseline",
            json!({"enterprise": enterprise, "indicator": "NONE", "value": 1.0, "source": "RECORDED", "recordedOn": "2011-01-10"}),
        ),
        (
            "declareNothingToReport",
            json!({"dataRequest": partner, "idempotencyKey": "x"}),
        ),
        ("undoNothingToReport", json!({"dataRequest": partner})),
        (
            "promiseReport",
            json!({"dataRequest": request, "by": "2000-01-01"}),
        ),
    ];
    let managers = [
        ("createEnterprise", an_enterprise("", "ID-JK")),
        (
            "updateEnterprise",
            json!({"enterprise": enterprise, "version": 99}),
        ),
        ("archiveEnterprise", json!({"enterprise": partner})),
        (
            "setExportStage",
            json!({"enterprise": partner, "stage": "READY", "from": "2012-10-01"}),
        ),
        (
            "createCohort",
            json!({"name": "", "province": "ID-JK", "partner": partner, "leadTrainer": trainer, "startsOn": "2012-10-01"}),
        ),
        ("updateCohort", json!({"cohort": cohort, "version": 99})),
        ("archiveCohort", json!({"cohort": partner})),
        (
            "enrol",
            json!({"enterprise": partner, "cohort": cohort, "from": "2012-10-01"}),
        ),
        (
            "withdraw",
            json!({"enterprise": partner, "cohort": cohort, "on": "2012-10-01"}),
        ),
        (
            "extendDueDate",
            json!({"dataRequest": request, "dueOn": "2012-11-01"}),
        ),
        ("waiveDataRequest", json!({"dataRequest": partner})),
        (
            "reopenDataRequest",
            json!({"dataRequest": request, "until": "2000-01-01T00:00:00Z"}),
        ),
        ("reissueLink", json!({"dataRequest": partner})),
        ("returnReport", json!({"report": partner, "reason": "x"})),
        ("acceptReport", json!({"report": partner})),
        ("pauseChasing", json!({"province": "ID-JW"})),
        ("resumeChasing", json!({"pause": partner})),
    ];
    let office = [
        (
            "createTrainer",
            json!({"partner": partner, "name": "", "email": "a@b.org", "phone": "+6281234567890"}),
        ),
        ("updateTrainer", json!({"trainer": trainer, "version": 99})),
        ("archiveTrainer", json!({"trainer": partner})),
        (
            "certifyTrainer",
            json!({"trainer": partner, "module": "M1", "level": "EXPERT", "from": "2012-10-01"}),
        ),
        (
            "setTarget",
            json!({"metric": "", "year": 2012, "value": 1.0, "source": "x"}),
        ),
        (
            "recordContribution",
            json!({"partner": trainer, "amount": 1.0, "currency": "USD", "fromYear": 2012, "toYear": 2012, "purpose": "x"}),
        ),
        ("createToken", json!({"email": "x", "role": "ADMIN"})),
        ("revokeToken", json!({"token": partner})),
        ("closeAccount", json!({"email": "nobody@example.org"})),
        ("releaseRun", json!({"run": "no run"})),
        ("retryMessage", json!({"message": partner})),
    ];
    let manager = served.api.token(Role::Manager, None, &["ID-JK"]).await;
    let delivers = served
        .api
        .token(Role::Trainer, Some(served.small.trainer), &[])
        .await;
    let donor = served.api.token(Role::Donor, None, &[]).await;
    let by_rank = [
        (&office[..], [true, false, false]),
        (&managers[..], [true, true, false]),
        (&staff[..], [true, true, true]),
    ];
    for (changes, may) in by_rank {
        for (name, input) in changes {
            for (token, may) in [&served.office, &manager, &delivers].into_iter().zip(may) {
                let got = served.change(token, name, input.clone(), "").await;
                if may {
                    assert_eq!(
                        got["problems"].as_array().map(Vec::len),
                        Some(1),
                        "{name}: {got}"
                    );
                } else {
                    assert_eq!(got, "FORBIDDEN", "{name}");
                }
            }
            assert_eq!(
                served.change(&donor, name, input.clone(), "").await,
                "FORBIDDEN",
                "{name}"
            );
            assert_eq!(
                served.change("", name, input.clone(), "").await,
                "UNAUTHENTICATED",
                "{name}"
            );
        }
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_edit_one_wins_and_the_trail_says_who(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let id = served.id("enterprises");
    let edit = |city: &str| json!({"enterprise": id, "version": 1, "city": city});
    let more = "enterprise { city version }";
    let both = tokio::join!(
        served.change(&served.office, "updateEnterprise", edit("Bogor"), more),
        served.change(&served.office, "updateEnterprise", edit("Depok"), more),
    );
    let won = |payload: &Value| payload["enterprise"]["version"] == 2;
    assert_eq!(
        [&both.0, &both.1]
            .into_iter()
            .filter(|one| won(one))
            .count(),
        1,
        "{both:?}"
    );
    let lost = if won(&both.0) { &both.1 } else { &both.0 };
    assert_eq!(lost["problems"][0]["code"], "CONFLICT");

    let query =
        "{ enterprises { nodes { history { action by changes { field before after } } } } }";
    let history =
        served.api.data(&served.office, query).await["enterprises"]["nodes"][0]["history"].clone();
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(history[0]["action"], "updateEnterprise");
    assert!(
        history[0]["by"]
            .as_str()
            .unwrap()
            .ends_with("@account.example.org")
    );
    assert_eq!(history[0]["changes"][0]["field"], "city");
    assert_eq!(history[0]["changes"][0]["before"], "Kota");
    let manager = served.api.token(Role::Manager, None, &[]).await;
    assert_eq!(
        served.api.data(&manager, query).await["enterprises"]["nodes"][0]["history"],
        json!([])
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_joins_and_leaves(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let made = served
        .done(
            "createEnterprise",
            an_enterprise(" CV Baru ", "ID-JK"),
            "enterprise { id name status version }",
        )
        .await["enterprise"]
        .clone();
    assert_eq!(
        (&made["name"], &made["status"]),
        (&json!("CV Baru"), &json!("PROSPECT"))
    );
    let id = &made["id"];
    let (cohort, trainer) = (served.id("cohorts"), served.id("trainers"));
    let enrol = |from: &str| json!({"enterprise": id, "cohort": cohort, "from": from});
    let early = served.problem("enrol", enrol("2010-01-01")).await;
    assert_eq!(early, ("INVALID".into(), Some("from".into())));
    let more = "enterprise { status cohorts { name } }";
    let joined = served.done("enrol", enrol("2012-09-03"), more).await;
    assert_eq!(
        joined["enterprise"],
        json!({"status": "ENROLLED", "cohorts": [{"name": "Jakarta 1"}]})
    );
    served.done("enrol", enrol("2012-09-03"), more).await;

    let session = |module: &str, women: i32| {
        json!({"cohort": cohort, "module": module, "heldOn": "2012-09-05", "days": 2, "trainers": [trainer],
            "participations": [{"enterprise": id, "managersWomen": women, "workersMen": 2}]})
    };
    let unready = served.problem("recordSession", session("M2", 1)).await;
    assert_eq!(unready, ("WRONG_STATE".into(), Some("module".into())));
    let wrong = served.problem("recordSession", session("M1", -1)).await;
    assert_eq!(wrong.0, "INVALID");
    let held = served
        .done(
            "recordSession",
            session("M1", 1),
            "session { kind participations { managersWomen workersMen } trainers { name } }",
        )
        .await["session"]
        .clone();
    assert_eq!(held["kind"], "CLASSROOM");
    assert_eq!(
        held["participations"],
        json!([{"managersWomen": 1, "workersMen": 2}])
    );

    let leave = json!({"enterprise": id, "cohort": cohort, "on": "2012-10-31", "departure": "GRADUATED", "reason": "done"});
    let left = served.done("withdraw", leave, more).await;
    assert_eq!(left["enterprise"]["status"], "GRADUATED");
    let stage = |from: &str, stage: &str| json!({"enterprise": id, "stage": stage, "from": from});
    served
        .done("setExportStage", stage("2012-10-01", "EXPLORING"), "")
        .await;
    let older = served
        .done(
            "setExportStage",
            stage("2012-09-01", "READY"),
            "enterprise { exportStage }",
        )
        .await;
    assert_eq!(
        older["enterprise"]["exportStage"], "EXPLORING",
        "what is newest is where it stands"
    );

    let manager = served.api.token(Role::Manager, None, &["ID-LA"]).await;
    let outside = served
        .change(
            &manager,
            "createEnterprise",
            an_enterprise("CV Luar", "ID-JK"),
            "",
        )
        .await;
    assert_eq!(outside["problems"][0]["code"], "NOT_FOUND");
    let stored = enterprise::Entity::find().all(&served.db).await.unwrap();
    assert_eq!(stored.len(), 2, "what was refused is not there");
    assert!(
        stored
            .iter()
            .any(|row| row.status == EnterpriseStatus::Graduated)
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_kept_well_and_no_person_is_in_the_trail(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let person = |email: &str, phone: &str, basis: &str| {
        json!({"enterprise": served.id("enterprises"), "name": "Dewi Anggraini", "email": email, "phone": phone,
            "role": "MANAGER", "isPrimary": true, "basis": basis})
    };
    for (input, field) in [
        (person("dewi", "0812-3456-7890", "CONTRACT"), "email"),
        (person("dewi@example.org", "12", "CONTRACT"), "phone"),
        (
            person("dewi@example.org", "0812-3456-7890", "CONSENT"),
            "basis",
        ),
    ] {
        let problem = served.problem("createContact", input).await;
        assert_eq!(problem, ("INVALID".into(), Some(field.into())));
    }
    let made = served
        .done(
            "createContact",
            person("Dewi@Example.org", "0812-3456-7890", "CONTRACT"),
            "contact { id email phone isPrimary version enterprise { contacts { name isPrimary } } }",
        )
        .await["contact"]
        .clone();
    assert_eq!(
        (&made["email"], &made["phone"]),
        (&json!("dewi@example.org"), &json!("+6281234567890"))
    );
    let primary = made["enterprise"]["contacts"].as_array().unwrap().iter();
    assert_eq!(primary.filter(|one| one["isPrimary"] == true).count(), 1);

    let more = "contact { email phone version isUsable archivedAt }";
    let cleared = json!({"contact": made["id"], "version": 1, "phone": null});
    let updated = served.done("updateContact", cleared, more).await["contact"].clone();
    assert_eq!(
        (&updated["phone"], &updated["version"]),
        (&Value::Null, &json!(2))
    );
    let gone = served
        .done("archiveContact", json!({"contact": made["id"]}), more)
        .await["contact"]
        .clone();
    assert_eq!(
        (&gone["email"], &gone["isUsable"]),
        (&Value::Null, &json!(false))
    );

    let trail = entity::audit::Entity::find().all(&served.db).await.unwrap();
    assert_eq!(trail.len(), 4, "made, stepped back, changed, put away");
    for row in trail {
        assert!(
            !row.changes.to_lowercase().contains("dewi"),
            "{}",
            row.changes
        );
        assert!(!row.changes.contains("62812"), "{}", row.changes);
    }
}

async fn figures(served: &Served, key: &str, defective: f64) {
    let submission = Submission {
        request: served.small.request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: key.into(),
        reason: None,
        note: None,
        counts: [
            ("units_inspected".to_owned(), 1000.0),
            ("units_defective".to_owned(), defective),
        ]
        .into_iter()
        .collect(),
    };
    submit(&served.db, submission, at(NOW)).await.unwrap();
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_extended_waived_reopened_and_declared(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let id = served.id("dataRequests");
    let more = "dataRequest { state dueOn lockOn receivedAt isOpen onTime }";
    let extended = served
        .done(
            "extendDueDate",
            json!({"dataRequest": id, "dueOn": "2012-11-20"}),
            more,
        )
        .await;
    assert_eq!(extended["dataRequest"]["lockOn"], "2012-12-20");
    let back = served
        .problem(
            "extendDueDate",
            json!({"dataRequest": id, "dueOn": "2012-11-19"}),
        )
        .await;
    assert_eq!(back, ("INVALID".into(), Some("dueOn".into())));

    let waived = served
        .done(
            "waiveDataRequest",
            json!({"dataRequest": id, "reason": "flood"}),
            more,
        )
        .await;
    assert_eq!(
        (
            &waived["dataRequest"]["state"],
            &waived["dataRequest"]["isOpen"]
        ),
        (&json!("WAIVED"), &json!(false))
    );
    let nothing = json!({"dataRequest": id, "idempotencyKey": "n", "reason": "closed"});
    assert_eq!(
        served
            .problem("declareNothingToReport", nothing.clone())
            .await
            .0,
        "WRONG_STATE"
    );
    served
        .done(
            "reopenDataRequest",
            json!({"dataRequest": id, "until": "2013-01-31T00:00:00Z"}),
            more,
        )
        .await;

    figures(&served, "f", 60.0).await;
    let declared = served
        .done("declareNothingToReport", nothing.clone(), more)
        .await;
    assert_eq!(declared["dataRequest"]["state"], "NOTHING_TO_REPORT");
    served.done("declareNothingToReport", nothing, more).await;
    assert_eq!(
        report_version::Entity::find()
            .count(&served.db)
            .await
            .unwrap(),
        2
    );
    let undone = served
        .done("undoNothingToReport", json!({"dataRequest": id}), more)
        .await;
    assert_eq!(undone["dataRequest"]["state"], "REPORTED");
    assert_eq!(
        served
            .problem("waiveDataRequest", json!({"dataRequest": id}))
            .await
            .0,
        "WRONG_STATE"
    );
    served
        .done("reissueLink", json!({"dataRequest": id}), more)
        .await;

    let query = "{ dataRequests { nodes { history { action reason } } } }";
    let history =
        served.api.data(&served.office, query).await["dataRequests"]["nodes"][0]["history"].clone();
    let actions: Vec<_> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["action"])
        .collect();
    assert_eq!(
        actions,
        [
            "submitReport",
            "extendDueDate",
            "waiveDataRequest",
            "reopenDataRequest",
            "declareNothingToReport",
            "undoNothingToReport",
            "reissueLink"
        ]
    );
    assert_eq!(history[2]["reason"], "flood");
    let query = "query ($id: ID!) { chaseLog(dataRequest: $id) { kind text } }";
    let story = served
        .api
        .data_with(&served.office, query, json!({ "id": id }))
        .await["chaseLog"]
        .clone();
    let changed = story.as_array().unwrap().iter();
    let changed: Vec<_> = changed
        .filter(|entry| entry["kind"] == "CHANGED")
        .map(|entry| entry["text"].as_str().unwrap())
        .collect();
    assert_eq!(changed.len(), 5, "{story}");
    assert_eq!(changed[1], "The month is not expected any more: flood.");
}

/// Two hundred characters, whatever each of them takes in bytes.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_is_counted_in_characters(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let id = served.id("dataRequests");
    let counts = json!([{"measure": "good_output", "value": 7.0}]);
    let submit = |key: &str| json!({"dataRequest": id, "idempotencyKey": key, "counts": counts});
    let declare = |key: &str| json!({"dataRequest": id, "idempotencyKey": key});
    for wrong in ["", " ", &"é".repeat(201)] {
        for (name, input) in [
            ("submitReport", submit(wrong)),
            ("declareNothingToReport", declare(wrong)),
        ] {
            let got = served.change(&served.office, name, input, "").await;
            assert_eq!(got, "BAD_USER_INPUT", "{name}");
        }
    }
    let longest = "é".repeat(200);
    served.done("submitReport", submit(&longest), "").await;
    let declared = declare(&format!("n{}", "é".repeat(199)));
    served.done("declareNothingToReport", declared, "").await;
    let versions = report_version::Entity::find().count(&served.db).await;
    assert_eq!(versions.unwrap(), 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_returned_report_gives_no_figures_and_a_new_baseline_makes_them_anew(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    figures(&served, "f", 60.0).await;
    let readings =
        "{ reports { nodes { id acceptedAt returnedAt readings { value changeSinceBaseline } } } }";
    let seen = served.api.data(&served.office, readings).await["reports"]["nodes"][0].clone();
    assert_eq!(
        seen["readings"],
        json!([{"value": 6.0, "changeSinceBaseline": -4.0}])
    );
    let report = json!({"report": seen["id"]});
    let accepted = served
        .done(
            "acceptReport",
            report.clone(),
            "report { acceptedAt readings { value } }",
        )
        .await;
    assert_eq!(accepted["report"]["readings"], json!([{"value": 6.0}]));

    let baseline = |value: f64| {
        json!({"enterprise": served.id("enterprises"), "indicator": "DEFECT_RATE", "value": value,
            "source": "ESTIMATED", "recordedOn": "2012-10-01"})
    };
    assert_eq!(
        served.problem("recordBaseline", baseline(200.0)).await,
        ("INVALID".into(), Some("value".into()))
    );
    served
        .done("recordBaseline", baseline(8.0), "baseline { value }")
        .await;
    let seen = served.api.data(&served.office, readings).await["reports"]["nodes"][0].clone();
    assert_eq!(
        seen["readings"],
        json!([{"value": 6.0, "changeSinceBaseline": -2.0}])
    );

    let returned = json!({"report": seen["id"], "reason": "units"});
    served.done("returnReport", returned, "").await;
    let seen = served.api.data(&served.office, readings).await["reports"]["nodes"][0].clone();
    assert_eq!(seen["readings"], json!([]));
    assert_eq!(seen["acceptedAt"], Value::Null);
    assert_eq!(
        served.problem("acceptReport", report).await.0,
        "WRONG_STATE"
    );
    let query = "{ dataRequests { nodes { state receivedAt } } }";
    let stays = served.api.data(&served.office, query).await["dataRequests"]["nodes"][0].clone();
    assert_eq!(stays["state"], "REPORTED", "it stays received");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_token_lets_in_until_it_is_revoked(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let holder = json!({"email": "manager@example.org", "role": "MANAGER", "provinces": ["ID-LA"]});
    let made = served
        .done("createToken", holder.clone(), "secret token { id prefix }")
        .await;
    let secret = made["secret"].as_str().unwrap();
    let query = "{ viewer { role provinceCodes } }";
    let viewer = served.api.data(secret, query).await["viewer"].clone();
    assert_eq!(
        viewer,
        json!({"role": "MANAGER", "provinceCodes": ["ID-LA"]})
    );
    let other = json!({"email": "manager@example.org", "role": "ADMIN"});
    assert_eq!(
        served.problem("createToken", other).await,
        ("TAKEN".into(), Some("email".into()))
    );
    let island = json!({"email": "m2@example.org", "role": "MANAGER", "provinces": ["ID-JW"]});
    assert_eq!(
        served.problem("createToken", island).await.1,
        Some("province".into())
    );

    let end = json!({"token": made["token"]["id"]});
    served
        .done("revokeToken", end.clone(), "token { revokedAt }")
        .await;
    served.done("revokeToken", end, "token { revokedAt }").await;
    let refused = served.api.answer(secret, query, json!({})).await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    for row in entity::audit::Entity::find().all(&served.db).await.unwrap() {
        assert!(!row.changes.contains(secret), "{}", row.changes);
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_target_of_the_nation_is_one_row_however_many_set_it(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let plan = |value: f64| json!({"metric": "ENTERPRISES", "year": 2012, "value": value, "source": "plan"});
    let all = (0..8).map(|value| {
        served.change(
            &served.office,
            "setTarget",
            plan(100.0 + f64::from(value)),
            "target { value }",
        )
    });
    let payloads = futures_util::future::join_all(all).await;
    for payload in &payloads {
        let code = &payload["problems"][0]["code"];
        assert!(*code == Value::Null || code == "TAKEN", "{payload}");
    }
    served.done("setTarget", plan(60.0), "").await;
    let rows = target::Entity::find().all(&served.db).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.value).collect::<Vec<_>>(), [60.0]);
    assert_ne!(rows[0].id, Uuid::nil());
}
