//! Plans that get better by swaps: tables of the two nearest open sites of each row, and of what each site would lose.
//!
//! # Method
//!
//! Fast interchange (Whitaker, 1983) with the tables of Resende and Werneck (2007). One pass over a candidate's rows
//! tells what it saves and, for each open site, what of its loss it would take over; a second over the open sites
//! finds the best to give up. Swaps are eager: the first that helps is made.
//!
//! Iterated local search (Lourenço, Martin and Stützle, 2003): a few random swaps, then descent; a plan that is not
//! better is given up.
//!
//! # Invariants
//!
//! The value equals counting from scratch. The same start, seed and work give the same plan.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;

use super::{Median, Planned};
use crate::siting::cover::anneal::below;
use crate::siting::effort::Meter;

/// No column.
const NONE: u32 = u32::MAX;

/// The two nearest open sites of a row.
#[derive(Debug, Clone, Copy)]
struct Near {
    first: (u32, u32),
    second: (u32, u32),
}

/// A plan on its way.
pub(super) struct Tables<'a> {
    median: &'a Median,
    is_open: Vec<bool>,
    /// Open columns in no particular order, and where each stands.
    list: Vec<u32>,
    place: Vec<u32>,
    near: Vec<Near>,
    loss: Vec<i64>,
    /// What the weighed column takes over from each place of the list; zero between two weighings.
    takes: Vec<i64>,
    value: i64,
}

impl<'a> Tables<'a> {
    /// The plan of the sites that lower the sum most, one after the other.
    pub(super) fn greedy(median: &'a Median) -> Self {
        let mut tables = Self {
            median,
            is_open: vec![false; median.columns.len()],
            list: Vec::new(),
            place: vec![NONE; median.columns.len()],
            near: Vec::new(),
            loss: vec![0; median.columns.len()],
            takes: Vec::new(),
            value: 0,
        };
        tables.open_only(&[]);
        // What a column saves never grows, so that stale figures are never too small (Minoux, 1978).
        let mut heap: std::collections::BinaryHeap<(i64, std::cmp::Reverse<u32>)> =
            (0..median.columns.len() as u32)
                .map(|column| (i64::MAX, std::cmp::Reverse(column)))
                .collect();
        while tables.list.len() < median.sites {
            let Some((stale, std::cmp::Reverse(column))) = heap.pop() else {
                break;
            };
            let saves = tables.saves(column);
            if saves < stale {
                heap.push((saves, std::cmp::Reverse(column)));
            } else {
                tables.open(column);
            }
        }
        tables
    }

    /// Opens these columns and no others.
    pub(super) fn open_only(&mut self, columns: &[u32]) {
        self.is_open.fill(false);
        self.list.clear();
        for &column in columns {
            self.is_open[column as usize] = true;
            self.place[column as usize] = self.list.len() as u32;
            self.list.push(column);
        }
        self.near.clear();
        self.loss.fill(0);
        self.value = 0;
        for row in 0..self.median.people.len() {
            let near = self.look(row);
            self.near.push(near);
            self.value += self.median.people[row] * i64::from(near.first.0);
            self.remember(row);
        }
    }

    /// The plan, ascending, with its value.
    pub(super) fn plan(&self) -> Planned {
        let mut list = self.list.clone();
        list.sort_unstable();
        (self.value, list)
    }

    /// Searches among some columns; ends after so many kicks without gain, or when the allowed work is done.
    pub(super) fn search(
        &mut self,
        among: &[u32],
        (random, kicks): (&mut ChaCha8Rng, u32),
        meter: &mut Meter<'_>,
    ) -> Planned {
        self.descend(among, meter);
        let mut best = self.plan();
        let mut idle = 0;
        while idle < kicks && !meter.is_spent() && among.len() > self.list.len() {
            self.kick(among, random, meter);
            self.descend(among, meter);
            if self.value < best.0 {
                best = self.plan();
                idle = 0;
            } else {
                idle += 1;
                if self.value > best.0 {
                    self.open_only(&best.1);
                    meter.spend(self.near.len() as u64 * 4);
                }
            }
        }
        best
    }

    /// Swaps eagerly until no swap among some columns helps, or the allowed work is done.
    pub(super) fn descend(&mut self, among: &[u32], meter: &mut Meter<'_>) {
        let mut since = 0;
        let mut at = 0;
        while since < among.len() && !meter.is_spent() {
            let column = among[at];
            at = (at + 1) % among.len();
            since += 1;
            if self.is_open[column as usize] {
                continue;
            }
            meter.spend((self.median.of_column(column).len() + self.list.len()) as u64);
            let (saves, cost, out) = self.weigh(column);
            if self.list.len() < self.median.sites && saves > 0 {
                self.open(column);
                since = 0;
            } else if saves > cost {
                self.close(out);
                self.open(column);
                since = 0;
            }
        }
    }

    /// Replaces a few random sites by random columns.
    fn kick(&mut self, among: &[u32], random: &mut ChaCha8Rng, meter: &mut Meter<'_>) {
        let most = (self.list.len() as u32 / 4).clamp(1, 5);
        let swaps = 1 + below(random, most);
        for _ in 0..swaps {
            let column = among[below(random, among.len() as u32) as usize];
            if self.is_open[column as usize] || self.list.is_empty() {
                continue;
            }
            let (_, _, cheapest) = self.weigh(column);
            let out = if random.next_u32().is_multiple_of(2) {
                cheapest
            } else {
                self.list[below(random, self.list.len() as u32) as usize]
            };
            self.close(out);
            self.open(column);
            meter.spend(self.near.len() as u64);
        }
    }

    /// What opening a column saves by itself.
    fn saves(&self, column: u32) -> i64 {
        (self.median.of_column(column).iter())
            .map(|&(row, walk)| {
                let first = self.near[row as usize].first.0;
                self.median.people[row as usize] * i64::from(first.saturating_sub(walk))
            })
            .sum()
    }

    /// What a column saves, and what it costs to give up the best open site for it.
    fn weigh(&mut self, column: u32) -> (i64, i64, u32) {
        self.takes.resize(self.list.len(), 0);
        let mut saves = 0;
        for &(row, walk) in self.median.of_column(column) {
            let near = &self.near[row as usize];
            if walk >= near.second.0 {
                continue;
            }
            let people = self.median.people[row as usize];
            let middle = walk.max(near.first.0);
            saves += people * i64::from(near.first.0 - walk.min(near.first.0));
            if near.first.1 != NONE {
                let place = self.place[near.first.1 as usize] as usize;
                self.takes[place] += people * i64::from(near.second.0 - middle);
            }
        }
        let mut least = (i64::MAX, NONE);
        for (takes, &out) in self.takes.iter_mut().zip(&self.list) {
            let cost = self.loss[out as usize] - std::mem::take(takes);
            least = least.min((cost, out));
        }
        (saves, least.0, least.1)
    }

    fn open(&mut self, column: u32) {
        self.is_open[column as usize] = true;
        self.place[column as usize] = self.list.len() as u32;
        self.list.push(column);
        let median = self.median;
        for &(row, walk) in median.of_column(column) {
            let row = row as usize;
            let near = self.near[row];
            let mine = (walk, column);
            if mine >= near.second {
                continue;
            }
            self.forget(row);
            if mine < near.first {
                self.value -= median.people[row] * i64::from(near.first.0 - walk);
                self.near[row] = Near {
                    first: mine,
                    second: near.first,
                };
            } else {
                self.near[row].second = mine;
            }
            self.remember(row);
        }
    }

    fn close(&mut self, column: u32) {
        self.is_open[column as usize] = false;
        let place = self.place[column as usize] as usize;
        self.list.swap_remove(place);
        if let Some(&moved) = self.list.get(place) {
            self.place[moved as usize] = place as u32;
        }
        let median = self.median;
        for &(row, _) in median.of_column(column) {
            let row = row as usize;
            let near = self.near[row];
            if near.first.1 != column && near.second.1 != column {
                continue;
            }
            self.forget(row);
            self.near[row] = self.look(row);
            let rise = self.near[row].first.0 - near.first.0;
            self.value += median.people[row] * i64::from(rise);
            self.remember(row);
        }
        self.loss[column as usize] = 0;
    }

    /// The two nearest open sites of a row; where there is none, its penalty.
    fn look(&self, row: usize) -> Near {
        let arcs = self.median.of_row(row).iter();
        let mut near = arcs.filter(|(_, column)| self.is_open[*column as usize]);
        let nothing = (self.median.penalty[row], NONE);
        Near {
            first: near.next().copied().unwrap_or(nothing),
            second: near.next().copied().unwrap_or(nothing),
        }
    }

    fn rise(&self, row: usize) -> i64 {
        let near = &self.near[row];
        self.median.people[row] * i64::from(near.second.0 - near.first.0)
    }

    fn forget(&mut self, row: usize) {
        let first = self.near[row].first.1;
        if first != NONE {
            self.loss[first as usize] -= self.rise(row);
        }
    }

    fn remember(&mut self, row: usize) {
        let first = self.near[row].first.1;
        if first != NONE {
            self.loss[first as usize] += self.rise(row);
        }
    }
}
