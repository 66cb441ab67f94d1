//! Promises that lie in one of them, or in everybody, and leave a few people of it together.
//!
//! Two promises for the men and the women from eighty on tell, beside one for all of that age, how many of them say neither.

use super::super::super::counts::Layout;
use super::super::super::pool::{self, Rule};
use super::Atom;

/// So many promises that lie in one are looked at, in every combination.
const MOST: usize = 8;

/// The last of a family of promises that leaves a few people of the one around it; nothing where there is none.
///
/// Promises stand in the sets of atoms from `first` on; `told` are the positions of those that are told among all.
pub(super) fn leaking(
    atoms: &[Atom],
    (first, told): (usize, &[usize]),
    (layout, rules): (Layout, &[Rule]),
) -> Option<usize> {
    let people = |is_in: &dyn Fn(&Atom) -> bool| {
        let mut sum = layout.nobody().numbers;
        for atom in atoms.iter().filter(|atom| is_in(atom)) {
            pool::add(&mut sum, &atom.counts.numbers);
        }
        sum
    };
    let counts = |atom: &Atom, promise: usize| atom.sets[first + promise] == 0;
    let around = told.iter().copied().map(Some).chain([None]);
    for whole in around {
        let is_in_whole = |atom: &Atom| whole.is_none_or(|whole| counts(atom, whole));
        let lies_in = |part: usize| {
            Some(part) != whole
                && atoms.iter().any(|atom| counts(atom, part))
                && atoms
                    .iter()
                    .all(|atom| !counts(atom, part) || is_in_whole(atom))
        };
        let parts: Vec<usize> = told.iter().copied().filter(|part| lies_in(*part)).collect();
        for family in 1_u32..1 << parts.len().min(MOST) {
            let of_family = || (0..parts.len().min(MOST)).filter(|at| family >> at & 1 == 1);
            let times = |atom: &Atom| of_family().filter(|at| counts(atom, parts[*at])).count();
            if family.count_ones() < 2 || atoms.iter().any(|atom| times(atom) > 1) {
                continue;
            }
            let rest = people(&|atom| is_in_whole(atom) && times(atom) == 0);
            let members = of_family().map(|at| parts[at]).chain(whole);
            let members: Vec<usize> = members.collect();
            let is_safe =
                |promise: &usize| rest[Layout::ELIGIBLE] == 0 || rules[*promise].is_safe(&rest);
            if !members.iter().all(is_safe) {
                return members.into_iter().max();
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LAYOUT, atom_of};
    use super::*;

    fn leak(atoms: &[Atom], told: &[usize]) -> Option<usize> {
        let level = super::super::super::super::counts::Level::Coverage;
        let rules = vec![LAYOUT.rule(level, 10); 3];
        leaking(atoms, (0, told), (LAYOUT, &rules))
    }

    #[test]
    fn men_and_women_leave_a_few_of_all() {
        let no = usize::MAX;
        // From eighty on: 140 men, 190 women, and three of whom it is not known; the younger are many.
        let few = [
            atom_of(vec![0, 0, no], 140, 60),
            atom_of(vec![0, no, 0], 190, 95),
            atom_of(vec![0, no, no], 3, 2),
            atom_of(vec![no, no, no], 400, 200),
        ];
        assert_eq!(leak(&few, &[0, 1, 2]), Some(2));
        assert_eq!(leak(&few, &[0, 1]), None);
        let mut enough = few;
        enough[2] = atom_of(vec![0, no, no], 30, 12);
        assert_eq!(leak(&enough, &[0, 1, 2]), None);
        // All but three of everybody.
        enough[3] = atom_of(vec![no, no, no], 3, 2);
        enough[0] = atom_of(vec![no, 0, no], 140, 60);
        enough[2] = atom_of(vec![0, no, 0], 30, 12);
        assert_eq!(leak(&enough, &[0, 1]), Some(1));
    }
}
