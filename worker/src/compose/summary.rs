//! The summary of a quarter, composed from editions that never change.

use entity::{
    message,
    summary::{mailing::told, material::Material},
};
use sea_orm::{ConnectionTrait, DbErr};
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
    let Some((account, materials)) = told(tx, message).await? else {
        return Ok(None);
    };
    let language = account.language;
    let places = materials.into_iter().map(|one| Told {
        address: address(settings, &one),
        stem: file_stem(one.province.as_ref(), one.quarter, one.edition.edition),
        document: Document::of(one, language),
    });
    let mut places: Vec<_> = places.collect();
    places.sort_by(|one, other| one.document.place.cmp(&other.document.place));
    Ok(Some(Letter::Summary(SummaryMail {
        language,
        name: reader(&account),
        sender: String::new(),
        places,
    })))
}

/// Where the edition's files are, without their endings.
fn address(settings: &WorkerSettings, one: &Material) -> String {
    let base = settings.public_url.trim_end_matches('/');
    format!("{base}/summaries/{}", one.edition.id)
}
