//! What fails again and again: said when it begins, when its reason changes and when it is over,
//! not each second in between.

use std::{
    collections::BTreeMap,
    fmt::Display,
    sync::{Mutex, PoisonError},
};

/// What the databases say where they have no room. SQLite speaks of input and output as often as
/// of the disk.
const NO_ROOM: [&str; 3] = [
    "database or disk is full",
    "disk I/O error",
    "No space left on device",
];

/// What fails at present, with the reason that was said last.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Mutex<BTreeMap<&'static str, String>>);

impl Troubles {
    /// The result, where there is one. What failed is tried again by whoever asks.
    pub(crate) fn note<T, E: Display>(
        &self,
        what: &'static str,
        result: Result<T, E>,
    ) -> Option<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(value) => {
                if all.remove(what).is_some() {
                    tracing::info!("no longer so: {what}");
                }
                Some(value)
            }
            Err(cause) => {
                let cause = in_words(&cause.to_string());
                if all.insert(what, cause.clone()).as_ref() != Some(&cause) {
                    tracing::error!(%cause, "{what}; it is tried again");
                }
                None
            }
        }
    }
}

/// A reason that the operator can do something about says what.
fn in_words(cause: &str) -> String {
    if NO_ROOM.iter().any(|words| cause.contains(words)) {
        "the disk of the database is full: make room on it, and work goes on by itself".to_owned()
    } else {
        cause.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_one_reason_however_it_is_said() {
        let said = NO_ROOM.map(|words| in_words(&format!("(code: 13) {words}")));
        assert!(said[0].contains("make room"), "{}", said[0]);
        assert!(said.iter().all(|one| *one == said[0]));
        assert_eq!(in_words("connection refused"), "connection refused");
    }

    #[test]
    fn a_trouble_is_known_until_it_is_over() {
        let troubles = Troubles::default();
        let what = "mail could not be delivered";
        let known = || troubles.0.lock().unwrap().get(what).cloned();
        for cause in ["closed", "closed", "away"] {
            assert_eq!(troubles.note(what, Err::<(), _>(cause)), None);
            assert_eq!(known().as_deref(), Some(cause));
        }
        assert_eq!(troubles.note(what, Ok::<_, &str>(1)), Some(1));
        assert_eq!(known(), None);
    }
}
