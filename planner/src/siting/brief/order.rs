//! Which sites a brief is about: candidates, and the existing ones of its kind, in an order that no file changes.

use super::super::Error;
use super::Brief;
use crate::ids::SiteId;
use crate::places::{Places, Site, Status};

/// The sites of a task in the order of its columns.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The site of each column.
    pub sites: Vec<SiteId>,
    pub(super) roles: Vec<Role>,
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
        let mut found: Vec<(SiteId, Role)> = (places.sites.enumerate())
            .filter_map(|(id, site)| Some((id, role(site, brief)?)))
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
            roles: found.iter().map(|(_, role)| *role).collect(),
        }
    }

    /// The columns that may be opened.
    pub fn candidates(&self) -> impl Iterator<Item = u32> + '_ {
        self.with(Role::Candidate)
    }

    /// The columns of open sites that may close.
    pub fn closable(&self) -> impl Iterator<Item = u32> + '_ {
        self.with(Role::Closable)
    }

    /// Whether a column is an open or committed site.
    pub fn is_existing(&self, column: u32) -> bool {
        self.roles[column as usize] != Role::Candidate
    }

    /// How many sites exist.
    pub fn existing(&self) -> usize {
        self.roles
            .iter()
            .filter(|role| **role != Role::Candidate)
            .count()
    }

    /// The open and committed sites.
    pub fn existing_sites(&self) -> Vec<SiteId> {
        let columns = (0..self.sites.len()).filter(|&column| self.is_existing(column as u32));
        columns.map(|column| self.sites[column]).collect()
    }

    /// The new sites of a choice, the existing ones that stay, and those that it closes.
    pub fn parted(&self, open: &[bool]) -> [Vec<SiteId>; 3] {
        let mut parts = [Vec::new(), Vec::new(), Vec::new()];
        for (column, &is_open) in open.iter().enumerate() {
            let part = match (self.is_existing(column as u32), is_open) {
                (false, true) => 0,
                (true, true) => 1,
                (true, false) => 2,
                (false, false) => continue,
            };
            parts[part].push(self.sites[column]);
        }
        parts
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

/// What a site is for a brief; nothing when it is of another kind or closed.
fn role(site: &Site, brief: &Brief) -> Option<Role> {
    let is_of_kind = site.kind == brief.kind;
    match site.status {
        Status::Open | Status::Upgrading if is_of_kind && brief.rules.may_close > 0 => {
            Some(Role::Closable)
        }
        status if status.counts_after() => is_of_kind.then_some(Role::Kept),
        Status::Candidate => (site.kind.is_empty() || is_of_kind).then_some(Role::Candidate),
        _ => None,
    }
}
