//! Global ids: one opaque text for every node, whatever its key is.
//!
//! An id is the base64url of `Type:key`, so that it can stand in a URL; clients
//! are not meant to read it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// What a global id stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalId {
    /// The GraphQL type.
    pub kind: String,
    /// The key of the row: a UUID, a code, or several joined by `/`.
    pub key: String,
}

/// The global id of the `kind` with that `key`.
pub fn written(kind: &str, key: impl std::fmt::Display) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{key}"))
}

/// The UUID behind the global id `id` of a `kind`, such as `DataRequest`; none where it is no
/// id, or one of something else.
pub fn uuid_of(kind: &str, id: &str) -> Option<Uuid> {
    GlobalId::read(id)?.uuid_of(kind)
}

impl GlobalId {
    /// Read what [`written`] wrote; none where it is something else.
    pub fn read(id: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
        let (kind, key) = text.split_once(':').filter(|_| !text.contains('\0'))?;
        Some(Self {
            kind: kind.into(),
            key: key.into(),
        })
    }

    /// The key as the UUID of a `kind`; none where it has another form, or is of another kind.
    pub fn uuid_of(&self, kind: &str) -> Option<Uuid> {
        if self.kind == kind {
            self.key.parse().ok()
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let key = Uuid::from_u128(7);
        let id = written("Enterprise", key);
        assert_eq!(uuid_of("Enterprise", &id), Some(key));
        assert_eq!(uuid_of("Cohort", &id), None);
        let province = GlobalId::read(&written("Province", "ID-JK"));
        assert_eq!(province.unwrap().key, "ID-JK");
        assert_eq!(
            uuid_of("Enterprise", &written("Enterprise", "no uuid")),
            None
        );
    }

    #[test]
    fn an_id_can_stand_in_a_url() {
        let id = written("Enterprise", Uuid::from_u128(u128::MAX));
        assert!(
            id.chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
        );
    }

    proptest! {
        #[test]
        fn every_id_comes_back(kind in "[A-Z][A-Za-z]{0,20}", key in "[^\\x00]{0,40}") {
            let read = GlobalId::read(&written(&kind, &key)).unwrap();
            prop_assert_eq!((read.kind, read.key), (kind, key));
        }

        #[test]
        fn whatever_is_sent_as_an_id_is_read_or_refused(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = GlobalId::read(&text);
            let id = URL_SAFE_NO_PAD.encode(bytes);
            if let Some(read) = GlobalId::read(&id) {
                prop_assert_eq!(written(&read.kind, &read.key), id);
            }
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "x",
            "é",
            "Enterprise:7",
            "RW50ZXJwcmlzZQ",
            "UHJvdmluY2U6AA",
        ] {
            assert_eq!(GlobalId::read(text), None, "{text}");
        }
    }
}
