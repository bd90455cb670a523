//! What each mail says, as it arrives over SMTP: one snapshot a mail and language.
//!
//! A new mail is one more [`Event`] or day of the story. `cargo insta review`, or a run
//! with `INSTA_UPDATE=always`, takes over a text that was changed on purpose.

use entity::{
    Language,
    account::{self, Role},
    contact,
    report_version::{Channel, ReportKind},
    sign_in, stop,
    submission::{Outcome, Submission},
    trainer,
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use uuid::Uuid;
use worker::JobName;

use super::{Office, brake::history, nine};
use crate::alerts::reported;
use crate::support::{
    databases::Kind,
    office::{PUBLIC_URL, people},
    programme::{NOW, at, enterprise, small, submit},
    smtp::Mail,
};

/// The one person at the enterprises.
const OWNER: &str = "owner@melati.example.org";
const TRAINER: &str = "sri@trainer.example.org";
const MANAGER: &str = "manager@jakarta.example.org";
const ADMIN: &str = "admin@score.example.org";

/// A mail of the story: its name, and to whom it goes.
type Told = (&'static str, &'static str);

/// What happens on a day, before the worker does its work.
#[derive(Clone, Copy, Debug)]
enum Event {
    Nothing,
    Figures,
    NothingToReport,
    Stop,
}

/// One enterprise, from the request to its answer, and what others are told of it.
const STORY: [(&str, Event, &[Told]); 11] = [
    ("2012-11-01", Event::Nothing, &[("request", OWNER)]),
    (
        "2012-11-05",
        Event::Nothing,
        &[("manager-digest-new", MANAGER)],
    ),
    ("2012-11-09", Event::Nothing, &[("nudge", OWNER)]),
    (
        "2012-11-12",
        Event::Nothing,
        &[("manager-digest-due", MANAGER)],
    ),
    ("2012-11-13", Event::Nothing, &[("reminder-1", OWNER)]),
    (
        "2012-11-19",
        Event::Nothing,
        &[
            ("manager-digest-late", MANAGER),
            ("reminder-2", OWNER),
            ("trainer-notice", TRAINER),
        ],
    ),
    ("2012-11-22", Event::Nothing, &[]),
    (
        "2012-11-26",
        Event::Nothing,
        &[
            ("manager-digest-later", MANAGER),
            ("trainer-digest", TRAINER),
        ],
    ),
    ("2012-11-27", Event::Figures, &[("receipt", OWNER)]),
    (
        "2012-11-28",
        Event::NothingToReport,
        &[("receipt-nothing", OWNER)],
    ),
    ("2012-11-29", Event::Stop, &[("stopped", TRAINER)]),
];

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn each_mail_of_a_month_says_what_it_should(
    #[values(Language::Id, Language::En)] language: Language,
) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    let request = small(&office.db).await.request;
    office.account(Role::Manager, MANAGER, Some("ID-JK")).await;
    read_in(&office, language).await;
    for (day, event, told) in STORY {
        event.happens(&office, request, day).await;
        let mut mails = office.work(nine(day)).await;
        mails.sort_by_key(|mail| mail.recipient().to_owned());
        let readers: Vec<_> = mails.iter().map(Mail::recipient).collect();
        let expected: Vec<_> = told.iter().map(|(_, reader)| *reader).collect();
        assert_eq!(readers, expected, "{day}");
        for ((name, _), mail) in told.iter().zip(&mails) {
            shown(name, language, mail);
        }
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_request_of_several_says_what_it_should(
    #[values(Language::Id, Language::En)] language: Language,
) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    small(&office.db).await;
    enterprise(&office.db, "UD Sumber Rejeki & Putra", "ID-JT", OWNER).await;
    enterprise(&office.db, "PT Anugerah Samudra", "ID-SN", OWNER).await;
    read_in(&office, language).await;
    let mails = office.work(at(NOW)).await;
    assert_eq!(mails.len(), 1, "a person gets one mail a day");
    shown("request-several", language, &mails[0]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_word_of_a_held_run_says_what_it_should(
    #[values(Language::Id, Language::En)] language: Language,
) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    small(&office.db).await;
    people(&office.db, 59).await;
    history(&office, "2012-10-01T02:00:00Z", 10).await;
    office.account(Role::Admin, ADMIN, None).await;
    read_in(&office, language).await;
    let mails = office.work(at(NOW)).await;
    assert_eq!(mails.len(), 1, "nobody else is written to");
    shown("held", language, &mails[0]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_trainer_is_told_of_what_the_watch_has_found(
    #[values(Language::Id, Language::En)] language: Language,
) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    let firm = small(&office.db).await.enterprise;
    for month in ["2012-08", "2012-09"] {
        reported(&office.db, firm, month, 3.0).await;
    }
    read_in(&office, language).await;
    office.job(JobName::Watch, nine("2012-11-04")).await;
    let mut mails = office.work(nine("2012-11-05")).await;
    mails.retain(|mail| mail.recipient() == TRAINER);
    assert_eq!(mails.len(), 1);
    shown("trainer-digest-alert", language, &mails[0]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_link_to_sign_in_says_what_it_should(
    #[values(Language::Id, Language::En)] language: Language,
) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    small(&office.db).await;
    office.account(Role::Admin, ADMIN, None).await;
    read_in(&office, language).await;
    // In the evening: whoever wants to sign in does not wait for the office.
    let evening = at("2012-11-01T14:00:00Z");
    sign_in::ask(&office.db, ADMIN, evening).await.unwrap();
    office.job(JobName::Deliver, evening).await;
    let mails = office.smtp.mails();
    assert_eq!(mails.len(), 1);
    shown("sign-in", language, &mails[0]);
}

impl Event {
    async fn happens(self, office: &Office, request: Uuid, day: &str) {
        match self {
            Self::Nothing => {}
            Self::Stop => {
                let owner = contact::Entity::find().one(&office.db).await.unwrap();
                let owner = owner.expect("the enterprise has a contact");
                stop::stop(&office.db, &owner, nine(day)).await.unwrap();
            }
            Self::Figures => answer(office, request, ReportKind::Figures, day).await,
            Self::NothingToReport => {
                answer(office, request, ReportKind::NothingToReport, day).await;
            }
        }
    }
}

async fn answer(office: &Office, request: Uuid, kind: ReportKind, day: &str) {
    let counts = match kind {
        ReportKind::Figures => [
            ("units_inspected", 1_000.0),
            ("units_defective", 40.0),
            ("workers_female", 3.0),
            ("workers_male", 7.0),
        ]
        .map(|(measure, count)| (measure.to_owned(), count))
        .into_iter()
        .collect(),
        ReportKind::NothingToReport => Default::default(),
    };
    let answer = Submission {
        request,
        kind,
        channel: Channel::Link,
        submit_key: day.into(),
        reason: None,
        note: None,
        counts,
    };
    let stored = submit(&office.db, answer, nine(day)).await.unwrap();
    assert!(matches!(stored, Outcome::Stored { .. }), "{stored:?}");
}

/// Everybody reads this language.
async fn read_in(office: &Office, language: Language) {
    let value = Expr::value(language);
    let contacts =
        contact::Entity::update_many().col_expr(contact::Column::Language, value.clone());
    contacts.exec(&office.db).await.unwrap();
    let trainers =
        trainer::Entity::update_many().col_expr(trainer::Column::Language, value.clone());
    trainers.exec(&office.db).await.unwrap();
    let accounts = account::Entity::update_many().col_expr(account::Column::Language, value);
    accounts.exec(&office.db).await.unwrap();
    assert!(contact::Entity::find().count(&office.db).await.unwrap() > 0);
}

fn shown(name: &str, language: Language, mail: &Mail) {
    insta::assert_snapshot!(format!("{name}-{}", language.as_str()), letter(mail));
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
