//! What a mail holds: its text and its HTML, the pictures in that, and the files beside them.

use lettre::message::{Attachment, MultiPart, SinglePart, header::ContentType};

use super::{Mail, MailSetupError};
use crate::template::Enclosed;

/// The parts of `mail`, nested no deeper than it needs.
pub(super) fn of(mail: &Mail) -> Result<MultiPart, MailSetupError> {
    let told = if mail.pictures.is_empty() {
        MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone())
    } else {
        let mut shown = MultiPart::related().singlepart(SinglePart::html(mail.html.clone()));
        for picture in &mail.pictures {
            let inline = Attachment::new_inline(picture.name.clone());
            shown = shown.singlepart(inline.body(picture.bytes.clone(), media_type(picture)?));
        }
        let text = SinglePart::plain(mail.text.clone());
        MultiPart::alternative().singlepart(text).multipart(shown)
    };
    if mail.files.is_empty() {
        return Ok(told);
    }
    let mut whole = MultiPart::mixed().multipart(told);
    for file in &mail.files {
        let attached = Attachment::new(file.name.clone());
        whole = whole.singlepart(attached.body(file.bytes.clone(), media_type(file)?));
    }
    Ok(whole)
}

fn media_type(one: &Enclosed) -> Result<ContentType, MailSetupError> {
    ContentType::parse(one.media_type)
        .map_err(|cause| MailSetupError::Message(format!("{}: {cause}", one.media_type)))
}
