//! Findings as they may be forwarded: by code, without what tables of people say.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::super::privacy::Told;
use super::super::super::release::whole::numbers_in;
use super::super::super::{Publication, Run};
use crate::findings::{Finding, Severity};

/// Words by which a sentence speaks of people.
const PEOPLE: [&str; 5] = ["senior", "people", "person", "resident", "household"];

/// All findings of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemarkRecord {
    /// How serious.
    pub severity: String,
    /// The stage that noticed it.
    pub stage: String,
    /// Its code.
    pub code: String,
    /// How many findings have it.
    pub findings: usize,
    /// The first of them in Chinese; null where it speaks of too few people or of a row of theirs.
    pub zh: Option<String>,
    /// The same in English.
    pub en: Option<String>,
}

impl RemarkRecord {
    /// The findings of a run by code, the most serious first; `told` are the totals that are told beside them.
    pub(super) fn all(run: &Run, publication: &Publication, mut told: Told) -> Vec<Self> {
        let people: BTreeSet<String> = run
            .inputs
            .iter()
            .filter(|input| input.role == "seniors")
            .filter_map(|input| Some(input.path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        let mut by_code: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Finding>> =
            BTreeMap::new();
        for finding in run.findings {
            let key = (std::cmp::Reverse(finding.severity), finding.code);
            by_code.entry(key).or_default().push(finding);
        }
        let mut of =
            |((severity, code), all): ((std::cmp::Reverse<Severity>, &str), Vec<&Finding>)| {
                let mut tells = |finding: &&&Finding| {
                    let theirs = finding
                        .file
                        .as_ref()
                        .is_some_and(|file| people.contains(file));
                    !theirs
                        && people_in(&finding.text.en).is_none_or(|people| {
                            !publication.is_close_remark(code, &finding.text.en)
                                && told.take(&people)
                        })
                };
                let text = all.iter().find(&mut tells).map(|finding| &finding.text);
                Self {
                    severity: severity.0.name().to_owned(),
                    stage: all
                        .first()
                        .map_or("", |first| first.stage.name())
                        .to_owned(),
                    code: code.to_owned(),
                    findings: all.len(),
                    zh: text.map(|text| text.zh.clone()),
                    en: text.map(|text| text.en.clone()),
                }
            };
        by_code.into_iter().map(&mut of).collect()
    }
}

/// The whole numbers in an English sentence that speaks of people; `None` for any other.
pub fn people_in(sentence: &str) -> Option<Vec<u64>> {
    let sentence = sentence.to_lowercase();
    let speaks = PEOPLE.iter().any(|word| sentence.contains(word));
    speaks.then(|| numbers_in(&sentence))
}
