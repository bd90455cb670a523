//! A person to be called, as the trainers' mails show them: name, phone, and links that
//! call or write to them.

use entity::{Language, rules::period::Month};
use view::{
    contact_link, format,
    locale::{Value, text, text_with},
};

use super::page::{Link, Person};

/// The enterprise, the person's name where it is known, and the ways to reach them.
///
/// The WhatsApp link asks for `months`; without any there is nothing to ask, and no such link.
pub(super) fn person(
    language: Language,
    enterprise: &str,
    contact: Option<&str>,
    phone: Option<&str>,
    months: &[Month],
) -> Person {
    let tel = phone.and_then(contact_link::tel);
    let words = || contact_link::missing_data_words(language, months);
    let whatsapp = phone
        .filter(|_| !months.is_empty())
        .and_then(|phone| contact_link::whatsapp(phone, &words()));
    let mut lines: Vec<_> = contact.map(str::to_owned).into_iter().collect();
    match (phone, &tel) {
        (None, _) => lines.push(text(language, "mail-trainer-no-phone")),
        (Some(phone), None) => lines.push(phone.to_owned()),
        (Some(_), Some(_)) => {}
    }
    let link = |label: String| move |address| Link { label, address };
    Person {
        enterprise: enterprise.to_owned(),
        lines,
        phone: tel.map(link(phone.unwrap_or_default().to_owned())),
        whatsapp: whatsapp.map(link(text(language, "mail-trainer-whatsapp"))),
    }
}

/// `Data September 2012 dan Oktober 2012`.
pub(super) fn months_line(language: Language, months: &[Month]) -> String {
    let names: Vec<_> = months
        .iter()
        .map(|month| format::month(language, *month))
        .collect();
    let args = [("months", format::list(language, &names))];
    text_with(language, "mail-trainer-months", &args)
}

/// `Terlambat 14 hari`.
pub(super) fn late_line(language: Language, days: i64) -> String {
    let args = [("days", Value::from(days))];
    text_with(language, "mail-trainer-late", &args)
}
