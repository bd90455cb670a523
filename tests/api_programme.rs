//! Counts and rates of the programme, against figures worked out by hand.

use entity::{
    account::Role,
    certification,
    certification::CertificationLevel,
    contribution, data_request,
    data_request::RequestState,
    enterprise::{EnterpriseStatus, ExportStage},
    enterprise_history::{export_stage, province, status},
    participation, partner,
    partner::PartnerKind,
    reading,
    report_version::{Channel, ReportKind},
    session,
    session::SessionKind,
    session_trainer,
    submission::{Outcome, Submission},
    target,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, enterprise, insert, request, small, submit},
};

/// Three enterprises, enrolled in 2011: in Jakarta, in Lampung, and one that moved from Lampung to Jakarta in 2012.
async fn fixture(db: &DatabaseConnection) -> Small {
    let small = small(db).await;
    let stayed = enterprise(db, "CV Kenanga", "ID-LA", "owner@kenanga.example.org").await;
    let moved = enterprise(db, "CV Melur", "ID-LA", "owner@melur.example.org").await;
    let stay = province::Model {
        enterprise_id: moved,
        from_date: "2012-05-01".parse().unwrap(),
        province_code: "ID-JK".into(),
    };
    insert::<province::Entity, _>(db, stay).await;
    // Graduated and enrolled again: still one enterprise.
    for (from, what) in [
        ("2011-12-01", EnterpriseStatus::Graduated),
        ("2012-02-01", EnterpriseStatus::Enrolled),
    ] {
        let row = status::Model {
            enterprise_id: small.enterprise,
            from_date: from.parse().unwrap(),
            status: what,
        };
        insert::<status::Entity, _>(db, row).await;
    }
    for (who, from, stage) in [
        (stayed, "2011-06-01", ExportStage::Exploring),
        (stayed, "2012-06-01", ExportStage::Ready),
        (moved, "2013-01-01", ExportStage::Exporting),
    ] {
        let row = export_stage::Model {
            enterprise_id: who,
            from_date: from.parse().unwrap(),
            stage,
        };
        insert::<export_stage::Entity, _>(db, row).await;
    }
    money(db).await;
    training(db, &small, stayed).await;
    small
}

async fn money(db: &DatabaseConnection) {
    let payer = partner::Entity::find().one(db).await.unwrap().unwrap();
    let donor = partner::Model {
        id: Uuid::now_v7(),
        name: "SECO".into(),
        kind: PartnerKind::Donor,
        country: "CH".into(),
    };
    for (who, amount, currency, years) in [
        (donor.id, 600_000.0, "USD", (2009, 2013)),
        (payer.id, 40_000.0, "USD", (2012, 2012)),
        (payer.id, 9e6, "IDR", (2011, 2013)),
        (donor.id, 5.0, "USD", (2013, 2013)),
    ] {
        if who == donor.id && years.0 == 2009 {
            insert::<partner::Entity, _>(db, donor.clone()).await;
        }
        let row = contribution::Model {
            id: Uuid::now_v7(),
            partner_id: who,
            amount,
            currency: currency.into(),
            from_year: years.0,
            to_year: years.1,
            purpose: "training".into(),
        };
        insert::<contribution::Entity, _>(db, row).await;
    }
    for (place, value) in [(None, 4.0), (Some("ID-JK"), 1.0), (Some("ID-JT"), 2.0)] {
        let row = target::Model {
            id: Uuid::now_v7(),
            metric: "ENTERPRISES".into(),
            province_code: place.map(Into::into),
            year: 2012,
            value,
            source: "the plan".into(),
        };
        insert::<target::Entity, _>(db, row).await;
    }
}

async fn training(db: &DatabaseConnection, small: &Small, other: Uuid) {
    for (day, women, men) in [
        ("2012-03-01", 1, 2),
        ("2012-04-01", 3, 0),
        ("2011-03-01", 50, 50),
    ] {
        let held = session::Model {
            id: Uuid::now_v7(),
            kind: SessionKind::OnSiteVisit,
            module_code: "M1".into(),
            cohort_id: None,
            enterprise_id: Some(small.enterprise),
            held_on: day.parse().unwrap(),
            days: 2,
        };
        let id = held.id;
        insert::<session::Entity, _>(db, held).await;
        let by = session_trainer::Model {
            session_id: id,
            trainer_id: small.trainer,
        };
        insert::<session_trainer::Entity, _>(db, by).await;
        for who in [small.enterprise, other] {
            let row = participation::Model {
                session_id: id,
                enterprise_id: who,
                managers_women: women,
                managers_men: men,
                managers_not_stated: 0,
                workers_women: 0,
                workers_men: 1,
                workers_not_stated: 2,
                satisfaction: None,
            };
            insert::<participation::Entity, _>(db, row).await;
        }
    }
    for (level, from) in [
        (CertificationLevel::Candidate, "2010-01-01"),
        (CertificationLevel::Certified, "2011-01-01"),
        (CertificationLevel::Expert, "2012-01-01"),
    ] {
        let row = certification::Model {
            id: Uuid::now_v7(),
            trainer_id: small.trainer,
            module_code: "M1".into(),
            level,
            from_date: from.parse().unwrap(),
        };
        insert::<certification::Entity, _>(db, row).await;
    }
}

const PROGRAMME: &str = "query ($year: Int!) { programme(year: $year) { year provincesReached trainersCertified
    enterprises { planned reached reachedRate }
    provinces { province { code } enterprises { planned reached } exportStages { stage enterprises } }
    contributions { currency amount recovered costRecovery }
    participants { managers { women men notStated total } workers { women men notStated total } }
    exportStages { stage enterprises } partners { name } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_the_programme(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    fixture(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let year = |year: i32| json!({ "year": year });
    let got = api.data_with(&office, PROGRAMME, year(2012)).await["programme"].clone();
    assert_eq!(
        got["enterprises"],
        json!({"planned": 4.0, "reached": 3, "reachedRate": 75.0})
    );
    assert_eq!(got["provincesReached"], 2);
    let places: Vec<_> = got["provinces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| {
            let count = &place["enterprises"];
            (
                place["province"]["code"].clone(),
                count["planned"].clone(),
                count["reached"].clone(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            (json!("ID-JK"), json!(1.0), json!(2)),
            (json!("ID-JT"), json!(2.0), json!(0)),
            (json!("ID-LA"), Value::Null, json!(1)),
        ]
    );
    let stages = |none: i32, exploring: i32, ready: i32| {
        json!([
            {"stage": "NONE", "enterprises": none}, {"stage": "EXPLORING", "enterprises": exploring},
            {"stage": "READY", "enterprises": ready}, {"stage": "EXPORTING", "enterprises": 0},
        ])
    };
    assert_eq!(got["exportStages"], stages(2, 0, 1));
    assert_eq!(got["provinces"][2]["exportStages"], stages(0, 0, 1));
    // 600 000 over five years is 120 000; with 40 000 that is 160 000, a quarter of it not a donor's.
    assert_eq!(
        got["contributions"],
        json!([
            {"currency": "IDR", "amount": 3e6, "recovered": 3e6, "costRecovery": 100.0},
            {"currency": "USD", "amount": 160_000.0, "recovered": 40_000.0, "costRecovery": 25.0},
        ])
    );
    assert_eq!(
        got["participants"],
        json!({
            "managers": {"women": 8, "men": 4, "notStated": 0, "total": 12},
            "workers": {"women": 0, "men": 4, "notStated": 8, "total": 12},
        })
    );
    assert_eq!(got["trainersCertified"], 1);

    let before = api.data_with(&office, PROGRAMME, year(2011)).await["programme"].clone();
    assert_eq!(
        before["enterprises"],
        json!({"planned": null, "reached": 3, "reachedRate": null})
    );
    assert_eq!(before["provinces"][0]["enterprises"]["reached"], 1);
    assert_eq!(before["exportStages"], stages(2, 1, 0));
    let earlier = api.data_with(&office, PROGRAMME, year(2010)).await["programme"].clone();
    assert_eq!(earlier["enterprises"]["reached"], 0);
    assert_eq!(earlier["trainersCertified"], 0);

    let public = api.data_with("", PROGRAMME, year(2012)).await["programme"].clone();
    assert_eq!(public["participants"], Value::Null, "none is disclosed");
    assert_eq!(public["exportStages"], got["exportStages"]);
    assert_eq!(
        public["provinces"][2]["exportStages"],
        json!([]),
        "a few are easily told apart"
    );
    let wrong = api.answer("", PROGRAMME, year(99_999)).await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

/// The small programme with requests of three months and of two enterprises:
/// August: on time, late; September: nothing to report, waived; October: open, open.
async fn requests(db: &DatabaseConnection) -> Small {
    let small = small(db).await;
    let other = enterprise(db, "CV Kenanga", "ID-LA", "owner@kenanga.example.org").await;
    let answers = [
        (
            small.enterprise,
            "2012-08",
            RequestState::Reported,
            Some("2012-09-01T00:00:00Z"),
        ),
        (
            other,
            "2012-08",
            RequestState::Reported,
            Some("2012-11-01T00:00:00Z"),
        ),
        (
            small.enterprise,
            "2012-09",
            RequestState::NothingToReport,
            Some("2012-10-01T00:00:00Z"),
        ),
        (other, "2012-09", RequestState::Waived, None),
        (other, "2012-10", RequestState::Open, None),
    ];
    for (who, month, state, received) in answers {
        let id = request(db, who, month.parse().unwrap()).await;
        let row = data_request::Entity::find_by_id(id)
            .one(db)
            .await
            .unwrap()
            .unwrap();
        let row = data_request::Model {
            province_code: if who == other {
                "ID-LA".into()
            } else {
                "ID-JK".into()
            },
            state,
            received_at: received.map(at),
            ..row
        };
        data_request::Entity::update(row.into_active_model().reset_all())
            .exec(db)
            .await
            .unwrap();
    }
    small
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn rates_by_group_are_those_counted_by_hand(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = requests(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let query = "query ($by: [ReportingGroup!]) { reportingRates(from: \"2012-08\", to: \"2012-10\", groupBy: $by) {
        province { code } cohort { name } trainer { name } month quarter
        expected received onTime nothingToReport receivedRate onTimeRate } }";
    let counts = |row: &Value| {
        ["expected", "received", "onTime", "nothingToReport"]
            .map(|field| row[field].as_i64().unwrap())
    };
    let by = |groups: Value| json!({ "by": groups });
    let all = api.data_with(&office, query, by(json!([]))).await["reportingRates"].clone();
    assert_eq!(counts(&all[0]), [5, 3, 2, 1]);
    assert_eq!(
        (&all[0]["receivedRate"], &all[0]["onTimeRate"]),
        (&json!(60.0), &json!(40.0))
    );
    assert_eq!(all.as_array().unwrap().len(), 1);

    let table = |rows: &Value, label: fn(&Value) -> Value| {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| (label(row), counts(row)))
            .collect::<Vec<_>>()
    };
    let months =
        api.data_with(&office, query, by(json!(["MONTH"]))).await["reportingRates"].clone();
    assert_eq!(
        table(&months, |row| row["month"].clone()),
        [
            (json!("2012-08"), [2, 2, 1, 0]),
            (json!("2012-09"), [1, 1, 1, 1]),
            (json!("2012-10"), [2, 0, 0, 0]),
        ]
    );
    let places = api
        .data_with(&office, query, by(json!(["PROVINCE", "QUARTER"])))
        .await["reportingRates"]
        .clone();
    assert_eq!(
        table(&places, |row| json!([
            row["province"]["code"],
            row["quarter"]
        ])),
        [
            (json!(["ID-JK", "2012-Q3"]), [2, 2, 2, 1]),
            (json!(["ID-JK", "2012-Q4"]), [1, 0, 0, 0]),
            (json!(["ID-LA", "2012-Q3"]), [1, 1, 0, 0]),
            (json!(["ID-LA", "2012-Q4"]), [1, 0, 0, 0]),
        ]
    );
    for (group, field) in [("COHORT", "cohort"), ("TRAINER", "trainer")] {
        let rows =
            api.data_with(&office, query, by(json!([group]))).await["reportingRates"].clone();
        let named: Vec<_> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row[field]["name"].clone(), counts(row)))
            .collect();
        let name = if group == "COHORT" {
            "Jakarta 1"
        } else {
            "Sri Lestari"
        };
        assert_eq!(
            named,
            [(Value::Null, [2, 1, 0, 0]), (json!(name), [3, 2, 2, 1])],
            "{group}"
        );
    }
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let theirs = api.data_with(&trainer, query, by(json!([]))).await["reportingRates"].clone();
    assert_eq!(
        counts(&theirs[0]),
        [3, 2, 2, 1],
        "only their cohorts' enterprises"
    );
    for token in [api.token(Role::Donor, None, &[]).await, String::new()] {
        assert_eq!(
            api.data_with(&token, query, by(json!(["PROVINCE"]))).await["reportingRates"],
            json!([])
        );
    }
}

/// A report of `defective` in a thousand for `month`.
async fn defects(db: &DatabaseConnection, enterprise: Uuid, month: &str, defective: f64) {
    defects_at(db, enterprise, (month, NOW), defective).await;
}

/// The same, at a time when the month is open.
async fn defects_at(
    db: &DatabaseConnection,
    enterprise: Uuid,
    (month, now): (&str, &str),
    defective: f64,
) {
    let submission = Submission {
        request: request(db, enterprise, month.parse().unwrap()).await,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: None,
        counts: [
            ("units_inspected".to_owned(), 1000.0),
            ("units_defective".to_owned(), defective),
        ]
        .into_iter()
        .collect(),
    };
    let stored = submit(db, submission, at(now)).await.unwrap();
    assert_eq!(stored, Outcome::Stored { version: 1 });
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_stretch_is_compared_with_the_whole_one_before(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    for (month, next, defective) in [
        ("2012-05", "2012-06-05T02:00:00Z", 40.0),
        ("2012-06", "2012-07-05T02:00:00Z", 60.0),
        ("2012-07", "2012-08-05T02:00:00Z", 20.0),
        ("2012-08", "2012-09-05T02:00:00Z", 40.0),
        ("2012-09", "2012-10-05T02:00:00Z", 60.0),
    ] {
        defects_at(&db, small.enterprise, (month, next), defective).await;
    }
    let unasked = reading::Entity::find().one(&db).await.unwrap().unwrap();
    let unasked = reading::Model {
        indicator_code: "WASTE_RATE".into(),
        ..unasked
    };
    insert::<reading::Entity, _>(&db, unasked).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let series = async |indicator: &str, from: &str, by: &str, fields: &str| {
        let query = format!(
            "{{ indicatorSeries(indicator: \"{indicator}\", from: \"{from}\", to: \"2012-09\", groupBy: [{by}]) {{ {fields} }} }}"
        );
        api.data(&office, &query).await["indicatorSeries"].clone()
    };
    let fields = "quarter level growth matchedPanel";
    assert_eq!(
        series("DEFECT_RATE", "2012-06", "QUARTER", fields).await,
        json!([
            // June alone; nothing came for the first quarter.
            {"quarter": "2012-Q2", "level": 6.0, "growth": null, "matchedPanel": null},
            // 120 of 3 000, compared with 100 of 2 000 of May and June.
            {"quarter": "2012-Q3", "level": 4.0, "growth": -1.0, "matchedPanel": 1},
        ])
    );
    assert_eq!(
        series("DEFECT_RATE", "2012-09", "MONTH", "month level growth").await,
        json!([{"month": "2012-09", "level": 6.0, "growth": 2.0}])
    );
    let by = "province { code } cohort { name } trainer { name } n expected level";
    assert_eq!(
        series("DEFECT_RATE", "2012-09", "PROVINCE, COHORT, TRAINER", by).await,
        json!([{"province": {"code": "ID-JK"}, "cohort": {"name": "Jakarta 1"},
            "trainer": {"name": "Sri Lestari"}, "n": 1, "expected": 1, "level": 6.0}])
    );
    assert_eq!(
        series("WASTE_RATE", "2012-05", "", "n expected").await,
        json!([])
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_indicator_over_time_is_that_worked_out_by_hand(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    // Its request for October stays open, so it is expected there and has no value.
    let small = small(&db).await;
    let second = enterprise(&db, "CV Kenanga", "ID-JK", "owner@kenanga.example.org").await;
    let third = enterprise(&db, "CV Melur", "ID-JK", "owner@melur.example.org").await;
    defects(&db, small.enterprise, "2012-09", 20.0).await;
    defects(&db, second, "2012-09", 80.0).await;
    defects(&db, second, "2012-10", 60.0).await;
    defects(&db, third, "2012-10", 95.0).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let query = "query ($i: String!, $by: [ReportingGroup!]) { indicatorSeries(indicator: $i, from: \"2012-09\", to: \"2012-10\", groupBy: $by) {
        month n expected level compared medianChangeSinceBaseline shareImproved growth matchedPanel } }";
    let ask = |indicator: &str, by: Value| json!({ "i": indicator, "by": by });
    let months = api
        .data_with(&office, query, ask("DEFECT_RATE", json!(["MONTH"])))
        .await;
    assert_eq!(
        months["indicatorSeries"],
        json!([
            // 100 of 2 000; from baselines of 10: 2 − 10 and 8 − 10.
            {"month": "2012-09", "n": 2, "expected": 2, "level": 5.0, "compared": 2,
             "medianChangeSinceBaseline": -5.0, "shareImproved": 100.0, "growth": null, "matchedPanel": null},
            // 155 of 2 000; 6 − 10 and 9.5 − 10, which is noise; of the one in both, 6 − 8.
            {"month": "2012-10", "n": 2, "expected": 3, "level": 7.75, "compared": 2,
             "medianChangeSinceBaseline": -2.25, "shareImproved": 50.0, "growth": -2.0, "matchedPanel": 1},
        ])
    );
    let none = api
        .data_with(&office, query, ask("WASTE_RATE", json!([])))
        .await;
    assert_eq!(
        none["indicatorSeries"],
        json!([]),
        "asked of nobody before its module"
    );
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let theirs = api
        .data_with(&trainer, query, ask("DEFECT_RATE", json!([])))
        .await;
    assert_eq!(theirs["indicatorSeries"][0]["n"], 1);
    let hidden = api
        .data_with("", query, ask("DEFECT_RATE", json!([])))
        .await;
    assert_eq!(hidden["indicatorSeries"], json!([]));
    let wrong = api.answer(&office, query, ask("NONE", json!([]))).await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}
