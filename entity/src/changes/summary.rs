//! An edition made by hand.

use chrono::Days;
use sea_orm::{DatabaseConnection, IntoActiveModel};

use super::{
    checks::province,
    frame::{Author, Change, May},
    refused::{Problem, Refused},
};
use crate::{
    database::add_missing,
    rules::period::Quarter,
    summary::{
        Column, Entity, Model,
        edition::{Existing, lock, next},
        mailing::queue_by_hand,
        sees_internal, source,
    },
};

/// Make the next edition of a province's quarter, of the nation's where there is no
/// province. Where nothing differs, the newest is given back. A quarter in which nothing counts
/// there gets none; one in which reports were expected does, also if nobody sent any.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn compile(
    db: &DatabaseConnection,
    author: &Author,
    place: Option<String>,
    quarter: Quarter,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "compileSummary").await?;
    if let Some(made) = change.made_before().await? {
        let all = Entity::visible_to(&author.scope);
        return change.row(all, (Column::Id, made), "summary").await;
    }
    let place = match place {
        Some(code) => Some(province(&change.tx, &code).await?.code),
        None => None,
    };
    if !sees_internal(&author.scope, place.as_deref()) {
        return Err(Problem::not_found("province").into());
    }
    let over = quarter.last_month().last_day() + Days::new(1);
    let today = author.now.with_timezone(&chrono_tz::Asia::Jakarta);
    if today.date_naive() < over {
        let message = format!("`quarter` must be over; {quarter} is from {over} on.");
        return Err(Problem::invalid("quarter", message).into());
    }
    lock(&change.tx).await?;
    let Some(made) = next(&change.tx, place.clone(), quarter, author.now).await? else {
        let existing = Existing::of(&change.tx, quarter).await?;
        let newest = existing.newest(&place).cloned();
        let newest = newest.ok_or_else(|| nothing_counts(quarter))?;
        return stands(change, newest).await;
    };
    let row = Model {
        compiled_by: author.account,
        ..made.edition
    };
    let row = change.insert::<Entity>(row).await?;
    add_missing::<source::Entity>(&change.tx, [made.source.into_active_model()]).await?;
    queue_by_hand(&change.tx, &row, author.now).await?;
    stands(change, row).await
}

/// What is answered, under the same key for ever.
async fn stands(change: Change<'_>, edition: Model) -> Result<Model, Refused> {
    change.stands_for(edition.id).await?;
    change.commit().await?;
    Ok(edition)
}

fn nothing_counts(quarter: Quarter) -> Problem {
    let message = format!(
        "Nothing counts in {quarter} there: no report was expected, and no training, alert or \
        visit is known. Please choose another `quarter`."
    );
    Problem::invalid("quarter", message)
}
