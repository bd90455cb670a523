//! What the office does about the chase: lets it rest, lets it go on, lets a held
//! run pass, and sends again what failed.

use sea_orm::{
    DatabaseConnection, QueryOrder, QuerySelect, entity::prelude::*, sea_query::LockType,
};

use super::{
    checks,
    frame::{Author, Change, May},
    refused::{Problem, Refused},
};
use crate::{enterprise, message, pause, province, run, scope::Scope};

/// Whose chase rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resting {
    /// One enterprise's.
    Enterprise(Uuid),
    /// That of a province, by its code.
    Province(String),
    /// Everybody's.
    Everywhere,
}

/// Let the chase of `whom` rest; what is due waits, and expires as it would. Where it
/// rests already, that pause is given back.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn pause(
    db: &DatabaseConnection,
    author: &Author,
    whom: Resting,
    reason: Option<String>,
) -> Result<pause::Model, Refused> {
    let may = match whom {
        Resting::Everywhere => May::Office,
        Resting::Enterprise(_) | Resting::Province(_) => May::Managers,
    };
    let change = Change::begin(db, author, may, "pauseChasing")
        .await?
        .because(reason.clone());
    let (enterprise_id, province_code) = target(&change, whom).await?;
    let open = pause::Entity::find()
        .filter(pause::Column::ResumedAt.is_null())
        .all(&change.tx)
        .await?;
    let same = open
        .into_iter()
        .find(|pause| pause.enterprise_id == enterprise_id && pause.province_code == province_code);
    if let Some(pause) = same {
        return Ok(pause);
    }
    let row = pause::Model {
        id: Uuid::now_v7(),
        enterprise_id,
        province_code,
        reason,
        paused_at: author.now,
        resumed_at: None,
    };
    let row = change.insert::<pause::Entity>(row).await?;
    change.commit().await?;
    Ok(row)
}

/// The enterprise or province of a pause, if its author may see it; nobody else pauses it then.
async fn target(
    change: &Change<'_>,
    whom: Resting,
) -> Result<(Option<Uuid>, Option<String>), Refused> {
    match whom {
        Resting::Everywhere => {
            hold_provinces(change, None).await?;
            Ok((None, None))
        }
        Resting::Enterprise(id) => {
            let all = enterprise::Entity::visible_to(&change.author.scope);
            let found = change.row(all, (enterprise::Column::Id, id), "enterprise");
            Ok((Some(found.await?.id), None))
        }
        Resting::Province(code) => {
            let code = checks::province(&change.tx, &code).await?.code;
            if change.author.scope.province_is_hidden(&code) {
                return Err(Problem::not_found("province").into());
            }
            hold_provinces(change, Some(&code)).await?;
            Ok((None, Some(code)))
        }
    }
}

/// Let nobody else pause the province `code`, or everywhere, until this change ends: of two pauses
/// that come at once the second finds the first.
async fn hold_provinces(change: &Change<'_>, code: Option<&str>) -> Result<(), Refused> {
    let all = province::Entity::find().order_by_asc(province::Column::Code);
    let held = match code {
        Some(code) => all.filter(province::Column::Code.eq(code)),
        None => all,
    };
    held.lock(LockType::NoKeyUpdate).all(&change.tx).await?;
    Ok(())
}

/// Let the chase that `id` holds go on.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn resume(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<pause::Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "resumeChasing").await?;
    let all = pause::Entity::visible_to(&author.scope);
    let before = change.row(all, (pause::Column::Id, id), "pause").await?;
    if before.is_everywhere() && author.scope != Scope::Admin {
        return Err(Refused::Forbidden);
    }
    let after = pause::Model {
        resumed_at: before.resumed_at.or(Some(author.now)),
        ..before.clone()
    };
    let after = change.update::<pause::Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// Let the held run `name` go on: what it held is queued by the next run of the chase.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn release(
    db: &DatabaseConnection,
    author: &Author,
    name: &str,
) -> Result<run::Model, Refused> {
    let change = Change::begin(db, author, May::Office, "releaseRun").await?;
    let Some(key) = run::parse_name(name) else {
        let message = "`run` is a run's `name`, like `data-request 2012-11-01T02:00:00Z WIB`.";
        return Err(Problem::invalid("run", message).into());
    };
    let find = || run::Entity::find_by_id(key.clone());
    let Some(before) = find().one(&change.tx).await? else {
        return Err(Problem::not_found("run").into());
    };
    if !run::release(&change.tx, key.clone(), author.now).await? {
        let message = "This run is not held, or was released before.";
        return Err(Problem::wrong_state("run", message).into());
    }
    let after = run::Model {
        released_at: Some(author.now),
        ..before.clone()
    };
    change.note::<run::Entity>(Some(&before), &after).await?;
    change.commit().await?;
    Ok(after)
}

/// Queue a message that failed once more.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn retry(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<message::Model, Refused> {
    let change = Change::begin(db, author, May::Office, "retryMessage").await?;
    let all = message::Entity::find();
    let before = change
        .row(all, (message::Column::Id, id), "message")
        .await?;
    let Some(after) = message::retry(&change.tx, id, author.now).await? else {
        let message = "Only a message that failed can be sent again; this one has not.";
        return Err(Problem::wrong_state("message", message).into());
    };
    change
        .note::<message::Entity>(Some(&before), &after)
        .await?;
    change.commit().await?;
    Ok(after)
}
