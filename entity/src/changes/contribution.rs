//! Money that a donor or payer gives.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    checks::line,
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
    target::YEARS,
};
use crate::{
    contribution::{Column, Entity, Model},
    partner,
};

/// What is given.
#[derive(Clone, Debug)]
pub struct Gift {
    /// Who gives it.
    pub partner: Uuid,
    /// How much, in whole units of the currency.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
    /// First and last year.
    pub years: (i32, i32),
    /// What it is for.
    pub purpose: String,
}

/// Record what is given.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn record(
    db: &DatabaseConnection,
    author: &Author,
    mut given: Gift,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "recordContribution").await?;
    if let Some(made) = change.made_before().await? {
        let all = Entity::find();
        return change.row(all, (Column::Id, made), "contribution").await;
    }
    let partner = partner::Entity::find_by_id(given.partner).one(&change.tx);
    if partner.await?.is_none() {
        return Err(Problem::not_found("partner").into());
    }
    check(&mut given)?;
    let row = Model {
        id: change.id,
        partner_id: given.partner,
        amount: given.amount,
        currency: given.currency,
        from_year: given.years.0,
        to_year: given.years.1,
        purpose: given.purpose,
    };
    let row = change.insert::<Entity>(row).await?;
    change.commit().await?;
    Ok(row)
}

fn check(given: &mut Gift) -> Result<(), Refused> {
    let mut problems = Vec::new();
    line(&mut problems, "purpose", &mut given.purpose);
    if !given.amount.is_finite() || given.amount <= 0.0 {
        problems.push(Problem::invalid(
            "amount",
            "`amount` must be a number above zero.",
        ));
    }
    let letters = given
        .currency
        .chars()
        .all(|letter| letter.is_ascii_uppercase());
    if given.currency.len() != 3 || !letters {
        let message = "`currency` must be an ISO 4217 code like USD or IDR.";
        problems.push(Problem::invalid("currency", message));
    }
    let (first, last) = given.years;
    if !YEARS.contains(&first) || !YEARS.contains(&last) || last < first {
        let message = "`toYear` must not be before `fromYear`, and both between 2000 and 2100.";
        problems.push(Problem::invalid("toYear", message));
    }
    unless(problems)
}
