//! Each command that ends by itself, from its settings to its last line.

use anyhow::{Context, Result, bail};
use chrono::Duration;
use entity::{
    account, changes::token::Holder, clock::Clock, database, export::Export as Table, reference,
};
use migration::Standing;
use sea_orm::DatabaseConnection;
use worker::{JobName, MailSettings, WorkerSettings};

use crate::{
    accounts, check,
    cli::{Account, Command, Create, Export, Job, Link, Migrate, Role, Scale, Seed, Token},
    demo, export, half_year, import, links, output,
    progress::Progress,
    seed, services,
    settings::DatabaseSettings,
    tables, tokens,
};

/// Do what was asked for.
///
/// # Errors
/// One sentence that says what is wrong and what to do.
pub(crate) async fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(demo) => demo::run(demo.bind, &demo.data).await,
        Command::Api(api) => services::api(&api).await,
        Command::Worker(worker) => services::worker(&worker).await,
        Command::Job(job) => run_job(&job).await,
        Command::Migrate(asked) => migrate(&asked).await,
        Command::Seed { what } => fill(what).await,
        Command::Import(asked) => import::run(asked).await,
        Command::Export { what } => write_out(what).await,
        Command::Token { what } => token(what).await,
        Command::Account { what } => account(what).await,
        Command::Link { what } => link(what).await,
        Command::Schema => {
            output::line(api::sdl().trim_end());
            Ok(())
        }
        Command::Licences => {
            output::line(&licences());
            Ok(())
        }
        Command::Check(asked) => check::run(&asked).await,
    }
}

/// What this program, and what travels in it, may be used for.
fn licences() -> String {
    let own = include_str!("../LICENSE").trim();
    let font = include_str!("../view/fonts/OFL.txt").trim();
    format!("score\n\n{own}\n\n\nSource Sans 3, the typeface of its pages and charts\n\n{font}")
}

/// The database of the settings, which must have every migration of this program.
///
/// # Errors
/// Where it does not answer, or stands at other migrations.
pub(crate) async fn open(settings: &DatabaseSettings) -> Result<DatabaseConnection> {
    let db = database::connect(&settings.database_url).await?;
    must_be_up_to_date(&db, "DATABASE_URL").await?;
    Ok(db)
}

/// Refuse the database of the setting `name` unless it has exactly this program's migrations.
///
/// # Errors
/// Where it has fewer or more.
pub(crate) async fn must_be_up_to_date(db: &DatabaseConnection, name: &str) -> Result<()> {
    match migration::standing(db)
        .await
        .with_context(|| format!("the database of {name} does not answer"))?
    {
        Standing::UpToDate => Ok(()),
        Standing::Behind(_) => {
            bail!("the database of {name} is empty or older than this program; run `score migrate`")
        }
        Standing::Ahead(_) => {
            bail!("the database of {name} is newer than this program; install a newer score")
        }
    }
}

/// Bring `db` up to date, reference data too. Says how many steps were missing.
///
/// # Errors
/// Where it is newer than this program, or a step fails.
pub(crate) async fn bring_up_to_date(db: &DatabaseConnection) -> Result<usize> {
    let missing = match migration::standing(db).await? {
        Standing::UpToDate => 0,
        Standing::Behind(steps) => steps,
        Standing::Ahead(step) => bail!(
            "the database of DATABASE_URL has the step {step}, which this program does not know; install a newer score"
        ),
    };
    migration::up(db)
        .await
        .context("the database of DATABASE_URL could not be migrated")?;
    reference::load(db)
        .await
        .context("the reference data could not be stored")?;
    Ok(missing)
}

async fn migrate(asked: &Migrate) -> Result<()> {
    let db = database::connect(&asked.database.database_url).await?;
    if asked.check {
        must_be_up_to_date(&db, "DATABASE_URL").await?;
        output::line("The database is up to date.");
        return Ok(());
    }
    output::line(&match bring_up_to_date(&db).await? {
        0 => "The database was up to date; its reference data was loaded again.".to_owned(),
        steps => {
            format!("The database is up to date: {steps} steps done, reference data loaded.")
        }
    });
    Ok(())
}

async fn run_job(asked: &Job) -> Result<()> {
    let settings = job_settings(asked)?;
    let db = open(&asked.database).await?;
    let now = Clock::of(&db).await?.now();
    let is_demo = entity::demo_clock::Entity::exists(&db).await?;
    let at = asked.at.unwrap_or(now);
    if at > now && !asked.dry_run && !is_demo {
        bail!("--at lies in the future; add --dry-run to see what would be done then");
    }
    let report = worker::run_job(&db, &settings, asked.name, at, asked.dry_run).await?;
    for line in report.lines {
        output::line(&line);
    }
    Ok(())
}

/// Only what sends mail needs to know how mail leaves.
fn job_settings(asked: &Job) -> Result<WorkerSettings> {
    if asked.name == JobName::Deliver && !asked.dry_run {
        return services::worker_settings(&asked.links, &asked.mail);
    }
    let nowhere = MailSettings::new("", "");
    Ok(WorkerSettings {
        public_url: asked.links.public_url.clone(),
        secrets: services::secrets(&asked.links)?,
        mail: nowhere,
    })
}

async fn fill(what: Seed) -> Result<()> {
    match what {
        Seed::Demo { database } => {
            let db = open(&database).await?;
            seed::demo(&db).await?;
            Clock::of(&db).await?.set(&db, demo::starts_at()).await?;
            output::line(
                "The database holds SCORE Indonesia as of 1 November 2012, 09.00 WIB, and lives by that time.",
            );
            Ok(())
        }
        Seed::Scale(asked) => fill_to_scale(&asked).await,
    }
}

async fn fill_to_scale(asked: &Scale) -> Result<()> {
    let db = open(&asked.database).await?;
    let options = seed::ScaleOptions {
        enterprises: asked.enterprises,
        months: asked.months,
        until: asked.until,
        seed: asked.seed,
    };
    let progress = Progress::new(u64::from(asked.enterprises), "enterprises");
    seed::scale(&db, &options, &|done, _| progress.at(done)).await?;
    let took = progress.finish();
    output::line(&format!(
        "The database holds {} enterprises with {} months of requests each, until {}, seeded in {} s.",
        asked.enterprises,
        asked.months,
        asked.until,
        took.as_secs()
    ));
    Ok(())
}

async fn write_out(what: Export) -> Result<()> {
    match what {
        Export::Summary(asked) => export::summary(&asked).await,
        Export::HalfYear(asked) => half_year::write(&asked).await,
        Export::Enterprises(asked) => tables::write(Table::Enterprises, asked).await,
        Export::Reports(asked) => tables::write(Table::Reports, asked).await,
        Export::Readings(asked) => tables::write(Table::Readings, asked).await,
        Export::DataRequests(asked) => tables::write(Table::DataRequests, asked).await,
    }
}

async fn link(what: Link) -> Result<()> {
    let Link::Reissue {
        id,
        database,
        links,
    } = what;
    let secrets = services::secrets(&links)?;
    let db = open(&database).await?;
    let now = Clock::of(&db).await?.now();
    let request = links::reissue(&db, &id, now).await?;
    let address = secrets.address(&services::public_url(&links), "r", &request.link());
    output::line(&address);
    output::note(
        "Links of this month that were sent before have ended; whoever has this one can answer it.",
    );
    Ok(())
}

async fn account(what: Account) -> Result<()> {
    let Account::Close { email, database } = what;
    let db = open(&database).await?;
    let closed = accounts::close(&db, &email, Clock::of(&db).await?.now()).await?;
    output::line(&format!(
        "The account of {} is closed; its tokens, sessions and links to sign in have ended.",
        closed.email
    ));
    Ok(())
}

async fn token(what: Token) -> Result<()> {
    match what {
        Token::List { database } => {
            let db = open(&database).await?;
            tokens::list(&db, Clock::of(&db).await?.now()).await
        }
        Token::Revoke { id, database } => {
            let db = open(&database).await?;
            tokens::revoke(&db, id, Clock::of(&db).await?.now()).await
        }
        Token::Create(asked) => create_token(asked).await,
    }
}

async fn create_token(asked: Create) -> Result<()> {
    let db = open(&asked.database).await?;
    let now = Clock::of(&db).await?.now();
    let holder = Holder {
        email: asked.account,
        name: asked.name,
        role: asked.role.into(),
        provinces: asked.province.into_iter().collect(),
        trainer: asked.trainer,
        partner: asked.partner,
        days: asked.expires,
    };
    let ends = now + Duration::days(asked.expires.into());
    let secret = tokens::create(&db, holder, now).await?;
    output::line(&secret);
    output::note(&format!(
        "This token is shown once: keep it now. It ends on {}; send it as `Authorization: Bearer TOKEN`.",
        ends.format("%-d %B %Y")
    ));
    Ok(())
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
