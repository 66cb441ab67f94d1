//! What elevation changed, in a line for walk times and one for people.

use std::fmt::Write as _;

use crate::coverage::TerrainProof;
use crate::text::Lang;

/// The proof that elevation acted, as a planner reads it.
pub(super) fn lines(proof: &TerrainProof, lang: Lang) -> String {
    let effect = &proof.effect;
    let (edges, median, largest) = (
        effect.edges,
        100.0 * effect.median_change,
        100.0 * effect.largest_change,
    );
    let mut text = match lang {
        Lang::Zh => format!(
            "  坡度：{edges} 条路段的步行时间有变，中位 {median:+.1} %，最大 {largest:+.1} %\n"
        ),
        Lang::En => format!(
            "  slope: {edges} edges take another time, median {median:+.1} %, largest {largest:+.1} %\n"
        ),
    };
    if effect.closed_edges > 0 {
        let closed = effect.closed_edges;
        let _ = match lang {
            Lang::Zh => writeln!(text, "  其中 {closed} 条过陡，不能通行"),
            Lang::En => writeln!(text, "  {closed} of them are too steep to be taken"),
        };
    }
    for moved in &proof.moved {
        let (kind, lost, gained) = (&moved.kind, moved.lost, moved.gained);
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  坡度使 {lost} 人不再被{kind}覆盖，{gained} 人新被覆盖（与平地相比，现状）"
            ),
            Lang::En => writeln!(
                text,
                "  slopes take {lost} people out of reach of {kind} today, and bring {gained} within, against flat ground"
            ),
        };
    }
    text
}
