//! An answer in a few lines that a planner understands, in Chinese or English.

mod beside;
mod check;
mod insight;
mod level;
mod promises;
mod proof;
mod terrain;
mod walk;

use std::fmt::Write as _;
use std::path::Path;

pub(super) use check::of_check;

use crate::coverage::{Coverage, Everybody, KindCoverage};
use crate::findings::{Findings, Severity};
use crate::places::{Site, Status};
use crate::report::Publication;
use crate::siting::Proposal;
use crate::study::{Account, Proposed, Study};
use crate::text::Lang;
use crate::units::Seniors;

/// How many findings are printed before the rest is only counted.
const FINDINGS_SHOWN: usize = 12;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What fits on a page.
    Short,
    /// All that is told beside coverage as well.
    Detail,
}

/// An answer with all that is told of it.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// The answer, and what is told beside coverage.
    pub(super) account: &'a Account,
    /// What may be told of parts of the people.
    pub(super) publication: &'a Publication,
    /// How much is told.
    pub(super) depth: Depth,
}

/// Coverage before and, when sites were proposed, after; the sites and their proof; the promises; the findings; where
/// the files are.
pub(super) fn of_answer(study: &Study, told: Told<'_>, dir: &Path) -> String {
    let Account {
        answer, assessment, ..
    } = told.account;
    let lang = study.scenario.language;
    let mut text = heading(study);
    if let Some(proof) = &answer.terrain {
        text.push_str(&terrain::lines(proof, lang));
    }
    let after = answer.proposed.as_ref().map(|p| &p.after);
    let last = assessment.after.as_ref().unwrap_or(&assessment.before);
    for (i, kind) in answer.before.kinds.iter().enumerate() {
        text.push_str(&kind_lines(kind, after.map(|a| &a.kinds[i]), lang));
        let end = after.map_or(kind, |a| &a.kinds[i]);
        let told = (&assessment.before.standards[i], &last.standards[i]);
        text.push_str(&beside::lines(told, end, lang));
    }
    if let Some(everybody) = &told.account.everybody {
        text.push_str(&everybody_lines(everybody, lang));
    }
    if answer.before.kinds.len() > 1 {
        text.push_str(&circle_line(&answer.before, after, lang));
    }
    if let Some(proposed) = &answer.proposed {
        text.push_str(&proposal_lines(study, proposed, lang));
    }
    text.push_str(&promises::ledger(study, &assessment.ledger));
    if told.depth == Depth::Detail {
        let coverage = after.unwrap_or(&answer.before);
        if let Some(proposed) = &answer.proposed {
            text.push_str(&insight::detail(study, &proposed.proposal, lang));
        }
        text.push_str(&beside::detail(
            study,
            coverage,
            assessment,
            told.publication,
        ));
    }
    text.push_str(&findings(&answer.findings, lang, FINDINGS_SHOWN));
    let files = lang.pick("结果写入", "results in");
    let _ = writeln!(text, "{files} {}", dir.display());
    text
}

/// The title, who is counted, and how they walk.
fn heading(study: &Study) -> String {
    let (scenario, places) = (&study.scenario, &study.places);
    let seniors: Seniors = places.demand.iter().map(|d| d.seniors).sum();
    let eligible: Seniors = places.demand.iter().map(|d| d.eligible).sum();
    let (points, sites) = (places.demand.len(), places.sites.len());
    let title = &scenario.title;
    if let Some(file) = &scenario.walk_times {
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        return match scenario.language {
            Lang::Zh => format!(
                "{title}\n  老年人 {seniors} 人（规划对象 {eligible} 人），{points} 个需求点，{sites} 个点位\n  步行时间取自 {file}\n"
            ),
            Lang::En => format!(
                "{title}\n  {seniors} seniors ({eligible} eligible) at {points} demand points, {sites} sites\n  walk times from {file}\n"
            ),
        };
    }
    let walk = walk::lines(scenario);
    match scenario.language {
        Lang::Zh => format!(
            "{title}\n  老年人 {seniors} 人（规划对象 {eligible} 人），{points} 个需求点，{sites} 个点位\n{walk}"
        ),
        Lang::En => format!(
            "{title}\n  {seniors} seniors ({eligible} eligible) at {points} demand points, {sites} sites\n{walk}"
        ),
    }
}

fn kind_lines(before: &KindCoverage, after: Option<&KindCoverage>, lang: Lang) -> String {
    let (kind, minutes) = (&before.standard.kind, before.standard.within.minutes());
    let by = before
        .standard
        .profile
        .as_deref()
        .map_or_else(String::new, |profile| match lang {
            Lang::Zh => format!("（{profile}）"),
            Lang::En => format!(" by {profile}"),
        });
    let whom = before.standard.eligible.as_ref();
    let whom = whom.map_or_else(String::new, |rule| match lang {
        Lang::Zh => format!("，适用 {} 人（{rule}）", before.eligible()),
        Lang::En => format!(", for {} ({rule})", before.eligible()),
    });
    let mut text = match lang {
        Lang::Zh => format!("{kind}，{minutes} 分钟内{by}{whom}\n"),
        Lang::En => format!("{kind} within {minutes} min{by}{whom}\n"),
    };
    text.push_str(&tally_line(lang.pick("现状", "today"), before, lang));
    text.push_str(&band_line(before, lang));
    if let Some(after) = after {
        text.push_str(&tally_line(lang.pick("建成后", "after"), after, lang));
        text.push_str(&band_line(after, lang));
    }
    text
}

fn tally_line(when: &str, kind: &KindCoverage, lang: Lang) -> String {
    let t = kind.tally;
    let pct = floored_pct(t.covered, t.total());
    let median = kind
        .walk
        .p50
        .map_or_else(|| "–".to_owned(), |p| format!("{:.1}", p.minutes()));
    let worst = kind
        .walk
        .p90
        .map_or_else(|| "–".to_owned(), |p| format!("{:.1}", p.minutes()));
    let (covered, beyond, unreachable, unsnapped) =
        (t.covered, t.beyond, t.unreachable, t.unsnapped);
    match lang {
        Lang::Zh => format!(
            "  {when}：覆盖 {covered} 人（{pct:.1} %），超时 {beyond}，无路可达 {unreachable}，未定位 {unsnapped}；\
             中位 {median} 分钟，九成人在 {worst} 分钟内\n"
        ),
        Lang::En => format!(
            "  {when}: {covered} covered ({pct:.1} %), {beyond} beyond, {unreachable} unreachable, {unsnapped} unsnapped; \
             median {median} min, nine tenths within {worst} min\n"
        ),
    }
}

/// Coverage of all seniors, where the plan is for some of them.
fn everybody_lines(everybody: &Everybody, lang: Lang) -> String {
    let mut text = String::new();
    let after = everybody.after.as_ref().map(|(after, _)| after);
    for (number, kind) in everybody.before.0.kinds.iter().enumerate() {
        let name = &kind.standard.kind;
        let _ = write!(
            text,
            "{}",
            match lang {
                Lang::Zh => format!("{name}，全体老年人（不限规划对象）"),
                Lang::En => format!("{name}, all seniors and not only the eligible"),
            }
        );
        let phases = [Some(kind), after.map(|after| &after.kinds[number])];
        for (when, kind) in [
            lang.pick("：现状", ": today"),
            lang.pick("，建成后", ", after"),
        ]
        .iter()
        .zip(phases)
        {
            let Some(kind) = kind else { continue };
            let (covered, all) = (kind.tally.covered, kind.tally.total());
            let pct = floored_pct(covered, all);
            let _ = match lang {
                Lang::Zh => write!(text, "{when}覆盖 {covered} / {all} 人（{pct:.1} %）"),
                Lang::En => write!(text, "{when} {covered} of {all} covered ({pct:.1} %)"),
            };
        }
        text.push('\n');
    }
    text
}

/// What is sure and what is possible, where the two differ.
fn band_line(kind: &KindCoverage, lang: Lang) -> String {
    let Some(band) = kind.band.as_ref().filter(|band| band.sure < band.possible) else {
        return String::new();
    };
    let (sure, possible) = (band.sure, band.possible);
    match lang {
        Lang::Zh => format!("    确定覆盖 {sure} 人；若地图未说明的通道可走，最多 {possible} 人\n"),
        Lang::En => format!(
            "    {sure} of them for sure, {possible} at most if every path that the map leaves open can be walked\n"
        ),
    }
}

/// A share in per cent, rounded down to a tenth: 100.0 means everybody.
fn floored_pct(part: Seniors, whole: Seniors) -> f64 {
    let tenths = part.count() * 1000 / whole.count().max(1);
    tenths as f64 / 10.0
}

fn circle_line(before: &Coverage, after: Option<&Coverage>, lang: Lang) -> String {
    let share = |c: &Coverage| floored_pct(c.circle_complete, c.eligible);
    let mut text = lang.pick("全要素服务圈", "complete circle").to_owned();
    let _ = write!(text, " {} ({:.1} %)", before.circle_complete, share(before));
    if let Some(after) = after {
        let _ = write!(text, " → {} ({:.1} %)", after.circle_complete, share(after));
    }
    text.push('\n');
    text
}

fn proposal_lines(study: &Study, proposed: &Proposed, lang: Lang) -> String {
    let proposal = &proposed.proposal;
    let mut text = baseline_line(study, proposal, lang);
    for (rank, chosen) in proposal.sites.iter().enumerate() {
        let site = &study.places.sites[chosen.site];
        let district = site
            .district
            .map(|d| study.places.districts[d].name.as_str());
        let name = site.name.as_deref().or(district).unwrap_or_default();
        let (gain, after) = (format!("+{}", chosen.gain), chosen.covered_after);
        let (rank, id) = (rank + 1, &site.id);
        let line = match lang {
            Lang::Zh => format!("  {rank:>3}. {gain:>8} 人，累计 {after:>8}  {id} {name}"),
            Lang::En => format!("  {rank:>3}. {gain:>8} people, {after:>8} in all  {id} {name}"),
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str(&proof::lines(study, proposal, lang));
    text.push_str(&level::lines(study, proposal, lang));
    text.push_str(&insight::lines(study, proposal, lang));
    text.push_str(&level::front(proposal, lang));
    text
}

/// What the gains add up from, where it is more than what is open today.
fn baseline_line(study: &Study, proposal: &Proposal, lang: Lang) -> String {
    let committed = |s: &&Site| s.status == Status::Committed && s.kind == proposal.kind;
    let sites = study.places.sites.iter().filter(committed).count();
    let baseline = proposal.baseline;
    match (sites, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("  加上在建的 {sites} 处：{baseline} 人\n"),
        (1, Lang::En) => format!("  with 1 committed site open: {baseline} people\n"),
        (_, Lang::En) => format!("  with {sites} committed sites open: {baseline} people\n"),
    }
}

/// How many findings there are of each severity, the most severe first.
fn tally_of_findings([serious, warning, note]: [usize; 3], lang: Lang) -> String {
    let ending = |count| if count == 1 { "" } else { "s" };
    let (warnings, notes) = (ending(warning), ending(note));
    match lang {
        Lang::Zh => format!("数据问题：严重 {serious}，警告 {warning}，提示 {note}\n"),
        Lang::En => format!(
            "findings: {serious} serious, {warning} warning{warnings}, {note} note{notes}\n"
        ),
    }
}

/// A severity, known by its word in files, in a language.
fn severity_in(name: &str, lang: Lang) -> &str {
    match (name, lang) {
        ("serious", Lang::Zh) => "严重",
        ("warning", Lang::Zh) => "警告",
        (_, Lang::Zh) => "提示",
        (name, Lang::En) => name,
    }
}

fn findings(findings: &Findings, lang: Lang, shown: usize) -> String {
    let count = |severity| findings.count(severity);
    let (serious, warning, note) = (
        count(Severity::Serious),
        count(Severity::Warning),
        count(Severity::Note),
    );
    let mut text = tally_of_findings([serious, warning, note], lang);
    let mut worst_first: Vec<_> = findings.iter().collect();
    worst_first.sort_by_key(|f| std::cmp::Reverse(f.severity));
    for finding in worst_first.iter().take(shown) {
        let place = match (&finding.file, finding.row) {
            (Some(file), Some(row)) => format!(" {file}:{row}"),
            (Some(file), None) => format!(" {file}"),
            _ => String::new(),
        };
        let (severity, code) = (severity_in(finding.severity.name(), lang), finding.code);
        let _ = writeln!(
            text,
            "  {severity} [{code}]{place} {}",
            finding.text.in_lang(lang)
        );
    }
    if worst_first.len() > shown {
        let rest = worst_first.len() - shown;
        let _ = match lang {
            Lang::Zh => writeln!(text, "  另有 {rest} 条，见 findings.csv"),
            Lang::En => writeln!(text, "  and {rest} more in findings.csv"),
        };
    }
    text
}
