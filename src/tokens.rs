//! Tokens on the command line and in the demo: made once, shown once, kept as a hash.

use std::collections::HashMap;

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use entity::{
    account,
    changes::{self, Author, Problem, Refused, token::Holder},
    token,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::output;

/// Make a token for `holder`, and the account where there is none. The secret is not kept.
///
/// # Errors
/// One sentence that names the option, or what the database says.
pub(crate) async fn create(
    db: &DatabaseConnection,
    holder: Holder,
    now: DateTime<Utc>,
) -> Result<String> {
    match changes::token::create(db, &Author::operator(now), holder.clone()).await {
        Ok((_, secret)) => Ok(secret),
        Err(Refused::Problems(problems)) => match problems.first() {
            Some(problem) => bail!(sentence(problem, &holder)),
            None => bail!("the token was refused"),
        },
        Err(refused) => Err(refused.into()),
    }
}

/// A problem in the words of the command line: its option, with what was given.
fn sentence(problem: &Problem, holder: &Holder) -> String {
    let field = problem.field.unwrap_or_default();
    let (option, given) = match field {
        "email" => ("--account", holder.email.clone()),
        "name" => ("--name", holder.name.clone()),
        "province" | "provinces" => {
            let codes: Vec<_> = holder.provinces.iter().map(String::as_str).collect();
            ("--province", codes.join(" --province "))
        }
        "trainer" => {
            let trainer = holder.trainer.map(|id| id.to_string());
            (
                "--trainer",
                trainer.unwrap_or_else(|| format!("with --role {}", holder.role.to_value())),
            )
        }
        "partner" => {
            let partner = holder.partner.map(|id| id.to_string());
            ("--partner", partner.unwrap_or_default())
        }
        "days" => ("--expires", holder.days.to_string()),
        _ => return problem.message.clone(),
    };
    let message = problem.message.replace(&format!("`{field}`"), option);
    format!("{option} {given}: {message}")
}

/// Print every token, newest first.
///
/// # Errors
/// Where the database fails.
pub(crate) async fn list(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<()> {
    let tokens = with_accounts(db).await?;
    if tokens.is_empty() {
        output::line("There is no token yet; `score token create` makes one.");
        return Ok(());
    }
    output::line(&format!(
        "{:36}  {:7}  {:16}  {:16}  {:7}  {}",
        "ID", "ROLE", "BEGINS", "ENDS (UTC)", "STATE", "ACCOUNT"
    ));
    for (token, account) in tokens {
        let (role, email) = account.map_or_else(Default::default, |account| {
            (account.role.to_value(), account.email)
        });
        output::line(&format!(
            "{:36}  {role:7}  {:16}  {:16}  {:7}  {email}",
            token.id,
            token.prefix,
            ends(&token),
            state(&token, now)
        ));
    }
    Ok(())
}

fn ends(token: &token::Model) -> String {
    token.expires_at.map_or_else(
        || "never".to_owned(),
        |at| at.format("%Y-%m-%d %H:%M").to_string(),
    )
}

fn state(token: &token::Model, now: DateTime<Utc>) -> &'static str {
    if token.revoked_at.is_some() {
        "revoked"
    } else if token.expires_at.is_some_and(|at| at <= now) {
        "expired"
    } else {
        "in use"
    }
}

/// Tokens, newest first, with their accounts.
async fn with_accounts(
    db: &DatabaseConnection,
) -> Result<Vec<(token::Model, Option<account::Model>)>> {
    let tokens = token::Entity::find()
        .order_by_desc(token::Column::CreatedAt)
        .order_by_desc(token::Column::Id)
        .all(db)
        .await?;
    let mut accounts: HashMap<Uuid, account::Model> = HashMap::new();
    for account in account::Entity::find().all(db).await? {
        accounts.insert(account.id, account);
    }
    Ok(tokens
        .into_iter()
        .map(|token| {
            let account = accounts.get(&token.account_id).cloned();
            (token, account)
        })
        .collect())
}

/// End a token at once.
pub(crate) async fn revoke(db: &DatabaseConnection, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let ended = token::Entity::update_many()
        .col_expr(token::Column::RevokedAt, Expr::value(now))
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    if ended.rows_affected == 0 {
        bail!("no token in use has the id {id}; `score token list` shows them");
    }
    output::line("The token is revoked.");
    Ok(())
}

/// End every token; the demo does so at each start.
pub(crate) async fn revoke_all(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<()> {
    token::Entity::update_many()
        .col_expr(token::Column::RevokedAt, Expr::value(now))
        .filter(token::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
