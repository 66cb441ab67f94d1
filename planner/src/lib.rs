//! Who is within a 15-minute walk of a canteen, and where should the next ones go?
//!
//! A [`Scenario`] names an OpenStreetMap extract, tables of seniors and facilities, how old people walk and what was
//! promised. A [`Study`] reads it all, and answers: who is covered, by real walking paths; which new sites help most, with
//! a proven bound on what any other choice could reach. Nobody is dropped from a total, and nothing that is written for
//! others tells where a person lives.
//!
//! ```text
//! .osm.pbf ─▶ osm ─▶ network ─▶ impedance ─┐
//! csv, geojson ─▶ places ─▶ snap ──────────┴▶ reach ─▶ coverage ─▶ siting ─▶ report
//! ```
//!
//! ```no_run
//! use planner::{Scenario, Silent, Study, StudyOptions};
//!
//! let scenario = Scenario::open("scenarios/malta.toml".as_ref(), &[])?;
//! let study = Study::open(scenario, &StudyOptions::default(), &Silent)?;
//! let answer = study.propose(&Silent)?;
//! for kind in &answer.before.kinds {
//!     println!("{}: {:.1} % covered", kind.standard.kind, 100.0 * kind.tally.coverage());
//! }
//! if let Some(proposed) = &answer.proposed {
//!     println!("{} covered, at most {} possible", proposed.proposal.objective, proposed.proposal.bound);
//! }
//! # Ok::<(), planner::Error>(())
//! ```
//!
//! # Other people's words for the same things
//!
//! | here | ArcGIS Network Analyst | spopt | r5r | pandana |
//! |---|---|---|---|---|
//! | [`Network`] | network dataset | – | street network | `Network` |
//! | [`WalkProfile`] | travel mode | – | `walk_speed` … | impedance column |
//! | demand point | demand point, incident | demand / client | origin | – |
//! | site: facility, candidate | facility | facility | destination | point of interest |
//! | [`snap()`](snap::snap) | network location | – | snapping | `get_node_ids` (nodes only) |
//! | [`ReachMatrix`] | OD cost matrix | cost matrix | `travel_time_matrix` | – |
//! | [`Standard`] | cutoff | `service_radius` | `max_trip_duration` | `maxdist` |
//! | [`Coverage`] | – | `percentage` | cumulative opportunities | `aggregate` |
//! | [`Brief`], [`Proposal`] | location-allocation | `MCLP`, … | – | – |
//! | status open, committed | required facility | `predefined_facility_arr` | – | – |
//! | [`reach::isochrone()`] | service area polygon | – | `isochrone` | – |

#![cfg_attr(
    test,
    allow(
        clippy::excessive_nesting,
        clippy::float_cmp,
        clippy::from_iter_instead_of_collect,
        clippy::items_after_statements,
        clippy::needless_pass_by_value,
        clippy::redundant_closure_for_method_calls,
        clippy::too_many_lines,
        clippy::trivially_copy_pass_by_ref,
        clippy::type_complexity,
        reason = "a test tells one story from top to bottom, and compares the very numbers that it made"
    )
)]

pub mod cli;
pub mod coverage;
pub mod crs;
pub mod error;
pub mod findings;
pub mod geopackage;
pub mod hex;
pub mod ids;
pub mod impedance;
pub mod network;
pub mod osm;
pub mod places;
pub mod progress;
pub mod projection;
pub mod reach;
pub mod replay;
pub mod report;
pub mod rule;
pub mod scenario;
pub mod siting;
pub mod snap;
mod spelling;
pub mod study;
pub mod synth;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod units;
pub mod verify;

pub use coverage::{Coverage, Standard, Tally};
pub use error::Error;
pub use findings::{Finding, Findings, Severity};
pub use impedance::{ArcTimes, WalkProfile};
pub use network::Network;
pub use places::Places;
pub use progress::{Progress, Silent};
pub use projection::LonLat;
pub use reach::ReachMatrix;
pub use scenario::Scenario;
pub use siting::{Brief, Proposal};
pub use study::{Answer, Plan, Study, StudyOptions};
pub use units::{Metres, Seniors, WalkSpeed, WalkTime};
