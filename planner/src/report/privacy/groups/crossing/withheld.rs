//! Promises that are made of whole rows of a table tell, beside the rows that are shown, of those that are withheld.

use crate::coverage::assessment::GroupTable;

use super::super::super::counts::Layout;
use super::super::super::pool::{self, Rule};
use super::super::super::shown::{ShownCounts, ShownDistrict};
use super::super::ShownGroup;
use super::{Atom, NOWHERE};

/// The tables as they are shown.
#[derive(Debug, Clone, Copy)]
pub(in crate::report::privacy) struct Shown<'a> {
    /// The groups of all tables, one table after the other.
    pub groups: &'a [ShownGroup],
    /// The districts, and those outside.
    pub districts: &'a [ShownDistrict],
}

impl Shown<'_> {
    /// For each row of a table the numbers that it withholds; the table behind those of groups is that of so many districts,
    /// of which some are shown, and of those outside, who are its last row.
    pub(super) fn hidden(
        &self,
        table: usize,
        (tables, districts): (&[GroupTable], usize),
        layout: Layout,
    ) -> Vec<Vec<bool>> {
        let hides = |counts: &ShownCounts| counts.numbers.iter().map(Option::is_none).collect();
        if let Some(of) = tables.get(table) {
            let first = tables[..table].iter().map(|table| table.rows.len()).sum();
            let rows = self.groups.iter().skip(first).take(of.rows.len());
            return rows.map(|group| hides(&group.counts)).collect();
        }
        let mut rows = vec![vec![true; layout.width()]; districts + 1];
        for row in self.districts {
            let place = row.district.map_or(districts, crate::ids::Id::index);
            rows[place] = hides(&row.counts);
        }
        rows
    }
}

/// Whether a set that is made of whole rows of a table tells a few people of the rows that it withholds; `hidden` is nothing
/// while that is not known.
pub(super) fn is_told_by(
    atoms: &[Atom],
    mine: usize,
    (table, hidden): (usize, &Option<Vec<Vec<bool>>>),
    (layout, rule): (Layout, &Rule),
) -> bool {
    let Some(hidden) = hidden else {
        return false;
    };
    let nobody = || layout.nobody().numbers;
    let mut rows = vec![[nobody(), nobody()]; hidden.len()];
    for atom in atoms {
        let Some(row) = rows.get_mut(atom.sets[table]) else {
            if atom.sets[table] != NOWHERE {
                return true;
            }
            continue;
        };
        let side = usize::from(atom.sets[mine] != 0);
        pool::add(&mut row[side], &atom.counts.numbers);
    }
    let people = |side: &[u64]| side[Layout::ELIGIBLE];
    let is_cut = |row: &[Vec<u64>; 2]| people(&row[0]) > 0 && people(&row[1]) > 0;
    if rows.iter().any(is_cut) {
        return false;
    }
    let told = |number: usize| rule.checks.iter().any(|(whole, _)| *whole == number);
    (0..layout.width())
        .filter(|number| told(*number))
        .any(|number| {
            let mut sums = [nobody(), nobody()];
            for (row, hides) in rows.iter().zip(hidden) {
                if hides[number] {
                    for (sum, side) in sums.iter_mut().zip(row) {
                        pool::add(sum, side);
                    }
                }
            }
            let leaves = |sum: &Vec<u64>| {
                let of = rule.checks.iter().filter(|(_, part)| *part == Some(number));
                let mut left = of.map(|(whole, _)| sum[*whole].saturating_sub(sum[number]));
                !rule.allows(sum[number]) || left.any(|people| !rule.allows(people))
            };
            sums.iter().any(leaves)
        })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LAYOUT, atom_of};
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
        let hidden = Some(shown.hidden(0, (&[], 4), LAYOUT));
        let rule = LAYOUT.rule(super::super::super::super::counts::Level::Coverage, 10);
        let no = usize::MAX;
        let told = |promise: [usize; 3]| {
            let atoms = [
                atom_of(vec![1, promise[0]], 60, 3),
                atom_of(vec![2, promise[1]], 60, 30),
                atom_of(vec![3, promise[2]], 60, 30),
            ];
            is_told_by(&atoms, 1, (0, &hidden), (LAYOUT, &rule))
        };
        assert!(told([0, no, no]), "its covered are the three");
        assert!(told([no, 0, no]), "and what it leaves are");
        assert!(!told([0, 0, no]) && !told([no, no, 0]));
    }
}
