//! The built `score` with an operator's settings: TLS, log-in, signing, and what the log says.

use std::process::Output;
use std::time::{Duration, Instant};

use entity::{clock::Clock, message::MessageState};
use tempfile::TempDir;

use super::{FROM, addresses, database, outbox, queue};
use crate::support::{
    binary::{Score, score},
    databases::{Kind, TestDatabase},
    programme::{NOW, at},
    smtp::{AfterData, Certificates, Script, Security, SmtpServer},
};

fn deliver(database: &TestDatabase, smtp_url: &str) -> Score {
    score(&["job", "deliver", "--at", NOW])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", &"s".repeat(32))
        .env("SCORE_MAIL_FROM", FROM)
        .env("SCORE_MAIL_TIMEOUT", "5")
        .env("SMTP_URL", smtp_url)
}

fn all_of(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs the binary aside, so that the server of this test goes on answering.
async fn run(score: Score) -> String {
    let output = tokio::task::spawn_blocking(|| score.output())
        .await
        .unwrap();
    assert!(output.status.success(), "{}", all_of(&output));
    all_of(&output)
}

fn trusting(score: Score, certificates: &Certificates, folder: &TempDir) -> Score {
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, certificates.authority()).unwrap();
    score.env("SSL_CERT_FILE", file.to_str().unwrap())
}

#[rstest::rstest]
#[case::wrapped(Security::Wrapped, "smtps://", "")]
#[case::upgraded(Security::Upgraded, "smtp://", "?tls=required")]
#[tokio::test(flavor = "multi_thread")]
async fn tls_needs_a_certificate_that_holds(
    #[case] security: Security,
    #[case] scheme: &str,
    #[case] option: &str,
) {
    for (until, sent) in [(2023, false), (2040, true)] {
        let (database, db) = database(Kind::Sqlite).await.unwrap();
        let certificates = Certificates::until(until);
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpServer::start(Script::new().tls(security, certificates.clone())).await;
        queue(&db, &addresses(6, "example.org")).await;
        let url = format!("{}{option}", smtp.url_as(scheme, ""));
        let log = run(trusting(deliver(&database, &url), &certificates, &folder)).await;
        let states: Vec<_> = outbox(&db).await.iter().map(|row| row.state).collect();
        let expected = if sent {
            MessageState::Sent
        } else {
            MessageState::Queued
        };
        assert!(
            states.iter().all(|state| *state == expected),
            "{states:?}\n{log}"
        );
        assert_eq!(smtp.mails().len(), if sent { 6 } else { 0 });
        assert_eq!(
            log.matches("xpired").count(),
            usize::from(!sent),
            "once, with its reason:\n{log}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_logged_once_and_names_nobody() {
    let (database, db) = database(Kind::Sqlite).await.unwrap();
    let smtp = SmtpServer::start(Script::new().password("score", "right")).await;
    queue(&db, &addresses(30, "example.org")).await;
    let url = smtp.url_as("smtp://", "score:mistaken@");
    let log = run(deliver(&database, &url)).await;
    assert_eq!(log.matches("535").count(), 1, "{log}");
    assert!(log.contains("SMTP_URL"), "{log}");
    assert!(
        !log.contains("mistaken") && !log.contains("@example.org"),
        "{log}"
    );
    assert!(
        outbox(&db)
            .await
            .iter()
            .all(|row| row.state == MessageState::Queued)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_logged_without_the_address() {
    let (database, db) = database(Kind::Sqlite).await.unwrap();
    let people = addresses(2, "example.org");
    let answer = format!("550 5.1.1 <{}>: no such user", people[0]);
    let smtp = SmtpServer::start(Script::new().rcpt(&people[0], &answer)).await;
    queue(&db, &people).await;
    let log = run(deliver(&database, &smtp.url())).await;
    assert!(log.contains("550 5.1.1"), "{log}");
    assert!(!log.contains("@example.org"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_sign_is_refused_before_anything_is_sent() {
    let (database, db) = database(Kind::Sqlite).await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    queue(&db, &addresses(1, "example.org")).await;
    for (key, selector, names) in [
        (Some("/nowhere/key.pem"), Some("s"), "SCORE_DKIM_KEY"),
        (
            Some("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
            Some("s"),
            "SCORE_DKIM_KEY",
        ),
        (Some("/nowhere/key.pem"), None, "SCORE_DKIM_SELECTOR"),
        (None, Some("s"), "SCORE_DKIM_KEY"),
    ] {
        let mut score = deliver(&database, &smtp.url());
        for (name, value) in [("SCORE_DKIM_KEY", key), ("SCORE_DKIM_SELECTOR", selector)] {
            if let Some(value) = value {
                score = score.env(name, value);
            }
        }
        let output = tokio::task::spawn_blocking(|| score.output())
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", all_of(&output));
        assert!(all_of(&output).contains(names), "{}", all_of(&output));
    }
    assert!(smtp.mails().is_empty());
}

/// The server says nothing after the text, and would be waited for longer than the worker may take.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_does_not_wait_for_a_silent_server() {
    let (database, db) = database(Kind::Sqlite).await.unwrap();
    let smtp = SmtpServer::start(Script::new().after_data(AfterData::Silence)).await;
    Clock::default().set(&db, at(NOW)).await.unwrap();
    queue(&db, &addresses(1, "example.org")).await;
    let worker = score(&["worker"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", &"s".repeat(32))
        .env("SCORE_MAIL_FROM", FROM)
        .env("SCORE_MAIL_TIMEOUT", "60")
        .env("SMTP_URL", &smtp.url())
        .spawn();
    smtp.heard("DATA", 1).await;
    let begin = Instant::now();
    let ended = tokio::task::spawn_blocking(|| worker.terminate())
        .await
        .unwrap();
    assert!(ended.success(), "{ended}");
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "{:?}",
        begin.elapsed()
    );
    let rows = outbox(&db).await;
    assert!(rows.iter().any(|row| row.uncertain), "{rows:?}");
    assert!(
        rows.iter().all(|row| row.state == MessageState::Queued),
        "{rows:?}"
    );
}
