//! A page of fifty enterprises with their last three reports: over HTTP as GraphQL, against one
//! statement that makes the same answer in PostgreSQL.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

use crate::{row, serving::Serving};

/// Clients that ask at the same time.
const CLIENTS: usize = 8;
/// How long each side is asked, after one second that does not count.
const SECONDS: u64 = 10;

const QUERY: &str = "{ enterprises(first: 50) { nodes { id name province { code } \
    reports(last: 3) { id month readings { value changeSinceBaseline indicator { code } } } } } }";

const STATEMENT: &str = "SELECT json_agg(page)::text FROM (SELECT e.id, e.name, e.province_code, \
    (SELECT json_agg(report) FROM (SELECT v.id, d.month, \
        (SELECT json_agg(json_build_object('code', r.indicator_code, 'value', r.value, 'change', r.change)) \
         FROM reading r WHERE r.data_request_id = d.id) AS readings \
     FROM data_request d JOIN report_version v ON v.data_request_id = d.id AND v.is_current \
     WHERE d.enterprise_id = e.id ORDER BY d.month DESC LIMIT 3) report) AS reports \
    FROM enterprise e ORDER BY e.name, e.id LIMIT 50) page";

/// Ask both sides as often as they answer.
pub(crate) async fn measure(serving: &Serving, db: &DatabaseConnection) {
    let ours = over_http(serving).await;
    let limit = many(|| async {
        let asked = Statement::from_string(DatabaseBackend::Postgres, STATEMENT);
        let answer = db
            .query_one_raw(asked)
            .await
            .expect("the statement")
            .expect("a row");
        assert!(answer.try_get_by_index::<String>(0).unwrap().len() > 1000);
    })
    .await;
    row(
        "GraphQL page of 50 enterprises with their last 3 reports, against one statement",
        &format!("{ours:.0} req/s"),
        &format!("{limit:.0} req/s"),
        &format!("{:.2}", ours / limit),
    );
}

async fn over_http(serving: &Serving) -> f64 {
    let data = serving.data(QUERY).await;
    let nodes = data["enterprises"]["nodes"].as_array().expect("a page");
    assert_eq!(nodes.len(), 50, "{data}");
    many(|| async {
        serving.ask(QUERY).await;
    })
    .await
}

/// How often `once` is done in a second by [`CLIENTS`] at a time.
async fn many<F: Future<Output = ()>>(once: impl Fn() -> F) -> f64 {
    repeat(&once, Duration::from_secs(1)).await;
    let (count, took) = repeat(&once, Duration::from_secs(SECONDS)).await;
    count as f64 / took.as_secs_f64()
}

async fn repeat<F: Future<Output = ()>>(
    once: &impl Fn() -> F,
    time: Duration,
) -> (usize, Duration) {
    let began = Instant::now();
    let clients = (0..CLIENTS).map(|_| async {
        let mut count = 0;
        while began.elapsed() < time {
            once().await;
            count += 1;
        }
        count
    });
    let count = join_all(clients).await.into_iter().sum();
    (count, began.elapsed())
}
