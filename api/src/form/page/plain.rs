//! Pages that say one thing: what is wrong, and what to do.

use askama::Template;
use entity::Language;

use super::{
    super::open::{Notice, Opened},
    Head, Words,
};

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainPage {
    head: Head,
    text: String,
}

/// The page of two texts by their keys.
pub(in crate::form) fn plain(language: Language, title: &str, text: &str) -> String {
    let words = Words::plain(language);
    said(&words, words.say(title), words.say(text))
}

/// The page of a fault, with the number that its log line carries.
pub(in crate::form) fn fault(language: Language, id: &str) -> String {
    let words = Words::plain(language);
    let text = words.with("form-server-error", &[("id", id)]);
    said(&words, words.say("form-server-error-title"), text)
}

/// The page of a request that takes no figures now.
pub(in crate::form) fn closed(opened: &Opened, notice: Notice) -> String {
    let words = Words::about(opened);
    let key = match notice {
        Notice::Locked => "form-locked",
        Notice::Waived => "form-waived",
    };
    said(&words, words.say(&format!("{key}-title")), words.say(key))
}

fn said(words: &Words, title: String, text: String) -> String {
    let head = Head::new(words, title);
    let bare = format!("{}\n{text}", head.title);
    // The template holds nothing that can fail; the bare words still help.
    PlainPage { head, text }.render().unwrap_or(bare)
}
