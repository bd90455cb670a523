//! The two servers of a deployment: `score api` and `score worker`.

use std::{io::ErrorKind, net::SocketAddr, time::Duration};

use anyhow::{Context, Result, bail};
use api::{Access, ApiState, Proxies, TrustedDocuments};
use axum::Router;
use entity::{clock::Clock, database, link::Secrets};
use sea_orm::{DatabaseBackend, DatabaseConnection};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use worker::{DkimSettings, MailSettings, WorkerSettings};

use crate::{
    cli::{Api, Worker},
    commands, lifecycle, output, probes,
    settings::{ApiSettings, LinkSettings, MailOptions},
};

/// How often a process looks whether another has moved a demo's clock.
const FOLLOW: Duration = Duration::from_secs(1);

/// `score api`, until it is told to stop.
///
/// # Errors
/// One sentence that says what is wrong and what to do.
pub(crate) async fn api(asked: &Api) -> Result<()> {
    let secrets = secrets(&asked.links)?;
    let access = access(&asked.api)?;
    let db = commands::open(&asked.database).await?;
    let state = ApiState {
        clock: Clock::of(&db).await?,
        read_db: replica(asked.api.database_read_url.as_deref()).await?,
        secrets,
        introspection: asked.api.introspection,
        public_url: public_url(&asked.links),
        access,
        db,
    };
    let listener = listen(asked.listen.bind, "--bind or SCORE_BIND").await?;
    let address = listener.local_addr()?;
    let cancel = lifecycle::until_signal()?;
    follow_clock(&state.db, &state.clock, &cancel);
    let router = with_metrics(api::router(state), asked.listen.metrics_bind, &cancel).await?;
    output::line(&format!("listening on http://{address}"));
    api::serve(listener, router, cancel)
        .await
        .context("the API stopped")
}

/// `score worker`, until it is told to stop.
///
/// # Errors
/// One sentence that says what is wrong and what to do.
pub(crate) async fn worker(asked: &Worker) -> Result<()> {
    let settings = worker_settings(&asked.links, &asked.mail)?;
    worker::Transport::new(&settings.mail)?;
    let db = commands::open(&asked.database).await?;
    let clock = Clock::of(&db).await?;
    let listener = listen(asked.listen.bind, "--bind or SCORE_BIND").await?;
    let address = listener.local_addr()?;
    let cancel = lifecycle::until_signal()?;
    let router = probes::router(db.clone());
    let router = with_metrics(router, asked.listen.metrics_bind, &cancel).await?;
    tokio::spawn(api::serve(listener, router, cancel.clone()));
    tokio::spawn(probes::watch_overdue(
        db.clone(),
        clock.clone(),
        cancel.clone(),
    ));
    output::line(&format!(
        "the worker is at work; /live, /ready and /metrics on http://{address}"
    ));
    worker::run(db, clock, settings, cancel).await?;
    Ok(())
}

/// Who may reach the API and with what.
fn access(asked: &ApiSettings) -> Result<Access> {
    let documents = match &asked.trusted_documents {
        Some(folder) => TrustedDocuments::read(folder).context("SCORE_TRUSTED_DOCUMENTS")?,
        None => TrustedDocuments::default(),
    };
    if asked.only_trusted && documents.is_empty() {
        bail!(
            "SCORE_ONLY_TRUSTED lets nothing run but trusted documents, and there are none; name their folder in SCORE_TRUSTED_DOCUMENTS"
        );
    }
    Ok(Access {
        proxies: Proxies::new(&asked.trusted_proxy),
        origins: asked.cors.clone(),
        documents,
        only_trusted: asked.only_trusted,
    })
}

/// What signs links.
///
/// # Errors
/// Where it is missing or too short.
pub(crate) fn secrets(links: &LinkSettings) -> Result<Secrets> {
    let secret = links.secret.as_ref().context(
        "SCORE_SECRET is missing; it signs the links in mails: set 32 bytes or more, such as `openssl rand -hex 32` prints",
    )?;
    Ok(Secrets::parse(secret.expose_secret())?)
}

/// What a worker that sends mail needs, from the settings.
///
/// # Errors
/// Where one is missing.
pub(crate) fn worker_settings(links: &LinkSettings, mail: &MailOptions) -> Result<WorkerSettings> {
    Ok(WorkerSettings {
        secrets: secrets(links)?,
        mail: mail_settings(mail)?,
        public_url: public_url(links),
    })
}

/// How mail leaves, from the settings.
///
/// # Errors
/// Where one is missing.
pub(crate) fn mail_settings(mail: &MailOptions) -> Result<MailSettings> {
    let url = mail.smtp_url.clone().context(
        "SMTP_URL is missing; say where mail goes, like smtps://USER:PASSWORD@HOST or file:///FOLDER",
    )?;
    let from = mail.mail_from.clone().context(
        "SCORE_MAIL_FROM is missing; name the sender, like `SCORE Indonesia <data@example.org>`",
    )?;
    Ok(MailSettings {
        reply_to: mail.mail_reply_to.clone(),
        connections: mail.mail_connections,
        rate: mail.mail_rate,
        domain_rate: mail.mail_domain_rate,
        limit: std::time::Duration::from_secs(mail.mail_timeout),
        dkim: dkim(mail)?,
        bounces: mail.bounce_maildir.clone(),
        ..MailSettings::new(url, from)
    })
}

fn dkim(mail: &MailOptions) -> Result<Option<DkimSettings>> {
    match (mail.dkim_key.clone(), mail.dkim_selector.clone()) {
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

pub(crate) fn public_url(links: &LinkSettings) -> String {
    links.public_url.trim_end_matches('/').to_owned()
}

/// Listen on `bind`, or say in one sentence why not, and which `setting` names another address.
///
/// # Errors
/// Where the address is taken, not this machine's, or not ours to take.
pub(crate) async fn listen(bind: SocketAddr, setting: &str) -> Result<TcpListener> {
    let cause = match TcpListener::bind(bind).await {
        Ok(listener) => return Ok(listener),
        Err(cause) => cause,
    };
    let why = match cause.kind() {
        ErrorKind::AddrInUse => "another program listens there".to_owned(),
        ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        ErrorKind::PermissionDenied => "this user may not use that port".to_owned(),
        _ => cause.to_string(),
    };
    bail!("cannot listen on {bind}: {why}; choose another address with {setting}")
}

/// `router` with /metrics, or with /metrics on an address of its own.
async fn with_metrics(
    router: Router,
    elsewhere: Option<SocketAddr>,
    cancel: &CancellationToken,
) -> Result<Router> {
    let Some(bind) = elsewhere else {
        return Ok(router.merge(probes::metrics()));
    };
    let listener = listen(bind, "--metrics-bind or SCORE_METRICS_BIND").await?;
    output::line(&format!("metrics on http://{}", listener.local_addr()?));
    tokio::spawn(api::serve(listener, probes::metrics(), cancel.clone()));
    Ok(router)
}

/// The replica that answers queries, where one is named.
async fn replica(url: Option<&str>) -> Result<Option<DatabaseConnection>> {
    let Some(url) = url else {
        return Ok(None);
    };
    let db = database::connect_as("DATABASE_READ_URL", url).await?;
    if db.get_database_backend() != DatabaseBackend::Postgres {
        bail!(
            "DATABASE_READ_URL must name a PostgreSQL replica, like postgres://USER@HOST/NAME; leave it out on SQLite"
        );
    }
    commands::must_be_up_to_date(&db, "DATABASE_READ_URL").await?;
    Ok(Some(db))
}

/// Take over what another process does to a demo's clock.
fn follow_clock(db: &DatabaseConnection, clock: &Clock, cancel: &CancellationToken) {
    let (db, clock, cancel) = (db.clone(), clock.clone(), cancel.clone());
    tokio::spawn(async move {
        while !cancel.is_cancelled() {
            tokio::time::sleep(FOLLOW).await;
            if let Err(error) = clock.refresh(&db).await {
                tracing::warn!(%error, "the clock of the database could not be read; trying again");
            }
        }
    });
}
