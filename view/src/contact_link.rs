//! Links that reach a person by phone: `tel:` and WhatsApp's `wa.me`.
//!
//! A phone is stored as E.164 (`+6281234567890`). What is not E.164 gives no link, so
//! that a wrong number is seen as text instead of being dialled.

use entity::{Language, rules::period::Month};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    format,
    locale::{text, text_with},
};

/// RFC 3986's unreserved characters stay as they are.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The link that dials `phone`; nothing where it is not E.164.
pub fn tel(phone: &str) -> Option<String> {
    digits(phone).map(|digits| format!("tel:+{digits}"))
}

/// The link that opens a WhatsApp conversation with `words` ready to be sent.
pub fn whatsapp(phone: &str, words: &str) -> Option<String> {
    digits(phone).map(|digits| {
        let words = utf8_percent_encode(words, ENCODED);
        format!("https://wa.me/{digits}?text={words}")
    })
}

/// What a trainer says about missing months: no name, no year and no figure, because the
/// link that carries it passes a third party.
pub fn missing_data_words(language: Language, months: &[Month]) -> String {
    let names: Vec<_> = months
        .iter()
        .map(|month| text(language, &format!("month-{}", month.number())))
        .collect();
    text_with(
        language,
        "mail-trainer-ready-words",
        &[("months", format::list(language, &names))],
    )
}

/// The digits of an E.164 number, without its plus.
fn digits(phone: &str) -> Option<&str> {
    let digits = phone.strip_prefix('+')?;
    let plausible = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
    (plausible && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_phone_becomes_two_links() {
        assert_eq!(tel("+6281234567890").as_deref(), Some("tel:+6281234567890"));
        assert_eq!(
            whatsapp("+6281234567890", "Selamat pagi & terima kasih?").as_deref(),
            Some("https://wa.me/6281234567890?text=Selamat%20pagi%20%26%20terima%20kasih%3F")
        );
    }

    #[rstest]
    #[case("0812-3456-7890")]
    #[case("+0812345678")]
    #[case("+62812x456")]
    #[case("+628")]
    #[case("")]
    fn what_is_not_e164_is_not_dialled(#[case] phone: &str) {
        assert_eq!(tel(phone), None);
        assert_eq!(whatsapp(phone, "Halo"), None);
    }

    #[test]
    fn the_ready_words_survive_the_link_and_hold_no_figure() {
        let months: Vec<Month> = ["2012-09", "2012-10"]
            .iter()
            .map(|month| month.parse().unwrap())
            .collect();
        for language in [Language::Id, Language::En] {
            let words = missing_data_words(language, &months);
            assert!(!words.contains(|c: char| c.is_ascii_digit()), "{words}");
            assert!(
                words.contains("September") && words.contains("O"),
                "{words}"
            );
            let link = whatsapp("+6281234567890", &words).unwrap();
            let (_, encoded) = link.split_once("?text=").unwrap();
            assert!(encoded.is_ascii() && !encoded.contains([' ', '&', '"', '<']));
            let decoded = percent_decode_str(encoded).decode_utf8().unwrap();
            assert_eq!(decoded, words);
        }
    }
}
