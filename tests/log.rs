//! The log of a worker at work, read from its first line to its last.

use std::{path::Path, time::Duration};

use entity::{
    account::Role,
    bounce,
    changes::{
        Author,
        token::{self, Holder},
    },
    clock::Clock,
    contact, message, programme, run, sign_in, stop,
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr};
use tokio::time::{sleep, timeout};

use crate::support::{
    binary::Running,
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, process},
    once::PATIENCE,
    programme::{NOW, at, enterprise, small},
    smtp::{Script, SmtpServer},
};

const OWNER: &str = "owner@melati.example.org";
const TRAINER: &str = "sri@trainer.example.org";
const GONE: &str = "gone@example.org";
const LATER: &str = "later@example.org";
const OFFICE: &str = "rina@office.example.org";
/// Names and phones of the people who are written to and about.
const PERSONAL: [&str; 6] = [
    "Budi Santoso",
    "Sri Lestari",
    "Rina Wijaya",
    "81234567890",
    "81211112222",
    "0812-1111-2222",
];

/// A worker that says all that it can.
fn talkative(database: &TestDatabase, smtp: &SmtpServer, maildir: &Path) -> Running {
    process(
        &["worker", "--bind", "127.0.0.1:0"],
        database,
        smtp,
        PUBLIC_URL,
    )
    .env("SCORE_LOG", "debug")
    .env("SCORE_BOUNCE_MAILDIR", maildir.to_str().unwrap())
    .spawn()
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let so = async {
        while !is_so().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = timeout(PATIENCE, so).await;
    assert!(in_time.is_ok(), "not in time: {what}");
}

/// Has this person got so many mails?
fn has(smtp: &SmtpServer, person: &str, count: usize) -> bool {
    let mails = smtp.mails();
    mails
        .iter()
        .filter(|mail| mail.recipient() == person)
        .count()
        >= count
}

/// Refusals, deferrals, a bounce, a person who stops the mails, and the digest of it all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_line_names_an_address_or_opens_a_page() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    for (name, email) in [("UD Hilang", GONE), ("UD Nanti", LATER)] {
        enterprise(&db, name, "ID-JK", email).await;
    }
    let script = Script::new()
        .rcpt(GONE, &format!("550 5.1.1 <{GONE}>: no such user"))
        .rcpt(LATER, &format!("451 4.3.0 <{LATER}>: not now"));
    let smtp = SmtpServer::start(script).await;
    let maildir = tempfile::tempdir().unwrap();
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir(maildir.path().join(folder)).unwrap();
    }
    let phones = contact::Entity::update_many()
        .col_expr(contact::Column::Phone, Expr::value("+6281211112222"));
    phones.exec(&db).await.unwrap();
    Clock::default().set(&db, at(NOW)).await.unwrap();
    let worker = talkative(&database, &smtp, maildir.path());
    until("each is tried", async || {
        has(&smtp, OWNER, 1) && smtp.count("RCPT") >= 3
    })
    .await;
    come_back(&db, maildir.path()).await;
    stop_mails(&db, OWNER).await;
    ask_to_sign_in(&db).await;
    until("the link", async || has(&smtp, OFFICE, 1)).await;
    until("the notice", async || has(&smtp, TRAINER, 1)).await;
    let monday = at("2012-11-26T02:00:00Z");
    Clock::default().set(&db, monday).await.unwrap();
    until("the digest", async || has(&smtp, TRAINER, 2)).await;

    let log = tokio::task::spawn_blocking(|| worker.end()).await.unwrap();
    for wanted in ["550 5.1.1", "451 4.3.0", "a mail was not taken"] {
        assert!(log.contains(wanted), "{wanted} is not in the log:\n{log}");
    }
    for line in log.lines() {
        assert!(!has_address(line), "an address: {line}");
        for personal in PERSONAL {
            assert!(!line.contains(personal), "{personal}: {line}");
        }
        for page in ["/r/", "/unsubscribe/", "/sign-in/"] {
            assert!(!line.contains(page), "a link: {line}");
        }
    }
}

/// Is there a name, an `@` and a domain?
fn has_address(line: &str) -> bool {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "._-+".contains(letter);
    line.match_indices('@').any(|(place, _)| {
        let before = line[..place].ends_with(is_name);
        let domain = line[place + 1..].split(|letter| !is_name(letter)).next();
        before && domain.is_some_and(|domain| domain.contains('.'))
    })
}

/// The mail to the owner comes back, a day later.
async fn come_back(db: &DatabaseConnection, maildir: &Path) {
    let mail = message::Entity::find().filter(message::Column::Recipient.eq(OWNER));
    let mail = mail.one(db).await.unwrap().unwrap();
    let notice = format!(
        "From: MAILER-DAEMON@mx.example.org\r\nTo: data@score.example.org\r\nSubject: Returned\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; {OWNER}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <{OWNER}> unknown\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}@score.example.org>\r\n\r\n--b--\r\n",
        mail.id
    );
    let file = maildir.join("tmp").join("one");
    std::fs::write(&file, notice).unwrap();
    std::fs::rename(file, maildir.join("new").join("one")).unwrap();
    until("the bounce is read", async || {
        bounce::Entity::find().one(db).await.unwrap().is_some()
    })
    .await;
}

async fn stop_mails(db: &DatabaseConnection, email: &str) {
    let person = contact::Entity::find().filter(contact::Column::Email.eq(email));
    let person = person.one(db).await.unwrap().unwrap();
    stop::stop(db, &person, at(NOW)).await.unwrap();
}

/// Somebody in the office is mailed a link.
async fn ask_to_sign_in(db: &DatabaseConnection) {
    let holder = Holder {
        email: OFFICE.into(),
        name: "Rina Wijaya".into(),
        role: Role::Admin,
        provinces: Default::default(),
        trainer: None,
        partner: None,
        days: 1,
    };
    token::create(db, &Author::operator(at(NOW)), holder)
        .await
        .unwrap();
    let now = Clock::of(db).await.unwrap().now();
    sign_in::ask(db, OFFICE, now).await.unwrap();
}

/// The 1st of March 2031 is a Saturday; what is asked on Monday shows that weekdays count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_without_holidays_is_said_once_and_goes_by_weekdays() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let live = Expr::value("2031-02".parse::<entity::rules::period::Month>().unwrap());
    let update = programme::Entity::update_many().col_expr(programme::Column::LiveSince, live);
    update.exec(&db).await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let maildir = tempfile::tempdir().unwrap();
    let set = async |time| Clock::default().set(&db, at(time)).await.unwrap();
    set("2031-03-01T02:00:00Z").await;
    let worker = talkative(&database, &smtp, maildir.path());
    ran(&db, "2031-03-01T02:00:00Z").await;
    assert!(smtp.mails().is_empty(), "on a Saturday");
    set("2031-03-03T02:00:00Z").await;
    until("the request", async || has(&smtp, OWNER, 1)).await;
    set("2031-03-03T03:00:00Z").await;
    ran(&db, "2031-03-03T03:00:00Z").await;
    let log = tokio::task::spawn_blocking(|| worker.end()).await.unwrap();
    let told = log.matches("no holidays of 2031").count();
    assert_eq!(told, 1, "once, not once a run:\n{log}");
}

/// Waits until the chase of this slot has been done in all zones.
async fn ran(db: &DatabaseConnection, slot: &str) {
    let done = run::Entity::find()
        .filter(run::Column::Job.eq("chase"))
        .filter(run::Column::Slot.eq(at(slot)))
        .filter(run::Column::FinishedAt.is_not_null());
    until(slot, async || {
        done.clone().all(db).await.unwrap().len() == 3
    })
    .await;
}
