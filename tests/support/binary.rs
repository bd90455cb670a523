//! The built `score`, run as an operator runs it: with the settings that the test gives and no others.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// `score ARGUMENTS`, to be given settings and then run.
pub(crate) fn score(arguments: &[&str]) -> Score {
    let mut command = Command::new(env!("CARGO_BIN_EXE_score"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_setting) {
            command.env_remove(name);
        }
    }
    Score { command }
}

fn is_setting(name: &str) -> bool {
    ["SCORE_", "DATABASE_", "SMTP_", "OTEL_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || name == "RUST_LOG"
}

/// A command that is not run yet.
pub(crate) struct Score {
    command: Command,
}

impl Score {
    /// One setting.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// One setting less.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// A write that goes past the largest size of a file fails for it, as on a full disk; without
    /// this the system ends it.
    pub(crate) fn told_of_full_files(self) -> Self {
        let mut told = Command::new("sh");
        told.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(self.command.get_program())
            .args(self.command.get_args())
            .stdin(Stdio::null());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => told.env(name, value),
                None => told.env_remove(name),
            };
        }
        Self { command: told }
    }

    /// Runs to the end.
    pub(crate) fn output(mut self) -> Output {
        self.command.output().expect("score starts")
    }

    /// Starts a server.
    pub(crate) fn spawn(mut self) -> Running {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("score starts");
        let (sender, lines) = channel();
        read_lines(child.stdout.take().expect("its output"), sender.clone());
        read_lines(child.stderr.take().expect("its log"), sender);
        Running {
            child,
            lines,
            seen: VecDeque::new(),
        }
    }
}

/// Reads on until the end, also when nobody listens: a full pipe would stop the server.
fn read_lines(from: impl Read + Send + 'static, to: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let _nobody_listens = to.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
}

/// A server that runs; it is killed when dropped.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
    seen: VecDeque<String>,
}

impl Running {
    /// Reads output and log until a line is as wanted, and returns it.
    pub(crate) fn line_where(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) if wanted(&line) => return line,
                Ok(line) => self.seen.push_back(line),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no such line within {PATIENCE:?}:\n{}", self.log())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended without such a line:\n{}", self.log())
                }
            }
        }
    }

    /// Waits for `http://127.0.0.1:PORT` in a line and returns that much of it.
    pub(crate) fn url(&mut self) -> String {
        let line = self.line_where(|line| address_in(line).is_some());
        address_in(&line)
            .expect("the address that was just found")
            .to_owned()
    }

    /// Everything printed and read so far that nobody asked for.
    pub(crate) fn log(&self) -> String {
        self.seen.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The most memory that it has taken so far, in KiB, as Linux knows it.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("its status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.split_whitespace().next());
        peak.and_then(|peak| peak.parse().ok()).expect("its peak")
    }

    /// From now on no file of it grows past `size`, a number of bytes or `unlimited`.
    pub(crate) fn limit_files(&self, size: &str) {
        let limited = Command::new("prlimit")
            .args(["--pid", &self.child.id().to_string()])
            .arg(format!("--fsize={size}:"))
            .status();
        assert!(limited.expect("prlimit runs").success());
    }

    /// How long processors have worked for it, as Linux counts in hundredths of a second.
    pub(crate) fn worked(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.expect("its status");
        let (_, after_name) = stat.rsplit_once(')').expect("its name");
        let ticks = after_name.split_whitespace().skip(11).take(2);
        let ticks = ticks.map(|ticks| ticks.parse::<u64>().expect("a count"));
        Duration::from_millis(10 * ticks.sum::<u64>())
    }

    /// SIGTERM; then everything printed that nobody asked for, to the last line.
    pub(crate) fn end(mut self) -> String {
        self.tell_to_end();
        let status = self.child.wait().expect("it ends");
        self.seen.extend(self.lines.iter());
        assert!(status.success(), "{status}:\n{}", self.log());
        self.log()
    }

    /// SIGKILL: as when the machine loses power.
    pub(crate) fn kill(mut self) -> ExitStatus {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends")
    }

    /// SIGTERM: as a deployment ends it.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        self.tell_to_end();
        self.child.wait().expect("it ends")
    }

    fn tell_to_end(&self) {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(
            sent.success(),
            "the server was gone before it was told to end:\n{}",
            self.log()
        );
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is as well.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// The first `http://HOST:PORT` of loopback in a line.
pub(crate) fn address_in(line: &str) -> Option<&str> {
    let start = line.find("http://127.0.0.1:")?;
    let rest = &line[start..];
    let port = rest["http://127.0.0.1:".len()..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    (port > 0).then(|| &rest[..("http://127.0.0.1:".len() + port)])
}
