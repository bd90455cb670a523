//! Texts by key, in the reader's language.
//!
//! The files under `locales/` are compiled in, in [Fluent](https://projectfluent.org)'s
//! notation. Indonesian is the fallback, but a test keeps the languages' keys and
//! arguments equal, so that no reader meets the other language by accident.

use std::{borrow::Cow, collections::HashMap};

use entity::Language;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

/// An argument of a text: a string, or a number that chooses a plural form.
pub use fluent_templates::fluent_bundle::FluentValue as Value;

const INDONESIAN: LanguageIdentifier = langid!("id");
const ENGLISH: LanguageIdentifier = langid!("en");

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "id",
        // Isolation marks would show up in subjects and in plain text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The text of `key`, or the key itself where there is none.
pub fn text(language: Language, key: &str) -> String {
    LOCALES
        .try_lookup(identifier(language), key)
        .unwrap_or_else(|| key.to_owned())
}

/// The text of `key` with its arguments filled in, or the key itself where there is none
/// or where an argument is missing.
///
/// Numbers and dates are formatted before they come here; only a number that chooses
/// between singular and plural is handed over as a number.
pub fn text_with<'a, V>(language: Language, key: &str, args: &[(&'static str, V)]) -> String
where
    V: Clone + Into<Value<'a>>,
{
    let args: HashMap<Cow<'static, str>, Value<'a>> = args
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), value.clone().into()))
        .collect();
    LOCALES
        .try_lookup_with_args(identifier(language), key, &args)
        .unwrap_or_else(|| key.to_owned())
}

/// A number as an argument that chooses between singular and plural.
pub fn plural(number: usize) -> Value<'static> {
    Value::from(u64::try_from(number).unwrap_or(u64::MAX))
}

fn identifier(language: Language) -> &'static LanguageIdentifier {
    static IDENTIFIERS: [LanguageIdentifier; 2] = [INDONESIAN, ENGLISH];
    let [indonesian, english] = &IDENTIFIERS;
    match language {
        Language::Id => indonesian,
        Language::En => english,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use super::*;

    /// Each key of a language's files with the arguments that its text names.
    fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("locales")
            .join(language);
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in fs::read_dir(folder).unwrap() {
            let mut current = String::new();
            for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                let is_key = line.starts_with(|c: char| c.is_ascii_lowercase());
                if let Some((key, _)) = line.split_once('=').filter(|_| is_key) {
                    current = key.trim().to_owned();
                    let twice = keys.insert(current.clone(), BTreeSet::new());
                    assert!(twice.is_none(), "{language}: {current} is there twice");
                }
                for argument in line.split('$').skip(1).filter(|_| !line.starts_with('#')) {
                    let end = argument.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                    let name = argument.split_at(end.unwrap_or(argument.len())).0;
                    keys.get_mut(&current).unwrap().insert(name.to_owned());
                }
            }
        }
        keys
    }

    #[test]
    fn the_languages_have_the_same_keys_and_arguments() {
        let indonesian = keys("id");
        assert!(indonesian.len() > 50);
        assert_eq!(indonesian, keys("en"));
    }

    #[test]
    fn every_text_is_found_in_its_own_language_and_takes_its_arguments() {
        for language in [Language::Id, Language::En] {
            for (key, arguments) in keys(language.as_str()) {
                let args: HashMap<Cow<'static, str>, Value<'_>> = arguments
                    .iter()
                    .map(|name| (name.clone().into(), Value::from(2)))
                    .collect();
                let found = LOCALES.try_lookup_with_args(identifier(language), &key, &args);
                let found = found.unwrap_or_else(|| panic!("{language:?}: no text of {key}"));
                assert!(
                    !found.contains(['{', '}', '$']),
                    "{language:?}: {key}: {found}"
                );
            }
        }
    }

    #[test]
    fn arguments_are_strings_or_numbers() {
        let args = [("enterprises", "CV Rotan Jaya"), ("months", "Oktober 2012")];
        let subject = text_with(Language::Id, "mail-chase-subject-request", &args);
        assert_eq!(subject, "Mohon data SCORE Oktober 2012 – CV Rotan Jaya");
        let one = text_with(Language::En, "form-errors-title", &[("count", 1)]);
        let two = text_with(Language::En, "form-errors-title", &[("count", 2)]);
        assert_ne!(one.replace('1', "2"), two);
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(text(Language::En, "no-such-key"), "no-such-key");
    }
}
