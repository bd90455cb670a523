//! What happens in a random history: to a request, to a person, to the mail server.

use chrono::{DateTime, Days, Duration, Utc};
use entity::{
    changes::{Author, data_request as office_does},
    contact, data_request,
    message::{self, MessageState},
    report_version::{Channel, ReportKind},
    stop,
    submission::Submission,
};
use rand::{Rng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::super::Office;
use crate::support::{
    programme::{promise, submit, undo_nothing},
    smtp::{AfterData, Script},
};

/// One thing happens, to somebody; often it is what the mail server does next.
pub(super) async fn happen(office: &Office, dice: &mut ChaCha8Rng, now: DateTime<Utc>) {
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let contacts = contact::Entity::find().all(&office.db).await.unwrap();
    let (request, person) = (requests.choose(dice), contacts.choose(dice));
    let (request, person) = (request.unwrap(), person.unwrap());
    match dice.random_range(0..16) {
        0 | 1 => answer(office, dice, request, now).await,
        2 => {
            let by = now.date_naive() + Days::new(dice.random_range(0..9));
            promise(&office.db, request.id, by, now).await;
        }
        3 => pause(office, dice, request, now).await,
        4 | 5 => office.resume(now).await,
        6 => stop::stop(&office.db, person, now).await.unwrap(),
        7 => withdraw(office, person, Some(now)).await,
        8 | 9 => {
            for person in &contacts {
                stop::resume(&office.db, person, now).await.unwrap();
                withdraw(office, person, None).await;
            }
        }
        10 => decide(office, dice, request, now).await,
        11 => retry_what_failed(office, now).await,
        _ => office.smtp.follow(weather(dice, &contacts)),
    }
}

async fn answer(
    office: &Office,
    dice: &mut ChaCha8Rng,
    request: &data_request::Model,
    now: DateTime<Utc>,
) {
    if dice.random_ratio(1, 3) {
        undo_nothing(&office.db, request.id, now).await;
        return;
    }
    let nothing = Submission {
        request: request.id,
        kind: ReportKind::NothingToReport,
        channel: Channel::Link,
        submit_key: Uuid::now_v7().to_string(),
        reason: None,
        note: None,
        counts: Default::default(),
    };
    submit(&office.db, nothing, now).await.unwrap();
}

async fn pause(
    office: &Office,
    dice: &mut ChaCha8Rng,
    request: &data_request::Model,
    now: DateTime<Utc>,
) {
    let (enterprise, province) = match dice.random_range(0..4) {
        0 => (None, None),
        1 => (None, Some(request.province_code.as_str())),
        _ => (Some(request.enterprise_id), None),
    };
    office.pause(enterprise, province, &now.to_rfc3339()).await;
}

async fn withdraw(office: &Office, person: &contact::Model, when: Option<DateTime<Utc>>) {
    let update = contact::Entity::update_many()
        .col_expr(contact::Column::WithdrawnAt, Expr::value(when))
        .filter(contact::Column::Id.eq(person.id));
    update.exec(&office.db).await.unwrap();
}

/// The office waives, extends or opens again; what it may not, it is refused.
async fn decide(
    office: &Office,
    dice: &mut ChaCha8Rng,
    request: &data_request::Model,
    now: DateTime<Utc>,
) {
    let author = Author::operator(now);
    let _may_be_refused = match dice.random_range(0..4) {
        0 => office_does::waive(&office.db, &author, request.id, None).await,
        1 => {
            let until = now + Duration::days(dice.random_range(1..20));
            office_does::reopen(&office.db, &author, request.id, until).await
        }
        _ => {
            let due_on = request.due_on + Days::new(dice.random_range(1..12));
            office_does::extend_due_date(&office.db, &author, request.id, due_on, None).await
        }
    };
}

async fn retry_what_failed(office: &Office, now: DateTime<Utc>) {
    let failed = message::Entity::find().filter(message::Column::State.eq(MessageState::Failed));
    for message in failed.all(&office.db).await.unwrap() {
        message::retry(&office.db, message.id, now).await.unwrap();
    }
}

/// How the mail server behaves from now on.
fn weather(dice: &mut ChaCha8Rng, contacts: &[contact::Model]) -> Script {
    let person = contacts.choose(dice).and_then(|one| one.email.clone());
    let person = person.unwrap().to_lowercase();
    let fair = Script::new();
    match dice.random_range(0..14) {
        0 => fair.rcpt(&person, "550 5.1.1 No such user"),
        1 => fair.rcpt(&person, "451 4.3.0 Not now"),
        2 => fair.greylist(),
        3 => fair.greeting("554 5.3.2 Closed"),
        4 => fair.goodbye_after(1),
        5 => fair.after_data(AfterData::CutAfterKeeping),
        6 => fair.after_data(AfterData::CutBeforeKeeping),
        7 => fair.after_data(AfterData::Answer("451 4.3.0 Not now".into())),
        _ => fair,
    }
}
