//! Tables as text: the list of findings.
//!
//! Starts with a byte order mark, so that spreadsheets read it as UTF-8. A text that a spreadsheet would take for a
//! formula is preceded by an apostrophe.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::findings::Findings;
use crate::text::Lang;

/// What tells spreadsheets that a file is UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes findings in their order, in one language.
pub fn findings(file: &mut impl Write, findings: &Findings, language: Lang) -> io::Result<()> {
    file.write_all(BYTE_ORDER_MARK)?;
    let mut table = csv::Writer::from_writer(file);
    table.write_record(["severity", "stage", "file", "row", "count", "code", "text"])?;
    for finding in findings {
        let text = match language {
            Lang::Zh => &finding.text.zh,
            Lang::En => &finding.text.en,
        };
        table.write_record([
            finding.severity.name(),
            finding.stage.name(),
            &harmless(finding.file.as_deref().unwrap_or_default()),
            &finding.row.map(|row| row.to_string()).unwrap_or_default(),
            &finding.count.to_string(),
            finding.code,
            &harmless(text),
        ])?;
    }
    table.flush()
}

/// The text as a spreadsheet shows it instead of computing it.
///
/// Spreadsheets take full-width signs for plain ones, and pass over blanks and marks that nobody sees.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let breaks = text.starts_with(['\t', '\r', '\n']);
    let unseen = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}');
    let seen = text.trim_start_matches(unseen);
    let computes = seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if breaks || computes {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Bilingual, Finding, Severity};
    use crate::progress::Stage;

    #[test]
    fn findings_are_read_back_and_no_cell_is_a_formula() {
        let mut list = Findings::new();
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@x",
            "\tx",
            "\rx",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{feff}=1",
            "说 \"好\", 行",
            "two\nlines",
        ] {
            let text = Bilingual::new(text, "English");
            let finding = Finding::new("no-coordinates", Severity::Warning, Stage::Places, text);
            list.push(finding.in_file("=cmd.csv").at_row(7).times(3));
        }
        let mut bytes = Vec::new();
        findings(&mut bytes, &list, Lang::Zh).unwrap();
        let rest = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap();
        let mut table = csv::Reader::from_reader(rest);
        assert_eq!(
            table.headers().unwrap(),
            vec!["severity", "stage", "file", "row", "count", "code", "text"]
        );
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 14);
        for row in &rows {
            for cell in row {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
        }
        assert_eq!(&rows[0][6], "'=1+1");
        assert_eq!(&rows[12][6], "说 \"好\", 行");
        assert_eq!(
            rows[13].iter().collect::<Vec<_>>(),
            [
                "warning",
                "places",
                "'=cmd.csv",
                "7",
                "3",
                "no-coordinates",
                "two\nlines"
            ]
        );
    }

    #[test]
    fn the_language_is_chosen() {
        let mut list = Findings::new();
        let text = Bilingual::new("中文", "English");
        list.push(Finding::new("total-rows", Severity::Note, Stage::Osm, text));
        let mut bytes = Vec::new();
        findings(&mut bytes, &list, Lang::En).unwrap();
        assert!(
            String::from_utf8(bytes)
                .unwrap()
                .ends_with("note,osm,,,1,total-rows,English\n")
        );
    }
}
