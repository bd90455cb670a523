//! A trainer fills a month in for an enterprise on the phone; an operator makes a new link.

use entity::{
    account::Role,
    audit, data_request,
    link::{Link, Secrets},
    report_version::{self, Channel},
};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, enterprise, request, small},
    site::{Site, open, post},
};

const CALL: &str = "mutation ($id: ID!) { enterByPhone(input: { dataRequest: $id }) {
    url expiresAt dataRequest { month } problems { code } } }";
const MARK: &str = "lewat telepon";

/// The trainer's programme, and an enterprise of nobody's; served as API and as pages.
struct World {
    api: Api,
    site: Site,
    small: Small,
    trainer: String,
    database: TestDatabase,
}

impl World {
    async fn new(kind: Kind) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        let small = small(&db).await;
        let other = enterprise(&db, "CV Kenanga", "ID-LA", "dua@example.org").await;
        request(&db, other, "2012-10".parse().unwrap()).await;
        let api = Api::serve(db.clone()).await;
        Some(Self {
            trainer: api.token(Role::Trainer, Some(small.trainer), &[]).await,
            site: Site::start(db, at(NOW)).await,
            api,
            small,
            database,
        })
    }

    /// The request of the enterprise called `name`, as the office sees it.
    async fn request(&self, name: &str) -> Value {
        let office = self.api.office().await;
        let list = "{ dataRequests { nodes { id enterprise { name } } } }";
        let all = self.api.data(&office, list).await;
        let nodes = all["dataRequests"]["nodes"].as_array().unwrap().clone();
        let found = nodes.iter().find(|node| node["enterprise"]["name"] == name);
        found.unwrap()["id"].clone()
    }

    async fn call(&self, token: &str, name: &str) -> Value {
        let id = json!({ "id": self.request(name).await });
        self.api.answer(token, CALL, id).await
    }
}

fn link_of(url: &Value) -> Link {
    let url = url.as_str().unwrap();
    let token = url.strip_prefix("http://score.example.org/r/").unwrap();
    let secrets = Secrets::parse(&"s".repeat(32)).unwrap();
    secrets.verify(token, at(NOW)).unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_trainer_fills_in_is_marked_as_such(#[case] kind: Kind) {
    let Some(world) = World::new(kind).await else {
        return;
    };
    let answer = world.call(&world.trainer, "CV Melati Jaya").await;
    let made = &answer["data"]["enterByPhone"];
    assert_eq!(made["problems"], json!([]), "{answer}");
    let expires = made["expiresAt"].as_str().unwrap();
    assert!(expires.starts_with("2012-11-02T02:00:0"), "{expires}");
    let page = world.site.page(&link_of(&made["url"]));
    let shown = open(&page).await;
    assert!(shown.says(MARK), "{}", shown.html);
    let figures = [
        ("m-units_inspected", "1.000"),
        ("m-units_defective", "60"),
        ("base", "0"),
        ("lang", "id"),
    ];
    let thanked = post(&page, &figures).await;
    assert_eq!(thanked.status, StatusCode::OK, "{}", thanked.html);
    assert!(thanked.says(MARK));
    let stored = report_version::Entity::find()
        .all(&world.site.db)
        .await
        .unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].channel, Channel::Trainer);

    let own = crate::support::site::link(world.small.request);
    assert!(!open(&world.site.page(&own)).await.says(MARK));
    let trail = audit::Entity::find().filter(audit::Column::Action.eq("enterByPhone"));
    assert_eq!(trail.count(&world.site.db).await.unwrap(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn only_staff_get_a_link_and_only_to_their_own(#[case] kind: Kind) {
    let Some(world) = World::new(kind).await else {
        return;
    };
    let hidden = world.call(&world.trainer, "CV Kenanga").await;
    assert_eq!(
        hidden["data"]["enterByPhone"]["problems"],
        json!([{"code": "NOT_FOUND"}])
    );
    let donor = world.api.token(Role::Donor, None, &[]).await;
    let refused = world.call(&donor, "CV Melati Jaya").await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");

    let made = world.call(&world.trainer, "CV Melati Jaya").await;
    let page = world
        .site
        .page(&link_of(&made["data"]["enterByPhone"]["url"]));
    let reissue = json!({ "id": world.request("CV Melati Jaya").await });
    let office = world.api.office().await;
    let mutation =
        "mutation ($id: ID!) { reissueLink(input: { dataRequest: $id }) { problems { code } } }";
    world.api.data_with(&office, mutation, reissue).await;
    assert_eq!(open(&page).await.status, StatusCode::GONE);

    let lock = data_request::Entity::update_many().col_expr(
        data_request::Column::LocksAt,
        Expr::value(at("2012-10-31T17:00:00Z")),
    );
    lock.exec(&world.site.db).await.unwrap();
    let closed = world.call(&world.trainer, "CV Melati Jaya").await;
    let problems = &closed["data"]["enterByPhone"]["problems"];
    assert_eq!(problems, &json!([{"code": "LOCKED_PERIOD"}]), "{closed}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_ends_a_link_and_gets_the_new_one(#[case] kind: Kind) {
    let Some(world) = World::new(kind).await else {
        return;
    };
    let old = world
        .site
        .page(&crate::support::site::link(world.small.request));
    assert_eq!(open(&old).await.status, StatusCode::OK);
    let reissue = |id: &str| {
        let command = score(&["link", "reissue", id])
            .env("DATABASE_URL", world.database.url())
            .env("SCORE_SECRET", &"s".repeat(32))
            .env("SCORE_PUBLIC_URL", "http://score.example.org/");
        let done = command.output();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    };
    let id = world.request("CV Melati Jaya").await;
    let (code, printed, said) = reissue(id.as_str().unwrap());
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(open(&old).await.status, StatusCode::GONE);
    let new = world.site.page(&link_of(&json!(printed.trim())));
    assert_eq!(open(&new).await.status, StatusCode::OK);

    for bad in ["x", "", "RW50ZXJwcmlzZTp4"] {
        let (code, printed, said) = reissue(bad);
        assert_eq!((code, printed.as_str()), (Some(1), ""), "{bad}");
        assert!(said.contains("dataRequests"), "{said}");
    }
}
