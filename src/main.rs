//! score
fn main() {}
