//! What is made once, however often it is asked for.
//!
//! A client that got no answer asks again, under the same key. The key is claimed in the
//! transaction that makes the thing: of two that come at once one waits for the other, and
//! what was refused leaves its key free.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};
use sha2::{Digest, Sha256};

use super::{
    frame::Change,
    refused::{Problem, ProblemCode, Refused},
};
use crate::idempotency_key::{ActiveModel, Column, Entity, Model};

/// A client's name for what it asks for.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    asked: String,
}

impl Once {
    /// `key` stands for what is `asked` for, written in any way that tells it from something else.
    pub fn new(key: &str, asked: &str) -> Self {
        Self {
            key: hash(key),
            asked: hash(asked),
        }
    }
}

/// Either may name a person, who may be erased meanwhile.
fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

impl Change<'_> {
    /// The id of what the same key made before, which is the answer then; none for a new key,
    /// which stands for [`Change::id`] from now on.
    pub(super) async fn made_before(&self) -> Result<Option<Uuid>, Refused> {
        let (Some(once), Some(account)) = (&self.author.once, self.author.account) else {
            return Ok(None);
        };
        let claim = ActiveModel {
            account_id: Set(account),
            action: Set(self.action.into()),
            client_key: Set(once.key.clone()),
            asked: Set(once.asked.clone()),
            made: Set(self.id),
            used_at: Set(self.author.now),
        };
        let is_taken = OnConflict::columns([Column::AccountId, Column::Action, Column::ClientKey])
            .do_nothing()
            .to_owned();
        let claimed = Entity::insert(claim)
            .on_conflict(is_taken)
            .exec_without_returning(&self.tx)
            .await?;
        if claimed > 0 {
            return Ok(None);
        }
        let key = (account, self.action.to_owned(), once.key.clone());
        let before = Entity::find_by_id(key).one(&self.tx).await?;
        same(before, once).map(Some)
    }

    /// From now on the key stands for what has the id `made`, and not for [`Change::id`].
    pub(super) async fn stands_for(&self, made: Uuid) -> Result<(), Refused> {
        let (Some(once), Some(account)) = (&self.author.once, self.author.account) else {
            return Ok(());
        };
        let theirs = Entity::update_many()
            .col_expr(Column::Made, Expr::value(made))
            .filter(Column::AccountId.eq(account))
            .filter(Column::Action.eq(self.action))
            .filter(Column::ClientKey.eq(once.key.as_str()));
        theirs.exec(&self.tx).await?;
        Ok(())
    }
}

fn same(before: Option<Model>, once: &Once) -> Result<Uuid, Refused> {
    match before {
        Some(before) if before.asked == once.asked => Ok(before.made),
        _ => {
            let message = "This key stands for something else already; give each its own.";
            Err(Problem::at(ProblemCode::Taken, "idempotencyKey", message).into())
        }
    }
}
