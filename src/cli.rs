//! What can be asked for on the command line. `--help` is the reference of every setting.

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use entity::rules::period::Month;
use secrecy::SecretString;

/// The system that a SCORE training programme for small enterprises runs on.
#[derive(Debug, Parser)]
#[command(name = "score", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Settings that more than one command reads.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        default_value = "sqlite://score.db",
        hide_env_values = true
    )]
    pub(crate) database_url: String,
    /// What links in mails begin with
    #[arg(
        long,
        global = true,
        env = "SCORE_PUBLIC_URL",
        default_value = "http://127.0.0.1:8000"
    )]
    pub(crate) public_url: String,
    /// Signs links; 32 bytes or more; NEW,OLD while rotating
    #[arg(long, global = true, env = "SCORE_SECRET", hide_env_values = true)]
    pub(crate) secret: Option<SecretString>,
    /// Where mail goes: smtps://USER:PASSWORD@HOST, smtp://HOST?tls=required, smtp://HOST, or file:///FOLDER
    #[arg(long, global = true, env = "SMTP_URL", hide_env_values = true)]
    pub(crate) smtp_url: Option<String>,
    /// The sender, as in: SCORE Indonesia <data@example.org>
    #[arg(long, global = true, env = "SCORE_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,
    /// The person who reads answers to our mails
    #[arg(long, global = true, env = "SCORE_MAIL_REPLY_TO")]
    pub(crate) mail_reply_to: Option<String>,
    /// Messages a second over all workers; no limit where it is not set
    #[arg(long, global = true, env = "SCORE_MAIL_RATE")]
    pub(crate) mail_rate: Option<f64>,
    /// Parallel connections to the mail server
    #[arg(
        long,
        global = true,
        env = "SCORE_MAIL_CONNECTIONS",
        default_value_t = 4
    )]
    pub(crate) mail_connections: usize,
    /// Seconds that connecting, and sending one message, may take; 60 at most
    #[arg(long, global = true, env = "SCORE_MAIL_TIMEOUT", default_value_t = 30)]
    pub(crate) mail_timeout: u64,
    /// Signs mails (DKIM): an RSA or Ed25519 private key in PEM, or the path of its file
    #[arg(long, global = true, env = "SCORE_DKIM_KEY", hide_env_values = true)]
    pub(crate) dkim_key: Option<SecretString>,
    /// The name under which the DNS has the public half of that key
    #[arg(long, global = true, env = "SCORE_DKIM_SELECTOR")]
    pub(crate) dkim_selector: Option<String>,
    /// The Maildir that mail to the sender's address goes to: what comes back is read there
    #[arg(long, global = true, env = "SCORE_BOUNCE_MAILDIR")]
    pub(crate) bounce_maildir: Option<PathBuf>,
    /// Introspection and GraphiQL for anonymous visitors
    #[arg(long, global = true, env = "SCORE_INTROSPECTION")]
    pub(crate) introspection: bool,
    /// What is logged: error, warn, info, debug, trace, or a filter like worker=debug
    #[arg(long, global = true, env = "SCORE_LOG", default_value = "info")]
    pub(crate) log: String,
    /// How it is logged
    #[arg(
        long,
        global = true,
        env = "SCORE_LOG_FORMAT",
        value_enum,
        default_value = "pretty"
    )]
    pub(crate) log_format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Pretty,
    /// For machines: one JSON object a line.
    Json,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Everything in one process on SQLite, with a realistic programme: the way to look at score
    Demo {
        /// Where to listen; loopback addresses only
        #[arg(long, env = "SCORE_BIND", default_value = "127.0.0.1:8000")]
        bind: SocketAddr,
        /// The folder that keeps the database, the mails and the secret
        #[arg(long, default_value = "score-demo")]
        data: PathBuf,
    },
    /// The API and its pages
    Api {
        /// Where to listen
        #[arg(long, env = "SCORE_BIND", default_value = "127.0.0.1:8000")]
        bind: SocketAddr,
    },
    /// The schedule and the mail
    Worker {
        /// Where its probes listen: /live, /ready, /metrics; without it, nowhere
        #[arg(long, env = "SCORE_METRICS_BIND")]
        bind: Option<SocketAddr>,
    },
    /// One run of one job
    Job {
        /// data-request, chase, digest, summary, watch, deliver or retention
        name: String,
        /// As if it were this time, like 2012-11-01T09:00:00+07:00
        #[arg(long)]
        at: Option<DateTime<Utc>>,
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Bring the database up to date, reference data too
    Migrate {
        /// Only say whether it is; exit code 1 where it is not
        #[arg(long)]
        check: bool,
    },
    /// Fill an empty database
    Seed {
        #[command(subcommand)]
        what: Seed,
    },
    /// Tokens for people and programs
    Token {
        #[command(subcommand)]
        what: Token,
    },
    /// The GraphQL schema, as committed in api/schema.graphql
    Schema,
    /// A doctor for a deployment: database, migrations, mail, clock, secret
    Check,
}

/// What an empty database can be filled with.
#[derive(Debug, Subcommand)]
pub(crate) enum Seed {
    /// SCORE Indonesia from January 2010 to November 2012
    Demo,
    /// Any number of enterprises over all provinces
    Scale {
        /// How many enterprises
        #[arg(long)]
        enterprises: u32,
        /// How many months of reports
        #[arg(long)]
        months: u32,
        /// The last month
        #[arg(long, default_value = "2012-09")]
        until: Month,
        /// The same number gives the same programme
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token, and its account where there is none; it is shown once
    Create {
        /// The account's address
        #[arg(long)]
        account: String,
        /// What it may do
        #[arg(long, value_enum)]
        role: Role,
        /// A province of a manager, like ID-JK; may be repeated
        #[arg(long)]
        province: Vec<String>,
        /// The trainer that it is, by id
        #[arg(long)]
        trainer: Option<uuid::Uuid>,
        /// The partner that it speaks for, by id
        #[arg(long)]
        partner: Option<uuid::Uuid>,
        /// When it ends, in days from now, like 90d
        #[arg(long, default_value = "90d", value_parser = days)]
        expires: i64,
    },
    /// Every token, without its secret
    List,
    /// End a token at once
    Revoke {
        /// Its id, as in `score token list`
        id: uuid::Uuid,
    },
}

/// The roles of accounts.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(crate) enum Role {
    /// The office.
    Admin,
    /// Its provinces; without provinces, the nation.
    Manager,
    /// Their cohorts' enterprises.
    Trainer,
    /// Disclosed editions and the programme.
    Donor,
}

fn days(text: &str) -> Result<i64, String> {
    let count = text
        .strip_suffix('d')
        .unwrap_or(text)
        .parse()
        .ok()
        .filter(|days| (1..=3650).contains(days));
    count.ok_or_else(|| format!("`{text}` is not a number of days from 1d to 3650d"))
}
