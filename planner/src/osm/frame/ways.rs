//! The ways and relations of a block: checked, and kept or passed on where somebody asked for them.
//!
//! The other half of [`super::scan`], with the same promise: every index in range, every sum within 64 bits.

use super::scan::{Loose, Of, Rising, Scan, WayAt, nano, visible};
use super::wire::{Fault, Wire, count, fault};

impl<F: FnMut(Of, u32) -> bool> Scan<F> {
    /// Checks a way.
    pub(super) fn way(&mut self, way: &[u8]) -> Result<(), Fault> {
        self.count_messages(1)?;
        self.out.ways += 1;
        let mut wire = Wire::new(way);
        let mut id = None;
        let [mut keys, mut vals, mut refs, mut lats, mut lons] = [None; 5];
        while let Some(field) = wire.field()? {
            match field.number {
                1 => id = Some(field.number()? as i64),
                2 => field.once(&mut keys)?,
                3 => field.once(&mut vals)?,
                4 => visible(field.bytes()?)?,
                8 => field.once(&mut refs)?,
                9 => field.once(&mut lats)?,
                10 => field.once(&mut lons)?,
                _ => {}
            }
        }
        let Some(id) = id else {
            return fault("a way lacks its id");
        };
        self.out.way_ids = self.out.way_ids.then(Rising::Yes(id, id));
        let [keys, vals, refs] = [keys, vals, refs].map(Option::unwrap_or_default);
        let (tags, start) = (self.out.tags.len(), self.out.refs.len());
        let asked = self.tags((Of::Way, id), keys, vals)?;
        self.count_values(count(refs))?;
        if asked == Asked::Yes || self.loose == Loose::Keep {
            sums((Of::Way, id), refs, |node| self.out.refs.push(node))?;
        } else {
            sums((Of::Way, id), refs, |_| {})?;
        }
        let place = self.out.places.len();
        if lats.is_some() || lons.is_some() {
            self.way_places(
                (id, refs),
                lats.unwrap_or_default(),
                lons.unwrap_or_default(),
            )?;
        }
        let refs = start..self.out.refs.len();
        match asked {
            Asked::Yes => self.out.asked.push(WayAt {
                id,
                tags: tags as u32..self.out.tags.len() as u32,
                refs,
                places: place as u32..self.out.places.len() as u32,
            }),
            Asked::No => {
                self.out.tags.truncate(tags);
                self.out.places.truncate(place);
                if self.loose == Loose::Keep {
                    self.out.loose.push((id, refs));
                }
            }
        }
        Ok(())
    }

    /// Takes the places along a way, as many as it has nodes; one that is not on earth counts as missing later.
    fn way_places(&mut self, way: (i64, &[u8]), lats: &[u8], lons: &[u8]) -> Result<(), Fault> {
        let (id, refs) = way;
        let counts = [refs, lats, lons].map(count);
        if counts[0] != counts[1] || counts[0] != counts[2] {
            return fault(format!(
                "way {id}: {} nodes, {} latitudes, {} longitudes",
                counts[0], counts[1], counts[2]
            ));
        }
        self.count_values(2 * counts[0])?;
        let (unit, (west, south)) = (self.granularity, self.offset);
        let (mut lats, mut lons) = (Wire::new(lats), Wire::new(lons));
        let (mut lat, mut lon) = (0_i64, 0_i64);
        while !lats.is_done() && !lons.is_done() {
            let sums = lat
                .checked_add(lats.zigzag()?)
                .zip(lon.checked_add(lons.zigzag()?));
            let place = sums.and_then(|sums| {
                (lat, lon) = sums;
                nano(lon, unit, west).zip(nano(lat, unit, south))
            });
            let Some(place) = place else {
                return fault(format!("way {id}: a coordinate is beyond 64 bits"));
            };
            self.out.places.push(place);
        }
        if !(lats.is_done() && lons.is_done()) {
            return fault(format!("way {id}: a number is cut short"));
        }
        Ok(())
    }

    /// Checks a relation.
    pub(super) fn relation(&mut self, relation: &[u8]) -> Result<(), Fault> {
        self.count_messages(1)?;
        self.out.relations += 1;
        let mut wire = Wire::new(relation);
        let mut id = None;
        let [mut keys, mut vals, mut roles, mut members, mut types] = [None; 5];
        while let Some(field) = wire.field()? {
            match field.number {
                1 => id = Some(field.number()? as i64),
                2 => field.once(&mut keys)?,
                3 => field.once(&mut vals)?,
                4 => visible(field.bytes()?)?,
                8 => field.once(&mut roles)?,
                9 => field.once(&mut members)?,
                10 => field.once(&mut types)?,
                _ => {}
            }
        }
        let Some(id) = id else {
            return fault("a relation lacks its id");
        };
        let [keys, vals] = [keys, vals].map(Option::unwrap_or_default);
        let start = self.out.tags.len();
        let asked = self.tags((Of::Relation, id), keys, vals)?;
        self.out.tags.truncate(start);
        let [roles, members, types] = [roles, members, types].map(Option::unwrap_or_default);
        let counts = [members, roles, types].map(count);
        if counts[0] != counts[1] || counts[0] != counts[2] {
            return fault(format!(
                "relation {id}: {} members, {} roles, {} types",
                counts[0], counts[1], counts[2]
            ));
        }
        self.deltas((Of::Relation, id), members)?;
        let (mut role, mut kind) = (Wire::new(roles), Wire::new(types));
        while !role.is_done() {
            let role = role.varint()?;
            self.string((Of::Relation, id), role)?;
        }
        while !kind.is_done() {
            let kind = kind.varint()?;
            if kind > 2 {
                return fault(format!(
                    "relation {id}: member type {kind} is not 0, 1 or 2"
                ));
            }
        }
        if asked == Asked::Yes {
            let lists = [(2, keys), (3, vals), (8, roles), (9, members), (10, types)];
            self.passed.relation(id, lists);
        }
        Ok(())
    }

    /// Appends keys and values to the tags: as many of each, all strings of the block. Says whether a key is asked for.
    pub(super) fn tags(
        &mut self,
        which: (Of, i64),
        keys: &[u8],
        vals: &[u8],
    ) -> Result<Asked, Fault> {
        let counts = [keys, vals].map(count);
        if counts[0] != counts[1] {
            return fault(format!(
                "{}: {} keys, {} values",
                name(which),
                counts[0],
                counts[1]
            ));
        }
        self.count_values(counts[0])?;
        let mut asked = Asked::No;
        let (mut keys, mut vals) = (Wire::new(keys), Wire::new(vals));
        while !keys.is_done() {
            let (key, value) = (keys.varint()?, vals.varint()?);
            self.string(which, key.max(value))?;
            if asked == Asked::No && (self.asked)(which.0, key as u32) {
                asked = Asked::Yes;
            }
            self.out.tags.push((key as u32, value as u32));
        }
        if !vals.is_done() {
            return fault(format!("{}: a number is cut short", name(which)));
        }
        Ok(asked)
    }

    /// Checks that a list of differences can be added up.
    fn deltas(&mut self, which: (Of, i64), packed: &[u8]) -> Result<(), Fault> {
        self.count_values(count(packed))?;
        sums(which, packed, |_| {})
    }

    /// Checks that the block has a string.
    #[inline]
    pub(super) fn string(&self, which: (Of, i64), index: u64) -> Result<(), Fault> {
        if index < self.strings {
            return Ok(());
        }
        fault(format!(
            "{}: string {index} of a table of {}",
            name(which),
            self.strings
        ))
    }
}

/// Whether somebody asked for an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A key of it is wanted.
    Yes,
    /// None is.
    No,
}

/// An element as messages name it.
fn name((of, id): (Of, i64)) -> String {
    match of {
        Of::Node => format!("node {id}"),
        Of::Way => format!("way {id}"),
        Of::Relation => format!("relation {id}"),
    }
}

/// Visits the sums of a list of differences.
fn sums(which: (Of, i64), packed: &[u8], mut visit: impl FnMut(i64)) -> Result<(), Fault> {
    let mut wire = Wire::new(packed);
    let mut sum = 0_i64;
    while !wire.is_done() {
        let Some(next) = sum.checked_add(wire.zigzag()?) else {
            return fault(format!("{}: a reference is beyond 64 bits", name(which)));
        };
        sum = next;
        visit(sum);
    }
    Ok(())
}
