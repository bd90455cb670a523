//! The figures of a quarter's editions, of all provinces and the nation, against one statement that
//! reads the readings of the same indicators and months and takes their medians; once where the
//! quarters before have no editions, and once where they have. Wanted: a ratio of 0.67 or more.

use entity::{
    rules::{
        period::{Month, Quarter},
        slot::summary_slot,
    },
    summary::edition,
};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use worker::jobs::summary::freeze;

use crate::{row, statistics::fastest, text};

/// Both sides for the newest quarter that is whole.
pub(crate) async fn measure(db: &DatabaseConnection) {
    let newest = text(db, "SELECT to_char(max(month), 'YYYY-MM') FROM reading").await;
    let newest: Month = newest.parse().expect("a month");
    let quarter = Quarter::of(newest).before();
    compare(db, quarter, "a quarter's figures, nothing kept").await;
    for earlier in [quarter.year_before(), quarter.before()] {
        freeze(db, earlier, summary_slot(earlier))
            .await
            .expect("editions");
    }
    db.execute_unprepared("ANALYZE").await.expect("ANALYZE");
    compare(db, quarter, "a quarter's figures, earlier ones kept").await;
}

async fn compare(db: &DatabaseConnection, quarter: Quarter, what: &str) {
    let ours = fastest(async || {
        let figures = edition::figures(db, quarter, summary_slot(quarter)).await;
        assert!(figures.expect("figures").len() > 1, "{quarter}");
    })
    .await;
    let compared = [quarter.year_before(), quarter.before(), quarter];
    let months = compared.into_iter().flat_map(Quarter::months);
    let months: Vec<_> = months
        .map(|month| format!("'{}'", month.first_day()))
        .collect();
    let statement = format!(
        "SELECT province_code, indicator_code, date_trunc('quarter', month) AS quarter, count(*), \
            sum(numerator) / nullif(sum(denominator), 0), percentile_cont(0.5) WITHIN GROUP (ORDER BY change), \
            count(*) FILTER (WHERE change > 0) \
        FROM reading \
        WHERE indicator_code IN (SELECT code FROM indicator WHERE core) AND month IN ({}) \
        GROUP BY GROUPING SETS ((1, 2, 3), (2, 3))",
        months.join(", "),
    );
    let limit = fastest(async || {
        let asked = Statement::from_string(DatabaseBackend::Postgres, &statement);
        let rows = db.query_all_raw(asked).await.expect("the statement");
        assert!(!rows.is_empty(), "{statement}");
    })
    .await;
    row(
        what,
        &format!("{:.0} ms", ours.as_secs_f64() * 1000.0),
        &format!("{:.0} ms", limit.as_secs_f64() * 1000.0),
        &format!("{:.2}", limit.as_secs_f64() / ours.as_secs_f64()),
    );
}
