//! The promises on a page: kept or short, by how much and where.

use std::fmt::Write as _;

use crate::coverage::assessment::Settled;
use crate::coverage::ledger::{Claim, Quantity, Shortage, Verdict};
use crate::places::Places;
use crate::study::Study;
use crate::text::Lang;
use crate::units::Seniors;

use super::beside::NAMED;

/// The promises, one a line, with what is missing where.
pub(super) fn ledger(study: &Study, settled: &[Settled]) -> String {
    let lang = study.scenario.language;
    if settled.is_empty() {
        return String::new();
    }
    let kept = |verdict: fn(&Settled) -> Option<&Verdict>| {
        settled.iter().filter_map(verdict).filter(|v| v.met).count()
    };
    let (all, today) = (settled.len(), kept(|s| Some(&s.before)));
    let later = settled[0]
        .after
        .as_ref()
        .map(|_| kept(|s| s.after.as_ref()));
    let mut text = match (lang, later) {
        (Lang::Zh, None) => format!("任务清单：{all} 项，已完成 {today} 项\n"),
        (Lang::En, None) => format!("promises: {today} of {all} kept\n"),
        (Lang::Zh, Some(later)) => {
            format!("任务清单：{all} 项，现状完成 {today} 项，建成后完成 {later} 项\n")
        }
        (Lang::En, Some(later)) => {
            format!("promises: {today} of {all} kept today, {later} after\n")
        }
    };
    for one in settled {
        let verdict = one.after.as_ref().unwrap_or(&one.before);
        let mark = match (lang, verdict.met) {
            (Lang::Zh, true) => "完成",
            (Lang::Zh, false) => "未完成",
            (Lang::En, true) => "kept ",
            (Lang::En, false) => "short",
        };
        let _ = writeln!(
            text,
            "  {mark} {}：{}",
            one.promise.name,
            told(one, verdict, study)
        );
    }
    text
}

/// The number found, what is missing, and where.
fn told(one: &Settled, verdict: &Verdict, study: &Study) -> String {
    let lang = study.scenario.language;
    let threshold = u64::from(study.scenario.privacy_threshold);
    let few = |people: Seniors| people > Seniors::ZERO && people.count() < threshold;
    if verdict
        .people
        .is_some_and(|(all, met)| few(all) || few(met) || few(all - met))
    {
        return lang
            .pick("人数过少，不予公布", "too few people to tell")
            .to_owned();
    }
    let number = number_of(&one.promise.claim, verdict, lang);
    let mut text = number;
    if verdict.met {
        return text;
    }
    if let Some(people) = verdict.short_people {
        let _ = match lang {
            Lang::Zh => write!(text, "，还差 {people} 人"),
            Lang::En => write!(text, ", {people} people short"),
        };
    } else if verdict.places.is_empty() {
        let short = plain(verdict.short);
        let _ = match lang {
            Lang::Zh => write!(text, "，还差 {short}"),
            Lang::En => write!(text, ", {short} short"),
        };
    }
    if !verdict.places.is_empty() {
        text.push_str(lang.pick("，缺：", "; missing: "));
        text.push_str(&places_named(&verdict.places, &study.places, lang));
    }
    text
}

fn number_of(claim: &Claim, verdict: &Verdict, lang: Lang) -> String {
    let (value, target) = (verdict.value, verdict.target);
    match claim {
        Claim::Measure {
            quantity: Quantity::Share { .. } | Quantity::Coverage { .. },
            ..
        } => {
            let pct = (value * 1000.0 + 1e-9).floor() / 10.0;
            format!("{pct:.1} %")
        }
        Claim::Measure { .. } => plain(value),
        Claim::EveryHas { .. } | Claim::EveryWithin { .. } => match lang {
            Lang::Zh => format!("{target:.0} 处中 {value:.0} 处"),
            Lang::En => format!("{value:.0} of {target:.0}"),
        },
    }
}

/// A number without needless decimals.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.1}")
    }
}

fn places_named(places: &[Shortage], all: &Places, lang: Lang) -> String {
    let name = |place: &Shortage| match place {
        Shortage::District(district, missing) => {
            let name = &all.districts[*district].name;
            if *missing > 1.0 {
                format!("{name} ({missing:.0})")
            } else {
                name.clone()
            }
        }
        Shortage::Site(site, way) => {
            let site = &all.sites[*site];
            let name = site.name.clone().unwrap_or_else(|| site.id.to_string());
            match way {
                Some(time) => format!("{name} ({:.0} min)", time.minutes().ceil()),
                None => format!("{name} ({})", lang.pick("无路", "no way")),
            }
        }
    };
    let mut names: Vec<String> = places.iter().take(NAMED).map(name).collect();
    let rest = places.len().saturating_sub(NAMED);
    if rest > 0 {
        names.push(match lang {
            Lang::Zh => format!("另 {rest} 处"),
            Lang::En => format!("{rest} more"),
        });
    }
    names.join(lang.pick("、", ", "))
}
