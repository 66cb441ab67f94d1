//! Numbers of the whole plan beside its plain counts, held against earlier releases.

use super::super::super::release::history::History;
use super::super::pool::Rule;
use super::ShownCircle;
use super::drawn::Drawn;

/// The table of a release that tells of standards.
pub(super) const TABLE: &str = "standards";

/// What earlier releases tell of one standard.
#[derive(Clone, Copy)]
pub(super) struct Near<'a> {
    /// Earlier releases.
    pub(super) history: &'a History,
    /// The standard's name in properties.
    pub(super) key: &'a str,
    /// Counts of at least this many people are shown.
    pub(super) threshold: u64,
    /// What totals that anybody can draw are held against.
    pub(super) drawn: &'a Drawn<'a>,
}

impl Near<'_> {
    /// Whether no earlier release tells a number otherwise by a few people; `what` begins its name.
    pub(super) fn allows(self, what: &str, people: u64) -> bool {
        let name = format!("{what}_seniors");
        !self
            .history
            .is_close((TABLE, self.key, &name), people, self.threshold)
    }

    /// The same for a number of one phase.
    pub(super) fn allows_in(self, phase: usize, what: &str, people: u64) -> bool {
        let name = format!("{what}_seniors_{}", ["before", "after"][phase]);
        !self
            .history
            .is_close((TABLE, self.key, &name), people, self.threshold)
    }

    /// Whether those who walk no longer than so many minutes, and those since an earlier minute, are the same as in
    /// earlier releases or differ by enough; each with the people of each phase.
    pub(super) fn allows_minutes(self, last: (usize, &[u64]), now: (usize, &[u64])) -> bool {
        if self.history.is_empty() {
            return true;
        }
        let name = |minute: usize| {
            move |phase: usize| {
                format!("within_{minute}_min_seniors_{}", ["before", "after"][phase])
            }
        };
        let phases = now.1.len();
        let names: Vec<String> = (0..phases)
            .map(name(last.0))
            .chain((0..phases).map(name(now.0)))
            .collect();
        let mut row: Vec<u64> = last.1.iter().chain(now.1).copied().collect();
        let width = row.len();
        let then = self.history.then(TABLE, self.key, &names, &row);
        row.extend(then);
        let checks =
            (0..phases).flat_map(|phase| [(phase + phases, None), (phase + phases, Some(phase))]);
        let rule = Rule::of(self.threshold, checks.collect());
        let against = rule.clone().against(width, 2 * self.history.len(), &[]);
        against
            .sums
            .iter()
            .all(|sum| against.is_safe_sum(sum, &row))
    }
}

/// The numbers that one circle tells.
pub(super) fn parts(circle: &ShownCircle) -> [(&'static str, u64); 4] {
    [
        ("in", circle.in_circle),
        ("not_covered", circle.not_covered),
        ("outside", circle.outside),
        ("both", circle.in_circle - circle.not_covered),
    ]
}
