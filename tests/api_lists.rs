//! Lists inside nouns, and who may see the programme's money and plans.

use entity::{account::Role, contribution, partner, target};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{Small, enterprise, insert, small},
};

/// Four enterprises in Jakarta, two in Lampung, one contribution and one target.
async fn programme(db: &DatabaseConnection) -> Small {
    let small = small(db).await;
    for (name, province) in [
        ("CV Anggrek", "ID-JK"),
        ("CV Cempaka", "ID-JK"),
        ("CV Dahlia", "ID-JK"),
        ("CV Flamboyan", "ID-LA"),
        ("CV Kenanga", "ID-LA"),
    ] {
        enterprise(db, name, province, "owner@bunga.example.org").await;
    }
    let partner = partner::Entity::find().one(db).await.unwrap().unwrap();
    let money = contribution::Model {
        id: Uuid::now_v7(),
        partner_id: partner.id,
        amount: 600_000.0,
        currency: "USD".into(),
        from_year: 2009,
        to_year: 2013,
        purpose: "the programme".into(),
    };
    insert::<contribution::Entity, _>(db, money).await;
    let plan = target::Model {
        id: Uuid::now_v7(),
        metric: "ENTERPRISES".into(),
        province_code: Some("ID-JK".into()),
        year: 2012,
        value: 25.0,
        source: "the plan of 2010".into(),
    };
    insert::<target::Entity, _>(db, plan).await;
    small
}

const PAGES: &str = "query ($after: String, $first: Int, $last: Int, $before: String) {
    provinces(filter: {code: {in: [\"ID-JK\", \"ID-LA\"]}}) { nodes { code
        enterprises(first: $first, after: $after, last: $last, before: $before) {
            totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } } } }";

fn of_jakarta(data: &Value) -> &Value {
    &data["provinces"]["nodes"][0]["enterprises"]
}

fn names(list: &Value) -> Vec<&str> {
    let nodes = list["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap())
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_list_inside_a_noun_is_paged_both_ways(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    programme(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let first = api.data_with(&office, PAGES, json!({"first": 3})).await;
    assert_eq!(
        names(of_jakarta(&first)),
        ["CV Anggrek", "CV Cempaka", "CV Dahlia"]
    );
    assert_eq!(of_jakarta(&first)["totalCount"], 4);
    assert_eq!(of_jakarta(&first)["pageInfo"]["hasNextPage"], true);
    let lampung = &first["provinces"]["nodes"][1]["enterprises"];
    assert_eq!(names(lampung), ["CV Flamboyan", "CV Kenanga"]);
    assert_eq!(lampung["totalCount"], 2);
    assert_eq!(lampung["pageInfo"]["hasNextPage"], false);

    let end = &of_jakarta(&first)["pageInfo"]["endCursor"];
    let rest = api
        .data_with(&office, PAGES, json!({"first": 3, "after": end}))
        .await;
    assert_eq!(names(of_jakarta(&rest)), ["CV Melati Jaya"]);
    assert_eq!(of_jakarta(&rest)["pageInfo"]["hasPreviousPage"], true);

    let start = &of_jakarta(&rest)["pageInfo"]["startCursor"];
    let back = api
        .data_with(&office, PAGES, json!({"last": 2, "before": start}))
        .await;
    assert_eq!(names(of_jakarta(&back)), ["CV Cempaka", "CV Dahlia"]);
    assert_eq!(of_jakarta(&back)["pageInfo"]["hasPreviousPage"], true);

    let wrong = api
        .answer(&office, PAGES, json!({"first": 2, "last": 2}))
        .await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_list_inside_every_province_is_one_statement_and_its_count_another(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    programme(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let list = "{ provinces { nodes { code } } }";
    let nested = "{ provinces { nodes { code enterprises(first: 2) { nodes { name } } } } }";
    let counted =
        "{ provinces { nodes { code enterprises(first: 2) { totalCount nodes { name } } } } }";
    let alone = api.statements(&office, list).await;
    assert_eq!(api.statements(&office, nested).await, alone + 1);
    assert_eq!(api.statements(&office, counted).await, alone + 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_role_sees_its_part(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = programme(&db).await;
    let api = Api::serve(db).await;
    let trainer = Some(small.trainer);
    // Role, enterprises in Jakarta and Lampung, contacts, contributions and targets.
    for (token, enterprises, contacts, money) in [
        (api.office().await, [4, 2], 4, 1),
        (
            api.token(Role::Manager, None, &["ID-LA"]).await,
            [0, 2],
            0,
            1,
        ),
        (api.token(Role::Manager, None, &[]).await, [4, 2], 4, 1),
        (api.token(Role::Trainer, trainer, &[]).await, [1, 0], 1, 1),
        (api.token(Role::Donor, None, &[]).await, [0, 0], 0, 1),
        (String::new(), [0, 0], 0, 0),
    ] {
        let data = api
            .data(
                &token,
                "{ provinces(filter: {code: {in: [\"ID-JK\", \"ID-LA\"]}}) { nodes {
                     enterprises { totalCount nodes { contacts { email } } } targets { value source } } }
                   partners { nodes { contributions { amount currency partner { name } } } }
                   contributions { totalCount } targets { totalCount nodes { province { code } } } }",
            )
            .await;
        let provinces = &data["provinces"]["nodes"];
        let jakarta = &provinces[0]["enterprises"];
        assert_eq!(jakarta["totalCount"], enterprises[0], "{data}");
        assert_eq!(
            provinces[1]["enterprises"]["totalCount"], enterprises[1],
            "{data}"
        );
        let seen = jakarta["nodes"].as_array().unwrap().iter();
        let seen: usize = seen
            .map(|node| node["contacts"].as_array().unwrap().len())
            .sum();
        assert_eq!(seen, contacts, "{data}");
        assert_eq!(data["contributions"]["totalCount"], money, "{data}");
        assert_eq!(data["targets"]["totalCount"], money, "{data}");
        assert_eq!(
            provinces[0]["targets"].as_array().unwrap().len() as i32,
            money,
            "{data}"
        );
    }
}
