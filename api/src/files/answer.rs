//! `GET /export/NAME.csv` and `NAME.xlsx`: what the viewer may see, as a file.
//!
//! CSV flows while it is read, so that its size costs no memory; a workbook is packed into a
//! temporary file first. An export that breaks off breaks the connection, so that nobody takes a part
//! for the whole.

use std::{io, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use entity::{
    export::{Export, Filter, Pages},
    scope::Scope,
};
use futures_util::{StreamExt, stream};
use sea_orm::DatabaseConnection;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio_util::io::ReaderStream;
use view::sheet::{CsvTable, Format};

use super::{
    export::{ExportError, csv_of, header as csv_header, to_xlsx},
    refusal::{Refusal, noted, requester},
};
use crate::{ApiState, http::limit};

/// Workbooks that are packed at a time.
const PACKING: usize = 2;
/// Pages of CSV that are read at a time, so that the form always has a connection. Who waits
/// for a slow client holds no place.
const READING: usize = 2;

#[derive(Clone)]
struct Files {
    state: ApiState,
    packing: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

/// The routes of exports.
pub(crate) fn router(state: &ApiState) -> Router {
    let files = Files {
        state: state.clone(),
        packing: Arc::new(Semaphore::new(PACKING)),
        reading: Arc::new(Semaphore::new(READING)),
    };
    let limited = middleware::from_fn_with_state(limit::of_requests(), limit::limited);
    Router::new()
        .route("/export/{file}", get(answer))
        .layer(limited)
        .with_state(files)
}

/// What the address asks for beside the file's name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    province: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

async fn answer(
    State(files): State<Files>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match file(
        &files,
        &name,
        query.as_deref().unwrap_or_default(),
        &headers,
    )
    .await
    {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn file(
    files: &Files,
    name: &str,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let scope = scope(&files.state, headers).await?;
    let (what, format) = named(name).ok_or_else(|| {
        let known = Export::ALL.map(Export::name).join(", ");
        let message = format!("There is no such export; there are {known}, each .csv and .xlsx.");
        Refusal::Status(StatusCode::NOT_FOUND, message)
    })?;
    let wrong = |message| Refusal::Status(StatusCode::BAD_REQUEST, message);
    let filter = filter(query).map_err(wrong)?;
    let db = files.state.reader().clone();
    if let Some(problem) = filter.problem(&db, what).await.map_err(Refusal::fault)? {
        return Err(wrong(format!("{problem}.")));
    }
    let body = match format {
        Format::Csv => {
            let pages = Pages::new(db, what, scope, filter)
                .await
                .map_err(Refusal::fault)?;
            flowing(pages, Arc::clone(&files.reading)).await?
        }
        Format::Xlsx => packed(files, db, (what, scope, filter)).await?,
    };
    let mut response = Response::new(body);
    *response.headers_mut() = headers_of(name, format);
    Ok(response)
}

/// What the viewer may see; outsiders get frozen editions only, and no rows.
async fn scope(state: &ApiState, headers: &HeaderMap) -> Result<Scope, Refusal> {
    let requester = requester(state, headers).await?;
    let refused = |status, message: &str| Err(Refusal::Status(status, message.to_owned()));
    match requester.scope {
        Scope::Anonymous if requester.account.is_none() => refused(
            StatusCode::UNAUTHORIZED,
            "Sign in, or send a token, to take data along.",
        ),
        Scope::Anonymous | Scope::Donor | Scope::Enterprise { .. } => refused(
            StatusCode::FORBIDDEN,
            "This account sees summaries only; take their files along.",
        ),
        insider => Ok(insider),
    }
}

fn named(file: &str) -> Option<(Export, Format)> {
    let format = Format::of_name(file)?;
    let name = file.strip_suffix(format.ending())?.strip_suffix('.')?;
    Some((Export::named(name)?, format))
}

fn filter(query: &str) -> Result<Filter, String> {
    let asked: Asked = axum::extract::Query::try_from_uri(
        &format!("/?{query}")
            .parse()
            .map_err(|_| "The address cannot be read; write it anew.")?,
    )
    .map(|axum::extract::Query(asked)| asked)
    .map_err(|cause| format!("Ask by `province`, `from` and `to` only: {cause}."))?;
    let month = |name: &str, text: Option<String>| {
        let parsed = text.map(|text| text.parse()).transpose();
        parsed.map_err(|cause| format!("`{name}` cannot be read: {cause}."))
    };
    Ok(Filter {
        province: asked.province,
        from: month("from", asked.from)?,
        to: month("to", asked.to)?,
    })
}

/// CSV that is read while the client takes it. Its first rows are read before it is answered, so
/// that a fault there is told as one.
async fn flowing(
    mut pages: Pages<DatabaseConnection>,
    reading: Arc<Semaphore>,
) -> Result<Body, Refusal> {
    let mut table = csv_header(&pages.columns()).map_err(Refusal::fault)?;
    let first = piece(&mut pages, &mut table, &reading).await;
    let Some(first) = first.map_err(Refusal::fault)? else {
        return Ok(table.taken().map_err(Refusal::fault)?.into());
    };
    let rest = stream::unfold(Some((pages, table, reading)), |state| async {
        let (mut pages, mut table, reading) = state?;
        match piece(&mut pages, &mut table, &reading).await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some((pages, table, reading)))),
            Ok(None) => {
                let last = table.taken().map(Bytes::from).map_err(io::Error::other);
                Some((last, None))
            }
            Err(cause) => {
                noted(&cause.to_string());
                Some((Err(cause), None))
            }
        }
    });
    let first = stream::once(async { Ok(first) });
    Ok(Body::from_stream(first.chain(rest)))
}

async fn piece(
    pages: &mut Pages<DatabaseConnection>,
    table: &mut CsvTable,
    reading: &Semaphore,
) -> io::Result<Option<Bytes>> {
    let _place = reading.acquire().await.map_err(io::Error::other)?;
    let Some(page) = pages.next().await.map_err(io::Error::other)? else {
        return Ok(None);
    };
    let bytes = csv_of(table, &page).map_err(io::Error::other)?;
    Ok(Some(bytes.into()))
}

/// A workbook, packed into a file that nobody else sees and that is gone when it is sent.
async fn packed(
    files: &Files,
    db: DatabaseConnection,
    what: (Export, Scope, Filter),
) -> Result<Body, Refusal> {
    let Ok(place) = Arc::clone(&files.packing).try_acquire_owned() else {
        let message = "Other workbooks are being packed; try again in a minute, or take CSV.";
        return Err(Refusal::Status(
            StatusCode::SERVICE_UNAVAILABLE,
            message.into(),
        ));
    };
    let (what, scope, filter) = what;
    let file = tempfile::tempfile().map_err(Refusal::fault)?;
    let kept = file.try_clone().map_err(Refusal::fault)?;
    let pages = Pages::new(db, what, scope, filter)
        .await
        .map_err(Refusal::fault)?;
    match to_xlsx(pages, what.name(), file, place).await {
        Ok(_) => {}
        Err(ExportError::TooManyRows) => {
            let message = format!("{}.", ExportError::TooManyRows);
            return Err(Refusal::Status(StatusCode::BAD_REQUEST, message));
        }
        Err(cause) => return Err(Refusal::fault(cause)),
    }
    let mut kept = kept;
    io::Seek::rewind(&mut kept).map_err(Refusal::fault)?;
    Ok(Body::from_stream(ReaderStream::new(
        tokio::fs::File::from_std(kept),
    )))
}

fn headers_of(name: &str, format: Format) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let fixed = [
        (header::CONTENT_TYPE, format.media_type()),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::VARY, "Authorization, Cookie"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (header, value) in fixed {
        headers.insert(header, HeaderValue::from_static(value));
    }
    // The name is one of ours, so it needs no escape.
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers
}
