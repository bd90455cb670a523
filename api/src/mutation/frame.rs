//! What all mutations share: from an author to a payload.
//!
//! The rules live in `entity::changes`; a mutation reads its input, asks for the
//! change, and answers the changed node or the problems. Only who may not change
//! anything at all gets an error.

use async_graphql::{Enum, Error, ID, InputType, MaybeUndefined, Result, SimpleObject};
use entity::{
    changes::{Author, Once, Problem, ProblemCode, Refused},
    scope::Scope,
    submission::KEY_AT_MOST,
};
use uuid::Uuid;

use crate::{
    context::Asked,
    error::{Code, bad_input, refused},
    id::uuid_of,
};

/// Why something was not changed.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ChangeError {
    /// What kind of problem.
    code: ChangeErrorCode,
    /// The part of the input that it is about.
    field: Option<String>,
    /// One sentence for a person.
    message: String,
}

/// What kind of problem a change has.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "ProblemCode")]
pub(crate) enum ChangeErrorCode {
    /// There is no such thing, or you may not see it.
    NotFound,
    /// Somebody else changed it meanwhile.
    Conflict,
    /// It is there already, with other contents.
    Taken,
    /// The value cannot be.
    Invalid,
    /// The month takes no change any more.
    LockedPeriod,
    /// It stands where this cannot be done.
    WrongState,
}

impl From<Problem> for ChangeError {
    fn from(problem: Problem) -> Self {
        Self {
            code: problem.code.into(),
            field: problem.field.map(Into::into),
            message: problem.message,
        }
    }
}

impl Asked {
    /// Who would change something now.
    pub(crate) fn author(&self) -> Author {
        Author {
            account: self.requester.account.as_ref().map(|account| account.id),
            token: self.requester.token,
            scope: self.scope().clone(),
            now: self.now,
            once: None,
        }
    }

    /// The same, of the programme: an enterprise behind its link has its page.
    ///
    /// # Errors
    /// For an enterprise.
    pub(crate) fn staff(&self) -> Result<Author> {
        match self.scope() {
            Scope::Enterprise { .. } => Err(error_of(Refused::Forbidden)),
            _ => Ok(self.author()),
        }
    }

    /// Who would make something now, once for each key of theirs.
    pub(crate) fn author_once(&self, input: &impl InputType, key: Option<&str>) -> Result<Author> {
        let once = match key {
            Some(key) => {
                let key = idempotency_key(key.to_owned())?;
                Some(Once::new(&key, &input.to_value().to_string()))
            }
            None => None,
        };
        Ok(Author {
            once,
            ..self.author()
        })
    }
}

/// The payload of a change: its row, or the problems that it had.
pub(crate) fn answer<M, P>(result: Result<M, Refused>) -> Result<P>
where
    P: From<(Option<M>, Vec<ChangeError>)>,
{
    match result {
        Ok(row) => Ok(P::from((Some(row), Vec::new()))),
        Err(Refused::Problems(problems)) => {
            let problems = problems.into_iter().map(ChangeError::from).collect();
            Ok(P::from((None, problems)))
        }
        Err(other) => Err(error_of(other)),
    }
}

/// What is said where nothing was changed.
pub(crate) fn error_of(why: Refused) -> Error {
    match why {
        Refused::Unauthenticated => refused(
            Code::Unauthenticated,
            "Sign in with a token to change something.",
        ),
        Refused::Forbidden => refused(
            Code::Forbidden,
            "Your account may not do that; ask the programme office.",
        ),
        Refused::Problems(problems) => {
            let sentences: Vec<_> = problems.into_iter().map(|one| one.message).collect();
            bad_input(sentences.join(" "))
        }
        Refused::Database(fault) => fault.into(),
    }
}

/// The row that `id` names. An id of another type names nothing, like one that was never given.
pub(crate) fn key(kind: &str, id: &ID) -> Result<Uuid> {
    Ok(uuid_of(kind, id)?.unwrap_or(Uuid::nil()))
}

/// The same for an id that may be left out.
pub(crate) fn key_if_given(kind: &str, id: Option<&ID>) -> Result<Option<Uuid>> {
    id.map(|id| key(kind, id)).transpose()
}

/// The client's name for a submission, which a repetition has too.
pub(crate) fn idempotency_key(key: String) -> Result<String> {
    if key.trim().is_empty() || key.chars().count() > KEY_AT_MOST {
        return Err(bad_input(format!(
            "`idempotencyKey` must have 1 to {KEY_AT_MOST} characters."
        )));
    }
    Ok(key)
}

/// Put what was given in the place of what is there.
pub(crate) fn set<T>(place: &mut T, given: Option<impl Into<T>>) {
    if let Some(value) = given {
        *place = value.into();
    }
}

/// The same for what may be missing: null takes it away.
pub(crate) fn set_or_clear<T>(place: &mut Option<T>, given: MaybeUndefined<T>) {
    match given {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *place = None,
        MaybeUndefined::Value(value) => *place = Some(value),
    }
}

/// What mutations of a noun answer: the node as it stands now, and the problems.
macro_rules! payload {
    ($(#[$meta:meta])* $name:ident { $field:ident: $node:ident }) => {
        $(#[$meta])*
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $name {
            /// As it stands now; null where nothing was changed.
            $field: Option<$node>,
            /// Why nothing was changed; empty where it was.
            problems: Vec<$crate::mutation::frame::ChangeError>,
        }

        impl<M: Into<$node>> From<(Option<M>, Vec<$crate::mutation::frame::ChangeError>)> for $name {
            fn from((row, problems): (Option<M>, Vec<$crate::mutation::frame::ChangeError>)) -> Self {
                Self { $field: row.map(Into::into), problems }
            }
        }
    };
}

pub(crate) use payload;
