//! Log lines: pretty for people, JSON for machines. They never carry a secret or an address.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::cli::{LogFormat, Settings};

/// Libraries whose ordinary lines say nothing to an operator.
const QUIET: &str = "sea_orm_migration=warn,tokio_cron_scheduler=warn";

/// Begin to log to standard error.
pub(crate) fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", settings.log))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Pretty => builder
            .with_target(false)
            .with_ansi(std::env::var_os("NO_COLOR").is_none() && std::io::stderr().is_terminal())
            .init(),
        LogFormat::Json => builder.json().init(),
    }
}
