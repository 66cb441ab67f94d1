//! Three standards beside their circle: what five numbers of one row leave open about who misses how many.
//!
//! The attacker knows who is eligible, whom each standard covers and whose circle is complete. Everybody else is of one of
//! seven classes. All ways to fill them are tried one by one, without the rule's reasoning.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng};

use super::*;
use crate::report::privacy::counts::Level;

const THRESHOLD: u64 = 3;

/// People by the set of standards that they meet, as bits.
type Classes = [u64; 8];

/// What somebody could be interested in: by a name, the sets that count.
fn questions() -> Vec<(String, Vec<usize>)> {
    let sets = |is: &dyn Fn(usize) -> bool| (0..7).filter(|set| is(*set)).collect::<Vec<_>>();
    let mut all = vec![
        (
            "misses two or more".to_owned(),
            sets(&|s| s.count_ones() < 2),
        ),
        ("some, but not all".to_owned(), sets(&|s| s > 0)),
    ];
    for set in 0..7 {
        all.push((format!("exactly {set:03b}"), vec![set]));
    }
    for (a, b) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
        let is = move |s: usize| s & (1 << a) != 0 && s & (1 << b) == 0;
        all.push((format!("{a} and not {b}"), sets(&is)));
        let neither = move |s: usize| s & (1 << a) == 0 && s & (1 << b) == 0;
        all.push((format!("neither {a} nor {b}"), sets(&neither)));
    }
    all
}

fn published(classes: &Classes) -> [u64; 5] {
    let count = |is: &dyn Fn(usize) -> bool| (0..8).filter(|s| is(*s)).map(|s| classes[s]).sum();
    let of = |kind: usize| count(&|s| s & (1 << kind) != 0);
    [count(&|_| true), of(0), of(1), of(2), classes[7]]
}

/// Every way to fill the classes that tells the same five numbers.
fn alternatives(told: [u64; 5]) -> Vec<Classes> {
    let [all, a, b, c, complete] = told;
    let mut found = Vec::new();
    let partial = [a, b, c].map(|covered| covered - complete);
    for ab in 0..=partial[0].min(partial[1]) {
        for ac in 0..=partial[0].min(partial[2]) {
            for bc in 0..=partial[1].min(partial[2]) {
                let one = partial[0].checked_sub(ab + ac);
                let two = partial[1].checked_sub(ab + bc);
                let three = partial[2].checked_sub(ac + bc);
                let (Some(one), Some(two), Some(three)) = (one, two, three) else {
                    continue;
                };
                let some = one + two + three + ab + ac + bc + complete;
                if let Some(none) = all.checked_sub(some) {
                    found.push([none, one, two, ab, three, ac, bc, complete]);
                }
            }
        }
    }
    found
}

fn row(told: [u64; 5]) -> (Layout, Vec<u64>) {
    let layout = Layout {
        kinds: 3,
        phases: 1,
        apart: false,
    };
    let mut row = vec![0; layout.width()];
    row[Layout::SENIORS] = told[0];
    row[Layout::ELIGIBLE] = told[0];
    for kind in 0..3 {
        row[layout.meant(kind)] = told[0];
        row[layout.covered(0, kind)] = told[1 + kind];
    }
    row[layout.circle(0)] = told[4];
    (layout, row)
}

/// Which questions a row answers about fewer people than the threshold.
fn answered(classes: &Classes) -> Vec<String> {
    let all = alternatives(published(classes));
    assert!(all.contains(classes));
    let mut answered = Vec::new();
    for (name, sets) in questions() {
        let count = |classes: &Classes| sets.iter().map(|set| classes[*set]).sum::<u64>();
        let truth = count(classes);
        let least = all.iter().map(count).min().unwrap_or_default();
        let most = all.iter().map(count).max().unwrap_or_default();
        if (1..THRESHOLD).contains(&truth) && most - least < THRESHOLD {
            answered.push(format!(
                "{name}: {truth} in {least}..={most} of {classes:?}"
            ));
        }
    }
    answered
}

#[test]
fn a_row_that_may_be_shown_tells_of_no_few_people_how_many_standards_they_miss() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let (mut safe, mut unsafe_ones) = (0, 0);
    for _ in 0..4000 {
        let classes: Classes = std::array::from_fn(|_| match random.next_u32() % 4 {
            0 => 0,
            1 => u64::from(random.next_u32() % 3),
            _ => u64::from(random.next_u32() % 9),
        });
        let (layout, row) = row(published(&classes));
        if layout.rule(Level::Coverage, THRESHOLD).is_safe(&row) {
            safe += 1;
            assert_eq!(answered(&classes), [""; 0]);
        } else {
            unsafe_ones += usize::from(!answered(&classes).is_empty());
        }
    }
    assert!(safe > 300 && unsafe_ones > 300, "{safe} and {unsafe_ones}");
}

#[test]
fn four_people_who_miss_two_standards_are_found_by_what_all_standards_miss() {
    // Of 60 people 20 miss the first standard alone, 20 the second alone, 4 both of them; the third covers all.
    let classes = [0, 0, 0, 0, 4, 20, 20, 16];
    let told = published(&classes);
    let missed: u64 = (1..4).map(|kind| told[0] - told[kind]).sum();
    assert_eq!(missed - (told[0] - told[4]), 4);
    let (layout, row) = row(told);
    assert!(!layout.rule(Level::Coverage, 10).is_safe(&row));
}
