//! Log lines: pretty for people, JSON for machines. They never carry a secret or an address.

use std::io::IsTerminal;

use anyhow::{Result, anyhow};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSettings};

/// Libraries whose ordinary lines say nothing to an operator.
const QUIET: &str = "sea_orm_migration=warn,sqlx=warn,tokio_cron_scheduler=warn";

/// Begin to log to standard error.
///
/// # Errors
/// Where the filter is none.
pub(crate) fn start(settings: &LogSettings) -> Result<()> {
    let (name, wanted) = wanted(settings.log.as_deref(), std::env::var("RUST_LOG").ok());
    let filter = EnvFilter::try_new(format!("{QUIET},{wanted}")).map_err(|_| {
        anyhow!("{name} is not a filter of log lines; write it like `info` or `info,worker=debug`")
    })?;
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
    Ok(())
}

/// The filter that counts, and the setting that it is from.
fn wanted(ours: Option<&str>, rust_log: Option<String>) -> (&'static str, String) {
    match (ours, rust_log.filter(|text| !text.is_empty())) {
        (Some(ours), _) => ("SCORE_LOG", ours.to_owned()),
        (None, Some(rust_log)) => ("RUST_LOG", rust_log),
        (None, None) => ("SCORE_LOG", "info".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn ours_counts_before_the_ecosystem_s() {
        let rust_log = || Some("debug".to_owned());
        assert_eq!(wanted(Some("warn"), rust_log()).1, "warn");
        assert_eq!(wanted(None, rust_log()), ("RUST_LOG", "debug".into()));
        assert_eq!(wanted(None, Some(String::new())).1, "info");
    }
}
