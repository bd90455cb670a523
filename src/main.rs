//! `score`: the system that a SCORE training programme for small enterprises runs on.
//!
//! This crate is the composition root, the only place that knows every other:
//! [`cli`] says what can be asked for, [`commands`] does it, [`demo`] runs
//! everything in one process.

mod check;
mod cli;
mod commands;
mod demo;
mod lifecycle;
mod mailbox;
mod output;
mod probes;
mod seed;
mod telemetry;
mod tokens;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    telemetry::start(&cli.settings);
    match commands::run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
