//! The summary of a quarter, composed from editions that never change.

use std::collections::HashSet;

pub(super) use entity::summary::mailing::NO_ADDRESS;
use entity::{
    Language, global_id,
    message::{self, Purpose},
    summary::{
        file::{Form, Key},
        mailing::{News, told},
        material::Material,
    },
    suppression::suppressed,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;
use view::summary::{Document, file_stem};

use super::digest::reader;
use crate::{
    WorkerSettings,
    template::{Letter, SummaryMail, Told},
};

/// The summary that `message` is about; nothing where its reader is no manager any more.
pub(super) async fn letter(
    tx: &impl ConnectionTrait,
    settings: &WorkerSettings,
    message: &message::Model,
) -> Result<Option<Letter>, DbErr> {
    let Some((account, news)) = told(tx, message).await? else {
        return Ok(None);
    };
    let language = account.language;
    let mut places: Vec<_> = news
        .into_iter()
        .map(|one| place(settings, one, language))
        .collect();
    places.sort_by(|one, other| one.document.place.cmp(&other.document.place));
    Ok(Some(Letter::Summary(SummaryMail {
        language,
        name: reader(&account),
        sender: String::new(),
        places,
        files: Vec::new(),
    })))
}

/// One edition as it is told.
fn place(settings: &WorkerSettings, news: News, language: Language) -> Told {
    let News {
        material: one,
        replaces,
    } = news;
    Told {
        address: address(settings, &one),
        stem: file_stem(
            one.province.as_ref(),
            one.quarter,
            one.edition.edition,
            one.audience,
        ),
        pdf: Key {
            summary: one.edition.id,
            audience: one.audience,
            form: Form::Pdf,
            language,
        },
        replaces,
        document: Document::of(one, language),
    }
}

/// Those of `messages` that tell a summary to an address from which mail kept coming back since
/// they were queued.
pub(super) async fn unreached(
    tx: &impl ConnectionTrait,
    messages: &[message::Model],
) -> Result<HashSet<Uuid>, DbErr> {
    let told = || {
        let all = messages.iter();
        all.filter(|message| message.purpose == Purpose::Summary)
    };
    let dead = suppressed(tx, told().map(|message| message.recipient.clone())).await?;
    let unreached = told().filter(|message| dead.contains(&message.recipient));
    Ok(unreached.map(|message| message.id).collect())
}

/// Where the edition's files are, without their endings.
fn address(settings: &WorkerSettings, one: &Material) -> String {
    let base = settings.public_url.trim_end_matches('/');
    let id = global_id::written("Summary", one.edition.id);
    format!("{base}/summaries/{id}")
}
