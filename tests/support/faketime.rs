//! Another wall clock for a process, by libfaketime, that the test moves while the process runs.

use std::{fs, path::PathBuf};

use chrono::{DateTime, Utc};
use entity::clock::real_now;
use tempfile::TempDir;

use super::{binary::Score, postgres::say};

const NOT_INSTALLED: &str =
    "libfaketime is not installed (Debian: faketime): the test of a moved clock is LEFT OUT";

/// A wall clock that goes away with this value; intervals stay those of the machine.
pub(crate) struct WallClock {
    library: PathBuf,
    folder: TempDir,
}

impl WallClock {
    /// One that stands at `now`, or `None` where this machine cannot have one; under `CI=true` that
    /// is a failure instead.
    pub(crate) fn at(now: DateTime<Utc>) -> Option<Self> {
        let Some(library) = library() else {
            let is_required = std::env::var("CI").as_deref() == Ok("true");
            assert!(!is_required, "{NOT_INSTALLED}; in CI it is required");
            say(NOT_INSTALLED);
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Self { library, folder };
        clock.go_to(now);
        Some(clock)
    }

    /// Moves it.
    pub(crate) fn go_to(&self, now: DateTime<Utc>) {
        let ahead = (now - real_now()).num_seconds();
        let new = self.folder.path().join("new");
        fs::write(&new, format!("{ahead:+}\n")).expect("the clock's file");
        fs::rename(new, self.file()).expect("a file in its place");
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    /// `process`, living by this clock.
    pub(crate) fn of(&self, process: Score) -> Score {
        let file = self.file();
        process
            .env("LD_PRELOAD", self.library.to_str().expect("a plain path"))
            .env(
                "FAKETIME_TIMESTAMP_FILE",
                file.to_str().expect("a plain path"),
            )
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DISABLE_SHM", "1")
            .env("DONT_FAKE_MONOTONIC", "1")
    }
}

/// Debian puts it under the name of the machine.
fn library() -> Option<PathBuf> {
    let machines = fs::read_dir("/usr/lib").ok()?;
    let mut places = machines.flatten().map(|machine| {
        let folder = machine.path().join("faketime");
        folder.join("libfaketimeMT.so.1")
    });
    places.find(|place| place.is_file())
}
