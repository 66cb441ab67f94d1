//! Groups of one table, and people whom a promise counts, that leave a few people of the groups of another table.
//!
//! Who reads that a tier is of those in need of care and of those from 98 on subtracts the table of care from it. Whether
//! groups are parts of each other is asked of the people themselves: by name or by chance, it is the same.
//!
//! # Method
//!
//! 1. For each group, and each other table, that of districts included: what it has beside the groups that lie in it
//!    wholly, and what the groups that it has a part in have beside it. Both must be safe like a group of their own; else
//!    the group is not told.
//! 2. A group that is made of whole groups of a table tells of those of them that are withheld: those that are not safe
//!    must be so together, inside the group and outside.
//! 3. Promises likewise, held against what is withheld in the end; and what a promise, or everybody, has beside promises
//!    that lie in it and have nobody in common must be safe as well: else the last of these is not told.
//!
//! # Complexity
//!
//! The people once, and for each pair of tables its groups by its groups; for promises, the sets of those that lie in
//! another, of which at most eight are looked at.

mod families;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::assessment::GroupTable;
use crate::coverage::assessment::groups::{NOWHERE, members};
use crate::coverage::ledger::{Claim, Quantity};
use crate::coverage::{Coverage, Heading};
use crate::places::{Eligible, SeniorRow};
use crate::rule::Truth;

use super::super::super::Run;
use super::super::counts::{Counts, Layout};
use super::super::pool::{self, Rule};

/// What is not told because another table would tell a few people of it.
#[derive(Debug)]
pub(in crate::report::privacy) struct Crossing {
    layout: Layout,
    /// Groups that are not told, by their table and their row in it.
    rows: BTreeSet<(usize, usize)>,
    /// How many rows each table of groups has.
    sizes: Vec<usize>,
    promised: Vec<Promised>,
    atoms: Vec<Atom>,
    /// For each promise those whom it counts by their districts; nothing where there are none.
    of_districts: Vec<Crossed>,
}

impl Crossing {
    /// Whether a group is not told.
    pub(in crate::report::privacy) fn has_row(&self, table: usize, row: usize) -> bool {
        self.rows.contains(&(table, row))
    }

    /// Holds every group against every other table.
    pub(in crate::report::privacy) fn of(
        run: &Run,
        of: (Layout, &[&Coverage]),
        rule: &Rule,
    ) -> Self {
        let layout = of.0;
        let assessed = run.assessment.map(|assessment| &assessment.before.groups);
        let tables: &[GroupTable] = assessed.map_or(&[], |tables| tables);
        let promised = assessed.map_or_else(Vec::new, |_| promised(run));
        let of_tables = members(tables, run.places, &run.scenario.assess.age_bands);
        let atoms = atoms(run, (&of_tables, &promised), of);
        let sizes: Vec<usize> = tables.iter().map(|table| table.rows.len()).collect();
        let mut rows = BTreeSet::new();
        for (mine, sets) in sizes.iter().copied().enumerate() {
            let others = sizes.iter().copied().enumerate();
            let others = others.filter(|(other, _)| *other != mine);
            let others = others.map(|other| Crossed::of_atoms(&atoms, (mine, sets), other, layout));
            let districts = by_district(run, (&of_tables[mine], sets), of);
            for crossed in others.chain(districts) {
                let leaks = (0..sets).filter(|set| {
                    crossed.leaves_a_few(*set, rule) || crossed.tells_unsafe_rows(*set, rule)
                });
                rows.extend(leaks.map(|row| (mine, row)));
            }
        }
        let of_districts = promised.iter();
        let of_districts = of_districts.filter_map(|p| by_district(run, (&p.sets(), 1), of));
        Self {
            layout,
            rows,
            sizes,
            of_districts: of_districts.collect(),
            promised,
            atoms,
        }
    }

    /// Holds every promise with a rule against every table as it is shown, and against the others; returns those that are not
    /// told, by their position in the ledger.
    pub(in crate::report::privacy) fn promises(
        &self,
        rule: &Rule,
        shown: &Shown<'_>,
    ) -> BTreeSet<usize> {
        let rules = self.promised.iter();
        let rules = rules.map(|promise| of_kind(rule, self.layout, promise.kind));
        let rules: Vec<Rule> = rules.collect();
        let first = self.sizes.len();
        let mut told: Vec<usize> = (0..self.promised.len())
            .filter(|at| {
                let rule = &rules[*at];
                let tables = self.sizes.iter().copied().enumerate();
                let mut tables = tables.map(|table| {
                    let crossed =
                        Crossed::of_atoms(&self.atoms, (first + at, 1), table, self.layout);
                    (crossed, shown.hidden_groups(&self.sizes, table.0))
                });
                let tells = |crossed: &Crossed, hidden: &[Vec<bool>]| {
                    crossed.leaves_a_few(0, rule) || crossed.tells_withheld(hidden, rule)
                };
                let of_districts = self.of_districts.get(*at);
                let districts =
                    of_districts.map(|all| (all, shown.hidden_districts(all.rows(), self.layout)));
                !tables.any(|(crossed, hidden)| tells(&crossed, &hidden))
                    && !districts.is_some_and(|(crossed, hidden)| tells(crossed, &hidden))
            })
            .collect();
        while let Some(last) = families::leaking(&self.atoms, (first, &told), (self.layout, &rules))
        {
            told.retain(|at| *at != last);
        }
        let all = self.promised.iter().enumerate();
        let untold = all.filter(|(at, _)| !told.contains(at));
        untold.map(|(_, promise)| promise.number).collect()
    }
}

pub(in crate::report::privacy) use withheld::Shown;

/// A promise with a rule.
#[derive(Debug)]
struct Promised {
    /// Its position in the ledger.
    number: usize,
    /// The standard whose coverage it is about; nothing for the circle.
    kind: Option<usize>,
    /// Whom it counts of the rows of seniors.
    counts: Vec<bool>,
}

impl Promised {
    /// For each row of seniors 0 where it counts them.
    fn sets(&self) -> Vec<usize> {
        let set = |counts: &bool| if *counts { 0 } else { NOWHERE };
        self.counts.iter().map(set).collect()
    }
}

fn promised(run: &Run) -> Vec<Promised> {
    let mut promised = Vec::new();
    for (number, promise) in run.scenario.promises.iter().enumerate() {
        let Claim::Measure {
            quantity:
                Quantity::Coverage {
                    kind,
                    rule: Some(rule),
                },
            ..
        } = &promise.claim
        else {
            continue;
        };
        let Ok(judge) = rule.bind(run.places) else {
            continue;
        };
        let rows = 0..run.places.seniors.len();
        let mut kinds = run.before.kinds.iter();
        promised.push(Promised {
            number,
            kind: kinds.position(|of| of.standard.kind == kind.text),
            counts: rows.map(|row| judge.judge(row) == Truth::Yes).collect(),
        });
    }
    promised
}

/// What a rule asks of the people, and of the coverage of one kind, or of the circle.
fn of_kind(rule: &Rule, layout: Layout, kind: Option<usize>) -> Rule {
    let mut told = vec![Layout::ELIGIBLE];
    told.extend(kind.map(|kind| layout.meant(kind)));
    told.extend((0..layout.phases).map(|phase| match kind {
        Some(kind) => layout.covered(phase, kind),
        None => layout.circle(phase),
    }));
    let mut rule = rule.clone();
    let is_told = |number: usize| told.contains(&number);
    rule.checks
        .retain(|(number, part)| is_told(*number) && part.is_none_or(is_told));
    rule.sums.retain(|sum| sum.all(is_told));
    rule
}

/// People who are in the same groups and counted by the same promises.
#[derive(Debug)]
struct Atom {
    /// For each table the row of their group; then, for each promise, 0 where it counts them.
    sets: Vec<usize>,
    counts: Counts,
}

fn atoms(
    run: &Run,
    (of_tables, promised): (&[Vec<usize>], &[Promised]),
    of: (Layout, &[&Coverage]),
) -> Vec<Atom> {
    let mut atoms: BTreeMap<Vec<usize>, Counts> = BTreeMap::new();
    let mut sets = Vec::new();
    if of_tables.is_empty() && promised.is_empty() {
        return Vec::new();
    }
    for (number, senior) in run.places.seniors.iter().enumerate() {
        if senior.eligible == Eligible::No {
            continue;
        }
        sets.clear();
        sets.extend(of_tables.iter().map(|rows| rows[number]));
        let counted = promised.iter().map(|promise| promise.counts[number]);
        sets.extend(counted.map(|counts| if counts { 0 } else { NOWHERE }));
        if let Some(counts) = atoms.get_mut(&sets) {
            count(&mut counts.numbers, senior, of);
        } else {
            let mut counts = of.0.nobody();
            count(&mut counts.numbers, senior, of);
            atoms.insert(sets.clone(), counts);
        }
    }
    let atoms = atoms.into_iter();
    atoms.map(|(sets, counts)| Atom { sets, counts }).collect()
}

/// Sets of people by the districts that are told, and by outside, which comes last; nothing without districts.
fn by_district(
    run: &Run,
    (set_of, sets): (&[usize], usize),
    of: (Layout, &[&Coverage]),
) -> Option<Crossed> {
    let places = run.places;
    let outside = places.districts.len();
    if outside == 0 {
        return None;
    }
    let mut crossed = Crossed::empty((sets, outside + 1), of.0);
    for (senior, set) in places.seniors.iter().zip(set_of) {
        if senior.eligible == Eligible::No {
            continue;
        }
        let district = places.reported(places.demand[senior.home].district);
        let row = district.map_or(outside, crate::ids::Id::index);
        count(&mut crossed.whole[row], senior, of);
        if let Some(set) = crossed.parts.get_mut(*set) {
            count(&mut set[row], senior, of);
        }
    }
    Some(crossed)
}

/// Adds the people of a row to the numbers that groups have.
fn count(numbers: &mut [u64], senior: &SeniorRow, (layout, phases): (Layout, &[&Coverage])) {
    let people = senior.count.count();
    let mut add = |number: usize| numbers[number] += people;
    add(Layout::SENIORS);
    add(Layout::ELIGIBLE);
    for (phase, coverage) in phases.iter().enumerate() {
        if coverage.completes_circle(senior.home) {
            add(layout.circle(phase));
        }
        for (kind, of_kind) in coverage.kinds.iter().enumerate() {
            if !of_kind.is_for(senior.home) {
                continue;
            }
            if phase == 0 {
                add(layout.meant(kind));
            }
            if of_kind.heading(senior.home) == Heading::Covered {
                add(layout.covered(phase, kind));
            }
        }
    }
}

/// The sets of one table, or a promise, by the rows of another table.
#[derive(Debug)]
struct Crossed {
    /// For each set, what it has of each row.
    parts: Vec<Vec<Vec<u64>>>,
    /// Each row whole.
    whole: Vec<Vec<u64>>,
}

impl Crossed {
    fn empty((sets, rows): (usize, usize), layout: Layout) -> Self {
        let nobody = vec![layout.nobody().numbers; rows];
        Self {
            parts: vec![nobody.clone(); sets],
            whole: nobody,
        }
    }

    fn of_atoms(
        atoms: &[Atom],
        (mine, sets): (usize, usize),
        (table, rows): (usize, usize),
        layout: Layout,
    ) -> Self {
        let mut crossed = Self::empty((sets, rows), layout);
        for atom in atoms {
            let row = atom.sets[table];
            if row == NOWHERE {
                continue;
            }
            pool::add(&mut crossed.whole[row], &atom.counts.numbers);
            if let Some(set) = crossed.parts.get_mut(atom.sets[mine]) {
                pool::add(&mut set[row], &atom.counts.numbers);
            }
        }
        crossed
    }

    fn rows(&self) -> usize {
        self.whole.len()
    }

    /// Each row: what a set has of it, and all of it.
    fn of_set(&self, set: usize) -> impl Iterator<Item = (&Vec<u64>, &Vec<u64>)> {
        self.parts[set].iter().zip(&self.whole)
    }

    /// Whether a set leaves a few people of rows, or has a few beside those that lie in it.
    fn leaves_a_few(&self, set: usize, rule: &Rule) -> bool {
        let mut sums: [Vec<u64>; 2] = std::array::from_fn(|_| self.nobody());
        let (mut within, mut touched, mut filled) = (0, 0, 0);
        for (part, all) in self.of_set(set) {
            let (mine, theirs) = (people(part), people(all));
            filled += usize::from(theirs > 0);
            touched += usize::from(mine > 0);
            if mine == theirs {
                within += usize::from(mine > 0);
            } else if mine > 0 {
                let rest: Vec<u64> = all.iter().zip(part).map(|(all, part)| all - part).collect();
                let [beside, missing] = &mut sums;
                pool::add(beside, part);
                pool::add(missing, &rest);
            }
        }
        let [beside, missing] = &sums;
        (within > 0 && !is_safe(beside, rule)) || (touched < filled && !is_safe(missing, rule))
    }

    /// Whether a set is made of whole rows, but not of all.
    fn is_made_of_rows(&self, set: usize) -> bool {
        let is_whole =
            |(part, all): (&Vec<u64>, &Vec<u64>)| people(part) == 0 || people(part) == people(all);
        let has = |(part, _): (&Vec<u64>, &Vec<u64>)| people(part) > 0;
        let lacks = |(part, all): (&Vec<u64>, &Vec<u64>)| people(part) < people(all);
        self.of_set(set).all(is_whole) && self.of_set(set).any(has) && self.of_set(set).any(lacks)
    }

    /// Whether a set that is made of whole rows tells of those that are not safe, inside it or outside: others are withheld
    /// with them, but it is not known which.
    fn tells_unsafe_rows(&self, set: usize, rule: &Rule) -> bool {
        let mut sums: [Vec<u64>; 2] = std::array::from_fn(|_| self.nobody());
        for (part, all) in self.of_set(set).filter(|(_, all)| !is_safe(all, rule)) {
            pool::add(&mut sums[usize::from(people(part) == 0)], all);
        }
        self.is_made_of_rows(set) && !sums.iter().all(|sum| is_safe(sum, rule))
    }

    /// Whether the only set, made of whole rows, tells a few people of those that withhold some numbers.
    fn tells_withheld(&self, hidden: &[Vec<bool>], rule: &Rule) -> bool {
        let asked = |number: usize| rule.checks.iter().any(|(whole, _)| *whole == number);
        let tells = |number: usize| {
            let mut sums: [Vec<u64>; 2] = std::array::from_fn(|_| self.nobody());
            let rows = self.of_set(0).zip(hidden);
            for ((part, all), _) in rows.filter(|(_, hides)| hides[number]) {
                pool::add(&mut sums[usize::from(people(part) == 0)], all);
            }
            let leaves = |sum: &Vec<u64>| {
                let of = rule.checks.iter().filter(|(_, part)| *part == Some(number));
                let mut left = of.map(|(whole, _)| sum[*whole].saturating_sub(sum[number]));
                !rule.allows(sum[number]) || left.any(|people| !rule.allows(people))
            };
            sums.iter().any(leaves)
        };
        let width = self.whole.first().map_or(0, Vec::len);
        self.is_made_of_rows(0) && (0..width).any(|number| asked(number) && tells(number))
    }

    fn nobody(&self) -> Vec<u64> {
        vec![0; self.whole.first().map_or(0, Vec::len)]
    }
}

fn people(numbers: &[u64]) -> u64 {
    numbers[Layout::ELIGIBLE]
}

fn is_safe(numbers: &[u64], rule: &Rule) -> bool {
    people(numbers) == 0 || rule.is_safe(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const LAYOUT: Layout = Layout {
        kinds: 1,
        phases: 1,
        apart: false,
    };

    fn atom(sets: [usize; 2], people: u64, covered: u64) -> Atom {
        atom_of(sets.to_vec(), people, covered)
    }

    pub(super) fn atom_of(sets: Vec<usize>, people: u64, covered: u64) -> Atom {
        let mut counts = LAYOUT.nobody();
        for number in [Layout::SENIORS, Layout::ELIGIBLE, LAYOUT.meant(0)] {
            counts.numbers[number] = people;
        }
        counts.numbers[LAYOUT.covered(0, 0)] = covered;
        counts.numbers[LAYOUT.circle(0)] = covered;
        Atom { sets, counts }
    }

    fn leaks(atoms: &[Atom]) -> Vec<usize> {
        leaking(atoms, 2)
    }

    /// The sets of the first table that are not told beside the second, which has so many rows.
    fn leaking(atoms: &[Atom], rows: usize) -> Vec<usize> {
        let crossed = Crossed::of_atoms(atoms, (0, 2), (1, rows), LAYOUT);
        let leaks = |set: &usize| {
            crossed.leaves_a_few(*set, &rule()) || crossed.tells_unsafe_rows(*set, &rule())
        };
        (0..2).filter(leaks).collect()
    }

    pub(super) fn rule() -> Rule {
        LAYOUT.rule(crate::report::privacy::counts::Level::Coverage, 10)
    }

    #[test]
    fn a_tier_of_those_in_need_and_of_a_few_others_is_not_told() {
        // The first group: all 56 in need of care and five others. Its other group is safe by itself.
        let few = [
            atom([0, 0], 56, 20),
            atom([0, 1], 5, 0),
            atom([1, 1], 400, 100),
        ];
        assert_eq!(leaks(&few), [0, 1], "400 are all but five of the second");
        let enough = [
            atom([0, 0], 56, 20),
            atom([0, 1], 50, 20),
            atom([1, 1], 400, 100),
        ];
        assert_eq!(leaks(&enough), [0; 0]);
        // Fifty others, of whom three are covered.
        let covered = [
            atom([0, 0], 56, 20),
            atom([0, 1], 50, 3),
            atom([1, 1], 400, 100),
        ];
        assert_eq!(leaks(&covered), [0, 1]);
        // The second table withholds its row of five, and another with it: a group that is one of its rows would tell both.
        let rows = [
            atom([0, 0], 5, 2),
            atom([0, 1], 400, 100),
            atom([1, 2], 90, 40),
        ];
        assert_eq!(leaking(&rows, 3), [0, 1]);
        // Groups that cut across each other tell nothing of a few.
        let across = [
            atom([0, 0], 56, 20),
            atom([0, 1], 5, 0),
            atom([1, 0], 90, 40),
            atom([1, 1], 400, 100),
        ];
        assert_eq!(leaks(&across), [0; 0]);
    }
}
