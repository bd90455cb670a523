//! What each mail says, as it arrives over SMTP: one snapshot a mail and language.
//!
//! A new mail is one more case: what is there before, and the runs that lead to it; the last mail is shown. `cargo insta review`,
//! or a run with `INSTA_UPDATE=always`, takes over a text that was changed on purpose.

use entity::{Language, contact};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, sea_query::Expr};
use worker::{JobName, run_job};

use crate::support::{
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, settings},
    programme::{NOW, at, enterprise, small},
    smtp::{Mail, Script, SmtpServer},
};

/// The one person of these mails; it answers for one enterprise or for several.
const READER: &str = "owner@melati.example.org";
/// The first run of the programme.
const REQUEST: (JobName, &str) = (JobName::DataRequest, NOW);

/// What is there before a mail is due.
#[derive(Clone, Copy, Debug)]
enum Before {
    /// One enterprise in Jakarta.
    One,
    /// Three of one owner, in two zones.
    Several,
}

#[rstest]
#[case::request("request-one", Before::One, &[REQUEST])]
#[case::request_several("request-several", Before::Several, &[REQUEST])]
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_says_what_it_should(
    #[case] name: &str,
    #[case] before: Before,
    #[case] runs: &[(JobName, &str)],
    #[values(Language::Id, Language::En)] language: Language,
) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    before.make(&db, language).await;
    let mails = sent(&db, runs).await;
    assert_eq!(
        mails.len(),
        runs.len(),
        "each run is one mail to one person"
    );
    let last = mails.last().unwrap();
    assert_eq!(last.recipient(), READER);
    insta::assert_snapshot!(format!("{name}-{}", language.as_str()), letter(last));
}

impl Before {
    async fn make(self, db: &DatabaseConnection, language: Language) {
        small(db).await;
        if let Self::Several = self {
            enterprise(db, "UD Sumber Rejeki & Putra", "ID-JT", READER).await;
            enterprise(db, "PT Anugerah Samudra", "ID-SN", READER).await;
        }
        let update = contact::Entity::update_many()
            .col_expr(contact::Column::Language, Expr::value(language));
        update.exec(db).await.unwrap();
    }
}

/// The mails that these runs led to, each sent before the next run.
async fn sent(db: &DatabaseConnection, runs: &[(JobName, &str)]) -> Vec<Mail> {
    let smtp = SmtpServer::start(Script::new()).await;
    let settings = settings(&smtp);
    for (job, now) in runs {
        for job in [*job, JobName::Deliver] {
            run_job(db, &settings, job, at(now), false).await.unwrap();
        }
    }
    smtp.mails()
}

/// Subject and text, with links shortened to the page that they open.
fn letter(mail: &Mail) -> String {
    let lines = mail.text();
    let lines: Vec<_> = lines.lines().map(masked).collect();
    format!("Subject: {}\n\n{}", mail.subject(), lines.join("\n"))
}

fn masked(line: &str) -> String {
    match line.split_once(PUBLIC_URL) {
        Some((before, path)) => {
            let page = path.split('/').nth(1).unwrap_or_default();
            format!("{before}{PUBLIC_URL}/{page}/…")
        }
        None => line.to_owned(),
    }
}
