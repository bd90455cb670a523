//! Mail that comes back into a Maildir is counted once; whatever else lies there stops nothing.

use std::path::Path;

use chrono::Duration;
use entity::{
    bounce,
    message::{self, MessageState},
    suppression::suppressed,
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use tempfile::TempDir;
use uuid::Uuid;
use worker::{MailSettings, WorkerSettings, bounce::Bounces, read_bounces};

use super::{addresses, database, outbox, pass, queue, queue_about, settings};
use crate::support::{
    databases::Kind,
    programme::{self, NOW, at},
    smtp::{Script, SmtpServer},
};

fn maildir() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["new", "cur", "tmp"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder
}

fn drop_into(maildir: &TempDir, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(maildir.path().join("new").join(name), text).unwrap();
}

fn files(maildir: &TempDir, folder: &str) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(maildir.path().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn notice(recipient: &str, action: &str, status: &str, message: Option<Uuid>) -> String {
    let returned = message.map_or_else(String::new, |id| {
        format!("--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}@score.example.org>\r\n\r\n")
    });
    format!(
        "From: MAILER-DAEMON@mx.example.org\r\nTo: data@score.example.org\r\nSubject: Returned\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} <{recipient}> unknown\r\n\r\n{returned}--b--\r\n"
    )
}

/// A person with two mails that a server took.
async fn sent(db: &DatabaseConnection, address: &str) -> [Uuid; 2] {
    let enterprise = programme::enterprise(db, "UD Balik", "ID-JK", address).await;
    let mut ids = Vec::new();
    for (month, day) in [("2012-09", "2012-10-31"), ("2012-10", "2012-11-01")] {
        let request = programme::request(db, enterprise, month.parse().unwrap()).await;
        ids.push(queue_about(db, request, address, day).await);
    }
    message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(MessageState::Sent))
        .col_expr(message::Column::SentAt, Expr::value(at(NOW)))
        .filter(message::Column::Id.is_in(ids.clone()))
        .exec(db)
        .await
        .unwrap();
    ids.try_into().unwrap()
}

async fn read(db: &DatabaseConnection, maildir: &Path) -> Bounces {
    read_bounces(db, maildir, at(NOW)).await.unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn two_failures_suppress_and_a_delay_is_nothing(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let (address, maildir) = ("balik@example.org", maildir());
    let [one, two] = sent(&db, address).await;
    drop_into(
        &maildir,
        "1.late",
        notice(address, "delayed", "4.4.1", Some(two)),
    );
    drop_into(
        &maildir,
        "2.gone",
        notice(address, "failed", "5.1.1", Some(one)),
    );
    // The same once more: a second report of one mail.
    drop_into(
        &maildir,
        "3.gone",
        notice(address, "failed", "5.1.1", Some(one)),
    );
    let first = read(&db, maildir.path()).await;
    assert_eq!((first.read, first.returned, first.suppressed), (3, 2, 0));
    // A forwarded mail fails for another address: the person is still the one we wrote to.
    drop_into(
        &maildir,
        "4.gone",
        notice("else@example.net", "failed", "5.1.1", Some(two)),
    );
    let second = read(&db, maildir.path()).await;
    assert_eq!((second.read, second.returned, second.suppressed), (1, 1, 1));
    assert!(
        suppressed(&db, [address.to_owned()])
            .await
            .unwrap()
            .contains(address)
    );
    assert_eq!(files(&maildir, "new"), Vec::<String>::new());
    assert_eq!(
        files(&maildir, "cur"),
        ["1.late:2,S", "2.gone:2,S", "3.gone:2,S", "4.gone:2,S"]
    );
    let told = outbox(&db)
        .await
        .into_iter()
        .find(|row| row.id == one)
        .unwrap();
    assert_eq!(told.state, MessageState::Sent);
    assert_eq!(
        told.last_error.as_deref(),
        Some("it came back: 550 5.1.1 … unknown")
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_notice_without_our_message_is_about_the_last_mail_to_the_address(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let (address, maildir) = ("balik@example.org", maildir());
    sent(&db, address).await;
    drop_into(
        &maildir,
        "1",
        notice("Balik@Example.org", "failed", "5.1.1", None),
    );
    drop_into(
        &maildir,
        "2",
        notice("stranger@example.org", "failed", "5.1.1", None),
    );
    drop_into(
        &maildir,
        "3",
        notice("stranger@example.org", "failed", "5.1.1", Some(Uuid::nil())),
    );
    assert_eq!(read(&db, maildir.path()).await.returned, 1);
    drop_into(&maildir, "4", notice(address, "failed", "5.1.1", None));
    let much_later = at(NOW) + Duration::days(8);
    let late = read_bounces(&db, maildir.path(), much_later).await.unwrap();
    assert_eq!(
        (late.read, late.returned),
        (1, 0),
        "it is not about our mail any more"
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_policy_blames_no_address(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let (address, maildir) = ("balik@example.org", maildir());
    for (name, message) in ["1", "2"].into_iter().zip(sent(&db, address).await) {
        drop_into(
            &maildir,
            name,
            notice(address, "failed", "5.7.1", Some(message)),
        );
    }
    let bounces = read(&db, maildir.path()).await;
    assert_eq!((bounces.returned, bounces.suppressed), (2, 0));
    assert_eq!(bounce::Entity::find().count(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn junk_huge_and_half_messages_stop_nothing() {
    let Some((_database, db)) = database(Kind::Sqlite).await else {
        return;
    };
    let (address, maildir) = ("balik@example.org", maildir());
    let [one, _] = sent(&db, address).await;
    let good = notice(address, "failed", "5.1.1", Some(one));
    drop_into(&maildir, "1.junk", [0, 255, 13, 10, 0]);
    drop_into(&maildir, "2.empty", "");
    drop_into(&maildir, "3.half", &good[..good.len() / 3]);
    drop_into(&maildir, "4.huge", vec![b'x'; 20_000_000]);
    drop_into(
        &maildir,
        "5.spam",
        "From: a@b.example\r\nSubject: Menang!\r\n\r\nAction: failed\r\n",
    );
    drop_into(&maildir, ".hidden", "not a message yet");
    std::fs::create_dir(maildir.path().join("new/a-folder")).unwrap();
    drop_into(&maildir, "6.good", good);
    let bounces = read(&db, maildir.path()).await;
    assert_eq!((bounces.read, bounces.returned), (6, 1));
    assert_eq!(files(&maildir, "new"), [".hidden", "a-folder"]);
    let nowhere = maildir.path().join("nowhere");
    assert_eq!(read(&db, &nowhere).await, Bounces::default());
}

#[tokio::test]
async fn the_worker_reads_while_it_delivers() {
    let Some((_database, db)) = database(Kind::Sqlite).await else {
        return;
    };
    let (smtp, maildir) = (SmtpServer::start(Script::new()).await, maildir());
    let plain = settings(smtp.url());
    let settings = WorkerSettings {
        mail: MailSettings {
            bounces: Some(maildir.path().into()),
            ..plain.mail
        },
        ..plain
    };
    let people = addresses(1, "example.org");
    let id = queue(&db, &people).await[0];
    pass(&db, &settings, at(NOW)).await;
    drop_into(
        &maildir,
        "1",
        notice(&people[0], "failed", "5.1.1", Some(id)),
    );
    pass(&db, &settings, at(NOW)).await;
    assert_eq!(
        bounce::Entity::find()
            .one(&db)
            .await
            .unwrap()
            .unwrap()
            .message_id,
        id
    );
}
