//! Our transport alone: a mail that is composed already, sent over and over.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use entity::Language;
use uuid::Uuid;
use worker::{MailSettings, Transport, mail::Mail};

use super::{CONNECTIONS, FROM};

/// Octets of text and of HTML, which make a mail of about 2.5 kB.
const TEXT: usize = 700;
const HTML: usize = 1_000;

fn mail() -> Mail {
    let filled = |octets: usize| "Mohon isi laporan bulan ini.\n".repeat(octets / 29);
    Mail {
        id: Uuid::now_v7(),
        to: "sari@example.org".into(),
        name: "Sari Rahmawati".into(),
        language: Language::Id,
        subject: "Mohon data SCORE Oktober 2012".into(),
        text: filled(TEXT),
        html: format!("<html lang=\"id\"><p>{}</p></html>", filled(HTML)),
        follows: Vec::new(),
        files: Vec::new(),
        pictures: Vec::new(),
        unsubscribe: Some("https://score.example.org/unsubscribe/x".into()),
    }
}

fn transport(url: &str) -> Transport {
    Transport::new(&MailSettings {
        connections: CONNECTIONS,
        ..MailSettings::new(url, FROM)
    })
    .expect("settings that can be used")
}

/// The mail as it is sent.
pub(crate) fn letter() -> Vec<u8> {
    let now = "2012-11-01T02:00:00Z".parse().expect("a time");
    let message = transport("smtp://localhost").message(&mail(), now);
    message.expect("a mail").formatted()
}

/// Send `mails` of them to `url`; how long it took.
pub(crate) async fn send(url: &str, mails: usize) -> Duration {
    let (transport, mail) = (Arc::new(transport(url)), mail());
    let now = "2012-11-01T02:00:00Z".parse().expect("a time");
    let message = transport.message(&mail, now).expect("a mail");
    let begin = Instant::now();
    // As many tasks as connections, as the raw client has.
    let senders = (0..CONNECTIONS).map(|_| {
        let (transport, message) = (Arc::clone(&transport), message.clone());
        tokio::spawn(async move {
            for _ in 0..mails / CONNECTIONS {
                let sent = transport.send(mail.id, &message).await;
                sent.expect("the sink takes it");
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.expect("a sender that ends");
    }
    begin.elapsed()
}
