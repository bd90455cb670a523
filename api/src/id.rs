//! Global ids: one opaque text for every node, whatever its key is.
//!
//! An id is the base64url of `Type:key`, so that it can stand in a URL; clients
//! are not meant to read it.

use async_graphql::{Error, ID};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::error::bad_input;

/// What a global id stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GlobalId {
    /// The GraphQL type.
    pub(crate) kind: String,
    /// The key of the row: a UUID, a code, or several joined by `/`.
    pub(crate) key: String,
}

/// The global id of the `kind` with that `key`.
pub(crate) fn global(kind: &str, key: impl std::fmt::Display) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{key}")))
}

impl GlobalId {
    /// Read what [`global`] wrote.
    pub(crate) fn read(id: &ID) -> Result<Self, Error> {
        URL_SAFE_NO_PAD
            .decode(id.as_str())
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| {
                let (kind, key) = text.split_once(':').filter(|_| !text.contains('\0'))?;
                Some(Self {
                    kind: kind.into(),
                    key: key.into(),
                })
            })
            .ok_or_else(|| {
                bad_input("This id is not one of ours; take ids from earlier answers as they are.")
            })
    }

    /// The key as a UUID; none where it has another form.
    pub(crate) fn uuid(&self) -> Option<Uuid> {
        self.key.parse().ok()
    }
}

/// The UUID behind an id of the type `kind`; none where it is an id of another type.
pub(crate) fn uuid_of(kind: &str, id: &ID) -> Result<Option<Uuid>, Error> {
    let read = GlobalId::read(id)?;
    Ok(if read.kind == kind { read.uuid() } else { None })
}

/// The UUID behind the global id `id` of a `kind`, such as `DataRequest`; none where it is no
/// id, or one of something else.
pub fn uuid_of_global(kind: &str, id: &str) -> Option<Uuid> {
    uuid_of(kind, &ID(id.to_owned())).ok().flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let key = Uuid::from_u128(7);
        assert_eq!(
            uuid_of("Enterprise", &global("Enterprise", key)).unwrap(),
            Some(key)
        );
        assert_eq!(uuid_of("Cohort", &global("Enterprise", key)).unwrap(), None);
        assert_eq!(
            GlobalId::read(&global("Province", "ID-JK")).unwrap().key,
            "ID-JK"
        );
        assert_eq!(
            uuid_of("Enterprise", &global("Enterprise", "no uuid")).unwrap(),
            None
        );
    }

    #[test]
    fn an_id_can_stand_in_a_url() {
        let id = global("Enterprise", Uuid::from_u128(u128::MAX));
        assert!(
            id.chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
        );
    }

    proptest! {
        #[test]
        fn every_id_comes_back(kind in "[A-Z][A-Za-z]{0,20}", key in "[^\\x00]{0,40}") {
            let read = GlobalId::read(&global(&kind, &key)).unwrap();
            prop_assert_eq!((read.kind, read.key), (kind, key));
        }

        #[test]
        fn whatever_is_sent_as_an_id_is_read_or_refused(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = GlobalId::read(&ID(text));
            let id = ID(URL_SAFE_NO_PAD.encode(bytes));
            if let Ok(read) = GlobalId::read(&id) {
                prop_assert_eq!(global(&read.kind, &read.key), id);
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
            assert!(GlobalId::read(&ID(text.into())).is_err(), "{text}");
        }
    }
}
