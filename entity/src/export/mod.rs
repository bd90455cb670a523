//! Tables for whoever takes the data along: enterprises, reports, readings and data requests,
//! as far as the viewer may see them.
//!
//! [`Pages`] goes through the enterprises in the order of their names, some at a time, and gives
//! what hangs on them, so that neither the memory nor the number of statements depends on more than
//! that. No export holds a contact: persons' names and addresses stay inside.

mod enterprises;
mod readings;
mod reports;
mod requests;

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, Condition, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{enterprise, measure, province, rules::period::Month, scope::Scope};

/// What can be taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Enterprises, as `score import enterprises` takes them.
    Enterprises,
    /// The reports that count, a row a month, a column a measure.
    Reports,
    /// The values that the reports give, a row an indicator and month.
    Readings,
    /// What was expected, and what became of it.
    DataRequests,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing was said.
    Blank,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(NaiveDate),
    /// A month.
    Month(Month),
    /// A moment.
    Moment(DateTimeUtc),
    /// Yes or no.
    Flag(bool),
}

/// What a column holds, for its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A long text, such as a name.
    Name,
    /// A short text, such as a code.
    Text,
    /// An id of ours.
    Id,
    /// A number.
    Number,
    /// A day or a month.
    Day,
    /// A moment.
    Moment,
    /// Yes or no.
    Flag,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What its first row says.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// Which rows are let through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those of this province; a month counts where the enterprise was on its last day.
    pub province: Option<String>,
    /// Months from this one on.
    pub from: Option<Month>,
    /// Months up to this one.
    pub to: Option<Month>,
}

impl Filter {
    /// What is wrong with it for `what`, if anything.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn problem(
        &self,
        db: &impl ConnectionTrait,
        what: Export,
    ) -> Result<Option<String>, DbErr> {
        if !what.has_months() && (self.from.is_some() || self.to.is_some()) {
            let message = "Enterprises have no month; leave `from` and `to` out";
            return Ok(Some(message.to_owned()));
        }
        let Some(code) = &self.province else {
            return Ok(None);
        };
        let known = province::Entity::find_by_id(code).one(db).await?;
        let unknown = || format!("There is no province `{code}`; codes are like ID-JK");
        Ok(known.is_none().then(unknown))
    }
}

impl Export {
    /// Every export.
    pub const ALL: [Self; 4] = [
        Self::Enterprises,
        Self::Reports,
        Self::Readings,
        Self::DataRequests,
    ];

    /// What it is called in addresses, files and commands.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Reports => "reports",
            Self::Readings => "readings",
            Self::DataRequests => "data-requests",
        }
    }

    /// The export that is called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|export| export.name() == name)
    }

    /// Do its rows have a month to filter by?
    pub const fn has_months(self) -> bool {
        !matches!(self, Self::Enterprises)
    }

    /// Enterprises of one page: what hangs on them fits in a few megabytes.
    const fn page(self) -> u64 {
        match self {
            Self::Enterprises => 1_000,
            Self::DataRequests => 200,
            Self::Reports | Self::Readings => 50,
        }
    }
}

/// An export that is read page by page.
#[derive(Debug)]
pub struct Pages<C> {
    db: C,
    export: Export,
    scope: Scope,
    filter: Filter,
    measures: Vec<String>,
    after: Option<(String, Uuid)>,
    is_done: bool,
}

impl<C: ConnectionTrait> Pages<C> {
    /// What `scope` may see of `export`, by `filter`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn new(db: C, export: Export, scope: Scope, filter: Filter) -> Result<Self, DbErr> {
        let measures = if export == Export::Reports {
            measure::codes(&db).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            db,
            export,
            scope,
            filter,
            measures,
            after: None,
            is_done: false,
        })
    }

    /// Its columns.
    pub fn columns(&self) -> Vec<Column> {
        match self.export {
            Export::Enterprises => named(&enterprises::COLUMNS),
            Export::DataRequests => named(&requests::COLUMNS),
            Export::Readings => named(&readings::COLUMNS),
            Export::Reports => reports::columns(&self.measures),
        }
    }

    /// The next rows, which may be none; nothing where there are no more.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Vec<Value>>>, DbErr> {
        if self.is_done {
            return Ok(None);
        }
        let page = self.enterprises().await?;
        self.is_done = (page.len() as u64) < self.export.page();
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.after = Some((last.name.clone(), last.id));
        let rows = match self.export {
            Export::Enterprises => page.into_iter().map(enterprises::row).collect(),
            Export::DataRequests => {
                requests::rows(&self.db, &Asked::of(page), &self.filter).await?
            }
            Export::Readings => readings::rows(&self.db, &Asked::of(page), &self.filter).await?,
            Export::Reports => {
                reports::rows(&self.db, &Asked::of(page), &self.filter, &self.measures).await?
            }
        };
        Ok(Some(rows))
    }

    /// The next enterprises, by name.
    async fn enterprises(&self) -> Result<Vec<enterprise::Model>, DbErr> {
        use enterprise::Column as Of;
        let mut visible = enterprise::Entity::visible_to(&self.scope);
        if let (Export::Enterprises, Some(code)) = (self.export, &self.filter.province) {
            visible = visible.filter(Of::ProvinceCode.eq(code));
        }
        if let Some((name, id)) = &self.after {
            let same = Condition::all().add(Of::Name.eq(name)).add(Of::Id.gt(*id));
            visible = visible.filter(Condition::any().add(Of::Name.gt(name)).add(same));
        }
        visible
            .order_by_asc(Of::Name)
            .order_by_asc(Of::Id)
            .limit(self.export.page())
            .all(&self.db)
            .await
    }
}

/// The enterprises of a page, in their order.
struct Asked {
    ids: Vec<Uuid>,
    known: HashMap<Uuid, (usize, Option<String>, String)>,
}

impl Asked {
    fn of(page: Vec<enterprise::Model>) -> Self {
        let ids = page.iter().map(|one| one.id).collect();
        let known = page.into_iter().enumerate();
        let known = known.map(|(place, one)| (one.id, (place, one.office_key, one.name)));
        Self {
            ids,
            known: known.collect(),
        }
    }

    /// The place of `id` on the page.
    fn place(&self, id: Uuid) -> usize {
        self.known.get(&id).map_or(usize::MAX, |known| known.0)
    }

    /// The cells that name `id`: key and name.
    fn cells(&self, id: Uuid) -> [Value; 2] {
        let known = self.known.get(&id);
        [
            known.map_or(Value::Blank, |known| given(known.1.clone())),
            known.map_or(Value::Blank, |known| Value::Text(known.2.clone())),
        ]
    }
}

impl Filter {
    /// What lets rows through by their month and the province of that month.
    fn of(&self, month: impl ColumnTrait, province: impl ColumnTrait) -> Condition {
        Condition::all()
            .add_option(self.province.as_ref().map(|code| province.eq(code)))
            .add_option(self.from.map(|first| month.gte(first)))
            .add_option(self.to.map(|last| month.lte(last)))
    }
}

fn named(columns: &[(&str, Kind)]) -> Vec<Column> {
    let column = |(name, kind): &(&str, Kind)| Column {
        name: (*name).to_owned(),
        kind: *kind,
    };
    columns.iter().map(column).collect()
}

/// A text that may be missing.
fn given(text: Option<String>) -> Value {
    text.map_or(Value::Blank, Value::Text)
}

/// A number that may be missing.
fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Blank, Value::Number)
}

/// A moment that may be missing.
fn moment(value: Option<DateTimeUtc>) -> Value {
    value.map_or(Value::Blank, Value::Moment)
}

/// Yes or no, where it is known.
fn flag(value: Option<bool>) -> Value {
    value.map_or(Value::Blank, Value::Flag)
}

/// The name of one of a list, as it is stored.
fn word<T: ActiveEnum<Value = String>>(value: &T) -> Value {
    Value::Text(value.to_value())
}
