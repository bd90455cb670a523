//! A row of a file of past reports: an enterprise, a month, and a column a measure.

use entity::{
    changes::import::{Named, ReportRow},
    rules::figures::Counts,
};

use super::{cells::Cells, header::Columns};

/// What a row has beside its measures.
const BESIDE: [&str; 3] = ["enterprise", "month", "received_on"];
/// What an export shows beside them.
const SHOWN: [&str; 11] = [
    "name",
    "province",
    "kind",
    "version",
    "channel",
    "received_at",
    "submitted_at",
    "returned_at",
    "accepted_at",
    "reason",
    "note",
];

pub(super) fn columns(measures: &[String]) -> Columns {
    let mut free = vec!["received_on".to_owned()];
    free.extend(measures.iter().cloned());
    Columns {
        of: "enterprise and month",
        needed: vec!["enterprise", "month"],
        free,
        shown: SHOWN.to_vec(),
    }
}

/// What the row says; none where something is missing or wrong. A blank cell is no figure, never 0.
pub(super) fn read(row: &mut Cells<'_>) -> Option<ReportRow> {
    let enterprise = row.needed("enterprise", Cells::text);
    let month = row.needed("month", Cells::month);
    let received_on = row.day("received_on");
    let mut counts = Counts::new();
    for measure in row.columns().has() {
        let is_measure = !BESIDE.contains(&measure) && !SHOWN.contains(&measure);
        if is_measure && let Some(count) = row.number(measure) {
            counts.insert(measure.to_owned(), count);
        }
    }
    Some(ReportRow {
        enterprise: Named::Key(enterprise?),
        month: month?,
        received_on,
        counts,
    })
}
