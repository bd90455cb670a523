//! A workplace that makes a month's counts: its own level, what training does
//! to it, the seasons, Lebaran, and chance.
//!
//! The counts hang together as they do in a real one: hours come from days
//! that were not missed, defects from what was inspected, and those who left
//! are not there at the month's end.

use std::collections::BTreeMap;

use ::entity::rules::{figures::Counts, period::Month};
use chrono::NaiveDate;

use super::{dice::Dice, enterprise::Profile, lines::Line, world::World};

/// Months until about two thirds of a module's effect is there.
const LEARNING: f64 = 5.0;

/// A workplace, as it is before training and as it changes.
pub(super) struct Workplace {
    line: &'static Line,
    women: f64,
    men: f64,
    pace: f64,
    defects: f64,
    absence: f64,
    leaving: f64,
    accidents: f64,
    energy: f64,
    suggestions: f64,
    waste: f64,
    punctual: f64,
    wage: f64,
    open_grievances: f64,
    /// How well training takes: 1 as usual, below 0 where things get worse.
    gain: f64,
    modules: BTreeMap<String, NaiveDate>,
}

impl Workplace {
    /// The workplace of `profile`, trained in `modules` on these days.
    pub(super) fn new(
        dice: &mut Dice,
        profile: &Profile,
        modules: BTreeMap<String, NaiveDate>,
    ) -> Self {
        let line = profile.line;
        let worse = dice.chance(0.1);
        Self {
            line,
            women: f64::from(profile.row.women),
            men: f64::from(profile.row.men),
            pace: line.per_hour * dice.noise(0.2).exp(),
            defects: dice.between(0.02, 0.13),
            absence: dice.between(0.025, 0.085),
            leaving: dice.between(0.006, 0.045),
            accidents: dice.between(40.0, 190.0),
            energy: line.kwh * dice.noise(0.2).exp(),
            suggestions: dice.between(0.0, 4.0),
            waste: dice.between(0.04, 0.16),
            punctual: dice.between(0.68, 0.92),
            wage: dice.between(850_000.0, 1_650_000.0),
            open_grievances: dice.whole(0, 3) as f64,
            gain: if worse {
                dice.between(-0.7, -0.2)
            } else {
                (1.0 + dice.noise(0.35)).clamp(0.2, 1.9)
            },
            modules,
        }
    }

    /// The value of a core indicator before training, as the enterprise's own
    /// books show it; none for another indicator.
    pub(super) fn baseline(&self, dice: &mut Dice, indicator: &str) -> Option<f64> {
        let value = match indicator {
            "LAB_PROD" => self.pace,
            "DEFECT_RATE" => 100.0 * self.defects,
            "ABSENT_RATE" => 100.0 * self.absence,
            "TURNOVER_RATE" => 100.0 * self.leaving,
            "ACCIDENT_FREQ" => self.accidents,
            "ENERGY_INT" => self.energy,
            "SUGGEST_RATE" => self.suggestions,
            _ => return None,
        };
        Some(significant(value * (1.0 + dice.noise(0.03))))
    }

    /// Its counts for `month`, of every measure; it lives on into the next month.
    pub(super) fn month(&mut self, dice: &mut Dice, world: &World, month: Month) -> Counts {
        let mut counts = Counts::new();
        let lebaran = world.lebaran.contains(&month);
        let after_lebaran = world.lebaran.contains(&month.minus(1)) && !lebaran;
        self.people(
            dice,
            &mut counts,
            month,
            if after_lebaran { 2.2 } else { 1.0 },
        );
        let hours = self.time(dice, &mut counts, month, world.working_days(month), lebaran);
        let output = self.output(dice, &mut counts, month, hours, lebaran);
        self.resources(dice, &mut counts, month, output);
        self.cooperation(dice, &mut counts, month);
        counts
    }

    fn workers(&self) -> f64 {
        self.women + self.men
    }

    /// What has arrived of `module` in `month`, from 0 to 1.
    fn learned(&self, module: &str, month: Month) -> f64 {
        let since = self
            .modules
            .get(module)
            .map_or(0, |day| month.since(Month::of(*day)))
            .max(0);
        1.0 - (-f64::from(since) / LEARNING).exp()
    }

    /// A rate that training brings down: by `share` of it through `module`, and a little through M1.
    fn eased(&self, rate: f64, module: &str, share: f64, month: Month) -> f64 {
        let effect = share * self.learned(module, month) + 0.1 * self.learned("M1", month);
        rate * (1.0 - self.gain * effect).clamp(0.15, 2.0)
    }

    fn people(&mut self, dice: &mut Dice, counts: &mut Counts, month: Month, unrest: f64) {
        let leaving = self.eased(self.leaving, "M4", 0.4, month) * unrest;
        let left = dice
            .events(leaving * self.workers())
            .min((self.workers() - 4.0).max(0.0));
        let joined = dice
            .events((self.leaving * 1.1) * self.workers())
            .min(left + 4.0);
        let women = ((joined - left) * self.line.women).round();
        self.women = (self.women + women).max(0.0);
        self.men = (self.men + joined - left - women).max(0.0);
        put(counts, "separations", left);
        put(counts, "workers_female", self.women);
        put(counts, "workers_male", self.men);
    }

    fn time(
        &mut self,
        dice: &mut Dice,
        counts: &mut Counts,
        month: Month,
        days: f64,
        lebaran: bool,
    ) -> f64 {
        let scheduled = self.workers() * days;
        let rate = self.eased(self.absence, "M4", 0.4, month)
            * (1.0 + dice.noise(0.12))
            * if lebaran { 1.4 } else { 1.0 };
        let absent = (scheduled * rate.clamp(0.0, 0.5)).round();
        let overtime = dice.between(0.0, 0.1) - if lebaran { 0.12 } else { 0.0 };
        let hours = ((scheduled - absent) * 8.0 * (1.0 + overtime)).round();
        let accidents = self.eased(self.accidents, "M5", 0.55, month) * hours / 1_000_000.0;
        put(counts, "days_scheduled", scheduled);
        put(counts, "days_absent", absent);
        put(counts, "hours_worked", hours);
        put(counts, "lost_time_accidents", dice.events(accidents));
        hours
    }

    fn output(
        &mut self,
        dice: &mut Dice,
        counts: &mut Counts,
        month: Month,
        hours: f64,
        lebaran: bool,
    ) -> f64 {
        let better = 0.05 * self.learned("M1", month)
            + 0.03 * self.learned("M2", month)
            + 0.17 * self.learned("M3", month);
        let pace =
            self.pace * (1.0 + self.gain * better) * self.season(month) * (1.0 + dice.noise(0.035));
        let good = (hours * pace * if lebaran { 0.94 } else { 1.0 })
            .round()
            .max(1.0);
        let defects = self.eased(self.defects, "M2", 0.45, month) * (1.0 + dice.noise(0.1));
        let inspected = (good / (1.0 - defects.clamp(0.0, 0.6))).round();
        put(counts, "good_output", good);
        put(counts, "units_inspected", inspected);
        put(counts, "units_defective", inspected - good);
        let due = (2.0 + dice.events(9.0)).round();
        let punctual =
            (self.punctual + self.gain * 0.12 * self.learned("M2", month) + dice.noise(0.05))
                .clamp(0.2, 1.0);
        put(counts, "orders_due", due);
        put(counts, "orders_on_time", (due * punctual).round());
        good
    }

    fn resources(&mut self, dice: &mut Dice, counts: &mut Counts, month: Month, output: f64) {
        let energy = self.eased(self.energy, "M3", 0.14, month) * (1.0 + dice.noise(0.04));
        let material = (output * self.line.kg * (1.0 + dice.noise(0.03)))
            .round()
            .max(1.0);
        let waste = self.eased(self.waste, "M3", 0.35, month) * (1.0 + dice.noise(0.08));
        put(counts, "electricity_kwh", (output * energy).round());
        put(counts, "material_input_kg", material);
        put(
            counts,
            "waste_kg",
            (material * waste.clamp(0.0, 0.9)).round(),
        );
        let cost = self.eased(self.line.cost, "M3", 0.06, month) * (1.0 + dice.noise(0.04));
        put(counts, "production_cost", thousands(output * cost));
        let years = f64::from(month.year() - 2010) + f64::from(month.number()) / 12.0;
        let wage = self.wage * (1.0 + 0.08 * years) * (1.0 + dice.noise(0.03));
        put(counts, "wages_paid", thousands(self.workers() * wage));
    }

    fn cooperation(&mut self, dice: &mut Dice, counts: &mut Counts, month: Month) {
        let voices = self.suggestions + 22.0 * self.gain.max(0.05) * self.learned("M1", month);
        put(
            counts,
            "suggestions",
            dice.events(voices * self.workers() / 100.0),
        );
        let received = dice.events(self.workers() * 0.025);
        let open = self.open_grievances + received;
        let share = (0.5 + 0.3 * self.gain * self.learned("M1", month)).clamp(0.1, 1.0);
        let resolved = (open * share + dice.noise(0.4)).round().clamp(0.0, open);
        put(counts, "grievances_received", received);
        put(counts, "grievances_open_at_start", self.open_grievances);
        put(counts, "grievances_resolved", resolved);
        self.open_grievances = open - resolved;
        let saving = 1_400_000.0
            * self.gain.max(0.05)
            * self.learned("M1", month)
            * (1.0 + dice.noise(0.3)).max(0.2);
        put(counts, "cost_saving", thousands(saving.max(100_000.0)));
    }

    /// How busy the line is in `month`: a wave with its top in the peak month.
    fn season(&self, month: Month) -> f64 {
        let turn = f64::from(month.number()) - f64::from(self.line.peak);
        1.0 + 0.04 * (turn * std::f64::consts::TAU / 12.0).cos()
    }
}

fn put(counts: &mut Counts, measure: &str, value: f64) {
    counts.insert(measure.to_owned(), value);
}

fn thousands(rupiah: f64) -> f64 {
    (rupiah / 1000.0).round() * 1000.0
}

/// `value` in four significant figures, as a person would write it down.
fn significant(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let scale = 10f64.powi(3 - value.log10().floor() as i32);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_figures_are_kept() {
        assert_eq!(significant(0.061_238), 0.061_24);
        assert_eq!(significant(123_456.0), 123_500.0);
        assert_eq!(significant(-1.0), 0.0);
    }
}
