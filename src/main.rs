//! `score`: the system that a SCORE training programme for small enterprises runs on.
//!
//! This crate is the composition root, the only place that knows every other:
//! [`cli`] says what can be asked for, [`commands`] does what ends by itself,
//! [`services`] runs the servers of a deployment, and [`demo`] runs everything in
//! one process.

mod accounts;
mod check;
mod cli;
mod commands;
mod demo;
mod export;
mod half_year;
mod import;
mod lifecycle;
mod links;
mod mailbox;
mod output;
mod probes;
mod progress;
mod seed;
mod services;
mod settings;
mod tables;
mod telemetry;
mod tokens;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run(cli::Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: cli::Cli) -> anyhow::Result<()> {
    telemetry::start(&cli.log)?;
    commands::run(cli.command).await
}
