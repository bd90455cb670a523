//! The submission page behind the mailed link: `/r/TOKEN`.
//!
//! A link opens one request. GET and HEAD change nothing, because mail scanners
//! open links. POST stores the answer by [`entity::submission`] and sends the
//! reader back to the page, so that a reload posts nothing twice. What was typed
//! comes back with what is wrong beside it.

mod answer;
mod page;
mod unsubscribe;

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use entity::{
    Language, data_request,
    data_request::RequestState,
    enterprise,
    link::{LinkError, LinkPurpose},
    report_version::{Channel, ReportKind},
    submission::{self, Outcome, ProblemCode, Submission},
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use serde::Deserialize;

use crate::ApiState;
use answer::Answer;
use page::{Notice, Opened};

/// The routes of the page.
pub(crate) fn router() -> Router<ApiState> {
    Router::new()
        .route("/r/{token}", get(show).post(store))
        .merge(unsubscribe::router())
}

#[derive(Debug, Default, Deserialize)]
struct Shown {
    lang: Option<String>,
}

/// Why a page shows something else than the form.
enum Closed {
    Link(LinkError),
    State(Box<Opened>, Notice),
    Fault(DbErr),
}

impl From<DbErr> for Closed {
    fn from(fault: DbErr) -> Self {
        Self::Fault(fault)
    }
}

async fn show(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Query(shown): Query<Shown>,
) -> Response {
    let language = chosen(shown.lang.as_deref());
    match open(&state, &token, language).await {
        Ok(opened) => match page::form(&state.db, &opened, &Answer::default(), &[]).await {
            Ok(html) => html_page(StatusCode::OK, html),
            Err(fault) => closed(Closed::Fault(fault), opened.language),
        },
        Err(reason) => closed(reason, language.unwrap_or_default()),
    }
}

async fn store(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let answer = Answer::from(fields);
    let opened = match open(&state, &token, answer.language).await {
        Ok(opened) => opened,
        Err(reason) => return closed(reason, answer.language.unwrap_or_default()),
    };
    match take(&state, &opened, &answer).await {
        Ok(Taken::Stored) => {
            Redirect::to(&format!("/r/{token}?lang={}", opened.language.as_str())).into_response()
        }
        Ok(Taken::Refused(html)) => html_page(StatusCode::UNPROCESSABLE_ENTITY, html),
        Err(fault) => closed(Closed::Fault(fault), opened.language),
    }
}

enum Taken {
    Stored,
    Refused(String),
}

async fn take(state: &ApiState, opened: &Opened, answer: &Answer) -> Result<Taken, DbErr> {
    let asked =
        submission::asked_measures(&state.db, opened.enterprise.id, opened.request.month).await?;
    let (counts, mut problems) = answer.counts(&asked, opened.language);
    if answer.nothing {
        problems.clear();
    }
    if !problems.is_empty() {
        return page::form(&state.db, opened, answer, &problems)
            .await
            .map(Taken::Refused);
    }
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
        counts,
    };
    match submission::submit(&state.db, submission, state.clock.now()).await? {
        Outcome::Stored { .. } | Outcome::Repeated { .. } => Ok(Taken::Stored),
        Outcome::Refused(refused) => {
            let indicators = entity::indicator::Entity::find().all(&state.db).await?;
            let problems: Vec<_> = refused
                .iter()
                .map(|problem| answer::sentence(problem, &asked, &indicators, answer, opened))
                .collect();
            page::form(&state.db, opened, answer, &problems)
                .await
                .map(Taken::Refused)
        }
    }
}

/// The request behind `token`, if it can be answered now.
async fn open(state: &ApiState, token: &str, language: Option<Language>) -> Result<Opened, Closed> {
    let now = state.clock.now();
    let link = state.secrets.verify(token, now).map_err(Closed::Link)?;
    if link.purpose != LinkPurpose::Submit {
        return Err(Closed::Link(LinkError::Invalid));
    }
    let opened = read(&state.db, link.id, language)
        .await?
        .ok_or(Closed::Link(LinkError::Invalid))?;
    if opened.request.generation != link.generation {
        return Err(Closed::Link(LinkError::Expired));
    }
    match notice(&opened.request, now) {
        Some(notice) => Err(Closed::State(Box::new(opened), notice)),
        None => Ok(opened),
    }
}

fn notice(request: &data_request::Model, now: DateTime<Utc>) -> Option<Notice> {
    match request.state {
        RequestState::Waived => Some(Notice::Waived),
        _ if !request.is_open_at(now) => Some(Notice::Locked),
        _ => None,
    }
}

async fn read(
    db: &DatabaseConnection,
    id: uuid::Uuid,
    language: Option<Language>,
) -> Result<Option<Opened>, DbErr> {
    let Some(request) = data_request::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let Some(enterprise) = enterprise::Entity::find_by_id(request.enterprise_id)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let Some(province) = entity::province::Entity::find_by_id(&request.province_code)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let language = language.unwrap_or(enterprise.language);
    Ok(Some(Opened {
        request,
        enterprise,
        zone: province.zone,
        language,
    }))
}

fn chosen(code: Option<&str>) -> Option<Language> {
    match code {
        Some("id") => Some(Language::Id),
        Some("en") => Some(Language::En),
        _ => None,
    }
}

fn closed(reason: Closed, language: Language) -> Response {
    match reason {
        Closed::Link(LinkError::Invalid) => html_page(
            StatusCode::NOT_FOUND,
            page::plain(language, "form-invalid-title", "form-invalid"),
        ),
        Closed::Link(LinkError::Expired) => html_page(
            StatusCode::GONE,
            page::plain(language, "form-expired-title", "form-expired"),
        ),
        Closed::State(opened, notice) => html_page(StatusCode::GONE, page::closed(&opened, notice)),
        Closed::Fault(fault) => {
            let id = uuid::Uuid::now_v7();
            tracing::error!(error.id = %id, error = %fault, "the submission page could not do its part");
            html_page(
                StatusCode::INTERNAL_SERVER_ERROR,
                page::fault(language, &id.to_string()),
            )
        }
    }
}

/// A page that no cache keeps, no frame shows and no search engine lists.
fn html_page(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let mut response = (status, html).into_response();
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Is this problem about the request rather than about a field?
fn is_about_request(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::NotFound | ProblemCode::LockedPeriod | ProblemCode::Waived
    )
}
