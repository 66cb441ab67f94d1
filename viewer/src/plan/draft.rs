//! A plan made by hand: what it changes about the sites, and what it asks beside the scenario's own file.
//!
//! A draft is a value: an [`Edit`] makes a new one. It becomes [`Changes`] of a study and overrides of a scenario, and
//! computes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use planner::ids::{Id as _, SiteId};
use planner::network::edits::Action;
use planner::places::{Places, RowId, Site, Status};
use planner::projection::LonLat;
use planner::siting::Proposal;
use planner::study::Changes;

use super::asked::{Asked, Promise, Said};
use crate::map::layers::marks::Fate;

/// A plan made by hand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// Sites that stand elsewhere.
    pub moved: BTreeMap<SiteId, LonLat>,
    /// Sites that close.
    pub closed: BTreeSet<SiteId>,
    /// Sites that serve more or fewer people; `None` where the number is not known.
    pub capacity: BTreeMap<SiteId, Option<f64>>,
    /// New sites; they follow those of the scenario.
    pub added: Vec<Added>,
    /// Candidates that are taken into the plan, with the kind that they become.
    pub accepted: BTreeMap<SiteId, String>,
    /// Candidates that every further proposal must keep.
    pub kept: BTreeSet<SiteId>,
    /// Candidates that may not be proposed.
    pub rejected: BTreeSet<SiteId>,
    /// What is drawn on the map: gates, links, compounds.
    pub drawn: Vec<Action>,
    /// The last proposal.
    pub proposed: Option<Arc<Proposal>>,
    /// What the last proposal answers.
    pub question: Arc<Question>,
    /// What is asked beside the scenario's own file.
    pub asked: Asked,
}

/// What a proposal answers, beside the scenario's own file and what is changed of sites.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Question {
    asked: Asked,
    drawn: Vec<Action>,
    kept: BTreeSet<SiteId>,
    rejected: BTreeSet<SiteId>,
    /// Whether it was asked of the files as they were before they were read again.
    of_old_files: bool,
}

/// A site that was put on the map by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// What it offers.
    pub kind: String,
    /// Where.
    pub at: LonLat,
    /// How many it serves, if that is known.
    pub capacity: Option<f64>,
    /// Its name.
    pub name: String,
}

/// One change of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Puts a new site on the map.
    Add(Added),
    /// Moves a site.
    Move(SiteId, LonLat),
    /// Closes a site; one that was added by hand is taken away.
    Close(SiteId),
    /// Opens a closed site again.
    Reopen(SiteId),
    /// Sets how many a site serves; `None` where that is not known.
    Capacity(SiteId, Option<f64>),
    /// Takes a proposed site into the plan.
    Accept(SiteId),
    /// Takes all proposed sites into the plan.
    AcceptAll,
    /// Makes every further proposal keep a site, or no longer.
    Keep(SiteId),
    /// Takes a site out of the plan and of every further proposal, or allows it again.
    Reject(SiteId),
    /// Sets the minutes of a standard.
    Within(usize, u32),
    /// Sets the speed.
    Speed(f64),
    /// Sets how many of a hundred take part.
    Participation(u32),
    /// Sets how many sites to propose.
    Sites(usize),
    /// Sets the most that proposed sites cost together; `None` where the scenario's own file holds.
    Budget(Option<f64>),
    /// Sets what a new site costs whose table names no cost.
    Cost(f64),
    /// Has the curve go on to so many sites.
    Curve(usize),
    /// Sets the kind to propose, which has a standard.
    Kind(String),
    /// Sets the kind to propose, and gives it a standard.
    NewKind(String),
    /// Adds a promise.
    AddPromise(Promise),
    /// Changes a promise of the plan, by its place among them.
    Promise(usize, Promise),
    /// Takes away a promise of the plan.
    DropPromise(usize),
    /// Sets the least number of sites of a quota.
    AtLeast(usize, usize),
    /// Sets the most sites of a quota.
    AtMost(usize, usize),
    /// Sets the share of districts that a quota is for, in per cent.
    SharePct(usize, u32),
    /// Draws something on the map.
    Draw(Action),
    /// Takes away what was drawn, by its place among all that is.
    Undraw(usize),
    /// Takes over what was proposed.
    Propose(Arc<Proposal>),
    /// Goes back to the scenario as it is in its file.
    Clear,
    /// Takes over another plan.
    Replace(Arc<Draft>),
}

impl Edit {
    /// Whether two edits turn the same knob, so that the second replaces the first in the history.
    pub const fn turns_the_same_knob(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Within(a, _), Self::Within(b, _))
            | (Self::AtLeast(a, _), Self::AtLeast(b, _))
            | (Self::AtMost(a, _), Self::AtMost(b, _))
            | (Self::Promise(a, _), Self::Promise(b, _))
            | (Self::SharePct(a, _), Self::SharePct(b, _)) => *a == *b,
            (Self::Speed(_), Self::Speed(_))
            | (Self::Participation(_), Self::Participation(_))
            | (Self::Budget(Some(_)), Self::Budget(Some(_)))
            | (Self::Cost(_), Self::Cost(_))
            | (Self::Sites(_), Self::Sites(_)) => true,
            _ => false,
        }
    }
}

impl Draft {
    /// The draft after an edit; `sites` is the number of sites in the scenario.
    #[must_use]
    pub fn after(&self, edit: &Edit, sites: usize) -> Self {
        let mut next = self.clone();
        let by_hand = |site: &SiteId| site.index().checked_sub(sites);
        match edit {
            Edit::Add(added) => next.added.push(added.clone()),
            Edit::Move(site, at) => next.relocate(*site, *at, sites),
            Edit::Close(site) => match by_hand(site) {
                Some(n) if n < next.added.len() => drop(next.added.remove(n)),
                Some(_) => {}
                None if next.accepted.remove(site).is_some() => {}
                None => drop(next.closed.insert(*site)),
            },
            Edit::Reopen(site) => drop(next.closed.remove(site)),
            Edit::Capacity(site, capacity) => match by_hand(site) {
                Some(n) => {
                    if let Some(added) = next.added.get_mut(n) {
                        added.capacity = *capacity;
                    }
                }
                None => drop(next.capacity.insert(*site, *capacity)),
            },
            Edit::Accept(site) => next.accept(&[*site]),
            Edit::AcceptAll => next.accept(&self.standing()),
            Edit::Keep(site) => {
                if !next.kept.remove(site) {
                    next.kept.insert(*site);
                    next.rejected.remove(site);
                }
            }
            Edit::Reject(site) => {
                if !next.rejected.remove(site) {
                    next.rejected.insert(*site);
                    next.kept.remove(site);
                    next.accepted.remove(site);
                }
            }
            Edit::Draw(action) => next.drawn.push(action.clone()),
            Edit::Undraw(number) if *number < next.drawn.len() => {
                next.drawn.remove(*number);
            }
            Edit::Propose(proposal) => {
                next.proposed = Some(Arc::clone(proposal));
                next.question = Arc::new(self.asking());
            }
            Edit::Clear => next = Self::default(),
            Edit::Replace(draft) => next = (**draft).clone(),
            knob => next.asked.turn(knob),
        }
        next
    }

    fn relocate(&mut self, site: SiteId, at: LonLat, sites: usize) {
        match site.index().checked_sub(sites) {
            Some(n) => {
                if let Some(added) = self.added.get_mut(n) {
                    added.at = at;
                }
            }
            None => drop(self.moved.insert(site, at)),
        }
    }

    fn accept(&mut self, sites: &[SiteId]) {
        let Some(proposal) = &self.proposed else {
            return;
        };
        let kind = &proposal.kind;
        self.accepted
            .extend(sites.iter().map(|site| (*site, kind.clone())));
    }

    /// The proposed sites that still stand: neither taken into the plan nor rejected.
    pub fn standing(&self) -> Vec<SiteId> {
        let sites = self.proposed.iter().flat_map(|p| &p.sites);
        sites
            .map(|chosen| chosen.site)
            .filter(|site| !self.accepted.contains_key(site) && !self.rejected.contains(site))
            .collect()
    }

    /// What a proposal would answer now.
    fn asking(&self) -> Question {
        Question {
            asked: self.asked.clone(),
            drawn: self.drawn.clone(),
            kept: self.kept.clone(),
            rejected: self.rejected.clone(),
            of_old_files: false,
        }
    }

    /// The same plan once the scenario's files were read again: its proposal answers what they were before.
    #[must_use]
    pub fn outdated(&self) -> Self {
        let question = Question {
            of_old_files: self.proposed.is_some(),
            ..(*self.question).clone()
        };
        Self {
            question: Arc::new(question),
            ..self.clone()
        }
    }

    /// Whether the last proposal answers what is asked now: only then its gains hold.
    pub fn answers_what_is_asked(&self) -> bool {
        let Question {
            asked,
            drawn,
            kept,
            rejected,
            of_old_files,
        } = &*self.question;
        self.proposed.is_some()
            && !of_old_files
            && (asked, drawn) == (&self.asked, &self.drawn)
            && (kept, rejected) == (&self.kept, &self.rejected)
    }

    /// Whether the plan is that proposal, and whole: only then its proof holds.
    pub fn is_as_proposed(&self) -> bool {
        let whole = self.proposed.as_ref();
        let whole = whole.is_some_and(|proposal| self.standing().len() == proposal.sites.len());
        whole && !self.changes_sites() && self.answers_what_is_asked()
    }

    /// Whether nothing was done to the plan but, perhaps, proposing sites.
    pub fn is_untouched(&self) -> bool {
        let bare = Self {
            proposed: None,
            question: Arc::default(),
            ..self.clone()
        };
        bare == Self::default()
    }

    /// What the plan does to a site.
    pub fn fate(&self, site: SiteId, places: &Places) -> Fate {
        let by_hand = site.index() + self.added.len() >= places.sites.len();
        if by_hand || self.accepted.contains_key(&site) {
            Fate::New
        } else if self.closes(site) {
            Fate::Closes
        } else if self.moved.contains_key(&site) || self.capacity.contains_key(&site) {
            Fate::Changed
        } else {
            Fate::Stays
        }
    }

    /// Whether the plan closes a site, by hand or because it was proposed.
    pub fn closes(&self, site: SiteId) -> bool {
        let proposed = self.proposed.iter().flat_map(|proposal| &proposal.closed);
        self.closed.contains(&site) || proposed.copied().any(|closed| closed == site)
    }

    /// Whether any site or way is other than in the scenario's files.
    pub fn changes_anything(&self) -> bool {
        self.changes_sites() || !self.drawn.is_empty()
    }

    /// Whether any site is other than in the scenario's files.
    pub fn changes_sites(&self) -> bool {
        !(self.moved.is_empty()
            && self.closed.is_empty()
            && self.capacity.is_empty()
            && self.added.is_empty()
            && self.accepted.is_empty())
    }

    /// What the draft changes about the sites of a study.
    pub fn changes(&self, places: &Places) -> Changes {
        let kind_of = |site: &SiteId| places.sites.get(*site).map(|s| s.kind.clone());
        let closed = self.closed.iter().filter_map(|site| {
            let kind = kind_of(site)?;
            Some((*site, (Status::Closed, kind)))
        });
        let opened = self.accepted.iter();
        let opened = opened.map(|(site, kind)| (*site, (Status::Open, kind.clone())));
        Changes {
            moved: self.moved.clone(),
            status: closed.chain(opened).collect(),
            capacity: self.capacity.clone(),
            usual_cost: self.asked.cost,
            added: added_to(places, &self.added),
        }
    }

    /// The same with every proposed site open that still stands.
    pub fn plan(&self, places: &Places) -> Changes {
        let mut changes = self.changes(places);
        if let Some(proposal) = &self.proposed {
            let opened = |site| (site, (Status::Open, proposal.kind.clone()));
            changes
                .status
                .extend(self.standing().into_iter().map(opened));
            let as_it_is = |site: SiteId, status| {
                let kind = places.sites.get(site)?.kind.clone();
                Some((site, (status, kind)))
            };
            let beside = proposal.beside_of(places).into_iter();
            let beside = beside.filter_map(|site| as_it_is(site, Status::Open));
            let closed = proposal.closed.iter();
            let closed = closed.filter_map(|site| as_it_is(*site, Status::Closed));
            for (site, change) in beside.chain(closed) {
                changes.status.entry(site).or_insert(change);
            }
        }
        changes
    }

    /// The same with everything open that is decided: the city as it will be.
    pub fn world(&self, places: &Places) -> Changes {
        let mut changes = self.plan(places);
        for (id, site) in places.sites.enumerate() {
            if site.status == Status::Committed && !changes.status.contains_key(&id) {
                changes.status.insert(id, (Status::Open, site.kind.clone()));
            }
        }
        changes
    }

    /// What the draft asks beside what the scenario's file says, as `key.path=value`.
    pub fn overrides(&self, places: &Places, said: &Said<'_>) -> Vec<String> {
        let rules = said.rules;
        let id = |site: &SiteId| Some(places.sites.get(*site)?.id.to_string());
        let open = |site: &&SiteId| !self.accepted.contains_key(site);
        let kept: BTreeSet<String> = self.kept.iter().filter(open).filter_map(id).collect();
        let rejected: BTreeSet<String> = self.rejected.iter().filter_map(id).collect();
        let mut all = self.asked.overrides(said);
        let mut list = |key: &str, told: Option<&Vec<String>>, more, less| {
            let told: BTreeSet<String> = told.into_iter().flatten().cloned().collect();
            let ids: BTreeSet<String> = (told.union(more)).cloned().collect();
            let ids: Vec<&String> = ids.difference(less).collect();
            if !ids.iter().copied().eq(&told) {
                let ids: Vec<String> = ids.into_iter().map(|id| quoted(id)).collect();
                all.push(format!("siting.{key}=[{}]", ids.join(", ")));
            }
        };
        list(
            "include",
            rules.map(|rules| &rules.include),
            &kept,
            &rejected,
        );
        list(
            "exclude",
            rules.map(|rules| &rules.exclude),
            &rejected,
            &kept,
        );
        all
    }
}

/// New sites as they join others, with ids that no other has.
fn added_to(places: &Places, added: &[Added]) -> Vec<Site> {
    let is_free = |id: &RowId| places.sites.iter().all(|site| site.id != *id);
    let ids = (1..).map(|number: usize| RowId::text(&format!("plan-{number}")));
    let site = |(added, id): (&Added, RowId)| Site {
        name: Some(added.name.clone()),
        kind: added.kind.clone(),
        capacity: added.capacity,
        ..Site::new(id, Status::Open, Some(added.at))
    };
    added.iter().zip(ids.filter(is_free)).map(site).collect()
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
