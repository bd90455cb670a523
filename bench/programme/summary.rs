//! The figures of a quarter's editions, of all provinces and the nation, against one statement that
//! reads the readings of the same months and takes their medians. Wanted: a ratio of 0.67 or more.

use entity::{
    rules::{
        period::{Month, Quarter},
        slot::summary_slot,
    },
    summary::edition,
};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

use crate::{row, statistics::fastest, text};

/// Both sides for the newest quarter that is whole.
pub(crate) async fn measure(db: &DatabaseConnection) {
    let newest = text(db, "SELECT to_char(max(month), 'YYYY-MM') FROM reading").await;
    let newest: Month = newest.parse().expect("a month");
    let quarter = Quarter::of(newest).before();
    let ours = fastest(async || {
        let editions = edition::first(db, quarter, summary_slot(quarter)).await;
        assert!(editions.expect("figures").len() > 1, "{quarter}");
    })
    .await;
    let (from, to) = (quarter.year_before().first_month(), quarter.last_month());
    let statement = format!(
        "SELECT province_code, indicator_code, date_trunc('quarter', month) AS quarter, count(DISTINCT enterprise_id), \
            sum(numerator) / nullif(sum(denominator), 0), percentile_cont(0.5) WITHIN GROUP (ORDER BY change), \
            count(*) FILTER (WHERE change > 0) \
        FROM reading WHERE month BETWEEN '{}' AND '{}' GROUP BY GROUPING SETS ((1, 2, 3), (2, 3))",
        from.first_day(),
        to.first_day(),
    );
    let limit = fastest(async || {
        let asked = Statement::from_string(DatabaseBackend::Postgres, &statement);
        let rows = db.query_all_raw(asked).await.expect("the statement");
        assert!(!rows.is_empty(), "{statement}");
    })
    .await;
    row(
        "figures of a quarter's editions",
        &format!("{:.0} ms", ours.as_secs_f64() * 1000.0),
        &format!("{:.0} ms", limit.as_secs_f64() * 1000.0),
        &format!("{:.2}", limit.as_secs_f64() / ours.as_secs_f64()),
    );
}
