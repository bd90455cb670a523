//! Enterprises from a file: found by the office's key or by id, made anew where the key is new.

use std::collections::{HashMap, HashSet};

use sea_orm::{DatabaseConnection, entity::prelude::*, sea_query::OnConflict};

use super::{
    super::{
        checks::today,
        enterprise::{Particulars, check, prospect},
        frame::{Author, Change},
        refused::Refused,
    },
    NotImported, Row, RowProblem, Tally, begin, end,
    known::{Enterprises, Named, Provinces},
    refused_rows,
    store::{self, Written},
    unless,
};
use crate::{
    database,
    enterprise::{Entity, Model},
    enterprise_history as history,
};

/// The longest key, in characters.
const KEY_AT_MOST: usize = 60;

/// What a row says of an enterprise.
#[derive(Clone, Debug)]
pub struct EnterpriseRow {
    /// The office's own key.
    pub key: Option<String>,
    /// Its id here, where the row comes from an export.
    pub id: Option<Uuid>,
    /// The rest.
    pub particulars: Particulars,
}

/// Store `rows`; those that are new become prospects.
///
/// # Errors
/// Where a row cannot be, or the database does not do its part; nothing is stored then.
pub async fn enterprises(
    db: &DatabaseConnection,
    author: &Author,
    rows: Vec<Row<EnterpriseRow>>,
    is_dry: bool,
) -> Result<Tally, NotImported> {
    let change = begin(db, author, "importEnterprises").await?;
    let names: Vec<_> = rows.iter().flat_map(|row| names(&row.says)).collect();
    let known = Enterprises::load(&change.tx, names.iter()).await?;
    let provinces = Provinces::load(&change.tx).await?;
    let mut problems = twice(&rows, &known);
    let mut written: Vec<Written<Model>> = Vec::new();
    let mut tally = Tally::default();
    for row in rows {
        match compared(row, &known, &provinces)? {
            Err(wrong) => problems.extend(wrong),
            Ok((Some(before), after)) if before == after => tally.unchanged += 1,
            Ok((before, after)) => {
                let count = if before.is_some() {
                    &mut tally.changed
                } else {
                    &mut tally.new
                };
                *count += 1;
                written.push((before, after));
            }
        }
    }
    unless(problems)?;
    store(&change, &written, &provinces).await?;
    end(change, is_dry).await?;
    Ok(tally)
}

fn names(row: &EnterpriseRow) -> impl Iterator<Item = Named> {
    let id = row.id.map(Named::Id);
    id.into_iter().chain(row.key.clone().map(Named::Key))
}

/// Rows that are about what an earlier one was about.
fn twice(rows: &[Row<EnterpriseRow>], known: &Enterprises) -> Vec<RowProblem> {
    let mut first: HashMap<Named, u64> = HashMap::new();
    let mut problems = Vec::new();
    for row in rows {
        // One that is there is one, whether by its key or by its id.
        let about: HashSet<_> = names(&row.says)
            .map(|name| known.get(&name).map_or(name, |found| Named::Id(found.id)))
            .collect();
        let earlier = about.into_iter().filter_map(|one| {
            let earlier = *first.entry(one).or_insert(row.number);
            (earlier != row.number).then_some(earlier)
        });
        if let Some(earlier) = earlier.min() {
            let message = format!("row {earlier} is about the same enterprise; keep one of them");
            problems.push(RowProblem::at(row.number, "key", message));
        }
    }
    problems
}

type Compared = Result<Written<Model>, Vec<RowProblem>>;

/// What the row's enterprise is now, and what the row makes of it.
fn compared(
    row: Row<EnterpriseRow>,
    known: &Enterprises,
    provinces: &Provinces,
) -> Result<Compared, NotImported> {
    let (
        number,
        EnterpriseRow {
            key,
            id,
            particulars,
        },
    ) = (row.number, row.says);
    let mut problems = Vec::new();
    let by_key = key.clone().and_then(|key| known.get(&Named::Key(key)));
    let before = match id {
        None => by_key,
        Some(id) => {
            let found = known.get(&Named::Id(id));
            if found.is_none() {
                let message = "there is no enterprise with this id; leave it blank for a new one";
                problems.push(RowProblem::at(number, "id", message));
            } else if by_key.is_some_and(|other| other.id != id) {
                let message = "another enterprise has this key; give each its own";
                problems.push(RowProblem::at(number, "key", message));
            }
            found
        }
    };
    problems.extend(provinces.of(number, &particulars.province).err());
    let mut after = prospect(particulars);
    after.office_key = key;
    if let Some(before) = before {
        after = merged(before, after);
    }
    if let Err(refused) = check(&mut after) {
        problems.extend(refused_rows(number, refused)?);
    }
    let key = after.office_key.as_deref().unwrap_or_default();
    if key.chars().count() > KEY_AT_MOST {
        let message = format!("a key has at most {KEY_AT_MOST} characters; shorten it");
        problems.push(RowProblem::at(number, "key", message));
    }
    if before.is_some_and(|before| before.archived_at.is_some() && *before != after) {
        let message = "this enterprise was put away; remove its row";
        problems.push(RowProblem::at(number, "key", message));
    }
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    if before.is_some_and(|before| *before != after) {
        after.version += 1;
    }
    Ok(Ok((before.cloned(), after)))
}

/// `before` with what the file says; where it stands in the programme is not in a file.
fn merged(before: &Model, said: Model) -> Model {
    Model {
        id: before.id,
        office_key: said.office_key.or_else(|| before.office_key.clone()),
        status: before.status,
        export_stage: before.export_stage,
        version: before.version,
        archived_at: before.archived_at,
        ..said
    }
}

async fn store(
    change: &Change<'_>,
    written: &[Written<Model>],
    provinces: &Provinces,
) -> Result<(), NotImported> {
    store::write::<Entity>(change, written)
        .await
        .map_err(Refused::from)?;
    let day = |row: &Model| {
        let province = provinces.get(&row.province_code);
        province.map_or(change.author.now.date_naive(), |one| {
            today(one, change.author.now)
        })
    };
    let moved = written.iter().filter(|(before, after)| {
        before
            .as_ref()
            .is_none_or(|before| before.province_code != after.province_code)
    });
    let stays = moved.map(|(_, row)| history::province::Model {
        enterprise_id: row.id,
        from_date: day(row),
        province_code: row.province_code.clone(),
    });
    use history::province::Column as Stay;
    let newest = OnConflict::columns([Stay::EnterpriseId, Stay::FromDate])
        .update_column(Stay::ProvinceCode)
        .to_owned();
    database::insert(&change.tx, stays, Some(newest)).await?;
    let new = written.iter().filter(|(before, _)| before.is_none());
    let statuses = new.map(|(_, row)| history::status::Model {
        enterprise_id: row.id,
        from_date: day(row),
        status: row.status,
    });
    database::insert(&change.tx, statuses, None).await?;
    Ok(())
}
