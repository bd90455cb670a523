//! Any sequence of drafts, answers, corrections and undos ends in the state of its newest version.

use std::collections::BTreeMap;

use entity::{
    data_request,
    data_request::RequestState,
    draft, reading,
    report_version::{Channel, ReportKind},
    rules::figures::Counts,
    submission::{self, Outcome, Submission},
};
use proptest::{prelude::*, test_runner::TestRunner};
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at, small, submit, undo_nothing},
};

/// What somebody does on the page.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// So many defects of a hundred units, by the key of that number.
    Figures(u8),
    Nothing,
    Undo,
    Draft,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0_u8..100).prop_map(Act::Figures),
        2 => Just(Act::Nothing),
        2 => Just(Act::Undo),
        1 => Just(Act::Draft),
    ]
}

/// What the request should be after the acts so far.
#[derive(Debug, Default)]
struct Expected {
    figures: Option<u8>,
    nothing: bool,
    draft: bool,
}

impl Expected {
    fn after(&mut self, act: Act) {
        match act {
            Act::Figures(defects) => {
                *self = Self {
                    figures: Some(defects),
                    ..Self::default()
                }
            }
            Act::Nothing => {
                self.nothing = true;
                self.draft = false;
            }
            Act::Undo => self.nothing = false,
            Act::Draft => self.draft = true,
        }
    }

    fn state(&self) -> RequestState {
        match (self.nothing, self.figures) {
            (true, _) => RequestState::NothingToReport,
            (false, Some(_)) => RequestState::Reported,
            (false, None) => RequestState::Open,
        }
    }

    fn reading(&self) -> Option<f64> {
        self.figures.filter(|_| !self.nothing).map(f64::from)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sequence_ends_in_the_state_of_its_newest_version() {
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 24,
        ..ProptestConfig::default()
    });
    let handle = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        runner
            .run(&prop::collection::vec(act(), 1..12), |acts| {
                handle.block_on(play(&acts));
                Ok(())
            })
            .unwrap();
    });
}

async fn play(acts: &[Act]) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let request = small(&db).await.request;
    let mut expected = Expected::default();
    for (step, act) in acts.iter().enumerate() {
        perform(&db, request, *act, step).await;
        expected.after(*act);
        check(&db, request, &expected, &acts[..=step]).await;
    }
    db.close().await.unwrap();
}

async fn perform(db: &DatabaseConnection, request: Uuid, act: Act, step: usize) {
    match act {
        Act::Figures(defects) => answer(db, request, Some(defects), step).await,
        Act::Nothing => answer(db, request, None, step).await,
        Act::Undo => {
            undo_nothing(db, request, at(NOW)).await;
        }
        Act::Draft => {
            let row = draft::Model {
                data_request_id: request,
                typed: draft::Typed(BTreeMap::from([("good_output".into(), "12,5 juta".into())])),
                note: None,
                saved_at: at(NOW),
            };
            draft::Entity::save(db, row).await.unwrap();
        }
    }
}

async fn answer(db: &DatabaseConnection, request: Uuid, defects: Option<u8>, step: usize) {
    let submission = Submission {
        request,
        kind: match defects {
            Some(_) => ReportKind::Figures,
            None => ReportKind::NothingToReport,
        },
        channel: Channel::Link,
        submit_key: format!("step {step}"),
        reason: None,
        note: None,
        counts: defects.map_or_else(Counts::new, |defects| {
            Counts::from([
                ("units_inspected".into(), 100.0),
                ("units_defective".into(), f64::from(defects)),
            ])
        }),
    };
    let outcome = submit(db, submission, at(NOW)).await.unwrap();
    assert!(matches!(outcome, Outcome::Stored { .. }), "{outcome:?}");
}

async fn check(db: &DatabaseConnection, request: Uuid, expected: &Expected, acts: &[Act]) {
    let row = data_request::Entity::find_by_id(request)
        .one(db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.state, expected.state(), "{acts:?}");
    let answered = expected.state() != RequestState::Open;
    assert_eq!(row.received_at.is_some(), answered, "{acts:?}");
    let current = submission::current_version(db, request).await.unwrap();
    assert_eq!(current.is_some(), answered, "{acts:?}");
    let readings = reading::Entity::find().all(db).await.unwrap();
    let values: Vec<_> = readings.iter().map(|one| one.value).collect();
    assert_eq!(values, Vec::from_iter(expected.reading()), "{acts:?}");
    let draft = draft::Entity::of(db, request).await.unwrap();
    assert_eq!(draft.is_some(), expected.draft, "{acts:?}");
}
