//! What the tests lean on; none of it knows what is being tested.

pub(crate) mod binary;
pub(crate) mod databases;
pub(crate) mod postgres;
pub(crate) mod programme;
pub(crate) mod site;
pub(crate) mod smtp;
