//! Every answer has the number of its request, and so has every line that the process writes while it serves.

use entity::{
    account::{self, Role},
    global_id,
    link::{Link, LinkPurpose, Secrets},
    summary,
};
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap, redirect::Policy};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use serde_json::json;

use crate::{
    summary::demo,
    support::{
        api::Api,
        binary::{Running, score},
        databases::{Kind, TestDatabase},
        office::SECRET,
        socket::{Socket, open},
    },
};

const QUERY: &str = "{ enterprises(first: 1) { nodes { id contacts { id } } } }";
const TARGET: &str = "mutation { setTarget(input: {metric: \"ENTERPRISES\", year: 2012, value: 60,
    source: \"plan\"}) { problems { code } } }";
/// What is logged at the end of each request, where the log says all that it can.
const FINISHED: &str = "finished processing request";

/// An API in a process of its own, whose log is read request by request.
struct Watched {
    running: Running,
    url: String,
    token: String,
    client: Client,
    /// The numbers that answers told.
    numbers: Vec<String>,
    /// How many lines came before the first request.
    before: usize,
}

impl Watched {
    fn start(database: &TestDatabase, token: String, format: &str) -> Self {
        let mut running = score(&["api", "--bind", "127.0.0.1:0"])
            .env("DATABASE_URL", database.url())
            .env("SCORE_SECRET", SECRET)
            // That a connection was idle for too long is said of no request.
            .env("SCORE_LOG", "debug,api::serve=info")
            .env("SCORE_LOG_FORMAT", format)
            .spawn();
        let url = running.url();
        let client = Client::builder().redirect(Policy::none());
        Self {
            before: running.log().lines().count(),
            running,
            url,
            token,
            client: client.build().unwrap(),
            numbers: Vec::new(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        request.bearer_auth(&self.token)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    fn graphql(&self, query: &str) -> RequestBuilder {
        let request = self.request(Method::POST, "/graphql");
        request.json(&json!({ "query": query }))
    }

    /// Ask, and find the number of the answer in the line that has `said`.
    async fn finds(&mut self, what: &str, asked: RequestBuilder, said: &str) -> u16 {
        let answer = asked.send().await.unwrap();
        let status = answer.status().as_u16();
        let number = number(what, answer.headers());
        answer.bytes().await.unwrap();
        self.says(&number, said);
        status
    }

    /// Wait until there is a line of this request that has `said`.
    fn says(&mut self, number: &str, said: &str) {
        let wanted = |line: &str| line.contains(said) && line.contains(number);
        if !self.running.log().lines().any(wanted) {
            self.running.line_where(wanted);
        }
        self.numbers.push(number.to_owned());
    }

    /// All lines so far are of requests whose answers told their number.
    fn all_are_numbered(&self) {
        for line in self.running.log().lines().skip(self.before) {
            let is_named = |number: &String| line.contains(number.as_str());
            assert!(self.numbers.iter().any(is_named), "no number: {line}");
        }
    }
}

fn number(what: &str, headers: &HeaderMap) -> String {
    let number = headers.get("x-request-id");
    let number = number.unwrap_or_else(|| panic!("{what}: its answer has no number"));
    number.to_str().unwrap().to_owned()
}

/// The page behind a link to a request that there is not.
fn page() -> String {
    let link = Link {
        purpose: LinkPurpose::Submit,
        id: uuid::Uuid::now_v7(),
        generation: 1,
        expires_at: "2099-01-01T00:00:00Z".parse().unwrap(),
    };
    format!("/r/{}", Secrets::parse(SECRET).unwrap().sign(&link))
}

/// The address of an edition's files, up to their ending.
async fn files(db: &DatabaseConnection) -> String {
    let edition = summary::Entity::find().one(db).await.unwrap().unwrap();
    format!("/summaries/{}", global_id::written("Summary", edition.id))
}

/// Requests of each kind, with the status that each is answered with.
fn well(api: &Watched, files: &str) -> Vec<(&'static str, RequestBuilder, u16)> {
    let wrong = api.client.get(format!("{}/export/reports.csv", api.url));
    let list = api.request(Method::POST, "/graphql").json(&json!([]));
    vec![
        ("a query", api.graphql(QUERY), 200),
        ("a mutation", api.graphql(TARGET), 200),
        ("a field that is not", api.graphql("{ nothing }"), 200),
        ("half a query", api.graphql("{"), 200),
        ("a list of queries", list, 400),
        ("a wrong token", wrong.bearer_auth("score_none"), 401),
        ("the schema", api.get("/schema.graphql"), 200),
        ("a wrong link", api.get("/r/nonsense"), 404),
        ("a page", api.get("/sign-in"), 200),
        ("an export", api.get("/export/enterprises.csv"), 200),
        ("a workbook", api.get("/export/reports.xlsx"), 200),
        ("a file", api.get(&format!("{files}.csv")), 200),
        ("a document", api.get(&format!("{files}.pdf")), 200),
        ("no route", api.get("/nowhere"), 404),
        ("no method", api.request(Method::DELETE, "/graphql"), 405),
        ("a probe", api.get("/ready"), 200),
        ("the metrics", api.get("/metrics"), 200),
    ]
}

/// Requests of each kind that need tables which are gone, with what is logged of each and its status.
fn failing(api: &Watched, files: &str) -> Vec<(&'static str, RequestBuilder, &'static str, u16)> {
    let enterprise = global_id::written("Enterprise", uuid::Uuid::now_v7());
    let archive = format!(
        "mutation {{ archiveEnterprise(input: {{enterprise: \"{enterprise}\"}}) {{ problems {{ code }} }} }}"
    );
    let no_file = "a file could not be made";
    vec![
        ("a query", api.graphql(QUERY), "a query failed", 200),
        ("a mutation", api.graphql(&archive), "a query failed", 200),
        ("a page", api.get(&page()), "a page could not be made", 500),
        (
            "an export",
            api.get("/export/enterprises.csv"),
            no_file,
            500,
        ),
        ("a workbook", api.get("/export/reports.xlsx"), no_file, 500),
        ("a file", api.get(&format!("{files}.html")), no_file, 500),
    ]
}

#[rstest]
#[case::json("json")]
#[case::pretty("pretty")]
#[tokio::test(flavor = "multi_thread")]
async fn each_answer_and_each_line_has_the_number_of_its_request(#[case] format: &str) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = demo(&database).await;
    let served = Api::serve(db.clone()).await;
    let office = served.token(Role::Admin, None, &[]).await;
    let files = files(&db).await;
    let mut api = Watched::start(&database, office, format);
    for (what, asked, status) in well(&api, &files) {
        assert_eq!(api.finds(what, asked, FINISHED).await, status, "{what}");
    }
    let forwarded = api.get("/live").header("x-forwarded-for", "192.0.2.1");
    let theirs = forwarded.header("x-request-id", "of-the-client");
    let said = "SCORE_TRUSTED_PROXY does not name";
    api.finds("a proxy that nobody named", theirs, said).await;
    let mut socket = socket(&mut api).await;
    api.all_are_numbered();

    for table in ["enterprise", "data_request", "summary", "sign_in"] {
        let hidden = format!("ALTER TABLE {table} RENAME TO {table}_gone");
        db.execute_unprepared(&hidden).await.unwrap();
    }
    for (what, asked, said, status) in failing(&api, &files) {
        assert_eq!(api.finds(what, asked, said).await, status, "{what}");
    }
    socket.ask("2", QUERY).await;
    let answer = socket.said().await;
    let code = &answer["payload"]["errors"][0]["extensions"]["code"];
    assert_eq!(code, "INTERNAL", "{answer}");
    api.says(socket.number(), "a query failed");
    // The answer does not wait for the link, or it would tell whether there is such an account.
    let account = account::Entity::find().one(&db).await.unwrap().unwrap();
    let form = [("email", account.email)];
    let link = api.request(Method::POST, "/sign-in").form(&form);
    let said = "a link to sign in could not be queued";
    assert_eq!(api.finds("a link", link, said).await, 303);
    api.all_are_numbered();
    assert!(!api.running.log().contains("of-the-client"));
}

/// A connection that has asked for something.
async fn socket(api: &mut Watched) -> Socket {
    let mut socket = open(&format!("{}/graphql", api.url), &[]).await.unwrap();
    socket.init(&api.token).await;
    socket.ask("1", QUERY).await;
    for kind in ["connection_ack", "next", "complete"] {
        let answer = socket.said().await;
        assert_eq!(answer["type"], kind, "{answer}");
    }
    api.says(socket.number(), FINISHED);
    socket
}
