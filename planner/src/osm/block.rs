//! An unpacked block becomes the part of it that somebody wants, still with ids instead of places.
//!
//! Blocks are independent of each other, so this runs in parallel; the parts are joined in file order.

mod judged;

use std::collections::BTreeMap;
use std::ops::Range;

use super::frame::scan::{self, Loose, NodeAt, Of, Rising, WayAt};
use super::frame::table::{self, StringTable};
use super::frame::wire::Fault;
use super::pbf::{self, RelationRecord};
use super::walkability::rules::{self, CLASS_KEYS, NODE_KEYS, Remark, WAY_KEYS};
use super::walkability::wheels::WHEEL_KEYS;
use judged::{Verdict, Verdicts};

use super::{DropReason, Element, NodeTraits, TagFilter, Users, WayTraits};

/// What is kept of a block, or of all blocks so far.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Every node.
    pub(super) nodes: Vec<NodeAt>,
    /// Traits of the nodes on which something stands.
    pub(super) posts: Vec<Post>,
    /// Node ids of the ways kept, one way after the other.
    pub(super) refs: Vec<i64>,
    /// The ways that can be walked.
    pub(super) ways: Vec<RawWay>,
    /// Where the node ids of every way are, when relations may ask for them.
    pub(super) rings: Vec<(i64, Range<usize>)>,
    /// The features that matched a filter.
    pub(super) features: Vec<RawFeature>,
    /// Places that the file holds on its ways.
    pub(super) located: Vec<NodeAt>,
    /// What was counted on the way.
    pub(super) counts: Counts,
}

/// What stands on a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Post {
    /// The node's id.
    pub(super) id: i64,
    /// The node's number in the file; of two nodes with one id the later one counts.
    pub(super) order: u64,
    /// What stands there.
    pub(super) traits: NodeTraits,
}

/// A walkable way whose nodes have no places yet.
#[derive(Debug)]
pub(super) struct RawWay {
    /// The OpenStreetMap id.
    pub(super) id: i64,
    /// Where its node ids are in [`Part::refs`].
    pub(super) refs: Range<usize>,
    /// How it can be walked.
    pub(super) traits: WayTraits,
    /// Its `name`.
    pub(super) name: Option<Box<str>>,
    /// Whether it has pavements of its own, or may be one.
    pub(super) beside: Beside,
}

/// What a way is to the pavements of a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// A carriageway whose pavements are said to be ways of their own.
    Carriageway,
    /// A footway, path or pedestrian street.
    Footpath,
    /// Neither.
    Neither,
}

/// A feature whose nodes have no places yet.
#[derive(Debug)]
pub(super) struct RawFeature {
    /// The kind of element.
    pub(super) element: Element,
    /// The OpenStreetMap id.
    pub(super) id: i64,
    /// All its tags, sorted by key.
    pub(super) tags: Vec<(Box<str>, Box<str>)>,
    /// Where it will get its shape from.
    pub(super) shape: RawShape,
}

/// Where a feature's shape comes from.
#[derive(Debug)]
pub(super) enum RawShape {
    /// A node's place.
    Node(NodeAt),
    /// Node ids in [`Part::refs`].
    Way(Range<usize>),
    /// The ways of a multipolygon.
    Area(Vec<(i64, Role)>),
    /// A relation of another type, which has no shape.
    None,
}

/// What a way is to a multipolygon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Part of an outline.
    Outer,
    /// Part of a hole.
    Inner,
}

/// What is counted while blocks are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    /// Nodes, ways and relations.
    pub(super) elements: u64,
    /// Nodes alone.
    pub(super) nodes: u64,
    /// Strings that were not UTF-8.
    pub(super) mended: u64,
    /// `highway` ways that were not kept, by reason.
    pub(super) dropped: BTreeMap<DropReason, u64>,
    /// Remarks about ways that were kept, in the order of [`Remark::ALL`].
    pub(super) remarks: [u64; Remark::ALL.len()],
    /// Whether the ids of ways rise.
    pub(super) way_ids: Rising,
}

/// Who looks at which key.
#[derive(Debug)]
pub(super) struct Keys {
    uses: Vec<(String, u8)>,
    /// For whom ways are kept.
    users: Users,
}

const KNOWN: u8 = 1;
const CLASS: u8 = 2;
const OF_WAYS: u8 = 4;
const OF_NODES: u8 = 8;
const OF_FEATURES: u8 = 16;
const NAME: u8 = 32;

impl Keys {
    /// Lists the keys of the walkability tables and the first key of every filter.
    pub(super) fn of(filters: &[TagFilter], users: Users) -> Self {
        let mut uses: BTreeMap<String, u8> = BTreeMap::new();
        let mut add = |key: &str, bit: u8| *uses.entry(key.to_owned()).or_default() |= bit;
        for key in CLASS_KEYS {
            add(key, CLASS | OF_WAYS);
        }
        for key in WAY_KEYS.into_iter().chain(WHEEL_KEYS) {
            add(key, OF_WAYS);
        }
        for key in NODE_KEYS {
            add(key, OF_NODES);
        }
        add("name", NAME);
        for filter in filters {
            if let Some((key, _)) = filter.tags.first() {
                add(key, OF_FEATURES);
            }
        }
        Self {
            uses: uses.into_iter().collect(),
            users,
        }
    }

    fn uses(&self, key: &str) -> u8 {
        self.uses
            .binary_search_by(|(known, _)| known.as_str().cmp(key))
            .map_or(KNOWN, |i| self.uses[i].1 | KNOWN)
    }
}

/// Reads an unpacked block: checks it, and takes its nodes, its ways and its relations.
pub(super) fn read(block: &[u8], keys: &Keys, filters: &[TagFilter]) -> Result<Part, Fault> {
    let table = table::strings(block)?;
    let mut texts = Texts {
        uses: vec![0; table.len()],
        table: &table,
        keys,
    };
    let loose = if filters.is_empty() {
        Loose::Forget
    } else {
        Loose::Keep
    };
    let mut scanned = scan::scan(block, table.len(), loose, |of, key| {
        let asked = match of {
            Of::Node => OF_NODES | OF_FEATURES,
            Of::Way => CLASS | OF_FEATURES,
            Of::Relation => OF_FEATURES,
        };
        texts.uses(key) & asked != 0
    })?;
    let mut taker = Taker {
        texts,
        filters,
        part: Part {
            refs: std::mem::take(&mut scanned.refs),
            rings: std::mem::take(&mut scanned.loose),
            ..Part::default()
        },
        looked_at: Vec::new(),
        pairs: Vec::new(),
        verdicts: Verdicts::default(),
    };
    for (node, tags) in &scanned.tagged {
        let tags = &scanned.tags[tags.start as usize..tags.end as usize];
        taker.node(scanned.nodes[*node as usize], u64::from(*node), tags);
    }
    for way in &scanned.asked {
        let tags = &scanned.tags[way.tags.start as usize..way.tags.end as usize];
        let places = &scanned.places[way.places.start as usize..way.places.end as usize];
        taker.way(way, tags, places);
    }
    if !scanned.passed.is_empty() {
        pbf::relations(&scanned.passed, |relation| taker.relation(relation))?;
    }
    let mut part = taker.part;
    part.counts.mended = table.mended;
    part.counts.nodes = scanned.nodes.len() as u64;
    part.counts.way_ids = scanned.way_ids;
    part.counts.elements = (scanned.nodes.len() + scanned.ways + scanned.relations) as u64;
    part.nodes = scanned.nodes;
    part.nodes.shrink_to_fit();
    part.refs.shrink_to_fit();
    Ok(part)
}

impl Part {
    /// Appends the part that follows in the file.
    pub(super) fn append(&mut self, mut next: Self) {
        if self.counts.elements == 0 {
            // Small files have one block of each kind: nothing is copied.
            self.counts.append(&next.counts);
            next.counts = std::mem::take(&mut self.counts);
            *self = next;
            return;
        }
        let refs = self.refs.len();
        let nodes = self.counts.nodes;
        let moved = |range: &Range<usize>| range.start + refs..range.end + refs;
        self.nodes.append(&mut next.nodes);
        self.refs.append(&mut next.refs);
        self.located.append(&mut next.located);
        self.posts.extend(next.posts.into_iter().map(|post| Post {
            order: post.order + nodes,
            ..post
        }));
        self.ways.extend(next.ways.into_iter().map(|way| RawWay {
            refs: moved(&way.refs),
            ..way
        }));
        let rings = next.rings.iter();
        self.rings
            .extend(rings.map(|(id, range)| (*id, moved(range))));
        for mut feature in next.features {
            if let RawShape::Way(range) = &mut feature.shape {
                *range = moved(range);
            }
            self.features.push(feature);
        }
        self.counts.append(&next.counts);
    }
}

impl Counts {
    fn append(&mut self, next: &Self) {
        self.elements += next.elements;
        self.nodes += next.nodes;
        self.mended += next.mended;
        for (reason, count) in &next.dropped {
            *self.dropped.entry(*reason).or_default() += count;
        }
        for (sum, more) in self.remarks.iter_mut().zip(next.remarks) {
            *sum += more;
        }
        self.way_ids = self.way_ids.then(next.way_ids);
    }

    /// Counts what was said of a way.
    fn note(&mut self, verdict: &Verdict) {
        if let Some(reason) = verdict.dropped {
            *self.dropped.entry(reason).or_default() += 1;
        }
        for remark in verdict.remarks() {
            self.remarks[remark as usize] += 1;
        }
    }

    /// How often a remark was made.
    pub(super) fn remark(&self, remark: Remark) -> u64 {
        self.remarks[remark as usize]
    }
}

/// The strings of a block, and who looks at them as keys.
struct Texts<'a> {
    table: &'a StringTable,
    /// For each string, who looks at it, once that was asked.
    uses: Vec<u8>,
    keys: &'a Keys,
}

impl<'a> Texts<'a> {
    fn text(&self, index: u32) -> &'a str {
        self.table.text(index)
    }

    fn uses(&mut self, index: u32) -> u8 {
        let known = self.uses.get(index as usize).copied().unwrap_or(KNOWN);
        if known != 0 {
            return known;
        }
        let uses = self.keys.uses(self.table.text(index));
        self.uses[index as usize] = uses;
        uses
    }

    fn pairs(&self, tags: &[(u32, u32)]) -> Vec<(&'a str, &'a str)> {
        tags.iter()
            .map(|(key, value)| (self.text(*key), self.text(*value)))
            .collect()
    }
}

/// Takes what is wanted of one block.
struct Taker<'a> {
    texts: Texts<'a>,
    filters: &'a [TagFilter],
    part: Part,
    /// The tags of one way that the tables look at; used again from way to way.
    looked_at: Vec<(u32, u32)>,
    /// Their texts.
    pairs: Vec<(&'a str, &'a str)>,
    /// What the tables said of ways with such tags.
    verdicts: Verdicts,
}

impl Taker<'_> {
    fn node(&mut self, at: NodeAt, order: u64, tags: &[(u32, u32)]) {
        let pairs = self.texts.pairs(tags);
        let traits = rules::classify_node(&pairs);
        if traits != NodeTraits::default() {
            self.part.posts.push(Post {
                id: at.id,
                order,
                traits,
            });
        }
        if self.wanted(&pairs) {
            self.feature(Element::Node, at.id, &pairs, RawShape::Node(at));
        }
    }

    fn wanted(&self, pairs: &[(&str, &str)]) -> bool {
        self.filters.iter().any(|filter| filter.matches(pairs))
    }

    fn feature(&mut self, element: Element, id: i64, pairs: &[(&str, &str)], shape: RawShape) {
        let boxed = pairs.iter().map(|(k, v)| (Box::from(*k), Box::from(*v)));
        let mut tags: Vec<(Box<str>, Box<str>)> = boxed.collect();
        tags.sort();
        self.part.features.push(RawFeature {
            element,
            id,
            tags,
            shape,
        });
    }

    /// Who looks at any of the keys.
    fn uses_of(&mut self, tags: &[(u32, u32)]) -> u8 {
        tags.iter()
            .fold(0, |all, (key, _)| all | self.texts.uses(*key))
    }

    /// Takes a way whose node ids are in the part already, its places in billionths of a degree, longitude first.
    fn way(&mut self, way: &WayAt, tags: &[(u32, u32)], places: &[(i64, i64)]) {
        let uses = self.uses_of(tags);
        let street = if uses & CLASS == 0 {
            None
        } else {
            self.street(way, tags)
        };
        let pairs = if uses & OF_FEATURES == 0 {
            Vec::new()
        } else {
            self.texts.pairs(tags)
        };
        let wanted = !pairs.is_empty() && self.wanted(&pairs);
        if street.is_none() && !wanted && self.filters.is_empty() {
            return;
        }
        self.part.ways.extend(street);
        if !self.filters.is_empty() {
            self.part.rings.push((way.id, way.refs.clone()));
        }
        if wanted {
            self.feature(
                Element::Way,
                way.id,
                &pairs,
                RawShape::Way(way.refs.clone()),
            );
        }
        for (id, (lon, lat)) in self.part.refs[way.refs.clone()].iter().zip(places) {
            if lon.unsigned_abs() <= 180_000_000_000 && lat.unsigned_abs() <= 90_000_000_000 {
                self.part.located.push(NodeAt {
                    id: *id,
                    lon_e7: (lon / 100) as i32,
                    lat_e7: (lat / 100) as i32,
                });
            }
        }
    }

    /// Judges a way by the tables; `None` when nobody uses it.
    fn street(&mut self, way: &WayAt, tags: &[(u32, u32)]) -> Option<RawWay> {
        self.looked_at.clear();
        let mut name = None;
        for tag in tags {
            let uses = self.texts.uses(tag.0);
            if uses & OF_WAYS != 0 {
                self.looked_at.push(*tag);
            } else if uses & NAME != 0 {
                name = Some(tag.1);
            }
        }
        let (texts, pairs) = (&self.texts, &mut self.pairs);
        let verdict = self.verdicts.of(&self.looked_at, |tags| {
            pairs.clear();
            pairs.extend(
                tags.iter()
                    .map(|(key, value)| (texts.text(*key), texts.text(*value))),
            );
            Verdict::of(pairs, texts.keys.users)
        });
        self.part.counts.note(&verdict);
        Some(RawWay {
            id: way.id,
            refs: way.refs.clone(),
            traits: verdict.traits?,
            name: name.map(|name| Box::from(self.texts.text(name))),
            beside: verdict.beside(),
        })
    }

    fn relation(&mut self, relation: &RelationRecord<'_>) {
        if self.uses_of(relation.tags) & OF_FEATURES == 0 {
            return;
        }
        let pairs = self.texts.pairs(relation.tags);
        if !self.wanted(&pairs) {
            return;
        }
        let is_area = pairs
            .iter()
            .any(|(k, v)| *k == "type" && matches!(*v, "multipolygon" | "boundary"));
        let shape = if is_area {
            let ways = relation.ways.iter();
            RawShape::Area(
                ways.filter_map(|(id, role)| Some((*id, role_of(self.texts.text(*role))?)))
                    .collect(),
            )
        } else {
            RawShape::None
        };
        self.feature(Element::Relation, relation.id, &pairs, shape);
    }
}

fn role_of(role: &str) -> Option<Role> {
    match role {
        "outer" | "" => Some(Role::Outer),
        "inner" => Some(Role::Inner),
        _ => None,
    }
}
