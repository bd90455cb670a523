//! Documents that are known before anybody asks: by SHA-256 hash, and by their whole text.
//!
//! A front end that ships with a folder of documents sends the hash instead of the
//! text, by the extension `persistedQuery` that clients know. Where nothing else runs,
//! nobody can make up a query at all.

use std::{collections::HashMap, fs, io, path::Path, sync::Arc};

use async_graphql::parser::parse_query;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Documents by the lower-case hexadecimal SHA-256 of their text.
#[derive(Clone, Debug, Default)]
pub struct TrustedDocuments(Arc<HashMap<String, Arc<str>>>);

/// Why a folder of documents is not taken.
#[derive(Debug, Error)]
pub enum UntrustedFolder {
    /// It cannot be read.
    #[error("{path} cannot be read: {cause}; name a folder of .graphql files")]
    Unreadable {
        /// The folder or file.
        path: String,
        /// What the system said.
        cause: io::Error,
    },
    /// One of its files is no document.
    #[error("{path} is not a GraphQL document: {why}; mend it or take it out of the folder")]
    NotGraphql {
        /// The file.
        path: String,
        /// What the parser said.
        why: String,
    },
}

impl TrustedDocuments {
    /// Every `.graphql` file of `folder`.
    ///
    /// # Errors
    /// Where it cannot be read, or a file of it is not GraphQL.
    pub fn read(folder: &Path) -> Result<Self, UntrustedFolder> {
        let mut known = HashMap::new();
        let unreadable = |path: &Path, cause| UntrustedFolder::Unreadable {
            path: path.display().to_string(),
            cause,
        };
        for entry in fs::read_dir(folder).map_err(|cause| unreadable(folder, cause))? {
            let path = entry.map_err(|cause| unreadable(folder, cause))?.path();
            if path
                .extension()
                .is_none_or(|extension| extension != "graphql")
            {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|cause| unreadable(&path, cause))?;
            parse_query(&text).map_err(|error| UntrustedFolder::NotGraphql {
                path: path.display().to_string(),
                why: error.to_string(),
            })?;
            let document: Arc<str> = text.trim().into();
            // Editors end a file with a line break that clients do not send.
            known.insert(hash(&text), document.clone());
            known.insert(hash(&document), document);
        }
        Ok(Self(Arc::new(known)))
    }

    /// The document with this hash.
    pub(crate) fn by_hash(&self, hash: &str) -> Option<&str> {
        let known = self.0.get(&hash.to_ascii_lowercase());
        known.map(|document| &**document)
    }

    /// Is this the whole text of one of them?
    pub(crate) fn has(&self, text: &str) -> bool {
        self.0.contains_key(&hash(text.trim()))
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The SHA-256 of `text` as clients write it.
pub(crate) fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
