//! The summary of a quarter: frozen figures of a province or of the nation, in editions.
//!
//! An edition is written once and never changed: its figures are kept as the very text
//! whose hash stands beside it, once with everything and once as outsiders may see it.
//! [`facts`] reads what they are made of, [`edition`] makes them, [`source`] keeps what they were
//! made of; [`material`] reads what their files are made of,
//! [`file`](mod@file) keeps those; [`mailing`] tells of new ones.

pub mod edition;
pub mod facts;
pub mod file;
pub mod mailing;
pub mod material;
mod rows;
pub mod source;
mod stays;

use sea_orm::entity::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    rules::{period::Quarter, summary::Figures},
    scope::Scope,
};

/// One edition of a summary.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "summary")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The province; none for the nation.
    pub province_code: Option<String>,
    /// The quarter, `2012-Q3`.
    #[sea_orm(column_type = "String(StringLen::N(7))")]
    pub quarter: String,
    /// 1 for the first.
    pub edition: i32,
    /// Why it was made.
    pub reason: EditionReason,
    /// It knows what had come by then.
    pub cut_off: DateTimeUtc,
    /// Whose account made it; none for the worker.
    pub compiled_by: Option<Uuid>,
    /// Months that were expected.
    pub expected: i32,
    /// Those of them that were received.
    pub received: i32,
    /// JSON of all figures.
    pub internal: String,
    /// SHA-256 of that text.
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub internal_hash: String,
    /// JSON of the figures that outsiders may see.
    pub public: String,
    /// SHA-256 of that text.
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub public_hash: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// Why an edition was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum EditionReason {
    /// Twenty days after the quarter's end.
    Scheduled,
    /// Somebody asked for it.
    ByHand,
    /// Late data moved a figure materially.
    LateData,
}

impl Model {
    /// All its figures.
    ///
    /// # Errors
    /// Where the text is not one of ours.
    pub fn figures(&self) -> Result<Figures, DbErr> {
        read(&self.internal)
    }

    /// The figures that outsiders may see.
    ///
    /// # Errors
    /// Where the text is not one of ours.
    pub fn public_figures(&self) -> Result<Figures, DbErr> {
        read(&self.public)
    }

    /// Its quarter.
    ///
    /// # Errors
    /// Where the text is not a quarter.
    pub fn period(&self) -> Result<Quarter, DbErr> {
        self.quarter
            .parse()
            .map_err(|cause| DbErr::Custom(format!("summary {}: {cause}", self.id)))
    }
}

impl Entity {
    /// The editions that `scope` may see. An enterprise sees none: its own are the rows. Everybody
    /// else sees all, but of most of them the public set only ([`sees_internal`]).
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        match scope {
            Scope::Admin
            | Scope::Manager { .. }
            | Scope::Trainer { .. }
            | Scope::Donor
            | Scope::Anonymous => Self::find(),
            Scope::Enterprise { .. } => Self::find().filter(sea_orm::sea_query::Expr::value(false)),
        }
    }
}

/// Does `scope` get all figures of `place`, of the nation without one, and not only the public ones?
pub fn sees_internal(scope: &Scope, place: Option<&str>) -> bool {
    match (scope, place) {
        (Scope::Admin, _) => true,
        (Scope::Manager { .. }, Some(code)) => !scope.province_is_hidden(code),
        (Scope::Manager { provinces }, None) => provinces.is_empty(),
        _ => false,
    }
}

fn read(text: &str) -> Result<Figures, DbErr> {
    serde_json::from_str(text).map_err(|cause| DbErr::Json(cause.to_string()))
}

/// The frozen text of figures, and its hash.
fn frozen(figures: &impl Serialize) -> Result<(String, String), DbErr> {
    let text = serde_json::to_string(figures).map_err(|cause| DbErr::Json(cause.to_string()))?;
    let hash = hex(&Sha256::digest(text.as_bytes()));
    Ok((text, hash))
}

/// Bytes as small hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
