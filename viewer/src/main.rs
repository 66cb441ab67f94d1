//! The map on which planners try out sites.
fn main() {}
