//! The schema: built once a process, and written out for `api/schema.graphql`.

use async_graphql::{SDLExportOptions, Schema};

use crate::{mutation::Mutations, query::Queries, subscription::Subscriptions};

/// The schema that requests are executed on.
pub(crate) type ScoreSchema = Schema<Queries, Mutations, Subscriptions>;

/// Build the schema; `open` to anonymous visitors means that errors suggest names.
pub(crate) fn build(open: bool) -> ScoreSchema {
    let builder = Schema::build(Queries::default(), Mutations::default(), Subscriptions);
    if open {
        builder.finish()
    } else {
        builder.disable_suggestions().finish()
    }
}

/// The schema in GraphQL's own language, as committed in `api/schema.graphql`.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    build(true).sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_schema_is_the_schema() {
        assert_eq!(
            include_str!("../schema.graphql"),
            super::sdl(),
            "write it anew: `cargo run -- schema > api/schema.graphql`"
        );
    }
}
