//! `network.compounds` and `network.gates` become files of outlines and of gates.

use std::collections::BTreeMap;

use super::super::inputs::is_geojson;
use super::super::twins::NetworkTwin;
use super::super::{Error, WallsInput};
use super::Resolver;

impl Resolver<'_> {
    pub(super) fn walls(self, twin: &NetworkTwin) -> Result<WallsInput, Error> {
        let keys = [
            (
                "network.compounds_crs",
                &twin.compounds_crs,
                &twin.compounds,
                "network.compounds",
            ),
            (
                "network.compounds_layer",
                &twin.compounds_layer,
                &twin.compounds,
                "network.compounds",
            ),
            (
                "network.gates_crs",
                &twin.gates_crs,
                &twin.gates,
                "network.gates",
            ),
            (
                "network.gates",
                &twin.gates,
                &twin.compounds,
                "network.compounds",
            ),
        ];
        for (key, given, needed, name) in keys {
            if let (Some(found), None) = (given, needed) {
                let expected = (
                    format!("与 {name} 一起使用：单独写不起作用"),
                    format!("{name} beside it: alone it does nothing"),
                );
                return Err(self.invalid(key, found, expected));
            }
        }
        let compounds = twin.compounds.as_deref().map(|file| {
            let (crs, layer) = (
                twin.compounds_crs.as_deref(),
                twin.compounds_layer.as_deref(),
            );
            let names = ["", "_crs", "_layer"].map(|end| format!("network.compounds{end}"));
            self.outlines(&names, file, crs, layer)
        });
        let gates = twin.gates.as_deref().map(|file| {
            let crs = twin.gates_crs.as_deref();
            self.point_file("network.gates", file, crs, &BTreeMap::new())
        });
        let edits = twin.edits.as_deref().map(|file| {
            let expected = ("地图修改的 .geojson 文件", "a .geojson file of edits");
            let is_right = is_geojson(file);
            is_right
                .then(|| self.file(file))
                .ok_or_else(|| self.invalid("network.edits", file, expected))
        });
        Ok(WallsInput {
            edits: edits.transpose()?,
            compounds: compounds.transpose()?,
            gates: gates.transpose()?,
        })
    }
}
