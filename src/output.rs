//! What the terminal shows. A closed pipe (`score schema | head`) is no error.

use std::io::Write;

/// One line, or several, on standard output.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// What went wrong, on standard error.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "score: {text}");
}
