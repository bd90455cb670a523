//! The schedule and the mail.
