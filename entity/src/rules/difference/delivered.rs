//! What was delivered: training, alerts and advisory visits.

use super::{Difference, FigureKind, Pair};
use crate::rules::{
    disclosure::{ALERTS, SATISFACTION, TRAINING},
    summary::{Alarms, Training},
};

/// A count, and how it is read.
type Counted<T> = (FigureKind, fn(&T) -> i64);

pub(super) fn training(pair: Pair<'_>) -> Vec<Difference> {
    let both = pair.before.training.zip(pair.after.training);
    let Some((old, new)) = both.filter(|_| pair.shows(TRAINING)) else {
        return Vec::new();
    };
    let counts: [Counted<Training>; 9] = [
        (FigureKind::Sessions, |all| all.sessions),
        (FigureKind::TrainingVisits, |all| all.visits),
        (FigureKind::EnterprisesTrained, |all| all.enterprises),
        (FigureKind::ManagersWomen, |all| all.managers.women),
        (FigureKind::ManagersMen, |all| all.managers.men),
        (FigureKind::ManagersNotStated, |all| all.managers.not_stated),
        (FigureKind::WorkersWomen, |all| all.workers.women),
        (FigureKind::WorkersMen, |all| all.workers.men),
        (FigureKind::WorkersNotStated, |all| all.workers.not_stated),
    ];
    let counts = counts.into_iter();
    let counted = counts.filter_map(|(figure, of)| Difference::count(figure, [of(&old), of(&new)]));
    let satisfaction = satisfaction(&old, &new).filter(|_| pair.shows(SATISFACTION));
    counted.chain(satisfaction).collect()
}

fn satisfaction(old: &Training, new: &Training) -> Option<Difference> {
    let values = [old.satisfaction, new.satisfaction];
    // Editions that were made before it was counted do not say of how many it is.
    let known = old.satisfied.zip(new.satisfied);
    let Some((before, after)) = known else {
        let [from, to] = values;
        return (from != to).then(|| Difference::of(FigureKind::Satisfaction, values));
    };
    let expected = Some(new.enterprises);
    Difference::covered(FigureKind::Satisfaction, values, [before, after], expected)
}

pub(super) fn alerts(pair: Pair<'_>) -> Vec<Difference> {
    let both = pair.before.alerts.zip(pair.after.alerts);
    let Some((old, new)) = both.filter(|_| pair.shows(ALERTS)) else {
        return Vec::new();
    };
    let counts: [Counted<Alarms>; 3] = [
        (FigureKind::AlertsOpened, |all| all.opened),
        (FigureKind::AlertsResolved, |all| all.resolved),
        (FigureKind::AdvisoryVisits, |all| all.visits),
    ];
    let counts = counts.into_iter();
    let counted = counts.filter_map(|(figure, of)| Difference::count(figure, [of(&old), of(&new)]));
    counted.collect()
}
