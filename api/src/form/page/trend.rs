//! Something back at once: the enterprise's own core indicators over the last year, in a
//! picture, in words, and beside its peers.

use entity::{
    Language,
    indicator::{self, Aggregate},
    peers::{self, PeerFigure, PeerGroup, Peers},
    province, reading,
    rules::change::{self, ChangeKind},
};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};
use view::{
    chart::{self, LineChart},
    figure, format,
};

use super::{super::open::Opened, Words};

/// Months before the reported one that are shown.
const MONTHS_BEFORE: u32 = 11;

/// One indicator's trend.
pub(super) struct Trend {
    pub(super) name: String,
    /// The value with its unit.
    pub(super) value: String,
    /// The change since baseline in words; empty where there is none.
    pub(super) change: String,
    /// Where the peers stand; empty where too few reported.
    pub(super) peers: String,
    /// The picture, as SVG.
    pub(super) chart: String,
    /// The table behind the picture: month and value, newest first.
    pub(super) rows: Vec<(String, String)>,
}

/// The trends of the core indicators that have a value this month.
pub(super) async fn trends(
    db: &DatabaseConnection,
    opened: &Opened,
    words: &Words,
) -> Result<Vec<Trend>, DbErr> {
    let readings = own_readings(db, opened).await?;
    let mut indicators = indicator::Entity::find()
        .filter(indicator::Column::Core.eq(true))
        .order_by_asc(indicator::Column::Position)
        .all(db)
        .await?;
    indicators.retain(|indicator| {
        readings.iter().any(|reading| {
            reading.indicator_code == indicator.code && reading.month == opened.request.month
        })
    });
    let peers = peers::medians(db, &opened.request, &indicators).await?;
    let place = place(db, opened).await?;
    let trends = indicators.iter().filter_map(|indicator| {
        let own = readings
            .iter()
            .filter(|one| one.indicator_code == indicator.code);
        let teller = Teller {
            indicator,
            opened,
            words,
        };
        teller.trend(&own.collect::<Vec<_>>(), peers.get(&indicator.code), &place)
    });
    Ok(trends.collect())
}

async fn own_readings(
    db: &DatabaseConnection,
    opened: &Opened,
) -> Result<Vec<reading::Model>, DbErr> {
    let month = opened.request.month;
    reading::Entity::find()
        .filter(reading::Column::EnterpriseId.eq(opened.enterprise.id))
        .filter(reading::Column::Month.gte(month.minus(MONTHS_BEFORE)))
        .filter(reading::Column::Month.lte(month))
        .order_by_asc(reading::Column::Month)
        .all(db)
        .await
}

/// The name of the request's province.
async fn place(db: &DatabaseConnection, opened: &Opened) -> Result<String, DbErr> {
    let province = province::Entity::find_by_id(&opened.request.province_code)
        .one(db)
        .await?;
    Ok(
        province.map_or_else(String::new, |province| match opened.language {
            Language::Id => province.name_id,
            Language::En => province.name_en,
        }),
    )
}

/// Tells one indicator to one reader.
struct Teller<'a> {
    indicator: &'a indicator::Model,
    opened: &'a Opened,
    words: &'a Words,
}

impl Teller<'_> {
    fn trend(&self, own: &[&reading::Model], peers: Option<&Peers>, place: &str) -> Option<Trend> {
        let now = own.last()?;
        let name = figure::name(self.words.language(), self.indicator).to_owned();
        let value = self.figure(now.value);
        let change = self.change(now);
        let rows = own.iter().rev().map(|one| {
            let month = format::month(self.words.language(), one.month);
            (month, self.figure(one.value))
        });
        Some(Trend {
            chart: self.chart(&name, &value, &change, own, now.baseline),
            peers: peers.map_or_else(String::new, |peers| self.peers(peers, place)),
            rows: rows.collect(),
            name,
            value,
            change,
        })
    }

    fn chart(
        &self,
        name: &str,
        value: &str,
        change: &str,
        own: &[&reading::Model],
        baseline: Option<f64>,
    ) -> String {
        let values: Vec<_> = own.iter().map(|one| (one.month, one.value)).collect();
        let drawn = chart::line(&LineChart {
            id: &format!("c-{}", self.indicator.code),
            title: name,
            description: &format!("{value}. {change}"),
            values: &values,
            baseline,
            decimals: figure::decimals(self.indicator),
            language: self.words.language(),
        });
        drawn.unwrap_or_default()
    }

    /// Better, worse or about the same, by how much, and from where.
    fn change(&self, now: &reading::Model) -> String {
        let Some((change, baseline)) = now.change.zip(now.baseline) else {
            return String::new();
        };
        let improved =
            |by| change::improved(self.indicator.direction, by, self.indicator.noise_floor);
        let key = match (improved(change), improved(-change)) {
            (Some(true), _) => "form-trend-better",
            (_, Some(true)) => "form-trend-worse",
            (None, _) => "form-trend-changed",
            _ => "form-trend-same",
        };
        let (change, baseline) = (self.by(change), self.figure(baseline));
        let said = self
            .words
            .with(key, &[("change", &change), ("baseline", &baseline)]);
        if self.indicator.change == ChangeKind::Pooled {
            format!("{said} {}", self.words.say("form-trend-pooled"))
        } else {
            said
        }
    }

    fn peers(&self, peers: &Peers, place: &str) -> String {
        let median = match peers.of {
            PeerFigure::Level => self.figure(peers.median),
            PeerFigure::Change => self.by(peers.median),
        };
        let key = match (peers.whose, self.indicator.aggregate) {
            (PeerGroup::Province, Aggregate::Sum) => "form-peers-province",
            (PeerGroup::Province, Aggregate::MedianChange) => "form-peers-province-change",
            (PeerGroup::Programme, Aggregate::Sum) => "form-peers-programme",
            (PeerGroup::Programme, Aggregate::MedianChange) => "form-peers-programme-change",
        };
        let others = peers.others.to_string();
        let named = [
            ("median", median.as_str()),
            ("others", &others),
            ("province", place),
        ];
        self.words.with(key, &named)
    }

    fn figure(&self, value: f64) -> String {
        let output = &self.opened.enterprise.output_unit;
        figure::value(self.words.language(), self.indicator, value, output)
    }

    fn by(&self, change: f64) -> String {
        let output = &self.opened.enterprise.output_unit;
        figure::change(self.words.language(), self.indicator, change, output)
    }
}
