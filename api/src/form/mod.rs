//! The submission page behind the mailed link: `/r/TOKEN`.
//!
//! A link opens one request ([`open`]). GET and HEAD change nothing, because mail
//! scanners open links ([`show`]). POST reads what was typed ([`answer`]), stores it
//! by [`entity::submission`] and sends the reader back to the page, so that a reload
//! posts nothing twice ([`store`]). What cannot be taken comes back as it was typed,
//! with a sentence beside it ([`sentence`]); what is unusual comes back once as a
//! question ([`question`]); and all of it is kept ([`draft`]). Every page is put together in [`page`]
//! and leaves by [`reply`], which sets the headers.

mod answer;
mod draft;
mod limit;
mod open;
mod page;
mod promise;
mod question;
mod reply;
mod sentence;
mod sheet;
mod show;
mod store;
mod unsubscribe;

use axum::{Router, middleware, routing::get};

use crate::ApiState;

pub(crate) use limit::{limited, of_pages};
pub(crate) use open::Closed;
pub(crate) use page::{Head, Words, rendered};
pub(crate) use reply::{closed, made, secure};

/// The routes of the page.
pub(crate) fn router(state: &ApiState) -> Router<ApiState> {
    Router::new()
        .route("/r/{token}", get(show::show).post(store::store))
        .merge(unsubscribe::router())
        .layer(middleware::from_fn_with_state(
            limit::of_pages(),
            limit::limited,
        ))
        .layer(middleware::map_response_with_state(
            state.clone(),
            reply::secure,
        ))
}
