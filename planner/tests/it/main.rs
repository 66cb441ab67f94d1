//! Everything that is tested through the front door, in one binary.

mod extracts;
mod hostile;
mod pbf;
