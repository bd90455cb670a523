//! How far a long command is: a bar on a terminal, a plain line now and then elsewhere.

use std::{
    cell::Cell,
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::output;

/// Plain lines in all, where there is no terminal.
const LINES: u64 = 10;

/// The progress of one command, on standard error.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    total: u64,
    unit: &'static str,
    said: Cell<u64>,
    began: Instant,
}

impl Progress {
    /// Nothing done yet of `total` `unit`, such as enterprises.
    pub(crate) fn new(total: u64, unit: &'static str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let layout = "{bar:40} {human_pos} of {human_len} {msg}, {elapsed} gone, {eta} to go";
            let style = ProgressStyle::with_template(layout)
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total).with_style(style).with_message(unit)
        });
        Self {
            bar,
            total,
            unit,
            said: Cell::new(0),
            began: Instant::now(),
        }
    }

    /// `done` are done.
    pub(crate) fn at(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            return;
        }
        let tenth = done * LINES / self.total.max(1);
        if tenth > self.said.replace(tenth) {
            let (total, unit, gone) = (self.total, self.unit, self.began.elapsed().as_secs());
            output::note(&format!("{done} of {total} {unit}, {gone} s"));
        }
    }

    /// Everything is done; says how long it took.
    pub(crate) fn finish(self) -> Duration {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.began.elapsed()
    }
}
