//! What is said of kinds of facilities that nobody asks for, and of kinds that nobody has.

use crate::findings::{Bilingual, Finding, Severity};
use crate::places::Site;
use crate::progress::Stage;
use crate::text::narrowed;

/// The kind as the scenario writes it, where only the width of characters differs; cells are kept in ordinary width.
pub(super) fn spelled(kind: &mut String, asked: &[&str]) {
    let is_meant = |asked: &&&str| **asked != kind.as_str() && narrowed(asked) == kind.as_str();
    if let Some(same) = asked.iter().find(is_meant) {
        *kind = (*same).to_owned();
    }
}

/// What to say of a kind that has no facility, naming the kinds that no standard asks for.
pub(super) fn no_facilities(kind: &str, others: &str) -> Bilingual {
    let (zh, en) = if others.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("。表中另有类别 {others}：若是同一类，请统一写法"),
            format!(". The tables have {others}: if that is the same kind, spell it alike"),
        )
    };
    Bilingual::new(
        format!("没有类别为“{kind}”的现有设施；现状覆盖率为 0{zh}"),
        format!("no facility of kind `{kind}` exists; coverage starts from zero{en}"),
    )
}

/// What to say of facilities of one kind that no standard asks for, naming the first row.
pub(super) fn kind_without_standard(sites: &[&Site], severity: Severity) -> Finding {
    let (kind, count) = (&sites[0].kind, sites.len());
    let first = sites.iter().find_map(|site| site.source.as_ref());
    let (zh_row, en_row) = first.map_or_else(Default::default, |first| {
        let row = first.row;
        (
            format!("（最先见于第 {row} 行）"),
            format!(" (first in row {row})"),
        )
    });
    let text = Bilingual::new(
        format!("{count} 处设施的类别“{kind}”{zh_row}没有对应的 [[standard]]，不计入覆盖"),
        format!(
            "{count} facilities are of kind `{kind}`{en_row}, for which there is no [[standard]]; they count for nothing"
        ),
    );
    let finding =
        Finding::new("kind-without-standard", severity, Stage::Places, text).times(count as u64);
    match first {
        Some(first) => finding.in_file(&*first.file).at_row(first.row),
        None => finding,
    }
}
