//! Log lines: pretty for people, JSON for machines. They never carry a secret or an address.

use tracing_subscriber::EnvFilter;

use crate::cli::{LogFormat, Settings};

/// Begin to log to standard error.
pub(crate) fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Pretty => builder
            .with_target(false)
            .with_ansi(std::env::var_os("NO_COLOR").is_none())
            .init(),
        LogFormat::Json => builder.json().init(),
    }
}
