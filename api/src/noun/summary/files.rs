//! The files of an edition: where they are, and the hashes of those that have been made.

use std::collections::HashMap;

use async_graphql::{Enum, ID, SimpleObject, dataloader::Loader};
use entity::{
    Language,
    summary::{
        Model,
        file::{self, Audience, Form, Key},
    },
};
use uuid::Uuid;

use crate::loader::{Fault, Visible};

/// A form of an edition's figures.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "Form")]
pub(crate) enum SummaryForm {
    /// To print and to hand over.
    Pdf,
    /// A workbook.
    Xlsx,
    /// A table for programs.
    Csv,
    /// A page.
    Html,
}

/// One file of an edition, of the set of figures that you get.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryFileInfo {
    /// How it is written.
    form: SummaryForm,
    /// Where it is; the same permission holds there.
    url: String,
    /// SHA-256 of its bytes; null until it is asked for the first time.
    hash: Option<String>,
}

/// The files of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FilesKey(pub(super) Uuid);

impl Loader<FilesKey> for Visible {
    type Value = HashMap<Key, String>;
    type Error = Fault;

    async fn load(&self, keys: &[FilesKey]) -> Result<HashMap<FilesKey, Self::Value>, Fault> {
        let editions: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
        let made = file::hashes(&self.db, &editions).await?;
        let mut files: HashMap<FilesKey, Self::Value> = HashMap::new();
        for (key, hash) in made {
            files
                .entry(FilesKey(key.summary))
                .or_default()
                .insert(key, hash);
        }
        Ok(files)
    }
}

/// The files of `edition` for `audience`, below `public_url`.
pub(super) fn files(
    edition: &Model,
    id: &ID,
    (audience, language): (Audience, Language),
    public_url: &str,
    made: &HashMap<Key, String>,
) -> Vec<SummaryFileInfo> {
    let base = public_url.trim_end_matches('/');
    let file = |form: Form| {
        let key = Key {
            summary: edition.id,
            audience,
            form,
            language,
        };
        let (id, ending, lang) = (id.as_str(), form.ending(), language.as_str());
        SummaryFileInfo {
            form: form.into(),
            url: format!("{base}/summaries/{id}.{ending}?lang={lang}"),
            hash: made.get(&key).cloned(),
        }
    };
    Form::ALL.into_iter().map(file).collect()
}
