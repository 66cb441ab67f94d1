//! What is wrong with the data, and from what the report was made.

use super::super::Report;
use super::super::markup::{Markup, el};
use super::super::table::{Table, numbers, words as texts};
use super::super::words::{DASH, whole};
use super::part;
use crate::text::Lang;

/// Findings by code, the most serious first.
pub(super) fn findings(report: &Report) -> Markup {
    let (words, published) = (report.words, &report.folder.published);
    let columns = [
        texts(words.pick("程度", "severity")),
        numbers(words.pick("条数", "times")),
        texts(words.pick("代码", "code")),
        texts(words.pick("说明（同类取其一）", "the first of its kind")),
    ];
    let mut table = Table::new(
        words.pick("数据问题", "What is wrong with the data"),
        columns,
    )
    .small();
    for remark in &published.findings {
        let text = match words.lang {
            Lang::Zh => &remark.zh,
            Lang::En => &remark.en,
        };
        let withheld = words.pick(
            "涉及个人或人数过少，见单位内部的 findings.csv",
            "speaks of persons or too few people: see findings.csv at the office",
        );
        table.row([
            words.severity(&remark.severity).to_owned(),
            whole(remark.findings as u64),
            remark.code.clone(),
            text.as_deref().unwrap_or(withheld).to_owned(),
        ]);
    }
    part(words.pick("数据问题", "Findings"), table.done())
}

/// Inputs with their hashes, version, seed, the scenario as resolved.
pub(super) fn provenance(report: &Report) -> Markup {
    let (words, record) = (report.words, &report.folder.record);
    let mut inputs = Table::new(
        words.pick("输入文件", "Input files"),
        [
            texts(words.pick("用途", "for")),
            texts(words.pick("文件", "file")),
            numbers(words.pick("记录数", "records")),
            texts("SHA-256"),
        ],
    )
    .small();
    for input in &record.inputs {
        let tells = input.tells_of_people();
        let hash = if tells {
            Markup::text(words.pick("见 run.json", "in run.json"))
        } else {
            el("code").text(&input.sha256).done()
        };
        inputs.row_of(vec![
            Markup::text(&input.role),
            Markup::text(&input.file),
            Markup::text(if tells {
                DASH.to_owned()
            } else {
                whole(input.records)
            }),
            hash,
        ]);
    }
    let mut rules = Table::new(
        words.pick(
            "情景参数（含默认值）",
            "The scenario with every default filled in",
        ),
        [
            texts(words.pick("键", "key")),
            texts(words.pick("取值", "value")),
        ],
    )
    .small();
    for (key, value) in &record.scenario {
        rules.row([key.clone(), value.clone()]);
    }
    let mut content = el("p").text(made_by(report)).done();
    // Not last: at the end of a full page it would begin another.
    content.put(el("p").class("note").text(&record.attribution));
    content.put(inputs.done());
    content.put(rules.done());
    part(words.pick("来源", "Provenance"), content)
}

fn made_by(report: &Report) -> String {
    let (words, record) = (report.words, &report.folder.record);
    let proposal = record.proposal.as_ref();
    let model = proposal.map_or(DASH, |proposal| words.model(&proposal.model));
    let method = proposal.map_or(DASH, |proposal| &proposal.method);
    let seed = proposal.map_or_else(|| DASH.to_owned(), |proposal| proposal.seed.to_string());
    let (version, verb, schema) = (&record.planner_version, &record.verb, &record.schema);
    let (k, withheld) = (record.privacy.threshold, record.privacy.partial_districts);
    match words.lang {
        Lang::Zh => format!(
            "planner {version}（{verb}，{schema}）；选址目标：{model}；方法：{method}；随机种子 {seed}；隐私阈值 {k}，{withheld} 个区划有未公布的数字。结果与线程数无关。"
        ),
        Lang::En => format!(
            "planner {version} ({verb}, {schema}); the plan looks for: {model}; method: {method}; seed {seed}; privacy threshold {k}, {withheld} districts with something withheld. The answer is the same for any number of threads."
        ),
    }
}
