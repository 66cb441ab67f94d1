//! What the bureau's edits of the map changed: the same question asked on the map as it comes.

use std::collections::BTreeMap;

use crate::coverage::{Coverage, NearestTable};
use crate::ids::{EdgeId, Id as _};
use crate::progress::Silent;
use crate::projection::LonLat;
use crate::scenario::Scenario;

use super::super::{Study, StudyOptions};
use super::Change;

/// A piece of street by its way, its ends, whether strangers may pass, and its seconds in both directions.
type Street = (i64, [i64; 4], bool, [Option<u32>; 2]);

impl Study {
    /// Edges and people that edits changed: everything is read again without them. Nothing is asked where that is not
    /// possible any more, because an input is gone or is another.
    pub(super) fn moved_by_edits(&self, today: &Coverage) -> Change {
        let mut scenario = Scenario::clone(&self.scenario);
        scenario.walls.edits = None;
        let Ok(bare) = Self::open(scenario, &StudyOptions::default(), &Silent) else {
            return (None, None);
        };
        if bare.places.demand.len() != self.places.demand.len() {
            return (None, None);
        }
        let kinds = bare.coverage(None).kinds.into_iter();
        let nearest: Vec<NearestTable> = kinds.map(|kind| kind.nearest).collect();
        let edges = differing(&self.streets(), &bare.streets());
        (Some(edges), Some(self.moved(today, &nearest)))
    }

    /// How often each piece of street is there.
    fn streets(&self) -> BTreeMap<Street, u64> {
        let mut times = vec![[None; 2]; self.network.edges().len()];
        for (id, arc) in self.network.arcs().enumerate() {
            let seconds = self.times().arcs[id].map(|time| time.total().millis());
            times[arc.edge.index()][arc.sense as usize] = seconds;
        }
        let mut streets = BTreeMap::new();
        for (number, edge) in self.network.edges().iter().enumerate() {
            let ends = [edge.from, edge.to].map(|node| fixed(self.network.nodes()[node].at));
            let [[west, south], [east, north]] = ends;
            let is_private = !self.passage.is_public(EdgeId::from_index(number));
            let street = (
                edge.osm_way,
                [west, south, east, north],
                is_private,
                times[number],
            );
            *streets.entry(street).or_default() += 1;
        }
        streets
    }
}

/// A place in ten-millionths of a degree, as maps store it.
fn fixed(at: LonLat) -> [i64; 2] {
    [at.lon_deg(), at.lat_deg()].map(|degrees| (degrees * 1e7).round() as i64)
}

/// How many pieces one network has that the other has not, whichever has more.
fn differing(one: &BTreeMap<Street, u64>, other: &BTreeMap<Street, u64>) -> u64 {
    let more = |these: &BTreeMap<Street, u64>, those: &BTreeMap<Street, u64>| -> u64 {
        let of = |(street, count): (&Street, &u64)| {
            count.saturating_sub(those.get(street).copied().unwrap_or_default())
        };
        these.iter().map(of).sum()
    };
    more(one, other).max(more(other, one))
}
