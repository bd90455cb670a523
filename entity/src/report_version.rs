//! One version of a monthly report; append-only, the newest counts.
use sea_orm::entity::prelude::*;

/// One version of a monthly report; append-only, the newest counts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_version")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The request that it answers.
    #[sea_orm(indexed)]
    pub data_request_id: Uuid,
    /// 1 for the first.
    pub version: i32,
    /// Is it the newest?
    pub is_current: bool,
    /// Figures, or nothing to report.
    pub kind: ReportKind,
    /// How it came.
    pub channel: Channel,
    /// The same key again is the same submission.
    pub submit_key: String,
    /// Why there is nothing to report.
    pub reason: Option<String>,
    /// What the enterprise adds.
    pub note: Option<String>,
    /// When it was stored.
    pub submitted_at: DateTimeUtc,
    /// When the office returned it.
    pub returned_at: Option<DateTimeUtc>,
    /// When the office accepted it.
    pub accepted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum ReportKind {
    /// A month's counts.
    Figures,
    /// Nothing to report, or closed.
    NothingToReport,
}

/// How an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Channel {
    /// By the page behind the mailed link.
    Link,
    /// By GraphQL.
    Api,
    /// By phone, through the trainer.
    Trainer,
    /// From a file or the demo.
    Import,
}
