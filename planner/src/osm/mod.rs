//! An OpenStreetMap extract (`.osm.pbf`) becomes walkable streets and the tagged features that somebody asked for.
//!
//! This stage knows tags and elements. It cuts no edges, measures no lengths and knows no places of the user's.

mod block;
pub mod coast;
mod frame;
mod pbf;
mod read;
mod shapes;
mod sidewalk;
mod streets;
pub mod walkability;

use std::collections::BTreeMap;
use std::path::PathBuf;

use geo::Geometry;

use crate::findings::Findings;
use crate::projection::LonLat;
use crate::text::Told;

pub use read::read;
pub use walkability::{Barrier, Crossing, DropReason, NodeTraits, WayTraits};

/// What somebody wants of an extract beside its streets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Features that match any of these filters are kept.
    pub features: Vec<TagFilter>,
    /// For whom the streets are read.
    pub users: Users,
}

/// For whom streets are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Users {
    /// Walkers alone.
    #[default]
    Walkers,
    /// Walkers and vehicles: ways that vehicles use and nobody walks are kept, and marked.
    WithVehicles,
}

/// Why an extract could not be read; each message is one line, the path last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not there or may not be opened.
    #[error("cannot open the map extract: {source}: {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be read to its end.
    #[error("cannot read the map extract: {source}: {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has no bytes.
    #[error("empty file, expected an .osm.pbf extract: {}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file has a header but no node, way or relation.
    #[error("no OSM data: the file holds no node, way or relation: {}", path.display())]
    NoData {
        /// The file.
        path: PathBuf,
    },
    /// The file's bytes are wrong.
    #[error("byte {byte} (blob {blob}): {what}: {}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the block starts.
        byte: u64,
        /// The number of the block; the header is 0.
        blob: u64,
        /// What was found, what was expected, and what to do.
        what: String,
    },
    /// Somebody asked to stop.
    #[error("reading the map extract was cancelled")]
    Cancelled,
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Open { path, source } => {
                format!("无法打开地图文件：{}：{}", source.zh(), path.display())
            }
            Self::Read { path, source } => {
                format!("无法读取地图文件：{}：{}", source.zh(), path.display())
            }
            Self::Empty { path } => {
                format!("文件为空，应为 .osm.pbf 地图文件：{}", path.display())
            }
            Self::NoData { path } => format!(
                "没有 OSM 数据：文件中没有任何点、线或关系：{}",
                path.display()
            ),
            Self::Damaged {
                path,
                byte,
                blob,
                what,
            } => format!(
                "地图文件已损坏，请重新下载：第 {byte} 字节（第 {blob} 块）：{what}：{}",
                path.display()
            ),
            Self::Cancelled => "已停止读取地图文件".to_owned(),
        }
    }
}

/// What a read of an extract gives.
#[derive(Debug, Clone, Default)]
pub struct Extract {
    /// The walkable ways.
    pub streets: Streets,
    /// The features that matched one of the filters asked for, in file order.
    pub features: Vec<Feature>,
    /// The box that the file's header declares: south-west and north-east corner.
    pub bounds: Option<(LonLat, LonLat)>,
    /// The state of the data that the file's header declares, in seconds since 1970.
    pub replicated_at_s: Option<i64>,
    /// The number of nodes, ways and relations read.
    pub elements: u64,
    /// What was wrong with the file's data.
    pub findings: Findings,
}

/// Walkable ways with the positions of their nodes, and why other ways were left out.
#[derive(Debug, Clone, Default)]
pub struct Streets {
    /// The nodes that walkable ways use, by ascending OpenStreetMap id.
    pub nodes: Vec<StreetNode>,
    /// Positions in `nodes` of all ways, one way after the other.
    pub refs: Vec<u32>,
    /// The walkable ways in file order; a way with missing nodes appears as its whole pieces.
    pub ways: Vec<Way>,
    /// How many `highway` ways nobody walks, by reason.
    pub dropped: BTreeMap<DropReason, u64>,
    /// How many references to nodes that the extract lacks were clipped.
    pub missing_nodes: u64,
}

/// A node of a walkable way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreetNode {
    /// The OpenStreetMap id; may be negative.
    pub osm_id: i64,
    /// Longitude in ten-millionths of a degree.
    pub lon_e7: i32,
    /// Latitude in ten-millionths of a degree.
    pub lat_e7: i32,
    /// What stands on the node.
    pub traits: NodeTraits,
}

/// A walkable way, or the whole piece of it between missing nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// The OpenStreetMap id; may be negative.
    pub osm_id: i64,
    /// Where its nodes stand in [`Streets::refs`].
    pub refs: std::ops::Range<u32>,
    /// How it can be walked.
    pub traits: WayTraits,
    /// Its `name`, if any: a position in [`Streets`]'s order is not kept, so the text itself.
    pub name: Option<Box<str>>,
}

/// A tagged thing of the extract with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The kind of element that it is.
    pub element: Element,
    /// The OpenStreetMap id.
    pub osm_id: i64,
    /// All its tags, sorted by key.
    pub tags: Vec<(Box<str>, Box<str>)>,
    /// Its shape in degrees: a point, a line, a polygon (closed ways) or a multipolygon (relations).
    pub geometry: Geometry,
}

impl Feature {
    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags
            .binary_search_by(|(k, _)| (**k).cmp(key))
            .ok()
            .map(|i| &*self.tags[i].1)
    }
}

/// The three kinds of OpenStreetMap elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A point.
    Node,
    /// A line or a ring.
    Way,
    /// A group of elements.
    Relation,
}

impl Element {
    /// The word that OpenStreetMap uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Way => "way",
            Self::Relation => "relation",
        }
    }
}

/// A wish for features: all of its tags must be there, such as `amenity=canteen` or `building`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFilter {
    /// Key and, unless any value will do, value.
    pub tags: Vec<(String, Option<String>)>,
}

impl TagFilter {
    /// Reads `key=value`, `key` or `key=*`, several joined by `+`; `None` when a key is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let tags: Option<Vec<_>> = text
            .split('+')
            .map(|term| {
                let (key, value) = term.split_once('=').unwrap_or((term, "*"));
                let (key, value) = (key.trim(), value.trim());
                (!key.is_empty())
                    .then(|| (key.to_owned(), (value != "*").then(|| value.to_owned())))
            })
            .collect();
        tags.map(|tags| Self { tags })
    }
    /// Whether a set of tags has all that is asked for; `key=*` takes any value but `no`.
    pub fn matches<K: AsRef<str>, V: AsRef<str>>(&self, tags: &[(K, V)]) -> bool {
        self.tags.iter().all(|(key, wanted)| {
            tags.iter().any(|(k, v)| {
                let value = v.as_ref();
                k.as_ref() == key
                    && wanted
                        .as_deref()
                        .map_or(value != "no", |wanted| wanted == value)
            })
        })
    }
}
