//! Past reports from a file: a row an enterprise and month.
//!
//! A month before the programme went live brings its own request, since no job looks behind that
//! date; a later one must have been asked for, and be open as it must be for the form. Any measure may
//! come: the office collected it, whatever the form would have asked. No mail goes out.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{DatabaseConnection, QuerySelect, entity::prelude::*, sea_query::LockType};

use super::{
    super::{
        checks::{today, zone},
        frame::{Author, Change},
    },
    NotImported, Row, RowProblem, Tally, begin, end,
    known::{Enterprises, Named, Provinces},
    unless,
};
use crate::{
    data_request, database, enterprise,
    enterprise_history::province as stay,
    holiday, indicator, measure, programme,
    rules::{
        calendar::{Calendar, opening},
        due,
        figures::{Counts, Formula},
        ladder::RequestState,
        period::Month,
    },
    submission::{self, Brought, Imported},
};

/// What a row says of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRow {
    /// Whose month.
    pub enterprise: Named,
    /// Which.
    pub month: Month,
    /// The day on which the enterprise answered; today, where it is not known.
    pub received_on: Option<NaiveDate>,
    /// The counts; what is not given is not there.
    pub counts: Counts,
}

/// Whose month.
type Key = (Uuid, Month);

/// Store `rows`, each as a version of its month's report.
///
/// # Errors
/// Where a row cannot be, or the database does not do its part; nothing is stored then.
pub async fn reports(
    db: &DatabaseConnection,
    author: &Author,
    rows: Vec<Row<ReportRow>>,
    is_dry: bool,
) -> Result<Tally, NotImported> {
    let change = begin(db, author, "importReports").await?;
    let known = Enterprises::load(&change.tx, rows.iter().map(|row| &row.says.enterprise)).await?;
    let past = Past::load(&change, &known, &rows).await?;
    let mut problems = Vec::new();
    let mut first: HashMap<Key, u64> = HashMap::new();
    let mut brought = Vec::new();
    for row in &rows {
        match past.brought(row, &known, author) {
            Ok(one) => {
                let key = (one.request.enterprise_id, one.request.month);
                if let Some(earlier) = first.insert(key, row.number) {
                    let message =
                        format!("row {earlier} is about the same month; keep one of them");
                    problems.push(RowProblem::at(row.number, "month", message));
                }
                brought.push(one);
            }
            Err(wrong) => problems.extend(wrong),
        }
    }
    unless(problems)?;
    let Imported {
        new,
        changed,
        unchanged,
        unusual,
        trail,
    } = submission::import(&change.tx, brought, author.now).await?;
    change.note_reports(&trail).await?;
    end(change, is_dry).await?;
    let unusual = unusual.into_iter().map(|(key, field, message)| {
        RowProblem::at(
            first.get(&key).copied().unwrap_or_default(),
            &field,
            message,
        )
    });
    Ok(Tally {
        new,
        changed,
        unchanged,
        unusual: unusual.collect(),
    })
}

/// What is known of the months that the rows are about.
struct Past {
    requests: HashMap<Key, data_request::Model>,
    stays: HashMap<Uuid, Vec<(NaiveDate, String)>>,
    provinces: Provinces,
    calendar: Calendar,
    live_since: Option<Month>,
    measures: Vec<measure::Model>,
    formulas: Vec<Formula>,
}

impl Past {
    async fn load(
        change: &Change<'_>,
        known: &Enterprises,
        rows: &[Row<ReportRow>],
    ) -> Result<Self, DbErr> {
        let tx = &change.tx;
        let ids: HashSet<_> = rows
            .iter()
            .filter_map(|row| Some(known.get(&row.says.enterprise)?.id))
            .collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let months = rows.iter().map(|row| row.says.month);
        let (least, most) = (months.clone().min(), months.max());
        let mut requests = HashMap::new();
        let mut stays: HashMap<_, Vec<_>> = HashMap::new();
        for some in ids.chunks(database::rows_per_insert(1)) {
            use data_request::Column;
            let found = data_request::Entity::find()
                .filter(Column::EnterpriseId.is_in(some.iter().copied()))
                .filter(
                    sea_orm::Condition::all()
                        .add_option(least.map(|month| Column::Month.gte(month)))
                        .add_option(most.map(|month| Column::Month.lte(month))),
                )
                .lock(LockType::Update)
                .all(tx)
                .await?;
            requests.extend(
                found
                    .into_iter()
                    .map(|row| ((row.enterprise_id, row.month), row)),
            );
            let moved = stay::Entity::find()
                .filter(stay::Column::EnterpriseId.is_in(some.iter().copied()))
                .all(tx)
                .await?;
            for row in moved {
                stays
                    .entry(row.enterprise_id)
                    .or_default()
                    .push((row.from_date, row.province_code));
            }
        }
        let indicators = indicator::Entity::find().all(tx).await?;
        Ok(Self {
            requests,
            stays,
            provinces: Provinces::load(tx).await?,
            calendar: holiday::calendar(tx).await?,
            live_since: programme::Entity::find()
                .one(tx)
                .await?
                .map(|row| row.live_since),
            measures: measure::Entity::find().all(tx).await?,
            formulas: indicators.iter().map(indicator::Model::formula).collect(),
        })
    }

    /// What the row brings, or what is wrong with it.
    fn brought(
        &self,
        row: &Row<ReportRow>,
        known: &Enterprises,
        author: &Author,
    ) -> Result<Brought, Vec<RowProblem>> {
        let (number, says) = (row.number, &row.says);
        let enterprise = known
            .of(number, &says.enterprise)
            .map_err(|wrong| vec![wrong])?;
        let at = |column: &str, message: String| vec![RowProblem::at(number, column, message)];
        if says.month > due::newest_month(author.now) {
            return Err(at(
                "month",
                format!("{} is not over yet; remove the row", says.month),
            ));
        }
        let (request, is_new) = self
            .request(enterprise, says.month, author)
            .map_err(|message| at("month", message))?;
        let received_at = self
            .received(&request, says.received_on, author)
            .map_err(|message| at("received_on", message))?;
        let problems = submission::count_problems(&says.counts, &self.measures, &self.formulas);
        if problems.is_empty() {
            return Ok(Brought {
                request,
                is_new,
                received_at,
                counts: says.counts.clone(),
            });
        }
        Err(problems
            .iter()
            .map(|problem| counted(number, problem))
            .collect())
    }

    /// The month's request; a new one where the programme was not live yet.
    fn request(
        &self,
        enterprise: &enterprise::Model,
        month: Month,
        author: &Author,
    ) -> Result<(data_request::Model, bool), String> {
        let is_live = self.live_since.is_some_and(|since| month >= since);
        if let Some(found) = self.requests.get(&(enterprise.id, month)) {
            return match found.state {
                RequestState::Waived => Err(format!(
                    "{month} is not expected of {}: it was waived",
                    enterprise.name
                )),
                _ if is_live && !found.is_open_at(author.now) => Err(format!(
                    "{month} of {} is locked; reopen it first",
                    enterprise.name
                )),
                _ => Ok((found.clone(), false)),
            };
        }
        if is_live {
            return Err(format!(
                "{month} was not asked of {}; the programme asks by itself since it went live",
                enterprise.name
            ));
        }
        Ok((self.planned(enterprise, month, author), true))
    }

    /// The request as it would have been planned then.
    fn planned(
        &self,
        enterprise: &enterprise::Model,
        month: Month,
        author: &Author,
    ) -> data_request::Model {
        let stays = self.stays.get(&enterprise.id);
        // Before the first that is known, it was where it was first known to be.
        let stay = stays.and_then(|stays| {
            let begun = stays.iter().filter(|(from, _)| *from <= month.last_day());
            begun.max().or_else(|| stays.iter().min())
        });
        let province = stay.map_or(&enterprise.province_code, |(_, code)| code);
        let zone = self
            .provinces
            .get(province)
            .map_or(chrono_tz::Asia::Jakarta, zone);
        let slot = due::request_slot(&self.calendar, month, zone);
        let dates = due::dates(
            &self.calendar,
            month,
            slot.with_timezone(&zone).date_naive(),
            zone,
        );
        data_request::Model {
            chase_ended_at: Some(author.now),
            ..data_request::Model::planned(
                (Uuid::now_v7(), enterprise.id),
                month,
                province.clone(),
                dates,
                slot.min(author.now),
            )
        }
    }

    /// When the answer came: at the opening of the given day, now where none is given.
    fn received(
        &self,
        request: &data_request::Model,
        on: Option<NaiveDate>,
        author: &Author,
    ) -> Result<DateTimeUtc, String> {
        let Some(on) = on else {
            return Ok(author.now);
        };
        let province = self.provinces.get(&request.province_code);
        let day = province.map_or(author.now.date_naive(), |one| today(one, author.now));
        if on > day {
            return Err(format!("{on} has not come yet; today is {day}"));
        }
        if on <= request.month.first_day() {
            return Err(format!(
                "{on} lies before {}; nobody reports a month before it began",
                request.month
            ));
        }
        Ok(opening(on, province.map_or(chrono_tz::Asia::Jakarta, zone)).min(author.now))
    }
}

/// A problem of the counts in the words of the file.
fn counted(row: u64, problem: &submission::Problem) -> RowProblem {
    use submission::ProblemCode::{Negative, NotFinite, NotWhole, OutOfBounds, Unasked};
    let field = problem.field.as_deref().unwrap_or_default();
    let message = match (problem.code, &problem.other_field) {
        (Negative, _) => format!("`{field}` cannot be below zero"),
        (NotWhole, _) => format!("`{field}` is counted in whole numbers"),
        (NotFinite, _) => format!("`{field}` is too large to be a count"),
        (OutOfBounds, Some(other)) => {
            format!("`{field}` and `{other}` cannot both be right: their ratio is impossible")
        }
        (OutOfBounds, None) => format!("`{field}` cannot be as large as that"),
        (Unasked, _) => format!("there is no measure `{field}`"),
        _ => "no measure is given; fill one in, or remove the row".to_owned(),
    };
    RowProblem {
        row,
        column: problem.field.clone(),
        message,
    }
}
