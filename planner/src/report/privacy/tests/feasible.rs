//! An attacker with a linear program: everything that one run publishes at once, and what it leaves open.
//!
//! The unknowns are how many people of each class live in each published piece and in what each district withholds. A
//! class is all that can be published of a person: eligible or not, for each phase and standard the heading and the
//! nearest site. Every published number is an equation. The attacker knows what happens to
//! anybody by each standard, which nobody outside does. For every count that somebody could be interested in, the least and the most that the equations allow must
//! leave at least as much open as the threshold, unless the count is nobody, or enough for sure.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use super::*;
use crate::ids::SiteId;
use crate::places::Status;
use crate::report::tests::site;

/// All that can be published of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    eligible: bool,
    /// For each phase and kind: 0 covered, 1 beyond, 2 unreachable, 3 unsnapped, 4 not for them; and the site of the
    /// covered.
    near: Vec<(u8, Option<SiteId>)>,
}

impl Class {
    /// An eligible person of a home.
    fn of(coverage: &[Coverage; 2], id: DemandId) -> Self {
        let kinds = coverage.iter().flat_map(|phase| &phase.kinds);
        let near = kinds.map(|kind| match (kind.heading(id), kind.nearest[id]) {
            _ if !kind.is_for(id) => (4, None),
            (Heading::Covered, Nearest::Site(site, _)) => (0, Some(site)),
            (Heading::Covered | Heading::Beyond, _) => (1, None),
            (Heading::Unreachable, _) => (2, None),
            (Heading::Unsnapped, _) => (3, None),
        });
        Self {
            eligible: true,
            near: near.collect(),
        }
    }

    /// A person for whom the plan is not.
    const fn outside() -> Self {
        Self {
            eligible: false,
            near: Vec::new(),
        }
    }

    fn is(&self, layout: Layout, phase: usize, kind: usize, heading: u8) -> bool {
        self.eligible && self.near[phase * layout.kinds + kind].0 == heading
    }

    fn circle(&self, layout: Layout, phase: usize) -> bool {
        let mut kinds = (0..layout.kinds).filter(|kind| self.is_meant(layout, *kind));
        let is_met = |kind| self.is(layout, phase, kind, 0);
        kinds.next().is_some_and(is_met) && kinds.all(is_met)
    }

    fn is_meant(&self, layout: Layout, kind: usize) -> bool {
        self.eligible && !self.is(layout, 0, kind, 4)
    }

    /// Whether a number of the layout counts this person.
    fn counts(&self, layout: Layout, number: usize) -> bool {
        if number < 2 {
            return number == Layout::SENIORS || self.eligible;
        }
        if let Some(kind) = (0..layout.kinds).find(|kind| number == layout.meant(*kind)) {
            return self.is_meant(layout, kind);
        }
        (0..layout.phases).any(|phase| {
            number == layout.circle(phase) && self.circle(layout, phase)
                || (0..layout.kinds).any(|kind| {
                    number == layout.covered(phase, kind) && self.is(layout, phase, kind, 0)
                        || (0..3).any(|cause| {
                            number == layout.cause(phase, kind, cause)
                                && self.is(layout, phase, kind, cause as u8 + 1)
                        })
                })
        })
    }
}

/// Every class that the attacker must think possible: what happens to people by one standard is combined with what
/// happens by another, but for homes at no street, which are the same for all.
fn every_class(seen: &BTreeSet<Class>, layout: Layout) -> Vec<Class> {
    let mut all = vec![vec![(0, None); layout.phases * layout.kinds]];
    for kind in 0..layout.kinds {
        let of = |class: &Class| -> Vec<(u8, Option<SiteId>)> {
            let phases = 0..layout.phases;
            phases
                .map(|phase| class.near[phase * layout.kinds + kind])
                .collect()
        };
        let traces: BTreeSet<Vec<(u8, Option<SiteId>)>> = seen.iter().map(of).collect();
        let mut longer = Vec::new();
        for near in &all {
            for trace in &traces {
                let mut near = near.clone();
                for (phase, told) in trace.iter().enumerate() {
                    near[phase * layout.kinds + kind] = *told;
                }
                longer.push(near);
            }
        }
        all = longer;
    }
    let is_unsnapped = |(heading, _): &(u8, Option<SiteId>)| *heading == 3;
    let may_be = |(heading, _): &(u8, Option<SiteId>)| *heading >= 3;
    all.retain(|near| near.iter().all(may_be) || !near.iter().any(is_unsnapped));
    let eligible = all.into_iter().map(|near| Class {
        eligible: true,
        near,
    });
    let classes: BTreeSet<Class> = eligible.chain([Class::outside()]).collect();
    classes.into_iter().collect()
}

/// What is published, as equations over people by place and class.
struct Attack {
    layout: Layout,
    classes: Vec<Class>,
    /// The district of each place.
    places: Vec<Option<DistrictId>>,
    /// The unknowns on the left, and the number on the right.
    equations: Vec<(Vec<usize>, u64)>,
    /// How many people of each class live in each place, which the attacker does not know.
    truth: Vec<u64>,
    /// Whether the attacker thinks that anybody of a class can live in a place.
    possible: Vec<bool>,
}

impl Attack {
    fn on(world: &World, publication: &Publication) -> Self {
        let layout = publication.layout();
        let homes = &world.places.demand;
        let pieces: Vec<BTreeSet<DemandId>> = publication
            .hexagons()
            .iter()
            .map(|hexagon| in_hexagon(hexagon, &world.places))
            .collect();
        let mut districts: Vec<Option<DistrictId>> = homes.iter().map(|d| d.district).collect();
        districts.sort_unstable();
        districts.dedup();
        let mut places: Vec<Option<DistrictId>> =
            publication.hexagons().iter().map(|h| h.district).collect();
        places.extend(&districts);
        let of = |id| Class::of(&world.coverage, id);
        let classes = every_class(&homes.ids().map(of).collect(), layout);
        let mut truth = vec![0; places.len() * classes.len()];
        for (id, demand) in homes.enumerate() {
            let rest = || pieces.len() + districts.binary_search(&demand.district).unwrap();
            let place = pieces
                .iter()
                .position(|piece| piece.contains(&id))
                .unwrap_or_else(rest);
            let eligible = demand.eligible.count();
            for (class, people) in [
                (of(id), eligible),
                (Class::outside(), demand.seniors.count() - eligible),
            ] {
                truth[place * classes.len() + classes.binary_search(&class).unwrap()] += people;
            }
        }
        let mut attack = Self {
            layout,
            classes,
            places,
            equations: Vec::new(),
            possible: vec![true; truth.len()],
            truth,
        };
        attack.learn(world, publication);
        attack
    }

    /// Who measures on the map knows of each place what happens to people there by each standard, and where they walk.
    fn look_at_the_map(&mut self) {
        let layout = self.layout;
        let width = self.classes.len();
        for place in 0..self.places.len() {
            let here = |class: usize| self.truth[place * width + class] > 0;
            let seen: Vec<&Class> = (0..width)
                .filter(|class| here(*class) && self.classes[*class].eligible)
                .map(|class| &self.classes[class])
                .collect();
            let is_seen = |class: &Class, kind: usize| {
                let same = |other: &&Class| {
                    let phases = 0..layout.phases;
                    let mut at = phases.map(|phase| phase * layout.kinds + kind);
                    at.all(|at| class.near[at] == other.near[at])
                };
                seen.iter().any(same)
            };
            for (number, class) in self.classes.iter().enumerate() {
                let fits = !class.eligible || (0..layout.kinds).all(|kind| is_seen(class, kind));
                self.possible[place * width + number] = fits;
            }
        }
    }

    /// The loads of all sites, told or not.
    fn learn_all_loads(&mut self, world: &World) {
        let layout = self.layout;
        for site in world.places.sites.ids() {
            for at in 0..layout.phases * layout.kinds {
                let walks = |class: &Class| class.eligible && class.near[at].1 == Some(site);
                let terms = self.terms(|_, _, class| walks(class));
                let people = terms.iter().map(|term| self.truth[*term]).sum();
                self.equations.push((terms, people));
            }
        }
    }

    /// Everything that is published.
    fn learn(&mut self, world: &World, publication: &Publication) {
        let layout = self.layout;
        for (place, hexagon) in publication.hexagons().iter().enumerate() {
            self.learn_counts(&hexagon.counts, |at, _| at == place);
        }
        for row in publication.districts() {
            self.learn_counts(&row.counts, |_, district| district == row.district);
        }
        let mut whole = layout.nobody();
        for (id, demand) in world.places.demand.enumerate() {
            let phases: Vec<&Coverage> = world.coverage.iter().collect();
            layout.count(&mut whole, &phases, id, demand);
        }
        let concealed = layout.concealed(&whole, publication.threshold());
        for number in (0..layout.width()).filter(|number| !concealed[*number]) {
            self.add(
                |_, _, class| class.counts(layout, number),
                whole.numbers[number],
            );
        }
        for site in publication.sites() {
            for (phase, load) in site.load.iter().enumerate() {
                let at = phase * layout.kinds + site.kind;
                let walks = |class: &Class| class.eligible && class.near[at].1 == Some(site.site);
                if let Some(load) = load {
                    self.add(|_, _, class| walks(class), *load);
                }
            }
        }
        for gain in publication.gains() {
            if let Some(covered) = gain.covered_after {
                self.add(|_, _, class| class.is(layout, 1, 0, 0), covered);
            }
            if let Some(gain) = gain.gain {
                // Nobody loses here: the gain is who is covered after and not before.
                self.add(
                    |_, _, class| class.is(layout, 1, 0, 0) && !class.is(layout, 0, 0, 0),
                    gain,
                );
            }
        }
        for gap in publication.gaps() {
            let Some(causes) = gap.causes else { continue };
            let inside: Vec<bool> = publication
                .hexagons()
                .iter()
                .map(|h| h.cells.iter().all(|cell| gap.cells.contains(cell)))
                .collect();
            // A hexagon on a border is shown once for each side, and a gap may hold one side alone.
            let alone = |place: usize| {
                let cells = &publication.hexagons()[place].cells;
                publication
                    .hexagons()
                    .iter()
                    .filter(|h| h.cells == *cells)
                    .count()
                    == 1
            };
            if (0..inside.len()).any(|place| inside[place] && !alone(place)) {
                continue;
            }
            for (cause, people) in causes.into_iter().enumerate() {
                let number = layout.cause(1, gap.kind, cause);
                self.add(
                    |at, _, class| inside.get(at) == Some(&true) && class.counts(layout, number),
                    people,
                );
            }
        }
    }

    fn learn_counts(
        &mut self,
        counts: &ShownCounts,
        of: impl Fn(usize, Option<DistrictId>) -> bool,
    ) {
        let layout = self.layout;
        for number in 0..layout.width() {
            if let Some(told) = counts.numbers[number] {
                self.add(
                    |at, district, class| of(at, district) && class.counts(layout, number),
                    told,
                );
            }
        }
    }

    fn add(&mut self, counts: impl Fn(usize, Option<DistrictId>, &Class) -> bool, told: u64) {
        let terms = self.terms(counts);
        let truth: u64 = terms.iter().map(|term| self.truth[*term]).sum();
        assert_eq!(truth, told, "an equation of the attack is not true");
        self.equations.push((terms, told));
    }

    fn terms(&self, counts: impl Fn(usize, Option<DistrictId>, &Class) -> bool) -> Vec<usize> {
        let all = self.places.iter().enumerate().flat_map(|(at, district)| {
            let classes = self.classes.iter().enumerate();
            classes.map(move |(class, is)| (at, *district, class, is))
        });
        all.filter(|(at, district, _, is)| counts(*at, *district, is))
            .map(|(at, _, class, _)| at * self.classes.len() + class)
            .collect()
    }

    /// The least and the most that some unknowns can be together.
    fn interval(&self, terms: &[usize]) -> [u64; 2] {
        [
            OptimizationDirection::Minimize,
            OptimizationDirection::Maximize,
        ]
        .map(|direction| {
            let mut problem = Problem::new(direction);
            let wanted: BTreeSet<usize> = terms.iter().copied().collect();
            let people: Vec<_> = (0..self.truth.len())
                .map(|term| {
                    let most = if self.possible[term] {
                        f64::INFINITY
                    } else {
                        0.0
                    };
                    let times = f64::from(u8::from(wanted.contains(&term)));
                    problem.add_var(times, (0.0, most))
                })
                .collect();
            for (left, right) in &self.equations {
                let sum: Vec<_> = left.iter().map(|term| (people[*term], 1.0)).collect();
                problem.add_constraint(&sum[..], ComparisonOp::Eq, *right as f64);
            }
            let found = problem
                .solve()
                .unwrap()
                .into_solution()
                .unwrap()
                .objective();
            match direction {
                OptimizationDirection::Minimize => (found - 1e-6).ceil() as u64,
                OptimizationDirection::Maximize => (found + 1e-6).floor() as u64,
            }
        })
    }

    /// What somebody could be interested in, in each place: by a name, the classes that count.
    fn questions(&self) -> BTreeMap<String, Box<dyn Fn(&Class) -> bool + '_>> {
        let layout = self.layout;
        let mut all: BTreeMap<String, Box<dyn Fn(&Class) -> bool>> = BTreeMap::new();
        all.insert("seniors".into(), Box::new(|_| true));
        all.insert("not eligible".into(), Box::new(|class| !class.eligible));
        for phase in 0..layout.phases {
            let none = move |class: &Class| {
                class.eligible && (0..layout.kinds).all(|kind| !class.is(layout, phase, kind, 0))
            };
            all.insert(format!("covered by nothing {phase}"), Box::new(none));
            for kind in 0..layout.kinds {
                let covered = move |class: &Class| class.is(layout, phase, kind, 0);
                all.insert(format!("covered {phase} {kind}"), Box::new(covered));
                let missed = move |class: &Class| class.is_meant(layout, kind) && !covered(class);
                all.insert(format!("not covered {phase} {kind}"), Box::new(missed));
                let partly = move |class: &Class| covered(class) && !class.circle(layout, phase);
                all.insert(format!("without a circle {phase} {kind}"), Box::new(partly));
                let gained = move |class: &Class| covered(class) && !class.is(layout, 0, kind, 0);
                all.insert(format!("gained {phase} {kind}"), Box::new(gained));
                let lost = move |class: &Class| class.is(layout, 0, kind, 0) && !covered(class);
                all.insert(format!("lost {phase} {kind}"), Box::new(lost));
            }
        }
        all
    }

    /// Those who walk to a site from a place, about whom the equations leave too little open.
    fn found_at_sites(&self, threshold: u64) -> Vec<String> {
        let mut found = Vec::new();
        let near = 0..self.layout.phases * self.layout.kinds;
        let sites: BTreeSet<(usize, SiteId)> = near
            .flat_map(|at| {
                let site = move |class: &Class| Some((at, class.near.get(at)?.1?));
                self.classes.iter().filter_map(site)
            })
            .collect();
        for (at, site) in sites {
            for place in 0..self.places.len() {
                let is_one = |class: &Class| class.eligible && class.near[at].1 == Some(site);
                let terms = self.terms(|of, _, class| of == place && is_one(class));
                let truth: u64 = terms.iter().map(|term| self.truth[*term]).sum();
                if !(1..threshold).contains(&truth) {
                    continue;
                }
                let [least, most] = self.interval(&terms);
                assert!(
                    least <= truth && truth <= most,
                    "{truth} in {least}..={most}"
                );
                if most - least < threshold {
                    let what = format!("{truth} of place {place} walk to {site:?} by {at}");
                    found.push(format!("{what}: {least}..={most}"));
                }
            }
        }
        found
    }

    /// Counts that the equations leave too little open about, with the interval.
    fn found(&self, threshold: u64) -> Vec<String> {
        let mut found = Vec::new();
        for (name, counts) in self.questions() {
            for (at, district) in self.places.iter().enumerate() {
                let terms = self.terms(|place, _, class| place == at && counts(class));
                let truth: u64 = terms.iter().map(|term| self.truth[*term]).sum();
                if truth == 0 || truth >= threshold {
                    continue;
                }
                let [least, most] = self.interval(&terms);
                assert!(
                    least <= truth && truth <= most,
                    "{name}: {truth} is not in {least}..{most}"
                );
                if most - least < threshold {
                    found.push(format!(
                        "{name} of place {at} in {district:?}: {truth} in {least}..={most}"
                    ));
                }
            }
        }
        found
    }
}

/// Invented places with four canteens side by side, each of them the nearest to those of its own strip.
fn strips(seed: u64, homes: usize) -> World {
    let (places, coverage) = random_world(seed, homes);
    let strip = |id: DemandId| {
        let at = places.demand[id].at.map_or(0.0, |at| at.lon_deg());
        [14.494, 14.5, 14.507]
            .iter()
            .filter(|west| at > **west)
            .count()
    };
    let site_of = [0, 3, 4, 5].map(SiteId::from_index);
    let coverage = coverage.map(|phase| {
        let standards: Vec<_> = phase.kinds.iter().map(|k| k.standard.clone()).collect();
        let mut tables: Vec<_> = phase.kinds.into_iter().map(|k| k.nearest).collect();
        tables[0] = tables[0]
            .enumerate()
            .map(|(id, nearest)| match nearest {
                Nearest::Site(site, time) if site.index() == 0 => {
                    Nearest::Site(site_of[strip(id)], *time)
                }
                other => *other,
            })
            .collect();
        Coverage::of(&standards, tables, &places)
    });
    let kind = coverage[0].kinds[0].standard.kind.clone();
    let mut world = World::of(places, coverage);
    for row in 4..7 {
        world.places.sites.push(site(row, &kind, Status::Open));
    }
    world
}

/// What an attacker with a map finds: of published numbers, and of these and all loads.
fn found_on_the_map(seed: u64) -> [Vec<String>; 2] {
    let world = strips(seed, 250 + 100 * (seed % 4) as usize);
    let publication = Publication::of(&world.run());
    let mut attack = Attack::on(&world, &publication);
    attack.look_at_the_map();
    let found = attack.found_at_sites(publication.threshold());
    attack.learn_all_loads(&world);
    [found, attack.found_at_sites(publication.threshold())]
}

#[test]
fn who_measures_on_the_map_finds_no_few_who_walk_to_a_site() {
    let (mut told, mut naive) = (Vec::new(), 0);
    for seed in 0..6 {
        let [found, with_all] = found_on_the_map(seed);
        told.extend(found.into_iter().map(|what| format!("seed {seed}: {what}")));
        naive += with_all.len();
    }
    assert!(told.is_empty(), "{told:#?}");
    assert!(naive > 0, "loads that are withheld would tell");
}

fn finds_nothing(world: &World, seed: u64) {
    let publication = Publication::of(&world.run());
    assert!(
        publication.hexagons().len() > 2,
        "seed {seed} publishes nothing to attack"
    );
    let attack = Attack::on(world, &publication);
    let found = attack.found(publication.threshold());
    assert!(found.is_empty(), "seed {seed}: {found:#?}");
}

#[test]
fn a_linear_program_over_all_tables_finds_no_small_count() {
    for seed in 0..4 {
        let (places, coverage) = random_world(seed, 150 + 60 * seed as usize);
        finds_nothing(&World::of(places, coverage), seed);
    }
}

#[test]
fn a_linear_program_finds_no_small_count_of_standards_for_different_people() {
    for seed in 0..2 {
        let (places, coverage) = apart_world(seed, 150 + 60 * seed as usize);
        finds_nothing(&World::of(places, coverage), seed);
    }
}

#[test]
fn the_linear_program_finds_small_counts_where_nothing_is_withheld() {
    let (places, coverage) = random_world(1, 150);
    let mut world = World::of(places, coverage);
    world.scenario.privacy_threshold = 1;
    let attack = Attack::on(&world, &Publication::of(&world.run()));
    // Every hexagon is a place of its own then: a few questions are enough to show that the attack can succeed.
    let terms = |at: usize| attack.terms(|place, _, class| place == at && class.eligible);
    let small = (0..attack.places.len()).find(|at| {
        let truth: u64 = terms(*at).iter().map(|term| attack.truth[*term]).sum();
        (1..10).contains(&truth)
    });
    let [least, most] = attack.interval(&terms(small.unwrap()));
    assert!(most - least < 10, "{least}..={most}");
}
