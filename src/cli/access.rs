//! Who is let in: `score token`, `score account` and `score link`.

use clap::{Args, Subcommand, ValueEnum};

use crate::settings::{DatabaseSettings, LinkSettings};

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
