//! What was counted while reading becomes findings in both languages.

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::osm::block::Counts;
use crate::osm::shapes::Lost;
use crate::osm::streets::Told;
use crate::osm::walkability::rules::Remark;
use crate::osm::{DropReason, Streets};
use crate::progress::Stage;

/// The share of missing references above which streets are surely lacking.
const SERIOUS_SHARE: f64 = 0.2;
/// The share of missing references below which they are the usual fringe of an extract.
const USUAL_SHARE: f64 = 0.02;

/// All that was counted.
pub(in crate::osm) struct Seen<'a> {
    /// While blocks were read.
    pub(in crate::osm) counts: &'a Counts,
    /// While streets were resolved.
    pub(in crate::osm) told: &'a Told,
    /// While shapes were made.
    pub(in crate::osm) lost: &'a Lost,
    /// Elements that a later one of the same id replaced.
    pub(in crate::osm) duplicates: u64,
}

/// Makes the findings of a file, most serious matters of the file first, then of its tags.
pub(in crate::osm) fn findings(seen: &Seen<'_>, streets: &Streets, file: &str) -> Findings {
    let mut list = List {
        file,
        findings: Findings::new(),
    };
    missing_nodes(seen, streets, &mut list);
    of_file(seen, streets, &mut list);
    of_tags(seen, streets, &mut list);
    list.findings
}

struct List<'a> {
    file: &'a str,
    findings: Findings,
}

impl List<'_> {
    /// Adds a finding unless its count is nought; `{n}` in the texts becomes the count.
    fn add(&mut self, code: &'static str, severity: Severity, count: u64, text: (&str, &str)) {
        if count == 0 {
            return;
        }
        let number = count.to_string();
        let text = Bilingual::new(
            text.0.replace("{n}", &number),
            text.1.replace("{n}", &number),
        );
        let finding = Finding::new(code, severity, Stage::Osm, text);
        self.findings.push(finding.times(count).in_file(self.file));
    }
}

fn missing_nodes(seen: &Seen<'_>, streets: &Streets, list: &mut List<'_>) {
    let share = streets.missing_nodes as f64 / seen.told.references.max(1) as f64;
    let severity = if share > SERIOUS_SHARE {
        Severity::Serious
    } else if share > USUAL_SHARE {
        Severity::Warning
    } else {
        Severity::Note
    };
    let percent = format!("{:.1}", share * 100.0);
    let zh = format!(
        "道路引用的 {{n}} 个节点（占 {percent}%）不在文件中，道路在缺口处截断；比例较高时文件可能不完整，请核对大小或重新下载。"
    );
    let en = format!(
        "{{n}} references of streets ({percent}%) are to nodes that the file lacks; the streets are clipped there. When many are missing the file may be cut short: check its size or download it again."
    );
    list.add(
        "osm-missing-nodes",
        severity,
        streets.missing_nodes,
        (&zh, &en),
    );
}

fn of_file(seen: &Seen<'_>, streets: &Streets, list: &mut List<'_>) {
    list.add(
        "osm-duplicate-elements",
        Severity::Warning,
        seen.duplicates,
        (
            "{n} 个要素的编号重复，以文件中靠后的为准；请用 osmium merge 或 osmium sort 整理文件。",
            "{n} elements repeat an id; the later one in the file counts. Tidy the file with osmium merge or osmium sort.",
        ),
    );
    list.add(
        "osm-text-not-utf8",
        Severity::Warning,
        seen.counts.mended,
        (
            "{n} 个文本不是有效的 UTF-8，无效字节已替换为“?”。",
            "{n} texts are not valid UTF-8; the invalid bytes were replaced by '?'.",
        ),
    );
    let degenerate = streets.dropped.get(&DropReason::Degenerate);
    list.add(
        "osm-degenerate-ways",
        Severity::Note,
        degenerate.copied().unwrap_or(0),
        (
            "{n} 条道路在文件中不足两个节点，未采用。",
            "{n} walkable ways have fewer than two nodes in the file and were left out.",
        ),
    );
    list.add(
        "osm-feature-incomplete",
        Severity::Note,
        seen.lost.incomplete,
        (
            "{n} 个要素的图形不完整（缺少节点或环），按现有部分使用。",
            "{n} features lack nodes or rings of their shape; what is there was used.",
        ),
    );
    list.add(
        "osm-feature-without-shape",
        Severity::Note,
        seen.lost.shapeless,
        (
            "{n} 个符合条件的要素在文件中没有可用图形，未采用。",
            "{n} matching features have no usable shape in the file and were left out.",
        ),
    );
}

fn of_tags(seen: &Seen<'_>, streets: &Streets, list: &mut List<'_>) {
    let count = |remark: Remark| seen.counts.remark(remark);
    list.add(
        "osm-unknown-access",
        Severity::Note,
        count(Remark::UnknownAccess),
        (
            "{n} 条道路的 foot 或 access 取值无法识别，按道路类别的默认规则处理。",
            "{n} ways have a value of foot or access that is not known; the default of their class applies.",
        ),
    );
    list.add(
        "osm-conditional-access",
        Severity::Note,
        count(Remark::Conditional),
        (
            "{n} 条道路的通行受时间或条件限制，按基本取值处理，未考虑开放时间。",
            "{n} ways are open at times or on conditions only; their base value applies, opening hours do not.",
        ),
    );
    list.add(
        "osm-area-outline",
        Severity::Note,
        count(Remark::Outline),
        (
            "{n} 个步行区域按其边界线行走，不穿越内部。",
            "{n} walkable areas are walked along their outline, not across.",
        ),
    );
    list.add(
        "osm-trunk-unmarked",
        Severity::Note,
        count(Remark::BareTrunk),
        (
            "{n} 条干线公路未标注人行道或步行权限，按可步行处理，请核实。",
            "{n} trunk roads say nothing about pavements or walkers; they count as walkable. Please check.",
        ),
    );
    let replaced = streets.dropped.get(&DropReason::SeparateSidewalk);
    list.add(
        "osm-sidewalk-replaced",
        Severity::Note,
        replaced.copied().unwrap_or(0),
        (
            "{n} 条车行道的人行道已单独绘制，车行道不作步行使用。",
            "{n} carriageways have their pavements drawn beside them and are not walked themselves.",
        ),
    );
    list.add(
        "osm-sidewalk-undrawn",
        Severity::Note,
        seen.told.kept_carriageways,
        (
            "{n} 条车行道标注人行道单独绘制，但 15 米内大多没有，仍按可步行处理。",
            "{n} carriageways promise separate pavements, but most of their length has none within 15 m; they stay walkable.",
        ),
    );
}
