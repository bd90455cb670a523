//! `score check`: a doctor for a deployment. Every line says what is well, or what to do.

use anyhow::{Result, bail};
use entity::{clock::Clock, database};
use migration::Standing;

use crate::{cli::Settings, commands, output};

/// Look at everything, then fail if anything is not well.
///
/// # Errors
/// Where something is not well.
pub(crate) async fn run(settings: &Settings) -> Result<()> {
    let mut ill = 0;
    let mut say = |name: &str, found: Result<String, String>| {
        let (mark, text) = match found {
            Ok(text) => ("ok", text),
            Err(text) => {
                ill += 1;
                ("!!", text)
            }
        };
        output::line(&format!("{mark}  {name:11} {text}"));
    };
    match database::connect(&settings.database_url).await {
        Err(error) => say("database", Err(error.to_string())),
        Ok(db) => {
            say(
                "database",
                database::ping(&db)
                    .await
                    .map(|()| "answers".into())
                    .map_err(|error| error.to_string()),
            );
            say("migrations", standing(migration::standing(&db).await));
            if let Ok(clock) = Clock::of(&db).await {
                say(
                    "clock",
                    Ok(format!("{} UTC", clock.now().format("%Y-%m-%d %H:%M:%S"))),
                );
            }
        }
    }
    say(
        "secret",
        commands::secrets(settings)
            .map(|_| "long enough".into())
            .map_err(|error| error.to_string()),
    );
    match commands::worker_settings(settings) {
        Err(error) => say("mail", Err(error.to_string())),
        Ok(worker) => say(
            "mail",
            worker::Transport::new(&worker.mail)
                .map(|_| "SMTP_URL and the addresses can be used; no log-in was tried".into())
                .map_err(|error| error.to_string()),
        ),
    }
    if ill == 0 {
        Ok(())
    } else {
        bail!("{ill} of these need a hand")
    }
}

fn standing(found: Result<Standing, sea_orm::DbErr>) -> Result<String, String> {
    match found {
        Ok(Standing::UpToDate) => Ok("up to date".into()),
        Ok(Standing::Behind(steps)) => Err(format!("{steps} missing; run `score migrate`")),
        Ok(Standing::Ahead(_)) => Err("newer than this program; install a newer score".into()),
        Err(error) => Err(error.to_string()),
    }
}
