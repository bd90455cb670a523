//! Closing accounts of those who have left.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::{account::Model, changes::account};

use super::frame::{ChangeError, answer};
use crate::{context::Asks, scalar::DateTime};

/// What became of `closeAccount`.
#[derive(SimpleObject)]
pub(crate) struct CloseAccountPayload {
    /// When the account was closed; null where nothing was changed.
    closed_at: Option<DateTime>,
    /// Why nothing was changed; empty where it was.
    problems: Vec<ChangeError>,
}

impl From<(Option<Model>, Vec<ChangeError>)> for CloseAccountPayload {
    fn from((account, problems): (Option<Model>, Vec<ChangeError>)) -> Self {
        let closed_at = account.and_then(|account| account.disabled_at);
        Self {
            closed_at: closed_at.map(DateTime),
            problems,
        }
    }
}

/// What `closeAccount` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CloseAccountInput {
    /// The address of the account.
    email: String,
}

/// The mutation of this file.
#[derive(Default)]
pub(crate) struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Close the account of somebody who has left: its tokens, sessions and sign-in links end
    /// at once, and no new ones are made. It cannot be undone.
    async fn close_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: CloseAccountInput,
    ) -> Result<CloseAccountPayload> {
        let asked = ctx.asked();
        answer(account::close(&asked.writer, &asked.author(), &input.email).await)
    }
}
