//! One edition as its four forms show it: the frozen figures, and what is needed to name them.
//!
//! Whoever makes a file reads this once; HTML, PDF, XLSX and CSV are then pure functions of
//! it, so that the same edition gives the same figures in each of them.

use chrono::{DateTime, Utc};
use entity::{
    Language,
    indicator::{self, Aggregate},
    measure, province,
    rules::{
        difference::Difference, half_year::HalfYear, period::Quarter, summary::Figures, zone::ZONES,
    },
    summary::{file::Audience, material::Material},
};

use crate::{
    format,
    locale::{text, text_with},
    unit,
};

/// What the forms of an edition show.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language of its words.
    pub language: Language,
    /// The province's name in that language; none for the nation.
    pub place: Option<String>,
    /// The quarter.
    pub quarter: Quarter,
    /// 1 for the first.
    pub edition: i32,
    /// The figures know what had come by then.
    pub cut_off: DateTime<Utc>,
    /// Is this the public set, in which figures of few are hidden?
    pub is_public: bool,
    /// SHA-256 of the set's frozen text.
    pub hash: String,
    /// The figures, internal or public.
    pub figures: Figures,
    /// What differs from the edition before; empty for the first.
    pub differences: Vec<Difference>,
    /// The indicators, by which figures are named and written.
    pub indicators: Vec<indicator::Model>,
    /// The measures, by which indicators are explained.
    pub measures: Vec<measure::Model>,
}

impl Document {
    /// What `material` gives in `language`.
    pub fn of(material: Material, language: Language) -> Self {
        let hash = material.edition.set_hash(material.audience).to_owned();
        let place = material.province.map(|row| match language {
            Language::Id => row.name_id,
            Language::En => row.name_en,
        });
        Self {
            language,
            place,
            quarter: material.quarter,
            edition: material.edition.edition,
            cut_off: material.edition.cut_off,
            is_public: material.audience == Audience::Public,
            hash,
            figures: material.figures,
            differences: material.differences,
            indicators: material.indicators,
            measures: material.measures,
        }
    }

    /// The text of `key`.
    pub(super) fn say(&self, key: &str) -> String {
        text(self.language, key)
    }

    /// The place's name, also the nation's.
    pub fn place_name(&self) -> String {
        let nation = || self.say("summary-file-nation");
        self.place.clone().unwrap_or_else(nation)
    }

    /// Which place and quarter: `Jawa Tengah, Triwulan III 2012`.
    pub(super) fn title(&self) -> String {
        let args = [
            ("place", self.place_name()),
            ("quarter", format::quarter(self.language, self.quarter)),
        ];
        text_with(self.language, "summary-file-title", &args)
    }

    /// Which edition, and what it knows.
    pub(super) fn edition_line(&self) -> String {
        let [western, ..] = ZONES;
        let local = self.cut_off.with_timezone(&western.tz);
        let args = [
            ("edition", self.edition.to_string()),
            ("day", format::date_long(self.language, local.date_naive())),
        ];
        text_with(self.language, "summary-file-edition", &args)
    }

    /// Whom it is for.
    pub(super) fn set_line(&self) -> String {
        self.say(if self.is_public {
            "summary-file-set-public"
        } else {
            "summary-file-set-internal"
        })
    }

    /// The unit of a level; a group whose enterprises have units of their own has none.
    pub(super) fn level_unit(&self, row: &indicator::Model) -> String {
        match row.aggregate {
            Aggregate::Sum => unit::of_value(self.language, &row.unit),
            Aggregate::MedianChange => self.say("summary-file-no-level"),
        }
    }

    /// The indicator of that code.
    pub(super) fn indicator(&self, code: &str) -> Option<&indicator::Model> {
        self.indicators.iter().find(|row| row.code == code)
    }
}

/// What an edition's files are called, up to the ending: `score-jawa-tengah-2012-Q3-2`, and
/// `score-jawa-tengah-2012-Q3-2-internal` where they are not for everybody.
pub fn file_stem(
    place: Option<&province::Model>,
    quarter: Quarter,
    edition: i32,
    audience: Audience,
) -> String {
    let (place, set) = (place_part(place), set_part(audience));
    format!("score-{place}-{quarter}-{edition}{set}")
}

/// The same of a half-year: `score-jawa-tengah-2012-H2`.
pub fn half_year_stem(
    place: Option<&province::Model>,
    half: HalfYear,
    audience: Audience,
) -> String {
    let (place, set) = (place_part(place), set_part(audience));
    format!("score-{place}-{half}{set}")
}

/// Files of both sets may lie in one folder: by its name nobody passes on the wrong one.
const fn set_part(audience: Audience) -> &'static str {
    match audience {
        Audience::Internal => "-internal",
        Audience::Public => "",
    }
}

fn place_part(place: Option<&province::Model>) -> String {
    place.map_or_else(|| "indonesia".to_owned(), |row| unit::slug(&row.name_id))
}
