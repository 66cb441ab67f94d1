//! Everything on the map that has a name, found by any part of it, or by the first letters of its pinyin.

use std::collections::BTreeMap;

use geo::{BoundingRect as _, Coord};
use pinyin::ToPinyin as _;
use planner::osm::Feature;
use planner::places::Places;
use planner::projection::{LonLat, Plane};

use crate::map::layers::labels::Label;

/// At most so many things are found.
const MOST: usize = 12;
/// How much is seen around a place without an extent, in metres.
const AROUND_M: f64 = 1_200.0;
/// Pieces of one street farther apart than this are found apart, in metres.
const SAME_STREET_M: f64 = 3_000.0;

/// What a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A district.
    District,
    /// A facility or a candidate.
    Site,
    /// A named place.
    Place,
    /// A street.
    Street,
}

/// Something with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// What it is.
    pub sort: Sort,
    /// Where, in metres.
    pub at: Coord,
    /// How much to show around it, in metres.
    pub span_m: f64,
    /// The name in small letters.
    small: String,
    /// The first letters of its pinyin, then its pinyin in full; empty where it has no Chinese.
    initials: String,
    full: String,
}

/// All that has a name.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
}

impl Gazetteer {
    /// Collects the names of districts, sites, places and streets.
    pub fn of(places: &Places, labels: &[Label], features: &[Feature], plane: &Plane) -> Self {
        let mut entries = Vec::new();
        for district in &places.districts {
            if let Some(rect) = district.outline.bounding_rect() {
                let corners = [rect.min(), rect.max()].map(|c| LonLat::new(c.x, c.y));
                if let [Some(a), Some(b)] = corners {
                    let (a, b) = (plane.to_metres(a), plane.to_metres(b));
                    let span = (b.x - a.x).max(b.y - a.y) * 1.3;
                    entries.push(Entry::new(
                        &district.name,
                        Sort::District,
                        (a + b) / 2.0,
                        span,
                    ));
                }
            }
        }
        for site in &places.sites {
            if let (Some(name), Some(at)) = (&site.name, site.at) {
                entries.push(Entry::new(name, Sort::Site, plane.to_metres(at), AROUND_M));
            }
        }
        for label in labels.iter().filter(|label| label.is_of_place()) {
            entries.push(Entry::new(&label.zh, Sort::Place, label.at, 3.0 * AROUND_M));
            if label.en != label.zh {
                entries.push(Entry::new(&label.en, Sort::Place, label.at, 3.0 * AROUND_M));
            }
        }
        entries.extend(streets(features, plane));
        Self { entries }
    }

    /// What a query finds, the best first: names that start with it, then those that hold it, then by pinyin.
    pub fn find(&self, query: &str) -> Vec<&Entry> {
        let query = query.trim().to_lowercase();
        if query.is_empty() {
            return Vec::new();
        }
        let ranked = self.entries.iter().enumerate().filter_map(|(n, entry)| {
            let rank = entry.rank(&query)?;
            Some(((rank, entry.sort, entry.name.chars().count(), n), entry))
        });
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.truncate(MOST);
        ranked.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// The named streets of an extract; pieces of one street that lie near each other are one.
fn streets(features: &[Feature], plane: &Plane) -> Vec<Entry> {
    let mut found: BTreeMap<(&str, i64, i64), Coord> = BTreeMap::new();
    for feature in features {
        if feature.tag("highway").is_none() {
            continue;
        }
        let middle = feature.geometry.bounding_rect().map(geo::Rect::center);
        let at = middle.and_then(|c| LonLat::new(c.x, c.y));
        if let (Some(name), Some(at)) = (feature.tag("name"), at) {
            let at = plane.to_metres(at);
            let cell = |m: f64| (m / SAME_STREET_M).floor() as i64;
            found.entry((name, cell(at.x), cell(at.y))).or_insert(at);
        }
    }
    let entry =
        |((name, ..), at): ((&str, i64, i64), Coord)| Entry::new(name, Sort::Street, at, AROUND_M);
    found.into_iter().map(entry).collect()
}

impl Entry {
    fn new(name: &str, sort: Sort, at: Coord, span_m: f64) -> Self {
        let sounds = || name.chars().filter_map(|c| c.to_pinyin());
        Self {
            name: name.to_owned(),
            sort,
            at,
            span_m: span_m.max(AROUND_M),
            small: name.to_lowercase(),
            initials: sounds().map(pinyin::Pinyin::first_letter).collect(),
            full: sounds().map(pinyin::Pinyin::plain).collect(),
        }
    }

    fn rank(&self, query: &str) -> Option<u8> {
        if self.small.starts_with(query) {
            Some(0)
        } else if self.small.contains(query) {
            Some(1)
        } else if self.initials.starts_with(query) || self.full.starts_with(query) {
            Some(2)
        } else if self.initials.contains(query) || self.full.contains(query) {
            Some(3)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gazetteer() -> Gazetteer {
        let names = [
            ("小清河街道", Sort::District),
            ("清河助餐点", Sort::Site),
            ("Triq il-Kbira", Sort::Street),
            ("大明湖路", Sort::Street),
        ];
        let entries = names.map(|(name, sort)| Entry::new(name, sort, Coord::default(), 0.0));
        Gazetteer {
            entries: entries.to_vec(),
        }
    }

    fn found(query: &str) -> Vec<String> {
        let all = gazetteer();
        let found = all.find(query);
        found.iter().map(|entry| entry.name.clone()).collect()
    }

    #[test]
    fn names_that_start_so_come_before_names_that_hold_it() {
        assert_eq!(found("清河"), ["清河助餐点", "小清河街道"]);
        assert_eq!(found(" KBIRA "), ["Triq il-Kbira"]);
        assert!(found("  ").is_empty() && found("没有").is_empty());
    }

    #[test]
    fn pinyin_and_its_first_letters_find_too() {
        assert_eq!(found("dmhl"), ["大明湖路"]);
        assert_eq!(found("qinghe"), ["清河助餐点", "小清河街道"]);
        assert_eq!(found("xqh"), ["小清河街道"]);
    }
}
