//! Changes of contacts: personal data, kept for a stated reason.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use entity::changes::{contact, erase};

use super::frame::{answer, key, payload, set, set_or_clear};
use crate::{
    context::Asks,
    noun::{
        contact::{Contact, ContactRole, ProcessingBasis},
        language::Language,
    },
    scalar::Date,
};

payload! {
    /// What became of a change of a contact.
    ContactPayload { contact: Contact }
}

/// What `createContact` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateContactInput {
    /// Where they work: its global id.
    enterprise: ID,
    /// Their name.
    name: String,
    /// Their e-mail address.
    email: Option<String>,
    /// Their phone number; a number without `+` is one of Indonesia.
    phone: Option<String>,
    /// What they are there.
    role: ContactRole,
    /// Are they asked first? Who was before is not any more.
    #[graphql(default)]
    is_primary: bool,
    /// The language that they read.
    #[graphql(default_with = "Language::Id")]
    language: Language,
    /// Why their data may be kept.
    basis: ProcessingBasis,
    /// The version of the text that they agreed to.
    consent_version: Option<String>,
    /// When they agreed.
    consent_on: Option<Date>,
    /// How they agreed.
    consent_how: Option<String>,
    /// Your name for this contact: the same key again makes no other, and is answered with what it made.
    idempotency_key: Option<String>,
}

impl From<CreateContactInput> for contact::Particulars {
    fn from(input: CreateContactInput) -> Self {
        Self {
            name: input.name,
            email: input.email,
            phone: input.phone,
            role: input.role.into(),
            is_primary: input.is_primary,
            language: input.language.into(),
            basis: input.basis.into(),
            consent_version: input.consent_version,
            consent_on: input.consent_on.map(|day| day.0),
            consent_how: input.consent_how,
        }
    }
}

/// What `updateContact` takes. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateContactInput {
    /// The contact: their global id.
    contact: ID,
    /// The version that you read.
    version: i32,
    /// Their name.
    name: Option<String>,
    /// Their e-mail address; null takes it away.
    email: MaybeUndefined<String>,
    /// Their phone number; null takes it away.
    phone: MaybeUndefined<String>,
    /// What they are there.
    role: Option<ContactRole>,
    /// Are they asked first?
    is_primary: Option<bool>,
    /// The language that they read.
    language: Option<Language>,
    /// Why their data may be kept.
    basis: Option<ProcessingBasis>,
    /// The version of the text that they agreed to.
    consent_version: MaybeUndefined<String>,
    /// When they agreed.
    consent_on: MaybeUndefined<Date>,
    /// How they agreed.
    consent_how: MaybeUndefined<String>,
}

impl UpdateContactInput {
    fn apply(self, row: &mut entity::contact::Model) {
        set(&mut row.name, self.name);
        set_or_clear(&mut row.email, self.email);
        set_or_clear(&mut row.phone, self.phone);
        set(&mut row.role, self.role);
        set(&mut row.is_primary, self.is_primary);
        set(&mut row.language, self.language);
        set(&mut row.basis, self.basis);
        set_or_clear(&mut row.consent_version, self.consent_version);
        set_or_clear(&mut row.consent_on, self.consent_on.map_value(|day| day.0));
        set_or_clear(&mut row.consent_how, self.consent_how);
    }
}

/// What `archiveContact` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ArchiveContactInput {
    /// The contact: their global id.
    contact: ID,
}

/// What `withdrawContact` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct WithdrawContactInput {
    /// The contact: their global id.
    contact: ID,
}

/// What `eraseContact` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct EraseContactInput {
    /// The contact: their global id.
    contact: ID,
    /// Why; it stays in the history, so it may name nobody.
    reason: String,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct ContactMutations;

#[Object]
impl ContactMutations {
    /// Enter a person at an enterprise.
    async fn create_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, and what is said of them.")] input: CreateContactInput,
    ) -> Result<ContactPayload> {
        let asked = ctx.asked();
        let enterprise = key("Enterprise", &input.enterprise)?;
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        answer(contact::create(&asked.writer, &author, enterprise, input.into()).await)
    }

    /// Change what is said of a contact.
    async fn update_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and what is new.")] input: UpdateContactInput,
    ) -> Result<ContactPayload> {
        let asked = ctx.asked();
        let read = (key("Contact", &input.contact)?, input.version);
        let edit = |row: &mut _| input.apply(row);
        answer(contact::update(&asked.writer, &asked.author(), read, edit).await)
    }

    /// A person takes their consent back: nobody writes to any contact with their address any more.
    async fn withdraw_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: WithdrawContactInput,
    ) -> Result<ContactPayload> {
        let asked = ctx.asked();
        let id = key("Contact", &input.contact)?;
        answer(contact::withdraw(&asked.writer, &asked.author(), id).await)
    }

    /// Erase a person from all contacts with their address, from mails, notes and the history;
    /// a hash and the reason stay. It cannot be undone.
    async fn erase_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: EraseContactInput,
    ) -> Result<ContactPayload> {
        let asked = ctx.asked();
        let id = key("Contact", &input.contact)?;
        let author = asked.author();
        answer(erase::erase(&asked.writer, &author, id, input.reason).await)
    }

    /// Put a contact away, who has left. Their address and phone are not kept.
    async fn archive_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: ArchiveContactInput,
    ) -> Result<ContactPayload> {
        let asked = ctx.asked();
        let id = key("Contact", &input.contact)?;
        answer(contact::archive(&asked.writer, &asked.author(), id).await)
    }
}
