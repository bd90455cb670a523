//! The pages of signing in and out.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use entity::{Language, account};

use crate::form::{Head, Words, made, rendered};

#[derive(Template)]
#[template(path = "sign-in.html")]
struct FieldPage {
    head: Head,
    text: String,
    label: String,
    hint: String,
    button: String,
    /// What was typed and is no address.
    typed: String,
    wrong: Option<String>,
}

/// A page that says one thing, and has one thing to press.
#[derive(Template)]
#[template(path = "press.html")]
struct PressPage {
    head: Head,
    text: String,
    press: Press,
}

enum Press {
    /// A button that posts to this address; `quiet` where it is not what one came for.
    Button {
        label: String,
        action: &'static str,
        quiet: bool,
    },
    /// A link to the beginning.
    Link(String),
}

/// The field for the address; with a sentence where what was `typed` is none.
pub(super) fn field(language: Language, typed: Option<&str>) -> Response {
    let words = Words::plain(language);
    let status = match typed {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let page = FieldPage {
        head: Head::new(&words, words.say("sign-in-title")).switched(&words, ""),
        text: words.say("sign-in-text"),
        label: words.say("sign-in-email-label"),
        hint: words.say("sign-in-email-hint"),
        button: words.say("sign-in-button"),
        typed: typed.unwrap_or_default().chars().take(200).collect(),
        wrong: typed.map(|_| words.say("sign-in-email-wrong")),
    };
    made(status, language, rendered(&page))
}

/// What everybody is told who typed an address.
pub(super) fn sent(language: Language) -> Response {
    let words = Words::plain(language);
    let again = Press::Link(words.say("sign-in-again"));
    pressed(StatusCode::OK, &words, "sign-in-sent", "&sent=yes", again)
}

/// The button behind the mailed link.
pub(super) fn confirm(language: Language) -> Response {
    let words = Words::plain(language);
    let button = Press::Button {
        label: words.say("sign-in-confirm-button"),
        action: "",
        quiet: false,
    };
    pressed(StatusCode::OK, &words, "sign-in-confirm", "", button)
}

/// A link that opens nothing any more.
pub(super) fn used(language: Language) -> Response {
    let words = Words::plain(language);
    let again = Press::Link(words.say("sign-in-title"));
    pressed(StatusCode::GONE, &words, "sign-in-used", "", again)
}

/// What another site's page sent.
pub(super) fn foreign(language: Language) -> Response {
    refused(StatusCode::FORBIDDEN, language, "sign-in-foreign")
}

/// What was posted and is no form of ours.
pub(super) fn unreadable(status: StatusCode, language: Language) -> Response {
    refused(status, language, "sign-in-unreadable")
}

/// Why nothing was done with what was posted. The address that it was posted to may have
/// no page to look at, so the other language is where one begins anew.
fn refused(status: StatusCode, language: Language, key: &str) -> Response {
    let words = Words::plain(language);
    let page = PressPage {
        head: Head::new(&words, words.say(&format!("{key}-title")))
            .switched_at("/sign-in", &words, ""),
        text: words.say(key),
        press: Press::Link(words.say("sign-in-title")),
    };
    made(status, language, rendered(&page))
}

/// Who is signed in, and the way out.
pub(super) fn inside(language: Language, account: &account::Model) -> Response {
    let words = Words::plain(language);
    let name = match account.name.as_str() {
        "" => &account.email,
        name => name,
    };
    let page = PressPage {
        head: Head::new(&words, words.say("sign-in-inside-title")).switched(&words, ""),
        text: words.with("sign-in-inside", &[("name", name)]),
        press: Press::Button {
            label: words.say("sign-in-out-button"),
            action: "/sign-out",
            quiet: true,
        },
    };
    made(StatusCode::OK, language, rendered(&page))
}

fn pressed(status: StatusCode, words: &Words, key: &str, query: &str, press: Press) -> Response {
    let title = words.say(&format!("{key}-title"));
    let page = PressPage {
        head: Head::new(words, title).switched(words, query),
        text: words.say(key),
        press,
    };
    made(status, words.language(), rendered(&page))
}
