//! Which rows of a table must be withheld so that no small count can be found by subtraction.
//!
//! A row is a list of whole numbers. Rows are safe when every number that can be formed from them, and every
//! difference between a number and a part of it, is nobody at all or at least the threshold.
//!
//! # Method
//!
//! 1. Every row that is not safe is withheld.
//! 2. Who knows the total learns the sum of the withheld rows. While that sum is not safe, another row is withheld
//!    too: the best-placed one that makes the sum safe, else the best-placed one.
//!
//! # Invariants
//!
//! The shown rows are safe one by one, and the withheld rows are safe together, so that every sum of shown rows and
//! every difference from the total is safe. When even all rows together are not safe, all are withheld.
//!
//! # References
//!
//! Hundepool, A. et al. (2012), Statistical Disclosure Control, chapter 4: primary and secondary suppression.

use std::collections::BTreeSet;

/// What makes a row safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Counts of at least this many people may be shown.
    pub threshold: u64,
    /// Numbers of a row that must be safe: a position, less a position that holds a part of it.
    pub checks: Vec<(usize, Option<usize>)>,
    /// Further sums of a row that must be safe.
    pub sums: Vec<Sum>,
}

/// A sum of a row that must be safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Positions, each with how often it counts.
    pub terms: Vec<(usize, i64)>,
    /// How often one person may count in it: so many thresholds are needed to be sure of one of people.
    pub most_of_one: u64,
}

impl Sum {
    /// A sum in which everybody counts once.
    pub const fn of(terms: Vec<(usize, i64)>) -> Self {
        Self {
            terms,
            most_of_one: 1,
        }
    }

    /// Whether all of its numbers pass a test.
    pub fn all(&self, is: impl Fn(usize) -> bool) -> bool {
        self.terms.iter().all(|(number, _)| is(*number))
    }
}

impl Rule {
    /// A rule about numbers and their parts alone.
    pub const fn of(threshold: u64, checks: Vec<(usize, Option<usize>)>) -> Self {
        Self {
            threshold,
            checks,
            sums: Vec::new(),
        }
    }

    /// The same rule for rows behind which stand `earlier` rows of the same numbers: each number, and each difference
    /// that the rule asks about unless it is in `except`, is the same as in each of them or differs by enough.
    #[must_use]
    pub fn against(
        mut self,
        width: usize,
        earlier: usize,
        except: &[(usize, Option<usize>)],
    ) -> Self {
        let mut asked = self.sums.clone();
        let mut numbers = BTreeSet::new();
        for check in &self.checks {
            numbers.extend([Some(check.0), check.1].into_iter().flatten());
            if let (whole, Some(part)) = check
                && !except.contains(check)
            {
                asked.push(Sum::of(vec![(*whole, 1), (*part, -1)]));
            }
        }
        asked.extend(numbers.into_iter().map(|n| Sum::of(vec![(n, 1)])));
        for row in 1..=earlier {
            for sum in &asked {
                let now = sum.terms.iter().copied();
                let then = sum
                    .terms
                    .iter()
                    .map(|(number, times)| (number + row * width, -times));
                let more: Vec<(usize, i64)> = now.chain(then).collect();
                let fewer = more.iter().map(|(number, times)| (*number, -times));
                let fewer = fewer.collect();
                self.sums.extend([more, fewer].map(|terms| Sum {
                    terms,
                    most_of_one: sum.most_of_one,
                }));
            }
        }
        self
    }

    /// The same rule for rows that are withheld together, where nobody is told the sum over all rows of some numbers: what
    /// earlier releases tell of these asks nothing then, because the withheld cannot be told from the rest.
    #[must_use]
    pub fn together(&self, width: usize, is_told: impl Fn(usize) -> bool) -> Self {
        let mut rule = self.clone();
        rule.sums
            .retain(|sum| sum.all(|number| number < width) || sum.all(|n| is_told(n % width)));
        rule
    }

    /// Whether a count may be shown: nobody, or enough people.
    pub fn allows(&self, count: u64) -> bool {
        count == 0 || count >= self.threshold
    }

    /// Whether all that can be formed from a row may be shown.
    ///
    /// Where the second number is larger it is no part of the first, and their difference counts nobody.
    pub fn is_safe(&self, row: &[u64]) -> bool {
        let parts = self.checks.iter().all(|(whole, part)| {
            let less = part.map_or(0, |position| row[position]);
            row[*whole]
                .checked_sub(less)
                .is_none_or(|count| self.allows(count))
        });
        parts && self.sums.iter().all(|sum| self.is_safe_sum(sum, row))
    }

    /// Whether a sum of a row may be shown; one below nobody counts no people.
    pub fn is_safe_sum(&self, sum: &Sum, row: &[u64]) -> bool {
        let terms = sum.terms.iter();
        let count: i64 = terms
            .map(|(position, times)| times * row[*position] as i64)
            .sum();
        count <= 0 || count as u64 >= self.threshold.saturating_mul(sum.most_of_one)
    }

    /// The rows to withhold, on top of those in `already`; `rank` orders the rows that may have to join them.
    pub fn withheld<R: Ord>(
        &self,
        rows: &[&[u64]],
        already: &BTreeSet<usize>,
        rank: impl Fn(usize) -> R,
    ) -> BTreeSet<usize> {
        self.withheld_as(self, rows, already, rank)
    }

    /// The same with another rule for what is withheld together.
    pub fn withheld_as<R: Ord>(
        &self,
        together: &Self,
        rows: &[&[u64]],
        already: &BTreeSet<usize>,
        rank: impl Fn(usize) -> R,
    ) -> BTreeSet<usize> {
        let mut hidden = already.clone();
        hidden.extend((0..rows.len()).filter(|row| !self.is_safe(rows[*row])));
        let Some(width) = rows.first().map(|row| row.len()) else {
            return hidden;
        };
        let mut pool = vec![0; width];
        for row in &hidden {
            add(&mut pool, rows[*row]);
        }
        let others: Vec<usize> = (0..rows.len()).filter(|r| !hidden.contains(r)).collect();
        let other_rows: Vec<&[u64]> = others.iter().map(|row| rows[*row]).collect();
        let joined = together.joined(&pool, &other_rows, |other| rank(others[other]));
        match joined {
            Some(joined) => hidden.extend(joined.into_iter().map(|other| others[other])),
            None => hidden.extend(others),
        }
        hidden
    }

    /// Which rows must join a sum to make it safe, in that order; `None` when all of them do not.
    pub fn joined<R: Ord>(
        &self,
        pool: &[u64],
        rows: &[&[u64]],
        rank: impl Fn(usize) -> R,
    ) -> Option<Vec<usize>> {
        let mut pool = pool.to_vec();
        let mut joined = Vec::new();
        let mut left: Vec<usize> = (0..rows.len())
            .filter(|row| rows[*row].iter().any(|number| *number > 0))
            .collect();
        left.sort_by_key(|row| (rank(*row), *row));
        while !self.is_safe(&pool) {
            let makes_safe = left.iter().position(|row| {
                let mut sum = pool.clone();
                add(&mut sum, rows[*row]);
                self.is_safe(&sum)
            });
            if left.is_empty() {
                return None;
            }
            let row = left.remove(makes_safe.unwrap_or(0));
            add(&mut pool, rows[row]);
            joined.push(row);
        }
        Some(joined)
    }
}

/// Adds a row to a sum of rows.
pub fn add(sum: &mut [u64], row: &[u64]) {
    for (total, number) in sum.iter_mut().zip(row) {
        *total += number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(rows: &[u64]) -> Vec<u64> {
        let rule = Rule::of(10, vec![(0, None)]);
        let rows: Vec<[u64; 1]> = rows.iter().map(|n| [*n]).collect();
        let rows: Vec<&[u64]> = rows.iter().map(<[u64; 1]>::as_slice).collect();
        rule.withheld(&rows, &BTreeSet::new(), |row| rows[row][0])
            .into_iter()
            .map(|row| rows[row][0])
            .collect()
    }

    #[test]
    fn worked_numbers_of_complementary_suppression() {
        assert_eq!(hidden(&[15, 12, 3]), [12, 3], "30 - 15 - 12 would be 3");
        assert_eq!(hidden(&[12, 8, 3]), [8, 3], "8 + 3 is enough");
        assert_eq!(hidden(&[15, 12, 10, 0]), [0_u64; 0]);
        assert_eq!(hidden(&[4, 3]), [4, 3], "nothing else can be withheld");
        assert_eq!(hidden(&[40, 3, 0]), [40, 3], "an empty row hides nobody");
    }

    #[test]
    fn beside_an_untold_sum_only_the_rows_that_differ_by_a_few_are_withheld() {
        let rule = Rule::of(10, vec![(0, None)]).against(1, 1, &[]);
        let rows: [[u64; 2]; 3] = [[39, 40], [50, 50], [70, 50]];
        let rows: Vec<&[u64]> = rows.iter().map(<[u64; 2]>::as_slice).collect();
        let hidden = |together: &Rule| {
            rule.withheld_as(together, &rows, &BTreeSet::new(), |row| rows[row][0])
        };
        assert_eq!(hidden(&rule.together(1, |_| false)), BTreeSet::from([0]));
        assert_eq!(hidden(&rule.together(1, |_| true)), BTreeSet::from([0, 2]));
    }

    #[test]
    fn a_part_and_what_it_leaves_are_both_checked() {
        let rule = Rule::of(10, vec![(0, None), (1, None), (0, Some(1))]);
        assert!(rule.is_safe(&[30, 20]));
        assert!(rule.is_safe(&[30, 30]));
        assert!(rule.is_safe(&[30, 0]));
        assert!(!rule.is_safe(&[30, 25]), "5 are not in the part");
        assert!(!rule.is_safe(&[30, 5]));
    }

    #[test]
    fn rows_are_held_against_earlier_rows() {
        let checks = vec![(0, None), (1, None), (0, Some(1))];
        let rule = Rule::of(10, checks).against(2, 1, &[]);
        assert!(rule.is_safe(&[50, 30, 50, 30]), "the same");
        assert!(!rule.is_safe(&[50, 30, 51, 30]), "one more then");
        assert!(!rule.is_safe(&[50, 30, 41, 30]), "nine more now");
        assert!(rule.is_safe(&[70, 30, 50, 30]), "twenty more now");
        assert!(
            !rule.is_safe(&[70, 49, 50, 30]),
            "one more now is not in the part"
        );
        let except = Rule::of(10, vec![(0, None), (1, None), (0, Some(1))]);
        let except = except.against(2, 1, &[(0, Some(1))]);
        assert!(except.is_safe(&[70, 49, 50, 30]), "which nobody asks");
    }

    #[test]
    fn the_row_that_makes_the_sum_safe_is_preferred() {
        let rule = Rule::of(10, vec![(0, None), (1, None), (0, Some(1))]);
        // 100 of whom 97 are in: 3 are out. The row of 20 leaves 3 out; the row of 40 leaves 18.
        let rows: [&[u64]; 2] = [&[20, 20], &[40, 25]];
        assert_eq!(rule.joined(&[100, 97], &rows, |row| row), Some(vec![1]));
    }
}
