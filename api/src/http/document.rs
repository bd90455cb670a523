//! Which document a request asks for: its text, or the hash of a trusted one.

use super::params::Params;
use crate::{access::Access, error::Code, trusted};

/// Why there is no document to run, with what the client is told.
pub(crate) struct NoDocument {
    pub(crate) code: Code,
    pub(crate) message: &'static str,
}

const MISSING: NoDocument = NoDocument {
    code: Code::BadUserInput,
    message: "`query` is missing.",
};
const OTHER_HASH: NoDocument = NoDocument {
    code: Code::BadUserInput,
    message: "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`; send the hash of that very text.",
};
/// Clients know this message by heart, and send the whole text then.
const UNKNOWN_HASH: NoDocument = NoDocument {
    code: Code::PersistedQueryNotFound,
    message: "PersistedQueryNotFound",
};
const NUL: NoDocument = NoDocument {
    code: Code::BadUserInput,
    message: "A text holds the character U+0000, which no text here may; take it out.",
};
const NOT_TRUSTED: NoDocument = NoDocument {
    code: Code::DocumentNotTrusted,
    message: "Only the documents that this server knows are run here; ask the programme office to add yours.",
};

/// The text of the document that `params` ask for.
pub(crate) fn document(params: &mut Params, access: &Access) -> Result<String, NoDocument> {
    if params.has_nul() {
        return Err(NUL);
    }
    let hash = params.document_hash();
    let Some(text) = params.query.take() else {
        let hash = hash.ok_or(MISSING)?;
        let known = access.documents.by_hash(&hash);
        return known.map(str::to_owned).ok_or(UNKNOWN_HASH);
    };
    if hash.is_some_and(|hash| !hash.eq_ignore_ascii_case(&trusted::hash(&text))) {
        return Err(OTHER_HASH);
    }
    if access.only_trusted && !access.documents.has(&text) {
        return Err(NOT_TRUSTED);
    }
    Ok(text)
}
