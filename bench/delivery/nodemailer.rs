//! nodemailer's pool, the peer: installed by npm into a folder of its own, given the
//! mail ready made, so that it has to compose nothing.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use super::{CONNECTIONS, sink::Sink};

const VERSION: &str = "nodemailer@7";

/// The peer, ready to send.
pub(crate) struct Nodemailer {
    folder: TempDir,
}

impl Nodemailer {
    /// Nothing where npm cannot install it.
    pub(crate) fn install(text: &[u8]) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let script =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("bench/delivery/nodemailer.mjs");
        std::fs::copy(script, folder.path().join("send.mjs")).expect("the script");
        std::fs::write(folder.path().join("mail.eml"), text).expect("the mail");
        let installed = Command::new("npm")
            .args(["install", "--no-save", "--silent", "--prefix"])
            .arg(folder.path())
            .arg(VERSION)
            .stdout(Stdio::null())
            .status();
        installed
            .is_ok_and(|status| status.success())
            .then_some(Self { folder })
    }

    /// Send `mails`; how long it took, by its own clock, without its start.
    pub(crate) fn send(&self, sink: &Sink, mails: usize) -> Duration {
        let before = sink.taken();
        let output = Command::new("node")
            .arg("send.mjs")
            .args([
                sink.address().port().to_string(),
                mails.to_string(),
                CONNECTIONS.to_string(),
            ])
            .current_dir(self.folder.path())
            .output()
            .expect("node runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && sink.taken() - before == mails,
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Duration::from_secs_f64(said.trim().parse().expect("seconds"))
    }
}
