//! Signing in and out: `/sign-in`, the mailed `/sign-in/TOKEN`, and `/sign-out`.
//!
//! A person types an address ([`ask`]) and is told the same whoever they are; a link
//! comes by mail. GET and HEAD of it show a button and change nothing, because mail
//! scanners open links; the button signs in, once ([`confirm`]). All of it is made of
//! plain forms, and no other site's page can press their buttons.

mod ask;
mod confirm;
mod out;
mod page;

use std::{num::NonZeroU32, time::Duration};

use axum::{
    Router,
    http::{HeaderValue, header},
    middleware,
    response::Response,
    routing::{get, post},
};

use crate::{
    ApiState,
    form::{limited, of_pages, secure},
    limit::Limit,
};

pub(crate) use ask::language;

/// Links that one address may ask for at once, for an office where many share one.
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
/// And one more after each of these.
const PAUSE: Duration = Duration::from_secs(30);

/// The routes of signing in and out.
pub(crate) fn router(state: &ApiState) -> Router<ApiState> {
    let asking = middleware::from_fn_with_state(Limit::new(AT_ONCE, PAUSE), limited);
    Router::new()
        .route(
            "/sign-in",
            get(ask::show).merge(post(ask::ask).layer(asking)),
        )
        .route(
            "/sign-in/{token}",
            get(confirm::show).post(confirm::confirm),
        )
        .route("/sign-out", post(out::out))
        .layer(middleware::from_fn_with_state(of_pages(), limited))
        .layer(middleware::map_response_with_state(state.clone(), secure))
        .layer(middleware::map_response(say_whence))
}

/// Without a referrer a browser hides the origin of a form, which is what tells our buttons from another's.
async fn say_whence(mut response: Response) -> Response {
    let own = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(header::REFERRER_POLICY, own);
    response
}
