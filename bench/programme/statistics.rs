//! The statistics over all enterprises: over HTTP as GraphQL, each against one statement that reads
//! the rows that it cannot do without. Asked one at a time, since a person waits for one.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

use crate::{row, serving::Serving};

/// How often each side is asked; the fastest counts, as least disturbed.
const TIMES: usize = 5;

/// What is asked for: its name, the field that must not be empty, the query, and the statement.
struct Statistic {
    name: &'static str,
    field: &'static str,
    query: &'static str,
    statement: &'static str,
}

const STATISTICS: [Statistic; 4] = [
    Statistic {
        name: "reportingRates by province and quarter",
        field: "reportingRates",
        query: "{ reportingRates(from: \"2008-01\", to: \"2017-12\", groupBy: [PROVINCE, QUARTER]) \
            { quarter expected received onTime nothingToReport receivedRate } }",
        statement: "SELECT province_code, date_trunc('quarter', month) AS quarter, count(*), \
            count(received_at), count(*) FILTER (WHERE received_at < due_at) \
            FROM data_request WHERE state <> 'WAIVED' GROUP BY 1, 2",
    },
    Statistic {
        name: "indicatorSeries of a ratio by month",
        field: "indicatorSeries",
        query: "{ indicatorSeries(indicator: \"DEFECT_RATE\", from: \"2008-01\", to: \"2017-12\", groupBy: [MONTH]) \
            { month n expected level medianChangeSinceBaseline shareImproved growth matchedPanel } }",
        statement: "SELECT month, count(*), sum(numerator) / nullif(sum(denominator), 0), \
            percentile_cont(0.5) WITHIN GROUP (ORDER BY change) \
            FROM reading WHERE indicator_code = 'DEFECT_RATE' GROUP BY 1",
    },
    Statistic {
        name: "indicatorSeries of changes by province and quarter",
        field: "indicatorSeries",
        query: "{ indicatorSeries(indicator: \"LAB_PROD\", from: \"2008-01\", to: \"2017-12\", groupBy: [PROVINCE, QUARTER]) \
            { quarter n expected medianChangeSinceBaseline shareImproved growth matchedPanel } }",
        statement: "SELECT province_code, date_trunc('quarter', month) AS quarter, count(DISTINCT enterprise_id), \
            percentile_cont(0.5) WITHIN GROUP (ORDER BY change) \
            FROM reading WHERE indicator_code = 'LAB_PROD' GROUP BY 1, 2",
    },
    Statistic {
        name: "programme of a year",
        field: "programme",
        query: "{ programme(year: 2012) { enterprises { reached planned } provincesReached \
            provinces { province { code } enterprises { reached } } exportStages { stage enterprises } \
            participants { managers { women men total } workers { women men total } } trainersCertified } }",
        statement: "SELECT province_code, export_stage, count(*) FROM enterprise GROUP BY 1, 2",
    },
];

/// Ask both sides for each.
pub(crate) async fn measure(serving: &Serving, db: &DatabaseConnection) {
    for one in &STATISTICS {
        let data = serving.data(one.query).await;
        let found = &data[one.field];
        assert!(
            found.is_object() || found.as_array().is_some_and(|all| !all.is_empty()),
            "{data}"
        );
        let ours = fastest(async || drop(serving.ask(one.query).await)).await;
        let limit = fastest(async || {
            let asked = Statement::from_string(DatabaseBackend::Postgres, one.statement);
            let rows = db.query_all_raw(asked).await.expect(one.statement);
            assert!(!rows.is_empty(), "{}", one.statement);
        })
        .await;
        row(
            one.name,
            &format!("{:.0} ms", ours.as_secs_f64() * 1000.0),
            &format!("{:.0} ms", limit.as_secs_f64() * 1000.0),
            &format!("{:.2}", limit.as_secs_f64() / ours.as_secs_f64()),
        );
    }
}

/// The least of several times.
pub(crate) async fn fastest(once: impl AsyncFn()) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..TIMES {
        let began = Instant::now();
        once().await;
        least = least.min(began.elapsed());
    }
    least
}
