//! A worker that loses power on the night of a quarter's summary, while it compiles, renders or
//! sends: no place is without its edition, and no manager is told twice.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    clock::{Clock, real_now},
    message::{self, MessageState, Purpose},
    summary::{self, source},
};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::time::{sleep, timeout};

use crate::{
    killed::start,
    summary_mail::manager,
    support::{
        databases::{Kind, TestDatabase},
        held::Held,
        once::{PATIENCE, let_leases_run_out},
        programme::{at, small},
        smtp::{Mail, Script, SmtpServer},
    },
};

const NIGHT: &str = "2013-01-19T20:00:00Z";
const MANAGERS: [(&str, &[&str]); 3] = [
    ("manager@one.example.org", &["ID-JK"]),
    ("manager@two.example.org", &["ID-JK"]),
    ("manager@nation.example.org", &[]),
];
/// Jakarta and the nation.
const PLACES: usize = 2;

/// When the power fails.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So many milliseconds after the worker began.
    Compiling(u64),
    /// While the first mail is written: its PDF takes longer than a look at the database.
    Rendering,
    /// While the mail server holds back its answer to a mail's text.
    Sending,
}

impl Moment {
    fn script(self) -> Script {
        match self {
            Self::Sending => Script::new().freeze_at(4),
            Self::Compiling(_) | Self::Rendering => Script::new(),
        }
    }

    async fn come(self, db: &DatabaseConnection, smtp: &SmtpServer) {
        let come = async {
            match self {
                Self::Compiling(wait) => sleep(Duration::from_millis(wait)).await,
                Self::Rendering => {
                    while told(db, MessageState::Sending).await == 0 {
                        sleep(Duration::from_millis(2)).await;
                    }
                }
                Self::Sending => smtp.frozen().await,
            }
        };
        timeout(PATIENCE, come).await.unwrap();
    }
}

/// How many of the managers' messages stand so.
async fn told(db: &DatabaseConnection, state: MessageState) -> usize {
    let found = message::Entity::find()
        .filter(message::Column::Purpose.eq(Purpose::Summary))
        .filter(message::Column::State.eq(state));
    found.count(db).await.unwrap() as usize
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_manager_is_told_once_whenever_a_worker_is_killed(#[case] kind: Kind) {
    let moments = [
        Moment::Compiling(0),
        Moment::Compiling(60),
        Moment::Compiling(200),
        Moment::Rendering,
        Moment::Sending,
    ];
    for moment in moments {
        let Some(database) = TestDatabase::new(kind).await else {
            return;
        };
        let db = database.connect().await;
        small(&db).await;
        for (email, provinces) in MANAGERS {
            manager(&db, email, provinces).await;
        }
        Clock::default().set(&db, at(NIGHT)).await.unwrap();
        let mails = kill_and_restart(&database, &db, moment).await;
        let editions = summary::Entity::find().all(&db).await.unwrap();
        assert_eq!(editions.len(), PLACES, "{moment:?}");
        assert!(editions.iter().all(|one| one.edition == 1), "{moment:?}");
        each_manager_has_one_message(&mails, moment);
    }
}

/// It has written some editions and is at the next when it dies: none of them is there.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_killed_while_it_compiles_leaves_no_edition(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    for (email, provinces) in MANAGERS {
        manager(&db, email, provinces).await;
    }
    Clock::default().set(&db, at(NIGHT)).await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let held = Held::table(&database, "summary_source").await;
    let first = start(&database, &smtp);
    held.somebody_waits().await;
    first.kill();
    let killed = real_now();
    held.let_go().await;
    assert_eq!(summary::Entity::find().count(&db).await.unwrap(), 0);
    assert_eq!(source::Entity::find().count(&db).await.unwrap(), 0);
    let telling = message::Entity::find().filter(message::Column::Purpose.eq(Purpose::Summary));
    assert_eq!(telling.count(&db).await.unwrap(), 0);
    let mails = restart((&database, &db), &smtp, killed).await;
    let editions = summary::Entity::find().all(&db).await.unwrap();
    assert_eq!(editions.len(), PLACES);
    assert!(editions.iter().all(|one| one.edition == 1));
    each_manager_has_one_message(&mails, Moment::Compiling(0));
}

async fn kill_and_restart(
    database: &TestDatabase,
    db: &DatabaseConnection,
    moment: Moment,
) -> Vec<Mail> {
    let smtp = SmtpServer::start(moment.script()).await;
    let first = start(database, &smtp);
    moment.come(db, &smtp).await;
    first.kill();
    let killed = real_now();
    smtp.follow(Script::new());
    restart((database, db), &smtp, killed).await
}

/// What all managers got once another worker has told them.
async fn restart(
    (database, db): (&TestDatabase, &DatabaseConnection),
    smtp: &SmtpServer,
    killed: DateTime<Utc>,
) -> Vec<Mail> {
    let_leases_run_out(db, killed).await;
    let second = start(database, smtp);
    let all_told = async {
        while told(db, MessageState::Sent).await < MANAGERS.len() {
            sleep(Duration::from_millis(20)).await;
            let_leases_run_out(db, killed).await;
        }
    };
    timeout(PATIENCE, all_told).await.unwrap();
    assert!(second.terminate().success());
    smtp.mails()
}

/// What came twice came with one Message-ID.
fn each_manager_has_one_message(mails: &[Mail], moment: Moment) {
    let managers = mails
        .iter()
        .filter(|mail| mail.recipient().starts_with("manager"));
    let mut got: HashMap<&str, Vec<String>> = HashMap::new();
    for mail in managers {
        got.entry(mail.recipient())
            .or_default()
            .push(mail.message_id());
    }
    assert_eq!(got.len(), MANAGERS.len(), "{moment:?}");
    for ids in got.values_mut() {
        assert!(
            ids.len() == 1 || matches!(moment, Moment::Sending),
            "{moment:?}"
        );
        ids.dedup();
        assert_eq!(ids.len(), 1, "{moment:?}");
    }
}
