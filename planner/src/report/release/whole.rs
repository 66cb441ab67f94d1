//! The whole plan and its findings as a release remembers them: published numbers by names of their own.

use super::super::record::PublishedRecord;
use super::super::record::published::{CircleShareRecord, ReachRecord, StandardRecord, people_in};
use super::{Cells, Counts};

/// How phases end names.
const PHASES: [&str; 2] = ["before", "after"];

/// Totals by the names that properties have; `keys` are the names of standards.
pub(super) fn totals(published: &PublishedRecord, keys: &[String]) -> Cells {
    let mut counts = Counts::new();
    put(&mut counts, "seniors".to_owned(), published.seniors);
    put(
        &mut counts,
        "eligible_seniors".to_owned(),
        published.eligible,
    );
    for (phase, circle) in PHASES.iter().zip(&published.circle) {
        let name = format!("circle_complete_seniors_{phase}");
        put(&mut counts, name, circle.people);
    }
    for (key, standard) in keys.iter().zip(&published.standards) {
        put(
            &mut counts,
            format!("{key}_eligible_seniors"),
            standard.eligible,
        );
        for (phase, reach) in PHASES.iter().zip(&standard.phases) {
            let told = [
                ("covered", reach.covered.people),
                ("beyond", reach.beyond),
                ("unreachable", reach.unreachable),
                ("unsnapped", reach.unsnapped),
                ("sure", reach.sure),
                ("possible", reach.possible),
            ];
            for (what, people) in told {
                put(&mut counts, format!("{key}_{what}_seniors_{phase}"), people);
            }
        }
    }
    super::derive(&mut counts);
    Cells::from([(String::new(), counts)])
}

/// What is told of each standard beside its coverage.
pub(super) fn standards(published: &PublishedRecord, keys: &[String]) -> Cells {
    let standards = keys.iter().zip(&published.standards);
    standards
        .map(|(key, standard)| (key.clone(), beside(standard)))
        .collect()
}

/// People by how many standards are met for them.
pub(super) fn met(published: &PublishedRecord) -> Cells {
    let mut counts = Counts::new();
    for (phase, met) in PHASES.iter().zip(&published.standards_met) {
        for (number, people) in met.iter().flatten().enumerate() {
            put(
                &mut counts,
                format!("met_{number}_seniors_{phase}"),
                Some(*people),
            );
        }
    }
    Cells::from([(String::new(), counts)])
}

/// People whom promises count, by the promise.
pub(super) fn promises(published: &PublishedRecord) -> Cells {
    let mut cells = Cells::new();
    for promise in &published.promises {
        let counts: &mut Counts = cells.entry(promise.rule.clone()).or_default();
        for (phase, kept) in PHASES.iter().zip([promise.before, promise.after]) {
            let Some(kept) = kept else { continue };
            let told = [
                ("counted", kept.counted),
                ("kept", kept.kept),
                ("missed", kept.counted - kept.kept),
            ];
            for (what, people) in told {
                put(counts, format!("{what}_seniors_{phase}"), Some(people));
            }
        }
    }
    cells
}

/// The numbers in the sentences of findings that are told and speak of people, in their order.
pub(super) fn remarks(published: &PublishedRecord) -> Cells {
    let told = published.findings.iter().filter_map(|finding| {
        let numbers = people_in(finding.en.as_deref()?)?;
        let counts = numbers.into_iter().enumerate();
        let counts = counts.map(|(place, number)| (place.to_string(), number));
        Some((finding.code.clone(), counts.collect()))
    });
    told.collect()
}

/// The whole numbers in a sentence; thousands may be parted by commas.
pub fn numbers_in(sentence: &str) -> Vec<u64> {
    sentence
        .replace(',', "")
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|word| word.parse().ok())
        .collect()
}

fn beside(standard: &StandardRecord) -> Counts {
    let mut counts = Counts::new();
    for (phase, reach) in PHASES.iter().zip(&standard.phases) {
        put_reach(&mut counts, reach, phase);
    }
    for minutes in &standard.minutes {
        for (phase, people) in PHASES.iter().zip(&minutes.people) {
            let name = format!("within_{}_min_seniors_{phase}", minutes.minutes);
            put(&mut counts, name, Some(*people));
        }
    }
    for at in &standard.speeds {
        let name = format!("at_{}_mps_seniors", at.speed_mps);
        put(&mut counts, name, at.covered.people);
    }
    counts
}

fn put_reach(counts: &mut Counts, reach: &ReachRecord, phase: &str) {
    put(
        counts,
        format!("served_seniors_{phase}"),
        reach.served.people,
    );
    put(counts, format!("full_seniors_{phase}"), reach.full.people);
    for (number, people) in reach.choices.iter().enumerate() {
        put(
            counts,
            format!("choice_{}_seniors_{phase}", number + 1),
            *people,
        );
    }
    for circle in reach.circles.iter().flatten() {
        for (what, people) in parts(circle) {
            let name = format!("circle_{}_{what}_seniors_{phase}", circle.radius_m);
            put(counts, name, people);
        }
    }
}

fn parts(circle: &CircleShareRecord) -> [(&'static str, Option<u64>); 4] {
    let inside = circle.in_circle.people;
    [
        ("in", inside),
        ("not_covered", Some(circle.not_covered)),
        ("outside", Some(circle.outside)),
        (
            "both",
            inside.and_then(|n| n.checked_sub(circle.not_covered)),
        ),
    ]
}

fn put(counts: &mut Counts, name: String, people: Option<u64>) {
    if let Some(people) = people {
        counts.insert(name, people);
    }
}
