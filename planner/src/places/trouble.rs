//! What is wrong with single rows becomes findings: the first rows of each kind by number, the others by count.
//!
//! A table of ten million rows may be wrong in every row; the list stays readable and small.

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::progress::Stage;

/// Rows of one kind of trouble that are listed one by one.
const LISTED: u64 = 20;

/// The troubles of one file.
#[derive(Debug)]
pub(super) struct Troubles {
    file: String,
    listed: Vec<Finding>,
    totals: Vec<Total>,
}

#[derive(Debug)]
struct Total {
    code: &'static str,
    severity: Severity,
    count: u64,
}

impl Troubles {
    pub(super) const fn new(file: String) -> Self {
        Self {
            file,
            listed: Vec::new(),
            totals: Vec::new(),
        }
    }

    /// Notes trouble with a row; its text is made only if the row is listed.
    ///
    /// The text must hold no name, phone, id or exact coordinate: findings leave the office.
    pub(super) fn row(
        &mut self,
        code: &'static str,
        severity: Severity,
        row: u64,
        text: impl FnOnce() -> Bilingual,
    ) {
        let known = self.totals.iter_mut().position(|t| t.code == code);
        let at = known.unwrap_or_else(|| {
            self.totals.push(Total {
                code,
                severity,
                count: 0,
            });
            self.totals.len() - 1
        });
        self.totals[at].count += 1;
        if self.totals[at].count <= LISTED {
            let finding = Finding::new(code, severity, Stage::Places, text());
            self.listed
                .push(finding.in_file(self.file.clone()).at_row(row));
        }
    }

    /// How many rows have a kind of trouble so far.
    pub(super) fn count(&self, code: &str) -> u64 {
        let total = self.totals.iter().find(|t| t.code == code);
        total.map_or(0, |t| t.count)
    }

    /// Notes something about the whole file.
    pub(super) fn whole(
        &mut self,
        code: &'static str,
        severity: Severity,
        count: u64,
        text: Bilingual,
    ) {
        let finding = Finding::new(code, severity, Stage::Places, text);
        self.listed
            .push(finding.in_file(self.file.clone()).times(count));
    }

    /// All findings: rows in order, then how many more there are of each kind.
    pub(super) fn into_findings(self) -> Findings {
        let mut findings = Findings::new();
        for finding in self.listed {
            findings.push(finding);
        }
        for total in self.totals.iter().filter(|t| t.count > LISTED) {
            let more = total.count - LISTED;
            let text = Bilingual::new(
                format!("另有 {more} 行存在同样的问题"),
                format!("{more} further rows have the same trouble"),
            );
            let finding = Finding::new(total.code, total.severity, Stage::Places, text);
            findings.push(finding.in_file(self.file.clone()).times(more));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_however_many_rows_are_wrong() {
        let mut troubles = Troubles::new("a.csv".to_owned());
        for row in 1..=1000 {
            troubles.row("total-rows", Severity::Warning, row, || {
                Bilingual::new("z", "e")
            });
        }
        let findings = troubles.into_findings();
        assert_eq!(findings.iter().count(), 21);
        assert_eq!(findings.iter().map(|f| f.count).sum::<u64>(), 1000);
    }
}
