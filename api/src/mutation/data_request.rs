//! What is done about one expectation: more time, none at all, another chance, another link.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::{changes::data_request, link::Link};

use super::frame::{ChangeError, answer, idempotency_key, key, payload};
use crate::{
    context::Asks,
    noun::data_request::DataRequest,
    scalar::{Date, DateTime},
};

payload! {
    /// What became of a change of a data request.
    DataRequestPayload { data_request: DataRequest }
}

/// What `enterByPhone` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct EnterByPhoneInput {
    /// The request: its global id.
    data_request: ID,
}

/// What became of `enterByPhone`.
#[derive(SimpleObject)]
pub(crate) struct EnterByPhonePayload {
    /// The request; null where there is no link.
    data_request: Option<DataRequest>,
    /// The address of the submission page; whoever has it can fill it in, so pass it to nobody.
    url: Option<String>,
    /// Until when it can be used.
    expires_at: Option<DateTime>,
    /// Why there is no link; empty where there is.
    problems: Vec<ChangeError>,
}

/// What `extendDueDate` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ExtendDueDateInput {
    /// The request: its global id.
    data_request: ID,
    /// The new last day on which a report is on time; entry closes thirty days after it.
    due_on: Date,
    /// Why.
    reason: Option<String>,
}

/// What `waiveDataRequest` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct WaiveDataRequestInput {
    /// The request: its global id.
    data_request: ID,
    /// Why the month is not expected.
    reason: Option<String>,
}

/// What `reopenDataRequest` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ReopenDataRequestInput {
    /// The request: its global id.
    data_request: ID,
    /// Until when it takes figures.
    until: DateTime,
}

/// What `reissueLink` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ReissueLinkInput {
    /// The request: its global id.
    data_request: ID,
}

/// What `declareNothingToReport` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct DeclareNothingToReportInput {
    /// The request: its global id.
    data_request: ID,
    /// Your name for this answer: the same key again is the same answer.
    idempotency_key: String,
    /// Why there is nothing to report.
    reason: Option<String>,
}

/// What `undoNothingToReport` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UndoNothingToReportInput {
    /// The request: its global id.
    data_request: ID,
}

/// What `promiseReport` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PromiseReportInput {
    /// The request: its global id.
    data_request: ID,
    /// The day by whose end the enterprise will answer; the lock date at the latest.
    by: Date,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct DataRequestMutations;

#[Object]
impl DataRequestMutations {
    /// Give an enterprise more time.
    async fn extend_due_date(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and until when.")] input: ExtendDueDateInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        let (author, due_on) = (asked.author(), input.due_on.0);
        answer(
            data_request::extend_due_date(&asked.writer, &author, id, due_on, input.reason).await,
        )
    }

    /// Expect nothing of a month any more.
    async fn waive_data_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: WaiveDataRequestInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        answer(data_request::waive(&asked.writer, &asked.author(), id, input.reason).await)
    }

    /// Let a month take figures again, until a date. What comes then stays late.
    async fn reopen_data_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and until when.")] input: ReopenDataRequestInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        answer(data_request::reopen(&asked.writer, &asked.author(), id, input.until.0).await)
    }

    /// Let the links that were sent stop working; the next mail has a new one.
    async fn reissue_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which request.")] input: ReissueLinkInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        answer(data_request::reissue_link(&asked.writer, &asked.author(), id).await)
    }

    /// Get a link to fill in a month for an enterprise on the phone. What comes by it is stored with the channel `TRAINER`.
    async fn enter_by_phone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which request.")] input: EnterByPhoneInput,
    ) -> Result<EnterByPhonePayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        let made = data_request::enter_by_phone(&asked.writer, &asked.author(), id).await;
        let (made, problems): (Option<(_, Link)>, _) = answer(made)?;
        let links = &asked.links;
        let link = made.as_ref().map(|(_, link)| link);
        Ok(EnterByPhonePayload {
            url: link.map(|link| links.secrets.address(&links.public_url, "r", link)),
            expires_at: link.map(|link| DateTime(link.expires_at)),
            data_request: made.map(|(request, _)| request.into()),
            problems,
        })
    }

    /// Say for an enterprise that there is nothing to report for a month.
    async fn declare_nothing_to_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which request, and why.")] input: DeclareNothingToReportInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        let said = (idempotency_key(input.idempotency_key)?, input.reason);
        answer(data_request::declare_nothing(&asked.writer, &asked.author(), id, said).await)
    }

    /// Keep an enterprise's promise to answer by a day: reminders rest until then.
    async fn promise_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which request, and by when.")] input: PromiseReportInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        let by = input.by.0;
        answer(data_request::promise_report(&asked.writer, &asked.staff()?, id, by).await)
    }

    /// Take *nothing to report* back: the newest figures count again, or the month is open.
    async fn undo_nothing_to_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which request.")] input: UndoNothingToReportInput,
    ) -> Result<DataRequestPayload> {
        let asked = ctx.asked();
        let id = key("DataRequest", &input.data_request)?;
        answer(data_request::undo_nothing(&asked.writer, &asked.staff()?, id).await)
    }
}
