//! `chaseLog`: the whole story of one request, for whoever asks whether it was asked for.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::{
    chase_log::{self, Entry},
    scope::Scope,
};

use super::data_request::{DataRequest, DataRequestKey};
use crate::{context::Asks, id::global, loader, scalar::DateTime};

/// One event of a request's story.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ChaseLogEntry {
    /// A global id of the event in this story.
    id: ID,
    /// When it happened.
    at: DateTime,
    /// What happened.
    kind: ChaseLogKind,
    /// One sentence for a person.
    text: String,
}

/// What happened in a request's story.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "chase_log::EntryKind")]
pub(crate) enum ChaseLogKind {
    /// The request was planned.
    Planned,
    /// A message about it was queued.
    Queued,
    /// A step of the chase ended.
    Step,
    /// A version of the report was stored.
    Reported,
    /// The report was returned.
    Returned,
    /// The report was accepted.
    Accepted,
    /// Somebody changed what is expected.
    Changed,
    /// The enterprise said by when it will answer.
    Promised,
    /// The chase of the enterprise came to rest.
    Paused,
    /// The chase went on.
    Resumed,
    /// A step is due now, and has not ended; the text says why.
    Due,
    /// The next step that will be due.
    Next,
}

fn shown(request: &DataRequest, (place, entry): (usize, Entry)) -> ChaseLogEntry {
    ChaseLogEntry {
        id: global("ChaseLogEntry", format_args!("{}/{place}", request.0.id)),
        at: DateTime(entry.at),
        kind: entry.kind.into(),
        text: entry.text,
    }
}

/// The query of this file.
#[derive(Default)]
pub(crate) struct ChaseLogQueries;

#[Object]
impl ChaseLogQueries {
    /// The whole story of a request, the earliest event first; empty where you may not see it.
    async fn chase_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request: its global id.")] data_request: ID,
    ) -> Result<Vec<ChaseLogEntry>> {
        let asked = ctx.asked();
        if !matches!(
            asked.scope(),
            Scope::Admin | Scope::Manager { .. } | Scope::Trainer { .. }
        ) {
            return Ok(Vec::new());
        }
        let found =
            loader::by_id::<_, DataRequest>(ctx, "DataRequest", &data_request, DataRequestKey);
        let Some(request) = found.await? else {
            return Ok(Vec::new());
        };
        let story = chase_log::story(&asked.reader, &request.0, asked.now).await?;
        let numbered = story.into_iter().enumerate();
        Ok(numbered.map(|one| shown(&request, one)).collect())
    }
}
