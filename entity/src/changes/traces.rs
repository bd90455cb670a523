//! What else tells of a person: mails to trainers, notes and reasons that name them.

use std::collections::BTreeSet;

use sea_orm::{
    ExprTrait, Value,
    entity::prelude::*,
    sea_query::{Expr, SimpleExpr},
};

use crate::{audit, chase_step, contact, data_request, draft, enterprise, message, report_version};

/// What stands where a note named somebody.
const HIDDEN: &str = "…";
/// Shorter texts are in too many words to be somebody's name.
const SHORTEST: usize = 3;

/// The texts by which a person is known.
pub(super) struct Traces(BTreeSet<String>);

impl Traces {
    /// Those of `person`'s contacts.
    pub(super) fn of(person: &[contact::Model]) -> Self {
        let texts = person.iter().flat_map(|contact| {
            let phone = contact
                .phone
                .iter()
                .flat_map(|phone| ways_of_writing(phone));
            let name = std::iter::once(contact.name.trim().to_owned());
            name.chain(contact.email.clone()).chain(phone)
        });
        Self(
            texts
                .filter(|text| text.chars().count() >= SHORTEST)
                .collect(),
        )
    }

    /// Does `text` tell of them?
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.hide(text).is_some()
    }

    /// `text` without them; nothing where they are not in it. Letters are compared without their case.
    fn hide(&self, text: &str) -> Option<String> {
        let mut hidden = text.to_owned();
        for trace in &self.0 {
            let pattern = trace.to_lowercase();
            while let Some(found) = find_ignoring_case(&hidden, &pattern) {
                hidden.replace_range(found, HIDDEN);
            }
        }
        (hidden != text).then_some(hidden)
    }

    /// Wipe them out wherever else they are.
    pub(super) async fn wipe(
        &self,
        tx: &impl ConnectionTrait,
        person: &[contact::Model],
    ) -> Result<(), DbErr> {
        let enterprises: Vec<Uuid> = person.iter().map(|contact| contact.enterprise_id).collect();
        self.mails_to_trainers(tx, &enterprises).await?;
        self.answers(tx, &enterprises).await?;
        self.trail(tx).await
    }

    /// A kept mail to a trainer lists the people of an enterprise beside its name.
    async fn mails_to_trainers(
        &self,
        tx: &impl ConnectionTrait,
        enterprises: &[Uuid],
    ) -> Result<(), DbErr> {
        use message::Column as Mail;
        let names = enterprise::Entity::find()
            .filter(enterprise::Column::Id.is_in(enterprises.iter().copied()))
            .all(tx)
            .await?;
        let told = names.iter().map(|row| &row.name).chain(&self.0);
        for text in told {
            let nothing = || Expr::value(Option::<String>::None);
            message::Entity::update_many()
                .col_expr(Mail::BodyText, nothing())
                .filter(Mail::TrainerId.is_not_null())
                .filter(Mail::BodyText.contains(text.as_str()))
                .exec(tx)
                .await?;
        }
        Ok(())
    }

    async fn answers(&self, tx: &impl ConnectionTrait, enterprises: &[Uuid]) -> Result<(), DbErr> {
        let requests: Vec<Uuid> = data_request::Entity::find()
            .filter(data_request::Column::EnterpriseId.is_in(enterprises.iter().copied()))
            .all(tx)
            .await?
            .into_iter()
            .map(|request| request.id)
            .collect();
        for some in requests.chunks(1_000) {
            self.answers_to(tx, some).await?;
        }
        Ok(())
    }

    async fn answers_to(&self, tx: &impl ConnectionTrait, requests: &[Uuid]) -> Result<(), DbErr> {
        use report_version::Column as Version;
        let versions = report_version::Entity::find()
            .filter(Version::DataRequestId.is_in(requests.iter().copied()))
            .all(tx)
            .await?;
        for row in versions {
            for (column, text) in [(Version::Note, &row.note), (Version::Reason, &row.reason)] {
                let key = Version::Id.eq(row.id);
                self.write::<report_version::Entity>(tx, key, column, text.as_deref())
                    .await?;
            }
        }
        let drafts = draft::Entity::find()
            .filter(draft::Column::DataRequestId.is_in(requests.iter().copied()))
            .all(tx)
            .await?;
        for row in drafts {
            let typed = row.typed.0.values().any(|text| self.are_in(text));
            if typed || row.note.is_some_and(|note| self.are_in(&note)) {
                draft::Entity::delete_by_id(row.data_request_id)
                    .exec(tx)
                    .await?;
            }
        }
        let steps = chase_step::Entity::find()
            .filter(chase_step::Column::DataRequestId.is_in(requests.iter().copied()))
            .all(tx)
            .await?;
        for row in steps {
            let key = chase_step::Column::DataRequestId
                .eq(row.data_request_id)
                .and(chase_step::Column::Step.eq(row.step));
            let reason = row.reason.as_deref();
            self.write::<chase_step::Entity>(tx, key, chase_step::Column::Reason, reason)
                .await?;
        }
        Ok(())
    }

    /// Reasons, and fields that are kept as they were: a note of a report, say.
    async fn trail(&self, tx: &impl ConnectionTrait) -> Result<(), DbErr> {
        use audit::Column as Trail;
        for trace in &self.0 {
            let told = Trail::Changes
                .contains(trace)
                .or(Trail::Reason.contains(trace));
            for row in audit::Entity::find().filter(told).all(tx).await? {
                for (column, text) in [
                    (Trail::Changes, Some(row.changes.as_str())),
                    (Trail::Reason, row.reason.as_deref()),
                ] {
                    self.write::<audit::Entity>(tx, Trail::Id.eq(row.id), column, text)
                        .await?;
                }
            }
        }
        Ok(())
    }

    async fn write<E: EntityTrait>(
        &self,
        tx: &impl ConnectionTrait,
        key: SimpleExpr,
        column: E::Column,
        text: Option<&str>,
    ) -> Result<(), DbErr> {
        let Some(hidden) = text.and_then(|text| self.hide(text)) else {
            return Ok(());
        };
        E::update_many()
            .col_expr(column, Expr::value(Value::from(hidden)))
            .filter(key)
            .exec(tx)
            .await
            .map(|_| ())
    }
}

/// `+6281234567890` as people and mails write it too.
fn ways_of_writing(phone: &str) -> Vec<String> {
    let digits = phone.trim_start_matches('+');
    let home = digits.strip_prefix("62").map(|rest| format!("0{rest}"));
    [phone.to_owned(), digits.to_owned()]
        .into_iter()
        .chain(home)
        .collect()
}

/// Where `pattern`, which is lower-cased, is in `text`.
fn find_ignoring_case(text: &str, pattern: &str) -> Option<std::ops::Range<usize>> {
    text.char_indices().find_map(|(start, _)| {
        let mut rest = text[start..].char_indices();
        let mut wanted = pattern.chars().peekable();
        while wanted.peek().is_some() {
            let (_, letter) = rest.next()?;
            if !letter
                .to_lowercase()
                .all(|lower| wanted.next() == Some(lower))
            {
                return None;
            }
        }
        let end = rest.next().map_or(text.len(), |(at, _)| start + at);
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces(texts: &[&str]) -> Traces {
        Traces(texts.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_name_is_hidden_however_it_is_written() {
        let traces = traces(&["Siti Aminah", "siti@melati.example.org", "081234567890"]);
        let hidden = traces.hide("Tanya SITI AMINAH (Siti@Melati.example.org), 081234567890.");
        assert_eq!(hidden.unwrap(), "Tanya … (…), ….");
        assert_eq!(traces.hide("Tanya pemilik."), None);
    }

    #[test]
    fn letters_that_grow_when_lowered_do_no_harm() {
        assert_eq!(traces(&["ali"]).hide("İİ ALİ ali").unwrap(), "İİ ALİ …");
    }

    #[test]
    fn a_phone_is_known_in_three_ways() {
        let ways = ways_of_writing("+6281234567890");
        assert_eq!(ways, ["+6281234567890", "6281234567890", "081234567890"]);
    }
}
