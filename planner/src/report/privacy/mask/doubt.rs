//! Whom a withheld number can hide, by how far it can be told from what is shown beside it.

use std::collections::BTreeSet;

use super::super::counts::Layout;
use super::super::pool;
use super::Mask;

impl Mask<'_> {
    /// The rows without those behind which nobody can hide: rows that may be shown, and of which what is shown already
    /// leaves no doubt about a number by as many people as the threshold. They are shown, as rows of nobody.
    pub(super) fn useful<'a>(
        &self,
        rows: &[&[u64]],
        numbers: &[usize],
        (rule, already): (&pool::Rule, &BTreeSet<usize>),
        shown: impl Fn(usize) -> &'a Vec<bool>,
    ) -> Vec<Vec<u64>> {
        let &[number] = numbers else {
            return rows.iter().map(|row| row.to_vec()).collect();
        };
        let mut useful = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let told = |other: usize| shown(at)[other] && !self.concealed[other];
            let [least, most] = self.layout.bounds(number, row, told);
            let doubt = (row[number] - least).max(most - row[number]);
            let hides = doubt >= self.threshold || already.contains(&at) || !rule.is_safe(row);
            useful.push(if hides {
                row.to_vec()
            } else {
                vec![0; row.len()]
            });
        }
        useful
    }

    /// The rows, those as rows of nobody that are withheld of a number and can be told of it by fewer people than the
    /// threshold: they are withheld, and hide nothing of the others.
    pub(super) fn doubted<'b>(
        &self,
        rows: &[&[u64]],
        numbers: &[usize],
        hidden: &BTreeSet<usize>,
        shown: impl Fn(usize) -> &'b Vec<bool>,
    ) -> Vec<Vec<u64>> {
        let all = rows.iter().map(|row| row.to_vec());
        let &[number] = numbers else {
            return all.collect();
        };
        let mut doubted: Vec<Vec<u64>> = all.collect();
        for &at in hidden {
            let row = &mut doubted[at];
            let told = |other: usize| other != number && shown(at)[other] && !self.concealed[other];
            let [least, most] = self.layout.bounds(number, row, told);
            let is_narrow = (row[number] - least).max(most - row[number]) < self.threshold;
            if is_narrow && told(Layout::ELIGIBLE) {
                row.fill(0);
            }
        }
        doubted
    }
}
