//! The office's side: whom it asks, and a worker that asks them.

use entity::link::Secrets;
use sea_orm::DatabaseConnection;
use worker::{MailSettings, WorkerSettings};

use super::{
    binary::{Score, score},
    databases::TestDatabase,
    programme::enterprise,
    smtp::SmtpServer,
};

/// What signs the links of every test's mails.
pub(crate) const SECRET: &str = "a secret that is long enough for a test of links";
/// Who sends them.
pub(crate) const FROM: &str = "SCORE Indonesia <data@score.example.org>";
/// What their links begin with, unless a test serves them itself.
pub(crate) const PUBLIC_URL: &str = "https://score.example.org";

/// A worker inside the test, whose mail goes to `smtp`.
pub(crate) fn settings(smtp: &SmtpServer) -> WorkerSettings {
    WorkerSettings {
        public_url: PUBLIC_URL.into(),
        secrets: Secrets::parse(SECRET).unwrap(),
        mail: MailSettings {
            connections: 2,
            ..MailSettings::new(smtp.url(), FROM)
        },
    }
}

/// `score ARGUMENTS` on `database`, whose mail goes to `smtp` with links to `public_url`.
pub(crate) fn process(
    arguments: &[&str],
    database: &TestDatabase,
    smtp: &SmtpServer,
    public_url: &str,
) -> Score {
    score(arguments)
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET)
        .env("SMTP_URL", &smtp.url())
        .env("SCORE_MAIL_FROM", FROM)
        .env("SCORE_PUBLIC_URL", public_url)
}

/// So many more enterprises in Jakarta, each with an owner of its own.
pub(crate) async fn people(db: &DatabaseConnection, count: usize) {
    for number in 0..count {
        let (name, email) = (
            format!("UD Nomor {number}"),
            format!("owner{number}@example.org"),
        );
        enterprise(db, &name, "ID-JK", &email).await;
    }
}
