//! Ways with the same tags are judged once a block: most streets of a town are tagged like some other.
//!
//! Method: a small table of slots, found by a hash of the tags as string indices; a set of tags whose slot is taken by
//! another is judged anew and takes it over.
//!
//! Complexity: O(tags) a way whose tags are known.
//!
//! Invariants: a verdict depends on the texts of the tags only, so that what the table holds changes no answer.

use super::Beside;
use crate::osm::streets::WAITED_FROM;
use crate::osm::walkability::rules::{self, Remark};
use crate::osm::{DropReason, Users, WayTraits};

/// What the tables say of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// How somebody goes there, if anybody does.
    pub(super) traits: Option<WayTraits>,
    /// Why a `highway` is not walked.
    pub(super) dropped: Option<DropReason>,
    /// The remarks about a way that is walked, a bit each.
    remarks: u8,
}

impl Verdict {
    /// Judges a way by its tags.
    pub(super) fn of(tags: &[(&str, &str)], users: Users) -> Self {
        match rules::classify(tags) {
            Ok(traits) => Self {
                traits: Some(traits),
                dropped: None,
                remarks: rules::remarks(tags).fold(0, |all, remark| all | 1 << remark as u8),
            },
            Err(reason) => Self {
                traits: rules::classify_ride(tags)
                    .filter(|traits| users == Users::WithVehicles || traits.class >= WAITED_FROM),
                dropped: tags
                    .iter()
                    .any(|(key, _)| *key == "highway")
                    .then_some(reason),
                remarks: 0,
            },
        }
    }

    /// What is worth counting.
    pub(super) fn remarks(&self) -> impl Iterator<Item = Remark> + use<> {
        let bits = self.remarks;
        let is_set = move |remark: &Remark| bits & 1 << *remark as u8 != 0;
        Remark::ALL.into_iter().filter(is_set)
    }

    /// What the way is to the pavements of a street.
    pub(super) fn beside(&self) -> Beside {
        self.remarks()
            .fold(Beside::Neither, |known, remark| match remark {
                Remark::SeparateSidewalk => Beside::Carriageway,
                Remark::Footpath => Beside::Footpath,
                _ => known,
            })
    }
}

/// Keys and values as string indices of a block.
type Tags = [(u32, u32)];

/// The verdicts of a block.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    slots: Vec<Option<(Box<Tags>, Verdict)>>,
}

impl Verdicts {
    /// A power of two; a block of 8,000 streets has a few hundred sets of tags.
    const SLOTS: usize = 1024;

    /// The verdict on some tags; `judge` gives it where it is not known.
    pub(super) fn of(&mut self, tags: &Tags, judge: impl FnOnce(&Tags) -> Verdict) -> Verdict {
        if self.slots.is_empty() {
            self.slots.resize(Self::SLOTS, None);
        }
        let slot = &mut self.slots[slot_of(tags)];
        match slot {
            Some((known, verdict)) if **known == *tags => *verdict,
            _ => {
                let verdict = judge(tags);
                *slot = Some((tags.into(), verdict));
                verdict
            }
        }
    }
}

/// A slot for some tags: multiplication by an odd number spreads them well enough (Knuth 1998, 6.4).
fn slot_of(tags: &Tags) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = tags.iter().fold(0_u64, |hash, (key, value)| {
        let tag = u64::from(*key) << 32 | u64::from(*value);
        (hash ^ tag).wrapping_mul(ODD).rotate_left(29)
    });
    (mixed.wrapping_mul(ODD) >> 54) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_verdict_is_that_of_the_tables() {
        let words = [
            "highway",
            "residential",
            "footway",
            "motorway",
            "foot",
            "no",
            "sidewalk",
            "separate",
            "yes",
            "oneway",
        ];
        let mut verdicts = Verdicts::default();
        // More sets of tags than slots, each asked for again and again.
        for round in 0..3_u32 {
            for n in 0..20_000_u32 {
                let tag = |n: u32| (n % 10, n / 10 % 10);
                let tags = [(0, n % 4), tag(n / 7), tag(n / 700)];
                let of = |(k, v): (u32, u32)| (words[k as usize], words[v as usize]);
                let texts = tags.map(of);
                let expected = Verdict::of(&texts, Users::Walkers);
                let found = verdicts.of(&tags, |tags| {
                    let texts: Vec<_> = tags.iter().map(|tag| of(*tag)).collect();
                    Verdict::of(&texts, Users::Walkers)
                });
                assert_eq!(found, expected, "{texts:?} in round {round}");
            }
        }
    }
}
