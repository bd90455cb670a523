//! Pages that say one thing: what is wrong, and what to do.

use askama::Template;
use entity::Language;

use super::{
    super::{
        answer::Answer,
        open::{Closed, Notice, Opened},
    },
    Head, Words, rendered,
};

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainPage {
    head: Head,
    text: String,
    /// What was typed and could not be sent.
    typed_title: String,
    typed: Vec<String>,
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
    let key = key_of(notice);
    said(&words, words.say(&format!("{key}-title")), words.say(key))
}

/// The page of a post that came too late, with what was typed and whether it is kept.
pub(in crate::form) fn late(
    language: Language,
    reason: &Closed,
    answer: &Answer,
    kept: bool,
) -> String {
    let (words, key) = match reason {
        Closed::State(opened, notice) => (Words::about(opened), key_of(*notice)),
        _ => (Words::plain(language), "form-expired"),
    };
    let typed = answer.typed.values().filter(|text| !text.trim().is_empty());
    render(PlainPage {
        head: Head::new(&words, words.say(&format!("{key}-title"))),
        text: words.say(key),
        typed_title: words.say(if kept {
            "form-late-kept"
        } else {
            "form-late-shown"
        }),
        typed: typed.chain(&answer.note).cloned().collect(),
    })
}

const fn key_of(notice: Notice) -> &'static str {
    match notice {
        Notice::Locked => "form-locked",
        Notice::Waived => "form-waived",
    }
}

fn said(words: &Words, title: String, text: String) -> String {
    render(PlainPage {
        head: Head::new(words, title),
        text,
        typed_title: String::new(),
        typed: Vec::new(),
    })
}

fn render(page: PlainPage) -> String {
    // The template holds nothing that can fail; the bare words still help.
    rendered(&page).unwrap_or_else(|_| format!("{}\n{}", page.head.title, page.text))
}
