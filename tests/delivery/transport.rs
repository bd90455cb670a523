//! One server, message by message: what each answer, and each missing answer, means.

use std::time::{Duration, Instant};

use entity::Language;
use rstest::rstest;
use uuid::Uuid;
use worker::{MailSettings, Transport, mail::Mail, retry::Failure};

use super::FROM;
use crate::support::{
    programme::{NOW, at},
    smtp::{AfterData, Script, SmtpServer},
};

const TO: &str = "sari@example.org";

fn transport(url: String, limit: Duration) -> Transport {
    Transport::new(&MailSettings {
        limit,
        connections: 1,
        ..MailSettings::new(url, FROM)
    })
    .unwrap()
}

async fn send(transport: &Transport) -> Result<(), Failure> {
    let mail = Mail {
        id: Uuid::now_v7(),
        to: TO.into(),
        name: "Sari".into(),
        language: Language::Id,
        subject: "Halo".into(),
        text: "Isi".into(),
        html: "<p>Isi</p>".into(),
        pictures: Vec::new(),
        files: Vec::new(),
        follows: Vec::new(),
        unsubscribe: Some("https://score.example.org/unsubscribe/x".into()),
    };
    let message = transport.message(&mail, at(NOW)).unwrap();
    transport.send(mail.id, &message).await
}

async fn send_all(transport: &Transport, count: usize) {
    for _ in 0..count {
        send(transport).await.unwrap();
    }
}

async fn one(script: Script) -> Failure {
    let smtp = SmtpServer::start(script).await;
    let transport = transport(smtp.url(), Duration::from_millis(500));
    send(&transport).await.unwrap_err()
}

#[tokio::test]
async fn a_connection_is_kept() {
    let smtp = SmtpServer::start(Script::new()).await;
    send_all(&transport(smtp.url(), Duration::from_secs(5)), 20).await;
    assert_eq!(smtp.mails().len(), 20);
    // The second greeting asks whether commands may be pipelined.
    assert_eq!((smtp.count("CONNECT"), smtp.count("EHLO")), (1, 2));
}

#[tokio::test]
async fn a_server_without_pipelining_is_told_one_command_at_a_time() {
    let smtp = SmtpServer::start(Script::new().one_at_a_time()).await;
    send_all(&transport(smtp.url(), Duration::from_secs(5)), 5).await;
    assert_eq!((smtp.mails().len(), smtp.count("CONNECT")), (5, 1));
}

#[rstest]
#[case::without_a_word(Script::new().close_after(3))]
#[case::with_421(Script::new().goodbye_after(3))]
#[tokio::test]
async fn a_server_takes_so_many_messages_a_connection(#[case] script: Script) {
    let smtp = SmtpServer::start(script).await;
    send_all(&transport(smtp.url(), Duration::from_secs(5)), 10).await;
    assert_eq!(smtp.mails().len(), 10);
    assert_eq!(smtp.count("CONNECT"), 4);
}

#[tokio::test]
async fn a_server_that_restarts_between_two_messages_gets_both() {
    let first = SmtpServer::start(Script::new()).await;
    let transport = transport(first.url(), Duration::from_secs(5));
    send(&transport).await.unwrap();
    let second = SmtpServer::start_on(first.stop().await, Script::new()).await;
    send(&transport).await.unwrap();
    assert_eq!(second.mails().len(), 1);
}

#[tokio::test]
async fn an_idle_connection_is_asked_whether_it_still_works() {
    let smtp = SmtpServer::start(Script::new()).await;
    let transport = transport(smtp.url(), Duration::from_secs(5));
    for (idle, noops, connections) in [(0, 0, 1), (11, 1, 1), (121, 1, 2)] {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(idle)).await;
        tokio::time::resume();
        send(&transport).await.unwrap();
        assert_eq!(
            (smtp.count("NOOP"), smtp.count("CONNECT")),
            (noops, connections)
        );
    }
}

/// With Nagle's delay, each message would wait about 40 ms for an acknowledgement.
#[tokio::test]
async fn no_message_waits_for_an_acknowledgement() {
    let smtp = SmtpServer::start(Script::new()).await;
    let transport = transport(smtp.url(), Duration::from_secs(5));
    send(&transport).await.unwrap();
    let begin = Instant::now();
    send_all(&transport, 200).await;
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?} for 200 messages");
}

#[rstest]
#[case::cut_before(AfterData::CutBeforeKeeping)]
#[case::cut_after(AfterData::CutAfterKeeping)]
#[case::silence(AfterData::Silence)]
#[case::another_success(AfterData::Answer("252 2.5.0 Perhaps".into()))]
#[case::go_on(AfterData::Answer("354 Go on".into()))]
#[tokio::test]
async fn only_250_after_the_text_means_taken(#[case] end: AfterData) {
    assert_eq!(one(Script::new().after_data(end)).await, Failure::Lost);
}

#[rstest]
#[case::nobody_there("550 5.1.1 No such user", true)]
#[case::bare("553 No", true)]
#[case::policy("554 5.7.1 Not from you", false)]
#[tokio::test]
async fn a_permanent_answer_to_the_recipient_is_final(#[case] answer: &str, #[case] blames: bool) {
    let failure = one(Script::new().rcpt(TO, answer)).await;
    let expected = match blames {
        true => matches!(failure, Failure::Bounced(_)),
        false => matches!(failure, Failure::Refused(_)),
    };
    assert!(expected, "{failure:?}");
}

#[tokio::test]
async fn a_permanent_answer_to_the_text_is_about_the_text() {
    let spam = AfterData::Answer("554 5.7.1 Looks like spam".into());
    let failure = one(Script::new().after_data(spam)).await;
    assert!(matches!(failure, Failure::Refused(_)), "{failure:?}");
}

#[rstest]
#[case::greeting(Script::new().greeting("554 5.3.2 Closed"))]
#[case::silent(Script::new().silent())]
#[case::log_in(Script::new().password("score", "other"))]
#[case::another_success(Script::new().rcpt(TO, "252 2.5.0 Perhaps"))]
#[case::closing(Script::new().rcpt(TO, "421 4.3.2 Closing"))]
#[case::log_in_wanted(Script::new().rcpt(TO, "530 5.7.0 Log in"))]
#[case::slow_by_the_byte(Script::new().drip(Duration::from_millis(50)))]
#[tokio::test]
async fn what_is_not_about_the_message_never_ends_it(#[case] script: Script) {
    let failure = one(script).await;
    assert!(matches!(failure, Failure::Unavailable(_)), "{failure:?}");
}

#[tokio::test]
async fn a_server_that_is_slow_by_the_byte_ends_by_the_limit() {
    let smtp = SmtpServer::start(Script::new().drip(Duration::from_millis(50))).await;
    let transport = transport(smtp.url(), Duration::from_millis(400));
    let begin = Instant::now();
    send(&transport).await.unwrap_err();
    assert!(
        begin.elapsed() < Duration::from_secs(2),
        "{:?}",
        begin.elapsed()
    );
}

#[tokio::test]
async fn a_refused_message_leaves_the_connection_in_step() {
    let smtp = SmtpServer::start(Script::new().greylist()).await;
    let transport = transport(smtp.url(), Duration::from_secs(5));
    let first = send(&transport).await.unwrap_err();
    assert_eq!(
        first,
        Failure::Deferred("451 4.7.1 Greylisted, come again".into())
    );
    send(&transport).await.unwrap();
    assert_eq!((smtp.count("RSET"), smtp.count("CONNECT")), (1, 1));
}

#[tokio::test]
async fn a_wrong_password_is_said_with_the_setting_and_without_the_password() {
    let smtp = SmtpServer::start(Script::new().password("score", "right")).await;
    let url = smtp.url_as("smtp://", "score:mistaken@");
    let failure = send(&transport(url, Duration::from_secs(5)))
        .await
        .unwrap_err();
    let reason = failure.reason();
    assert!(matches!(failure, Failure::Unavailable(_)), "{failure:?}");
    assert!(
        reason.contains("SMTP_URL") && reason.contains("535"),
        "{reason}"
    );
    assert!(!reason.contains("mistaken"), "{reason}");
}

#[tokio::test]
async fn the_right_password_lets_in() {
    let smtp = SmtpServer::start(Script::new().password("score", "p@ss:word")).await;
    let url = smtp.url_as("smtp://", "score:p%40ss%3Aword@");
    send(&transport(url, Duration::from_secs(5))).await.unwrap();
    assert_eq!(smtp.mails()[0].to, [TO]);
}
