//! The chase: what should happen to each request now, read from the database and
//! decided by the ladder.
//!
//! [`due_steps`] says what is due in one zone, [`people`] whom to write to, and
//! [`brake`] which steps would be a flood; [`plan`] puts the three together, and
//! [`on_its_way`] asks again at the moment of sending. The worker carries out what
//! they say. [`rehearse`] says the same of a time to come, for `chasePlan` and dry
//! runs, by the same functions, so that it cannot promise something else; [`outlook`]
//! says it of one request, and [`next`] when there will be something to say.

pub mod brake;
pub mod due_steps;
pub mod next;
pub mod on_its_way;
pub mod outlook;
pub mod people;
pub mod plan;
pub mod preview;
pub mod rehearse;
pub mod unplanned;
