//! Settings: each is an option of the commands that need it, and an environment variable.
//!
//! The groups here are flattened into the commands of [`crate::cli`], so that
//! `score COMMAND --help` shows what that command reads and nothing else.

use std::{net::SocketAddr, path::PathBuf};

use api::Proxies;
use axum::http::HeaderValue;
use chrono_tz::Tz;
use clap::{Args, ValueEnum, builder::BoolishValueParser};
use ipnet::IpNet;
use secrecy::SecretString;

/// The database.
#[derive(Debug, Args)]
#[command(next_help_heading = "Database")]
pub(crate) struct DatabaseSettings {
    /// Where the data is: sqlite://PATH (made where it is missing) or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        value_name = "URL",
        env = "DATABASE_URL",
        default_value = "sqlite://score.db",
        hide_env_values = true
    )]
    pub(crate) database_url: String,
}

/// Where a server listens.
#[derive(Debug, Args)]
#[command(next_help_heading = "Listening")]
pub(crate) struct ListenSettings {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR",
        env = "SCORE_BIND",
        default_value = "127.0.0.1:8000"
    )]
    pub(crate) bind: SocketAddr,
    /// Serve /metrics on this address instead, such as one that only the monitoring reaches
    #[arg(long, value_name = "ADDR", env = "SCORE_METRICS_BIND")]
    pub(crate) metrics_bind: Option<SocketAddr>,
}

/// The links in mails, which open the page of one data request.
#[derive(Debug, Args)]
#[command(next_help_heading = "Links in mails")]
pub(crate) struct LinkSettings {
    /// What links begin with: the address at which people reach `score api`
    #[arg(
        long,
        value_name = "URL",
        env = "SCORE_PUBLIC_URL",
        default_value = "http://127.0.0.1:8000"
    )]
    pub(crate) public_url: String,
    /// Signs the links; 32 bytes or more, the same for every process; NEW,OLD while it is changed
    #[arg(
        long,
        value_name = "TEXT",
        env = "SCORE_SECRET",
        hide_env_values = true
    )]
    pub(crate) secret: Option<SecretString>,
}

/// How mail leaves.
#[derive(Debug, Args)]
#[command(next_help_heading = "Mail")]
pub(crate) struct MailOptions {
    /// Where mail goes: smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST?tls=required,
    /// smtp://HOST, or file:///FOLDER for one .eml file a message
    #[arg(long, value_name = "URL", env = "SMTP_URL", hide_env_values = true)]
    pub(crate) smtp_url: Option<String>,
    /// The sender, like: SCORE Indonesia <data@example.org>
    #[arg(long, value_name = "PERSON", env = "SCORE_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,
    /// The person who reads what enterprises answer to our mails, like: Sari <sari@example.org>
    #[arg(long, value_name = "PERSON", env = "SCORE_MAIL_REPLY_TO")]
    pub(crate) mail_reply_to: Option<String>,
    /// Messages a second over all workers; no limit where it is not set
    #[arg(long, value_name = "NUMBER", env = "SCORE_MAIL_RATE")]
    pub(crate) mail_rate: Option<f64>,
    /// Messages a second to one domain, over all workers; no limit where it is not set
    #[arg(long, value_name = "NUMBER", env = "SCORE_MAIL_DOMAIN_RATE")]
    pub(crate) mail_domain_rate: Option<f64>,
    /// Connections to the mail server at a time
    #[arg(
        long,
        value_name = "COUNT",
        env = "SCORE_MAIL_CONNECTIONS",
        default_value_t = 4
    )]
    pub(crate) mail_connections: usize,
    /// Seconds that connecting, and sending one message, may take; 60 at most
    #[arg(
        long,
        value_name = "SECONDS",
        env = "SCORE_MAIL_TIMEOUT",
        default_value_t = 30
    )]
    pub(crate) mail_timeout: u64,
    /// Signs mails (DKIM): an RSA or Ed25519 private key in PEM, or the path of its file
    #[arg(
        long,
        value_name = "KEY",
        env = "SCORE_DKIM_KEY",
        hide_env_values = true
    )]
    pub(crate) dkim_key: Option<SecretString>,
    /// The name under which the DNS has the public half of that key
    #[arg(long, value_name = "NAME", env = "SCORE_DKIM_SELECTOR")]
    pub(crate) dkim_selector: Option<String>,
    /// The Maildir that mail to the sender's address goes to: what comes back is read there
    #[arg(long, value_name = "FOLDER", env = "SCORE_BOUNCE_MAILDIR")]
    pub(crate) bounce_maildir: Option<PathBuf>,
}

/// What only the API reads.
#[derive(Debug, Args)]
#[command(next_help_heading = "API")]
pub(crate) struct ApiSettings {
    /// A PostgreSQL replica that answers queries; what is written goes to the database itself
    #[arg(
        long,
        value_name = "URL",
        env = "DATABASE_READ_URL",
        hide_env_values = true
    )]
    pub(crate) database_read_url: Option<String>,
    /// Let anonymous visitors read the schema and use GraphiQL
    #[arg(long, env = "SCORE_INTROSPECTION", value_parser = BoolishValueParser::new())]
    pub(crate) introspection: bool,
    /// Origins whose pages may call the API from a browser: scheme and host of each, separated by commas
    #[arg(long, value_name = "ORIGINS", env = "SCORE_CORS", value_delimiter = ',', value_parser = api::origin)]
    pub(crate) cors: Vec<HeaderValue>,
    /// The proxies in front, whose X-Forwarded-For is believed: addresses and networks, like 10.0.0.7,10.1.0.0/16
    #[arg(long, value_name = "ADDRESSES", env = "SCORE_TRUSTED_PROXY", value_delimiter = ',', value_parser = Proxies::network)]
    pub(crate) trusted_proxy: Vec<IpNet>,
    /// A folder of .graphql documents, which clients may ask for by their SHA-256 hash
    #[arg(long, value_name = "FOLDER", env = "SCORE_TRUSTED_DOCUMENTS")]
    pub(crate) trusted_documents: Option<PathBuf>,
    /// Run nothing but those documents
    #[arg(long, env = "SCORE_ONLY_TRUSTED", value_parser = BoolishValueParser::new())]
    pub(crate) only_trusted: bool,
}

/// The programme's own time.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Time")]
pub(crate) struct TimeSettings {
    /// The programme's zone, where no province decides
    #[arg(
        long,
        value_name = "ZONE",
        env = "SCORE_TIMEZONE",
        default_value = "Asia/Jakarta",
        value_parser = zone
    )]
    pub(crate) timezone: Tz,
}

/// What is logged, on standard error.
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
pub(crate) struct LogSettings {
    /// What is logged: error, warn, info, debug, trace, or a filter like info,worker=debug;
    /// where it is not set, RUST_LOG counts, else info
    #[arg(long, global = true, value_name = "FILTER", env = "SCORE_LOG")]
    pub(crate) log: Option<String>,
    /// How it looks
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
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

fn zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a zone of the time zone database, like Asia/Jakarta"))
}
