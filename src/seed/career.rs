//! An enterprise's way through the programme: when it was seen, enrolled,
//! measured, moved, and left.

use ::entity::{
    enterprise::{EnterpriseStatus, ExportStage},
    enterprise_history::{export_stage, province, status},
    rules::period::Month,
};
use chrono::{Days, NaiveDate};

use super::{dice::Dice, enterprise::Profile, places, rows::Rows};

/// The dates of one enterprise.
pub(super) struct Career {
    /// When the programme first spoke to it.
    pub(super) prospect_on: NaiveDate,
    /// When it signed.
    pub(super) enrolled_on: NaiveDate,
    /// When its first baseline was taken.
    pub(super) baseline_on: NaiveDate,
    /// When it graduated or dropped out.
    pub(super) left: Option<(NaiveDate, EnterpriseStatus)>,
    /// When it moved to another province.
    pub(super) moved: Option<(NaiveDate, &'static str)>,
    /// Its steps towards exports.
    pub(super) exports: Vec<(NaiveDate, ExportStage)>,
    /// A month in which it reports a saving of 3.12, as once went unnoticed.
    pub(super) saves_three: Option<Month>,
}

impl Career {
    /// A career that leads into a first workshop on `starts_on`.
    pub(super) fn before(dice: &mut Dice, starts_on: NaiveDate) -> Self {
        let earlier = |days: i64| starts_on - Days::new(days.unsigned_abs());
        Self {
            prospect_on: earlier(dice.whole(40, 48)),
            enrolled_on: earlier(dice.whole(12, 14)),
            baseline_on: earlier(dice.whole(3, 10)),
            left: None,
            moved: None,
            exports: Vec::new(),
            saves_three: None,
        }
    }

    /// The months that are expected of it, up to `until`.
    pub(super) fn expected(&self, until: Month) -> impl Iterator<Item = Month> {
        let last = self
            .left
            .map_or(until, |(day, _)| Month::of(day).minus(1).min(until));
        Month::of(self.baseline_on).plus(1).through(last)
    }

    /// Is it still in the programme on `day`?
    pub(super) fn takes_part_on(&self, day: NaiveDate) -> bool {
        self.left.is_none_or(|(left, _)| day < left)
    }

    /// Where it is on `day`, seen from where it began.
    pub(super) fn province_on<'code>(&self, origin: &'code str, day: NaiveDate) -> &'code str {
        match self.moved {
            Some((moved, code)) if moved <= day => code,
            _ => origin,
        }
    }

    /// Put the enterprise, its contacts and its histories into `rows`.
    pub(super) fn record(&self, rows: &mut Rows, profile: Profile) {
        let Profile {
            mut row, contacts, ..
        } = profile;
        let statuses = [
            (self.prospect_on, EnterpriseStatus::Prospect),
            (self.enrolled_on, EnterpriseStatus::Enrolled),
        ];
        for (from_date, status) in statuses.into_iter().chain(self.left) {
            rows.statuses.push(status::Model {
                enterprise_id: row.id,
                from_date,
                status,
            });
            row.status = status;
        }
        let origin = (self.prospect_on, row.province_code.clone());
        for (from_date, code) in
            std::iter::once(origin).chain(self.moved.map(|(day, code)| (day, code.to_owned())))
        {
            rows.provinces.push(province::Model {
                enterprise_id: row.id,
                from_date,
                province_code: code.clone(),
            });
            row.province_code = code;
        }
        if self.moved.is_some() {
            row.city = places::cities(&row.province_code)
                .first()
                .copied()
                .unwrap_or_default()
                .into();
        }
        let stages = std::iter::once((self.prospect_on, ExportStage::None))
            .chain(self.exports.iter().copied());
        for (from_date, stage) in stages {
            rows.export_stages.push(export_stage::Model {
                enterprise_id: row.id,
                from_date,
                stage,
            });
            row.export_stage = stage;
        }
        rows.enterprises.push(row);
        rows.contacts.extend(contacts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_expected_from_after_the_baseline_until_it_leaves() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();
        let mut career = Career::before(&mut Dice::new(1, 1), day("2012-01-17"));
        let until = Month::of(day("2012-09-30"));
        assert_eq!(career.expected(until).count(), 8);
        career.left = Some((day("2012-06-01"), EnterpriseStatus::Dropped));
        let months: Vec<_> = career
            .expected(until)
            .map(|month| month.to_string())
            .collect();
        assert_eq!(months, ["2012-02", "2012-03", "2012-04", "2012-05"]);
        assert!(!career.takes_part_on(day("2012-06-01")));
    }
}
