//! What is wrong with the data, the most serious first.

use egui::{RichText, Ui};
use planner::findings::{Finding, Severity};
use planner::text::Lang;

use crate::command::Command;
use crate::fonts;
use crate::panels::lists::places;
use crate::state::State;
use crate::text::Key;

/// Draws one paragraph per finding.
pub fn findings_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let of_files = state.shown.iter().flat_map(|s| &s.findings);
    let mut findings: Vec<&Finding> = of_files.collect();
    for finding in &state.siting_findings {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    if findings.is_empty() {
        let nothing = state.answered().map(|_| Key::NoFindings.text(state.lang()));
        ui.label(RichText::new(nothing.unwrap_or_default()).weak());
    }
    for finding in findings {
        finding_ui(ui, state, finding, out);
    }
}

fn finding_ui(ui: &mut Ui, state: &State, finding: &Finding, out: &mut Vec<Command>) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let (word, colour) = match finding.severity {
        Severity::Serious => (Key::Serious, theme.serious),
        Severity::Warning => (Key::Warning, theme.warning),
        Severity::Note => (Key::Note, theme.quiet),
    };
    let text = match lang {
        Lang::Zh => &finding.text.zh,
        Lang::En => &finding.text.en,
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.label(RichText::new(word.text(lang)).strong().color(colour.egui()));
        ui.label(fonts::legible(ui.ctx(), text));
        if let Some(file) = &finding.file {
            let place = finding
                .row
                .map_or_else(|| file.clone(), |row| Key::RowOf.fill(lang, &[file, &row]));
            ui.label(RichText::new(fonts::legible(ui.ctx(), &place)).weak());
        }
        if places::leads_somewhere(state, finding) {
            let there = ui.small_button(Key::ShowThere.text(lang));
            if there.on_hover_text(Key::FlyHint.text(lang)).clicked() {
                out.extend(places::there(state, finding).into_iter().flatten());
            }
        }
    });
    ui.add_space(2.0);
}
