//! GraphQL over HTTP and the submission page.
