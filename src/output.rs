//! What the terminal shows. A closed pipe (`score schema | head`) is no error.

use std::io::Write;

/// One line, or several, on standard output: what was asked for.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A remark to the person at the terminal, on standard error, so that a script reads only what it asked for.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// What went wrong, on standard error.
pub(crate) fn error(text: &str) {
    note(&format!("score: {text}"));
}
