//! The summary of a quarter, composed from editions that never change.

use std::collections::HashMap;

use entity::{
    Language, indicator, message, province,
    summary::mailing::{News, told},
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use view::summary::Document;

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
    let indicators = indicator::Entity::find()
        .order_by_asc(indicator::Column::Position)
        .all(tx)
        .await?;
    let provinces = province::Entity::find().all(tx).await?;
    let names: HashMap<_, _> = provinces
        .into_iter()
        .map(|row| (row.code.clone(), named(row, account.language)))
        .collect();
    let mut places = Vec::with_capacity(news.len());
    for one in news {
        let code = one.edition.province_code.as_ref();
        places.push(Told {
            address: address(settings, &one),
            document: Document {
                language: account.language,
                place: code.and_then(|code| names.get(code)).cloned(),
                quarter: one.edition.period()?,
                edition: one.edition.edition,
                cut_off: one.edition.cut_off,
                is_public: false,
                hash: one.edition.internal_hash.clone(),
                figures: one.edition.figures()?,
                differences: one.differences,
                indicators: indicators.clone(),
            },
        });
    }
    places.sort_by(|one, other| one.document.place.cmp(&other.document.place));
    Ok(Some(Letter::Summary(SummaryMail {
        language: account.language,
        name: reader(&account),
        sender: String::new(),
        places,
    })))
}

/// Where the edition's files are, without their endings.
fn address(settings: &WorkerSettings, one: &News) -> String {
    let base = settings.public_url.trim_end_matches('/');
    format!("{base}/summaries/{}", one.edition.id)
}

fn named(province: province::Model, language: Language) -> String {
    match language {
        Language::Id => province.name_id,
        Language::En => province.name_en,
    }
}
