//! What the files of one summary cost the processor; wanted: under 300 ms together.
//!
//! `cargo bench --bench summary` makes each file of a sample many times over, in both languages, and
//! prints what one took of the processor on average (all threads together), and what the first took:
//! that one reads the fonts and the template as well. So it says how long others wait for a core.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is not as expected, and prints what it found"
)]

use std::time::Duration;

use entity::Language;
use view::{
    chart,
    summary::{self, Document},
};

/// The allocator of the product, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each file is made, in each language.
const ROUNDS: u32 = 20;
/// What `/proc` counts time in, everywhere.
const TICKS_PER_SECOND: u64 = 100;

/// A kind of file, and how one is made.
type Kind = (&'static str, fn(&Document) -> usize);

const KINDS: [Kind; 3] = [
    ("PDF", |document| {
        summary::pdf(document).expect("a PDF").len()
    }),
    ("XLSX", |document| {
        summary::xlsx(document).expect("a workbook").len()
    }),
    ("chart as PNG", |document| {
        let chart = summary::reports(document).expect("a chart");
        chart::png(&chart.svg, 1_200).expect("a picture").len()
    }),
];

fn main() {
    // `cargo test --benches` starts it too, and means to be quick.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("measured by `cargo bench --bench summary`");
        return;
    }
    println!("| one summary as | size | the first | on average |\n|---|---|---|---|");
    for (name, make) in KINDS {
        let documents = [Language::Id, Language::En].map(summary::sample);
        let before = processor();
        let size = make(&documents[0]);
        let first = processor() - before;
        let before = processor();
        for _ in 0..ROUNDS {
            for document in &documents {
                make(document);
            }
        }
        let average = (processor() - before) / (2 * ROUNDS);
        println!(
            "| {name} | {} kB | {first:.0?} | {average:.1?} |",
            size / 1_000
        );
    }
}

/// What this process has used of the processor so far.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc");
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    let spent = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = spent.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}
