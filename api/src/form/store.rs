//! POST: take an answer, or show again what was typed with what is wrong.

use axum::{
    Form,
    extract::{Path, State, rejection::FormRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    Language, indicator,
    report_version::{Channel, ReportKind},
    rules::figures::Counts,
    submission::{self, Outcome, Problem, ProblemCode, Submission},
};
use sea_orm::{DbErr, EntityTrait};

use super::{
    answer::{Answer, says_something},
    open::{Closed, Notice, Opened, open},
    page,
    reply::{closed, html},
    sentence::{FieldProblem, sentence},
    sheet::Sheet,
};
use crate::ApiState;

/// What became of a posted form.
enum Taken {
    Stored,
    Refused(Vec<FieldProblem>),
    Closed(Notice),
}

/// `POST /r/TOKEN`.
pub(super) async fn store(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let answer = match fields {
        Ok(Form(fields)) => Answer::from(fields),
        Err(rejection) => return unread(&rejection),
    };
    let opened = match open(&state, &token, answer.language).await {
        Ok(opened) => opened,
        Err(reason) => return closed(reason, answer.language.unwrap_or_default()),
    };
    let language = opened.language;
    match take(&state, &token, opened, &answer).await {
        Ok(response) => response,
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}

/// A body that is no form, or too large to be one.
fn unread(rejection: &FormRejection) -> Response {
    let status = rejection.status();
    let key = if status == StatusCode::PAYLOAD_TOO_LARGE {
        "form-too-large"
    } else {
        "form-unreadable"
    };
    let page = page::plain(Default::default(), &format!("{key}-title"), key);
    html(status, page)
}

async fn take(
    state: &ApiState,
    token: &str,
    opened: Opened,
    answer: &Answer,
) -> Result<Response, DbErr> {
    let language = opened.language;
    let sheet = Sheet::read(&state.db, &opened).await?;
    let taken = if answer.undo {
        submission::undo_nothing_to_report(&state.db, opened.request.id, opened.now).await?;
        Taken::Stored
    } else {
        submit(state, &opened, &sheet, answer).await?
    };
    Ok(match taken {
        Taken::Stored => back(token, language),
        Taken::Closed(notice) => closed(Closed::State(Box::new(opened), notice), language),
        Taken::Refused(problems) => html(
            StatusCode::UNPROCESSABLE_ENTITY,
            page::form(&opened, &sheet, answer, &problems)?,
        ),
    })
}

/// Back to the page, so that a reload posts nothing twice.
fn back(token: &str, language: Language) -> Response {
    Redirect::to(&format!("/r/{token}?lang={}", language.as_str())).into_response()
}

async fn submit(
    state: &ApiState,
    opened: &Opened,
    sheet: &Sheet,
    answer: &Answer,
) -> Result<Taken, DbErr> {
    let (counts, problems) = answer.counts(sheet, opened);
    if !answer.nothing && !problems.is_empty() {
        return Ok(Taken::Refused(problems));
    }
    let counts = if says_something(&counts) {
        counts
    } else {
        Counts::new()
    };
    let submission = Submission {
        request: opened.request.id,
        kind: if answer.nothing {
            ReportKind::NothingToReport
        } else {
            ReportKind::Figures
        },
        channel: Channel::Link,
        submit_key: answer.key(),
        reason: answer.reason.clone(),
        note: answer.note.clone(),
        counts: counts.clone(),
    };
    match submission::submit(&state.db, submission, opened.now).await? {
        Outcome::Stored { .. } | Outcome::Repeated { .. } => Ok(Taken::Stored),
        Outcome::Refused(refused) => refusal(state, opened, sheet, &counts, &refused).await,
    }
}

async fn refusal(
    state: &ApiState,
    opened: &Opened,
    sheet: &Sheet,
    counts: &Counts,
    refused: &[Problem],
) -> Result<Taken, DbErr> {
    if let Some(notice) = refused.iter().find_map(|problem| notice(problem.code)) {
        return Ok(Taken::Closed(notice));
    }
    let indicators = indicator::Entity::find().all(&state.db).await?;
    let sentences = refused
        .iter()
        .map(|problem| sentence(problem, sheet, &indicators, counts, opened.language));
    Ok(Taken::Refused(sentences.collect()))
}

/// What became of the request between the page and the post.
fn notice(code: ProblemCode) -> Option<Notice> {
    match code {
        ProblemCode::LockedPeriod | ProblemCode::NotFound => Some(Notice::Locked),
        ProblemCode::Waived => Some(Notice::Waived),
        _ => None,
    }
}
