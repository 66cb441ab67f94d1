//! What `planner check` tells: how each file was read and what is wrong with it, grouped by code.
//!
//! Holds headers, counts and row numbers, and no cell of any row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::findings::{Finding, Severity, catalogue};
use crate::places::{InputFile, Intake, Places};
use crate::snap::Snapped;
use crate::units::Seniors;

use super::super::Run;

/// How the files were read and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// The files of places, in the order in which they were read.
    pub files: Vec<CheckedFileRecord>,
    /// What is wrong, the most serious first.
    pub findings: Vec<FindingGroupRecord>,
}

/// How a file of places was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedFileRecord {
    /// What it is for.
    pub role: String,
    /// Its name.
    pub file: String,
    /// Its format.
    pub format: String,
    /// Its encoding, where that is a question.
    pub encoding: Option<String>,
    /// What separates its cells, where that is a question.
    pub delimiter: Option<String>,
    /// The sheet or layer.
    pub sheet: Option<String>,
    /// The declared coordinate system.
    pub crs: String,
    /// The row of the header; data row 1 is the one below it.
    pub header_row: Option<u64>,
    /// The known headers and what they mean.
    pub columns: Vec<ColumnRecord>,
    /// Headers that mean nothing here.
    pub unused_columns: Vec<String>,
    /// Headers of personal columns, which are not kept.
    pub dropped_columns: Vec<String>,
    /// Rows below the header.
    pub rows: u64,
    /// Those that are people or places.
    pub rows_used: u64,
    /// Rows of totals or remarks.
    pub rows_of_totals: u64,
    /// Rows without any text.
    pub rows_blank: u64,
    /// Used rows with a place.
    pub rows_located: u64,
    /// Used rows without a place, by the code of the finding that says why.
    pub rows_unlocated: BTreeMap<String, u64>,
    /// How many seniors the rows stand for, in a file of seniors.
    pub seniors: Option<u64>,
    /// How many of the seniors, or of the sites, are attached to a street.
    pub snapped: u64,
    /// The same as a share of all, from 0 to 1.
    pub snapped_share: f64,
}

/// A header and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRecord {
    /// The header as the file has it.
    pub header: String,
    /// The field, or `rule` for a column that the scenario's rules ask for by name.
    pub field: String,
}

/// All findings of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingGroupRecord {
    /// The code.
    pub code: String,
    /// The most serious of them.
    pub severity: String,
    /// How many records they are about.
    pub count: u64,
    /// Where, file by file; empty where no file is meant.
    pub places: Vec<FindingPlaceRecord>,
    /// What the first of them says, in Chinese.
    pub text_zh: String,
    /// What the first of them says, in English.
    pub text_en: String,
    /// What to do about it, in Chinese.
    pub advice_zh: String,
    /// What to do about it, in English.
    pub advice_en: String,
}

/// The rows of a file that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingPlaceRecord {
    /// The file.
    pub file: String,
    /// How many records of it.
    pub count: u64,
    /// The first rows; data row 1 is the one below the header.
    pub rows: Vec<u64>,
}

/// How many rows are named for each code and file.
const EXAMPLES: usize = 10;

impl CheckRecord {
    /// What a run that only reads tells.
    pub fn of(run: &Run) -> Self {
        let read = run.inputs.iter();
        let files = read.filter_map(|input| {
            let intake = input.intake.as_deref()?;
            Some(CheckedFileRecord::of(input, intake, run))
        });
        Self {
            files: files.collect(),
            findings: FindingGroupRecord::all(run),
        }
    }
}

impl CheckedFileRecord {
    fn of(input: &InputFile, intake: &Intake, run: &Run) -> Self {
        let columns = intake.columns.iter().map(|(header, field)| ColumnRecord {
            header: header.clone(),
            field: (*field).to_owned(),
        });
        let is_of_people = input.role == "seniors";
        let (all, snapped) = if is_of_people {
            snapped_seniors(intake, run.places, run.snapped)
        } else {
            snapped_sites(input, run.places, run.snapped)
        };
        Self {
            role: input.role.to_owned(),
            file: file_name(input),
            format: intake.format.to_owned(),
            encoding: intake.encoding.map(str::to_owned),
            delimiter: intake.delimiter.map(str::to_owned),
            sheet: intake.sheet.clone(),
            crs: intake.crs.clone(),
            header_row: intake.header_row,
            columns: columns.collect(),
            unused_columns: intake.unused.clone(),
            dropped_columns: intake.dropped.clone(),
            rows: intake.rows.seen,
            rows_used: intake.rows.used(),
            rows_of_totals: intake.rows.totals,
            rows_blank: intake.rows.blank,
            rows_located: intake.located,
            rows_unlocated: intake
                .unlocated
                .iter()
                .map(|(code, rows)| ((*code).to_owned(), *rows))
                .collect(),
            seniors: is_of_people.then_some(all),
            snapped,
            snapped_share: snapped as f64 / all.max(1) as f64,
        }
    }
}

/// How many seniors a file has, and how many of them live at a street.
fn snapped_seniors(intake: &Intake, places: &Places, snapped: &Snapped) -> (u64, u64) {
    let rows = &places.seniors[intake.seniors.clone()];
    let is_at_street = |row: &&crate::places::SeniorRow| snapped.demand[row.home].is_ok();
    let all: Seniors = rows.iter().map(|row| row.count).sum();
    let at_street: Seniors = rows.iter().filter(is_at_street).map(|row| row.count).sum();
    (all.count(), at_street.count())
}

/// The name of a file without its folders, as findings call it.
fn file_name(input: &InputFile) -> String {
    let name = input.path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// How many sites come from a file, and how many of them stand at a street.
fn snapped_sites(input: &InputFile, places: &Places, snapped: &Snapped) -> (u64, u64) {
    let name = file_name(input);
    let of_file = places.sites.iter().zip(&snapped.sites).filter(|(site, _)| {
        let source = site.source.as_ref();
        source.is_some_and(|source| *source.file == *name)
    });
    of_file.fold((0, 0), |(all, at_street), (_, snap)| {
        (all + 1, at_street + u64::from(snap.is_ok()))
    })
}

impl FindingGroupRecord {
    fn all(run: &Run) -> Vec<Self> {
        let mut groups: Vec<(Severity, Self)> = Vec::new();
        for finding in run.findings {
            match groups.iter_mut().find(|(_, g)| g.code == finding.code) {
                Some((severity, group)) => {
                    *severity = (*severity).max(finding.severity);
                    group.add(finding);
                }
                None => groups.push((finding.severity, Self::new(finding))),
            }
        }
        // Equal ones stay in the order of the journey.
        groups.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
        for place in groups.iter_mut().flat_map(|(_, group)| &mut group.places) {
            place.rows.sort_unstable();
        }
        let named = groups.into_iter().map(|(severity, group)| Self {
            severity: severity.name().to_owned(),
            ..group
        });
        named.collect()
    }

    fn new(finding: &Finding) -> Self {
        let advice = catalogue::of(finding.code).map(|entry| entry.advice);
        let text = |zh_or_en: fn(catalogue::Both) -> &'static str| {
            advice.map(zh_or_en).unwrap_or_default().to_owned()
        };
        let mut group = Self {
            code: finding.code.to_owned(),
            severity: finding.severity.name().to_owned(),
            count: 0,
            places: Vec::new(),
            text_zh: finding.text.zh.clone(),
            text_en: finding.text.en.clone(),
            advice_zh: text(|both| both.zh),
            advice_en: text(|both| both.en),
        };
        group.add(finding);
        group
    }

    fn add(&mut self, finding: &Finding) {
        self.count += finding.count;
        let Some(file) = &finding.file else { return };
        let at = self.places.iter().position(|place| place.file == *file);
        let at = at.unwrap_or_else(|| {
            self.places.push(FindingPlaceRecord {
                file: file.clone(),
                count: 0,
                rows: Vec::new(),
            });
            self.places.len() - 1
        });
        let place = &mut self.places[at];
        place.count += finding.count;
        if let Some(row) = finding.row.filter(|_| place.rows.len() < EXAMPLES) {
            place.rows.push(row);
        }
    }
}
