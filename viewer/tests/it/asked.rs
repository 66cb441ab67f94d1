//! What a planner asks from the panel of a scenario that sites nothing itself: kind, number, budget, quotas; and the command
//! line's answer to the same.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use planner::progress::Silent;
use planner::scenario::Scenario;
use planner::siting::Proposal;
use planner::study::{Study, StudyOptions};
use planner::text::Lang;
use viewer::app::App;
use viewer::plan::asked::Place;
use viewer::plan::{Draft, Said};
use viewer::text::{Key, kind_name};

use crate::languages;
use crate::window::{district, is_calm, start, wait, window};

const KIND: &str = "社工站";

/// The district's scenario up to a section.
fn cut(dir: &std::path::Path, section: &str) -> std::path::PathBuf {
    let file = dir.join("scenario.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let end = text.find(section).unwrap();
    std::fs::write(&file, &text[..end]).unwrap();
    file
}

fn click(harness: &mut Harness<'_, App>, role: Role, label: &str) {
    harness.get_by_role_and_label(role, label).click();
    harness.run_steps(3);
}

fn open(file: &std::path::Path, overrides: &[String]) -> Study {
    let scenario = Scenario::open(file, overrides).unwrap();
    Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
}

#[test]
fn kind_budget_and_quota_are_asked_from_the_panel_and_the_command_line_agrees() {
    for lang in languages() {
        let dir = district();
        let file = cut(dir.path(), "[siting]");
        let mut start = start(dir.path(), Some(file.clone()));
        start.settings.lang = lang;
        let mut harness = window(start);
        wait(&mut harness, "an answer", is_calm);
        assert!(
            harness
                .state()
                .state()
                .shown
                .as_ref()
                .unwrap()
                .scenario
                .siting
                .is_none()
        );
        click(&mut harness, Role::ComboBox, Key::KindAsked.text(lang));
        click(&mut harness, Role::Button, kind_name(KIND, lang));
        wait(&mut harness, "a standard", |app| {
            let state = app.state();
            let standards = &state.shown.as_ref().unwrap().scenario.standards;
            is_calm(app)
                && standards
                    .get(state.settings.kind)
                    .is_some_and(|s| s.kind == KIND)
        });
        click(&mut harness, Role::CheckBox, Key::Budget.text(lang));
        wait(&mut harness, "an answer", is_calm);
        click(&mut harness, Role::Button, Key::AddPromise.text(lang));
        wait(&mut harness, "an answer", is_calm);
        click(&mut harness, Role::Button, Key::ProposeNow.text(lang));
        wait(&mut harness, "a proposal", |app| {
            is_calm(app) && app.state().book.draft().proposed.is_some()
        });
        let draft = harness.state().state().book.draft().clone();
        let proposal = draft.proposed.clone().unwrap();
        let asked = &draft.asked;
        assert_eq!((asked.budget, asked.cost), (Some(100.0), Some(100.0)));
        assert!(matches!(asked.promises[0].place, Place::Each(_)));
        as_keys_of_the_file(&file, &draft, &proposal);
        as_saved(dir.path(), &mut harness, lang);
    }
}

/// The same question as keys of the file, answered without a window.
fn as_keys_of_the_file(file: &std::path::Path, draft: &Draft, proposal: &Proposal) {
    let own = open(file, &[]);
    let overrides = draft.overrides(&own.places, &Said::by(&own.scenario));
    let told = open(file, &overrides).propose(&Silent).unwrap();
    let told = told.proposed.unwrap().proposal;
    assert_eq!(
        (&told.kind, told.objective),
        (&proposal.kind, proposal.objective)
    );
    assert_eq!(
        (&told.sites, &told.insight.curve),
        (&proposal.sites, &proposal.insight.curve)
    );
}

/// The scenario that is saved says all of it, and has the same coverage.
fn as_saved(dir: &std::path::Path, harness: &mut Harness<'_, App>, lang: Lang) {
    click(harness, Role::Button, Key::SaveAs.text(lang));
    wait(harness, "the file", |app| app.state().note.is_some());
    wait(harness, "an answer", is_calm);
    let saved = open(&dir.join("scenario.plan.toml"), &[]);
    let siting = saved.scenario.siting.as_ref().unwrap();
    assert_eq!(
        (siting.kind.as_str(), siting.rules.budget),
        (KIND, Some(100.0))
    );
    assert_eq!(siting.rules.quotas[0].at_least, Some(1));
    assert_eq!(saved.scenario.candidates.cost, Some(100.0));
    let told = saved.coverage(None);
    let shown = harness.state().state().answered().unwrap();
    let tallies = |c: &planner::Coverage| -> Vec<_> { c.kinds.iter().map(|k| k.tally).collect() };
    assert_eq!(tallies(&told), tallies(&shown.after));
}

#[test]
fn where_nothing_could_be_opened_the_cells_of_the_map_are_offered() {
    let dir = district();
    let file = dir.path().join("scenario.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace(
        "[candidates]\nfile = \"premises.csv\"\ncrs = \"wgs84\"\n",
        "",
    );
    std::fs::write(&file, text).unwrap();
    cut(dir.path(), "[siting]");
    let mut harness = window(start(dir.path(), Some(file)));
    wait(&mut harness, "an answer", is_calm);
    click(&mut harness, Role::Button, Key::UseHexagons.text(Lang::En));
    wait(&mut harness, "places", |app| {
        let shown = app.state().shown.as_ref().unwrap();
        is_calm(app)
            && shown
                .base
                .sites
                .iter()
                .any(|site| site.status.is_premises())
    });
    click(&mut harness, Role::Button, Key::ProposeNow.text(Lang::En));
    wait(&mut harness, "a proposal", |app| {
        is_calm(app) && app.state().book.draft().proposed.is_some()
    });
}

#[test]
fn the_curve_and_its_knee_are_those_of_the_command_line_and_go_on_when_asked() {
    let dir = district();
    let file = dir.path().join("scenario.toml");
    let mut harness = window(start(dir.path(), Some(file.clone())));
    wait(&mut harness, "an answer", is_calm);
    let curve = |harness: &Harness<'_, App>| {
        let proposal = harness
            .state()
            .state()
            .book
            .draft()
            .proposed
            .clone()
            .unwrap();
        proposal.insight.curve.clone().unwrap()
    };
    let told = |overrides: &[String]| {
        let answer = open(&file, overrides).propose(&Silent).unwrap();
        answer.proposed.unwrap().proposal.insight.curve.unwrap()
    };
    assert_eq!(curve(&harness), told(&[]));
    let on = Key::CurveOn.fill(Lang::En, &[&12]);
    click(&mut harness, Role::Button, &on);
    wait(&mut harness, "a longer curve", |app| {
        let proposal = app.state().book.draft().proposed.as_ref();
        let curve = proposal.and_then(|p| p.insight.curve.as_ref());
        is_calm(app) && curve.is_some_and(|curve| curve.points.len() > 3)
    });
    assert_eq!(curve(&harness), told(&["siting.curve=12".to_owned()]));
}

#[test]
fn a_budget_before_any_kind_asks_for_the_kind_that_is_shown() {
    let dir = district();
    let file = cut(dir.path(), "[siting]");
    let mut start = start(dir.path(), Some(file));
    start.settings.lang = Lang::En;
    let mut harness = window(start);
    wait(&mut harness, "an answer", is_calm);
    let shown = |harness: &Harness<'_, App>| {
        let state = harness.state().state();
        let standards = &state.shown.as_ref().unwrap().scenario.standards;
        assert!(standards.len() > 1);
        standards[state.settings.kind].kind.clone()
    };
    let kind = shown(&harness);
    click(&mut harness, Role::CheckBox, Key::Budget.text(Lang::En));
    wait(&mut harness, "an answer", is_calm);
    let state = harness.state().state();
    let asked = &state.book.draft().asked;
    assert_eq!(asked.kind.as_ref(), Some(&kind));
    let siting = state.shown.as_ref().unwrap().scenario.siting.as_ref();
    assert!(siting.is_some_and(|siting| siting.rules.budget == asked.budget));
}
