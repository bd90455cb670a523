//! What else tells of a person: mails to trainers, notes and reasons that name them.

use std::collections::BTreeSet;

use sea_orm::{
    Condition, ExprTrait, Iterable, PrimaryKeyToColumn, QuerySelect, Value,
    entity::prelude::*,
    sea_query::{Expr, Func, IntoCondition, SimpleExpr},
};

use crate::{
    advisory_visit, alert, audit, bounce, chase_step, contact, contribution, data_request, draft,
    enterprise, message, pause, report_version, rules::mention, suppression, target,
};

/// Shorter texts are too many people's to be somebody's name.
const SHORTEST: usize = 3;
/// Rows that one statement names.
const AT_ONCE: usize = 1_000;

/// The texts by which a person is known.
pub(super) struct Traces(BTreeSet<String>);

impl Traces {
    /// Those of `person`'s contacts, and the `addresses` that they had.
    pub(super) fn of(person: &[contact::Model], addresses: &BTreeSet<String>) -> Self {
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
                .chain(addresses.iter().cloned())
                .filter(|text| text.chars().count() >= SHORTEST)
                .collect(),
        )
    }

    /// Does `text` tell of them?
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.hide(text).is_some()
    }

    /// `text` without them; nothing where they are not in it.
    fn hide(&self, text: &str) -> Option<String> {
        mention::hide(text, self.texts())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
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
        self.notes(tx).await?;
        self.trail(tx).await
    }

    /// What people write where there is room, whichever enterprise it is about: a visit names
    /// whom else to ask. Answers are too many to look at all of them.
    async fn notes(&self, tx: &impl ConnectionTrait) -> Result<(), DbErr> {
        use advisory_visit::Column as Visit;
        for column in [Visit::Findings, Visit::Advice, Visit::FollowUp] {
            self.texts_of::<advisory_visit::Entity>(tx, column).await?;
        }
        self.texts_of::<alert::Entity>(tx, alert::Column::Resolution)
            .await?;
        self.texts_of::<bounce::Entity>(tx, bounce::Column::Reason)
            .await?;
        self.texts_of::<contact::Entity>(tx, contact::Column::ConsentHow)
            .await?;
        self.texts_of::<contribution::Entity>(tx, contribution::Column::Purpose)
            .await?;
        self.texts_of::<pause::Entity>(tx, pause::Column::Reason)
            .await?;
        self.texts_of::<suppression::Entity>(tx, suppression::Column::Reason)
            .await?;
        self.texts_of::<target::Entity>(tx, target::Column::Source)
            .await
    }

    /// Hide them in `column` of every row.
    async fn texts_of<E>(&self, tx: &impl ConnectionTrait, column: E::Column) -> Result<(), DbErr>
    where
        E: EntityTrait<Model: ModelTrait<Entity = E>>,
    {
        for trace in self.texts() {
            for row in E::find().filter(may_have(column, trace)).all(tx).await? {
                let Value::String(Some(text)) = row.get(column) else {
                    continue;
                };
                let key = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
                let key = key.fold(Condition::all(), |key, one| key.add(one.eq(row.get(one))));
                self.write::<E>(tx, key, column, Some(&text)).await?;
            }
        }
        Ok(())
    }

    /// A kept mail to a trainer lists the people of an enterprise beside its name.
    async fn mails_to_trainers(
        &self,
        tx: &impl ConnectionTrait,
        enterprises: &[Uuid],
    ) -> Result<(), DbErr> {
        let theirs = enterprise::Entity::find()
            .filter(enterprise::Column::Id.is_in(enterprises.iter().copied()))
            .all(tx)
            .await?;
        let names = theirs.into_iter().map(|row| row.name);
        let told = Self(names.chain(self.0.iter().cloned()).collect());
        let mut ids = Vec::new();
        for text in told.texts() {
            ids.extend(mails_with(tx, text).await?);
        }
        for some in ids.chunks(AT_ONCE) {
            message::Entity::update_many()
                .col_expr(
                    message::Column::BodyText,
                    Expr::value(Option::<String>::None),
                )
                .filter(message::Column::Id.is_in(some.iter().copied()))
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
        for some in requests.chunks(AT_ONCE) {
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
        for trace in self.texts() {
            let told = may_have(Trail::Changes, trace).or(may_have(Trail::Reason, trace));
            for row in audit::Entity::find().filter(told).all(tx).await? {
                let changes = self.hide_in_changes(&row.changes);
                let reason = row.reason.as_deref().and_then(|text| self.hide(text));
                for (column, hidden) in [(Trail::Changes, changes), (Trail::Reason, reason)] {
                    store::<audit::Entity>(tx, Trail::Id.eq(row.id), column, hidden).await?;
                }
            }
        }
        Ok(())
    }

    /// The fields that a change was of keep their names, or nobody could read the row any more.
    fn hide_in_changes(&self, changes: &str) -> Option<String> {
        let Ok(mut fields) = serde_json::from_str(changes) else {
            return self.hide(changes);
        };
        let texts: Vec<_> = self.texts().collect();
        let count = mention::hide_in_values(&mut fields, &texts);
        (count > 0).then(|| fields.to_string())
    }

    async fn write<E: EntityTrait>(
        &self,
        tx: &impl ConnectionTrait,
        key: impl IntoCondition,
        column: E::Column,
        text: Option<&str>,
    ) -> Result<(), DbErr> {
        store::<E>(tx, key, column, text.and_then(|text| self.hide(text))).await
    }
}

/// The kept mails to trainers that mention `text`.
async fn mails_with(tx: &impl ConnectionTrait, text: &str) -> Result<Vec<Uuid>, DbErr> {
    use message::Column as Mail;
    let kept: Vec<(Uuid, String)> = message::Entity::find()
        .select_only()
        .columns([Mail::Id, Mail::BodyText])
        .filter(Mail::TrainerId.is_not_null())
        .filter(may_have(Mail::BodyText, text))
        .into_tuple()
        .all(tx)
        .await?;
    let told = kept.into_iter();
    let told = told.filter(|(_, body)| mention::hide(body, [text]).is_some());
    Ok(told.map(|(id, _)| id).collect())
}

/// May `column` mention `text`? The rule itself is asked of the rows that are found.
fn may_have(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    let lowered = Func::lower(Expr::col(column));
    Expr::expr(lowered).like(mention::pattern(text))
}

/// Put `hidden` into `column`, where anything was hidden.
async fn store<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    key: impl IntoCondition,
    column: E::Column,
    hidden: Option<String>,
) -> Result<(), DbErr> {
    let Some(hidden) = hidden else {
        return Ok(());
    };
    E::update_many()
        .col_expr(column, Expr::value(Value::from(hidden)))
        .filter(key)
        .exec(tx)
        .await
        .map(|_| ())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_known_in_three_ways() {
        let ways = ways_of_writing("+6281234567890");
        assert_eq!(ways, ["+6281234567890", "6281234567890", "081234567890"]);
    }
}
