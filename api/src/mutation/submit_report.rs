//! `submitReport`: a month's counts, as from the page behind a mailed link.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use entity::{
    changes::report,
    data_request::{self, Model as Request},
    report_version::{Channel, ReportKind},
    rules::plausibility::Reason,
    scope::Scope,
    submission::{self, Confirmed, Doubt, NOTE_AT_MOST, Outcome, Submission},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::frame::{error_of, idempotency_key};
use crate::{
    context::{Asked, Asks},
    error::{Code, bad_input, refused},
    id::uuid_of,
    noun::{data_request::DataRequest, report::Report},
};

/// What `submitReport` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SubmitReportInput {
    /// The request that is answered: its global id.
    data_request: ID,
    /// Your name for this submission: the same key again is the same submission, and is stored once.
    idempotency_key: String,
    /// The month's counts. What is not known is left out: missing is not zero.
    counts: Vec<MeasureCountInput>,
    /// What the enterprise adds.
    note: Option<String>,
    /// What `problems` asked about as unusual and is right all the same: each one's `confirm`.
    confirmed: Option<Vec<String>>,
}

/// One count of a report.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct MeasureCountInput {
    /// The code of the measure, `good_output` and the like.
    measure: String,
    /// The count, in the measure's unit.
    value: f64,
}

/// What became of a submission.
#[derive(SimpleObject)]
pub(crate) struct SubmitReportPayload {
    /// The request, as it stands now; null where there is none or you may not see it.
    data_request: Option<DataRequest>,
    /// The report, as it stands now.
    report: Option<Report>,
    /// Why nothing was stored; empty where it was.
    problems: Vec<InputError>,
}

/// Why something in an input was refused.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct InputError {
    /// What kind of problem.
    code: ProblemCode,
    /// The part of the input that it is about; the code of a measure for a count.
    field: Option<String>,
    /// One sentence for a person.
    message: String,
    /// What to send in `confirmed` where an unusual figure is right; null for what cannot be confirmed.
    confirm: Option<String>,
}

/// What kind of problem an input has.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(crate) enum ProblemCode {
    /// There is no such request.
    NotFound,
    /// The key stands for another submission.
    Taken,
    /// A figure is unusual: look at it again, and confirm it where it is right.
    Plausibility,
    /// The month takes no figures any more.
    LockedPeriod,
    /// The month is not expected.
    Waived,
    /// The measure is not asked of this enterprise.
    Unasked,
    /// A count is below zero.
    Negative,
    /// A count of whole things has a fraction.
    NotWhole,
    /// Not a number that can be stored.
    NotFinite,
    /// A ratio that cannot be.
    OutOfBounds,
    /// No figure at all.
    Empty,
}

impl From<submission::ProblemCode> for ProblemCode {
    fn from(code: submission::ProblemCode) -> Self {
        use submission::ProblemCode as Refused;
        match code {
            Refused::NotFound => Self::NotFound,
            Refused::Taken => Self::Taken,
            Refused::LockedPeriod => Self::LockedPeriod,
            Refused::Waived => Self::Waived,
            Refused::Unasked => Self::Unasked,
            Refused::Negative => Self::Negative,
            Refused::NotWhole => Self::NotWhole,
            Refused::NotFinite => Self::NotFinite,
            Refused::OutOfBounds => Self::OutOfBounds,
            Refused::Empty => Self::Empty,
        }
    }
}

impl From<submission::Problem> for InputError {
    fn from(problem: submission::Problem) -> Self {
        let field = problem.field.as_deref().unwrap_or("a figure");
        let other = problem.other_field.as_deref().unwrap_or("another");
        let code = ProblemCode::from(problem.code);
        let message = match problem.code {
            submission::ProblemCode::Taken => {
                "This key stands for another submission already; give each its own.".into()
            }
            submission::ProblemCode::NotFound => {
                "There is no such data request; take its id from `dataRequests`.".into()
            }
            submission::ProblemCode::LockedPeriod => {
                "This month takes no figures any more; ask the programme office to open it again."
                    .into()
            }
            submission::ProblemCode::Waived => {
                "This month is not expected; ask the programme office if it should be.".into()
            }
            submission::ProblemCode::Unasked => {
                format!("`{field}` is not asked of this enterprise; leave it out.")
            }
            submission::ProblemCode::Negative => {
                format!("`{field}` cannot be below zero; correct it or leave it out.")
            }
            submission::ProblemCode::NotWhole => {
                format!("`{field}` must be a whole number; correct it or leave it out.")
            }
            submission::ProblemCode::NotFinite => {
                format!("`{field}` must be a number; correct it or leave it out.")
            }
            submission::ProblemCode::OutOfBounds => {
                format!("`{field}` does not go with `{other}`; correct one of the two.")
            }
            submission::ProblemCode::Empty => {
                "There is no figure in it; give at least one count.".into()
            }
        };
        let is_key = code == ProblemCode::Taken;
        Self {
            code,
            field: problem.field.or(is_key.then(|| "idempotencyKey".into())),
            message,
            confirm: None,
        }
    }
}

/// *Are you sure?*, as the page behind a link asks.
impl From<Doubt> for InputError {
    fn from(doubt: Doubt) -> Self {
        let than = match doubt.unusual.reason {
            Reason::AboveBound => "more than",
            Reason::BelowBound => "less than",
            Reason::FarAboveOwn => "far above this enterprise's usual",
            Reason::FarBelowOwn => "far below this enterprise's usual",
            Reason::OutsideSpread => "unlike this enterprise's usual",
        };
        let (subject, value) = (&doubt.subject, doubt.value);
        Self {
            code: ProblemCode::Plausibility,
            message: format!(
                "{subject} of {value:.2} is {than} {:.2}; look at it again, and confirm it where it is right.",
                doubt.unusual.compared_with
            ),
            confirm: Some(doubt.token()),
            field: Some(doubt.field),
        }
    }
}

/// The mutation of this file.
#[derive(Default)]
pub(crate) struct SubmitReport;

#[Object]
impl SubmitReport {
    /// Store a month's counts as the next version of the request's report.
    async fn submit_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is submitted.")] input: SubmitReportInput,
    ) -> Result<SubmitReportPayload> {
        let asked = ctx.asked();
        let channel = channel_of(asked.scope())?;
        let counts = counts_of(&input)?;
        let submit_key = idempotency_key(input.idempotency_key)?;
        let Some(request) = visible_request(asked, &input.data_request).await? else {
            return Ok(SubmitReportPayload {
                data_request: None,
                report: None,
                problems: vec![not_found()],
            });
        };
        let submission = Submission {
            request: request.id,
            kind: ReportKind::Figures,
            channel,
            submit_key,
            reason: None,
            note: input.note.filter(|note| !note.trim().is_empty()),
            counts,
        };
        let sure: Confirmed = input.confirmed.unwrap_or_default().into_iter().collect();
        let stored = report::submit(&asked.writer, &asked.author(), submission, &sure).await;
        let problems = match stored.map_err(error_of)? {
            Outcome::Stored { .. } | Outcome::Repeated { .. } => Vec::new(),
            Outcome::Doubted(doubts) => doubts.into_iter().map(InputError::from).collect(),
            Outcome::Refused(problems) => problems.into_iter().map(InputError::from).collect(),
        };
        payload(asked, request.id, problems).await
    }
}

/// How a submission of `scope` came; refused where it may not submit.
fn channel_of(scope: &Scope) -> Result<Channel> {
    match scope {
        Scope::Admin | Scope::Manager { .. } => Ok(Channel::Api),
        Scope::Trainer { .. } => Ok(Channel::Trainer),
        Scope::Anonymous => Err(refused(
            Code::Unauthenticated,
            "Sign in with a token to submit a report.",
        )),
        Scope::Enterprise { .. } | Scope::Donor => Err(refused(
            Code::Forbidden,
            "Your account may not submit reports; ask the programme office.",
        )),
    }
}

fn counts_of(input: &SubmitReportInput) -> Result<HashMap<String, f64>> {
    if input
        .note
        .as_ref()
        .is_some_and(|note| note.chars().count() > NOTE_AT_MOST)
    {
        return Err(bad_input(format!(
            "`note` must have at most {NOTE_AT_MOST} characters."
        )));
    }
    let mut counts = HashMap::new();
    for count in &input.counts {
        if counts.insert(count.measure.clone(), count.value).is_some() {
            return Err(bad_input(format!(
                "`{}` is there twice; give each measure once.",
                count.measure
            )));
        }
    }
    Ok(counts)
}

async fn visible_request(asked: &Asked, id: &ID) -> Result<Option<Request>> {
    let Some(id) = uuid_of("DataRequest", id)? else {
        return Ok(None);
    };
    let visible = data_request::Entity::visible_to(asked.scope());
    Ok(visible
        .filter(data_request::Column::Id.eq(id))
        .one(&asked.writer)
        .await?)
}

fn not_found() -> InputError {
    InputError {
        field: Some("dataRequest".into()),
        ..submission::Problem {
            code: submission::ProblemCode::NotFound,
            field: None,
            other_field: None,
        }
        .into()
    }
}

/// What the writer knows now; a replica may be behind.
async fn payload(
    asked: &Asked,
    id: uuid::Uuid,
    problems: Vec<InputError>,
) -> Result<SubmitReportPayload> {
    let request = data_request::Entity::find_by_id(id)
        .one(&asked.writer)
        .await?;
    let version = submission::current_version(&asked.writer, id).await?;
    Ok(SubmitReportPayload {
        data_request: request.map(Into::into),
        report: version.map(Into::into),
        problems,
    })
}
