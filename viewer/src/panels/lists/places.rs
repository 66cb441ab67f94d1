//! Which place on the map a finding is about: a row of a table, a site that it names, or everybody whom it concerns.

use std::sync::Arc;

use geo::Coord;
use planner::coverage::Heading;
use planner::findings::Finding;
use planner::ids::DemandId;
use planner::places::{RowId, Site};
use planner::projection::LonLat;

use crate::command::Command;
use crate::map::scene::Bounds;
use crate::state::{Phase, Pointed, Shown, State};

/// Least width of what is shown around a place, in metres.
const AROUND_M: f64 = 1_000.0;
/// Codes of findings about seniors whom no path leads anywhere, and about those who are near no street.
const UNREACHED: &str = "seniors-on-stray-islands";
const UNSNAPPED: &str = "seniors-unsnapped";

/// Whether a finding is likely to be about a place; asked in every frame, and so without looking at everybody.
pub fn leads_somewhere(state: &State, finding: &Finding) -> bool {
    let Some(shown) = state.shown.as_deref() else {
        return false;
    };
    let tally = state.coverage(Phase::Before).map(|kind| kind.tally);
    let people = tally.map_or(0, |tally| match finding.code {
        UNREACHED => tally.unreachable.count(),
        UNSNAPPED => tally.unsnapped.count(),
        _ => 0,
    });
    let names = ["h3:", "osm:"]
        .iter()
        .any(|id| finding.text.en.contains(id));
    people > 0 || names || row_of(shown, finding).is_some()
}

/// The flight to what a finding is about, and a mark on each of its places; nothing where it is about no place.
pub fn there(state: &State, finding: &Finding) -> Option<[Command; 2]> {
    let shown = state.shown.as_deref()?;
    let places = match finding.code {
        UNREACHED => under(state, shown, Heading::Unreachable),
        UNSNAPPED => under(state, shown, Heading::Unsnapped),
        _ => Vec::new(),
    };
    let row = row_of(shown, finding).into_iter();
    let all: Vec<LonLat> = places.into_iter().chain(row).collect();
    let all = if all.is_empty() {
        named(shown, finding)
    } else {
        all
    };
    let plane = &shown.ground.plane;
    let all: Vec<Coord> = all.into_iter().map(|at| plane.to_metres(at)).collect();
    let bounds = Bounds::around(all.iter().copied())?;
    let size: Coord = bounds.max - bounds.min;
    let span = (size.x.max(size.y) * 1.3).max(AROUND_M);
    let pointed = Pointed {
        text: finding.text.clone(),
        at: all,
    };
    let flight = Command::FlyTo(bounds.centre(), span);
    Some([Command::PointOut(Arc::new(pointed)), flight])
}

/// Homes under a heading.
fn under(state: &State, shown: &Shown, heading: Heading) -> Vec<LonLat> {
    let Some(kind) = state.coverage(Phase::Before) else {
        return Vec::new();
    };
    let homes = shown.places.demand.enumerate();
    let of_heading = homes.filter(|(id, _): &(DemandId, _)| kind.heading(*id) == heading);
    of_heading.filter_map(|(_, home)| home.at).collect()
}

/// The place of the row that a finding names: of the only list of seniors, or of the only table of facilities.
fn row_of(shown: &Shown, finding: &Finding) -> Option<LonLat> {
    let row = finding.row?;
    let file = finding.file.as_deref()?;
    let is_it = |path: &std::path::Path| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name == file)
    };
    let places = &shown.places;
    if let [only] = &shown.scenario.seniors[..]
        && only.totals.is_none()
        && is_it(&only.file.path)
    {
        let senior = places
            .seniors
            .get(usize::try_from(row).ok()?.checked_sub(1)?)?;
        return places.demand.get(senior.home)?.at;
    }
    let has_row = |site: &&Site| matches!(&site.id, RowId::Row(number) if *number == row);
    places.sites.iter().find(has_row)?.at
}

/// The places of sites that a finding names by their ids.
fn named(shown: &Shown, finding: &Finding) -> Vec<LonLat> {
    let is_apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"');
    let words: Vec<&str> = finding
        .text
        .en
        .split(is_apart)
        .filter(|w| w.len() > 2)
        .collect();
    let sites = shown.places.sites.iter();
    let of_finding = sites.filter(|site| {
        let id = site.id.as_text();
        id.is_some_and(|id| words.contains(&id))
    });
    of_finding.filter_map(|site| site.at).collect()
}
