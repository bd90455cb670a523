//! What the tests lean on; none of it knows what is being tested.

pub(crate) mod api;
pub(crate) mod binary;
pub(crate) mod databases;
pub(crate) mod disk;
pub(crate) mod faketime;
pub(crate) mod held;
pub(crate) mod office;
pub(crate) mod once;
pub(crate) mod pdf;
pub(crate) mod postgres;
pub(crate) mod programme;
pub(crate) mod served;
pub(crate) mod site;
pub(crate) mod smtp;
pub(crate) mod socket;
