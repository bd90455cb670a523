//! An outbox and a server that fails: nothing is lost, nothing is sent twice
//! knowingly, and what is repeated carries the same Message-ID.

use std::collections::HashSet;

use chrono::Duration;
use entity::{
    chase_step,
    message::{MessageState, retry},
    rules::ladder::Decision,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use worker::{Transport, deliver_once};

use super::{addresses, database, outbox, pass, queue, settings, the_message};
use crate::support::{
    databases::Kind,
    programme::{NOW, at},
    smtp::{AfterData, Mail, Script, SmtpServer},
};

fn message_id(mail: &Mail) -> String {
    let text = String::from_utf8_lossy(&mail.raw).into_owned();
    let line = text.lines().find(|line| line.starts_with("Message-ID:"));
    line.unwrap().to_owned()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn down_for_six_hours(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let settings = settings(smtp.url());
    let port = smtp.stop().await;
    queue(&db, &addresses(12, "example.org")).await;
    for half_hours in 0..12 {
        pass(&db, &settings, at(NOW) + Duration::minutes(30) * half_hours).await;
    }
    assert!(
        outbox(&db)
            .await
            .iter()
            .all(|message| message.state == MessageState::Queued)
    );
    let smtp = SmtpServer::start_on(port, Script::new()).await;
    // The office is closed by now: the mails go the next morning.
    for hours in [6, 24, 25, 29] {
        pass(&db, &settings, at(NOW) + Duration::hours(hours)).await;
    }
    let reached: HashSet<_> = smtp.mails().iter().map(|mail| mail.to.clone()).collect();
    assert_eq!((smtp.mails().len(), reached.len()), (12, 12));
    assert!(
        outbox(&db)
            .await
            .iter()
            .all(|message| message.state == MessageState::Sent)
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn while_a_server_is_away_the_outbox_rests(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new().greeting("554 5.3.2 Closed")).await;
    let settings = settings(smtp.url());
    queue(&db, &addresses(40, "example.org")).await;
    let transport = Transport::new(&settings.mail).unwrap();
    let first = deliver_once(&db, &transport, &settings, at(NOW))
        .await
        .unwrap();
    let second = deliver_once(&db, &transport, &settings, at(NOW))
        .await
        .unwrap();
    assert_eq!((first.claimed, second.claimed), (40, 0));
    assert!(smtp.count("CONNECT") <= 4, "{}", smtp.count("CONNECT"));
    let tried = outbox(&db)
        .await
        .iter()
        .filter(|row| row.attempts > 0)
        .count();
    assert_eq!(
        tried, first.failed,
        "what was not tried has lost no attempt"
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn greylisted_mail_comes_again_after_its_wait(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new().greylist()).await;
    let settings = settings(smtp.url());
    queue(&db, &addresses(1, "example.org")).await;
    pass(&db, &settings, at(NOW)).await;
    let waiting = the_message(&db).await;
    assert_eq!(waiting.state, MessageState::Queued);
    assert!(waiting.due_at >= at(NOW) + Duration::minutes(1));
    assert_eq!(
        waiting.last_error.as_deref(),
        Some("451 4.7.1 Greylisted, come again")
    );
    assert_eq!(
        pass(&db, &settings, at(NOW)).await.claimed,
        0,
        "not before its wait is over"
    );
    pass(&db, &settings, at(NOW) + Duration::minutes(2)).await;
    assert_eq!(the_message(&db).await.state, MessageState::Sent);
    assert_eq!(smtp.mails().len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn one_of_five_hundred_is_refused(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let people = addresses(500, "example.org");
    let refusing = Script::new().rcpt(&people[123], "550 5.1.1 No such user");
    let smtp = SmtpServer::start(refusing).await;
    queue(&db, &people).await;
    let done = pass(&db, &settings(smtp.url()), at(NOW)).await;
    assert_eq!((done.claimed, done.sent, done.failed), (500, 499, 1));
    let failed: Vec<_> = outbox(&db)
        .await
        .into_iter()
        .filter(|message| message.state == MessageState::Failed)
        .collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].recipient, people[123]);
    assert_eq!(
        failed[0].last_error.as_deref(),
        Some("550 5.1.1 No such user")
    );
    let steps = chase_step::Entity::find().all(&db).await.unwrap();
    let decided = |decision| {
        steps
            .iter()
            .filter(|step| step.decision == decision)
            .count()
    };
    assert_eq!(
        (decided(Decision::Sent), decided(Decision::Failed)),
        (499, 1)
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite, AfterData::CutAfterKeeping, 2)]
#[case::postgres(Kind::Postgres, AfterData::CutAfterKeeping, 2)]
#[case::cut_before(Kind::Sqlite, AfterData::CutBeforeKeeping, 1)]
#[case::silent(Kind::Sqlite, AfterData::Silence, 1)]
#[tokio::test]
async fn a_lost_answer_is_uncertain_and_repeated_with_the_same_id(
    #[case] kind: Kind,
    #[case] end: AfterData,
    #[case] copies: usize,
) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new().after_data(end)).await;
    let settings = settings(smtp.url());
    queue(&db, &addresses(1, "example.org")).await;
    pass(&db, &settings, at(NOW)).await;
    let message = the_message(&db).await;
    assert_eq!(
        (message.state, message.uncertain),
        (MessageState::Queued, true)
    );
    smtp.follow(Script::new());
    pass(&db, &settings, at(NOW) + Duration::minutes(2)).await;
    let message = the_message(&db).await;
    assert_eq!((message.state, message.attempts), (MessageState::Sent, 2));
    let ids: Vec<_> = smtp.mails().iter().map(message_id).collect();
    assert_eq!(ids.len(), copies);
    assert!(
        ids.iter().all(|id| id.contains(&message.id.to_string())),
        "{ids:?}"
    );
}

/// A server that takes the text byte by byte is given up in time, and nobody knows whether it has
/// taken it: the mail comes again under its own Message-ID.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_server_that_reads_byte_by_byte_holds_nobody_up(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let sipping = Script::new().sip(std::time::Duration::from_millis(5));
    let smtp = SmtpServer::start(sipping).await;
    let settings = settings(smtp.url());
    queue(&db, &addresses(1, "example.org")).await;
    let begun = std::time::Instant::now();
    pass(&db, &settings, at(NOW)).await;
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
    let message = the_message(&db).await;
    assert_eq!(
        (message.state, message.uncertain),
        (MessageState::Queued, true)
    );
    smtp.follow(Script::new());
    pass(&db, &settings, at(NOW) + Duration::minutes(2)).await;
    let [mail] = smtp.mails().try_into().unwrap();
    assert!(message_id(&mail).contains(&message.id.to_string()));
}

/// Queued on Thursday, first tried after a holiday: the server has seen it never before.
#[rstest]
#[case::deferred(Kind::Sqlite, AfterData::Answer("451 4.3.0 Not now".into()))]
#[case::lost(Kind::Sqlite, AfterData::CutBeforeKeeping)]
#[case::postgres(Kind::Postgres, AfterData::CutBeforeKeeping)]
#[tokio::test]
async fn a_mail_that_waited_for_days_is_new_to_its_server(
    #[case] kind: Kind,
    #[case] end: AfterData,
) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new().after_data(end)).await;
    let settings = settings(smtp.url());
    queue(&db, &addresses(1, "example.org")).await;
    let monday = at(NOW) + Duration::days(4);
    pass(&db, &settings, monday).await;
    assert_eq!(the_message(&db).await.state, MessageState::Queued);
    smtp.follow(Script::new());
    pass(&db, &settings, monday + Duration::minutes(2)).await;
    assert_eq!(the_message(&db).await.state, MessageState::Sent);
}

/// What a server puts off for ever is given up in the end, by the waits that it was put off for.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_mail_that_is_put_off_for_ever_is_given_up(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let people = addresses(1, "example.org");
    let smtp = SmtpServer::start(Script::new().rcpt(&people[0], "451 4.3.0 Not now")).await;
    let settings = settings(smtp.url());
    queue(&db, &people).await;
    let mut tries = 0;
    let mut message = the_message(&db).await;
    while message.state == MessageState::Queued {
        tries += 1;
        assert!(tries < 100, "{message:?}");
        pass(&db, &settings, message.due_at).await;
        message = the_message(&db).await;
    }
    assert_eq!(message.state, MessageState::Failed);
    assert!(message.put_off_seconds >= 3 * 24 * 60 * 60, "{message:?}");
    assert!(message.attempts > 15, "{message:?}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_failed_message_is_sent_again_when_a_person_wants_it(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let people = addresses(1, "example.org");
    let smtp = SmtpServer::start(Script::new().rcpt(&people[0], "550 5.1.1 No")).await;
    let settings = settings(smtp.url());
    let id = queue(&db, &people).await[0];
    pass(&db, &settings, at(NOW)).await;
    let failed = the_message(&db).await;
    assert_eq!(failed.state, MessageState::Failed);
    smtp.follow(Script::new());
    let again = retry(&db, id, at(NOW)).await.unwrap().unwrap();
    assert_eq!(
        (again.attempts, again.fence),
        (failed.attempts, failed.fence + 1)
    );
    assert!(
        retry(&db, id, at(NOW)).await.unwrap().is_none(),
        "only what failed"
    );
    pass(&db, &settings, at(NOW)).await;
    assert_eq!(the_message(&db).await.state, MessageState::Sent);
    let [step] = chase_step::Entity::find()
        .all(&db)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(step.decision, Decision::Sent);
}
