//! `score check`: a doctor for a deployment. Every line says what is well, or what
//! is wrong and what to do about it.

use anyhow::{Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    clock::{Clock, real_now},
    database, demo_clock,
    overdue::{Overdue, overdue},
};
use migration::Standing;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, Statement};

use crate::{cli::Check, output, services};

/// How far the database's clock may be from ours: leases are kept in minutes.
const APART: TimeDelta = TimeDelta::seconds(5);

/// What is well, or what is wrong and the mend.
type Finding = Result<String, String>;

/// Look at everything, then fail if anything is not well.
///
/// # Errors
/// Where something is not well.
pub(crate) async fn run(asked: &Check) -> Result<()> {
    let mut lines = Lines::default();
    match database::connect(&asked.database.database_url).await {
        Err(error) => lines.add("database", Err(error.to_string())),
        Ok(db) => look_at_database(&mut lines, &db, asked).await,
    }
    let secret = services::secrets(&asked.links);
    lines.add("secret", told(secret.map(|_| "long enough".to_owned())));
    lines.add("links", Ok(links(&asked.links.public_url)));
    let mail = match services::mail_settings(&asked.mail) {
        Ok(settings) => told(worker::login::try_out(&settings).await),
        Err(missing) => Err(missing.to_string()),
    };
    lines.add("mail", mail);
    let composed = worker::sample::compose_all();
    lines.add(
        "templates",
        told(composed.map(|mails| format!("{mails} sample mails can be composed"))),
    );
    lines.verdict()
}

/// The lines, and how many of them say that something is wrong.
#[derive(Default)]
struct Lines {
    wrong: usize,
}

impl Lines {
    fn add(&mut self, name: &str, finding: Finding) {
        let (mark, text) = match finding {
            Ok(text) => ("ok", text),
            Err(text) => {
                self.wrong += 1;
                ("BAD", text)
            }
        };
        output::line(&format!("{mark:3}  {name:10}  {text}"));
    }

    fn verdict(self) -> Result<()> {
        match self.wrong {
            0 => Ok(()),
            1 => bail!("one thing needs a hand; the line that begins with BAD says which"),
            wrong => bail!("{wrong} things need a hand; the lines that begin with BAD say which"),
        }
    }
}

async fn look_at_database(lines: &mut Lines, db: &DatabaseConnection, asked: &Check) {
    let kind = match db.get_database_backend() {
        DatabaseBackend::Postgres => "PostgreSQL",
        _ => "SQLite",
    };
    let answers = database::ping(db).await;
    lines.add(
        "database",
        told(answers.map(|()| format!("{kind} answers"))),
    );
    let standing = migration::standing(db).await;
    let is_ready = matches!(standing, Ok(Standing::UpToDate));
    lines.add("migrations", migrations(standing));
    if is_ready {
        lines.add("clock", clock(db, asked).await);
        runs(lines, db).await;
    }
}

fn migrations(found: Result<Standing, DbErr>) -> Finding {
    match found {
        Ok(Standing::UpToDate) => Ok("up to date".into()),
        Ok(Standing::Behind(steps)) => {
            Err(format!("{steps} steps are missing; run `score migrate`"))
        }
        Ok(Standing::Ahead(step)) => Err(format!(
            "the database has the step {step}, which this program does not know; install a newer score"
        )),
        Err(error) => Err(format!("the database does not answer: {error}")),
    }
}

/// The time that the database lives by, and whether its machine agrees with ours.
async fn clock(db: &DatabaseConnection, asked: &Check) -> Finding {
    let zone = asked.time.timezone;
    let now = Clock::of(db).await.map_err(|error| error.to_string())?;
    let is_demo = demo_clock::Entity::exists(db)
        .await
        .map_err(|error| error.to_string())?;
    let shown = now.now().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S");
    let whose = if is_demo { ", a demo's clock" } else { "" };
    let well = format!("{shown} {zone}{whose}");
    let Some(theirs) = database_time(db).await.map_err(|error| error.to_string())? else {
        return Ok(well);
    };
    let ahead = theirs - real_now();
    if ahead.abs() <= APART {
        return Ok(format!("{well}; the database's machine agrees"));
    }
    let (seconds, which) = (
        ahead.abs().num_seconds(),
        if ahead > TimeDelta::zero() {
            "ahead of"
        } else {
            "behind"
        },
    );
    Err(format!(
        "the database's machine is {seconds} s {which} this one; let both keep time by NTP"
    ))
}

/// The clock of the database's machine, where that can be another than ours.
async fn database_time(db: &DatabaseConnection) -> Result<Option<DateTime<Utc>>, DbErr> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(None);
    }
    let asked = Statement::from_string(
        DatabaseBackend::Postgres,
        "SELECT clock_timestamp() AS their_time",
    );
    let row = db.query_one_raw(asked).await?;
    row.map(|row| row.try_get("", "their_time")).transpose()
}

async fn runs(lines: &mut Lines, db: &DatabaseConnection) {
    let found = async {
        let now = Clock::of(db).await?.now();
        overdue(db, now, real_now()).await
    };
    match found.await {
        Err(error) => lines.add("runs", Err(error.to_string())),
        Ok(late) if late.is_empty() => lines.add("runs", Ok("nothing is overdue".into())),
        Ok(late) => late
            .iter()
            .for_each(|late| lines.add("runs", Err(format!("{late}; {}", mend(late))))),
    }
}

fn mend(late: &Overdue) -> &'static str {
    match late {
        Overdue::NotBegun { .. } | Overdue::Abandoned { .. } => {
            "start `score worker`, which makes up for it, or look into its log"
        }
        Overdue::Waiting { .. } => "look at the mail server and at what `messages` says of them",
        Overdue::NobodySends { .. } => "start `score worker`, or look into its log",
    }
}

/// Where links lead, and a warning where only this machine could follow them.
fn links(public_url: &str) -> String {
    let host = public_url.split("://").nth(1).unwrap_or(public_url);
    if ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|here| host.starts_with(here))
    {
        format!("{public_url}/…: only this machine can open it; set SCORE_PUBLIC_URL for others")
    } else {
        format!("{public_url}/…")
    }
}

fn told<T, E: std::fmt::Display>(found: Result<T, E>) -> Result<T, String> {
    found.map_err(|error| error.to_string())
}
