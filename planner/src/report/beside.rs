//! What a run may publish beside what left the office before.
//!
//! # Method
//!
//! 0. A run takes the place of the one in its own folder, which is no earlier release unless it was exported: whoever
//!    corrects a row and runs again loses no number.
//! 1. Make the publication as if nothing had been released. Where it differs from no earlier release by a few people,
//!    as where the same run is made again, that is it.
//! 2. Else make it again with what earlier releases tell as further rules (`release::history`).
//! 3. Where the people themselves are others, though few, a table that is too close is left out whole: the rows that are
//!    held back would be those of who came or went. Tables of groups are never told in part.
//! 4. Hold the outcome against the ledger by the ledger's own reckoning, which shares no code with the rules. Tables that
//!    are still too close are left out; should that not do, nothing is told below the office's own record.
//!
//! Invariant: what is returned is refused by no release in the ledger.

use std::path::{Path, PathBuf};

use geojson::Feature;

use super::export::usual_ledger;
use super::layers::{self, property_keys};
use super::privacy::{Layout, ShownGroup, Table};
use super::record::{self, PublishedRecord};
use super::release::{self, By, Cells, Counts, Ledger, Release};
use super::{Publication, Run};

/// What a run publishes, and what of it earlier releases hold back.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// What may be published.
    pub publication: Publication,
    /// What is held back; `None` where that is nothing.
    pub held: Option<HeldBack>,
    release: Release,
}

/// What is not told because of earlier releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// How many numbers.
    pub numbers: usize,
    /// The folders of the releases that they are too close to.
    pub folders: Vec<String>,
    /// Where releases are remembered.
    pub ledger: PathBuf,
}

impl Beside {
    /// What a run may publish into a folder, beside what the ledger remembers.
    pub fn of(run: &Run, dir: &Path) -> Result<Self, release::Error> {
        let ledger = Ledger::read(&usual_ledger(dir))?;
        Ok(Self::alone(run, dir).held_against(ledger, run, dir))
    }

    /// The same where earlier runs, but not exports, are known to have stayed in the office: they are forgotten.
    pub fn forgetting_runs(run: &Run, dir: &Path) -> Result<Self, release::Error> {
        let path = usual_ledger(dir);
        let mut ledger = Ledger::read(&path)?;
        let alone = Self::alone(run, dir);
        if ledger.forget_runs(&alone.release) > 0 {
            ledger.write(&path)?;
        }
        Ok(alone.held_against(ledger, run, dir))
    }

    /// What a run may publish where nothing was released before.
    fn alone(run: &Run, dir: &Path) -> Self {
        let publication = Publication::of(run);
        Self {
            release: release_of(run, &publication, dir),
            publication,
            held: None,
        }
    }

    fn held_against(self, mut ledger: Ledger, run: &Run, dir: &Path) -> Self {
        let threshold = u64::from(run.scenario.privacy_threshold);
        ledger.replace_run(&self.release);
        let earlier: Vec<Release> = ledger.of_place(&self.release).cloned().collect();
        if earlier.is_empty() {
            return self;
        }
        let of_same = earlier
            .iter()
            .filter(|one| one.is_of_same_people(&self.release));
        let same: Vec<Release> = of_same.cloned().collect();
        let alone = &self.release;
        let mut publication = self.publication.still_withholding(run, same.clone());
        let mut told = release_of(run, &publication, dir);
        let close = ledger.refused(&told, threshold);
        if !close.is_empty() {
            let is_close = |one: &Release| !told.refused_after(one, threshold).is_empty();
            // Which rows are held back tells who came or went: of other people a table is told whole or not at all, and
            // groups, which tell what a person is like, never in part.
            let others = earlier
                .iter()
                .any(|one| !same.contains(one) && is_close(one));
            publication = Publication::after(run, earlier.clone()).still_withholding(run, same);
            for refusal in close {
                let table = table_of(&refusal.table);
                if others || table == Table::Groups {
                    publication = publication.without(table);
                }
            }
            told = release_of(run, &publication, dir);
            for refusal in ledger.refused(&told, threshold) {
                publication = publication.without(table_of(&refusal.table));
            }
            told = release_of(run, &publication, dir);
            if !ledger.refused(&told, threshold).is_empty() {
                publication = publication.nothing();
                told = release_of(run, &publication, dir);
            }
        }
        if told == *alone {
            return Self {
                publication,
                held: None,
                release: told,
            };
        }
        let held = HeldBack {
            numbers: alone.numbers().saturating_sub(told.numbers()),
            folders: folders_close_to(alone, &earlier, threshold),
            ledger: usual_ledger(dir),
        };
        Self {
            publication: publication.holding_back(held.numbers.max(1)),
            held: Some(held),
            release: told,
        }
    }

    /// Remembers that it was released. Do this before files are written: what is remembered and never written hurts
    /// nobody.
    pub fn remember(&self, dir: &Path) -> Result<(), release::Error> {
        Self::put_down(&self.release, dir)
    }

    /// The same for what leaves the office at once: a later run in the folder does not take its place.
    pub fn remember_exported(&self, dir: &Path) -> Result<(), release::Error> {
        let exported = Release {
            by: By::Export,
            ..self.release.clone()
        };
        Self::put_down(&exported, dir)
    }

    fn put_down(release: &Release, dir: &Path) -> Result<(), release::Error> {
        let path = usual_ledger(dir);
        let mut ledger = Ledger::read(&path)?;
        let before = ledger.clone();
        ledger.replace_run(release);
        ledger.remember(release.clone());
        if ledger == before {
            return Ok(());
        }
        ledger.write(&path)
    }
}

/// The folders of releases that a release is too close to; of all where it only withholds what they do.
fn folders_close_to(release: &Release, earlier: &[Release], threshold: u64) -> Vec<String> {
    let is_close = |one: &&Release| !release.refused_after(one, threshold).is_empty();
    let mut close: Vec<&Release> = earlier.iter().filter(is_close).collect();
    if close.is_empty() {
        close.extend(earlier);
    }
    let names = close.iter().map(|one| one.folder.clone());
    let mut folders: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// What is left out with a table of a release.
fn table_of(name: &str) -> Table {
    match name {
        "coverage" => Table::Hexagons,
        "districts" => Table::Districts,
        "groups" => Table::Groups,
        "facilities" | "proposal" => Table::Sites,
        _ => Table::Whole,
    }
}

/// What a publication tells of counted people.
fn release_of(run: &Run, publication: &Publication, dir: &Path) -> Release {
    let kinds = run.before.kinds.iter().map(|k| k.standard.kind.as_str());
    let keys = property_keys(kinds);
    let layers = [
        ("coverage", layers::hexagons(run, publication)),
        ("districts", layers::districts(run, publication)),
        ("facilities", layers::facilities(run, publication)),
        ("proposal", layers::proposal(run, publication)),
    ];
    let layers: Vec<(&str, &[Feature])> = layers
        .iter()
        .filter(|(_, features)| !features.is_empty())
        .map(|(name, features)| (*name, features.as_slice()))
        .collect();
    let published = PublishedRecord::of(run, publication);
    let mut release = Release::of_layers(&published, &keys, &layers);
    let groups = groups(publication, &keys);
    if !groups.is_empty() {
        release.tables.insert("groups".to_owned(), groups);
    }
    let inputs = record::inputs(run);
    let folder = release::folder_name(dir);
    release.about((&run.scenario.title, &inputs), By::Run, &folder)
}

fn groups(publication: &Publication, keys: &[String]) -> Cells {
    let shown = publication.groups().iter();
    shown
        .filter(|group| group.counts.eligible().is_some())
        .map(|group| {
            let value = group.value.as_deref().unwrap_or_default();
            let name = format!("{}|{value}", group.by);
            (name, group_counts(group, publication.layout(), keys))
        })
        .collect()
}

fn group_counts(group: &ShownGroup, layout: Layout, keys: &[String]) -> Counts {
    let mut counts = Counts::new();
    let mut put = |name: String, people: Option<u64>| {
        counts.extend(people.map(|people| (name, people)));
    };
    put("eligible_seniors".to_owned(), group.counts.eligible());
    for (phase, of_phase) in ["before", "after"].iter().enumerate().take(layout.phases) {
        for (kind, key) in keys.iter().enumerate() {
            let name = format!("{key}_covered_seniors_{of_phase}");
            put(name, group.counts.covered(phase, kind));
        }
        let name = format!("circle_complete_seniors_{of_phase}");
        put(name, group.counts.circle(phase));
    }
    release::derive(&mut counts);
    counts
}
