//! Tokens on the command line and in the demo: made once, shown once, kept as a hash.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Duration, Utc};
use entity::{account, account::Role, account_province, province, reference, token, trainer};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::output;

/// For whom a token is made.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) email: String,
    pub(crate) role: Role,
    pub(crate) provinces: BTreeSet<String>,
    pub(crate) trainer: Option<Uuid>,
    pub(crate) partner: Option<Uuid>,
}

/// Make a token for `holder`, and the account where there is none. The secret is not kept.
pub(crate) async fn create(
    db: &DatabaseConnection,
    holder: &Holder,
    now: DateTime<Utc>,
    expires_in: Duration,
) -> Result<String> {
    check(db, holder).await?;
    let tx = entity::database::begin_write(db).await?;
    let account = account(&tx, holder, now).await?;
    let (secret, row) =
        token::mint(account, now, Some(now + expires_in)).context("no random numbers to be had")?;
    token::Entity::insert(row.into_active_model())
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(secret)
}

async fn check(db: &DatabaseConnection, holder: &Holder) -> Result<()> {
    if !holder.email.contains('@') {
        bail!("--account must be an address like office@example.org");
    }
    for code in &holder.provinces {
        if reference::ISLAND_GROUPS.contains(&code.as_str()) {
            bail!(
                "--province {code} is an island group, not a province; `ID-JK` is a province's code"
            );
        }
        if province::Entity::find_by_id(code).one(db).await?.is_none() {
            bail!("--province {code} is unknown; use a code like ID-JK");
        }
    }
    match (holder.role, holder.trainer) {
        (Role::Trainer, None) => bail!("--role TRAINER needs --trainer with the trainer's id"),
        (_, Some(id)) if trainer::Entity::find_by_id(id).one(db).await?.is_none() => {
            bail!("--trainer {id} is unknown; give the id of a trainer of this database")
        }
        _ => Ok(()),
    }
}

async fn account(
    tx: &sea_orm::DatabaseTransaction,
    holder: &Holder,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let email = holder.email.to_lowercase();
    let made = account::Model {
        id: Uuid::now_v7(),
        email: email.clone(),
        role: holder.role,
        trainer_id: holder.trainer,
        partner_id: holder.partner,
        created_at: now,
        disabled_at: None,
    };
    account::Entity::insert(made.into_active_model())
        .on_conflict(
            OnConflict::column(account::Column::Email)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let found = account::Entity::find()
        .filter(account::Column::Email.eq(&email))
        .one(tx)
        .await?;
    let found = found.context("the account was not stored")?;
    if found.role != holder.role || found.trainer_id != holder.trainer {
        bail!("--account is there already with another role; use another address");
    }
    for code in &holder.provinces {
        let row = account_province::Model {
            account_id: found.id,
            province_code: code.clone(),
        };
        account_province::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([
                    account_province::Column::AccountId,
                    account_province::Column::ProvinceCode,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(found.id)
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
