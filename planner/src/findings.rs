//! What is wrong with the data: about which record, how serious, how often.
//!
//! A finding never stops a run and never removes anybody from a total. The same list is shown by the command line,
//! the viewer and the report.

pub mod catalogue;

use std::fmt;

use crate::progress::Stage;
pub use crate::text::Bilingual;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the answer stands.
    Note,
    /// Some numbers are less certain than they look.
    Warning,
    /// The answer may be wrong; a person must look.
    Serious,
}

impl Severity {
    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Serious => "serious",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that is wrong with the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable code, such as `seniors-unsnapped`; documented in the findings page.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// The stage that noticed it.
    pub stage: Stage,
    /// The input file's name without folders, where one is meant.
    pub file: Option<String>,
    /// The row in that file (the first data row is 1), where one is meant.
    pub row: Option<u64>,
    /// How many records it is about.
    pub count: u64,
    /// What is wrong and what to do, in Chinese and in English.
    pub text: Bilingual,
}

impl Finding {
    /// A finding about one record, in no particular file.
    ///
    /// The code must stand in the [`catalogue`]; whoever adds one says there what it means and what to do.
    pub fn new(code: &'static str, severity: Severity, stage: Stage, text: Bilingual) -> Self {
        debug_assert!(
            catalogue::of(code).is_some(),
            "`{code}` is not in the catalogue of findings"
        );
        Self {
            code,
            severity,
            stage,
            file: None,
            row: None,
            count: 1,
            text,
        }
    }

    /// The same finding about a file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// The same finding about a row of its file; the first data row is 1.
    #[must_use]
    pub const fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// The same finding about so many records.
    #[must_use]
    pub const fn times(mut self, count: u64) -> Self {
        self.count = count;
        self
    }
}

/// All findings of a run, in the order in which the stages noticed them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// No findings yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds all of another stage.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// All findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// The number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|f| f.severity == severity).count()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
