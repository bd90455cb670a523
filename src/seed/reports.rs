//! The months of one enterprise: asked for, chased, answered or not, and what they show.

use std::collections::{BTreeMap, HashMap};

use ::entity::{
    baseline::{self, BaselineSource},
    data_request::{self, RequestState},
    measurement, reading,
    report_version::{self, Channel, ReportKind},
    rules::{figures::Counts, period::Month},
};
use chrono::{Duration, NaiveDate};
use sea_orm::prelude::DateTimeUtc;
use uuid::Uuid;

use super::{career::Career, dice::Dice, rows::Rows, workplace::Workplace, world::World};

mod asking;

/// The enterprise whose months are told.
pub(super) struct Subject<'all> {
    /// Its id.
    pub(super) id: Uuid,
    /// Where it began.
    pub(super) origin: &'all str,
    /// Its dates.
    pub(super) career: &'all Career,
    /// The workshops that it took.
    pub(super) modules: &'all BTreeMap<String, NaiveDate>,
    /// Has anybody there an address?
    pub(super) reachable: bool,
}

/// How a month is answered.
enum Answer {
    Figures(DateTimeUtc),
    Nothing(DateTimeUtc),
    Missing,
    Waived,
}

/// Tell the months of `subject`, from its baselines to its readings.
pub(super) fn tell(
    rows: &mut Rows,
    dice: &mut Dice,
    world: &World,
    subject: &Subject<'_>,
    mut workplace: Workplace,
) {
    let baselines = baselines(rows, dice, world, subject, &workplace);
    let carelessness = *dice.pick(&[0.4, 0.4, 0.4, 0.4, 0.4, 1.0, 1.0, 1.0, 1.0, 2.3]);
    let mut reported: BTreeMap<Month, Counts> = BTreeMap::new();
    let mut asked: HashMap<Month, (Uuid, String)> = HashMap::new();
    for month in subject.career.expected(world.until) {
        let counts = workplace.month(dice, world, month);
        let mut request = asking::request(dice, world, subject, month);
        let answer = answer(dice, world, &request, carelessness);
        settle(&mut request, &answer);
        asking::steps(rows, world, &request, subject.reachable);
        match answer {
            Answer::Figures(at) => {
                let counts = given(dice, world, subject, month, counts);
                versions(rows, dice, world, &request, &counts, at);
                asked.insert(month, (request.id, request.province_code.clone()));
                reported.insert(month, counts);
            }
            Answer::Nothing(at) => {
                let reason = if world.lebaran.contains(&month) {
                    "Libur Lebaran"
                } else {
                    "Tidak ada produksi bulan ini"
                };
                let mut version = version(dice, &request, 1, at);
                version.kind = ReportKind::NothingToReport;
                version.reason = Some(reason.into());
                rows.versions.push(version);
            }
            Answer::Missing | Answer::Waived => {}
        }
        rows.requests.push(request);
    }
    readings(rows, world, subject.id, &reported, &asked, &baselines);
}

/// Its baselines of the core indicators; a few are not known, a few were taken twice.
fn baselines(
    rows: &mut Rows,
    dice: &mut Dice,
    world: &World,
    subject: &Subject<'_>,
    workplace: &Workplace,
) -> HashMap<String, f64> {
    let mut known = HashMap::new();
    let on = subject.career.baseline_on;
    for (row, formula) in world.indicators.iter().filter(|(row, _)| row.core) {
        let Some(value) = workplace
            .baseline(dice, &row.code)
            .filter(|_| dice.chance(0.96))
        else {
            continue;
        };
        let Some(value) = Some(value).filter(|value| formula.hard.hold(*value)) else {
            continue;
        };
        let source = match dice.whole(0, 19) {
            0..12 => BaselineSource::Recorded,
            12..17 => BaselineSource::Estimated,
            _ => BaselineSource::Reconstructed,
        };
        let mut push = |value: f64, source, recorded_on: NaiveDate, superseded_at| {
            rows.baselines.push(baseline::Model {
                id: dice.id(recorded_on),
                enterprise_id: subject.id,
                indicator_code: row.code.clone(),
                value,
                source,
                recorded_on,
                superseded_at,
            });
        };
        if source == BaselineSource::Reconstructed && row.code == "ENERGY_INT" {
            let again = on + Duration::days(2);
            let at = again.and_hms_opt(4, 0, 0).unwrap_or_default().and_utc();
            push(
                (value * 130.0).round() / 100.0,
                BaselineSource::Estimated,
                on,
                Some(at),
            );
            push(value, source, again, None);
        } else {
            push(value, source, on, None);
        }
        known.insert(row.code.clone(), value);
    }
    known
}

/// Draw how `request` is answered; what would come after now has not come.
fn answer(
    dice: &mut Dice,
    world: &World,
    request: &data_request::Model,
    carelessness: f64,
) -> Answer {
    let lebaran = world.lebaran.contains(&request.month);
    let nothing = if lebaran { 0.13 } else { 0.012 };
    let draw = dice.between(0.0, 1.0);
    let early = asking::moment(dice, world, request, false);
    let late = asking::moment(dice, world, request, true);
    let bounds = [0.008, nothing, 0.1 * carelessness, 0.15 * carelessness];
    let mut upper = 0.0;
    let hit = bounds.iter().position(|share| {
        upper += share;
        draw < upper
    });
    let answer = match hit {
        Some(0) => Answer::Waived,
        Some(1) => Answer::Nothing(early),
        Some(2) => Answer::Missing,
        Some(_) => Answer::Figures(late),
        None => Answer::Figures(early),
    };
    match answer {
        Answer::Figures(at) | Answer::Nothing(at) if at >= world.now => Answer::Missing,
        other => other,
    }
}

fn settle(request: &mut data_request::Model, answer: &Answer) {
    let (state, received_at) = match answer {
        Answer::Figures(at) => (RequestState::Reported, Some(*at)),
        Answer::Nothing(at) => (RequestState::NothingToReport, Some(*at)),
        Answer::Missing => (RequestState::Open, None),
        Answer::Waived => (RequestState::Waived, None),
    };
    request.state = state;
    request.received_at = received_at;
    if state == RequestState::Waived {
        request.sent_at = None;
    }
}

/// What of `counts` was asked and given: core measures always, the others from
/// the month after their module, and not by everybody.
fn given(
    dice: &mut Dice,
    world: &World,
    subject: &Subject<'_>,
    month: Month,
    mut counts: Counts,
) -> Counts {
    let willing: BTreeMap<&str, bool> = world
        .modules
        .iter()
        .map(|module| (module.code.as_str(), dice.chance(0.87)))
        .collect();
    counts.retain(|measure, _| match world.asked.get(measure) {
        Some(None) => true,
        Some(Some(module)) => {
            let taken = subject
                .modules
                .get(module)
                .is_some_and(|day| month > Month::of(*day));
            taken && willing.get(module.as_str()).copied().unwrap_or(false)
        }
        None => false,
    });
    if dice.chance(0.007) {
        slip(dice, &mut counts);
    }
    if subject.career.saves_three == Some(month) {
        counts.insert("cost_saving".into(), 3.12);
    }
    counts
}

/// A figure that cannot be right and is not refused.
fn slip(dice: &mut Dice, counts: &mut Counts) {
    let (measure, factor) = *dice.pick(&[
        ("good_output", 10.0),
        ("electricity_kwh", 100.0),
        ("hours_worked", 0.1),
    ]);
    if let Some(value) = counts.get_mut(measure) {
        *value = (*value * factor).round().max(1.0);
    }
}

/// The versions of a report: one, or a first one with a slip and its correction.
fn versions(
    rows: &mut Rows,
    dice: &mut Dice,
    world: &World,
    request: &data_request::Model,
    counts: &Counts,
    at: DateTimeUtc,
) {
    let corrected_at = at + Duration::minutes(dice.whole(90, 6 * 24 * 60));
    let corrected =
        dice.chance(0.04) && corrected_at < world.now && corrected_at < request.locks_at;
    let mut last = version(
        dice,
        request,
        if corrected { 2 } else { 1 },
        if corrected { corrected_at } else { at },
    );
    if corrected {
        let mut first = version(dice, request, 1, at);
        first.is_current = false;
        let mut wrong = counts.clone();
        if let Some(electricity) = wrong.get_mut("electricity_kwh") {
            *electricity = (*electricity / 10.0).round();
        }
        last.note = Some("Perbaikan angka pemakaian listrik".into());
        measurements(rows, world, first.id, &wrong);
        rows.versions.push(first);
    }
    let accepted_at = last.submitted_at + Duration::days(5);
    last.accepted_at = (accepted_at < world.now).then_some(accepted_at);
    measurements(rows, world, last.id, counts);
    rows.versions.push(last);
}

fn version(
    dice: &mut Dice,
    request: &data_request::Model,
    version: i32,
    at: DateTimeUtc,
) -> report_version::Model {
    report_version::Model {
        id: dice.id(at.date_naive()),
        data_request_id: request.id,
        version,
        is_current: true,
        kind: ReportKind::Figures,
        channel: Channel::Import,
        submit_key: format!("seed-{}-{version}", request.id.simple()),
        reason: None,
        note: None,
        submitted_at: at,
        returned_at: None,
        accepted_at: None,
    }
}

fn measurements(rows: &mut Rows, world: &World, version: Uuid, counts: &Counts) {
    for measure in world.asked.keys() {
        let Some(value) = counts.get(measure) else {
            continue;
        };
        let measure_code = measure.clone();
        rows.measurements.push(measurement::Model {
            report_version_id: version,
            measure_code,
            value: *value,
        });
    }
}

fn readings(
    rows: &mut Rows,
    world: &World,
    enterprise: Uuid,
    reported: &BTreeMap<Month, Counts>,
    asked: &HashMap<Month, (Uuid, String)>,
    baselines: &HashMap<String, f64>,
) {
    for (row, formula) in &world.indicators {
        for value in formula.readings(reported, baselines.get(&row.code).copied()) {
            let Some((request, province)) = asked.get(&value.month) else {
                continue;
            };
            rows.readings.push(reading::Model {
                enterprise_id: enterprise,
                indicator_code: value.indicator,
                month: value.month,
                province_code: province.clone(),
                data_request_id: *request,
                numerator: value.numerator,
                denominator: value.denominator,
                value: value.value,
                baseline: value.baseline,
                change: value.change,
                improved: value.improved,
            });
        }
    }
}
