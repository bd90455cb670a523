//! What was typed for a request and not sent yet: one draft a request.
use std::collections::BTreeMap;

use sea_orm::{ActiveValue::Set, FromJsonQueryResult, entity::prelude::*, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

/// What was typed for a request and not sent yet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub data_request_id: Uuid,
    /// The figures as they were typed.
    #[sea_orm(column_type = "JsonBinary")]
    pub typed: Typed,
    /// The note as it was typed.
    pub note: Option<String>,
    /// When it was saved.
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Figures as they were typed, by measure code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Typed(pub BTreeMap<String, String>);

impl Entity {
    /// The draft of `request`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(db: &impl ConnectionTrait, request: Uuid) -> Result<Option<Model>, DbErr> {
        Self::find_by_id(request).one(db).await
    }

    /// Keep `draft` in the place of the one before.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn save(db: &impl ConnectionTrait, draft: Model) -> Result<(), DbErr> {
        let newer = OnConflict::column(Column::DataRequestId)
            .update_columns([Column::Typed, Column::Note, Column::SavedAt])
            .to_owned();
        Self::insert(ActiveModel {
            data_request_id: Set(draft.data_request_id),
            typed: Set(draft.typed),
            note: Set(draft.note),
            saved_at: Set(draft.saved_at),
        })
        .on_conflict(newer)
        .exec_without_returning(db)
        .await
        .map(|_| ())
    }
}
