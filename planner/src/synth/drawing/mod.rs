//! Lines in metres become a map in a file: the sheet that a district is drawn on.
//!
//! It knows nodes, ways and relations, curves and rings, and how an `.osm.pbf` file is written; it knows no city.

pub(super) mod canvas;
pub(super) mod ground;
pub(super) mod lines;
mod pbf;
mod wire;
