//! `score demo`: a realistic SCORE Indonesia in one process on SQLite.
//!
//! It migrates and seeds a database of its own, starts the API and the worker on
//! the demo's clock, and shows every mail at `/mailbox`. A second start goes on
//! where the first stopped.

mod past;

use std::{
    collections::BTreeSet, io::Write, net::SocketAddr, os::unix::fs::OpenOptionsExt, path::Path,
};

use anyhow::{Context, Result};
use api::{Access, ApiState};
use chrono::{DateTime, TimeZone, Utc};
use entity::{
    account::Role, changes::token::Holder, clock::Clock, database, demo_clock, enterprise,
    link::Secrets, trainer,
};
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use tokio_util::sync::CancellationToken;
use worker::{MailSettings, WorkerSettings};

use crate::{
    commands, lifecycle,
    mailbox::{self, Mailbox},
    output, probes, seed, services, tokens,
};

/// How long a demo's tokens live: as long as a demo may be moved on.
const TOKEN_DAYS: i32 = 3650;

/// When a new demo begins: 1 November 2012, 09.00 WIB.
pub(crate) fn starts_at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2012, 11, 1, 2, 0, 0)
        .single()
        .unwrap_or_default()
}

/// Run the demo until it is told to stop.
///
/// # Errors
/// One sentence that says what is wrong and what to do.
pub(crate) async fn run(bind: SocketAddr, data: &Path) -> Result<()> {
    let mail = data.join("mail");
    std::fs::create_dir_all(&mail).with_context(|| {
        format!(
            "the folder {} cannot be written; choose another with --data",
            data.display()
        )
    })?;
    let data = data.canonicalize()?;
    let listener = services::listen(bind, "--bind or SCORE_BIND").await?;
    let address = listener.local_addr()?;
    let secret = secret(&data.join("secret"))?;
    let (db, clock) = open(&data.join("score.db")).await?;
    let tokens = fresh_tokens(&db, &clock).await?;
    let cancel = lifecycle::until_signal()?;
    let public_url = format!("http://{address}");
    let secrets = Secrets::parse(&secret)?;
    let worker = WorkerSettings {
        public_url: public_url.clone(),
        secrets: secrets.clone(),
        mail: MailSettings {
            reply_to: Some("Sekretariat SCORE <sekretariat@score.example.org>".into()),
            connections: 1,
            ..MailSettings::new(
                format!("file://{}", data.join("mail").display()),
                "SCORE Indonesia <data@score.example.org>",
            )
        },
    };
    let state = ApiState {
        db: db.clone(),
        read_db: None,
        clock: clock.clone(),
        secrets,
        introspection: true,
        public_url,
        access: Access::default(),
    };
    let mailbox = Mailbox {
        folder: data.join("mail"),
        db: db.clone(),
        clock: clock.clone(),
    };
    let router = api::router(state)
        .merge(mailbox::router(mailbox))
        .merge(probes::metrics());
    greet(address, &data, clock.now(), &tokens);
    keep_clock(&db, &clock, &cancel);
    let (served, worked) = tokio::join!(
        api::serve(listener, router, cancel.clone()),
        worker::run(db.clone(), clock.clone(), worker, cancel)
    );
    remember(&db, &clock).await;
    served.context("the API stopped")?;
    worked?;
    Ok(())
}

async fn open(file: &Path) -> Result<(DatabaseConnection, Clock)> {
    let db = database::connect(&format!("sqlite://{}", file.display())).await?;
    commands::bring_up_to_date(&db).await?;
    let clock = Clock::default();
    let known = demo_clock::Entity::find_by_id(1).one(&db).await?;
    if enterprise::Entity::find().one(&db).await?.is_none() {
        seed::demo(&db).await?;
    }
    let now = known.map_or_else(starts_at, |row| row.seen_at);
    clock.set(&db, now).await?;
    past::make(&db, now).await?;
    Ok((db, clock))
}

/// The secret in `file`, made where there is none; only its owner may read it.
fn secret(file: &Path) -> Result<String> {
    if let Ok(text) = std::fs::read_to_string(file) {
        return Ok(text.trim().to_owned());
    }
    let text = random_hex()?;
    let mut made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| {
            format!(
                "{} cannot be written; choose another folder with --data",
                file.display()
            )
        })?;
    writeln!(made, "{text}")?;
    Ok(text)
}

async fn fresh_tokens(
    db: &DatabaseConnection,
    clock: &Clock,
) -> Result<Vec<(&'static str, String)>> {
    tokens::revoke_all(db, clock.now()).await?;
    let trainer = trainer::Entity::find()
        .order_by_asc(trainer::Column::Name)
        .one(db)
        .await?
        .map(|found| found.id);
    let mut made = Vec::new();
    // Names of mountains and rivers, as everybody's in the demo.
    for (name, person, role, provinces) in [
        ("ADMIN", "Rinjani Serayu", Role::Admin, &[][..]),
        ("MANAGER", "Merbabu Opak", Role::Manager, &["ID-JT"][..]),
        ("TRAINER", "", Role::Trainer, &[][..]),
        ("DONOR", "", Role::Donor, &[][..]),
    ] {
        let holder = Holder {
            email: format!("{}@score.example.org", name.to_lowercase()),
            name: person.to_owned(),
            role,
            provinces: provinces
                .iter()
                .map(|code| (*code).to_owned())
                .collect::<BTreeSet<_>>(),
            trainer: if role == Role::Trainer { trainer } else { None },
            partner: None,
            days: TOKEN_DAYS,
        };
        made.push((name, tokens::create(db, holder, clock.now()).await?));
    }
    Ok(made)
}

fn greet(address: SocketAddr, data: &Path, now: DateTime<Utc>, tokens: &[(&str, String)]) {
    let now = now
        .with_timezone(&chrono_tz::Asia::Jakarta)
        .format("%-d %B %Y, %H.%M WIB");
    output::line(&format!(
        "SCORE Indonesia, {now}: listening on http://{address}\n"
    ));
    output::line(&format!(
        "  http://{address}/mailbox   the mails that go out: open one, press its button, answer"
    ));
    output::line(&format!(
        "  http://{address}/sign-in   sign in as admin@score.example.org: the link comes to the mailbox"
    ));
    output::line(&format!(
        "  http://{address}/graphql   GraphiQL with example queries; put a token into its headers\n"
    ));
    for (role, token) in tokens {
        output::line(&format!("{role:8} {token}"));
    }
    output::line(&format!(
        "\nA token goes along as `Authorization: Bearer TOKEN`. Ctrl-C stops; the next start goes on from here ({}).",
        data.display()
    ));
}

/// Write down the demo's time every few seconds, so that a killed demo goes on from there.
fn keep_clock(db: &DatabaseConnection, clock: &Clock, cancel: &CancellationToken) {
    let (db, clock, cancel) = (db.clone(), clock.clone(), cancel.clone());
    tokio::spawn(async move {
        while !cancel.is_cancelled() {
            tokio::time::sleep(std::time::Duration::from_secs(5)).await;
            remember(&db, &clock).await;
        }
    });
}

async fn remember(db: &DatabaseConnection, clock: &Clock) {
    if let Err(error) = clock.set(db, clock.now()).await {
        tracing::warn!(%error, "the demo's time could not be written down; trying again");
    }
}

fn random_hex() -> Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).context("no random numbers to be had")?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
