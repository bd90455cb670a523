//! What a file's rows name: enterprises by key or id, provinces by code.

use std::collections::{HashMap, HashSet};

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::LockType};

use super::RowProblem;
use crate::{
    database,
    enterprise::{Column, Entity, Model},
    province,
    reference::ISLAND_GROUPS,
};

/// How a row names an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// By the office's own key.
    Key(String),
    /// By its id here.
    Id(Uuid),
}

/// The enterprises that a file names, which nobody else changes until the import ends.
#[derive(Debug, Default)]
pub(super) struct Enterprises {
    rows: HashMap<Uuid, Model>,
    by_key: HashMap<String, Uuid>,
}

impl Enterprises {
    /// Those that `names` name.
    pub(super) async fn load<'a>(
        tx: &impl ConnectionTrait,
        names: impl Iterator<Item = &'a Named>,
    ) -> Result<Self, DbErr> {
        let (mut keys, mut ids) = (HashSet::new(), HashSet::new());
        for name in names {
            match name {
                Named::Key(key) => drop(keys.insert(key.as_str())),
                Named::Id(id) => drop(ids.insert(*id)),
            }
        }
        let mut found = Self::default();
        found
            .take(tx, Column::OfficeKey, &Vec::from_iter(keys))
            .await?;
        found.take(tx, Column::Id, &Vec::from_iter(ids)).await?;
        Ok(found)
    }

    async fn take<V: Into<sea_orm::Value> + Copy>(
        &mut self,
        tx: &impl ConnectionTrait,
        column: Column,
        values: &[V],
    ) -> Result<(), DbErr> {
        for some in values.chunks(database::rows_per_insert(1)) {
            let rows = Entity::find()
                .filter(column.is_in(some.iter().copied()))
                .order_by_asc(Column::Id)
                .lock(LockType::Update)
                .all(tx)
                .await?;
            for row in rows {
                if let Some(key) = &row.office_key {
                    self.by_key.insert(key.clone(), row.id);
                }
                self.rows.insert(row.id, row);
            }
        }
        Ok(())
    }

    /// The one that `name` names.
    pub(super) fn get(&self, name: &Named) -> Option<&Model> {
        match name {
            Named::Key(key) => self.rows.get(self.by_key.get(key)?),
            Named::Id(id) => self.rows.get(id),
        }
    }

    /// The same, or what is wrong with a row that names nothing.
    pub(super) fn of(&self, row: u64, name: &Named) -> Result<&Model, RowProblem> {
        let Some(found) = self.get(name) else {
            let message = match name {
                Named::Key(key) => {
                    format!("there is no enterprise with the key `{key}`; import enterprises first")
                }
                Named::Id(id) => {
                    format!("there is no enterprise with the id {id}; take it from an export")
                }
            };
            return Err(RowProblem::at(row, "enterprise", message));
        };
        if found.archived_at.is_some() {
            let message = format!("{} was put away; it takes nothing any more", found.name);
            return Err(RowProblem::at(row, "enterprise", message));
        }
        Ok(found)
    }
}

/// The provinces, by code.
#[derive(Debug)]
pub(super) struct Provinces(HashMap<String, province::Model>);

impl Provinces {
    pub(super) async fn load(tx: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let rows = province::Entity::find().all(tx).await?;
        Ok(Self(
            rows.into_iter()
                .map(|row| (row.code.clone(), row))
                .collect(),
        ))
    }

    /// The province with this code.
    pub(super) fn get(&self, code: &str) -> Option<&province::Model> {
        self.0.get(code)
    }

    /// The same, or what is wrong with a row that names none.
    pub(super) fn of(&self, row: u64, code: &str) -> Result<&province::Model, RowProblem> {
        self.get(code).ok_or_else(|| {
            let message = if ISLAND_GROUPS.contains(&code) {
                format!("`{code}` is an island group, not a province; codes are like ID-JK")
            } else {
                format!("there is no province `{code}`; codes are like ID-JK")
            };
            RowProblem::at(row, "province", message)
        })
    }
}
