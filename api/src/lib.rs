//! GraphQL over HTTP and the submission page.
//!
//! A request comes in through [`router`], is checked by `precheck` before
//! anything is executed, and is answered by `schema`, whose types live one noun
//! to a file in `noun`. Every resolver starts from what the requester may see
//! (`context`), and links between nouns are loaded a level at a time (`loader`).

// The root is a chain of merged objects, one a noun: a future in a future for each.
#![recursion_limit = "256"]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod access;
mod client;
mod context;
mod error;
pub mod files;
mod filter;
mod form;
mod graphiql;
mod http;
mod id;
mod joined;
mod limit;
mod live;
mod loader;
mod mutation;
mod nested;
mod noun;
mod page;
mod precheck;
mod probe;
mod query;
mod reader;
mod router;
mod same_origin;
mod scalar;
mod schema;
mod serve;
mod sign_in;
mod state;
mod subscription;
mod trusted;
mod turn;

pub use access::{Access, NotAnOrigin, origin};
pub use client::{NotANetwork, Proxies};
pub use router::{numbered, router};
pub use schema::sdl;
pub use serve::serve;
pub use state::ApiState;
pub use trusted::{TrustedDocuments, UntrustedFolder};
