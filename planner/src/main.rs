//! The planner's command line.
fn main() {}
