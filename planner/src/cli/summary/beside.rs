//! What stands beside plain coverage in a summary: seats, units and circle in a line each, the rest on demand.

use std::fmt::Write as _;

use super::floored_pct;
use crate::coverage::assessment::{Assessed, Assessment, StandardAssessed};
use crate::coverage::{Cause, Coverage, Gap, KindCoverage};
use crate::report::privacy::groups::gaps_between;
use crate::report::{Publication, naming};
use crate::study::Study;
use crate::text::Lang;
use crate::units::{Seniors, WalkTime};

/// How many gaps, pairs, places or sites are named before the rest is left to the files.
pub(super) const NAMED: usize = 5;

/// Seats, streets that have a site, and the circle on the map, a line each, for one standard today and in the end.
pub(super) fn lines(
    (today, told): (&StandardAssessed, &StandardAssessed),
    kind: &KindCoverage,
    lang: Lang,
) -> String {
    let mut text = seats_line(told, lang);
    text.push_str(&unit_lines(today, told, lang));
    let total = kind.tally.total();
    if let Some(audit) = told.audit.last() {
        let metres = audit.radius.metres();
        let (circle, beyond) = (audit.standard.circle(), audit.standard.circle_only);
        let pct = floored_pct(circle, total);
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  {metres:.0} 米圆内 {circle} 人（{pct:.1} %），其中 {beyond} 人步行超时或无路可达"
            ),
            Lang::En => writeln!(
                text,
                "  within a circle of {metres:.0} m: {circle} ({pct:.1} %), of whom {beyond} walk longer than the standard"
            ),
        };
    }
    text
}

fn seats_line(told: &StandardAssessed, lang: Lang) -> String {
    if told.services.is_empty() {
        return String::new();
    }
    let joined = |text: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..told.services.len()).map(text).collect();
        all.join(" / ")
    };
    let percent = joined(&|i| told.services[i].participation.percent.to_string());
    let full = joined(&|i| told.services[i].full.to_string());
    match lang {
        Lang::Zh => format!("  座位：参与率 {percent} % 时，可达但已满员 {full} 人\n"),
        Lang::En => {
            format!("  seats: with {percent} % taking part, {full} are in reach but find no seat\n")
        }
    }
}

/// How many districts of each level have a site at all; what is announced, and not who reaches one.
fn unit_lines(today: &StandardAssessed, told: &StandardAssessed, lang: Lang) -> String {
    let mut text = String::new();
    for (first, last) in today.units.iter().zip(&told.units) {
        let (level, all) = (naming::level(&first.level, lang), first.districts);
        let (now, then) = (first.with_site, last.with_site);
        let changed = match (lang, now == then) {
            (_, true) => String::new(),
            (Lang::Zh, false) => format!("，建成后 {then} 个"),
            (Lang::En, false) => format!(", {then} after"),
        };
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  按单元（{level}）：{all} 个中 {now} 个有设施{changed}"
            ),
            Lang::En => writeln!(
                text,
                "  by unit ({level}): {now} of {all} have a site{changed}"
            ),
        };
    }
    text
}

/// Everything else, for whoever asks.
pub(super) fn detail(
    study: &Study,
    coverage: &Coverage,
    assessment: &Assessment,
    publication: &Publication,
) -> String {
    let lang = study.scenario.language;
    let phase = assessment.after.as_ref().unwrap_or(&assessment.before);
    let mut text = String::new();
    for (number, kind) in coverage.kinds.iter().enumerate() {
        let _ = writeln!(text, "{}", kind.standard.kind);
        text.push_str(&of_standard(study, &phase.standards[number]));
        for gap in assessment
            .gaps
            .iter()
            .skip(number)
            .take(1)
            .flat_map(|g| &g.clusters)
            .take(NAMED)
        {
            text.push_str(&gap_line(gap, study));
        }
    }
    text.push_str(&circle_lines(phase, lang));
    text.push_str(&group_lines(coverage, publication, lang));
    text.push_str(&speed_lines(study, assessment));
    text
}

fn of_standard(study: &Study, told: &StandardAssessed) -> String {
    let lang = study.scenario.language;
    let mut text = time_lines(told, study);
    for service in &told.services {
        let (percent, served, full) = (service.participation.percent, service.served, service.full);
        let (busy, sites, unknown) = (
            service.full_sites(),
            service.sites.len(),
            service.unlimited(),
        );
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  参与率 {percent} %：可就餐 {served}，可达但已满员 {full}，超出范围 {}；{sites} 处中 {busy} 处满员，{unknown} 处容量未知",
                service.out_of_reach
            ),
            Lang::En => writeln!(
                text,
                "  {percent} % take part: {served} served, {full} in reach but full, {} out of reach; {busy} of {sites} sites full, {unknown} of unknown capacity",
                service.out_of_reach
            ),
        };
    }
    let (below, least) = (
        told.below_min_load.len(),
        study.scenario.assess.demand.min_load,
    );
    let alone = told
        .failures
        .iter()
        .filter(|f| f.uncovered > Seniors::ZERO)
        .count();
    let sites = told.sites.len();
    let (own, any) = (told.boundary.own, told.boundary.any);
    let _ = match lang {
        Lang::Zh => writeln!(
            text,
            "  {sites} 处中 {below} 处服务不足 {least} 人；{alone} 处一旦停用即有人失去覆盖；只用本街道设施 {own} 人，跨街道共享 {any} 人"
        ),
        Lang::En => writeln!(
            text,
            "  {below} of {sites} sites serve under {least} people; the closing of {alone} alone uncovers somebody; {own} covered within their own street, {any} across"
        ),
    };
    text.push_str(&seats_at_home_line(told, lang));
    text.push_str(&access_lines(told, lang));
    text
}

/// Who finds a seat at the middle participation in their own street alone, and across.
fn seats_at_home_line(told: &StandardAssessed, lang: Lang) -> String {
    let Some((own, service)) = told.seats_at_home.zip(told.middle_service()) else {
        return String::new();
    };
    let (any, percent) = (service.served, service.participation.percent);
    match lang {
        Lang::Zh => {
            format!("  参与率 {percent} % 时：只用本街道设施有座 {own} 人，跨街道共享 {any} 人\n")
        }
        Lang::En => format!(
            "  with {percent} % taking part {own} find a seat within their own street, {any} across\n"
        ),
    }
}

fn access_lines(told: &StandardAssessed, lang: Lang) -> String {
    let mut text = String::new();
    for score in &told.access {
        let number =
            |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
        let (gini, palma, theil) = (
            number(score.equity.gini),
            number(score.equity.palma),
            number(score.equity.theil),
        );
        let (name, mean) = (score.method.name(), score.mean);
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  {name}：人均 {mean:.4}，基尼 {gini}，帕尔马 {palma}，泰尔 {theil}"
            ),
            Lang::En => writeln!(
                text,
                "  {name}: {mean:.4} a person, Gini {gini}, Palma {palma}, Theil {theil}"
            ),
        };
    }
    text
}

fn time_lines(told: &StandardAssessed, study: &Study) -> String {
    let lang = study.scenario.language;
    let minutes = |time: Option<WalkTime>| {
        time.map_or_else(|| "—".to_owned(), |time| format!("{:.1}", time.minutes()))
    };
    let mut text = String::new();
    let excess = Seniors::new(told.excess.person_minutes().round() as u64);
    let depth = told.shortfall.depth;
    let _ = match lang {
        Lang::Zh => writeln!(text, "  超时合计 {excess} 人·分钟，差距深度 {depth:.3}"),
        Lang::En => writeln!(
            text,
            "  {excess} person-minutes beyond the standard, depth of the gap {depth:.3}"
        ),
    };
    for (nth, choice) in (2..).zip(&told.choices[1..]) {
        let within = choice.within;
        let [p50, p90] = [choice.walks.p50, choice.walks.p90].map(minutes);
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "  标准内至少有 {nth} 处可选：{within} 人；到第 {nth} 近的中位 {p50} 分钟，九成在 {p90} 分钟内"
            ),
            Lang::En => writeln!(
                text,
                "  {within} have {nth} or more within the standard; to the {nth}. nearest median {p50} min, nine tenths within {p90} min"
            ),
        };
    }
    text
}

fn gap_line(gap: &Gap, study: &Study) -> String {
    let lang = study.scenario.language;
    let threshold = u64::from(study.scenario.privacy_threshold);
    let people = gap.seniors();
    if people.count() < threshold {
        return String::new();
    }
    let district = gap
        .district
        .map(|d| study.places.districts[d].name.as_str());
    let place = district.unwrap_or(lang.pick("（区划外）", "(no district)"));
    let cause = gap.main_cause().map_or("", |cause| cause_name(cause, lang));
    let minutes = Seniors::new(gap.excess.person_minutes().round() as u64);
    match lang {
        Lang::Zh => format!("  盲区 {place}：{people} 人，{minutes} 人·分钟，主因：{cause}\n"),
        Lang::En => {
            format!("  gap in {place}: {people} people, {minutes} person-minutes, mainly {cause}\n")
        }
    }
}

const fn cause_name(cause: Cause, lang: Lang) -> &'static str {
    let (zh, en) = match cause {
        Cause::NoSiteNear => ("附近没有设施", "no site near"),
        Cause::Detour => ("直线近而绕行远", "a long way around"),
        Cause::Slope => ("坡陡", "a steep way"),
        Cause::Stairs => ("台阶", "stairs"),
        Cause::Kerb => ("路缘石", "kerbs"),
        Cause::Gate => ("围墙或门禁", "a gate"),
        Cause::Full => ("设施满员", "full sites"),
        Cause::Unreachable => ("无路可达", "no path"),
        Cause::Unsnapped => ("未定位", "no street near"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn circle_lines(phase: &Assessed, lang: Lang) -> String {
    let standards = phase.circle.met.len().saturating_sub(1);
    if standards < 2 {
        return String::new();
    }
    let counts: Vec<String> = (0..)
        .zip(&phase.circle.met)
        .map(|(met, people)| format!("{met}/{standards}: {people}"))
        .collect();
    let score = phase.circle.score() * 100.0;
    match lang {
        Lang::Zh => format!(
            "服务圈部分达标：平均 {score:.1} %（{}）\n",
            counts.join("，")
        ),
        Lang::En => format!(
            "circle in parts: {score:.1} % on average ({})\n",
            counts.join(", ")
        ),
    }
}

fn group_lines(coverage: &Coverage, publication: &Publication, lang: Lang) -> String {
    let phase = publication.layout().phases - 1;
    let mut text = String::new();
    for group in publication.groups() {
        let value = group
            .value
            .as_deref()
            .unwrap_or(lang.pick("未知", "unknown"));
        let Some(eligible) = group.counts.eligible() else {
            continue;
        };
        let by = naming::property(&group.by, lang);
        let _ = write!(text, "  {by} {value} ({})", Seniors::new(eligible));
        for (number, kind) in coverage.kinds.iter().enumerate() {
            let share = group.counts.coverage(phase, number);
            let share = share.map_or_else(|| "–".to_owned(), |s| format!("{:.1} %", s * 100.0));
            let _ = write!(text, "  {} {share}", kind.standard.kind);
        }
        text.push('\n');
    }
    if text.is_empty() {
        return text;
    }
    for (number, kind) in coverage.kinds.iter().enumerate() {
        for gap in gaps_between(publication.groups(), phase, number) {
            let (by, points) = (naming::property(gap.by, lang), gap.width() * 100.0);
            let kind = &kind.standard.kind;
            let (lowest, highest) = (gap.lowest.0, gap.highest.0);
            let _ = match lang {
                Lang::Zh => writeln!(
                    text,
                    "  {kind}：按 {by} 差距 {points:.1} 个百分点，{lowest} 最低，{highest} 最高"
                ),
                Lang::En => writeln!(
                    text,
                    "  {kind}: groups by {by} are {points:.1} points apart, {lowest} lowest, {highest} highest"
                ),
            };
        }
    }
    let title = lang.pick("分人群覆盖率", "coverage by group");
    format!("{title}\n{text}")
}

fn speed_lines(study: &Study, assessment: &Assessment) -> String {
    let lang = study.scenario.language;
    let mut text = String::new();
    for (speed, coverage) in &assessment.speeds {
        let shares: Vec<String> = study
            .scenario
            .standards
            .iter()
            .zip(coverage.kinds.iter().map(|kind| kind.tally))
            .map(|(standard, t)| {
                format!(
                    "{} {:.1} %",
                    standard.kind,
                    floored_pct(t.covered, t.total())
                )
            })
            .collect();
        let mps = speed.mps();
        let shares = shares.join("  ");
        let _ = match lang {
            Lang::Zh => writeln!(text, "  步速 {mps:.2} m/s 时的现状：{shares}"),
            Lang::En => writeln!(text, "  today at {mps:.2} m/s: {shares}"),
        };
    }
    text
}
