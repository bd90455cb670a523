//! The mail about a quarter's summaries: one to each manager, whatever happens meanwhile.

mod by_hand;
mod enclosed;

use std::collections::HashMap;

use entity::{
    Language,
    account::{self, Role},
    account_province,
    changes::{self, Author},
    message::{self, MessageState, Purpose},
    report_version::{Channel, ReportKind},
    submission::Submission,
    summary::{self, file, mailing::NO_ADDRESS},
    suppression,
};
use mail_parser::MimeHeaders;
use rstest::rstest;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;
use worker::{JobName, WorkerSettings, jobs, run_job};

use crate::{
    summary::answer_late,
    support::{
        databases::{Kind, TestDatabase},
        office::settings,
        programme::{NOW, at, enterprise, insert, request_in, small, submit},
        smtp::{Mail, Script, SmtpServer},
    },
};

const JAVA: &str = "manager@java.example.org";
const NATION: &str = "manager@nation.example.org";
const LAMPUNG: &str = "manager@lampung.example.org";

/// A manager of these provinces; of the nation without.
pub(crate) async fn manager(db: &DatabaseConnection, email: &str, provinces: &[&str]) {
    let id = Uuid::now_v7();
    let row = account::Model {
        id,
        email: email.into(),
        name: "Rina Wijaya".into(),
        language: Language::Id,
        role: Role::Manager,
        trainer_id: None,
        partner_id: None,
        created_at: at(NOW),
        disabled_at: None,
    };
    insert::<account::Entity, _>(db, row).await;
    for code in provinces {
        let row = account_province::Model {
            account_id: id,
            province_code: (*code).into(),
        };
        insert::<account_province::Entity, _>(db, row).await;
    }
}

/// A programme in two provinces with their managers, a mail server, and a worker between them.
struct Programme {
    db: DatabaseConnection,
    smtp: SmtpServer,
    settings: WorkerSettings,
    request: Uuid,
    _database: TestDatabase,
}

impl Programme {
    async fn open(kind: Kind) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        let request = small(&db).await.request;
        let other = enterprise(&db, "CV Kenanga", "ID-JT", "owner@kenanga.example.org").await;
        request_in(&db, "ID-JT", other, "2012-10".parse().unwrap()).await;
        manager(&db, JAVA, &["ID-JK", "ID-JT"]).await;
        manager(&db, NATION, &[]).await;
        manager(&db, LAMPUNG, &["ID-LA"]).await;
        let smtp = SmtpServer::start(Script::new()).await;
        Some(Self {
            settings: settings(&smtp),
            db,
            smtp,
            request,
            _database: database,
        })
    }

    /// What the night of `day` sends to managers, by their addresses.
    async fn night(&self, day: &str) -> Vec<Mail> {
        let now = at(&format!("{day}T20:00:00Z"));
        let before = self.smtp.mails().len();
        for job in [
            JobName::Summary,
            JobName::Deliver,
            JobName::Summary,
            JobName::Deliver,
        ] {
            run_job(&self.db, &self.settings, job, now, false)
                .await
                .unwrap();
        }
        let mut told = self.smtp.mails().split_off(before);
        told.retain(|mail| mail.recipient().starts_with("manager"));
        told.sort_by_key(|mail| mail.recipient().to_owned());
        told
    }

    async fn messages(&self) -> Vec<message::Model> {
        message::Entity::find()
            .filter(message::Column::Purpose.eq(Purpose::Summary))
            .all(&self.db)
            .await
            .unwrap()
    }
}

fn recipients(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(Mail::recipient).collect()
}

/// The names of the files that go with a mail.
fn files(mail: &Mail) -> Vec<String> {
    let parsed = mail.parsed();
    let parts = parsed.attachments();
    let names = parts.filter_map(|part| part.attachment_name());
    names
        .filter(|name| name.ends_with(".pdf"))
        .map(str::to_owned)
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_manager_gets_one_mail_and_news_only_if_they_matter(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    assert!(programme.night("2013-01-18").await.is_empty());
    let told = programme.night("2013-01-19").await;
    assert_eq!(recipients(&told), [JAVA, NATION]);
    let text = told[0].text();
    assert!(
        text.contains("JAKARTA") && text.contains("JAWA TENGAH"),
        "{text}"
    );
    assert!(text.contains("Belum ada laporan yang diterima"), "{text}");
    assert_eq!(
        files(&told[0]),
        [
            "score-dki-jakarta-2012-Q4-1-internal.pdf",
            "score-jawa-tengah-2012-Q4-1-internal.pdf"
        ]
    );
    assert_eq!(files(&told[1]), ["score-indonesia-2012-Q4-1-internal.pdf"]);
    assert!(programme.night("2013-01-20").await.is_empty());

    answer_late(&programme.db, programme.request).await;
    let told = programme.night("2013-01-21").await;
    assert_eq!(recipients(&told), [JAVA, NATION]);
    let text = told[0].text();
    assert!(
        told[0].subject().starts_with("Edisi baru"),
        "{}",
        told[0].subject()
    );
    assert!(
        text.contains("Laporan diterima: 0,0% → 100,0% (0 → 1 dari 1 bulan)"),
        "{text}"
    );
    assert!(!text.contains("JAWA TENGAH"), "{text}");
    assert_eq!(
        files(&told[0]),
        ["score-dki-jakarta-2012-Q4-2-internal.pdf"]
    );
    assert!(programme.night("2013-01-22").await.is_empty());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_working_address_is_skipped_with_the_reason(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    java_is_dead(&programme.db).await;
    let told = programme.night("2013-01-19").await;
    assert_eq!(recipients(&told), [NATION]);
    java_was_skipped(&programme).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_dies_while_the_mail_waits_is_skipped_until_someone_sends_it_again(
    #[case] kind: Kind,
) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    let night = at("2013-01-19T20:00:00Z");
    jobs::plan(&programme.db, JobName::Summary, night)
        .await
        .unwrap();
    java_is_dead(&programme.db).await;
    assert_eq!(recipients(&programme.night("2013-01-19").await), [NATION]);
    let skipped = java_was_skipped(&programme).await;
    let author = Author::operator(night);
    changes::chase::retry(&programme.db, &author, skipped)
        .await
        .unwrap();
    assert_eq!(recipients(&programme.night("2013-01-20").await), [JAVA]);
}

async fn java_is_dead(db: &DatabaseConnection) {
    let dead = suppression::Model {
        address: JAVA.into(),
        since: at(NOW),
        reason: "550 no such user".into(),
        lifted_at: None,
    };
    insert::<suppression::Entity, _>(db, dead).await;
}

/// The message that was skipped, with the reason.
async fn java_was_skipped(programme: &Programme) -> Uuid {
    let messages = programme.messages().await;
    let skipped = messages.iter().find(|one| one.recipient == JAVA).unwrap();
    assert_eq!(skipped.state, MessageState::Failed);
    assert_eq!(skipped.last_error.as_deref(), Some(NO_ADDRESS));
    skipped.id
}

/// A worker that dies before the end of its transaction leaves neither edition nor mail.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_was_cut_short_is_told_once() {
    let programme = Programme::open(Kind::Sqlite).await.unwrap();
    let cut = "CREATE TRIGGER cut BEFORE UPDATE ON run WHEN NEW.outcome = 'DONE'
        BEGIN SELECT RAISE(ABORT, 'killed'); END";
    programme.db.execute_unprepared(cut).await.unwrap();
    let night = at("2013-01-19T20:00:00Z");
    jobs::plan(&programme.db, JobName::Summary, night)
        .await
        .unwrap_err();
    let editions = summary::Entity::find().all(&programme.db).await.unwrap();
    assert!(editions.is_empty() && programme.messages().await.is_empty());
    programme
        .db
        .execute_unprepared("DROP TRIGGER cut")
        .await
        .unwrap();
    assert_eq!(
        recipients(&programme.night("2013-01-19").await),
        [JAVA, NATION]
    );
    assert_eq!(programme.messages().await.len(), 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_goes_back_makes_news(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    let given = Submission {
        request: programme.request,
        kind: ReportKind::Figures,
        channel: Channel::Api,
        submit_key: "figures".into(),
        reason: None,
        note: None,
        counts: HashMap::from([
            ("units_inspected".to_owned(), 1000.0),
            ("units_defective".to_owned(), 60.0),
        ]),
    };
    submit(&programme.db, given, at(NOW)).await.unwrap();
    programme.night("2013-01-21").await;
    assert!(programme.night("2013-01-22").await.is_empty());
    let author = Author::operator(at("2013-01-23T03:00:00Z"));
    let reason = "The units do not fit".to_owned();
    changes::report::give_back(&programme.db, &author, (programme.request, None), reason)
        .await
        .unwrap();
    let told = programme.night("2013-01-23").await;
    assert_eq!(recipients(&told), [JAVA, NATION]);
    assert!(told[0].subject().starts_with("Edisi baru"));
}
