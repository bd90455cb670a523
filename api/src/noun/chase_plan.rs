//! `chasePlan`: whom the worker would write to at a time, which step, why, and
//! under which subject. Nothing is written.

use async_graphql::{Context, Enum, Object, Result, connection::PageInfo};
use entity::{
    chase::{
        plan::{Fate, Planned},
        preview::{Letter, Previewed, order, preview},
    },
    rules::ladder::Decision,
    scope::Scope,
};
use sea_orm::{ActiveEnum, ColumnType};
use view::subject;

use super::{
    contact::{Contact, ContactKey},
    data_request::{DataRequest, DataRequestKey},
    enterprise::{Enterprise, links::EnterpriseKey},
    message::kinds::{ChaseDecision, ChaseStep, ChaseWaiting},
};
use crate::{
    context::Asks,
    loader,
    page::{Key, Page, PageArgs, page_of},
    scalar::{DateTime, Month},
};

/// What the steps are sorted by, as columns would hold it.
const KEYS: [ColumnType; 4] = [
    ColumnType::TimestampWithTimeZone,
    ColumnType::Uuid,
    ColumnType::Date,
    ColumnType::Integer,
];

/// What becomes of a step that is due.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(crate) enum PlannedOutcome {
    /// Its mail goes.
    Mail,
    /// It ends without a mail.
    Ends,
    /// It waits.
    Waits,
}

/// One step of the chase that is due at the time that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct PlannedStepInfo(Previewed);

impl PlannedStepInfo {
    fn planned(&self) -> &Planned {
        &self.0.planned
    }
}

/// One step of the chase that is due at the time that was asked for.
#[Object]
impl PlannedStepInfo {
    /// The step.
    async fn step(&self) -> ChaseStep {
        self.planned().due.step.into()
    }

    /// The month that is asked for.
    async fn month(&self) -> Month {
        Month(self.planned().due.month)
    }

    /// Since when the step has been due.
    async fn since(&self) -> DateTime {
        DateTime(self.planned().due.since)
    }

    /// What becomes of it.
    async fn outcome(&self) -> PlannedOutcome {
        match self.planned().fate {
            Fate::Mail => PlannedOutcome::Mail,
            Fate::Ends(..) => PlannedOutcome::Ends,
            Fate::Waits(_) => PlannedOutcome::Waits,
        }
    }

    /// How it ends: `SENT` where its mail goes; null where it waits.
    async fn decision(&self) -> Option<ChaseDecision> {
        match self.planned().fate {
            Fate::Mail => Some(Decision::Sent.into()),
            Fate::Ends(decision, _) => Some(decision.into()),
            Fate::Waits(_) => None,
        }
    }

    /// What it waits for; null where it does not wait.
    async fn waiting(&self) -> Option<ChaseWaiting> {
        match self.planned().fate {
            Fate::Waits(waiting) => Some(waiting.into()),
            Fate::Mail | Fate::Ends(..) => None,
        }
    }

    /// Why, as a sentence for a person.
    async fn reason(&self) -> String {
        match self.planned().fate {
            Fate::Mail => "It is due, and no answer has come.".to_owned(),
            Fate::Ends(decision, None) => format!("It ends {}.", decision.to_value()),
            Fate::Ends(decision, Some(why)) => format!("It ends {}: {why}.", decision.to_value()),
            Fate::Waits(waiting) => format!("It waits: {}.", waiting.reason()),
        }
    }

    /// The subject of the mail that would carry it; null where none goes, or where the mail is
    /// also about requests that you may not see.
    async fn subject(&self) -> Option<String> {
        self.0.letter.as_ref().map(subject_of)
    }

    /// The enterprise that is asked.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.planned().due.enterprise)).await
    }

    /// The request; null where it is still to be planned.
    async fn data_request(&self, ctx: &Context<'_>) -> Result<Option<DataRequest>> {
        match self.planned().due.request {
            Some(id) => loader::one(ctx, DataRequestKey(id)).await,
            None => Ok(None),
        }
    }

    /// Whom the worker writes to; null where there is nobody with a usable address.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        match &self.planned().person {
            Some(person) => loader::one(ctx, ContactKey(person.contact)).await,
            None => Ok(None),
        }
    }
}

fn subject_of(letter: &Letter) -> String {
    let items: Vec<_> = letter
        .items
        .iter()
        .map(|(name, month)| (name.as_str(), *month))
        .collect();
    subject::chase(letter.language, letter.highest, &items)
}

/// A page of the plan of a time, the step that has been due for longest first.
pub(crate) struct ChasePlanInfo {
    page: Page<Previewed>,
    total: usize,
    mailed: usize,
}

/// A page of the plan of a time, the step that has been due for longest first.
#[Object]
impl ChasePlanInfo {
    /// The rows of this page.
    async fn nodes(&self) -> Vec<PlannedStepInfo> {
        let rows = self.page.rows.iter();
        rows.map(|(_, row)| PlannedStepInfo(row.clone())).collect()
    }

    /// Where this page lies in the plan.
    async fn page_info(&self) -> PageInfo {
        self.page.info()
    }

    /// How many steps are due on all pages.
    async fn total_count(&self) -> i32 {
        i32::try_from(self.total).unwrap_or(i32::MAX)
    }

    /// How many of them would be mailed.
    async fn mail_count(&self) -> i32 {
        i32::try_from(self.mailed).unwrap_or(i32::MAX)
    }
}

fn keys(planned: &Planned) -> Vec<Key> {
    let (since, enterprise, month, step) = order(planned);
    vec![
        Key::Moment(since),
        Key::Uuid(enterprise),
        Key::Day(month.first_day()),
        Key::Number(step as i32),
    ]
}

/// The query of this file.
#[derive(Default)]
pub(crate) struct ChasePlanQueries;

#[Object]
impl ChasePlanQueries {
    /// What the worker would do at a time with each step of the chase that is due by then, from
    /// the state of now as if no run came between; empty for whoever is not of the programme's
    /// staff. Nothing is written.
    #[allow(
        clippy::too_many_arguments,
        reason = "each is an argument of the field"
    )]
    async fn chase_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The time.")] at: DateTime,
        #[graphql(
            desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ChasePlanInfo> {
        let asked = ctx.asked();
        let all = match asked.scope() {
            Scope::Admin | Scope::Manager { .. } | Scope::Trainer { .. } => {
                preview(&asked.reader, asked.scope(), at.0).await?
            }
            Scope::Enterprise { .. } | Scope::Donor | Scope::Anonymous => Vec::new(),
        };
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let total = all.len();
        let mails = all.iter().filter(|one| one.planned.fate == Fate::Mail);
        let mailed = mails.count();
        let rows = all.into_iter().map(|one| (keys(&one.planned), one));
        Ok(ChasePlanInfo {
            page: page_of(rows.collect(), &KEYS, &args)?,
            total,
            mailed,
        })
    }
}
