//! How evenly something is shared out over people: Gini, Palma, Theil, and who benefits along a ranking.
//!
//! Everything is weighted by person: a demand point with ten people counts ten times. What is shared may be supply per
//! person or a walk. Nobody is asked who they are: a ranking is a number per demand point.
//!
//! # Method
//!
//! With `x` sorted ascending, weights `w` (whole people), their sum `W` and the weighted mean `μ`:
//!
//! 1. Gini: `Σ w x (2·before + w − W) / (W² μ)`, where `before` are the people with less: half the mean difference of two
//!    people picked by lot, as a share of the mean.
//! 2. Palma: the share of the richest tenth over that of the poorest four tenths; a group at the cut is split.
//! 3. Theil: `Σ w/W · x/μ · ln(x/μ)`; nothing has no logarithm and adds nothing.
//! 4. Concentration: `2 Σ w x R / (W μ) − 1`, where `R` is the mid-rank by deprivation as a share; people with the same
//!    deprivation share one rank. Above 0: those with a high rank have more.
//!
//! # Complexity
//!
//! O(n log n).
//!
//! # Invariants
//!
//! All are the same when a row is split in two, when rows are permuted (up to rounding), and when all `x` are scaled. Equal
//! shares give 0 (Palma 0.25). The concentration index lies between minus and plus the Gini.
//!
//! # References
//!
//! Gini, C. (1912). Palma, J. G. (2011), Development and Change 42. Theil, H. (1967). Kakwani, N., Wagstaff, A. & van
//! Doorslaer, E. (1997), Journal of Econometrics 77.

/// What each of some people has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holding {
    /// How much each person has: finite and not negative.
    pub each: f64,
    /// How many people have that much.
    pub people: u64,
}

/// How evenly something is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Equity {
    /// 0 for equal shares, near 1 when one person has all.
    pub gini: Option<f64>,
    /// The richest tenth's share over the poorest four tenths'; infinite where the poorest have nothing.
    pub palma: Option<f64>,
    /// 0 for equal shares, the logarithm of the number of people when one has all.
    pub theil: Option<f64>,
}

/// The mean over people; 0 where there is nobody. It does not depend on the order of holdings.
pub fn mean(holdings: &[Holding]) -> f64 {
    let people: u64 = holdings.iter().map(|h| h.people).sum();
    let mut parts: Vec<f64> = holdings.iter().map(|h| h.each * h.people as f64).collect();
    parts.sort_by(f64::total_cmp);
    let all: f64 = parts.into_iter().sum();
    if people == 0 {
        0.0
    } else {
        all / people as f64
    }
}

impl Equity {
    /// Measures holdings; nothing is told where nobody has anything.
    pub fn of(holdings: &[Holding]) -> Self {
        let sorted = Sorted::of(holdings);
        Self {
            gini: sorted.gini(),
            palma: sorted.palma(),
            theil: sorted.theil(),
        }
    }
}

/// Half the mean difference between two people, as a share of the mean; `None` where nobody has anything.
pub fn gini(holdings: &[Holding]) -> Option<f64> {
    Sorted::of(holdings).gini()
}

/// Who benefits along a ranking: holdings with a deprivation each; `None` where nobody has anything.
///
/// Below 0 the less deprived have more, when a higher number is more deprived.
pub fn concentration(holdings: &[(Holding, f64)]) -> Option<f64> {
    let mut rows: Vec<&(Holding, f64)> = holdings.iter().filter(|(h, _)| h.people > 0).collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.each.total_cmp(&b.0.each)));
    let everybody: u64 = rows.iter().map(|(h, _)| h.people).sum();
    let total: f64 = rows.iter().map(|(h, _)| h.each * h.people as f64).sum();
    if total <= 0.0 {
        return None;
    }
    let mut before = 0_u64;
    let mut sum = 0.0;
    for tied in rows.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
        let people: u64 = tied.iter().map(|(h, _)| h.people).sum();
        let rank = (before as f64 + people as f64 / 2.0) / everybody as f64;
        let held: f64 = tied.iter().map(|(h, _)| h.each * h.people as f64).sum();
        sum += held * rank;
        before += people;
    }
    Some(2.0 * sum / total - 1.0)
}

/// Holdings in ascending order, and what they come to.
struct Sorted {
    rows: Vec<Holding>,
    people: u64,
    total: f64,
}

impl Sorted {
    fn of(holdings: &[Holding]) -> Self {
        let mut rows: Vec<Holding> = holdings.iter().copied().filter(|h| h.people > 0).collect();
        rows.sort_by(|a, b| a.each.total_cmp(&b.each).then(a.people.cmp(&b.people)));
        Self {
            people: rows.iter().map(|h| h.people).sum(),
            total: rows.iter().map(|h| h.each * h.people as f64).sum(),
            rows,
        }
    }

    fn gini(&self) -> Option<f64> {
        let mut before = 0_u64;
        let mut sum = 0.0;
        for Holding { each, people } in &self.rows {
            let place = 2.0 * before as f64 + *people as f64 - self.people as f64;
            sum += *people as f64 * each * place;
            before += people;
        }
        (self.total > 0.0).then(|| (sum / (self.people as f64 * self.total)).max(0.0))
    }

    fn theil(&self) -> Option<f64> {
        let mean = self.total / self.people as f64;
        let term = |h: &Holding| {
            let share = h.each / mean;
            if share > 0.0 {
                h.people as f64 * share * share.ln()
            } else {
                0.0
            }
        };
        let sum: f64 = self.rows.iter().map(term).sum();
        (self.total > 0.0).then(|| (sum / self.people as f64).max(0.0))
    }

    fn palma(&self) -> Option<f64> {
        let people = self.people as f64;
        let poorest = self.held_by(self.rows.iter(), 0.4 * people);
        let richest = self.held_by(self.rows.iter().rev(), 0.1 * people);
        (self.total > 0.0).then(|| richest / poorest)
    }

    /// What the first so many people hold together.
    fn held_by<'a>(&self, rows: impl Iterator<Item = &'a Holding>, people: f64) -> f64 {
        let mut left = people.min(self.people as f64);
        let mut held = 0.0;
        for row in rows {
            let taken = left.min(row.people as f64);
            held += taken * row.each;
            left -= taken;
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_each(values: impl IntoIterator<Item = f64>) -> Vec<Holding> {
        let one = |each| Holding { each, people: 1 };
        values.into_iter().map(one).collect()
    }

    fn two_steps() -> Vec<Holding> {
        let row = |(each, people)| Holding { each, people };
        [(0.35, 100), (0.35, 200), (0.15, 300)].map(row).to_vec()
    }

    fn near(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 5e-9, "{found} is not {expected}");
    }

    #[test]
    fn worked_numbers() {
        near(gini(&one_each([1.0, 2.0, 3.0, 4.0])), 0.25);
        near(gini(&one_each((1..=10).map(f64::from))), 0.3);
        near(gini(&two_steps()), 0.2);
        let zones = [0.308_933_42, 0.341_942_13, 0.169_060_77];
        let bell = [0.314_873_98, 0.312_647_23, 0.186_610_52];
        for (scores, expected) in [(zones, 0.169_213_72), (bell, 0.127_273_79)] {
            let rows = scores.into_iter().zip([100, 200, 300]);
            let rows: Vec<_> = rows
                .map(|(each, people)| Holding { each, people })
                .collect();
            assert!((gini(&rows).unwrap() - expected).abs() < 2e-8);
        }
        near(Equity::of(&one_each((1..=10).map(f64::from))).palma, 1.0);
        near(Equity::of(&two_steps()).palma, 0.583_333_333);
        // ln 4 when one of four has all.
        near(
            Equity::of(&one_each([0.0, 0.0, 0.0, 7.0])).theil,
            4.0_f64.ln(),
        );
    }

    #[test]
    fn worked_numbers_along_a_ranking() {
        let ranked = |ranks: [f64; 4]| {
            let rows = one_each([1.0, 2.0, 3.0, 4.0]).into_iter().zip(ranks);
            concentration(&rows.collect::<Vec<_>>())
        };
        near(ranked([1.0, 2.0, 3.0, 4.0]), 0.25);
        near(ranked([4.0, 3.0, 2.0, 1.0]), -0.25);
        near(ranked([1.0, 1.0, 1.0, 1.0]), 0.0);
        // Ties in the middle: ranks 1/8, 1/2, 1/2, 7/8 → 2(1/8 + 1 + 3/2 + 7/2)/10 − 1.
        near(ranked([1.0, 2.0, 2.0, 4.0]), 0.225);
        near(
            ranked([1.0, 2.0, 2.0, 4.0]),
            ranked([1.0, 2.0, 2.0, 9.0]).unwrap(),
        );
    }

    #[test]
    fn nothing_to_share_is_not_evenly_shared() {
        assert_eq!(Equity::of(&[]), Equity::default());
        assert_eq!(Equity::of(&one_each([0.0, 0.0])), Equity::default());
        assert_eq!(concentration(&[]), None);
        assert_eq!(
            Equity::of(&one_each([0.0, 0.0, 1.0])).palma,
            Some(f64::INFINITY)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        #[test]
        fn measures_are_those_of_single_people(
            rows in prop::collection::vec((0_u32..50, 1_u64..6, 0_u32..4), 1..9)
        ) {
            let rows: Vec<(Holding, f64)> = rows
                .into_iter()
                .map(|(each, people, rank)| (Holding { each: f64::from(each), people }, f64::from(rank)))
                .collect();
            let mut single = Vec::new();
            for (row, rank) in &rows {
                single.extend((0..row.people).map(|_| (Holding { people: 1, ..*row }, *rank)));
            }
            let plain: Vec<Holding> = rows.iter().map(|(h, _)| *h).collect();
            let singles: Vec<Holding> = single.iter().map(|(h, _)| *h).collect();
            let total: f64 = singles.iter().map(|h| h.each).sum();
            prop_assume!(total > 0.0);
            let n = singles.len() as f64;
            let differences: f64 = singles.iter().flat_map(|a| singles.iter().map(|b| (a.each - b.each).abs())).sum();
            let expected = differences / (2.0 * n * total);
            let (rich, poor) = (Equity::of(&plain), Equity::of(&singles));
            let close = |a: f64, b: f64| (a - b).abs() < 1e-9 || a == b;
            prop_assert!(close(rich.gini.unwrap(), expected));
            prop_assert!(close(rich.theil.unwrap(), poor.theil.unwrap()));
            let (a, b) = (rich.palma.unwrap(), poor.palma.unwrap());
            prop_assert!(close(a, b) || (a / b - 1.0).abs() < 1e-9);
            let (a, b) = (concentration(&rows).unwrap(), concentration(&single).unwrap());
            prop_assert!(close(a, b) && a.abs() <= expected + 1e-9);
        }
    }
}
