//! The ledger of promises: kept or short, by how much, and where.

use super::Report;
use super::markup::{Element, Markup, el, text_el};
use super::table::{Table, words as texts};
use super::words::{DASH, Words, plain, whole};
use crate::coverage::ledger::{Claim, Quantity, parse};
use crate::report::record::{PromiseRecord, VerdictRecord};
use crate::text::Lang;

/// How many places are named before the rest is only counted.
const NAMED: usize = 6;

/// All promises on the first page.
pub(super) fn ledger(report: &Report) -> Markup {
    let (words, ledger) = (report.words, &report.folder.record.ledger);
    if ledger.is_empty() {
        return Markup::default();
    }
    let has_after = ledger.iter().any(|promise| promise.after.is_some());
    let mut columns = vec![
        texts(words.pick("任务", "promise")),
        texts(words.pick("现状", "today")),
    ];
    if has_after {
        columns.push(texts(words.pick("建成后", "with the plan")));
    }
    columns.push(texts(words.pick("尚缺之处", "still missing")));
    let mut table = Table::new(
        words.pick("任务清单完成情况", "The ledger of promises"),
        columns,
    );
    for promise in ledger {
        let last = promise.after.as_ref().unwrap_or(&promise.before);
        let mut cells = vec![
            Markup::text(&promise.name),
            verdict(promise, &promise.before, words).done(),
        ];
        if has_after {
            cells.push(verdict(promise, last, words).done());
        }
        cells.push(Markup::text(missing(last, words)));
        table.row_of(cells);
    }
    let title = text_el("h2", words.pick("任务清单", "Promises"));
    el("div")
        .class("ledger")
        .put(title)
        .put(table.done())
        .done()
}

/// The promises that a district keeps or breaks.
pub(super) fn of_district(report: &Report, code: &str) -> Markup {
    let words = report.words;
    let items: Vec<Markup> = report
        .folder
        .record
        .ledger
        .iter()
        .filter_map(|promise| {
            let here =
                |verdict: &VerdictRecord| verdict.places.iter().any(|place| place.id == code);
            let last = promise.after.as_ref().unwrap_or(&promise.before);
            let concerns = matches!(parse(&promise.rule), Ok(Claim::EveryHas { .. }))
                || here(&promise.before)
                || here(last);
            concerns.then(|| {
                let text = match (here(&promise.before), here(last)) {
                    (_, true) => words.pick("本区划未完成", "short here"),
                    (true, false) => words.pick("方案建成后完成", "kept with the plan"),
                    (false, false) => words.pick("已完成", "kept here"),
                };
                el("li")
                    .text(format!("{}{}{text}", promise.name, words.pick("：", ": ")))
                    .done()
            })
        })
        .collect();
    if items.is_empty() {
        return Markup::default();
    }
    let title = text_el("h3", words.pick("任务", "Promises"));
    [title, el("ul").put_all(items).done()]
        .into_iter()
        .collect()
}

/// Kept or short, with the number that was found.
fn verdict(promise: &PromiseRecord, verdict: &VerdictRecord, words: Words) -> Element {
    let (mark, class) = if verdict.met {
        (words.pick("✓ 完成", "✓ kept"), "kept")
    } else {
        (words.pick("✗ 未完成", "✗ short"), "short")
    };
    let number = number(promise, verdict, words);
    let gap = words.pick("，", ", ");
    el("span").class(class).text(format!("{mark}{gap}{number}"))
}

/// The number that was found, in the unit of the promise.
fn number(promise: &PromiseRecord, verdict: &VerdictRecord, words: Words) -> String {
    let Some(value) = verdict.value else {
        return words
            .pick("人数过少，不公布", "too few people to tell")
            .to_owned();
    };
    match parse(&promise.rule) {
        Ok(Claim::Measure {
            quantity: Quantity::Share { .. } | Quantity::Coverage { .. },
            ..
        }) => format!("{:.1} %", (value * 1000.0 + 1e-9).floor() / 10.0),
        Ok(Claim::EveryHas { .. } | Claim::EveryWithin { .. }) => match words.lang {
            Lang::Zh => format!("{:.0} 处中 {value:.0} 处", verdict.target),
            Lang::En => format!("{value:.0} of {:.0}", verdict.target),
        },
        _ => plain(value),
    }
}

/// Where something is missing, and how many people.
fn missing(verdict: &VerdictRecord, words: Words) -> String {
    if verdict.met {
        return DASH.to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    if let Some(people) = verdict
        .short_people
        .filter(|people| *people >= words.threshold)
    {
        parts.push(match words.lang {
            Lang::Zh => format!("还差 {} 人", whole(people)),
            Lang::En => format!("{} people", whole(people)),
        });
    }
    let names = verdict.places.iter().take(NAMED);
    parts.extend(names.map(|place| place.name.clone().unwrap_or_else(|| place.id.clone())));
    let more = verdict.places.len().saturating_sub(NAMED);
    if more > 0 {
        parts.push(match words.lang {
            Lang::Zh => format!("另 {more} 处"),
            Lang::En => format!("{more} more"),
        });
    }
    if parts.is_empty() {
        return DASH.to_owned();
    }
    parts.join(words.pick("、", ", "))
}
