//! Personal data: erased where it is asked for, kept no longer than the rules say, and listed for a notice.

mod erasure;
mod everywhere;
mod notes;
mod retention;
mod strangers;
mod touched;
