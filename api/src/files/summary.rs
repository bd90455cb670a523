//! `GET /summaries/ID.pdf`, `.xlsx`, `.csv` and `.html`: an edition's files, and
//! `GET /summaries/half-year/2012-H2.xlsx`, two editions as the table that donors ask for.
//!
//! Who may see an edition in GraphQL gets its files, of the same set of figures: the office and
//! managers all, everybody else the disclosed ones. To who may not see it, it is not there. A file
//! is made on first demand, beside the requests, and from then on served as it was kept.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    middleware,
    response::Response,
    routing::get,
};
use entity::{
    global_id, province,
    rules::period::Quarter,
    scope::Scope,
    summary::{
        self,
        file::{self, Audience, Form, Key},
        material::Material,
    },
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use serde::Deserialize;
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    task::spawn_blocking,
};
use uuid::Uuid;
use view::summary::{Document, file_stem, render};

use super::{
    half_year::{HalfYearFileError, Table, named},
    refusal::{Refusal, requester},
    sent::{Sent, unchanged},
};
use crate::{ApiState, http::limit, reader::language};

#[derive(Clone)]
struct Files {
    state: ApiState,
    /// Files are made one after another: who waits for one that another makes finds it kept, and
    /// a processor is left for the requests.
    making: Arc<Mutex<()>>,
}

impl Files {
    async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.making).lock_owned().await
    }
}

/// The routes of editions' files.
pub(super) fn router(state: &ApiState) -> Router {
    let files = Files {
        state: state.clone(),
        making: Arc::default(),
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
    query: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let scope = requester(&files.state, &headers).await?.scope;
    let (id, form) = parted(&name).ok_or_else(not_there)?;
    let language = language(asked(query)?.lang.as_deref(), &headers);
    let db = files.state.reader();
    let (stem, audience) = stem(db, &scope, id).await?;
    let key = Key {
        summary: id,
        audience,
        form,
        language,
    };
    if let Some(hash) = file::kept_hash(db, key).await?
        && let Some(response) = unchanged(&headers, &hash)
    {
        return Ok(response);
    }
    let kept = match file::kept(db, key).await? {
        Some(kept) => kept,
        None => made(&files, key).await?,
    };
    let sent = Sent {
        form,
        language: key.language,
        name: format!("{stem}.{}", form.ending()),
        hash: kept.hash,
        bytes: kept.bytes,
    };
    Ok(sent.answer())
}

/// What the edition's file is called, up to its ending, and whose set of its figures `scope` gets.
/// They are long, and not read for that.
async fn stem(
    db: &DatabaseConnection,
    scope: &Scope,
    edition: Uuid,
) -> Result<(String, Audience), Refusal> {
    let found: Option<(Option<String>, String, i32)> = summary::Entity::visible_to(scope)
        .filter(summary::Column::Id.eq(edition))
        .select_only()
        .columns([
            summary::Column::ProvinceCode,
            summary::Column::Quarter,
            summary::Column::Edition,
        ])
        .into_tuple()
        .one(db)
        .await?;
    let (code, quarter, number) = found.ok_or_else(not_there)?;
    let audience = Audience::of(scope, code.as_deref());
    let place = match code {
        Some(code) => province::Entity::find_by_id(code).one(db).await?,
        None => None,
    };
    let quarter: Quarter = quarter.parse().map_err(Refusal::fault)?;
    let stem = file_stem(place.as_ref(), quarter, number, audience);
    Ok((stem, audience))
}

/// Make the file, and keep it. It costs a processor, so it is done on a thread of its own; the
/// turn ends when the file is kept, or with that thread where nobody waits for it any more.
async fn made(files: &Files, key: Key) -> Result<file::Model, Refusal> {
    let db = &files.state.db;
    let turn = files.turn().await;
    // Who waited for a turn may have waited for this very file.
    if let Some(kept) = file::kept(db, key).await? {
        return Ok(kept);
    }
    let edition = summary::Entity::find_by_id(key.summary).one(db).await?;
    let edition = edition.ok_or_else(not_there)?;
    let material = Material::load(db, edition, key.audience).await?;
    let document = Document::of(material, key.language);
    let rendered = spawn_blocking(move || (render(&document, key.form), turn));
    let (bytes, _turn) = rendered.await.map_err(Refusal::fault)?;
    let bytes = bytes.map_err(Refusal::fault)?;
    metrics::counter!("score_files_made_total").increment(1);
    Ok(file::keep(db, key, bytes, files.state.clock.now()).await?)
}

async fn of_half_year(
    State(files): State<Files>,
    Path(name): Path<String>,
    query: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let scope = requester(&files.state, &headers).await?.scope;
    let half = named(&name).ok_or_else(not_there)?;
    let asked = asked(query)?;
    let language = language(asked.lang.as_deref(), &headers);
    let db = files.state.reader();
    let which = (half, asked.province.as_deref());
    let table = Table::find(db, &scope, which, language).await?;
    let hash = table.hash();
    if let Some(response) = unchanged(&headers, &hash) {
        return Ok(response);
    }
    let (stem, bytes) = table.workbook(db, files.turn().await).await?;
    metrics::counter!("score_files_made_total").increment(1);
    let sent = Sent {
        form: Form::Xlsx,
        language,
        name: format!("{stem}.xlsx"),
        hash,
        bytes,
    };
    Ok(sent.answer())
}

impl From<HalfYearFileError> for Refusal {
    fn from(cause: HalfYearFileError) -> Self {
        match cause {
            HalfYearFileError::NotThere(_) => {
                Self::Status(StatusCode::NOT_FOUND, format!("{cause}."))
            }
            other => Self::fault(other),
        }
    }
}

/// What the address asks for, where it can be read.
fn asked(query: Result<Query<Asked>, QueryRejection>) -> Result<Asked, Refusal> {
    let refused = |cause| {
        let message = format!("Ask by `lang` and `province` only, each once: {cause}.");
        Refusal::Status(StatusCode::BAD_REQUEST, message)
    };
    query.map(|Query(asked)| asked).map_err(refused)
}

/// An edition's global id and a form, of a file's name.
fn parted(name: &str) -> Option<(Uuid, Form)> {
    let (id, ending) = name.rsplit_once('.')?;
    Some((global_id::uuid_of("Summary", id)?, Form::of_ending(ending)?))
}

/// The same for what there is not and for what may not be seen.
fn not_there() -> Refusal {
    let message = "There is no such file; take its address from the summary's `files`.";
    Refusal::Status(StatusCode::NOT_FOUND, message.to_owned())
}
