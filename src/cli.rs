//! What can be asked for on the command line. `--help` is the reference of every setting.

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use entity::rules::period::Month;
use worker::JobName;

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

/// `score export`.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// The pseudonymous rows behind an edition of a summary, as CSV
    Summary(ExportSummary),
    /// Enterprises, in the columns that `score import enterprises` reads
    Enterprises(ExportTable),
    /// The reports that count: a row an enterprise and month, a column a measure
    Reports(ExportTable),
    /// The values that the reports give: a row an enterprise, month and indicator
    Readings(ExportTable),
    /// What was expected and what became of it: a row an enterprise and month
    DataRequests(ExportTable),
}

/// `score export enterprises` and the like.
#[derive(Debug, Args)]
pub(crate) struct ExportTable {
    /// Where it is written: a name that ends with .csv or .xlsx
    #[arg(value_name = "FILE", value_parser = table)]
    pub(crate) file: TableFile,
    /// Only this province, like ID-JK
    #[arg(long, value_name = "CODE")]
    pub(crate) province: Option<String>,
    /// Only months from this one on, like 2012-01
    #[arg(long, value_name = "MONTH")]
    pub(crate) from: Option<Month>,
    /// Only months up to this one
    #[arg(long, value_name = "MONTH")]
    pub(crate) to: Option<Month>,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// `score import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_COLUMNS)]
pub(crate) struct Import {
    /// enterprises, contacts or reports
    #[arg(value_name = "WHAT", value_enum)]
    pub(crate) what: Imports,
    /// The file: its name ends with .csv or .xlsx
    #[arg(value_name = "FILE", value_parser = table, required_unless_present = "template")]
    pub(crate) file: Option<TableFile>,
    /// Say what would be stored, and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the header of an empty file, and read none
    #[arg(long, conflicts_with_all = ["file", "dry_run"])]
    pub(crate) template: bool,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// What the columns of a file hold.
const IMPORT_COLUMNS: &str = "\
enterprises: key (the office's own number), name, legal_form (PT, CV, UD, KOPERASI, PERORANGAN), province (ID-JK), city,
  kbli_code, kbli_version (2020), size_class (MICRO, SMALL, MEDIUM), size_regulation (PP 7/2021), women, men,
  language (id, en), output_unit, apindo_member (yes, no), prefers_call (yes, no). New ones become prospects.
contacts: enterprise (its key), name, email, phone, role (OWNER, MANAGER, DATA_OFFICER, WORKER_REPRESENTATIVE),
  is_primary, language, basis (CONSENT, CONTRACT, LEGITIMATE_INTEREST), consent_version, consent_on, consent_how.
reports: enterprise (its key), month (2012-10), received_on (blank: today), and a column for each measure; a blank
  cell is no figure, never 0. Months before the programme went live bring their own data requests.
CSV is UTF-8, with commas, semicolons or tabs; of XLSX the first sheet is read. At most 100 000 rows a file.";

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Imports {
    /// Enterprises.
    Enterprises,
    /// Contacts of enterprises.
    Contacts,
    /// Past monthly reports.
    Reports,
}

/// A file whose name says how it is written.
#[derive(Clone, Debug)]
pub(crate) struct TableFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How it is written.
    pub(crate) format: api::files::Format,
}

fn table(text: &str) -> Result<TableFile, String> {
    let format = api::files::Format::of_name(text);
    Ok(TableFile {
        path: text.into(),
        format: format.ok_or("name a file that ends with .csv or .xlsx")?,
    })
}

/// `score export summary`.
#[derive(Debug, Args)]
pub(crate) struct ExportSummary {
    /// The edition: its id, as the API gives it
    pub(crate) id: String,
    /// Where the rows are written
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) rows: PathBuf,
    /// Where the edition's frozen figures are written, as they were hashed
    #[arg(long, value_name = "FILE.json")]
    pub(crate) figures: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
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

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token, and its account where there is none; it is shown once
    Create(Create),
    /// Every token, without its secret
    List {
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// End a token at once
    Revoke {
        /// Its id, as in `score token list`
        id: uuid::Uuid,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// End an account at once: its tokens, its sessions, and the links to sign in that it was sent
    ///
    /// It cannot be undone. `score token create` makes accounts, and `score token list` shows them.
    Close {
        /// Its e-mail address
        email: String,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// What can be done with the links in mails.
#[derive(Debug, Subcommand)]
pub(crate) enum Link {
    /// End every link of a data request that was sent, and print its new one
    ///
    /// For a link that came into wrong hands. The next mail has the new one too.
    Reissue {
        /// The data request: its id, as GraphQL shows it
        id: String,
        #[command(flatten)]
        database: DatabaseSettings,
        #[command(flatten)]
        links: LinkSettings,
    },
}

/// `score token create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The account's e-mail address
    #[arg(long, value_name = "EMAIL")]
    pub(crate) account: String,
    /// How mails address them, like: Rina Wijaya
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) name: String,
    /// What it may see and do
    #[arg(long, value_enum)]
    pub(crate) role: Role,
    /// A manager's province, like ID-JK; may be given more than once
    #[arg(long, value_name = "CODE")]
    pub(crate) province: Vec<String>,
    /// The id of the trainer whose account it is
    #[arg(long, value_name = "ID")]
    pub(crate) trainer: Option<uuid::Uuid>,
    /// The id of the partner whose account it is
    #[arg(long, value_name = "ID")]
    pub(crate) partner: Option<uuid::Uuid>,
    /// After how many days it ends
    #[arg(long, value_name = "DAYS", default_value = "90d", value_parser = days)]
    pub(crate) expires: i32,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
}

/// The roles of accounts.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(crate) enum Role {
    /// The office: everything
    Admin,
    /// Its provinces; without a province, the nation
    Manager,
    /// The enterprises of their cohorts
    Trainer,
    /// Disclosed summaries and the programme
    Donor,
}

fn days(text: &str) -> Result<i32, String> {
    let count = text
        .strip_suffix('d')
        .unwrap_or(text)
        .parse()
        .ok()
        .filter(|days| (1..=3650).contains(days));
    count.ok_or_else(|| format!("`{text}` is not a number of days from 1d to 3650d"))
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
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
