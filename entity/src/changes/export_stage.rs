//! How near to exports an enterprise is: a stage with its date, explored with APINDO.

use sea_orm::{
    DatabaseConnection, IntoActiveModel, QueryOrder, entity::prelude::*, sea_query::OnConflict,
};

use super::{
    checks::{not_later, province, today},
    enterprise::visible,
    frame::{Author, Change, May},
    refused::{Refused, unless},
};
use crate::{
    enterprise::{Entity, ExportStage, Model},
    enterprise_history::export_stage,
};

/// From `from` on the enterprise `id` is at `stage`; what is newest is where it stands now.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn set(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    (stage, from): (ExportStage, Date),
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "setExportStage").await?;
    let before = visible(&change, id).await?;
    let today = today(
        &province(&change.tx, &before.province_code).await?,
        author.now,
    );
    unless(not_later("from", from, today).into_iter().collect())?;
    let row = export_stage::Model {
        enterprise_id: id,
        from_date: from,
        stage,
    };
    use export_stage::Column as Stage;
    let there = export_stage::Entity::find_by_id((id, from))
        .one(&change.tx)
        .await?;
    if there.as_ref() == Some(&row) {
        return Ok(before);
    }
    export_stage::Entity::insert(row.clone().into_active_model())
        .on_conflict(
            OnConflict::columns([Stage::EnterpriseId, Stage::FromDate])
                .update_column(Stage::Stage)
                .to_owned(),
        )
        .exec_without_returning(&change.tx)
        .await?;
    change
        .note::<export_stage::Entity>(there.as_ref(), &row)
        .await?;
    let newest = export_stage::Entity::find()
        .filter(Stage::EnterpriseId.eq(id))
        .order_by_desc(Stage::FromDate)
        .one(&change.tx)
        .await?;
    let now = newest.map_or(stage, |row| row.stage);
    let after = Model {
        export_stage: now,
        version: before.version + i32::from(now != before.export_stage),
        ..before.clone()
    };
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}
