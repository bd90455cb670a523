//! The nightly look at every enterprise: which alerts begin, and which episodes are over.
//!
//! [`watch`] compares what is with what should be, as of a moment: it reads all
//! enterprises in a handful of statements, judges them in memory, and writes nothing.
//! Who writes down what it found is the job.

mod load;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DbErr, prelude::DateTimeUtc};
use uuid::Uuid;

use crate::{
    alert::{self, AlertRule, AlertState, Evidence},
    indicator,
    rules::{
        alert::{Read, Sighting, Verdict, accidents, judge, silence, worse},
        period::Month,
    },
};

/// The indicator that accidents are an alert of.
const ACCIDENTS: &str = "ACCIDENT_FREQ";

/// What a watch found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Alerts to be opened.
    pub opened: Vec<alert::Model>,
    /// Alerts whose episode is over, by the month that ended it.
    pub recovered: BTreeMap<Month, Vec<Uuid>>,
    /// Alerts of enterprises that take part no more.
    pub left: Vec<Uuid>,
}

/// What is known of one enterprise.
#[derive(Debug, Default)]
struct Watched {
    province: String,
    /// The requests that are answered or past due.
    requests: Vec<(Month, bool)>,
    reads: HashMap<String, Vec<Read>>,
    accidents: BTreeMap<Month, f64>,
}

/// The episodes that go on, by enterprise, rule and indicator.
type Ongoing = HashMap<(Uuid, AlertRule, Option<String>), Uuid>;

/// What is to be opened and what is over at `now`, judged by what had come by then.
///
/// # Errors
/// Where the database cannot be read.
pub async fn watch(db: &impl ConnectionTrait, now: DateTimeUtc) -> Result<Found, DbErr> {
    let indicators = load::indicators(db).await?;
    let ongoing = load::ongoing(db).await?;
    let enterprises = load::enterprises(db, now).await?;
    let gone = ongoing.iter();
    let gone = gone.filter(|((id, ..), _)| !enterprises.contains_key(id));
    let mut found = Found {
        left: gone.map(|(_, alert)| *alert).collect(),
        ..Found::default()
    };
    for (id, watched) in enterprises {
        for (rule, indicator, seen) in watched.sightings(&indicators) {
            let open = ongoing.get(&(id, rule, indicator.clone()));
            match (watched.judge(rule, &seen), open) {
                (Verdict::Hit { month, evidence }, None) => {
                    let subject = (id, rule, indicator);
                    found
                        .opened
                        .push(row(&watched, subject, month, &evidence, now));
                }
                (Verdict::Recovered { month }, Some(alert)) => {
                    found.recovered.entry(month).or_default().push(*alert);
                }
                _ => {}
            }
        }
    }
    name(db, &mut found.opened).await?;
    Ok(found)
}

/// Give episodes names of their own: a month that was corrected can trip a rule again after
/// its first episode is over.
async fn name(db: &impl ConnectionTrait, opened: &mut [alert::Model]) -> Result<(), DbErr> {
    let enterprises: BTreeSet<Uuid> = opened.iter().map(|one| one.enterprise_id).collect();
    let had = load::episodes(db, &enterprises).await?;
    for one in opened {
        let first = one.episode.clone();
        let mut number = 1;
        while had.contains(&(one.enterprise_id, one.episode.clone())) {
            number += 1;
            one.episode = format!("{first} {number}");
        }
    }
    Ok(())
}

impl Watched {
    /// What each rule sees: by indicator, where the rule is about one.
    fn sightings(
        &self,
        indicators: &[indicator::Model],
    ) -> Vec<(AlertRule, Option<String>, Vec<Sighting>)> {
        let mut all = vec![
            (AlertRule::Silence, None, silence(&self.requests)),
            (
                AlertRule::Accidents,
                Some(ACCIDENTS.to_owned()),
                accidents(&self.accidents),
            ),
        ];
        for indicator in indicators {
            if let Some(reads) = self.reads.get(&indicator.code) {
                let seen = worse(indicator.direction, indicator.noise_floor, reads);
                all.push((AlertRule::Worse, Some(indicator.code.clone()), seen));
            }
        }
        all
    }

    fn judge(&self, rule: AlertRule, seen: &[Sighting]) -> Verdict {
        match self.requests.iter().map(|(month, _)| *month).max() {
            Some(newest) => judge(rule, seen, newest),
            None => Verdict::Unchanged,
        }
    }
}

fn row(
    watched: &Watched,
    (enterprise_id, rule, indicator_code): (Uuid, AlertRule, Option<String>),
    month: Month,
    evidence: &[Sighting],
    now: DateTimeUtc,
) -> alert::Model {
    let evidence: Vec<Evidence> = evidence.iter().map(Evidence::from).collect();
    let about = indicator_code.as_deref().unwrap_or("-");
    alert::Model {
        id: Uuid::now_v7(),
        enterprise_id,
        province_code: watched.province.clone(),
        rule,
        episode: format!("{rule:?} {about} {month}"),
        indicator_code,
        state: AlertState::Open,
        evidence: serde_json::to_string(&evidence).unwrap_or_default(),
        opened_at: now,
        acknowledged_at: None,
        acknowledged_by: None,
        resolved_at: None,
        resolved_by: None,
        resolution: None,
        recovered_at: None,
        recovered_month: None,
        left_at: None,
    }
}
