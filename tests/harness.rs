//! The harness itself: a test that leans on something broken proves nothing.

use std::time::Duration;

use rstest::rstest;
use sea_orm::ConnectionTrait;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::support::binary::{address_in, score};
use crate::support::databases::{Kind, TestDatabase};
use crate::support::postgres;
use crate::support::smtp::{AfterData, Script, SmtpServer};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_test_has_a_database_of_its_own(#[case] kind: Kind) {
    let (Some(one), Some(other)) = (TestDatabase::new(kind).await, TestDatabase::new(kind).await)
    else {
        return;
    };
    assert_ne!(one.url(), other.url());
    let (first, second) = (one.connect().await, other.connect().await);
    first
        .execute_unprepared("CREATE TABLE only_here (id integer)")
        .await
        .expect("a table in the first");
    assert!(
        first
            .execute_unprepared("INSERT INTO only_here VALUES (1)")
            .await
            .is_ok()
    );
    assert!(
        second
            .execute_unprepared("INSERT INTO only_here VALUES (1)")
            .await
            .is_err()
    );
}

#[test]
fn postgres_listens_in_a_folder_of_its_own() {
    let Some(server) = postgres::server() else {
        return;
    };
    let sockets = std::fs::read_dir(server.socket_folder()).expect("the folder");
    assert!(
        sockets
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(".s.PGSQL."))
    );
}

#[tokio::test]
async fn smtp_keeps_what_it_accepts() {
    let smtp =
        SmtpServer::start(Script::new().rcpt("gone@example.org", "550 5.1.1 No such user")).await;
    let mut client = Client::connect(&smtp).await;
    assert!(client.ask("EHLO here").await.starts_with("250"));
    assert!(
        client
            .ask("MAIL FROM:<office@example.org>")
            .await
            .starts_with("250")
    );
    assert!(
        client
            .ask("RCPT TO:<gone@example.org>")
            .await
            .starts_with("550")
    );
    assert!(
        client
            .ask("RCPT TO:<siti@example.org>")
            .await
            .starts_with("250")
    );
    assert!(client.ask("DATA").await.starts_with("354"));
    assert!(
        client
            .ask("Subject: x\r\n\r\n..dot\r\n.")
            .await
            .starts_with("250")
    );
    assert!(client.ask("RSET").await.starts_with("250"));
    assert!(client.ask("QUIT").await.starts_with("221"));
    let mails = soon(smtp.wait_for(1)).await;
    assert_eq!(mails[0].from, "office@example.org");
    assert_eq!(mails[0].to, ["siti@example.org"]);
    assert_eq!(mails[0].raw, b"Subject: x\r\n\r\n.dot\r\n");
}

#[rstest]
#[case::plain(&["AUTH PLAIN AHNjb3JlAHB3"], "235")]
#[case::plain_wrong(&["AUTH PLAIN AHNjb3JlAG5v"], "535")]
#[case::login(&["AUTH LOGIN", "c2NvcmU=", "cHc="], "235")]
#[case::none(&["MAIL FROM:<office@example.org>"], "530")]
#[tokio::test]
async fn smtp_asks_for_the_password(#[case] lines: &[&str], #[case] answer: &str) {
    let smtp = SmtpServer::start(Script::new().password("score", "pw")).await;
    let mut client = Client::connect(&smtp).await;
    client.ask("EHLO here").await;
    let mut last = String::new();
    for line in lines {
        last = client.ask(line).await;
    }
    assert!(last.starts_with(answer), "{last}");
}

#[rstest]
#[case::refused(AfterData::Answer("451 4.3.0 Later".into()), "451", 0)]
#[case::cut(AfterData::CutAfterKeeping, "", 1)]
#[case::accepted(AfterData::Accept, "250", 1)]
#[tokio::test]
async fn smtp_ends_a_message_as_told(
    #[case] end: AfterData,
    #[case] answer: &str,
    #[case] kept: usize,
) {
    let smtp = SmtpServer::start(Script::new().after_data(end)).await;
    let last = Client::connect(&smtp).await.message().await;
    assert!(
        last.starts_with(answer) && last.is_empty() == answer.is_empty(),
        "{last}"
    );
    assert_eq!(smtp.mails().len(), kept);
}

#[rstest]
#[case::at_once(Script::new().silent())]
#[case::after_the_message(Script::new().after_data(AfterData::Silence))]
#[tokio::test]
async fn smtp_can_say_nothing(#[case] script: Script) {
    let smtp = SmtpServer::start(script).await;
    let conversation = async { Client::connect(&smtp).await.message().await };
    assert!(
        tokio::time::timeout(Duration::from_millis(200), conversation)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn smtp_closes_and_recovers() {
    let smtp = SmtpServer::start(Script::new().greeting("554 No service")).await;
    assert!(Client::open(&smtp).await.line().await.starts_with("554"));
    smtp.follow(Script::new().close_after(1));
    let mut client = Client::connect(&smtp).await;
    assert!(client.message().await.starts_with("250"));
    assert_eq!(client.line().await, "", "the connection is closed");
}

#[test]
fn the_binary_is_run_without_the_settings_of_the_shell() {
    let output = score(&["--help"]).env("SCORE_LOG", "off").output();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_server_is_found_ended_and_killed() {
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().to_str().expect("a plain path");
    let start = || score(&["demo", "--bind", "127.0.0.1:0", "--data", folder]).spawn();
    let mut server = start();
    assert!(server.url().starts_with("http://127.0.0.1:"));
    assert!(server.terminate().success(), "SIGTERM ends it in order");
    let mut again = start();
    again.url();
    assert!(!again.kill().success());
}

#[test]
fn an_address_is_read_off_a_line() {
    assert_eq!(
        address_in("listening on http://127.0.0.1:8000/graphql"),
        Some("http://127.0.0.1:8000")
    );
    assert_eq!(address_in("listening"), None);
}

async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what)
        .await
        .expect("it happens within ten seconds")
}

/// The simplest client that speaks SMTP, one line after the other.
struct Client {
    read: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
}

impl Client {
    async fn open(smtp: &SmtpServer) -> Self {
        let url = smtp.url();
        let (read, write) = TcpStream::connect(&url["smtp://".len()..])
            .await
            .expect("it accepts")
            .into_split();
        Self {
            read: BufReader::new(read),
            write,
        }
    }

    async fn connect(smtp: &SmtpServer) -> Self {
        let mut client = Self::open(smtp).await;
        assert!(client.line().await.starts_with("220"));
        client
    }

    async fn ask(&mut self, line: &str) -> String {
        self.write
            .write_all(format!("{line}\r\n").as_bytes())
            .await
            .expect("it listens");
        self.line().await
    }

    /// The last line of an answer; empty where the connection is closed.
    async fn line(&mut self) -> String {
        loop {
            let mut line = String::new();
            let read = self.read.read_line(&mut line).await.unwrap_or(0);
            if read == 0 || line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
        }
    }

    /// Sends one message and returns the answer to its end.
    async fn message(&mut self) -> String {
        for line in [
            "EHLO here",
            "MAIL FROM:<office@example.org>",
            "RCPT TO:<siti@example.org>",
            "DATA",
        ] {
            self.ask(line).await;
        }
        self.ask("Subject: x\r\n\r\nx\r\n.").await
    }
}
