//! What left the office before, as the rules need it: nothing new may differ from it by a few people.
//!
//! # Method
//!
//! 1. Beside each row of numbers stand the numbers of the same row in every earlier release, today's with today's and
//!    crosswise (a plan that was carried out is tomorrow's today). What a release does not tell stands there as it is
//!    now: it differs by nobody.
//! 2. The rules then ask of a row, and of all that is withheld together, that every number and every difference of
//!    numbers is the same as then or differs by the threshold at least ([`Rule::against`](super::super::privacy::pool::Rule::against)).
//! 3. Hexagons are joined differently from run to run: pieces that overlap are compared by their sums.
//!
//! Where nothing was released before, all of this is empty and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::super::privacy::counts::{Counts, Layout};
use super::super::privacy::pool;
use super::{Cells, Release, overlap};

/// Earlier releases of the same place.
#[derive(Debug, Clone, Default)]
pub struct History {
    releases: Vec<Release>,
    /// The names of the numbers of a row.
    names: Vec<String>,
}

/// What releases told of some rows of a table and of others not.
pub(in crate::report) struct WithheldThen<'a> {
    names: &'a [String],
    /// The rows of each release, and of which numbers it told any.
    releases: Vec<(&'a Cells, Vec<bool>)>,
}

impl WithheldThen<'_> {
    /// Whether a release told a number of other rows and not of this one.
    pub(in crate::report) fn holds(&self, cell: &str, number: usize) -> bool {
        self.releases.iter().any(|(cells, told)| {
            let counts = cells.get(cell);
            told[number] && !counts.is_some_and(|counts| counts.contains_key(&self.names[number]))
        })
    }
}

/// Pieces of one district with the same people as pieces of an earlier release.
pub(in crate::report) struct Overlap {
    /// Positions of the pieces.
    pub(in crate::report) pieces: Vec<usize>,
    /// What stood there; empty where the release shows nothing there.
    pub(in crate::report) then: Vec<u64>,
}

impl History {
    /// Numbers of earlier releases; `keys` are the names of standards in properties.
    pub fn of(releases: Vec<Release>, layout: Layout, keys: &[String]) -> Self {
        let mut names = vec![String::new(); layout.width()];
        "seniors".clone_into(&mut names[Layout::SENIORS]);
        "eligible_seniors".clone_into(&mut names[Layout::ELIGIBLE]);
        for (kind, key) in keys.iter().enumerate().take(layout.kinds) {
            names[layout.meant(kind)] = format!("{key}_eligible_seniors");
        }
        for (phase, of_phase) in ["before", "after"].iter().enumerate().take(layout.phases) {
            names[layout.circle(phase)] = format!("circle_complete_seniors_{of_phase}");
            for (kind, key) in keys.iter().enumerate().take(layout.kinds) {
                let mut put = |number: usize, what: &str| {
                    names[number] = format!("{key}_{what}_seniors_{of_phase}");
                };
                put(layout.covered(phase, kind), "covered");
                put(layout.cause(phase, kind, 0), "beyond");
                put(layout.cause(phase, kind, 1), "unreachable");
                put(layout.cause(phase, kind, 2), "unsnapped");
                put(layout.sure(phase, kind), "sure");
                put(layout.possible(phase, kind), "possible");
            }
        }
        Self { releases, names }
    }

    /// Whether nothing was released before.
    pub fn is_empty(&self) -> bool {
        self.releases.is_empty()
    }

    /// What releases withheld of the rows of a table whose names begin with `among`.
    pub(in crate::report) fn withheld_in(&self, table: &str, among: &str) -> WithheldThen<'_> {
        let tables = self.releases.iter();
        let tables = tables.filter_map(|release| release.tables.get(table));
        let told_of = |cells: &'_ Cells| {
            let rows = cells.iter().filter(|(cell, _)| cell.starts_with(among));
            let told: BTreeSet<&String> = rows.flat_map(|(_, counts)| counts.keys()).collect();
            self.names.iter().map(|name| told.contains(name)).collect()
        };
        WithheldThen {
            names: &self.names,
            releases: tables.map(|cells| (cells, told_of(cells))).collect(),
        }
    }

    /// The numbers in the sentences of findings, by code.
    pub(in crate::report) fn remarks(&self) -> Vec<(String, Vec<u64>)> {
        let tables = self.releases.iter();
        let cells = tables.filter_map(|release| release.tables.get("remarks"));
        let mut remarks = Vec::new();
        for (code, counts) in cells.flatten() {
            let mut numbers: Vec<(usize, u64)> = counts
                .iter()
                .filter_map(|(place, number)| Some((place.parse().ok()?, *number)))
                .collect();
            numbers.sort_unstable();
            let numbers = numbers.into_iter().map(|(_, number)| number);
            remarks.push((code.clone(), numbers.collect()));
        }
        remarks
    }

    /// How many releases there are.
    pub(in crate::report) fn len(&self) -> usize {
        self.releases.len()
    }

    /// The numbers of a row of counts as every release tells them, one after the other.
    pub(in crate::report) fn of_counts(&self, table: &str, cell: &str, now: &Counts) -> Vec<u64> {
        self.then(table, cell, &self.names, &now.numbers)
    }

    /// The same for numbers of these names.
    pub(in crate::report) fn then(
        &self,
        table: &str,
        cell: &str,
        names: &[String],
        now: &[u64],
    ) -> Vec<u64> {
        let mut then = Vec::new();
        for release in &self.releases {
            let counts = release.tables.get(table).and_then(|cells| cells.get(cell));
            let told = |name: &str| counts.and_then(|counts| counts.get(name)).copied();
            then.extend(both(names, now, told));
        }
        then
    }

    /// Whether a number differs by a few people from what an earlier release tells of it, today or with its plan.
    pub(in crate::report) fn is_close(
        &self,
        (table, cell, name): (&str, &str, &str),
        now: u64,
        k: u64,
    ) -> bool {
        self.releases.iter().any(|release| {
            let counts = release.tables.get(table).and_then(|cells| cells.get(cell));
            let told = |name: &str| counts.and_then(|counts| counts.get(name)).copied();
            let is_few = |then: u64| (1..k).contains(&then.abs_diff(now));
            let same = told(name);
            let crossed = other_phase(name).and_then(|other| told(&other));
            // A difference between the phases of one release was told by that release alone.
            same.is_some_and(is_few) || same != Some(now) && crossed.is_some_and(is_few)
        })
    }

    /// The same for a number of any cell: the same people may be called otherwise there.
    pub(in crate::report) fn is_close_to_any(
        &self,
        table: &str,
        name: &str,
        now: u64,
        k: u64,
    ) -> bool {
        let cells = self.releases.iter().filter_map(|r| r.tables.get(table));
        let named = cells.flat_map(BTreeMap::keys).collect::<BTreeSet<_>>();
        named
            .iter()
            .any(|cell| self.is_close((table, cell, name), now, k))
    }

    /// Which pieces of a district show the people of which pieces of one release.
    pub(in crate::report) fn overlaps(
        &self,
        release: usize,
        district: &str,
        pieces: &[(String, &Counts)],
    ) -> Vec<Overlap> {
        let Some(cells) = self.releases[release].tables.get("coverage") else {
            return Vec::new();
        };
        let then: Vec<(&String, _)> = cells
            .iter()
            .filter(|(cell, _)| overlap::district_of(cell) == district)
            .collect();
        let now: Vec<&str> = pieces.iter().map(|(name, _)| name.as_str()).collect();
        let earlier: Vec<&str> = then.iter().map(|(name, _)| name.as_str()).collect();
        let groups = overlap::groups(&now, &earlier);
        let mut overlaps = Vec::new();
        for [pieces_now, members] in groups.into_iter().filter(|[now, _]| !now.is_empty()) {
            let mut sum = vec![0; self.names.len()];
            for piece in &pieces_now {
                pool::add(&mut sum, &pieces[*piece].1.numbers);
            }
            let told = |name: &str| {
                let parts = members.iter().map(|m| then[*m].1.get(name).copied());
                parts.sum::<Option<u64>>().filter(|_| !members.is_empty())
            };
            overlaps.push(Overlap {
                then: both(&self.names, &sum, told),
                pieces: pieces_now,
            });
        }
        overlaps
    }

    /// What one release left of a district beside its hexagons.
    pub(in crate::report) fn rest(
        &self,
        release: usize,
        district: &str,
        now: &Counts,
        whole: &str,
    ) -> Vec<u64> {
        let tables = &self.releases[release].tables;
        let all = tables.get(whole).and_then(|cells| cells.get(district));
        let inside = tables.get("coverage").into_iter().flatten();
        let inside: Vec<_> = inside
            .filter(|(cell, _)| overlap::district_of(cell) == district)
            .map(|(_, counts)| counts)
            .collect();
        let told = |name: &str| {
            let parts = inside.iter().map(|counts| counts.get(name).copied());
            let sum = parts.sum::<Option<u64>>()?;
            all?.get(name)?.checked_sub(sum)
        };
        both(&self.names, &now.numbers, told)
    }
}

/// What a release tells of a row: under the same names, then of the other phase, where that is news.
fn both(names: &[String], now: &[u64], told: impl Fn(&str) -> Option<u64>) -> Vec<u64> {
    let same: Vec<u64> = names
        .iter()
        .zip(now)
        .map(|(name, now)| told(name).unwrap_or(*now))
        .collect();
    let crossed = names.iter().zip(now).map(|(name, count)| {
        let news = || {
            let other = other_phase(name)?;
            let then = told(&other)?;
            // A difference between the phases of one release was told by that release alone.
            let told_then = told(name) == Some(*count);
            let place = names.iter().position(|name| *name == other);
            let told_now = place.is_some_and(|place| now[place] == then);
            (!told_then && !told_now).then_some(then)
        };
        news().unwrap_or(*count)
    });
    same.into_iter().chain(crossed).collect()
}

/// The name of the same number in the other phase.
fn other_phase(name: &str) -> Option<String> {
    let swapped = |of: &str, to: &str| Some(format!("{}{to}", name.strip_suffix(of)?));
    swapped("before", "after").or_else(|| swapped("after", "before"))
}
