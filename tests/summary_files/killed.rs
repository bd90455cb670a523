//! A process that is killed while it makes a file.

use std::time::{Duration, Instant};

use entity::summary::file;
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};

use super::*;
use crate::{
    summary::hash,
    support::{held::Held, once::PATIENCE},
};

/// When the power fails.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// While the pages are set: after so much of a processor's time.
    Setting(Duration),
    /// While the file is kept.
    Keeping,
}

/// What is kept is whole, and is what its hash says.
async fn all_are_whole(db: &DatabaseConnection) -> usize {
    let kept = file::Entity::find().all(db).await.unwrap();
    for one in &kept {
        assert_eq!(hash(&one.bytes), one.hash);
        assert!(one.bytes.starts_with(b"%PDF-") && one.bytes.trim_ascii_end().ends_with(b"%%EOF"));
    }
    kept.len()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_half_file_is_kept_and_the_next_who_asks_gets_it_whole(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let path = paths(&seen(&api, &office).await)["PDF"].clone();
    let moments = [
        Moment::Setting(Duration::from_millis(20)),
        Moment::Setting(Duration::from_millis(60)),
        Moment::Keeping,
    ];
    let mut files = Vec::new();
    for moment in moments {
        kill(&database, (&path, &office), moment).await;
        assert!(all_are_whole(&db).await <= 1, "{moment:?}");
        let (_running, url) = serving(&database);
        let asked = reqwest::Client::new().get(format!("{url}{path}"));
        let answer = asked.bearer_auth(&office).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{moment:?}");
        files.push(answer.bytes().await.unwrap());
        assert_eq!(all_are_whole(&db).await, 1, "{moment:?}");
        file::Entity::delete_many().exec(&db).await.unwrap();
    }
    assert!(files.iter().all(|file| *file == files[0]));
    assert_eq!(crate::support::pdf::pages(&files[0]).len(), 2);
}

/// Ask a process for the file, and kill it at that moment.
async fn kill(database: &TestDatabase, (path, token): (&str, &str), moment: Moment) {
    let (running, url) = serving(database);
    let held = match moment {
        Moment::Keeping => Some(Held::table(database, "summary_file").await),
        Moment::Setting(_) => None,
    };
    let before = running.worked();
    let asked = reqwest::Client::new().get(format!("{url}{path}"));
    let asked = tokio::spawn(asked.bearer_auth(token).send());
    match (moment, &held) {
        (Moment::Setting(work), _) => {
            let end = Instant::now() + PATIENCE;
            while running.worked() < before + work {
                assert!(Instant::now() < end, "it does nothing");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        (Moment::Keeping, held) => held.as_ref().unwrap().somebody_waits().await,
    }
    running.kill();
    assert!(asked.await.unwrap().is_err(), "{moment:?}: it was answered");
    if let Some(held) = held {
        held.let_go().await;
    }
}
