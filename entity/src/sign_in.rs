//! Signing in without a password: a one-time link by mail, and the browser's token that it gives.
//!
//! Whoever asks learns nothing: an unknown address is answered as a known one is. The link
//! carries the row's id under a signature ([`crate::link`]); that it is used once is
//! decided here, by one statement.

use chrono::TimeDelta;
use sea_orm::{
    ActiveValue::Set, DatabaseConnection, IntoActiveModel, QuerySelect, entity::prelude::*,
    sea_query::Expr,
};

use crate::{
    account, address,
    database::begin_write,
    link::{Link, LinkPurpose},
    message::{self, Purpose},
    token::{self, TokenKind},
};

/// How long a link lives.
pub const LINK_LIVES: TimeDelta = TimeDelta::minutes(15);
/// How long a browser stays signed in.
pub const SESSION_LIVES: TimeDelta = TimeDelta::days(14);
/// Links that one account is sent within the life of one.
const LINKS_AT_ONCE: u64 = 3;

/// Somebody asked to sign in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in")]
pub struct Model {
    /// Its id, which the link carries.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As whom.
    pub account_id: Uuid,
    /// When.
    pub asked_at: DateTimeUtc,
    /// When the link ends.
    pub expires_at: DateTimeUtc,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Does its link still open something?
    pub fn is_open_at(&self, now: DateTimeUtc) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }

    /// The link that is mailed.
    pub fn link(&self) -> Link {
        Link {
            purpose: LinkPurpose::SignIn,
            id: self.id,
            generation: 1,
            expires_at: self.expires_at,
        }
    }
}

/// Queue a link for the account of the address that was `typed`. Nothing happens where there
/// is none, or where it has been sent enough of them already.
///
/// # Errors
/// Where the database does not do its part.
pub async fn ask(db: &DatabaseConnection, typed: &str, now: DateTimeUtc) -> Result<(), DbErr> {
    let Some(address) = address::read(typed) else {
        return Ok(());
    };
    let tx = begin_write(db).await?;
    let account = account::Entity::find()
        .filter(account::Column::Email.eq(address))
        .filter(account::Column::DisabledAt.is_null())
        .lock_exclusive()
        .one(&tx)
        .await?;
    let Some(account) = account else {
        return tx.rollback().await;
    };
    let lately = Entity::find()
        .filter(Column::AccountId.eq(account.id))
        .filter(Column::AskedAt.gt(now - LINK_LIVES))
        .count(&tx)
        .await?;
    if lately >= LINKS_AT_ONCE {
        return tx.rollback().await;
    }
    let asked = Model {
        id: Uuid::now_v7(),
        account_id: account.id,
        asked_at: now,
        expires_at: now + LINK_LIVES,
        used_at: None,
    };
    let mail = message::ActiveModel {
        account_id: Set(Some(account.id)),
        about: Set(asked.id.to_string()),
        ..message::queued(Purpose::SignIn, &account.email, now.date_naive(), now)
    };
    Entity::insert(asked.into_active_model())
        .exec_without_returning(&tx)
        .await?;
    message::queue(&tx, vec![mail]).await?;
    tx.commit().await
}

/// What the link with this `id` opens at `now`, and for whom; nothing where it was used,
/// its time is over, or the account was closed.
///
/// # Errors
/// Where the database cannot be read.
pub async fn open(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTimeUtc,
) -> Result<Option<(Model, account::Model)>, DbErr> {
    let found = Entity::find_by_id(id).one(db).await?;
    let Some(asked) = found.filter(|asked| asked.is_open_at(now)) else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(asked.account_id)
        .filter(account::Column::DisabledAt.is_null())
        .one(db)
        .await?;
    Ok(account.map(|account| (asked, account)))
}

/// Use the link with this `id` up: the secret of a new session, once.
///
/// # Errors
/// Where the database does not do its part.
pub async fn use_up(
    db: &DatabaseConnection,
    id: Uuid,
    now: DateTimeUtc,
) -> Result<Option<String>, DbErr> {
    let tx = begin_write(db).await?;
    let Some((asked, account)) = open(&tx, id, now).await? else {
        tx.rollback().await?;
        return Ok(None);
    };
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(asked.id))
        .filter(Column::UsedAt.is_null())
        .exec(&tx)
        .await?;
    if used.rows_affected == 0 {
        tx.rollback().await?;
        return Ok(None);
    }
    let ends = Some(now + SESSION_LIVES);
    let (secret, session) = token::mint(TokenKind::Session, account.id, now, ends)
        .map_err(|_| DbErr::Custom("the machine gives no random numbers".into()))?;
    token::Entity::insert(session.into_active_model())
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// End the links of `account` that nobody has used.
///
/// # Errors
/// Where the database cannot be written.
pub async fn end_links(
    db: &impl ConnectionTrait,
    account: Uuid,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ExpiresAt, Expr::value(now))
        .filter(Column::AccountId.eq(account))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(db)
        .await
        .map(|_| ())
}

/// End the session `id` at once.
///
/// # Errors
/// Where the database cannot be written.
pub async fn out(db: &impl ConnectionTrait, id: Uuid, now: DateTimeUtc) -> Result<(), DbErr> {
    token::Entity::update_many()
        .col_expr(token::Column::RevokedAt, Expr::value(now))
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::Kind.eq(TokenKind::Session))
        .filter(token::Column::RevokedAt.is_null())
        .exec(db)
        .await
        .map(|_| ())
}
