//! What must hold at any moment of any history.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{
    chase::{due_steps::situation, plan::Fate, rehearse::rehearse},
    chase_step, data_request, holiday,
    link::Secrets,
    message::{self, MessageState, Purpose},
    message_item,
    pause::Pauses,
    province,
    rules::ladder::Decision,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::Office;
use crate::support::{office::SECRET, smtp::Mail};

/// Right after the jobs have run at `now`, with a mail server in good order.
pub(super) async fn holds(office: &Office, now: DateTime<Utc>, what: &str) {
    each_due_step_ended_or_waits(office, now, what).await;
    what_was_sent_arrived(office, what).await;
    nobody_was_pressed(office, what).await;
}

/// Would a run at `now` change nothing?
pub(super) async fn is_settled(office: &Office, now: DateTime<Utc>) -> bool {
    let all = rehearse(&office.db, now).await.unwrap();
    all.iter()
        .all(|planned| matches!(planned.fate, Fate::Waits(_)))
}

/// How many steps were sent.
pub(super) async fn sent(office: &Office) -> usize {
    steps_that_were_sent(office).await.len()
}

async fn steps_that_were_sent(office: &Office) -> Vec<chase_step::Model> {
    let sent = chase_step::Entity::find().filter(chase_step::Column::Decision.eq(Decision::Sent));
    sent.all(&office.db).await.unwrap()
}

/// The ladder is asked about every request; what is due and has no decision must be told as waiting.
async fn each_due_step_ended_or_waits(office: &Office, now: DateTime<Utc>, what: &str) {
    let mut waiting = HashMap::new();
    for planned in rehearse(&office.db, now).await.unwrap() {
        let step = (planned.due.request.unwrap(), planned.due.step);
        let Fate::Waits(reason) = planned.fate else {
            panic!("{what}: the jobs have run, and left {planned:?}");
        };
        let before = waiting.insert(step, reason);
        assert!(before.is_none(), "{what}: {step:?} waits twice");
    }
    let calendar = holiday::calendar(&office.db).await.unwrap();
    let zones = province::zones(&office.db).await.unwrap();
    let pauses = Pauses::load(&office.db).await.unwrap();
    let ended = chase_step::Entity::find().all(&office.db).await.unwrap();
    for request in data_request::Entity::find().all(&office.db).await.unwrap() {
        let (_, zone) = zones[&request.province_code];
        let paused = pauses.hold(request.enterprise_id, &request.province_code);
        let mine = ended.iter().filter(|row| row.data_request_id == request.id);
        let mine = mine.map(|row| row.step).collect();
        for (step, verdict) in situation(&request, zone, paused, mine).due(&calendar, now) {
            assert!(
                waiting.contains_key(&(request.id, step)),
                "{what}: {step:?} of {} is forgotten: {verdict:?}",
                request.id
            );
        }
    }
}

/// For each message that was sent: the requests that its mail speaks of are those of its sent steps.
/// A mail came twice only where it is known that it may have.
async fn what_was_sent_arrived(office: &Office, what: &str) {
    let mut arrived: HashMap<String, Vec<Mail>> = HashMap::new();
    for mail in office.smtp.mails() {
        let copies = arrived.entry(mail.message_id()).or_default();
        copies.push(mail);
    }
    let mut decided: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for step in steps_that_were_sent(office).await {
        let requests = decided.entry(step.message_id.unwrap()).or_default();
        requests.insert(step.data_request_id);
    }
    let items = message_item::Entity::find().all(&office.db).await.unwrap();
    for message in message::Entity::find().all(&office.db).await.unwrap() {
        let id = arrived
            .keys()
            .find(|id| id.contains(&message.id.to_string()));
        let copies = id.cloned().and_then(|id| arrived.remove(&id));
        let copies = copies.unwrap_or_default();
        let is_sent = message.state == MessageState::Sent;
        let what = format!("{what}: {message:?}");
        assert!(copies.len() <= 1 || message.uncertain, "{what}: repeated");
        assert!(!is_sent || !copies.is_empty(), "{what}: never arrived");
        assert!(
            is_sent || copies.is_empty() || message.uncertain,
            "{what}: arrived"
        );
        if message.purpose == Purpose::Chase {
            let carried = items.iter().filter(|item| item.message_id == message.id);
            let carried: BTreeSet<_> = carried.map(|item| item.data_request_id).collect();
            for copy in &copies {
                let spoken_of = spoken_of(copy);
                // What may have arrived under this Message-ID goes under no other.
                assert!(
                    spoken_of.is_subset(&carried),
                    "{what}: let go of {spoken_of:?}"
                );
            }
        }
        let steps = decided.remove(&message.id).unwrap_or_default();
        if message.purpose == Purpose::Chase && is_sent {
            // The last copy is the one that was answered with 250.
            assert_eq!(spoken_of(&copies[copies.len() - 1]), steps, "{what}");
        } else {
            assert!(
                steps.is_empty(),
                "{what}: steps of a mail that was not sent"
            );
        }
    }
    assert!(arrived.is_empty(), "{what}: mails of nobody: {arrived:?}");
    assert!(
        decided.is_empty(),
        "{what}: steps without mail: {decided:?}"
    );
}

/// The requests whose links a mail holds.
fn spoken_of(mail: &Mail) -> BTreeSet<Uuid> {
    let secrets = Secrets::parse(SECRET).unwrap();
    let text = mail.text();
    let links = text.split_whitespace().filter(|word| word.contains("/r/"));
    let tokens = links.filter_map(|link| link.rsplit('/').next());
    tokens
        .map(|token| secrets.signed(token).unwrap().id)
        .collect()
}

/// One mail of the chase a person and day, in office hours, about open steps of one item each.
async fn nobody_was_pressed(office: &Office, what: &str) {
    let calendar = holiday::calendar(&office.db).await.unwrap();
    let zones = province::zones(&office.db).await.unwrap();
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    let sent = steps_that_were_sent(office).await;
    let mut chased: HashMap<Uuid, usize> = HashMap::new();
    for step in &sent {
        let steps = chased.entry(step.data_request_id).or_default();
        *steps += 1;
        assert!(
            *steps <= 4,
            "{what}: a fifth mail about {}",
            step.data_request_id
        );
    }
    let mut days: BTreeMap<_, HashSet<Uuid>> = BTreeMap::new();
    let chases = message::Entity::find().filter(message::Column::Purpose.eq(Purpose::Chase));
    for message in chases.all(&office.db).await.unwrap() {
        let Some(sent_at) = message.sent_at else {
            continue;
        };
        let carried = sent
            .iter()
            .filter(|step| step.message_id == Some(message.id));
        let carried = carried.filter_map(|step| {
            let of = |request: &&data_request::Model| request.id == step.data_request_id;
            requests.iter().find(of)
        });
        let zones: Vec<_> = carried
            .map(|request| zones[&request.province_code].1)
            .collect();
        let open = zones
            .iter()
            .all(|zone| calendar.in_office_hours(sent_at, *zone));
        assert!(open, "{what}: sent while an office is closed: {message:?}");
        let day = sent_at.with_timezone(&zones[0]).date_naive();
        days.entry((message.recipient.clone(), day))
            .or_default()
            .insert(message.id);
    }
    for (day, messages) in days {
        assert_eq!(messages.len(), 1, "{what}: more than one mail: {day:?}");
    }
}
