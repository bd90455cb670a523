//! POST: take an answer, or show again what was typed with what is wrong.

use axum::{
    Form,
    extract::{Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    Language,
    changes::{Refused, data_request, report},
    indicator,
    report_version::{Channel, ReportKind},
    rules::figures::Counts,
    submission::{Confirmed, Outcome, Problem, ProblemCode, Submission},
};
use sea_orm::{DbErr, EntityTrait};

use super::{
    answer::{Answer, says_something},
    draft,
    open::{Closed, Notice, Opened, open},
    page::{self, Findings},
    question::question,
    reply::{closed, html},
    sentence::{FieldProblem, sentence},
    sheet::Sheet,
};
use crate::{ApiState, reader::language_at};

/// What became of a posted form.
enum Taken {
    Stored,
    NotYet(Findings),
    Closed(Notice),
}

/// `POST /r/TOKEN`.
pub(super) async fn store(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let answer = match fields {
        Ok(Form(fields)) => Answer::from(fields),
        Err(rejection) => return unread(&rejection, language_at(&uri, &headers)),
    };
    let opened = match open(&state, &token, answer.language).await {
        Ok(opened) => opened,
        Err(reason) => return draft::late(&state, &token, &answer, reason).await,
    };
    let language = opened.language;
    match take(&state, &token, opened, &answer).await {
        Ok(response) => response,
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}

/// A body that is no form, or too large to be one.
fn unread(rejection: &FormRejection, language: Language) -> Response {
    let status = rejection.status();
    let key = if status == StatusCode::PAYLOAD_TOO_LARGE {
        "form-too-large"
    } else {
        "form-unreadable"
    };
    let page = page::plain(language, &format!("{key}-title"), key);
    html(status, page)
}

async fn take(
    state: &ApiState,
    token: &str,
    opened: Opened,
    answer: &Answer,
) -> Result<Response, DbErr> {
    let language = opened.language;
    if answer.draft {
        draft::keep(state, &opened, answer).await?;
        return Ok(back(token, language));
    }
    if let Some(day) = answer.promise {
        if answer.has_figures() {
            draft::keep(state, &opened, answer).await?;
        }
        let (author, id) = (opened.author(), opened.request.id);
        unless_fault(data_request::promise_report(&state.db, &author, id, day).await)?;
        return Ok(back(token, language));
    }
    if answer.undo {
        let (author, id) = (opened.author(), opened.request.id);
        unless_fault(data_request::undo_nothing(&state.db, &author, id).await)?;
        return Ok(back(token, language));
    }
    let sheet = Sheet::read(&state.db, &opened).await?;
    Ok(match submit(state, &opened, &sheet, answer).await? {
        Taken::Stored => back(token, language),
        Taken::Closed(notice) => {
            let reason = Closed::State(Box::new(opened), notice);
            draft::late(state, token, answer, reason).await
        }
        Taken::NotYet(findings) => {
            draft::keep(state, &opened, answer).await?;
            let page = page::form(&opened, &sheet, answer, &findings)?;
            html(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    })
}

/// What is refused changes nothing, and the page says what stands.
fn unless_fault<T>(made: Result<T, Refused>) -> Result<(), DbErr> {
    match made {
        Err(Refused::Database(fault)) => Err(fault),
        _ => Ok(()),
    }
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
    let counts = match figures(opened, sheet, answer) {
        Ok(counts) => counts,
        Err(findings) => return Ok(Taken::NotYet(findings)),
    };
    let submission = submission_of(opened, answer, counts.clone());
    let sure: Confirmed = answer.sure.iter().cloned().collect();
    match report::submit(&state.db, &opened.author(), submission, &sure).await {
        Ok(Outcome::Stored { .. } | Outcome::Repeated { .. }) => Ok(Taken::Stored),
        Err(Refused::Database(fault)) => Err(fault),
        // The link was good when the page was opened.
        Err(_) => Ok(Taken::Closed(Notice::Locked)),
        Ok(Outcome::Doubted(doubts)) => {
            let indicators = indicator::Entity::find().all(&state.db).await?;
            let questions = doubts
                .iter()
                .map(|doubt| question(doubt, sheet, &indicators, opened));
            Ok(Taken::NotYet(Findings::asked(questions.collect())))
        }
        Ok(Outcome::Refused(refused)) => match refused.iter().find_map(|one| notice(one.code)) {
            Some(notice) => Ok(Taken::Closed(notice)),
            None => {
                let indicators = indicator::Entity::find().all(&state.db).await?;
                let problems = sentences(&refused, sheet, &indicators, &counts, opened);
                Ok(Taken::NotYet(Findings::wrong(problems)))
            }
        },
    }
}

/// The figures that were typed, or what cannot be read. Head counts that the page filled in
/// itself are no answer.
fn figures(opened: &Opened, sheet: &Sheet, answer: &Answer) -> Result<Counts, Findings> {
    if answer.nothing {
        return Ok(Counts::new());
    }
    let (counts, unreadable) = answer.counts(sheet, opened);
    if !unreadable.is_empty() {
        return Err(Findings::wrong(unreadable));
    }
    Ok(if says_something(&counts) {
        counts
    } else {
        Counts::new()
    })
}

fn submission_of(opened: &Opened, answer: &Answer, counts: Counts) -> Submission {
    Submission {
        request: opened.request.id,
        kind: if answer.nothing {
            ReportKind::NothingToReport
        } else {
            ReportKind::Figures
        },
        channel: if opened.by_phone {
            Channel::Trainer
        } else {
            Channel::Link
        },
        submit_key: answer.key(),
        reason: answer.reason.clone(),
        note: answer.note.clone(),
        counts,
    }
}

fn sentences(
    refused: &[Problem],
    sheet: &Sheet,
    indicators: &[indicator::Model],
    counts: &Counts,
    opened: &Opened,
) -> Vec<FieldProblem> {
    refused
        .iter()
        .map(|problem| sentence(problem, sheet, indicators, counts, opened))
        .collect()
}

/// What became of the request between the page and the post.
fn notice(code: ProblemCode) -> Option<Notice> {
    match code {
        ProblemCode::LockedPeriod | ProblemCode::NotFound => Some(Notice::Locked),
        ProblemCode::Waived => Some(Notice::Waived),
        _ => None,
    }
}
