//! What a reader should know about edits that did nothing, or more than was drawn.

use crate::findings::{Bilingual, Finding, Severity};
use crate::progress::Stage;

/// Why an edit touches nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::network) enum Nothing {
    /// Nothing that it could change is near.
    Near,
    /// No way lies inside the outline that it draws.
    Outline,
    /// The way that it opens lies inside a compound.
    Compound,
}

/// An edit that changes nothing.
pub(in crate::network) fn touches_nothing(feature: u64, why: Nothing) -> Finding {
    let text = match why {
        Nothing::Near => Bilingual::new(
            format!(
                "第 {feature} 个要素：附近没有可修改的大门或道路，此项修改不起作用；请核对位置。"
            ),
            format!(
                "feature {feature}: there is no gate or way near it to change, so that this edit does nothing; check its place."
            ),
        ),
        Nothing::Outline => Bilingual::new(
            format!(
                "第 {feature} 个要素：这个小区边界内没有道路，此项修改不起作用；请核对位置，或补画内部道路。"
            ),
            format!(
                "feature {feature}: no way lies inside this compound, so that this edit does nothing; check its place, \
                 or draw its inner ways."
            ),
        ),
        Nothing::Compound => Bilingual::new(
            format!(
                "第 {feature} 个要素：这条道路在小区边界以内，仍只供住户和到访者使用，此项修改不起作用；请改为打开大门，或修改小区边界。"
            ),
            format!(
                "feature {feature}: this way lies inside a compound and stays private, so that this edit does nothing; open a \
                 gate instead, or change the outline."
            ),
        ),
    };
    let stage = Stage::Network;
    Finding::new("edit-touches-nothing", Severity::Warning, stage, text).at_row(feature)
}

/// An edit that makes the first gate of a compound, which until then was left at every crossing.
pub(in crate::network) fn makes_walls(feature: u64) -> Finding {
    let text = Bilingual::new(
        format!(
            "第 {feature} 个要素是该小区的第一个大门：此前凡穿过边界的道路都按大门处理，现在只能由大门出入；其他出入口请一并补画。"
        ),
        format!(
            "feature {feature} is the first gate of its compound: until then every way that crosses the outline counted as a \
             gate, now only gates do; draw its other gates too."
        ),
    );
    let stage = Stage::Network;
    Finding::new("compound-gets-walls", Severity::Warning, stage, text).at_row(feature)
}
