//! What can be asked for on the command line. `--help` is the reference of every setting.

mod access;
mod files;

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, SubsecRound, Utc};
use clap::{Args, Parser, Subcommand};
use entity::rules::period::Month;
use worker::JobName;

pub(crate) use access::{Account, Create, Link, Role, Token};
pub(crate) use files::{Export, ExportHalfYear, ExportSummary, ExportTable, Import, Imports};

use crate::settings::{
    ApiSettings, DatabaseSettings, LinkSettings, ListenSettings, LogSettings, MailOptions,
    TimeSettings,
};

/// The system that a SCORE training programme for small enterprises runs on.
///
/// `score demo` shows all of it, with nothing to set up.
#[derive(Debug, Parser)]
#[command(name = "score", version, arg_required_else_help = true)]
#[command(
    after_help = "Each option of a command can be given as the environment variable that its --help names.\n\
    A deployment: `score migrate`, `score token create`, then `score api` and `score worker`; `score check` looks it over."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) log: LogSettings,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Try it: a realistic programme in one process, with its mails and pages
    ///
    /// It keeps its own SQLite database, lives by its own clock, which starts on 1 November 2012,
    /// and sends no mail: what would go out is shown at /mailbox.
    Demo(Demo),
    /// Serve the API (GraphQL) and the pages behind the links in mails
    Api(Api),
    /// Keep the schedule and send the mail
    ///
    /// Any number may run: what is due is done once.
    Worker(Worker),
    /// Run one job once, as if it were a given time
    Job(Job),
    /// Bring the database up to date: its tables and the reference data
    Migrate(Migrate),
    /// Fill an empty database with a made-up programme
    Seed {
        /// With which.
        #[command(subcommand)]
        what: Seed,
    },
    /// Bring data in from a file: all of its rows, or none
    ///
    /// The first row of a CSV or XLSX file names the columns, in any order; --template writes it. Each row
    /// that cannot be stored is shown with its number, its column and the reason. The same file
    /// again changes nothing: rows are known by the office's own key.
    Import(Import),
    /// Write data out for others
    Export {
        /// What.
        #[command(subcommand)]
        what: Export,
    },
    /// Make, list and revoke tokens for people and programs
    Token {
        /// What to do.
        #[command(subcommand)]
        what: Token,
    },
    /// Close the accounts of those who have left
    Account {
        /// What to do.
        #[command(subcommand)]
        what: Account,
    },
    /// Revoke the link of a data request and make a new one
    Link {
        /// What to do.
        #[command(subcommand)]
        what: Link,
    },
    /// Print the GraphQL schema
    Schema,
    /// Print the licences of this program and of the typeface that it carries
    Licences,
    /// Look a deployment over: exit code 1 where something needs a hand
    ///
    /// A line each for the database, migrations, clock, secret, mail (it logs in at the server),
    /// templates and overdue runs: ok, or what is wrong and what to do.
    Check(Check),
}

/// `score demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where to listen: an address of this machine only, since the demo has no passwords
    #[arg(long, value_name = "ADDR", env = "SCORE_BIND", default_value = "127.0.0.1:8000", value_parser = loopback)]
    pub(crate) bind: SocketAddr,
    /// The folder that keeps the database, the mails and the secret; remove it to begin again
    #[arg(long, value_name = "FOLDER", default_value = "score-demo")]
    pub(crate) data: PathBuf,
}

/// `score api`.
#[derive(Debug, Args)]
pub(crate) struct Api {
    #[command(flatten)]
    pub(crate) listen: ListenSettings,
    #[command(flatten)]
    pub(crate) api: ApiSettings,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
    #[command(flatten)]
    pub(crate) links: LinkSettings,
}

/// `score worker`.
#[derive(Debug, Args)]
pub(crate) struct Worker {
    #[command(flatten)]
    pub(crate) listen: ListenSettings,
    #[command(flatten)]
    pub(crate) mail: MailOptions,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
    #[command(flatten)]
    pub(crate) links: LinkSettings,
}

/// `score job`.
#[derive(Debug, Args)]
pub(crate) struct Job {
    /// data-request, chase, digest, summary, watch, deliver or retention
    pub(crate) name: JobName,
    /// As if it were this time, like 2012-11-01T09:00:00+07:00; a future time needs --dry-run
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(crate) at: Option<DateTime<Utc>>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) mail: MailOptions,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
    #[command(flatten)]
    pub(crate) links: LinkSettings,
}

/// `score migrate`.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Only say whether it is up to date; exit code 1 where it is not
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// `score check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
    #[command(flatten)]
    pub(crate) links: LinkSettings,
    #[command(flatten)]
    pub(crate) mail: MailOptions,
    #[command(flatten)]
    pub(crate) time: TimeSettings,
}

/// What an empty database can be filled with.
#[derive(Debug, Subcommand)]
pub(crate) enum Seed {
    /// SCORE Indonesia from January 2010 to November 2012; the database gets a clock that starts then
    Demo {
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Any number of enterprises over all provinces, to see how the system carries them
    Scale(Scale),
}

/// `score seed scale`.
#[derive(Debug, Args)]
pub(crate) struct Scale {
    /// How many enterprises
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) enterprises: u32,
    /// How many months each has reported
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) months: u32,
    /// The last of those months
    #[arg(long, value_name = "MONTH", default_value = "2012-09")]
    pub(crate) until: Month,
    /// The same number gives the same programme, another number another
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// Digits of a second that databases keep.
const MICROS: u16 = 6;

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc().trunc_subsecs(MICROS))
        .map_err(|_| {
            format!("`{text}` is not a time with its zone, like 2012-11-01T09:00:00+07:00")
        })
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| format!("`{text}` is not an address and port, like 127.0.0.1:8000"))?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(format!(
        "{text} is not a loopback address; the demo has no passwords, so it listens on this machine only"
    ))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_hangs_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_time_is_as_exact_as_databases_are() {
        let at = instant("2012-11-01T09:00:00.123456789+07:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2012-11-01T02:00:00.123456+00:00");
    }

    #[test]
    fn the_demo_stays_on_this_machine() {
        assert!(loopback("127.0.0.1:0").is_ok() && loopback("[::1]:8000").is_ok());
        assert!(loopback("0.0.0.0:8000").is_err_and(|why| why.contains("loopback")));
    }

    #[test]
    fn a_time_needs_its_zone() {
        assert!(instant("2012-11-01T09:00:00+07:00").is_ok());
        assert!(instant("2012-11-01 09:00").is_err());
    }
}
