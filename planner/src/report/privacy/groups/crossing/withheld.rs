//! Which numbers the rows of tables withhold, as they are shown.

use super::super::super::counts::Layout;
use super::super::super::shown::{ShownCounts, ShownDistrict};
use super::super::ShownGroup;

/// The tables as they are shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::report::privacy) struct Shown<'a> {
    /// The groups of all tables, one table after the other.
    pub groups: &'a [ShownGroup],
    /// The districts, and those outside.
    pub districts: &'a [ShownDistrict],
}

impl Shown<'_> {
    /// For each row of a table of groups the numbers that it withholds; `sizes` are the rows of all tables.
    pub(super) fn hidden_groups(&self, sizes: &[usize], table: usize) -> Vec<Vec<bool>> {
        let first: usize = sizes[..table].iter().sum();
        let rows = self.groups.iter().skip(first).take(sizes[table]);
        rows.map(|group| hides(&group.counts)).collect()
    }

    /// The same for so many districts, of which some are shown, and for those outside, who are the last row.
    pub(super) fn hidden_districts(&self, rows: usize, layout: Layout) -> Vec<Vec<bool>> {
        let mut hidden = vec![vec![true; layout.width()]; rows];
        for row in self.districts {
            let place = row.district.map_or(rows - 1, crate::ids::Id::index);
            hidden[place] = hides(&row.counts);
        }
        hidden
    }
}

fn hides(counts: &ShownCounts) -> Vec<bool> {
    counts.numbers.iter().map(Option::is_none).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LAYOUT, atom_of, rule};
    use super::super::{Atom, Crossed};
    use super::*;
    use crate::ids::{DistrictId, Id as _};

    #[test]
    fn a_promise_that_is_a_district_is_held_against_the_rows_of_that_level() {
        // Of four districts the first is of another level; three covered people of the second are withheld, and its
        // neighbour with it.
        let counts = |withheld: bool| {
            let mut counts = ShownCounts {
                layout: LAYOUT,
                threshold: 10,
                numbers: vec![Some(50); LAYOUT.width()],
                mean_walk_min: Vec::new(),
            };
            if withheld {
                counts.numbers[LAYOUT.covered(0, 0)] = None;
            }
            counts
        };
        let row = |district: usize, withheld| ShownDistrict {
            district: Some(DistrictId::from_index(district)),
            counts: counts(withheld),
        };
        let shown = Shown {
            groups: &[],
            districts: &[row(1, true), row(2, true), row(3, false)],
        };
        let hidden = shown.hidden_districts(5, LAYOUT);
        let no = usize::MAX;
        let told = |promise: [usize; 3]| {
            let atoms: [Atom; 3] = [
                atom_of(vec![promise[0], 1], 60, 3),
                atom_of(vec![promise[1], 2], 60, 30),
                atom_of(vec![promise[2], 3], 60, 30),
            ];
            let crossed = Crossed::of_atoms(&atoms, (0, 1), (1, 5), LAYOUT);
            crossed.tells_withheld(&hidden, &rule())
        };
        assert!(told([0, no, no]), "its covered are the three");
        assert!(told([no, 0, no]), "and what it leaves are");
        assert!(!told([0, 0, no]) && !told([no, no, 0]));
    }
}
