//! Why a change was not made.

use sea_orm::{DbErr, SqlErr};
use thiserror::Error;

/// Why a change was not made.
#[derive(Debug, Error)]
pub enum Refused {
    /// Nobody in particular asked for it.
    #[error("sign in with a token to change something")]
    Unauthenticated,
    /// Whoever asked may not.
    #[error("this account may not do that")]
    Forbidden,
    /// What was asked for cannot be.
    #[error("what was asked for cannot be")]
    Problems(Vec<Problem>),
    /// The database does not do its part.
    #[error(transparent)]
    Database(DbErr),
}

/// One thing that is wrong with what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem.
    pub code: ProblemCode,
    /// The part of the input that it is about.
    pub field: Option<&'static str>,
    /// One sentence that says what is wrong and what to do.
    pub message: String,
}

/// What kind of problem a change has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    /// There is no such thing, or it may not be seen.
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

impl Problem {
    /// A problem of `code` with the part `field` of the input.
    pub fn at(code: ProblemCode, field: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            field: Some(field),
            message: message.into(),
        }
    }

    /// A value that cannot be.
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::at(ProblemCode::Invalid, field, message)
    }

    /// Something that is not there, or may not be seen.
    pub(crate) fn not_found(field: &'static str) -> Self {
        let message =
            format!("`{field}` names nothing that you may see; take its id from a query.");
        Self::at(ProblemCode::NotFound, field, message)
    }

    /// Something that cannot be done where it stands.
    pub(crate) fn wrong_state(field: &'static str, message: impl Into<String>) -> Self {
        Self::at(ProblemCode::WrongState, field, message)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

/// A unique key that was there already is a refusal; everything else is a fault.
impl From<DbErr> for Refused {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Problems(vec![Problem {
                code: ProblemCode::Taken,
                field: None,
                message: "There is one like this already; change that one, or give another name."
                    .into(),
            }]),
            _ => Self::Database(error),
        }
    }
}

/// Refused, where there are `problems`.
pub(super) fn unless(problems: Vec<Problem>) -> Result<(), Refused> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refused::Problems(problems))
    }
}
