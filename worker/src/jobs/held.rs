//! Tells the office, once, that the flood brake holds a run.

use chrono::{DateTime, Utc};
use entity::{
    account::{self, Role},
    message::{self, Purpose},
    rules::ladder::Step,
};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
};

use super::lease::Claim;

/// Queue a mail to everyone in the office about each step that the run `claim` holds.
pub(crate) async fn tell_the_office(
    tx: &impl ConnectionTrait,
    claim: &Claim,
    steps: impl Iterator<Item = Step> + Clone,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let office = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Admin))
        .filter(account::Column::DisabledAt.is_null())
        .all(tx)
        .await?;
    let rows: Vec<_> = office
        .iter()
        .flat_map(|account| {
            steps.clone().map(|step| message::ActiveModel {
                account_id: Set(Some(account.id)),
                about: Set(format!("{} {}", claim.name(), step.to_value())),
                ..message::queued(Purpose::Held, &account.email, now.date_naive(), now)
            })
        })
        .collect();
    message::queue(tx, rows).await.map(|_| ())
}
