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

    /// The rows that are withheld of a number, with as many others as it takes until their sum leaves about each that is not
    /// safe as many people open as the threshold; says too whether it does.
    ///
    /// Each withheld row lies between bounds that follow from what it shows, and they sum to what everybody can subtract:
    /// of two whose bounds are near, each tells the other. Rows whose own bounds are near are known whatever is withheld.
    pub(super) fn widened<'b>(
        &self,
        rows: &[&[u64]],
        numbers: &[usize],
        (rule, mut hidden): (&pool::Rule, BTreeSet<usize>),
        shown: impl Fn(usize) -> &'b Vec<bool>,
    ) -> (BTreeSet<usize>, bool) {
        let &[number] = numbers else {
            return (hidden, true);
        };
        let open = |at: &usize| {
            let row = rows[*at];
            let told =
                |other: usize| other != number && shown(*at)[other] && !self.concealed[other];
            let [least, most] = self.layout.bounds(number, row, told);
            [row[number] - least, most - row[number]]
        };
        let open: Vec<[u64; 2]> = (0..rows.len()).map(|at| open(&at)).collect();
        let is_wide = |[down, up]: [u64; 2]| down + up >= self.threshold;
        let populated = rows.iter().filter(|row| row.iter().any(|n| *n > 0));
        if populated.count() < 2 {
            // It is the sum itself.
            return (hidden, true);
        }
        let secret: Vec<usize> = (0..rows.len())
            .filter(|at| !rule.is_safe(rows[*at]) && is_wide(open[*at]))
            .collect();
        let mut others: Vec<usize> = (0..rows.len())
            .filter(|at| !hidden.contains(at) && is_wide(open[*at]))
            .collect();
        others.sort_by_key(|at| (std::cmp::Reverse(rows[*at][Layout::ELIGIBLE]), *at));
        loop {
            let mut room = [0; 2];
            for at in &hidden {
                room = [room[0] + open[*at][0], room[1] + open[*at][1]];
            }
            // A row goes down as far as the others together go up.
            let with_others =
                |[down, up]: [u64; 2]| [down.min(room[1] - up), up.min(room[0] - down)];
            // Where all are at their bounds, what is shown tells them whatever is withheld.
            let is_known = room.contains(&0) && hidden.len() > 1;
            if is_known || secret.iter().all(|at| is_wide(with_others(open[*at]))) {
                return (hidden, true);
            }
            let Some(next) = others.pop() else {
                return (hidden, false);
            };
            hidden.insert(next);
        }
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
