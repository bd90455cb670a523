//! Where a text mentions somebody: whole words, compared without their case.
//!
//! A name may be part of another word, as *Edi* is of *kredit*; that is not the person. Neither is
//! an address that ends another, as `siti@example.org` ends `ibu.siti@example.org`.

use serde_json::Value;
use uuid::Uuid;

/// What stands where somebody was mentioned.
pub const HIDDEN: &str = "…";

/// How a hash in the trail begins; it tells of nobody.
pub const HASHED: &str = "sha256:";

/// `text` without any of `names`; nothing where it mentions none of them.
pub fn hide<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut hidden = text.to_owned();
    let mut names: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).collect();
    // A name may begin another, or the address: Siti, Siti Aminah, siti@example.org.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        let name = lower(name);
        let mut from = 0;
        while let Some((start, end)) = find(&hidden, &name, from) {
            hidden.replace_range(start..end, HIDDEN);
            from = start + HIDDEN.len();
        }
    }
    (hidden != text).then_some(hidden)
}

/// The same for every text that `value` holds: how many of them mentioned somebody. Names of
/// fields are no texts, and neither are ids and hashes.
pub fn hide_in_values(value: &mut Value, names: &[&str]) -> usize {
    match value {
        Value::String(text) => {
            let is_a_key = text.starts_with(HASHED) || Uuid::parse_str(text).is_ok();
            let hidden = hide(text, names.iter().copied()).filter(|_| !is_a_key);
            let is_hidden = hidden.is_some();
            if let Some(hidden) = hidden {
                *text = hidden;
            }
            usize::from(is_hidden)
        }
        Value::Array(all) => all.iter_mut().map(|one| hide_in_values(one, names)).sum(),
        Value::Object(fields) => {
            let values = fields.values_mut();
            values.map(|one| hide_in_values(one, names)).sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// A pattern of SQL's LIKE that every lower-cased text with `name` fits, and perhaps others.
/// Databases lower other letters than ASCII's each in its own way, and a stored text may be
/// escaped, so anything may stand in their place.
pub fn pattern(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    format!("%{}%", words.join("%").to_ascii_lowercase())
}

/// Letter by letter, so that it is the same whatever stands around a letter.
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Where the whole words `name`, which are lower-cased, are in `text` from `from` on.
fn find(text: &str, name: &str, from: usize) -> Option<(usize, usize)> {
    let starts = text.get(from..)?.char_indices().map(|(at, _)| from + at);
    starts
        .filter_map(|start| Some((start, end_of(text.get(start..)?, name)? + start)))
        .find(|(start, end)| is_whole(text, *start, *end))
}

/// Where `name` ends that `text` begins with, letters compared without their case.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().peekable();
    let mut letters = text.char_indices();
    while wanted.peek().is_some() {
        let (_, letter) = letters.next()?;
        let is_next = |lower| wanted.next() == Some(lower);
        if !letter.to_lowercase().all(is_next) {
            return None;
        }
    }
    Some(letters.next().map_or(text.len(), |(at, _)| at))
}

/// Does what stands from `start` to `end` neither begin nor end within a word?
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let (before, rest) = text.split_at(start);
    let (found, after) = rest.split_at(end - start);
    let is_within = |one: Option<char>, other: Option<char>| {
        one.zip(other)
            .is_some_and(|(one, other)| one.is_alphanumeric() && other.is_alphanumeric())
    };
    let is_longer = found.contains('@') && address_goes_on(before);
    !is_longer
        && !is_within(before.chars().next_back(), found.chars().next())
        && !is_within(found.chars().next_back(), after.chars().next())
}

/// Is what follows `before` the end of a longer address: after `ibu.`, say?
fn address_goes_on(before: &str) -> bool {
    let mut letters = before.chars().rev();
    let mark = letters.next();
    mark.is_some_and(|mark| matches!(mark, '.' | '-' | '_' | '+'))
        && letters.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn hidden(text: &str, names: &[&str]) -> String {
        hide(text, names.iter().copied()).unwrap_or_else(|| "nobody".into())
    }

    #[test]
    fn a_name_is_hidden_however_it_is_written() {
        let names = ["Siti Aminah", "siti@melati.example.org", "081234567890"];
        let text = "Tanya SITI AMINAH (Siti@Melati.example.org), 081234567890.";
        assert_eq!(hidden(text, &names), "Tanya … (…), ….");
        assert_eq!(hidden("Tanya pemilik.", &names), "nobody");
        assert_eq!(hidden("+6281234567890", &["+6281234567890"]), "…");
    }

    #[test]
    fn a_word_that_holds_a_name_is_no_name() {
        for text in ["kredit", "edisi", "media", "Edi2", "éedi", "ediß"] {
            assert_eq!(hidden(text, &["Edi"]), "nobody", "{text}");
        }
        let text = "Siti, siti@a.example.org, Siti Aminah";
        let names = ["Siti", "Siti Aminah", "siti@a.example.org"];
        assert_eq!(hidden(text, &names), "…, …, …");
        assert_eq!(hidden("media Edi, EDI-edi", &["Edi"]), "media …, …-…");
    }

    #[test]
    fn an_address_that_ends_another_is_somebody_else_s() {
        let names = ["siti@x.org"];
        for text in [
            "ibu.siti@x.org",
            "a-siti@x.org",
            "x_siti@x.org",
            "2+siti@x.org",
        ] {
            assert_eq!(hidden(text, &names), "nobody", "{text}");
        }
        let text = "Siti@x.org, <siti@x.org>. - siti@x.org …siti@x.org.";
        assert_eq!(hidden(text, &names), "…, <…>. - … …….");
        assert_eq!(
            hidden("ibu.siti@x.org siti@x.org", &names),
            "ibu.siti@x.org …"
        );
    }

    #[test]
    fn letters_that_grow_when_lowered_do_no_harm() {
        assert_eq!(hidden("İİ ALİ ali", &["ali"]), "İİ ALİ …");
        assert_eq!(hidden("ÉZRA", &["Ézra"]), "…");
    }

    #[test]
    fn fields_ids_and_hashes_are_no_mentions() {
        let id = "0192dede-dede-7000-8000-00000000dede";
        let hash = "sha256:dede-dede";
        let mut value = json!({ "dede": ["Dede", 7, "Bu Dede"], "id": id, "name": hash });
        assert_eq!(hide_in_values(&mut value, &["Dede"]), 2);
        let after = json!({ "dede": ["…", 7, "Bu …"], "id": id, "name": hash });
        assert_eq!(value, after);
        assert_eq!(hide_in_values(&mut value, &["Dede"]), 0);
    }

    #[test]
    fn a_pattern_holds_nothing_that_a_database_reads_otherwise() {
        assert_eq!(pattern("Ézra \"Cak\" Édi_100%"), "%zra%cak%di%100%");
        assert_eq!(pattern("李"), "%%");
    }

    proptest! {
        #[test]
        fn what_was_hidden_is_not_there(text in any::<String>(), name in "[A-Za-zéÉßΣ]{3,8}") {
            let said = format!("{text} {name} {text}");
            let names = [name.as_str()];
            let hidden = hide(&said, names);
            prop_assert!(hidden.is_some(), "{said}");
            prop_assert_eq!(hidden.and_then(|hidden| hide(&hidden, names)), None);
        }
    }
}
