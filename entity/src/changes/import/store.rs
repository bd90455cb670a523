//! Many rows a statement: what is new, what changed, and the trail of both.

use sea_orm::{
    IdenStatic, IntoActiveModel, Iterable, PrimaryKeyToColumn, entity::prelude::*,
    sea_query::OnConflict,
};

use super::super::{frame::Change, trail::Audited};
use crate::database;

/// A row, and what it was before where it is not new.
pub(super) type Written<M> = (Option<M>, M);

/// Write `rows`, new and changed, with their trail.
pub(super) async fn write<E>(change: &Change<'_>, rows: &[Written<E::Model>]) -> Result<(), DbErr>
where
    E: Audited,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + Clone,
{
    let (new, changed): (Vec<_>, Vec<_>) = rows.iter().partition(|(before, _)| before.is_none());
    let after = |rows: Vec<&Written<E::Model>>| {
        let rows = rows.into_iter().map(|(_, after)| after.clone());
        rows.collect::<Vec<_>>()
    };
    database::insert(&change.tx, after(changed), Some(replace::<E>())).await?;
    database::insert(&change.tx, after(new), None).await?;
    change.note_all::<E>(rows).await
}

/// What is there under the same id is replaced.
fn replace<E: EntityTrait>() -> OnConflict {
    let is_key = |column: &E::Column| {
        E::PrimaryKey::iter().any(|key| key.into_column().as_str() == column.as_str())
    };
    let keys = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    OnConflict::columns(keys)
        .update_columns(E::Column::iter().filter(|column| !is_key(column)))
        .to_owned()
}
