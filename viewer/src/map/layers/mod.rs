//! One file per layer: what a study holds becomes batches of shapes once, and coats of ink for every theme.

pub mod base;
pub mod districts;
pub mod hexagons;
pub mod labels;
pub mod marks;
pub mod published;
pub mod streets;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{Coord, MultiPolygon};
use planner::coverage::{Gap, KindCoverage};
use planner::ids::Id as _;
use planner::network::Network;
use planner::osm::Feature;
use planner::places::Places;
use planner::projection::{LonLat, Plane};
use planner::study::Study;

use crate::map::scene::{Batch, Bounds, Coat, Ink, Paint, Scene, Width};
use crate::panels::lists;
use crate::state::{Layer, Phase, Shade, State};
use crate::theme::{Colour, Theme};
use crate::worker::around::Around;

/// What lies under every answer: the extract and the districts, in metres.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Degrees to metres.
    pub plane: Plane,
    /// What to show first.
    pub home: Bounds,
    /// Names of places.
    pub labels: Vec<labels::Label>,
    base: base::Base,
    streets: streets::Streets,
    districts: districts::Districts,
}

impl Ground {
    /// Lays out the extract on a plane around the places that matter.
    pub fn of(study: &Study) -> Self {
        let (network, places): (&Network, &Places) = (&study.network, &study.places);
        let features: &[Feature] = &study.features;
        let heart = heart(network, places);
        let plane = Plane::around(heart.iter().copied());
        let home = Bounds::around(heart.iter().map(|at| plane.to_metres(*at)));
        Self {
            plane,
            home: home.unwrap_or(Bounds {
                min: Coord {
                    x: -1000.0,
                    y: -1000.0,
                },
                max: Coord {
                    x: 1000.0,
                    y: 1000.0,
                },
            }),
            labels: labels::of(features, places, &plane),
            base: base::Base::of(features, &plane),
            streets: streets::Streets::of(network, study.slopes.as_deref(), &plane),
            districts: districts::Districts::of(places, &plane),
        }
    }
}

/// The scene of a ground with what an answer puts on it.
pub fn scene(ground: &Ground, hexagons: Option<&hexagons::Hexagons>, look: &Look<'_>) -> Scene {
    let theme = look.theme;
    let mut coats: Vec<Coat> = Vec::new();
    let mut lay = |layer: Layer, more: Vec<Coat>| {
        let strength = look.strength_of(layer);
        if strength > 0 && look.layers.contains(&layer) {
            coats.extend(
                more.into_iter()
                    .map(|coat| faded(coat, layer, strength, theme)),
            );
        }
    };
    lay(Layer::Base, ground.base.coats(theme));
    match (look.published, hexagons) {
        (Some(published), _) => lay(Layer::Hexagons, published.coats(look)),
        (None, Some(hexagons)) => lay(Layer::Hexagons, hexagons.coats(look)),
        (None, None) => {}
    }
    lay(Layer::Base, ground.base.building_coats(theme));
    lay(Layer::Streets, ground.streets.coats(theme));
    lay(Layer::Obstacles, ground.streets.obstacle_coats(theme));
    lay(Layer::Districts, ground.districts.coats(theme));
    lay(
        Layer::Isochrones,
        around_coats(look.around, &ground.plane, theme),
    );
    // One gap is pointed out although the layer of all is off.
    for coat in gap_coats(look, &ground.plane) {
        let strength = look.strength_of(Layer::Gaps);
        coats.push(faded(coat, Layer::Gaps, strength, theme));
    }
    let land = faded_to(
        ground.base.background(theme),
        theme.land,
        look.strength_of(Layer::Base),
    );
    Scene::of(land, coats)
}

/// A coat of a layer that is drawn in so many per cent: what lies at the bottom fades into the land, all else is seen
/// through.
fn faded(mut coat: Coat, layer: Layer, strength: u8, theme: &Theme) -> Coat {
    if strength >= 100 {
        return coat;
    }
    let fade = |colour: &mut Colour| {
        *colour = match layer {
            Layer::Base => faded_to(*colour, theme.land, strength),
            _ => colour.with_opacity((u32::from(colour.a) * u32::from(strength) / 100) as u8),
        };
    };
    match &mut coat.paint {
        Paint::One(colour) => fade(colour),
        Paint::ByClass { colours, .. } => colours.iter_mut().for_each(fade),
    }
    coat
}

/// A colour that is so many per cent itself and the rest another.
fn faded_to(colour: Colour, other: Colour, strength: u8) -> Colour {
    let share = f32::from(strength.min(100)) / 100.0;
    let mix = |a: u8, b: u8| (f32::from(a) * share + f32::from(b) * (1.0 - share)).round() as u8;
    Colour {
        r: mix(colour.r, other.r),
        g: mix(colour.g, other.g),
        b: mix(colour.b, other.b),
        a: colour.a,
    }
}

/// The scene that a state asks for; with today at its left while the two are compared.
pub fn scene_of(ground: &Ground, state: &State) -> Scene {
    let look = Look::of(state);
    if state.settings.swipe.is_none() {
        return scene(ground, state.hexagons(), &look);
    }
    // What a plan changes is nothing that was there before it.
    let mut of_today = look.layers.clone();
    if look.shade == Shade::Difference {
        of_today.remove(&Layer::Hexagons);
    }
    let [before, after] = [Phase::Before, Phase::After].map(|phase| {
        let layers = match phase {
            Phase::Before => &of_today,
            Phase::After => look.layers,
        };
        let look = Look {
            phase,
            layers,
            certainty: certainty_of(state, phase),
            ..look.clone()
        };
        scene(ground, state.hexagons(), &look)
    });
    Scene {
        left: Some(Arc::new(before)),
        ..after
    }
}

/// What decides how a scene looks.
#[derive(Debug, Clone)]
pub struct Look<'a> {
    /// The colours.
    pub theme: &'a Theme,
    /// The layers that are switched on.
    pub layers: &'a BTreeSet<Layer>,
    /// Before or after the plan.
    pub phase: Phase,
    /// What the colours of hexagons tell.
    pub shade: Shade,
    /// How strong layers are, in per cent; those that are not named are drawn in full.
    pub strength: &'a BTreeMap<Layer, u8>,
    /// The closer look of the kind looked at, where its certainty is to be seen: coverage and the places that it counts.
    pub certainty: Option<(&'a KindCoverage, &'a Places)>,
    /// The gaps that are outlined.
    pub gaps: Vec<&'a Gap>,
    /// The gap that is pointed out.
    pub gap: Option<&'a Gap>,
    /// What lies around the chosen place.
    pub around: Option<&'a Around>,
    /// The kind looked at.
    pub kind: usize,
    /// What is drawn in place of hexagons and gaps where others may see it.
    pub published: Option<&'a published::Published>,
}

impl<'a> Look<'a> {
    /// The look that a state asks for.
    pub fn of(state: &'a State) -> Self {
        let settings = &state.settings;
        Self {
            theme: settings.mode.theme(),
            layers: &settings.layers,
            phase: settings.phase,
            shade: settings.shade,
            strength: &settings.strength,
            certainty: certainty_of(state, settings.phase),
            gaps: if settings.layers.contains(&Layer::Gaps) {
                lists::gaps::of(state).iter().collect()
            } else {
                Vec::new()
            },
            gap: state.gap.and_then(|gap| lists::gaps::of(state).get(gap)),
            around: state.around(),
            kind: settings.kind,
            published: state.published.as_deref(),
        }
    }
}

impl Look<'_> {
    fn strength_of(&self, layer: Layer) -> u8 {
        self.strength.get(&layer).copied().unwrap_or(100)
    }
}

/// What a closer look says of the kind looked at, before or after the plan; nothing where it is not asked for or known.
pub fn certainty_of(state: &State, phase: Phase) -> Option<(&KindCoverage, &Places)> {
    if state.settings.shade != Shade::Certainty {
        return None;
    }
    let closer = state.closer()?;
    let looked = match phase {
        Phase::Before => &closer.today,
        Phase::After => &closer.after,
    };
    let kind = looked.coverage.kinds.get(state.settings.kind)?;
    Some((kind, &looked.places))
}

/// The outer rings of areas in degrees, in metres.
fn rings<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon>, plane: &Plane) -> Arc<Batch> {
    let polygons = areas.into_iter().flatten();
    Arc::new(Batch::of_lines(polygons.map(|polygon| {
        let corners = polygon.exterior().coords();
        corners
            .filter_map(|c| LonLat::new(c.x, c.y))
            .map(|at| plane.to_metres(at))
            .collect()
    })))
}

/// From where one walks to the chosen site, in lines that grow thinner with the minutes; or the way to the nearest.
fn around_coats(around: Option<&Around>, plane: &Plane, theme: &Theme) -> Vec<Coat> {
    let outlines = around.map_or(&[][..], |around| &around.outlines);
    let mut coats = Vec::new();
    for (outline, width) in outlines.iter().zip([3.2, 2.2, 1.4]) {
        let ring = rings([outline], plane);
        let halo = Ink::Line(Width::points(width + 2.0));
        coats.push(always(&ring, halo, theme.halo.with_opacity(170)));
        coats.push(always(&ring, Ink::Line(Width::points(width)), theme.accent));
    }
    let route = around.and_then(|around| around.told.as_ref()?.route.as_ref());
    if let Some(route) = route {
        let path = route.path.iter().map(|at| plane.to_metres(*at)).collect();
        let path = Arc::new(Batch::of_lines([path]));
        let halo = Ink::Line(Width::points(7.0));
        coats.push(always(&path, halo, theme.halo));
        coats.push(always(&path, Ink::Line(Width::points(4.0)), theme.accent));
    }
    coats
}

/// Outlines of gaps over everything else.
fn gap_coats(look: &Look<'_>, plane: &Plane) -> Vec<Coat> {
    let theme = look.theme;
    let all = look.gaps.iter().copied();
    let outlines = |gap: &'_ Gap| gap.outline.clone();
    let mut all: Vec<MultiPolygon> = all.map(outlines).collect();
    let mut one: Vec<MultiPolygon> = look.gap.into_iter().map(outlines).collect();
    if let Some(published) = look.published {
        one.clear();
        let shown = look.layers.contains(&Layer::Gaps);
        all = published
            .gaps(look.kind)
            .filter(|_| shown)
            .cloned()
            .collect();
    }
    let mut coats = Vec::new();
    for (gaps, width) in [(all, 2.2), (one, 4.0)] {
        if gaps.is_empty() {
            continue;
        }
        let outlines = rings(&gaps, plane);
        let halo = Ink::Line(Width::points(width + 2.3));
        coats.push(always(&outlines, halo, theme.halo.with_opacity(190)));
        coats.push(always(
            &outlines,
            Ink::Line(Width::points(width)),
            theme.serious,
        ));
    }
    coats
}

/// A coat that shows at every scale.
fn always(batch: &Arc<Batch>, ink: Ink, colour: Colour) -> Coat {
    Coat {
        batch: Arc::clone(batch),
        ink,
        paint: Paint::One(colour),
        scales: 0.0..f64::INFINITY,
    }
}

/// Where seniors or else facilities are; without any, the largest island of the network (ferries stretch the rest).
fn heart(network: &Network, places: &Places) -> Vec<LonLat> {
    let homes: Vec<LonLat> = places.demand.iter().filter_map(|d| d.at).collect();
    if !homes.is_empty() {
        return homes;
    }
    let sites: Vec<LonLat> = places.sites.iter().filter_map(|s| s.at).collect();
    if !sites.is_empty() {
        return sites;
    }
    let mainland = |node| network.island_of(node).index() == 0;
    let nodes = network
        .nodes()
        .enumerate()
        .filter(|(node, _)| mainland(*node));
    nodes.map(|(_, node)| node.at).collect()
}
