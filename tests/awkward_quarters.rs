//! Quarters in which something happens to an enterprise, to its province, or to what is counted:
//! from the requests that the worker plans, through the reports, to the night's figures.

mod figures;
mod places;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use entity::{
    Language, data_request, enterprise,
    report_version::{Channel, ReportKind},
    rules::summary::{Figures, IndicatorFigures},
    submission::{Outcome, Submission},
    summary::{
        file::{Audience, Form},
        material::Material,
    },
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;
use view::summary::{Document, render};
use worker::{JobName, jobs};

use crate::{
    summary::editions,
    support::{
        databases::{Kind, TestDatabase},
        programme::{Small, at, small, submit},
    },
};

/// The months of the quarter, and when each is asked for.
const MONTHS: [(&str, &str); 3] = [
    ("2012-10", "2012-11-01T03:00:00Z"),
    ("2012-11", "2012-12-03T03:00:00Z"),
    ("2012-12", "2013-01-02T03:00:00Z"),
];
const NIGHT: &str = "2013-01-19T20:00:00Z";

/// The last quarter of 2012, in which the small programme begins.
struct Quarter {
    db: DatabaseConnection,
    small: Small,
    _database: TestDatabase,
}

/// Both sets of an edition.
struct Sets {
    internal: Figures,
    public: Figures,
}

impl Quarter {
    async fn open(kind: Kind) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        Some(Self {
            small: small(&db).await,
            db,
            _database: database,
        })
    }

    /// The worker asks for a month; says of whom, by name, and by which request.
    async fn asked(&self, month: usize) -> BTreeMap<String, Uuid> {
        let (month, asked_at) = MONTHS[month];
        jobs::plan(&self.db, JobName::DataRequest, at(asked_at))
            .await
            .unwrap();
        let month: entity::rules::period::Month = month.parse().unwrap();
        let asked = data_request::Entity::find()
            .filter(data_request::Column::Month.eq(month))
            .all(&self.db)
            .await
            .unwrap();
        let names: HashMap<Uuid, String> = enterprise::Entity::find()
            .all(&self.db)
            .await
            .unwrap()
            .into_iter()
            .map(|one| (one.id, one.name))
            .collect();
        let asked = asked.into_iter();
        asked
            .map(|request| (names[&request.enterprise_id].clone(), request.id))
            .collect()
    }

    /// What becomes of a report.
    async fn reported(&self, request: Uuid, counts: &[(&str, f64)], now: DateTime<Utc>) -> Outcome {
        let counts = counts.iter();
        let given = Submission {
            request,
            kind: ReportKind::Figures,
            channel: Channel::Api,
            submit_key: Uuid::now_v7().to_string(),
            reason: None,
            note: None,
            counts: counts
                .map(|(code, count)| ((*code).to_owned(), *count))
                .collect(),
        };
        submit(&self.db, given, now).await.unwrap()
    }

    /// The worker asks for a month, and each enterprise by name reports so many defects of a
    /// thousand; says who was asked.
    async fn month(&self, month: usize, defects: &[(&str, f64)]) -> Vec<String> {
        let asked = self.asked(month).await;
        let now = at(MONTHS[month].1);
        for (name, count) in defects {
            let counts = [("units_inspected", 1000.0), ("units_defective", *count)];
            let outcome = self.reported(asked[*name], &counts, now).await;
            assert_eq!(outcome, Outcome::Stored { version: 1 }, "{name}");
        }
        asked.into_keys().collect()
    }

    /// What the night makes of each place.
    async fn frozen(&self) -> BTreeMap<Option<String>, Sets> {
        jobs::plan(&self.db, JobName::Summary, at(NIGHT))
            .await
            .unwrap();
        let editions = editions(&self.db).await.into_iter();
        let sets = editions.map(|edition| {
            assert_eq!(edition.edition, 1);
            let sets = Sets {
                internal: edition.figures().unwrap(),
                public: edition.public_figures().unwrap(),
            };
            (edition.province_code, sets)
        });
        sets.collect()
    }

    /// Every form of every edition, as text where it is one.
    async fn forms(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for edition in editions(&self.db).await {
            for audience in [Audience::Internal, Audience::Public] {
                let material = Material::load(&self.db, edition.clone(), audience).await;
                let document = Document::of(material.unwrap(), Language::Id);
                for form in Form::ALL {
                    let bytes = render(&document, form).unwrap();
                    texts.push(crate::summary_files::words(form.ending(), &bytes));
                }
            }
        }
        texts
    }
}

fn indicator<'a>(figures: &'a Figures, code: &str) -> &'a IndicatorFigures {
    let mut all = figures.indicators.iter();
    all.find(|one| one.code == code).unwrap()
}

/// Of the defect rate: enterprises with a value, and of how many; its level and median change.
fn defects(figures: &Figures) -> (i64, i64, Option<f64>, Option<f64>) {
    let measured = indicator(figures, "DEFECT_RATE").measured.unwrap();
    (
        measured.n,
        measured.expected,
        measured.level,
        measured.median_change,
    )
}

/// Months that were expected, and received; enterprises that were asked, and answered.
fn reporting(figures: &Figures) -> [i64; 4] {
    let all = figures.reporting.unwrap();
    [
        all.coverage.expected,
        all.coverage.received,
        all.enterprises_expected,
        all.enterprises_reporting,
    ]
}
