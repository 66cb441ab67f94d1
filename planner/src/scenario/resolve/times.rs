//! `[reach]`: walk times that the user brings; what needs a map is then refused by name.

use std::path::PathBuf;

use super::super::Error;
use super::super::siting::SitingTwin;
use super::super::twins::{OneOrMore, ScenarioTwin};
use super::Resolver;

impl Resolver<'_> {
    /// The extract; none is needed where walk times are given.
    pub(super) fn extract(self, twin: &ScenarioTwin) -> Result<PathBuf, Error> {
        match &twin.network.osm {
            _ if self.has_times => Ok(PathBuf::new()),
            Some(file) => Ok(self.file(file)),
            None => Err(self.missing(
                "network.osm",
                (
                    "OpenStreetMap 地图文件（.osm.pbf），或 reach.matrix 中的步行时间表",
                    "an OpenStreetMap extract (.osm.pbf), or a table of walk times in reach.matrix",
                ),
            )),
        }
    }

    /// The table of walk times, where there is one.
    pub(super) fn times(self, twin: &ScenarioTwin) -> Result<Option<&str>, Error> {
        match &twin.reach {
            Some(reach) => match &reach.matrix {
                Some(file) => Ok(Some(file)),
                None => Err(self.missing(
                    "reach.matrix",
                    (
                        "[reach] 中的步行时间表",
                        "a table of walk times beside [reach]",
                    ),
                )),
            },
            None => Ok(None),
        }
    }

    /// Refuses keys that act on a map where walk times come from a table.
    pub(super) fn refuse_maps(self, twin: &ScenarioTwin) -> Result<(), Error> {
        if !self.has_times {
            return Ok(());
        }
        let network = &twin.network;
        let has_terrain = !matches!(network.terrain, OneOrMore::None);
        let of_facilities = twin.facilities.iter().any(|f| f.osm.is_some());
        let of_districts = twin.districts.0.iter().any(|d| d.osm.is_some());
        if let Some(key) = twin.walk.keys().next() {
            return Err(self.beside_times(&format!("walk.{key}")));
        }
        let of_standards = twin.standard.iter().any(|s| s.profile.is_some());
        let of_totals = twin.seniors.iter().any(|s| s.totals.is_some());
        let keys = [
            ("network.osm", network.osm.is_some()),
            ("standard.profile", of_standards),
            ("seniors.totals", of_totals),
            ("network.terrain", has_terrain),
            ("network.edits", network.edits.is_some()),
            ("network.compounds", network.compounds.is_some()),
            ("network.gates", network.gates.is_some()),
            ("facilities.osm", of_facilities),
            ("candidates.hexagons", twin.candidates.hexagons.is_some()),
            ("candidates.osm", !twin.candidates.osm.is_empty()),
            (
                "candidates.public_buildings",
                twin.candidates.public_buildings,
            ),
            ("districts.osm", of_districts),
            (
                "siting.level",
                twin.siting.as_ref().is_some_and(SitingTwin::has_levels),
            ),
            ("audit.speeds_mps", twin.audit.has_speeds()),
            ("gaps.link_m", twin.gaps.has_link()),
        ];
        match keys.into_iter().find(|(_, is_there)| *is_there) {
            Some((key, _)) => Err(self.beside_times(key)),
            None => Ok(()),
        }
    }

    fn beside_times(self, key: &str) -> Error {
        self.contradiction(
            key,
            "reach.matrix",
            (
                "不能同时使用：步行时间来自表格，不读取地图",
                "do not go together: walk times come from a table, and no map is read",
            ),
        )
    }
}
