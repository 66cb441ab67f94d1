//! Access of everybody by each method, and how evenly it is spread.
//!
//! Where few people reach anything, evenness alone tells how few: nothing is told unless those who reach something, and those
//! who reach nothing, are nobody or enough, and the coverage of the kind is told. Numbers are rounded, so that one person more
//! or less does not move them.

use crate::coverage::Coverage;
use crate::coverage::assessment::{AccessMethod, Score};

use super::super::super::Run;
use super::super::shown::ShownCounts;
use super::Told;

/// Access of everybody by one method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownAccess {
    /// The method.
    pub method: AccessMethod,
    /// Supply per person, to two digits.
    pub mean: f64,
    /// Gini, Palma, Theil and concentration index, to a tenth.
    pub evenness: [Option<f64>; 4],
}

/// What is told of one kind in the last phase.
pub(super) fn shown_access(
    told: &Told,
    counts: &ShownCounts,
    kind: usize,
    (run, phases): (&Run, &[&Coverage]),
) -> Vec<ShownAccess> {
    let last = phases.len() - 1;
    let Some((coverage, assessment)) = phases.get(last).zip(run.assessment) else {
        return Vec::new();
    };
    let assessed = assessment.after.as_ref().unwrap_or(&assessment.before);
    let of_kind = &coverage.kinds[kind];
    let is_told = |score: &&Score| {
        let mut both = score.reached(of_kind, run.places).into_iter();
        both.all(|people| told.holds(people.count()))
    };
    let is_covered_told = counts.missed(last, kind).is_some();
    let scores = assessed.standards[kind].access.iter().filter(is_told);
    let scores = scores.filter(|_| is_covered_told);
    scores
        .map(|score| ShownAccess {
            method: score.method,
            mean: two_digits(score.mean),
            evenness: [
                score.equity.gini,
                score.equity.palma,
                score.equity.theil,
                score.concentration,
            ]
            .map(|value| {
                let finite = value.filter(|value| value.is_finite());
                finite.map(|value| (value * 10.0).round() / 10.0 + 0.0)
            }),
        })
        .collect()
}

/// A number to its first two digits that are not zero.
fn two_digits(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    let mut unit = 1.0;
    while value / unit < 10.0 {
        unit /= 10.0;
    }
    while value / unit >= 100.0 {
        unit *= 10.0;
    }
    // By its reciprocal where it is below one, which is whole.
    if unit < 1.0 {
        let parts = (1.0 / unit).round();
        (value * parts).round() / parts
    } else {
        (value / unit).round() * unit
    }
}

#[cfg(test)]
mod tests {
    use super::two_digits;

    #[test]
    fn two_digits_are_left() {
        let worked = [
            (0.1499, 0.15),
            (0.0123, 0.012),
            (1.26, 1.3),
            (12.4, 12.0),
            (987.0, 990.0),
            (0.0, 0.0),
        ];
        for (value, rounded) in worked {
            assert!((two_digits(value) - rounded).abs() < 1e-12, "{value}");
        }
    }
}
