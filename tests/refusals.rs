//! What an operator gets wrong: one sentence that names the setting and the mend, the right exit
//! code, and never a secret. Nothing that was there is lost.

use std::net::TcpListener;
use std::process::Output;

use entity::{enterprise, message};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{
    binary::{Score, score},
    databases::{Kind, TestDatabase},
    programme::small,
};

/// Stands in every secret below, and may stand in no answer.
const HUSH: &str = "hush-hush";
const FAILED: i32 = 1;
const WRONG_USE: i32 = 2;
/// A file that can be no folder, whoever asks; permissions would not stop root.
const NO_FOLDER: &str = "/dev/null/below";

/// Settings with which everything works; a case overrides some, or takes one away with "".
const SETTINGS: &[(&str, &str)] = &[
    (
        "SCORE_SECRET",
        "hush-hush that is long enough to sign links",
    ),
    ("SMTP_URL", "smtp://127.0.0.1:9"),
    (
        "SCORE_MAIL_FROM",
        "SCORE Indonesia <data@score.example.org>",
    ),
];

type Settings<'a> = &'a [(&'a str, &'a str)];

#[rstest]
#[case::database_silent(FAILED, &["migrate"], &[("DATABASE_URL", "postgres://score:hush-hush@127.0.0.1:9/score")], &["DATABASE_URL", "127.0.0.1:9", "no server answered there within 10 s", "check that it is there"])]
#[case::database_of_another_kind(FAILED, &["migrate"], &[("DATABASE_URL", "mysql://score:hush-hush@localhost/score")], &["DATABASE_URL", "sqlite://", "postgres://"])]
#[case::database_without_folder(FAILED, &["migrate"], &[("DATABASE_URL", "sqlite:///no/such/folder/score.db")], &["DATABASE_URL", "/no/such/folder/score.db", "check that it is there"])]
#[case::database_not_writable(FAILED, &["migrate"], &[("DATABASE_URL", "sqlite:///dev/null/below/score.db")], &["DATABASE_URL", NO_FOLDER, "written"])]
#[case::database_not_migrated(FAILED, &["token", "list"], &[("DATABASE_URL", "sqlite::memory:")], &["DATABASE_URL", "run `score migrate`"])]
#[case::demo_folder_not_writable(FAILED, &["demo", "--bind", "127.0.0.1:0", "--data", NO_FOLDER], &[], &[NO_FOLDER, "--data"])]
#[case::demo_for_everybody(WRONG_USE, &["demo", "--bind", "0.0.0.0:0", "--data", NO_FOLDER], &[], &["--bind", "0.0.0.0:0", "loopback"])]
#[case::secret_missing(FAILED, &["api", "--bind", "127.0.0.1:0"], &[("SCORE_SECRET", "")], &["SCORE_SECRET", "openssl rand -hex 32"])]
#[case::secret_missing_for_the_worker(FAILED, &["worker"], &[("SCORE_SECRET", "")], &["SCORE_SECRET", "openssl rand -hex 32"])]
#[case::secret_short(FAILED, &["api", "--bind", "127.0.0.1:0"], &[("SCORE_SECRET", HUSH)], &["SCORE_SECRET", "32 bytes"])]
#[case::old_secret_short(FAILED, &["worker"], &[("SCORE_SECRET", "hush-hush that is long enough to sign links,hush-hush")], &["SCORE_SECRET", "32 bytes"])]
#[case::mail_nowhere(FAILED, &["worker"], &[("SMTP_URL", "")], &["SMTP_URL", "smtps://", "file:///"])]
#[case::mail_of_another_kind(FAILED, &["worker"], &[("SMTP_URL", "http://score:hush-hush@mail.example.org")], &["SMTP_URL", "smtps://"])]
#[case::password_in_the_clear(FAILED, &["worker"], &[("SMTP_URL", "smtp://score:hush-hush@mail.example.org")], &["SMTP_URL", "tls=required"])]
#[case::password_in_the_clear_for_a_job(FAILED, &["job", "deliver"], &[("SMTP_URL", "smtp://score:hush-hush@mail.example.org")], &["SMTP_URL", "tls=required"])]
#[case::sender_missing(FAILED, &["worker"], &[("SCORE_MAIL_FROM", "")], &["SCORE_MAIL_FROM", "example.org"])]
#[case::sender_without_address(FAILED, &["worker"], &[("SCORE_MAIL_FROM", "the office")], &["SCORE_MAIL_FROM", "example.org"])]
#[case::job_ahead_of_time(FAILED, &["job", "data-request", "--at", "2999-01-01T09:00:00+07:00"], &[], &["--at", "--dry-run"])]
#[case::job_unknown(WRONG_USE, &["job", "data-requests"], &[], &["data-requests", "data-request, chase"])]
#[case::job_at_no_time(WRONG_USE, &["job", "deliver", "--at", "tomorrow"], &[], &["--at", "tomorrow", "2012-11-01T09:00:00+07:00"])]
#[case::address_unreadable(WRONG_USE, &["api", "--bind", "everywhere"], &[], &["--bind", "everywhere"])]
#[case::proxy_unreadable(WRONG_USE, &["api"], &[("SCORE_TRUSTED_PROXY", "10.0.0.7,edge")], &["--trusted-proxy", "edge", "10.0.0.0/8"])]
#[case::origin_with_a_path(WRONG_USE, &["api"], &[("SCORE_CORS", "https://app.example.org/score")], &["--cors", "https://app.example.org/score", "without a path"])]
#[case::origin_of_everybody(WRONG_USE, &["api"], &[("SCORE_CORS", "*")], &["--cors", "*", "https://app.example.org"])]
#[case::origin_with_the_usual_port(WRONG_USE, &["api"], &[("SCORE_CORS", "https://app.example.org:443")], &["--cors", "https://app.example.org:443", "write https://app.example.org\n"])]
#[case::documents_nowhere(FAILED, &["api", "--bind", "127.0.0.1:0"], &[("SCORE_TRUSTED_DOCUMENTS", NO_FOLDER)], &["SCORE_TRUSTED_DOCUMENTS", NO_FOLDER, ".graphql"])]
#[case::only_trusted_documents_without_any(FAILED, &["api", "--bind", "127.0.0.1:0"], &[("SCORE_ONLY_TRUSTED", "true")], &["SCORE_ONLY_TRUSTED", "SCORE_TRUSTED_DOCUMENTS"])]
#[case::only_trusted_neither_yes_nor_no(WRONG_USE, &["api"], &[("SCORE_ONLY_TRUSTED", "perhaps")], &["--only-trusted", "perhaps"])]
#[case::connections_unreadable(WRONG_USE, &["worker"], &[("SCORE_MAIL_CONNECTIONS", "many")], &["--mail-connections", "many"])]
#[case::command_unknown(WRONG_USE, &["serve"], &[], &["serve"])]
#[case::role_unknown(WRONG_USE, &["token", "create", "--account", "a@example.org", "--role", "KING"], &[], &["--role", "KING"])]
#[case::province_unknown(FAILED, &["token", "create", "--account", "a@example.org", "--role", "MANAGER", "--province", "ID-XX"], &[], &["--province ID-XX", "ID-JK"])]
#[case::province_is_islands(FAILED, &["token", "create", "--account", "a@example.org", "--role", "MANAGER", "--province", "ID-JW"], &[], &["--province ID-JW", "island group", "ID-JK"])]
#[case::trainer_missing(FAILED, &["token", "create", "--account", "a@example.org", "--role", "TRAINER"], &[], &["--role TRAINER", "--trainer"])]
#[case::account_without_address(FAILED, &["token", "create", "--account", "office", "--role", "ADMIN"], &[], &["--account", "office@example.org"])]
#[case::account_unknown(FAILED, &["account", "close", "nobody@example.org"], &[], &["nobody@example.org", "score token list"])]
#[case::account_to_close_without_address(FAILED, &["account", "close", "office"], &[], &["office", "office@example.org"])]
#[case::export_by_no_id(FAILED, &["export", "summary", "019ab8d4-0000-7000-8000-000000000000", "--rows", "rows.csv"], &[], &["019ab8d4-0000-7000-8000-000000000000", "no id of a summary", "API"])]
#[case::token_unknown(FAILED, &["token", "revoke", "019ab8d4-0000-7000-8000-000000000000"], &[], &["019ab8d4-0000-7000-8000-000000000000", "score token list"])]
#[tokio::test]
async fn a_wrong_setting_is_named_with_its_mend(
    #[case] exit: i32,
    #[case] arguments: &[&str],
    #[case] settings: Settings<'_>,
    #[case] says: &[&str],
) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    refused(exit, with(arguments, &database, settings), says);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for command in ["api", "worker"] {
        let score = with(&[command, "--bind", &address], &database, &[]);
        refused(
            FAILED,
            score,
            &[&address, "choose another address with --bind"],
        );
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_database_in_use_is_not_seeded(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    for seed in [
        &["seed", "demo"][..],
        &["seed", "scale", "--enterprises", "5", "--months", "2"],
    ] {
        let score = with(seed, &database, &[]);
        refused(
            FAILED,
            score,
            &["DATABASE_URL", "holds an enterprise", "empty"],
        );
    }
    assert_eq!(enterprise::Entity::find().count(&db).await.unwrap(), 1);
}

/// A real database cannot be worked ahead of time, but one may look.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_look_ahead_changes_nothing(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let ahead = ["job", "data-request", "--at", "2999-01-04T09:00:00+07:00"];
    refused(FAILED, with(&ahead, &database, &[]), &["--at", "--dry-run"]);
    let look = with(&[&ahead[..], &["--dry-run"]].concat(), &database, &[]);
    let output = look.output();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && said.contains("CV Melati Jaya"),
        "{said}"
    );
    assert_eq!(message::Entity::find().count(&db).await.unwrap(), 0);
}

fn with(arguments: &[&str], database: &TestDatabase, settings: Settings<'_>) -> Score {
    let mut command = score(arguments);
    let defaults = [("DATABASE_URL", database.url())];
    for (name, value) in defaults.iter().chain(SETTINGS).chain(settings) {
        command = command.env(name, value);
    }
    for (name, _) in settings.iter().filter(|(_, value)| value.is_empty()) {
        command = command.without(name);
    }
    command
}

fn refused(exit: i32, command: Score, says: &[&str]) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output();
    let (shown, said) = (
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    );
    assert_eq!(status.code(), Some(exit), "{said}");
    assert!(!shown.contains("at work"), "it says so too early: {shown}");
    for text in [&shown, &said] {
        assert!(!text.contains(HUSH), "a secret is shown: {text}");
    }
    let sentence = said.lines().next().unwrap_or_default();
    for word in says {
        assert!(said.contains(word), "`{word}` is not in: {said}");
    }
    if exit == FAILED {
        assert_eq!(said, format!("{sentence}\n"), "one line");
        assert!(sentence.starts_with("score: "), "{sentence}");
    } else {
        assert!(sentence.starts_with("error: "), "{sentence}");
        assert!(said.contains("--help"), "{said}");
    }
}
