//! The one-time link, made at the moment of sending: it is stored nowhere.

use chrono::{DateTime, Utc};
use entity::{message, sign_in};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::digest::reader;
use crate::{
    WorkerSettings,
    template::{Letter, SignInMail},
};

/// The link that `message` is about; nothing where it was used or its time is over.
pub(super) async fn letter(
    tx: &impl ConnectionTrait,
    settings: &WorkerSettings,
    message: &message::Model,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, DbErr> {
    let Ok(id) = message.about.parse::<Uuid>() else {
        return Ok(None);
    };
    let open = sign_in::open(tx, id, now).await?;
    Ok(open.map(|(asked, account)| {
        Letter::SignIn(SignInMail {
            language: account.language,
            name: reader(&account),
            sender: String::new(),
            link: settings.link("sign-in", &asked.link()),
        })
    }))
}
