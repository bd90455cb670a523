//! How long things are kept, and what the nightly job erases.
//!
//! The rules are rows, so that the programme changes them without a new version: `data/retention.csv`
//! brings those that are missing and leaves the others as they are. A rule that is taken
//! away keeps its subject for ever.

use chrono::TimeDelta;
use sea_orm::{
    DatabaseConnection, ExprTrait, IntoActiveModel, QuerySelect, QueryTrait, Select,
    entity::prelude::*,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    bounce,
    changes::{self, Author},
    confirmation, contact,
    database::add_missing,
    draft, enterprise,
    enterprise::EnterpriseStatus,
    enterprise_history::status,
    idempotency_key, message, report_version, sign_in, suppression, token,
};

/// People who are erased in one night; the rest follow the next.
const PEOPLE_A_NIGHT: u64 = 1_000;

/// How long one kind of data is kept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "retention_rule")]
pub struct Model {
    /// What.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Subject,
    /// For how many days.
    pub keep_days: i32,
    /// What that is, in words.
    pub says: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// A kind of data that is not kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Subject {
    /// Subject and text of mails after they were sent.
    MailBody,
    /// What was typed and never sent.
    Draft,
    /// Mails that came back.
    Bounce,
    /// Addresses that get mail again.
    Suppression,
    /// Tokens and sessions after they ended.
    Token,
    /// Links to sign in.
    SignIn,
    /// Keys by which a repeated change is known.
    IdempotencyKey,
    /// Answers to questions about unusual figures.
    Confirmation,
    /// People who left their enterprise.
    ContactLeft,
    /// People at enterprises that graduated or dropped out.
    ContactEnded,
}

/// Store the rules that are not there yet.
///
/// # Errors
/// Where the database cannot be written.
pub async fn bring(
    db: &impl ConnectionTrait,
    rules: impl Iterator<Item = Model>,
) -> Result<(), DbErr> {
    let rows = rules.map(IntoActiveModel::into_active_model);
    add_missing::<Entity>(db, rows).await.map(|_| ())
}

/// What is done with the rows that are kept no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// They are erased.
    Erase,
    /// They are counted.
    Rehearse,
}

/// The rules.
///
/// # Errors
/// Where the database cannot be read.
pub async fn rules(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().all(db).await
}

/// Erase or count what is kept for longer than `rule` says at `now`; how many rows that is.
///
/// # Errors
/// Where the database does not do its part; what was erased stays so.
pub async fn apply(
    db: &DatabaseConnection,
    rule: &Model,
    sweep: Sweep,
    now: DateTimeUtc,
) -> Result<u64, DbErr> {
    let kept = TimeDelta::try_days(rule.keep_days.into());
    match kept.and_then(|kept| now.checked_sub_signed(kept)) {
        Some(before) => one(db, rule.subject, before, (sweep, now)).await,
        // Nothing is older than all time.
        None => Ok(0),
    }
}

async fn one(
    db: &DatabaseConnection,
    subject: Subject,
    before: DateTimeUtc,
    (sweep, now): (Sweep, DateTimeUtc),
) -> Result<u64, DbErr> {
    use token::Column::{ExpiresAt, RevokedAt};
    match subject {
        Subject::MailBody => mails(db, before, sweep).await,
        Subject::Draft => rows::<draft::Entity>(db, draft::Column::SavedAt.lt(before), sweep).await,
        Subject::Bounce => {
            rows::<bounce::Entity>(db, bounce::Column::BouncedAt.lt(before), sweep).await
        }
        Subject::Suppression => {
            let lifted = suppression::Column::LiftedAt.lt(before);
            rows::<suppression::Entity>(db, lifted, sweep).await
        }
        Subject::Token => {
            let ended = ExpiresAt.lt(before).or(RevokedAt.lt(before));
            rows::<token::Entity>(db, ended, sweep).await
        }
        Subject::SignIn => {
            rows::<sign_in::Entity>(db, sign_in::Column::AskedAt.lt(before), sweep).await
        }
        Subject::IdempotencyKey => {
            let used = idempotency_key::Column::UsedAt.lt(before);
            rows::<idempotency_key::Entity>(db, used, sweep).await
        }
        Subject::Confirmation => rows::<confirmation::Entity>(db, confirmed(before), sweep).await,
        Subject::ContactLeft => {
            let reason = "Retention: they left their enterprise.";
            people(db, left(before), reason, (sweep, now)).await
        }
        Subject::ContactEnded => {
            let reason = "Retention: their enterprise left the programme.";
            people(db, ended(before), reason, (sweep, now)).await
        }
    }
}

/// Rows that go as a whole.
async fn rows<E>(db: &impl ConnectionTrait, old: SimpleExpr, sweep: Sweep) -> Result<u64, DbErr>
where
    E: EntityTrait<Model: Sync>,
{
    match sweep {
        Sweep::Erase => {
            let done = E::delete_many().filter(old).exec(db).await?;
            Ok(done.rows_affected)
        }
        Sweep::Rehearse => E::find().filter(old).count(db).await,
    }
}

/// Mails stay as rows: that somebody was written to, and when, is the programme's account.
async fn mails(db: &impl ConnectionTrait, before: DateTimeUtc, sweep: Sweep) -> Result<u64, DbErr> {
    let old = message::Column::SentAt
        .lt(before)
        .and(message::Column::BodyText.is_not_null());
    if sweep == Sweep::Rehearse {
        return message::Entity::find().filter(old).count(db).await;
    }
    let nothing = || Expr::value(Option::<String>::None);
    let done = message::Entity::update_many()
        .col_expr(message::Column::Subject, nothing())
        .col_expr(message::Column::BodyText, nothing())
        .filter(old)
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

fn confirmed(before: DateTimeUtc) -> SimpleExpr {
    let old = report_version::Entity::find()
        .select_only()
        .column(report_version::Column::Id)
        .filter(report_version::Column::SubmittedAt.lt(before))
        .into_query();
    confirmation::Column::ReportVersionId.in_subquery(old)
}

/// People of whom something is still known.
fn known() -> Select<contact::Entity> {
    contact::Entity::find().filter(contact::Column::Name.ne(changes::erase::ERASED))
}

fn left(before: DateTimeUtc) -> Select<contact::Entity> {
    known().filter(contact::Column::ArchivedAt.lt(before))
}

/// The newest status of an enterprise counts: who came back is there again.
fn ended(before: DateTimeUtc) -> Select<contact::Entity> {
    let over = [EnterpriseStatus::Graduated, EnterpriseStatus::Dropped];
    let gone = enterprise::Entity::find()
        .select_only()
        .column(enterprise::Column::Id)
        .filter(enterprise::Column::Status.is_in(over))
        .into_query();
    let lately = status::Entity::find()
        .select_only()
        .column(status::Column::EnterpriseId)
        .filter(status::Column::FromDate.gte(before.date_naive()))
        .into_query();
    known()
        .filter(contact::Column::EnterpriseId.in_subquery(gone))
        .filter(contact::Column::EnterpriseId.not_in_subquery(lately))
}

/// Erase people as the office does, one change each.
async fn people(
    db: &DatabaseConnection,
    whom: Select<contact::Entity>,
    reason: &str,
    (sweep, now): (Sweep, DateTimeUtc),
) -> Result<u64, DbErr> {
    if sweep == Sweep::Rehearse {
        return whom.count(db).await;
    }
    let author = Author::operator(now);
    let mut done = 0;
    for person in whom.limit(PEOPLE_A_NIGHT).all(db).await? {
        match changes::erase::erase(db, &author, person.id, reason.to_owned()).await {
            Ok(_) => done += 1,
            Err(changes::Refused::Database(fault)) => return Err(fault),
            // Whose name is in our own reason waits for the office, and is counted each night.
            Err(_) => {}
        }
    }
    Ok(done)
}
