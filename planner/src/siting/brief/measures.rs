//! Changes of sites that exist, as columns of their own: more places at one, one more sitting, closing it.
//!
//! # Formulation
//!
//! More places at an existing site `k` are a column `z` that serves the same people at the same walks, with what it
//! adds as its capacity; closing it is a column `z` that serves nobody. With `y_k` whether `k` stays:
//!
//! ```text
//! z ≤ y_k   for more places, where k may close;      y_k + z ≥ 1   for closing.
//! ```
//!
//! Each has its cost, which the budget and the least cost count; none counts as a new site.

use super::super::Error;
use super::super::location::Rule;
use super::order::{Order, Role};
use super::promises::Promise;
use super::{Brief, Capacity, Model};
use crate::findings::{Bilingual, Finding, Severity};
use crate::ids::{Id as _, SiteId};
use crate::places::{Action, Places, Site, Status};
use crate::progress::Stage;

/// The site that a candidate would change, if it is one that counts and stays unless closed.
pub(super) fn parent_of(site: &Site, places: &Places) -> Option<SiteId> {
    let parent = site.parent.filter(|_| site.action.changes_a_site())?;
    places.sites[parent].status.counts_after().then_some(parent)
}

/// For each site whether a candidate would close it.
pub(super) fn closing(places: &Places) -> Vec<bool> {
    let mut closing = vec![false; places.sites.len()];
    for site in places
        .sites
        .iter()
        .filter(|site| site.action == Action::Close)
    {
        if let Some(parent) = parent_of(site, places) {
            closing[parent.index()] = true;
        }
    }
    closing
}

/// Whether some candidate would close a site of the brief's kind.
pub fn may_close(brief: &Brief, places: &Places) -> bool {
    let closing = closing(places);
    let sites = places.sites.enumerate();
    let mut own = sites.filter(|(_, site)| site.kind == brief.kind);
    own.any(|(id, _)| closing[id.index()])
}

/// Whether more places mean anything to a brief.
pub fn count_places(brief: &Brief) -> bool {
    brief.rules.capacity == Capacity::AsGiven && brief.model != Model::Backup
}

/// How many people a site can serve, where that counts.
pub(super) fn room_of(
    (column, site): (u32, &Site),
    brief: &Brief,
    order: &Order,
) -> Result<Option<u64>, Error> {
    if brief.rules.capacity != Capacity::AsGiven || !order.serves(column) {
        return Ok(None);
    }
    if order.is_measure(column) && site.capacity.is_none() {
        return Err(Error::NoCapacity {
            id: site.id.to_string(),
        });
    }
    let pct = brief.rules.participation_pct.unwrap_or(100.0);
    // A whole number of people must not fall to the one below by rounding.
    let people = |capacity: f64| (capacity * 100.0 / pct + 1e-9) as u64;
    Ok(site.capacity.map(people))
}

/// What ties the changes to the sites that they change.
pub(super) fn promise(places: &Places, order: &Order) -> Option<Promise> {
    let column = |site: SiteId| {
        let of_site = |column: &u32| order.sites[*column as usize] == site;
        (0..order.sites.len() as u32).find(of_site)
    };
    let mut rules = Vec::new();
    for change in order.measures() {
        let site = &places.sites[order.sites[change as usize]];
        let Some(parent) = parent_of(site, places).and_then(column) else {
            continue;
        };
        if site.action == Action::Close {
            rules.push(Rule::at_least(&[parent, change], 1));
        } else if order.roles[parent as usize] == Role::Closable {
            let terms = vec![(change, 1), (parent, -1)];
            rules.push(Rule::Sum { terms, most: 0 });
        }
    }
    (!rules.is_empty()).then(|| {
        Promise::of_rules(
            "现有点位只按所列措施关闭，关闭的不再扩容".to_owned(),
            "existing sites close as listed, and what closes is not enlarged".to_owned(),
            rules,
        )
    })
}

/// For each site the columns of more places at it.
pub(super) fn enlarging(places: &Places, order: &Order) -> Vec<Vec<u32>> {
    let mut enlarging = vec![Vec::new(); places.sites.len()];
    for column in order.measures().filter(|&column| order.serves(column)) {
        let site = &places.sites[order.sites[column as usize]];
        if let Some(parent) = parent_of(site, places) {
            enlarging[parent.index()].push(column);
        }
    }
    enlarging
}

/// A note where candidates would add places but places do not count.
pub fn without_effect(places: &Places, brief: &Brief) -> Option<Finding> {
    let adds = |site: &&Site| {
        let adds = site.action.changes_a_site() && site.action != Action::Close;
        adds && site.status == Status::Candidate && site.kind == brief.kind
    };
    let count = places.sites.iter().filter(adds).count();
    if count == 0 || count_places(brief) {
        return None;
    }
    let text = Bilingual::new(
        format!(
            "{count} 项扩容或增加餐次的措施在本次选址中不起作用：座位数未计入（siting.capacity = true 时计入，backup 模型除外）。"
        ),
        format!(
            "{count} candidates that add places to a site have no effect: places do not count in this siting; set \
             siting.capacity = true, with any model but backup."
        ),
    );
    let finding = Finding::new(
        "siting-places-do-not-count",
        Severity::Warning,
        Stage::Siting,
        text,
    );
    Some(finding.times(count as u64))
}

#[cfg(test)]
#[path = "measures_tests.rs"]
mod tests;
