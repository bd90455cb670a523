//! A person at an enterprise who may get mail; personal data.
use sea_orm::{
    ExprTrait, QuerySelect, QueryTrait, Select,
    entity::prelude::*,
    sea_query::{Expr, Func},
};

use crate::{Language, audit, message};

/// A person at an enterprise who may get mail; personal data.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enterprise.
    #[sea_orm(indexed)]
    pub enterprise_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address, lower-cased; not unique across enterprises.
    pub email: Option<String>,
    /// Their phone, E.164.
    pub phone: Option<String>,
    /// What they are there.
    pub role: ContactRole,
    /// Are they asked first?
    pub is_primary: bool,
    /// The language that they read.
    pub language: Language,
    /// Why their data may be kept.
    pub basis: ProcessingBasis,
    /// The version of the consent text.
    pub consent_version: Option<String>,
    /// When they agreed.
    pub consent_on: Option<Date>,
    /// How they agreed.
    pub consent_how: Option<String>,
    /// When they withdrew.
    pub withdrawn_at: Option<DateTimeUtc>,
    /// When they stopped the mails.
    pub unsubscribed_at: Option<DateTimeUtc>,
    /// Grows with each change.
    pub version: i32,
    /// When they were put away, and their address with them.
    pub archived_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a contact is at the enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum ContactRole {
    /// The owner.
    Owner,
    /// A manager.
    Manager,
    /// Who keeps the figures.
    DataOfficer,
    /// Who speaks for the workers.
    WorkerRepresentative,
}

/// Why personal data may be kept (Law 27/2022).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum ProcessingBasis {
    /// The person agreed.
    Consent,
    /// A contract needs it.
    Contract,
    /// The programme needs it and the person expects it.
    LegitimateInterest,
}

/// An e-mail address as a person is told by: lower-cased.
pub fn person(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Every contact of the person who `contact` is: all with its address, or it alone where
/// it has none.
pub fn same_person(contact: &Model) -> Select<Entity> {
    match contact.address() {
        Some(address) => {
            let stored = Func::lower(Expr::col((Entity, Column::Email)));
            Entity::find().filter(Expr::expr(stored).eq(address))
        }
        None => Entity::find_by_id(contact.id),
    }
}

/// Whom a time window touched: who was entered, changed or written to in it. It is whom the
/// office tells of a breach.
pub fn touched(from: DateTimeUtc, to: DateTimeUtc) -> Select<Entity> {
    let changed = audit::Entity::find()
        .select_only()
        .column(audit::Column::NounId)
        .filter(audit::Column::Noun.eq("Contact"))
        .filter(audit::Column::At.between(from, to))
        .into_query();
    let written = message::Entity::find()
        .select_only()
        .column(message::Column::ContactId)
        .filter(message::Column::ContactId.is_not_null())
        .filter(
            message::Column::QueuedAt
                .between(from, to)
                .or(message::Column::SentAt.between(from, to)),
        )
        .into_query();
    Entity::find().filter(
        Column::Id
            .in_subquery(changed)
            .or(Column::Id.in_subquery(written)),
    )
}

impl Model {
    /// Their address as a person is told by: lower-cased.
    pub fn address(&self) -> Option<String> {
        self.email.as_deref().map(person)
    }

    /// May this person be sent mail now?
    pub fn is_usable(&self) -> bool {
        self.email.is_some() && self.withdrawn_at.is_none() && self.unsubscribed_at.is_none()
    }
}
