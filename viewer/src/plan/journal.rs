//! What is not saved yet, written down after every step, so that a power cut costs nothing: a plan for each scenario.
//!
//! The journal names sites by their ids in the scenario's files, because their places in the study's table may differ
//! once the files have changed. Proposed sites come back as sites of the plan.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use planner::ids::{Id as _, SiteId};
use planner::network::edits::{Action, Target};
use planner::places::Places;
use planner::projection::LonLat;
use serde::{Deserialize, Serialize};

use super::asked::{Limit, Place, Promise};
use super::{Added, Asked, Book, Draft, History, Named, drawing};

/// A folder in which the program keeps what it remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    folder: PathBuf,
}

/// What is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The scenario.
    pub scenario: PathBuf,
    draft: WrittenDraft,
    #[serde(default)]
    named: Vec<(String, WrittenDraft)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct WrittenSite {
    index: usize,
    id: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct WrittenDraft {
    moved: Vec<(WrittenSite, f64, f64)>,
    closed: Vec<WrittenSite>,
    capacity: Vec<(WrittenSite, Option<f64>)>,
    added: Vec<WrittenAdded>,
    accepted: Vec<(WrittenSite, String)>,
    kept: Vec<WrittenSite>,
    rejected: Vec<WrittenSite>,
    #[serde(default)]
    drawn: Vec<WrittenDrawing>,
    within_min: BTreeMap<String, u32>,
    speed_mps: Option<f64>,
    participation_pct: Option<u32>,
    sites: Option<usize>,
    #[serde(default)]
    budget: Option<f64>,
    #[serde(default)]
    cost: Option<f64>,
    #[serde(default)]
    standards: Vec<String>,
    #[serde(default)]
    promises: Vec<WrittenPromise>,
    #[serde(default)]
    curve: Option<usize>,
    #[serde(default)]
    at_least: BTreeMap<String, usize>,
    #[serde(default)]
    at_most: BTreeMap<String, usize>,
    #[serde(default)]
    share_pct: BTreeMap<String, u32>,
    kind: Option<String>,
}

/// Something drawn on the map, by its places in degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum WrittenDrawing {
    Gate(f64, f64),
    Link(Vec<(f64, f64)>),
    Compound(Vec<(f64, f64)>),
}

/// A promise, by what it says; without a level and a district it is about the whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct WrittenPromise {
    level: Option<String>,
    district: Option<String>,
    at_least: Option<usize>,
    at_most: Option<usize>,
    share_pct: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct WrittenAdded {
    kind: String,
    lon: f64,
    lat: f64,
    capacity: Option<f64>,
    name: String,
}

/// How many scenarios are remembered.
pub(super) const MOST_RECENT: usize = 8;
/// The file of what is not saved.
const JOURNALS: &str = "journals.json";

impl Memory {
    /// The folder in which programs of the user keep their state; nothing where the system names none.
    pub fn of_user() -> Option<Self> {
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let base = named("XDG_STATE_HOME")
            .or_else(|| named("LOCALAPPDATA"))
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(named("HOME")?).join(".local/state")))?;
        Some(Self::in_folder(base.join("eldercare-viewer")))
    }

    /// A folder that is made when something is first written.
    pub const fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Writes down what is not saved; the old journals stay whole until the new one is.
    pub fn write(&self, journal: &Journal) -> std::io::Result<()> {
        let mut all = self.journals();
        all.retain(|other| other.scenario != journal.scenario);
        all.insert(0, journal.clone());
        all.truncate(MOST_RECENT);
        self.write_all(&all)
    }

    /// What was not saved when the program ended, by scenario, the newest first.
    pub fn journals(&self) -> Vec<Journal> {
        let text = fs::read(self.folder.join(JOURNALS)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Forgets what was written down about a scenario: it is saved, or not wanted.
    pub fn forget(&self, scenario: &Path) {
        let mut all = self.journals();
        let before = all.len();
        all.retain(|journal| journal.scenario != whole(scenario));
        if all.len() < before {
            // It would only come back.
            let _ = self.write_all(&all);
        }
    }

    fn write_all(&self, all: &[Journal]) -> std::io::Result<()> {
        let text = serde_json::to_vec(all).map_err(std::io::Error::other)?;
        self.replace(JOURNALS, &text)
    }

    /// The scenarios opened last, the newest first; those that are gone are left out.
    pub fn recent(&self) -> Vec<PathBuf> {
        let text = fs::read_to_string(self.folder.join("recent.txt")).unwrap_or_default();
        let files = text.lines().map(PathBuf::from);
        files.filter(|file| file.is_file()).collect()
    }

    /// Remembers that a scenario was opened.
    pub fn remember(&self, scenario: &Path) -> std::io::Result<()> {
        let scenario = std::path::absolute(scenario)?;
        let mut files = self.recent();
        visited(&mut files, &scenario);
        let lines = files.iter().map(|file| format!("{}\n", file.display()));
        self.replace("recent.txt", lines.collect::<String>().as_bytes())
    }

    fn replace(&self, name: &str, content: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let new = self.folder.join(format!("{name}.new"));
        let mut file = fs::File::create(&new)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(new, self.folder.join(name))
    }
}

impl Journal {
    /// Writes a plan and named plans down; `places` are those of the scenario without any plan.
    pub fn of((draft, named, places): (&Draft, &[Named], &Places), scenario: &Path) -> Self {
        let named = named.iter();
        Self {
            scenario: whole(scenario),
            draft: written(draft, places),
            named: named
                .map(|plan| (plan.name.clone(), written(&plan.draft, places)))
                .collect(),
        }
    }

    /// The plan and the named plans, as far as their sites are still there.
    pub fn book(&self, places: &Places) -> Book {
        let named = self.named.iter().map(|(name, draft)| Named {
            name: name.clone(),
            draft: Arc::new(draft.read(places)),
            figures: Vec::new(),
        });
        Book {
            history: History::starting_with(Arc::new(self.draft.read(places))),
            named: named.collect(),
            sites: places.sites.len(),
        }
    }
}

/// Puts a scenario at the top of those opened last.
pub fn visited(files: &mut Vec<PathBuf>, scenario: &Path) {
    files.retain(|file| file != scenario);
    files.insert(0, scenario.to_owned());
    files.truncate(MOST_RECENT);
}

/// A path that means the same from wherever the program is started.
pub fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A plan on other places: its sites are found again by their ids, and what was proposed becomes part of it.
pub(super) fn carried(draft: &Draft, old: &Places, new: &Places) -> Draft {
    written(draft, old).read(new)
}

/// A plan to which nothing was done is proposed anew; of any other what was proposed becomes part of it.
fn written(draft: &Draft, places: &Places) -> WrittenDraft {
    if draft.is_untouched() {
        return WrittenDraft::default();
    }
    let site = |site: &SiteId| WrittenSite {
        index: site.index(),
        id: places
            .sites
            .get(*site)
            .map_or_else(String::new, |s| s.id.to_string()),
    };
    let standing = draft.standing();
    let kind = draft.proposed.as_ref().map(|p| p.kind.clone());
    let proposed = standing
        .iter()
        .map(|s| (site(s), kind.clone().unwrap_or_default()));
    let beside = draft.proposed.iter().flat_map(|p| p.beside_of(places));
    let beside = beside.filter_map(|s| Some((site(&s), places.sites.get(s)?.kind.clone())));
    let closed = draft.proposed.iter().flat_map(|p| &p.closed);
    let accepted = draft
        .accepted
        .iter()
        .map(|(s, kind)| (site(s), kind.clone()));
    let asked = &draft.asked;
    WrittenDraft {
        moved: (draft.moved.iter())
            .map(|(s, at)| (site(s), at.lon_deg(), at.lat_deg()))
            .collect(),
        closed: draft.closed.iter().chain(closed).map(site).collect(),
        capacity: draft.capacity.iter().map(|(s, c)| (site(s), *c)).collect(),
        added: draft.added.iter().map(WrittenAdded::of).collect(),
        accepted: accepted.chain(proposed).chain(beside).collect(),
        kept: draft.kept.iter().map(site).collect(),
        rejected: draft.rejected.iter().map(site).collect(),
        drawn: draft.drawn.iter().filter_map(WrittenDrawing::of).collect(),
        budget: asked.budget,
        cost: asked.cost,
        standards: asked.standards.clone(),
        promises: asked.promises.iter().map(WrittenPromise::of).collect(),
        curve: asked.curve,
        at_least: by_text(&asked.at_least),
        at_most: by_text(&asked.at_most),
        share_pct: by_text(&asked.share_pct),
        within_min: by_text(&asked.within_min),
        speed_mps: asked.speed_mps,
        participation_pct: asked.participation_pct,
        sites: asked.sites,
        kind: asked.kind.clone(),
    }
}

/// Values by number, as a file names them.
fn by_text<T: Copy>(values: &BTreeMap<usize, T>) -> BTreeMap<String, T> {
    let all = values.iter();
    all.map(|(number, value)| (number.to_string(), *value))
        .collect()
}

/// The same read back.
fn by_number<T: Copy>(values: &BTreeMap<String, T>) -> BTreeMap<usize, T> {
    let all = values.iter();
    all.filter_map(|(number, value)| Some((number.parse().ok()?, *value)))
        .collect()
}

impl WrittenDraft {
    fn read(&self, places: &Places) -> Draft {
        let site = |site: &WrittenSite| site.find(places);
        Draft {
            moved: (self.moved.iter())
                .filter_map(|(s, lon, lat)| Some((site(s)?, LonLat::new(*lon, *lat)?)))
                .collect(),
            closed: self.closed.iter().filter_map(site).collect(),
            capacity: (self.capacity.iter())
                .filter_map(|(s, c)| Some((site(s)?, *c)))
                .collect(),
            added: self.added.iter().filter_map(WrittenAdded::read).collect(),
            accepted: (self.accepted.iter())
                .filter_map(|(s, kind)| Some((site(s)?, kind.clone())))
                .collect(),
            kept: self.kept.iter().filter_map(site).collect(),
            rejected: self.rejected.iter().filter_map(site).collect(),
            drawn: self.drawn.iter().filter_map(WrittenDrawing::read).collect(),
            proposed: None,
            question: Arc::default(),
            asked: Asked {
                within_min: by_number(&self.within_min),
                speed_mps: self.speed_mps,
                participation_pct: self.participation_pct,
                sites: self.sites,
                budget: self.budget,
                cost: self.cost,
                standards: self.standards.clone(),
                promises: self
                    .promises
                    .iter()
                    .filter_map(WrittenPromise::read)
                    .collect(),
                curve: self.curve,
                at_least: by_number(&self.at_least),
                at_most: by_number(&self.at_most),
                share_pct: by_number(&self.share_pct),
                kind: self.kind.clone(),
            },
        }
    }
}

impl WrittenSite {
    /// The site, at its old place in the table or wherever its id is now.
    fn find(&self, places: &Places) -> Option<SiteId> {
        let same = |site: SiteId| {
            let found = places.sites.get(site)?;
            (found.id.to_string() == self.id).then_some(site)
        };
        let there = same(SiteId::from_index(self.index));
        there.or_else(|| places.sites.ids().find_map(same))
    }
}

impl WrittenDrawing {
    fn of(action: &Action) -> Option<Self> {
        let pair = |at: &LonLat| (at.lon_deg(), at.lat_deg());
        match action {
            Action::Open(Target::Point(at)) => Some(Self::Gate(at.lon_deg(), at.lat_deg())),
            Action::Link(line, _) => Some(Self::Link(line.iter().map(pair).collect())),
            Action::Compound(outline) => {
                let ring = outline.iter().next()?.exterior();
                Some(Self::Compound(ring.coords().map(|c| (c.x, c.y)).collect()))
            }
            _ => None,
        }
    }

    fn read(&self) -> Option<Action> {
        let places = |all: &[(f64, f64)]| -> Option<Vec<LonLat>> {
            all.iter().map(|(x, y)| LonLat::new(*x, *y)).collect()
        };
        match self {
            Self::Gate(lon, lat) => Some(drawing::gate(LonLat::new(*lon, *lat)?)),
            Self::Link(line) => Some(drawing::link(places(line)?)),
            Self::Compound(ring) => Some(drawing::compound(&places(ring)?)),
        }
    }
}

impl WrittenPromise {
    fn of(promise: &Promise) -> Self {
        let mut written = Self::default();
        match &promise.place {
            Place::Whole => {}
            Place::Each(level) => written.level = Some(level.clone()),
            Place::District(code) => written.district = Some(code.clone()),
        }
        match promise.limit {
            Limit::AtLeast(sites) => written.at_least = Some(sites),
            Limit::AtMost(sites) => written.at_most = Some(sites),
            Limit::SharePct(pct) => written.share_pct = Some(pct),
        }
        written
    }

    fn read(&self) -> Option<Promise> {
        let least = self.at_least.map(Limit::AtLeast);
        let most = self.at_most.map(Limit::AtMost);
        Some(Promise {
            limit: least.or(most).or(self.share_pct.map(Limit::SharePct))?,
            place: match (&self.level, &self.district) {
                (Some(level), _) => Place::Each(level.clone()),
                (None, Some(code)) => Place::District(code.clone()),
                (None, None) => Place::Whole,
            },
        })
    }
}

impl WrittenAdded {
    fn of(added: &Added) -> Self {
        Self {
            kind: added.kind.clone(),
            lon: added.at.lon_deg(),
            lat: added.at.lat_deg(),
            capacity: added.capacity,
            name: added.name.clone(),
        }
    }

    fn read(&self) -> Option<Added> {
        Some(Added {
            kind: self.kind.clone(),
            at: LonLat::new(self.lon, self.lat)?,
            capacity: self.capacity,
            name: self.name.clone(),
        })
    }
}
