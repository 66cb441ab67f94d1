//! Coverage seen in two ways at once: by the circle on the map and by the walk, within one's own street and across, with
//! a site and without it, by person and by street.

pub mod boundary;
pub mod circle;
pub mod failure;
#[cfg(test)]
mod tests;
pub mod units;

pub use boundary::{Boundary, Sharing, boundary, seats_at_home};
pub use circle::{CircleAudit, Crossed, circle_audit, straight_distances};
pub use failure::{Failure, Loss, failures};
pub use units::{UnitCoverage, by_unit};
