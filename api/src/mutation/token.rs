//! Tokens for people and programs.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use entity::{
    account,
    changes::token::{self, Holder},
    token::Model,
};

use super::frame::{ChangeError, answer, key, key_if_given, payload};
use crate::{context::Asks, noun::token::Token};

payload! {
    /// What became of a change of a token.
    TokenPayload { token: Token }
}

/// What became of `createToken`.
#[derive(SimpleObject)]
pub(crate) struct CreateTokenPayload {
    /// The token; null where none was made.
    token: Option<Token>,
    /// The secret, which is shown here and never again.
    secret: Option<String>,
    /// Why none was made; empty where one was.
    problems: Vec<ChangeError>,
}

impl From<(Option<(Model, String)>, Vec<ChangeError>)> for CreateTokenPayload {
    fn from((made, problems): (Option<(Model, String)>, Vec<ChangeError>)) -> Self {
        let (token, secret) = made.map(|(row, secret)| (row.into(), secret)).unzip();
        Self {
            token,
            secret,
            problems,
        }
    }
}

/// What an account may do.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "account::Role")]
pub(crate) enum AccountRole {
    /// The office: everything.
    Admin,
    /// A manager: their provinces; without provinces, the nation.
    Manager,
    /// A trainer: their cohorts' enterprises.
    Trainer,
    /// A donor: disclosed editions and the programme.
    Donor,
}

/// What `createToken` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateTokenInput {
    /// The address of the account; an account that is not there is made.
    email: String,
    /// How mails address them; counts where the account is made.
    #[graphql(default)]
    name: String,
    /// What the account may do.
    role: AccountRole,
    /// The codes of the provinces that a manager answers for; none for the nation.
    #[graphql(default)]
    provinces: Vec<String>,
    /// The trainer that a trainer's account is: their global id.
    trainer: Option<ID>,
    /// The partner that it speaks for: its global id.
    partner: Option<ID>,
    /// How many days it lives.
    #[graphql(default = 90)]
    days: i32,
    /// Your name for this token: the same key again makes no other. The secret is not shown again.
    idempotency_key: Option<String>,
}

/// What `revokeToken` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RevokeTokenInput {
    /// The token: its global id.
    token: ID,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct TokenMutations;

#[Object]
impl TokenMutations {
    /// Make a token for a person or program.
    async fn create_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For whom.")] input: CreateTokenInput,
    ) -> Result<CreateTokenPayload> {
        let asked = ctx.asked();
        let trainer = key_if_given("Trainer", input.trainer.as_ref())?;
        let partner = key_if_given("Partner", input.partner.as_ref())?;
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        let holder = Holder {
            email: input.email,
            name: input.name,
            role: input.role.into(),
            provinces: input.provinces.into_iter().collect(),
            trainer,
            partner,
            days: input.days,
        };
        answer(token::create(&asked.writer, &author, holder).await)
    }

    /// End a token at once.
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: RevokeTokenInput,
    ) -> Result<TokenPayload> {
        let asked = ctx.asked();
        let id = key("Token", &input.token)?;
        answer(token::revoke(&asked.writer, &asked.author(), id).await)
    }
}
