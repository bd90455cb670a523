//! Whom to write to at an enterprise, and whether that still holds.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{contact, rules::ladder::Decision, suppression};

/// Enterprises whose contacts are read at once.
const BATCH: usize = 5_000;

/// A person who is written to: a lower-cased address, whatever it is registered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The contact through whom the enterprise chose them.
    pub contact: Uuid,
    /// Lower-cased.
    pub address: String,
}

/// Whom to write to at each of these enterprises: the primary contact, else the
/// first other with a usable address. Where there is nobody, the enterprise is missing.
///
/// # Errors
/// Where the database cannot be read.
pub async fn to_ask(
    db: &impl ConnectionTrait,
    enterprises: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Person>, DbErr> {
    let enterprises: HashSet<_> = enterprises.into_iter().collect();
    let enterprises: Vec<_> = enterprises.into_iter().collect();
    let mut people = HashMap::new();
    for some in enterprises.chunks(BATCH) {
        for (enterprise, contact, email) in usable(db, some).await? {
            people.entry(enterprise).or_insert_with(|| Person {
                contact,
                address: contact::person(&email),
            });
        }
    }
    Ok(people)
}

/// The contacts of these enterprises that may be written to, each with its enterprise and
/// e-mail, the first to ask first.
async fn usable(
    db: &impl ConnectionTrait,
    enterprises: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, String)>, DbErr> {
    contact::Entity::find()
        .select_only()
        .columns([contact::Column::EnterpriseId, contact::Column::Id])
        .column(contact::Column::Email)
        .filter(contact::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(contact::Column::Email.is_not_null())
        .filter(contact::Column::WithdrawnAt.is_null())
        .filter(contact::Column::UnsubscribedAt.is_null())
        .filter(contact::Column::Email.not_in_subquery(suppression::addresses()))
        .order_by_desc(contact::Column::IsPrimary)
        .order_by_asc(contact::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// The contacts of some enterprises, found by enterprise and by address.
pub(super) struct Contacts {
    all: Vec<contact::Model>,
    by_enterprise: HashMap<Uuid, Vec<usize>>,
    by_address: HashMap<String, Vec<usize>>,
}

impl Contacts {
    pub(super) fn new(all: Vec<contact::Model>) -> Self {
        let mut by_enterprise: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_address: HashMap<_, Vec<_>> = HashMap::new();
        for (index, contact) in all.iter().enumerate() {
            let colleagues = by_enterprise.entry(contact.enterprise_id).or_default();
            colleagues.push(index);
            if let Some(address) = contact.address() {
                by_address.entry(address).or_default().push(index);
            }
        }
        Self {
            all,
            by_enterprise,
            by_address,
        }
    }

    /// Those at `enterprise`.
    pub(super) fn of(&self, enterprise: Uuid) -> impl Iterator<Item = &contact::Model> {
        self.at(self.by_enterprise.get(&enterprise))
    }

    /// Those with this lower-cased address, at whatever enterprise.
    pub(super) fn with_address(&self, address: &str) -> impl Iterator<Item = &contact::Model> {
        self.at(self.by_address.get(address))
    }

    fn at<'a>(
        &'a self,
        indexes: Option<&'a Vec<usize>>,
    ) -> impl Iterator<Item = &'a contact::Model> {
        let indexes = indexes.into_iter().flatten();
        indexes.filter_map(|index| self.all.get(*index))
    }
}

/// May anybody of these `contacts` of an enterprise be written to?
pub fn is_any_usable<'a>(
    contacts: impl Iterator<Item = &'a contact::Model>,
    suppressed: &HashSet<String>,
) -> bool {
    let mut usable = contacts.filter(|contact| contact.is_usable());
    usable.any(|contact| {
        let address = contact.address();
        address.is_some_and(|address| !suppressed.contains(&address))
    })
}

/// Why `address` may not be written to for an enterprise with these `contacts`;
/// nothing where it may. Asked again at the moment of sending.
pub fn refusal<'a>(
    contacts: impl Iterator<Item = &'a contact::Model>,
    address: &str,
    suppressed: &HashSet<String>,
) -> Option<(Decision, Option<&'static str>)> {
    let same: Vec<_> = contacts
        .filter(|contact| contact.address().as_deref() == Some(address))
        .collect();
    if same.is_empty() {
        return Some((
            Decision::Suppressed,
            Some("the address was changed before it could be sent"),
        ));
    }
    if same.iter().any(|contact| contact.withdrawn_at.is_some()) {
        return Some((Decision::Withdrawn, None));
    }
    if suppressed.contains(address) {
        return Some((Decision::Suppressed, Some("the address does not take mail")));
    }
    let stopped = same.iter().any(|contact| contact.unsubscribed_at.is_some());
    stopped.then_some((
        Decision::Suppressed,
        Some("the person has stopped these mails"),
    ))
}
