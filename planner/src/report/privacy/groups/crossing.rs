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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::report::privacy) struct Crossing {
    /// Groups, by their table and their row in it.
    rows: BTreeSet<(usize, usize)>,
    /// Promises, by their position in the ledger.
    promises: BTreeSet<usize>,
}

impl Crossing {
    /// Whether a group is not told.
    pub(in crate::report::privacy) fn has_row(&self, table: usize, row: usize) -> bool {
        self.rows.contains(&(table, row))
    }

    /// Whether people of a promise are not told.
    pub(in crate::report::privacy) fn has_promise(&self, promise: usize) -> bool {
        self.promises.contains(&promise)
    }

    /// Holds every group and every promise with a rule against every table; promises against what is `shown` of them, once
    /// that is known.
    pub(in crate::report::privacy) fn of(
        run: &Run,
        (layout, phases): (Layout, &[&Coverage]),
        rule: &Rule,
        shown: Option<&Shown>,
    ) -> Self {
        let Some(assessment) = run.assessment else {
            return Self::default();
        };
        let tables = &assessment.before.groups;
        let promised = promised(run);
        let atoms = atoms(run, tables, &promised, (layout, phases));
        let mut crossing = Self::default();
        let districts = run.places.districts.len();
        let hidden =
            |table: usize| shown.map(|shown| shown.hidden(table, (tables, districts), layout));
        let sizes = tables.iter().map(|table| table.rows.len());
        // Whoever lives outside every district is a row of its own.
        let sizes: Vec<usize> = sizes.chain([districts + 1]).collect();
        let others = sizes.iter().copied().enumerate();
        for (other, rows) in others.filter(|(other, _)| districts > 0 || *other < tables.len()) {
            let groups = sizes.iter().copied().enumerate().take(tables.len());
            for (mine, sets) in groups.filter(|(mine, _)| *mine != other) {
                let leaks = leaking(&atoms, (mine, sets), (other, rows), (layout, rule));
                crossing
                    .rows
                    .extend(leaks.into_iter().map(|row| (mine, row)));
            }
            for (mine, promise) in (sizes.len()..).zip(&promised) {
                let rule = of_kind(rule, layout, promise.kind);
                if !leaking(&atoms, (mine, 1), (other, rows), (layout, &rule)).is_empty()
                    || withheld::is_told_by(&atoms, mine, (other, &hidden(other)), (layout, &rule))
                {
                    crossing.promises.insert(promise.number);
                }
            }
        }
        let rules = promised.iter().map(|p| of_kind(rule, layout, p.kind));
        let rules: Vec<Rule> = rules.collect();
        let told = |crossing: &Self| -> Vec<usize> {
            let numbers = promised.iter().map(|promise| promise.number).enumerate();
            let told = numbers.filter(|(_, number)| !crossing.promises.contains(number));
            told.map(|(at, _)| at).collect()
        };
        while let Some(at) =
            families::leaking(&atoms, (sizes.len(), &told(&crossing)), (layout, &rules))
        {
            crossing.promises.insert(promised[at].number);
        }
        crossing
    }
}

pub(in crate::report::privacy) use withheld::Shown;

/// A promise with a rule.
struct Promised {
    /// Its position in the ledger.
    number: usize,
    /// The standard whose coverage it is about; nothing for the circle.
    kind: Option<usize>,
    /// Whom it counts of the rows of seniors.
    counts: Vec<bool>,
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
struct Atom {
    /// For each table the row of their group, and that of their district; then, for each promise, 0 where it counts them.
    sets: Vec<usize>,
    counts: Counts,
}

fn atoms(
    run: &Run,
    tables: &[GroupTable],
    promised: &[Promised],
    of: (Layout, &[&Coverage]),
) -> Vec<Atom> {
    let of_tables = members(tables, run.places, &run.scenario.assess.age_bands);
    let mut atoms: BTreeMap<Vec<usize>, Counts> = BTreeMap::new();
    let mut sets = Vec::new();
    for (number, senior) in run.places.seniors.iter().enumerate() {
        if senior.eligible == Eligible::No {
            continue;
        }
        sets.clear();
        sets.extend(of_tables.iter().map(|rows| rows[number]));
        let district = run.places.demand[senior.home].district;
        let district = run.places.reported(district);
        sets.push(district.map_or(run.places.districts.len(), crate::ids::Id::index));
        let counted = promised.iter().map(|promise| promise.counts[number]);
        sets.extend(counted.map(|counts| if counts { 0 } else { NOWHERE }));
        if let Some(counts) = atoms.get_mut(&sets) {
            count(counts, senior, of);
        } else {
            let mut counts = of.0.nobody();
            count(&mut counts, senior, of);
            atoms.insert(sets.clone(), counts);
        }
    }
    let atoms = atoms.into_iter();
    atoms.map(|(sets, counts)| Atom { sets, counts }).collect()
}

/// Adds the people of a row to the numbers that groups have.
fn count(counts: &mut Counts, senior: &SeniorRow, (layout, phases): (Layout, &[&Coverage])) {
    let people = senior.count.count();
    let mut add = |number: usize| counts.numbers[number] += people;
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

/// Which of so many sets of a table, or of a promise, leave a few people of the groups of another table.
fn leaking(
    atoms: &[Atom],
    (mine, sets): (usize, usize),
    (table, rows): (usize, usize),
    (layout, rule): (Layout, &Rule),
) -> Vec<usize> {
    let nobody = || layout.nobody().numbers;
    let mut crossed = vec![vec![nobody(); rows]; sets];
    let mut whole = vec![nobody(); rows];
    for atom in atoms {
        let row = atom.sets[table];
        if row == NOWHERE {
            continue;
        }
        pool::add(&mut whole[row], &atom.counts.numbers);
        if let Some(set) = crossed.get_mut(atom.sets[mine]) {
            pool::add(&mut set[row], &atom.counts.numbers);
        }
    }
    let is_safe = |rest: &[u64]| rest[Layout::ELIGIBLE] == 0 || rule.is_safe(rest);
    // Rows that are not safe are withheld, and others with them.
    let is_withheld: Vec<bool> = whole.iter().map(|all| !is_safe(all)).collect();
    let leaks = |set: &usize| {
        let (mut beside, mut missing) = (nobody(), nobody());
        let (mut within, mut touched) = (0, 0);
        let mut withheld = [nobody(), nobody()];
        for ((part, all), hides) in crossed[*set].iter().zip(&whole).zip(&is_withheld) {
            if *hides {
                let side = usize::from(part[Layout::ELIGIBLE] == 0);
                pool::add(&mut withheld[side], all);
            }
            let (mine, theirs) = (part[Layout::ELIGIBLE], all[Layout::ELIGIBLE]);
            touched += usize::from(mine > 0);
            if mine == theirs {
                within += usize::from(mine > 0);
            } else if mine > 0 {
                pool::add(&mut beside, part);
                let rest: Vec<u64> = all.iter().zip(part).map(|(all, part)| all - part).collect();
                pool::add(&mut missing, &rest);
            }
        }
        let filled = whole.iter().filter(|all| all[Layout::ELIGIBLE] > 0).count();
        let is_made_of_rows = within == touched && touched < filled && within > 0;
        (within > 0 && !is_safe(&beside))
            || (touched < filled && !is_safe(&missing))
            || (is_made_of_rows && sets > 1 && !withheld.iter().all(|rows| is_safe(rows)))
    };
    (0..sets).filter(leaks).collect()
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
        leaking(atoms, (0, 2), (1, 2), (LAYOUT, &rule()))
    }

    fn rule() -> Rule {
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
        assert_eq!(leaking(&rows, (0, 2), (1, 3), (LAYOUT, &rule())), [0, 1]);
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
