//! Addresses and domains that had enough: suppressed, freed, left alone for a while.

use chrono::Duration;
use entity::{
    domain_rest,
    message::{self, MessageState},
    suppression::{self, suppressed},
};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

use super::{addresses, database, outbox, pass, queue, queue_about, settings};
use crate::support::{
    databases::Kind,
    programme::{self, NOW, at},
    smtp::{Script, SmtpServer},
};

const GONE: &str = "gone@example.org";

/// Two mails to one person, of two days, each about a month of one enterprise.
async fn two_mails(db: &DatabaseConnection) -> [Uuid; 2] {
    let enterprise = programme::enterprise(db, "UD Hilang", "ID-JK", GONE).await;
    let mut ids = Vec::new();
    for (month, day) in [("2012-09", "2012-10-31"), ("2012-10", "2012-11-01")] {
        let request = programme::request(db, enterprise, month.parse().unwrap()).await;
        ids.push(queue_about(db, request, GONE, day).await);
    }
    ids.try_into().unwrap()
}

async fn is_suppressed(db: &DatabaseConnection) -> bool {
    let asked = [GONE.to_owned(), "other@example.org".to_owned()];
    let found = suppressed(db, asked).await.unwrap();
    assert!(!found.contains("other@example.org"));
    found.contains(GONE)
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn two_hard_bounces_suppress_an_address_and_a_success_frees_it(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let [one, two] = two_mails(&db).await;
    for (message, expected) in [(one, false), (one, false), (two, true)] {
        let now_suppressed = suppression::bounced(&db, message, GONE, "550 5.1.1", at(NOW)).await;
        assert_eq!(now_suppressed.unwrap(), expected);
    }
    assert!(is_suppressed(&db).await);
    suppression::lift(&db, [GONE.to_owned()], at(NOW))
        .await
        .unwrap();
    assert!(!is_suppressed(&db).await);
    assert!(
        suppression::bounced(&db, two, GONE, "550 5.1.1", at(NOW))
            .await
            .unwrap()
    );
    assert!(is_suppressed(&db).await);
    suppression::erase(&db, GONE).await.unwrap();
    assert_eq!(suppression::Entity::find().one(&db).await.unwrap(), None);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn bounces_of_long_ago_do_not_count(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let [one, two] = two_mails(&db).await;
    let later = at(NOW) + Duration::days(31);
    suppression::bounced(&db, one, GONE, "550 5.1.1", at(NOW))
        .await
        .unwrap();
    assert!(
        !suppression::bounced(&db, two, GONE, "550 5.1.1", later)
            .await
            .unwrap()
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_address_that_two_servers_answers_suppressed_is_free_once_a_person_retries(
    #[case] kind: Kind,
) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new().rcpt(GONE, "550 5.1.1 No such user")).await;
    let settings = settings(smtp.url());
    let [one, two] = two_mails(&db).await;
    for days in [0, 1, 4] {
        pass(&db, &settings, at(NOW) + Duration::days(days)).await;
    }
    let failed = |row: &message::Model| row.state == MessageState::Failed;
    assert!(outbox(&db).await.iter().all(failed), "{one} and {two}");
    assert!(is_suppressed(&db).await);
    message::retry(&db, one, at(NOW)).await.unwrap();
    assert!(!is_suppressed(&db).await);
}

/// Two of its mails come back while a third is on its way, and arrives.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_mail_that_arrives_after_all_frees_its_address(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let slow = Script::new().drip(std::time::Duration::from_millis(20));
    let smtp = SmtpServer::start(slow).await;
    let mut settings = settings(smtp.url());
    settings.mail.limit = std::time::Duration::from_secs(20);
    let [one, two] = two_mails(&db).await;
    let come_back = async {
        smtp.heard("RCPT", 1).await;
        for message in [one, two] {
            suppression::bounced(&db, message, GONE, "550 5.1.1", at(NOW))
                .await
                .unwrap();
        }
        assert!(is_suppressed(&db).await);
        assert!(smtp.mails().is_empty(), "it arrived too soon");
    };
    tokio::join!(pass(&db, &settings, at(NOW)), come_back);
    assert_eq!(smtp.mails().len(), 1);
    assert!(!is_suppressed(&db).await);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_domain_that_says_not_now_is_left_alone(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let (busy, well) = (addresses(40, "busy.example"), addresses(10, "well.example"));
    let deferring = busy.iter().fold(Script::new(), |script, address| {
        script.rcpt(address, "451 4.7.0 Too many of you")
    });
    let smtp = SmtpServer::start(deferring).await;
    let settings = settings(smtp.url());
    queue(&db, &[busy, well].concat()).await;
    pass(&db, &settings, at(NOW)).await;
    assert_eq!(smtp.mails().len(), 10, "another domain is not to blame");
    let row = domain_rest::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(row.rests_until, Some(at(NOW) + Duration::minutes(1)));
    let (tried, untried): (Vec<_>, Vec<_>) = outbox(&db)
        .await
        .into_iter()
        .filter(|message| message.recipient.ends_with("@busy.example"))
        .partition(|message| message.attempts > 0);
    // Those that were under way when it went to rest.
    assert!((3..=7).contains(&tried.len()), "{}", tried.len());
    assert!(
        untried
            .iter()
            .all(|message| Some(message.due_at) == row.rests_until)
    );

    smtp.follow(Script::new());
    for minutes in [1, 2, 3] {
        pass(&db, &settings, at(NOW) + Duration::minutes(minutes)).await;
    }
    assert!(
        outbox(&db)
            .await
            .iter()
            .all(|row| row.state == MessageState::Sent)
    );
    assert_eq!(domain_rest::Entity::find().one(&db).await.unwrap(), None);
}
