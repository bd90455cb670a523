//! Contacts from a file: a person is found by their enterprise and their address.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    DatabaseConnection, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, LockType},
};

use super::{
    super::{
        checks::{not_later, today},
        contact::{Particulars, check, person},
        frame::{Author, Change},
        refused::Refused,
        trail::hashed,
    },
    NotImported, Row, RowProblem, Tally, begin, end,
    known::{Enterprises, Named, Provinces},
    refused_rows,
    store::{self, Written},
    unless,
};
use crate::{
    audit,
    contact::{Column, Entity, Model},
    database,
};

/// The enterprise of a contact and their address.
type Who = (Uuid, String);

/// Store `rows`, each a person at the enterprise that it names. Where the file names a primary
/// contact, who was it before steps back.
///
/// # Errors
/// Where a row cannot be, or the database does not do its part; nothing is stored then.
pub async fn contacts(
    db: &DatabaseConnection,
    author: &Author,
    rows: Vec<Row<(Named, Particulars)>>,
    is_dry: bool,
) -> Result<Tally, NotImported> {
    let change = begin(db, author, "importContacts").await?;
    let known = Enterprises::load(&change.tx, rows.iter().map(|row| &row.says.0)).await?;
    let provinces = Provinces::load(&change.tx).await?;
    let (people, problems) = people(rows, &known, &provinces, author)?;
    unless(problems)?;
    let before = before(&change, people.iter().map(|(.., said)| said.enterprise_id)).await?;
    unless(gone(&change.tx, &people, &before).await?)?;
    let (written, tally) = compared(people, &before);
    step_back(&change, &written).await?;
    store::write::<Entity>(&change, &written)
        .await
        .map_err(Refused::from)?;
    end(change, is_dry).await?;
    Ok(tally)
}

/// A row's person: its number, their address, and they.
type Person = (u64, String, Model);
type People = Vec<Person>;

/// Who the rows are about; and what is wrong with them.
fn people(
    rows: Vec<Row<(Named, Particulars)>>,
    known: &Enterprises,
    provinces: &Provinces,
    author: &Author,
) -> Result<(People, Vec<RowProblem>), NotImported> {
    let mut rows_of = RowsOf::default();
    let (mut people, mut problems) = (Vec::new(), Vec::new());
    for row in rows {
        match read(row, known, provinces, author)? {
            Ok(one) => {
                problems.extend(rows_of.doubles(&one));
                people.push(one);
            }
            Err(wrong) => problems.extend(wrong),
        }
    }
    Ok((people, problems))
}

/// Whom one row is about, or what is wrong with it.
fn read(
    row: Row<(Named, Particulars)>,
    known: &Enterprises,
    provinces: &Provinces,
    author: &Author,
) -> Result<Result<Person, Vec<RowProblem>>, NotImported> {
    let (number, (name, given)) = (row.number, row.says);
    let enterprise = match known.of(number, &name) {
        Ok(found) => found,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let mut said = person(enterprise.id, given);
    if let Err(refused) = check(&mut said) {
        return Ok(Err(refused_rows(number, refused)?));
    }
    let province = provinces.get(&enterprise.province_code);
    let day = province.map_or(author.now.date_naive(), |one| today(one, author.now));
    let late = said
        .consent_on
        .and_then(|on| not_later("consentOn", on, day));
    let mut wrong: Vec<_> = late
        .map(|problem| RowProblem::of(number, problem))
        .into_iter()
        .collect();
    let Some(address) = said.address() else {
        let message = "the address is missing; a contact is known by it";
        wrong.push(RowProblem::at(number, "email", message));
        return Ok(Err(wrong));
    };
    Ok(if wrong.is_empty() {
        Ok((number, address, said))
    } else {
        Err(wrong)
    })
}

/// Which row was about a person first, and which named an enterprise's primary contact.
#[derive(Default)]
struct RowsOf {
    person: HashMap<Who, u64>,
    primary: HashMap<Uuid, u64>,
}

impl RowsOf {
    /// What another row says already.
    fn doubles(&mut self, (number, address, said): &Person) -> Vec<RowProblem> {
        let mut problems = Vec::new();
        let who = (said.enterprise_id, address.clone());
        if let Some(earlier) = self.person.insert(who, *number) {
            let message = format!("row {earlier} is about the same person; keep one of them");
            problems.push(RowProblem::at(*number, "email", message));
        }
        if said.is_primary
            && let Some(earlier) = self.primary.insert(said.enterprise_id, *number)
        {
            let message = format!(
                "row {earlier} is the primary contact of the same enterprise; there is one"
            );
            problems.push(RowProblem::at(*number, "is_primary", message));
        }
        problems
    }
}

/// The contacts of these enterprises as they are, whom nobody else changes meanwhile.
async fn before(
    change: &Change<'_>,
    enterprises: impl Iterator<Item = Uuid>,
) -> Result<Vec<Model>, DbErr> {
    let ids: Vec<_> = enterprises.collect::<HashSet<_>>().into_iter().collect();
    let mut found = Vec::new();
    for some in ids.chunks(database::rows_per_insert(1)) {
        let rows = Entity::find()
            .filter(Column::EnterpriseId.is_in(some.iter().copied()))
            .order_by_asc(Column::Id)
            .lock(LockType::Update)
            .all(&change.tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Those whom a file would bring back: put away or erased at the same enterprise. Their address
/// is in no row any more, but its hash is in the trail.
async fn gone(
    tx: &impl ConnectionTrait,
    people: &People,
    before: &[Model],
) -> Result<Vec<RowProblem>, DbErr> {
    let away: HashMap<_, _> = before
        .iter()
        .filter(|row| row.archived_at.is_some())
        .map(|row| (row.id, row.enterprise_id))
        .collect();
    let mut trails: HashMap<Uuid, Vec<audit::Model>> = HashMap::new();
    let ids: Vec<_> = away.keys().copied().collect();
    for some in ids.chunks(database::rows_per_insert(1)) {
        let rows = audit::Entity::find()
            .filter(audit::Column::Noun.eq("Contact"))
            .filter(audit::Column::NounId.is_in(some.iter().copied()))
            .all(tx)
            .await?;
        for row in rows {
            if let Some(enterprise) = away.get(&row.noun_id) {
                trails.entry(*enterprise).or_default().push(row);
            }
        }
    }
    let was_there = |(_, address, said): &&(u64, String, Model)| {
        let trail = trails.get(&said.enterprise_id).into_iter().flatten();
        let mut hashes = trail.map(|row| (hashed(row.noun_id, "email", address), &row.changes));
        hashes.any(|(hash, changes)| changes.contains(&hash))
    };
    let problem = |(number, ..): &(u64, String, Model)| {
        let message = "this person was put away or erased here; remove the row, or enter them anew through the API";
        RowProblem::at(*number, "email", message)
    };
    Ok(people.iter().filter(was_there).map(problem).collect())
}

/// What is written, those who step back among it.
fn compared(people: People, before: &[Model]) -> (Vec<Written<Model>>, Tally) {
    let known: HashMap<Who, &Model> = before
        .iter()
        .filter_map(|row| Some(((row.enterprise_id, row.address()?), row)))
        .collect();
    let mut tally = Tally::default();
    let mut written: Vec<Written<Model>> = Vec::new();
    let (mut named, mut primary) = (HashSet::new(), HashSet::new());
    for (_, address, said) in people {
        let enterprise = said.enterprise_id;
        if said.is_primary {
            primary.insert(enterprise);
        }
        let Some(before) = known.get(&(enterprise, address)).copied() else {
            tally.new += 1;
            written.push((None, said));
            continue;
        };
        named.insert(before.id);
        let mut after = merged(before, said);
        if *before == after {
            tally.unchanged += 1;
            continue;
        }
        tally.changed += 1;
        after.version += 1;
        written.push((Some(before.clone()), after));
    }
    let back = before
        .iter()
        .filter(|row| row.is_primary && primary.contains(&row.enterprise_id))
        .filter(|row| !named.contains(&row.id));
    written.extend(back.map(|row| {
        let after = Model {
            is_primary: false,
            version: row.version + 1,
            ..row.clone()
        };
        (Some(row.clone()), after)
    }));
    (written, tally)
}

/// `before` with what the file says; what the person decided since stays.
fn merged(before: &Model, said: Model) -> Model {
    Model {
        id: before.id,
        withdrawn_at: before.withdrawn_at,
        unsubscribed_at: before.unsubscribed_at,
        version: before.version,
        archived_at: before.archived_at,
        ..said
    }
}

/// There is one primary contact at a time, also between two rows of a statement.
async fn step_back(change: &Change<'_>, written: &[Written<Model>]) -> Result<(), DbErr> {
    let was = written.iter().filter_map(|(before, _)| before.as_ref());
    let ids: Vec<_> = was.filter(|row| row.is_primary).map(|row| row.id).collect();
    for some in ids.chunks(database::rows_per_insert(1)) {
        Entity::update_many()
            .col_expr(Column::IsPrimary, Expr::value(false))
            .filter(Column::Id.is_in(some.iter().copied()))
            .exec(&change.tx)
            .await?;
    }
    Ok(())
}
