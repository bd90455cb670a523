//! The facts that the programme starts from: provinces, modules, measures, indicators, holidays;
//! and how long things are kept, where the programme has not said otherwise.
//!
//! They are compiled in from `data/*.csv` and upserted, so that a new row in a
//! file reaches every database with the next `score migrate`.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, sea_query::OnConflict,
};
use serde::Deserialize;

use crate::{
    holiday::{self, HolidayKind},
    indicator::{self, Aggregate},
    measure, module, province, retention,
    rules::change::{ChangeKind, Direction},
};

/// Names that look like provinces and are island groups.
pub const ISLAND_GROUPS: [&str; 7] = [
    "ID-ML", "ID-JW", "ID-KA", "ID-NU", "ID-PP", "ID-SL", "ID-SM",
];

/// Bring the reference tables up to date.
///
/// # Errors
/// Where a file has a row that cannot be read, or the database cannot be written.
pub async fn load(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    upsert::<province::Entity, _>(
        db,
        rows::<ProvinceRow>(include_str!("../data/provinces.csv"))?.map(Into::into),
    )
    .await?;
    upsert::<module::Entity, _>(
        db,
        rows::<ModuleRow>(include_str!("../data/modules.csv"))?.map(Into::into),
    )
    .await?;
    let measures = rows::<MeasureRow>(include_str!("../data/measures.csv"))?.zip(1..);
    upsert::<measure::Entity, _>(db, measures.map(|(row, position)| row.model(position))).await?;
    upsert::<indicator::Entity, _>(db, indicators()?.into_iter()).await?;
    let holidays = rows::<HolidayRow>(include_str!("../data/holidays.csv"))?;
    upsert::<holiday::Entity, _>(db, holidays.map(Into::into)).await?;
    let kept = rows::<RetentionRow>(include_str!("../data/retention.csv"))?;
    let kept = kept
        .map(RetentionRow::model)
        .collect::<Result<Vec<_>, _>>()?;
    retention::bring(db, kept.into_iter()).await
}

/// The indicators, in their order.
///
/// # Errors
/// Where the file has a row that cannot be read.
pub fn indicators() -> Result<Vec<indicator::Model>, DbErr> {
    let rows = rows::<IndicatorRow>(include_str!("../data/indicators.csv"))?.zip(1..);
    rows.map(|(row, position)| row.model(position)).collect()
}

/// The codes of the measures, in their order.
///
/// # Errors
/// Where the file has a row that cannot be read.
pub fn measure_codes() -> Result<Vec<String>, DbErr> {
    let rows = rows::<MeasureRow>(include_str!("../data/measures.csv"))?;
    Ok(rows.map(|row| row.code).collect())
}

async fn upsert<E, M>(
    db: &impl ConnectionTrait,
    models: impl Iterator<Item = M>,
) -> Result<(), DbErr>
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let keys: Vec<E::Column> = E::PrimaryKey::iter()
        .map(PrimaryKeyToColumn::into_column)
        .collect();
    let is_key = |column: &E::Column| keys.iter().any(|key| key.as_str() == column.as_str());
    let others: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
    let on_conflict = OnConflict::columns(keys.iter().copied())
        .update_columns(others)
        .to_owned();
    let rows: Vec<E::ActiveModel> = models
        .map(|model| model.into_active_model().reset_all())
        .collect();
    E::insert_many(rows)
        .on_conflict(on_conflict)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn rows<'text, T: serde::de::DeserializeOwned + 'text>(
    text: &'text str,
) -> Result<std::vec::IntoIter<T>, DbErr> {
    let read = csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect::<Result<Vec<T>, _>>();
    Ok(read
        .map_err(|error| DbErr::Custom(format!("reference data: {error}")))?
        .into_iter())
}

fn yes(text: &str) -> bool {
    text == "yes"
}

#[derive(Deserialize)]
struct ProvinceRow {
    code: String,
    kemendagri_code: String,
    name_id: String,
    name_en: String,
    timezone: String,
    zone: String,
    island_group: String,
    valid_from: Option<chrono::NaiveDate>,
    predecessor: Option<String>,
    in_programme_2012: String,
}

impl From<ProvinceRow> for province::Model {
    fn from(row: ProvinceRow) -> Self {
        Self {
            code: row.code,
            kemendagri_code: row.kemendagri_code,
            name_id: row.name_id,
            name_en: row.name_en,
            timezone: row.timezone,
            zone: row.zone,
            island_group: row.island_group,
            valid_from: row.valid_from,
            predecessor: row.predecessor,
            in_programme_2012: yes(&row.in_programme_2012),
        }
    }
}

#[derive(Deserialize)]
struct ModuleRow {
    code: String,
    position: i32,
    name_en: String,
    name_id: String,
    classroom_days: i32,
    planned_visits: i32,
    compulsory: String,
}

impl From<ModuleRow> for module::Model {
    fn from(row: ModuleRow) -> Self {
        Self {
            code: row.code,
            position: row.position,
            name_en: row.name_en,
            name_id: row.name_id,
            classroom_days: row.classroom_days,
            planned_visits: row.planned_visits,
            compulsory: yes(&row.compulsory),
        }
    }
}

#[derive(Deserialize)]
struct MeasureRow {
    code: String,
    name_en: String,
    name_id: String,
    unit: String,
    whole_number: String,
    warn_max: Option<f64>,
    hint_en: String,
    hint_id: String,
}

impl MeasureRow {
    fn model(self, position: i32) -> measure::Model {
        measure::Model {
            code: self.code,
            position,
            name_en: self.name_en,
            name_id: self.name_id,
            unit: self.unit,
            whole_number: yes(&self.whole_number),
            warn_max: self.warn_max,
            hint_en: self.hint_en,
            hint_id: self.hint_id,
        }
    }
}

#[derive(Deserialize)]
struct IndicatorRow {
    code: String,
    name_en: String,
    name_id: String,
    unit: String,
    numerator: String,
    denominator: Option<String>,
    factor: f64,
    direction: String,
    change: String,
    noise_floor: Option<f64>,
    aggregate: String,
    decimals: i32,
    hard_min: Option<f64>,
    hard_max: Option<f64>,
    warn_min: Option<f64>,
    warn_max: Option<f64>,
    warn_ratio: Option<f64>,
    core: String,
    module: String,
}

impl IndicatorRow {
    fn model(self, position: i32) -> Result<indicator::Model, DbErr> {
        use sea_orm::ActiveEnum;
        Ok(indicator::Model {
            code: self.code,
            position,
            name_en: self.name_en,
            name_id: self.name_id,
            unit: self.unit,
            numerator: self.numerator,
            denominator: self.denominator,
            factor: self.factor,
            direction: Direction::try_from_value(&self.direction)?,
            change: ChangeKind::try_from_value(&self.change)?,
            noise_floor: self.noise_floor.unwrap_or(0.0),
            aggregate: Aggregate::try_from_value(&self.aggregate)?,
            decimals: self.decimals,
            hard_min: self.hard_min,
            hard_max: self.hard_max,
            warn_min: self.warn_min,
            warn_max: self.warn_max,
            warn_ratio: self.warn_ratio,
            core: yes(&self.core),
            module: self.module,
        })
    }
}

#[derive(Deserialize)]
struct RetentionRow {
    subject: String,
    keep_days: i32,
    says: String,
}

impl RetentionRow {
    fn model(self) -> Result<retention::Model, DbErr> {
        use sea_orm::ActiveEnum;
        Ok(retention::Model {
            subject: retention::Subject::try_from_value(&self.subject)?,
            keep_days: self.keep_days,
            says: self.says,
        })
    }
}

#[derive(Deserialize)]
struct HolidayRow {
    date: chrono::NaiveDate,
    kind: HolidayKindRow,
    estimated: String,
    name_id: String,
    name_en: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum HolidayKindRow {
    National,
    JointLeave,
}

impl From<HolidayRow> for holiday::Model {
    fn from(row: HolidayRow) -> Self {
        Self {
            date: row.date,
            kind: match row.kind {
                HolidayKindRow::National => HolidayKind::National,
                HolidayKindRow::JointLeave => HolidayKind::JointLeave,
            },
            estimated: yes(&row.estimated),
            name_id: row.name_id,
            name_en: row.name_en,
        }
    }
}
