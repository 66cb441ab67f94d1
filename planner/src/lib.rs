//! Who is within a 15-minute walk of a canteen, and where should the next ones go?

pub mod coverage;
pub mod crs;
pub mod error;
pub mod findings;
pub mod hex;
pub mod ids;
pub mod impedance;
pub mod network;
pub mod osm;
pub mod places;
pub mod progress;
pub mod projection;
pub mod reach;
pub mod report;
pub mod scenario;
pub mod siting;
pub mod snap;
pub mod study;
pub mod synth;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod units;
