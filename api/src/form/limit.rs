//! How often one address may open the pages behind links.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use entity::Language;

use super::{page, reply::html};
use crate::{
    client::ClientAddress,
    limit::{Limit, TooOften},
    reader::language_at,
};

/// So many requests at once, for an office where many share one address.
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(239);
/// And one more after each of these.
const PAUSE: Duration = Duration::from_millis(250);

/// A limit that nobody has used yet.
pub(crate) fn of_pages() -> Limit<IpAddr> {
    Limit::new(AT_ONCE, PAUSE)
}

/// Let a request through, or answer 429.
pub(crate) async fn limited(
    State(limit): State<Limit<IpAddr>>,
    Extension(ClientAddress(client)): Extension<ClientAddress>,
    request: Request,
    next: Next,
) -> Response {
    match client.map_or(Ok(()), |client| limit.count_address(client)) {
        Ok(()) => next.run(request).await,
        Err(late) => too_many(late, language_at(request.uri(), request.headers())),
    }
}

/// The page that asks to wait.
fn too_many(late: TooOften, language: Language) -> Response {
    let page = page::plain(language, "form-too-many-title", "form-too-many");
    let mut response = html(StatusCode::TOO_MANY_REQUESTS, page);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(late.seconds()));
    response
}
