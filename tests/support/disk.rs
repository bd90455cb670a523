//! A disk that is soon full: a small tmpfs of its own.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::postgres::say;

const NOT_ALLOWED: &str = "this user may not mount a tmpfs (root may): of the tests of a full disk the one on a disk of its own is LEFT OUT";
const FILLER: &str = "filler";

/// A mounted disk; it is gone with this value.
pub(crate) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// A disk of a few megabytes, or `None` where this user may not mount one.
    pub(crate) fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]);
        let mounted = mount.arg(folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder });
        }
        say(NOT_ALLOWED);
        None
    }

    /// Where it is mounted.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves no room on it.
    pub(crate) fn fill(&self) {
        let mut filler = File::create(self.folder().join(FILLER)).expect("a file on it");
        while filler.write_all(&[0; 4096]).is_ok() {}
    }

    /// Makes room again.
    pub(crate) fn clear(&self) {
        std::fs::remove_file(self.folder().join(FILLER)).expect("what filled it");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let mut unmount = Command::new("umount");
        // A connection that is about to close may still hold a file on it.
        let _stays = unmount.arg("--lazy").arg(self.folder()).output();
    }
}
