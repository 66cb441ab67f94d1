//! An attacker with a map, by subtraction: whoever walks so long, or to a site, less the hexagons and districts all of
//! whose people do, and the hexagons that they live in less them.

use super::*;
use crate::ids::SiteId;

/// A published number of people who can be drawn on the map.
struct Drawn {
    what: String,
    phase: usize,
    kind: usize,
    who: BTreeSet<DemandId>,
}

fn drawn(publication: &Publication, world: &World) -> Vec<Drawn> {
    let mut all = Vec::new();
    let homes = |phase: usize, kind: usize, is: &dyn Fn(SiteId, u32) -> bool| {
        let of = &world.coverage[phase].kinds[kind];
        let ids = world.places.demand.ids();
        let is = |id: &DemandId| {
            let walks = matches!(of.nearest[*id], Nearest::Site(s, t) if is(s, t.millis()));
            walks && of.people(*id, &world.places) > Seniors::ZERO
        };
        ids.filter(is).collect::<BTreeSet<DemandId>>()
    };
    for (kind, standard) in publication.whole().standards.iter().enumerate() {
        let within = world.coverage[0].kinds[kind].standard.within.minutes() as u64;
        // The covered themselves are held against places by other rules.
        for told in standard.minutes.iter().filter(|m| m.minutes != within) {
            for phase in 0..2 {
                let who = homes(phase, kind, &|_, t| u64::from(t) <= told.minutes * 60_000);
                let what = format!("{} minutes", told.minutes);
                all.push(Drawn {
                    what,
                    phase,
                    kind,
                    who,
                });
            }
        }
    }
    for site in publication.sites() {
        let within = world.coverage[0].kinds[site.kind].standard.within.millis();
        for phase in (0..2).filter(|phase| site.load[*phase].is_some()) {
            let who = homes(phase, site.kind, &|s, t| s == site.site && t <= within);
            let (what, kind) = (format!("site {:?}", site.site), site.kind);
            all.push(Drawn {
                what,
                phase,
                kind,
                who,
            });
        }
    }
    all
}

/// What places leave of a set and a set of places, where all of them tell a number that counts the `among`.
fn left(
    set: &BTreeSet<DemandId>,
    places: &[&Told],
    among: impl Fn(DemandId) -> bool,
) -> [Option<BTreeSet<DemandId>>; 2] {
    let mut rest = set.clone();
    let mut touched = BTreeSet::new();
    for place in places {
        let theirs = place.who.iter().copied().filter(|id| among(*id));
        let theirs: BTreeSet<DemandId> = theirs.collect();
        if theirs.is_subset(set) {
            rest.retain(|id| !theirs.contains(id));
        }
        if place.what.starts_with("hexagon") && !theirs.is_disjoint(set) {
            touched.extend(theirs);
        }
    }
    let around = set.is_subset(&touched);
    let others = around.then(|| touched.difference(set).copied().collect());
    [Some(rest), others]
}

#[test]
fn sets_that_can_be_drawn_leave_nobody_or_enough_of_places() {
    let mut asked = 0;
    for seed in 0..24 {
        let homes = 200 + 400 * (seed as usize % 4);
        let (places, coverage) = random_world(seed, homes);
        let world = World::of(places, coverage);
        let publication = Publication::of(&world.run());
        let layout = publication.layout();
        let sets = told(&publication, &world.places);
        for set in drawn(&publication, &world) {
            let of = &world.coverage[set.phase].kinds[set.kind];
            let some = |id: DemandId| of.people(id, &world.places) > Seniors::ZERO;
            let is_covered = |id: DemandId| some(id) && of.heading(id) == Heading::Covered;
            let numbers = [layout.meant(set.kind), layout.covered(set.phase, set.kind)];
            let of_covered = set.who.iter().all(|id| is_covered(*id));
            for (number, number_of) in numbers.iter().enumerate() {
                if number == 1 && !of_covered {
                    continue;
                }
                let tells = |t: &&Told| t.counts.is_some_and(|c| c.tells(*number_of));
                let places: Vec<&Told> = sets.iter().filter(tells).collect();
                let among = |id| {
                    if number == 0 {
                        some(id)
                    } else {
                        is_covered(id)
                    }
                };
                for who in left(&set.who, &places, among).into_iter().flatten() {
                    let people = who.iter().map(|id| of.people(*id, &world.places).count());
                    let people: u64 = people.sum();
                    asked += 1;
                    assert!(
                        people == 0 || people >= 10,
                        "seed {seed}: {people} of {} in phase {} by {}",
                        set.what,
                        set.phase,
                        set.kind
                    );
                }
            }
        }
    }
    assert!(asked > 300, "{asked} subtractions");
}
