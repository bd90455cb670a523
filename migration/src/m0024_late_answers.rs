//! An index that finds the requests that were answered after a moment: a summary is made without
//! what came after its cut-off.

use sea_orm_migration::prelude::*;

use crate::table::index;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0024_late_answers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "data_request", &["received_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("ix_data_request_received_at")
            .table("data_request")
            .to_owned();
        manager.drop_index(index).await
    }
}
