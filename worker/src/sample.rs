//! A sample of every mail, so that a deployment can be looked over without sending one.

use chrono::NaiveDate;
use entity::{Language, rules::period::Month};
use sea_orm::Iterable;

use crate::template::{RequestItem, RequestMail, TemplateError};

/// Compose every mail in every language; says how many those were.
///
/// # Errors
/// Where one cannot be composed.
pub fn compose_all() -> Result<usize, TemplateError> {
    let mut composed = 0;
    for language in Language::iter() {
        for items in [1, 2] {
            request(language, items).compose()?;
            composed += 1;
        }
    }
    Ok(composed)
}

/// A request for the figures of so many enterprises.
fn request(language: Language, items: usize) -> RequestMail {
    let item = RequestItem {
        enterprise: "CV Contoh".into(),
        month: Month::of(NaiveDate::default()),
        due_on: NaiveDate::default(),
        zone: "WIB".into(),
        link: "https://score.example.org/r/sample".into(),
    };
    RequestMail {
        language,
        name: "Contoh".into(),
        sender: "SCORE Indonesia".into(),
        unsubscribe: "https://score.example.org/unsubscribe/sample".into(),
        items: vec![item; items],
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_sample_can_be_composed() {
        assert_eq!(super::compose_all().unwrap(), 4);
    }
}
