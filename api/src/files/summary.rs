//! `GET /summaries/ID.pdf`, `.xlsx`, `.csv` and `.html`: an edition's files, and
//! `GET /summaries/half-year/2012-H2.xlsx`, two editions as the table that donors ask for.
//!
//! Who may see an edition in GraphQL gets its files, of the same set of figures: the office and
//! managers all, everybody else the disclosed ones. To who may not see it, it is not there. A file
//! is made on first demand, beside the requests, and from then on served as it was kept.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    middleware,
    response::Response,
    routing::get,
};
use entity::{
    province,
    summary::{
        self,
        file::{self, Audience, Form, Key},
        material::Material,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use tokio::sync::Semaphore;
use uuid::Uuid;
use view::summary::{Document, file_stem, render};

use super::{
    half_year::{self, HalfYearError, named},
    refusal::{Refusal, requester},
    sent::Sent,
};
use crate::{ApiState, http::limit, id::uuid_of_global, reader::language};

/// Files that are made at a time.
const MAKING: usize = 2;

#[derive(Clone)]
struct Files {
    state: ApiState,
    making: Arc<Semaphore>,
}

/// The routes of editions' files.
pub(super) fn router(state: &ApiState) -> Router {
    let files = Files {
        state: state.clone(),
        making: Arc::new(Semaphore::new(MAKING)),
    };
    let limited = middleware::from_fn_with_state(limit::of_requests(), limit::limited);
    Router::new()
        .route("/summaries/{file}", get(edition))
        .route("/summaries/half-year/{file}", get(of_half_year))
        .layer(limited)
        .with_state(files)
}

/// What the address asks for beside the file's name.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    lang: Option<String>,
    province: Option<String>,
}

async fn edition(
    State(files): State<Files>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let scope = requester(&files.state, &headers).await?.scope;
    let (id, form) = parted(&name).ok_or_else(not_there)?;
    let visible = summary::Entity::visible_to(&scope).filter(summary::Column::Id.eq(id));
    let edition = visible.one(&files.state.db).await?.ok_or_else(not_there)?;
    let place = match &edition.province_code {
        Some(code) => {
            province::Entity::find_by_id(code)
                .one(&files.state.db)
                .await?
        }
        None => None,
    };
    let stem = file_stem(place.as_ref(), edition.period()?, edition.edition);
    let key = Key {
        summary: edition.id,
        audience: Audience::of(&scope),
        form,
        language: language(asked.lang.as_deref(), &headers),
    };
    let kept = match file::kept(&files.state.db, key).await? {
        Some(kept) => kept,
        None => made(&files, edition, key).await?,
    };
    let sent = Sent {
        form,
        language: key.language,
        name: format!("{stem}.{}", form.ending()),
        is_public: key.audience == Audience::Public,
        hash: kept.hash,
        bytes: kept.bytes,
    };
    Ok(sent.answer(&headers))
}

/// Make the file, and keep it. It costs a processor, so it is done on a thread of its own.
async fn made(files: &Files, edition: summary::Model, key: Key) -> Result<file::Model, Refusal> {
    let db = &files.state.db;
    let fault = |cause: &dyn std::fmt::Display| Refusal::Fault(cause.to_string());
    let place = Arc::clone(&files.making).acquire_owned().await;
    let place = place.map_err(|cause| fault(&cause))?;
    // Who waited for a place may have waited for this very file.
    if let Some(kept) = file::kept(db, key).await? {
        return Ok(kept);
    }
    let material = Material::load(db, edition, key.audience).await?;
    let document = Document::of(material, key.language);
    let rendered = tokio::task::spawn_blocking(move || {
        let _place = place;
        render(&document, key.form)
    });
    let bytes = rendered.await.map_err(|cause| fault(&cause))?;
    let bytes = bytes.map_err(|cause| fault(&cause))?;
    Ok(file::keep(db, key, bytes, files.state.clock.now()).await?)
}

async fn of_half_year(
    State(files): State<Files>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let scope = requester(&files.state, &headers).await?.scope;
    let half = named(&name).ok_or_else(not_there)?;
    let place = asked.province.as_deref();
    let language = language(asked.lang.as_deref(), &headers);
    let making = files.making.acquire().await;
    let _place = making.map_err(|cause| Refusal::Fault(cause.to_string()))?;
    let made = half_year::half_year(&files.state.db, &scope, (half, place), language).await;
    let (stem, bytes) = made.map_err(|cause| match cause {
        HalfYearError::NotThere(..) => Refusal::Status(StatusCode::NOT_FOUND, format!("{cause}.")),
        other => Refusal::Fault(other.to_string()),
    })?;
    let sent = Sent {
        form: Form::Xlsx,
        language,
        name: format!("{stem}.xlsx"),
        is_public: Audience::of(&scope) == Audience::Public,
        hash: file::hash(&bytes),
        bytes,
    };
    Ok(sent.answer(&headers))
}

/// An edition's id and a form, of a file's name: GraphQL's id, or the row's own as mails have it.
fn parted(name: &str) -> Option<(Uuid, Form)> {
    let (id, ending) = name.rsplit_once('.')?;
    let id = uuid_of_global("Summary", id).or_else(|| id.parse().ok())?;
    Some((id, Form::of_ending(ending)?))
}

/// The same for what there is not and for what may not be seen.
fn not_there() -> Refusal {
    let message = "There is no such file; take its address from the summary's `files`.";
    Refusal::Status(StatusCode::NOT_FOUND, message.to_owned())
}
