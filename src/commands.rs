//! Each command, from its settings to its last line.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use api::ApiState;
use chrono::{DateTime, Duration, Utc};
use entity::{account, clock::Clock, database, link::Secrets, reference};
use migration::Standing;
use sea_orm::DatabaseConnection;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use worker::{DkimSettings, MailSettings, WorkerSettings};

use crate::{
    check,
    cli::{Cli, Command, Role, Seed, Settings, Token},
    demo, lifecycle, output, probes, seed,
    tokens::{self, Holder},
};

/// Do what was asked for.
///
/// # Errors
/// One sentence that says what is wrong and what to do.
pub(crate) async fn run(cli: Cli) -> Result<()> {
    let settings = cli.settings;
    match cli.command {
        Command::Demo { bind, data } => demo::run(bind, &data).await,
        Command::Api { bind } => serve_api(&settings, bind).await,
        Command::Worker { bind } => serve_worker(&settings, bind).await,
        Command::Job { name, at, dry_run } => run_job(&settings, &name, at, dry_run).await,
        Command::Migrate { check } => migrate(&settings, check).await,
        Command::Seed { what } => fill(&settings, what).await,
        Command::Token { what } => token(&settings, what).await,
        Command::Schema => {
            output::line(api::sdl().trim_end());
            Ok(())
        }
        Command::Check => check::run(&settings).await,
    }
}

/// The database of the settings, which must have every migration of this program.
pub(crate) async fn open(settings: &Settings) -> Result<DatabaseConnection> {
    let db = database::connect(&settings.database_url).await?;
    match migration::standing(&db)
        .await
        .context("the database of DATABASE_URL does not answer")?
    {
        Standing::UpToDate => Ok(db),
        Standing::Behind(_) => {
            bail!("the database of DATABASE_URL is older than this program; run `score migrate`")
        }
        Standing::Ahead(_) => {
            bail!("the database of DATABASE_URL is newer than this program; install a newer score")
        }
    }
}

/// Bring `db` up to date, reference data too.
pub(crate) async fn bring_up_to_date(db: &DatabaseConnection) -> Result<()> {
    if let Standing::Ahead(_) = migration::standing(db).await? {
        bail!("the database of DATABASE_URL is newer than this program; install a newer score");
    }
    migration::up(db)
        .await
        .context("the database of DATABASE_URL could not be migrated")?;
    reference::load(db)
        .await
        .context("the reference data could not be stored")
}

pub(crate) fn secrets(settings: &Settings) -> Result<Secrets> {
    let secret = settings.secret.as_ref().context(
        "SCORE_SECRET is missing; it signs the links in mails: set 32 bytes or more, such as `openssl rand -hex 32` prints",
    )?;
    Ok(Secrets::parse(secret.expose_secret())?)
}

/// Listen on `bind`, or say why not.
pub(crate) async fn listen(bind: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(bind)
        .await
        .with_context(|| format!("cannot listen on {bind}; choose another address with --bind"))
}

async fn serve_api(settings: &Settings, bind: SocketAddr) -> Result<()> {
    let secrets = secrets(settings)?;
    let db = open(settings).await?;
    let state = ApiState {
        clock: Clock::of(&db).await?,
        read_db: None,
        secrets,
        introspection: settings.introspection,
        public_url: settings.public_url.trim_end_matches('/').to_owned(),
        db,
    };
    let listener = listen(bind).await?;
    output::line(&format!("listening on http://{}", listener.local_addr()?));
    let cancel = lifecycle::until_signal()?;
    follow_clock(&state.db, &state.clock, &cancel);
    api::serve(
        listener,
        api::router(state).merge(probes::metrics()),
        cancel,
    )
    .await
    .context("the API stopped")
}

/// Take over, second by second, what another process does to a demo's clock.
fn follow_clock(
    db: &DatabaseConnection,
    clock: &Clock,
    cancel: &tokio_util::sync::CancellationToken,
) {
    let (db, clock, cancel) = (db.clone(), clock.clone(), cancel.clone());
    tokio::spawn(async move {
        while !cancel.is_cancelled() {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            if let Err(error) = clock.refresh(&db).await {
                tracing::warn!(%error, "the clock of the database could not be read; trying again");
            }
        }
    });
}

/// What the worker needs, from the settings.
pub(crate) fn worker_settings(settings: &Settings) -> Result<WorkerSettings> {
    let url = settings
        .smtp_url
        .clone()
        .context("SMTP_URL is missing; say where mail goes, like smtps://USER:PASSWORD@HOST or file:///FOLDER")?;
    let from = settings.mail_from.clone().context(
        "SCORE_MAIL_FROM is missing; name the sender, like `SCORE Indonesia <data@example.org>`",
    )?;
    Ok(WorkerSettings {
        public_url: settings.public_url.trim_end_matches('/').to_owned(),
        secrets: secrets(settings)?,
        mail: MailSettings {
            reply_to: settings.mail_reply_to.clone(),
            connections: settings.mail_connections,
            rate: settings.mail_rate,
            limit: std::time::Duration::from_secs(settings.mail_timeout),
            dkim: dkim(settings)?,
            bounces: settings.bounce_maildir.clone(),
            ..MailSettings::new(url, from)
        },
    })
}

fn dkim(settings: &Settings) -> Result<Option<DkimSettings>> {
    match (settings.dkim_key.clone(), settings.dkim_selector.clone()) {
        (None, None) => Ok(None),
        (Some(key), Some(selector)) => Ok(Some(DkimSettings { key, selector })),
        (Some(_), None) => {
            bail!("SCORE_DKIM_SELECTOR is missing; name the key's selector, like score2026")
        }
        (None, Some(_)) => bail!(
            "SCORE_DKIM_KEY is missing; name the file of the key, or unset SCORE_DKIM_SELECTOR"
        ),
    }
}

async fn serve_worker(settings: &Settings, bind: Option<SocketAddr>) -> Result<()> {
    let worker = worker_settings(settings)?;
    let db = open(settings).await?;
    let clock = Clock::of(&db).await?;
    let cancel = lifecycle::until_signal()?;
    if let Some(bind) = bind {
        let listener = listen(bind).await?;
        output::line(&format!("listening on http://{}", listener.local_addr()?));
        let (router, cancel) = (probes::router(db.clone()), cancel.clone());
        tokio::spawn(async move { api::serve(listener, router, cancel).await });
    }
    output::line("the worker is at work");
    worker::run(db, clock, worker, cancel).await?;
    Ok(())
}

async fn run_job(
    settings: &Settings,
    name: &str,
    at: Option<DateTime<Utc>>,
    dry_run: bool,
) -> Result<()> {
    let worker = worker_settings(settings)?;
    let db = open(settings).await?;
    let now = Clock::of(&db).await?.now();
    let is_demo = entity::demo_clock::Entity::exists(&db).await?;
    let at = at.unwrap_or(now);
    if at > now && !dry_run && !is_demo {
        bail!("--at lies in the future; add --dry-run to see what would be done then");
    }
    let report = worker::run_job(&db, &worker, name.parse()?, at, dry_run).await?;
    for line in report.lines {
        output::line(&line);
    }
    Ok(())
}

async fn migrate(settings: &Settings, check: bool) -> Result<()> {
    let db = database::connect(&settings.database_url).await?;
    if !check {
        bring_up_to_date(&db).await?;
        output::line("The database is up to date.");
        return Ok(());
    }
    match migration::standing(&db).await? {
        Standing::UpToDate => {
            output::line("The database is up to date.");
            Ok(())
        }
        Standing::Behind(steps) => bail!("{steps} migrations are missing; run `score migrate`"),
        Standing::Ahead(step) => bail!(
            "the database has the step {step}, which this program does not know; install a newer score"
        ),
    }
}

async fn fill(settings: &Settings, what: Seed) -> Result<()> {
    let db = open(settings).await?;
    match what {
        Seed::Demo => {
            seed::demo(&db).await?;
            Clock::of(&db).await?.set(&db, demo::starts_at()).await?;
        }
        Seed::Scale {
            enterprises,
            months,
            until,
            seed: number,
        } => {
            let options = seed::ScaleOptions {
                enterprises,
                months,
                until,
                seed: number,
            };
            let bar = indicatif::ProgressBar::new(u64::from(enterprises));
            seed::scale(&db, &options, &|done, _| bar.set_position(done)).await?;
            bar.finish_and_clear();
        }
    }
    output::line("The database is filled.");
    Ok(())
}

async fn token(settings: &Settings, what: Token) -> Result<()> {
    let db = open(settings).await?;
    let now = Clock::of(&db).await?.now();
    match what {
        Token::List => tokens::list(&db).await,
        Token::Revoke { id } => tokens::revoke(&db, id, now).await,
        Token::Create {
            account,
            role,
            province,
            trainer,
            partner,
            expires,
        } => {
            let holder = Holder {
                email: account,
                role: role.into(),
                provinces: province.into_iter().collect(),
                trainer,
                partner,
            };
            let secret = tokens::create(&db, &holder, now, Duration::days(expires)).await?;
            output::line(&secret);
            Ok(())
        }
    }
}

impl From<Role> for account::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Manager => Self::Manager,
            Role::Trainer => Self::Trainer,
            Role::Donor => Self::Donor,
        }
    }
}
