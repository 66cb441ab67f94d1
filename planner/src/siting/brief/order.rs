//! Which sites a brief is about: candidates, and the existing ones of its kind, in an order that no file changes.

use super::super::Error;
use super::{Brief, Model, measures};
use crate::ids::{Id as _, SiteId};
use crate::places::{Action, Places, Site, Status};

/// The sites of a task in the order of its columns.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The site of each column.
    pub sites: Vec<SiteId>,
    pub(super) roles: Vec<Role>,
    /// For each column 0 for the brief's own kind, one more than the place of its level, or one more than all of these
    /// for a change of a site that exists.
    levels: Vec<usize>,
    /// The number of the changes.
    of_measures: usize,
    /// For each column whether people may go there.
    serves: Vec<bool>,
}

/// What a choice makes of the sites.
#[derive(Debug, Clone, Default)]
pub struct Parted {
    /// New sites of the brief's own kind.
    pub chosen: Vec<SiteId>,
    /// Where else people may go: existing sites that stay, and new ones of levels that serve people.
    pub kept: Vec<SiteId>,
    /// Existing sites that it closes.
    pub closed: Vec<SiteId>,
}

/// What a site is to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A candidate of the brief's own kind.
    New,
    /// An existing site of the kind.
    Standing,
    /// A site of a level.
    Beside,
    /// A change of a site that exists.
    Change,
}

impl Part {
    /// The word used in certificates.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Standing => "standing",
            Self::Beside => "beside",
            Self::Change => "change",
        }
    }
}

/// What a site is in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It may be opened.
    Candidate,
    /// It is open or decided and stays.
    Kept,
    /// It is open and may close.
    Closable,
}

impl Order {
    /// Candidates and existing sites of the kind, by place and id.
    pub fn of(places: &Places, brief: &Brief) -> Self {
        let closing = measures::closing(places);
        let mut found: Vec<(SiteId, (Role, usize))> = (places.sites.enumerate())
            .filter_map(|(id, site)| {
                let role = change(site, (brief, places));
                let role = role.or_else(|| role_of((id, site), brief, &closing))?;
                Some((id, role))
            })
            .collect();
        let key = |id: SiteId| {
            let site = &places.sites[id];
            let at = site.at.map(|at| (at.lon_deg(), at.lat_deg()));
            (at, site.id.to_string())
        };
        found.sort_by(|(a, _), (b, _)| {
            let ((at_a, id_a), (at_b, id_b)) = (key(*a), key(*b));
            let place = |at: Option<(f64, f64)>| at.unwrap_or((f64::MAX, f64::MAX));
            let (place_a, place_b) = (place(at_a), place(at_b));
            (place_a.0.total_cmp(&place_b.0))
                .then(place_a.1.total_cmp(&place_b.1))
                .then(id_a.cmp(&id_b))
                .then(a.cmp(b))
        });
        Self {
            sites: found.iter().map(|(id, _)| *id).collect(),
            roles: found.iter().map(|(_, (role, _))| *role).collect(),
            levels: found.iter().map(|(_, (_, level))| *level).collect(),
            of_measures: brief.levels.len() + 1,
            serves: (found.iter())
                .map(|(id, (_, level))| {
                    brief.is_served_by(*level) && places.sites[*id].action != Action::Close
                })
                .collect(),
        }
    }

    /// The columns of the brief's own kind that may be opened.
    pub fn candidates(&self) -> impl Iterator<Item = u32> + '_ {
        self.candidates_of(0)
    }

    /// The columns of a level that may be opened.
    pub fn candidates_of(&self, level: usize) -> impl Iterator<Item = u32> + '_ {
        self.with(Role::Candidate)
            .filter(move |column| self.level(*column) == level)
    }

    /// All columns of a level.
    pub fn of_level(&self, level: usize) -> impl Iterator<Item = u32> + '_ {
        let columns = 0..self.sites.len() as u32;
        columns.filter(move |column| self.level(*column) == level)
    }

    /// The columns of changes of sites that exist.
    pub fn measures(&self) -> impl Iterator<Item = u32> + '_ {
        self.of_level(self.of_measures)
    }

    /// Whether a column is a change of a site that exists.
    pub fn is_measure(&self, column: u32) -> bool {
        self.level(column) == self.of_measures
    }

    /// All columns that may be opened.
    pub fn openable(&self) -> impl Iterator<Item = u32> + '_ {
        self.with(Role::Candidate)
    }

    /// 0 for a column of the brief's own kind, else one more than the place of its level.
    pub fn level(&self, column: u32) -> usize {
        self.levels[column as usize]
    }

    /// Whether people may go to a column's site.
    pub fn serves(&self, column: u32) -> bool {
        self.serves[column as usize]
    }

    /// The columns of open sites that may close.
    pub fn closable(&self) -> impl Iterator<Item = u32> + '_ {
        self.with(Role::Closable)
    }

    /// Whether a column is an open or committed site.
    pub fn is_existing(&self, column: u32) -> bool {
        self.roles[column as usize] != Role::Candidate
    }

    /// Whether a column is a candidate of the brief's own kind.
    pub fn is_free(&self, column: u32) -> bool {
        !self.is_existing(column) && self.level(column) == 0
    }

    /// What a column is to a plan.
    pub fn part(&self, column: u32) -> Part {
        match self.level(column) {
            0 if self.is_existing(column) => Part::Standing,
            0 => Part::New,
            level if level == self.of_measures => Part::Change,
            _ => Part::Beside,
        }
    }

    /// How many sites of the brief's own kind exist.
    pub fn existing(&self) -> usize {
        self.of_level(0).filter(|&c| self.is_existing(c)).count()
    }

    /// The open and committed sites.
    pub fn existing_sites(&self) -> Vec<SiteId> {
        let columns = (0..self.sites.len()).filter(|&column| self.is_existing(column as u32));
        columns.map(|column| self.sites[column]).collect()
    }

    /// What a choice makes of the sites.
    pub fn parted(&self, open: &[bool]) -> Parted {
        let mut parted = Parted::default();
        for column in 0..open.len() as u32 {
            let is_new = !self.is_existing(column);
            let part = match (is_new, open[column as usize]) {
                (true, true) if self.level(column) == 0 => &mut parted.chosen,
                (_, true) if self.serves(column) => &mut parted.kept,
                (false, false) => &mut parted.closed,
                _ => continue,
            };
            part.push(self.sites[column as usize]);
        }
        parted
    }

    /// The column of a site that the brief names by its id.
    pub fn column_of(&self, id: &str, places: &Places, key: &'static str) -> Result<u32, Error> {
        (0..self.sites.len() as u32)
            .find(|column| places.sites[self.sites[*column as usize]].id.to_string() == id)
            .ok_or_else(|| Error::NoSuchSite {
                key,
                id: id.to_owned(),
            })
    }

    fn with(&self, wanted: Role) -> impl Iterator<Item = u32> + '_ {
        (0_u32..)
            .zip(&self.roles)
            .filter(move |(_, role)| **role == wanted)
            .map(|(c, _)| c)
    }
}

/// What a change of a site that exists is for a brief, where people may go to that site.
fn change(site: &Site, (brief, places): (&Brief, &Places)) -> Option<(Role, usize)> {
    let parent = &places.sites[measures::parent_of(site, places)?];
    let level = brief.level_of(&parent.kind);
    let is_known = parent.kind == brief.kind || level > 0 && brief.is_served_by(level);
    let is_one = is_known && site.status == Status::Candidate;
    // Two sites that each need are different ones: more places at one are none.
    let counts = site.action == Action::Close || brief.model != Model::Backup;
    (is_one && counts).then_some((Role::Candidate, brief.levels.len() + 1))
}

/// What a site is for a brief, and of which level; nothing when it is of another kind or closed.
///
/// Candidates without a kind are of the brief's own.
fn role_of((id, site): (SiteId, &Site), brief: &Brief, closing: &[bool]) -> Option<(Role, usize)> {
    if site.action.changes_a_site() {
        return None;
    }

    let is_of_kind = site.kind == brief.kind;
    let level = brief.level_of(&site.kind);
    let is_known = is_of_kind || level > 0;
    let role = match site.status {
        Status::Open | Status::Upgrading
            if is_of_kind && (closing[id.index()] || brief.rules.may_close > 0) =>
        {
            Role::Closable
        }
        status if status.counts_after() && is_known => Role::Kept,
        Status::Candidate if is_known || site.kind.is_empty() => Role::Candidate,
        _ => return None,
    };
    Some((role, level))
}
