//! How fast mail leaves, against what the same machine and the same receiver can do in the same run.
//!
//! `cargo bench --bench delivery` sends mails of about 2.5 kB over four connections to a sink on
//! loopback ([`sink`]), in turn: a raw client that pipelines ([`raw`]), our transport, nodemailer's
//! pool ([`nodemailer`], where node and npm are there), and the whole path from a full outbox on either
//! database ([`outbox`]); then it prints mails a second and the ratios. Fewer mails:
//! `cargo bench --bench delivery -- 1000`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is not as expected, and prints what it found"
)]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/support/mod.rs"]
mod support;

mod nodemailer;
mod outbox;
mod raw;
mod sink;
mod transport;

use std::time::Duration;

use nodemailer::Nodemailer;
use outbox::Outbox;
use sink::Sink;
use support::databases::Kind;

/// The allocator of the product, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Mails of each way and round.
const MAILS: usize = 10_000;
/// Each way is measured so often, in turn with the others; the median counts.
const ROUNDS: usize = 5;
const CONNECTIONS: usize = 4;
const FROM: &str = "SCORE Indonesia <data@score.example.org>";

fn main() {
    let mails = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(MAILS);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure(mails));
}

async fn measure(mails: usize) {
    let sink = Sink::start();
    let text = transport::letter();
    let peer = Nodemailer::install(&text);
    let mut ways: [Way; 5] = [
        Way::new("raw, pipelined"),
        Way::new("transport"),
        Way::new("nodemailer"),
        Way::new("whole path, SQLite"),
        Way::new("whole path, PostgreSQL"),
    ];
    let outboxes = [
        Outbox::new(Kind::Sqlite, &sink.url(), mails).await,
        Outbox::new(Kind::Postgres, &sink.url(), mails).await,
    ];
    for _ in 0..ROUNDS {
        ways[0].add(mails, raw::send(&sink, &text, mails).await);
        ways[1].add(mails, transport::send(&sink.url(), mails).await);
        if let Some(peer) = &peer {
            ways[2].add(mails / 5, peer.send(&sink, mails / 5));
        }
        for (way, outbox) in ways[3..].iter_mut().zip(&outboxes) {
            if let Some(outbox) = outbox {
                way.add(mails, outbox.drain(&sink).await);
            }
        }
    }
    report(&ways, text.len());
}

/// One way to send, and how fast it was in each round.
struct Way {
    name: &'static str,
    rates: Vec<f64>,
}

impl Way {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            rates: Vec::new(),
        }
    }

    fn add(&mut self, mails: usize, took: Duration) {
        self.rates.push(mails as f64 / took.as_secs_f64());
    }

    /// Mails a second, in the middle round.
    fn rate(&self) -> Option<f64> {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied()
    }
}

fn report(ways: &[Way; 5], octets: usize) {
    println!("mails of {octets} octets, {CONNECTIONS} connections, the median of {ROUNDS} rounds");
    for way in ways {
        match way.rate() {
            Some(rate) => println!("{:24} {rate:8.0} a second", way.name),
            None => println!("{:24}        – not there", way.name),
        }
    }
    let [raw, transport, peer, sqlite, postgres] = ways.each_ref().map(Way::rate);
    for (name, one, other, wanted) in [
        ("transport : nodemailer", transport, peer, 8.0),
        ("transport : raw", transport, raw, 0.3),
        ("whole path : transport, SQLite", sqlite, transport, 0.2),
        (
            "whole path : transport, PostgreSQL",
            postgres,
            transport,
            0.2,
        ),
    ] {
        if let (Some(one), Some(other)) = (one, other) {
            println!("{name:36} {:6.2}   (wanted: {wanted} or more)", one / other);
        }
    }
}
