//! What is asked of a proposal: the number from the curve, budget, quotas, and a stop that keeps the best.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use planner::findings::{Bilingual, Finding, Severity};
use planner::progress::Stage;
use viewer::command::{self, Command, Errand};
use viewer::map::pick::Target;
use viewer::plan::Edit;
use viewer::state::{Phase, Search, Shade};
use viewer::text::Key;

use crate::{languages, panels, state, town};

#[test]
fn a_click_on_the_curve_chooses_the_number_of_sites() {
    for lang in languages() {
        let shown = town::answered();
        let proposal = shown.answered.as_ref().unwrap().proposal.clone().unwrap();
        let point = proposal.insight.curve.as_ref().unwrap().points[0];
        assert_ne!(point.sites, proposal.sites.len());
        let mut harness = panels(state(lang, shown));
        let name = Key::CurvePoint.fill(lang, &[&point.sites, &point.objective]);
        harness.get_by_label(&name).click();
        harness.run();
        assert_eq!(harness.state().book.draft().asked.sites, Some(point.sites));
    }
}

#[test]
fn the_gap_is_told_while_it_shrinks_and_a_stop_keeps_the_best() {
    for lang in languages() {
        let mut looking = state(lang, town::answered());
        looking.search = Search::Running;
        looking.gap_so_far = Some(0.0123);
        let mut harness = panels(looking);
        harness.get_by_label(&Key::GapSoFar.fill(lang, &[&"1.23"]));
        let stop = harness.get_by_label(Key::Stop.text(lang)).rect();
        harness.state_mut().gap_so_far = Some(0.0045);
        harness.run();
        harness.get_by_label(&Key::GapSoFar.fill(lang, &[&"0.45"]));
        // Nothing moves while the gap shrinks.
        let now = harness.get_by_label(Key::Stop.text(lang)).rect();
        assert_eq!(now, stop);
    }
    let mut state = state(planner::text::Lang::En, town::answered());
    let errand = command::apply(Command::Stop, &mut state);
    assert_eq!(errand, Some(Errand::Stop));
}

#[test]
fn budget_and_quotas_of_the_scenario_are_asked_otherwise() {
    let study = town::study().asking(town::scenario_with(
        "budget = 120\n[[siting.quota]]\nat_least = 2",
    ));
    for lang in languages() {
        let shown = town::shown(&study, &Arc::default());
        let mut harness = panels(state(lang, shown));
        let quota = Key::Quota.fill(lang, &[&Key::QuotaWhole.text(lang)]);
        for name in [Key::Budget.text(lang), &quota] {
            let role = egui::accesskit::Role::SpinButton;
            harness.get_by_role_and_label(role, name);
        }
        let state = harness.state_mut();
        command::apply(Command::Edit(Edit::Budget(80.0)), state);
        command::apply(Command::Edit(Edit::AtLeast(0, 1)), state);
        let asked = state.book.draft().overrides(&study.places);
        assert_eq!(asked, ["siting.budget=80", "siting.quota.0.at_least=1"]);
    }
}

#[test]
fn minutes_are_a_colour_of_their_own_and_everybody_is_in_a_class() {
    for lang in languages() {
        let mut harness = panels(state(lang, town::answered()));
        harness.get_by_label(Key::ShadeMinutes.text(lang)).click();
        harness.run();
        let state = harness.state();
        assert_eq!(state.settings.shade, Shade::Minutes);
        let people = state.hexagons().unwrap();
        let all: planner::Seniors = people
            .people(Shade::Minutes, Phase::After)
            .into_iter()
            .sum();
        assert_eq!(all, state.coverage(Phase::After).unwrap().tally.total());
    }
}

#[test]
fn a_finding_leads_to_the_place_that_it_names() {
    for lang in languages() {
        let study = town::study();
        let mut shown = town::shown(&study, &Arc::default());
        let text = Bilingual::new("一个点位有问题", "one site is in trouble");
        let finding = Finding::new(
            "facilities-unsnapped",
            Severity::Warning,
            Stage::Places,
            text,
        );
        let whole = Arc::get_mut(&mut shown).unwrap();
        whole
            .findings
            .push(finding.in_file("facilities.csv").at_row(2));
        let site = whole.base.sites.iter().nth(1).unwrap().at.unwrap();
        let at = whole.ground.plane.to_metres(site);
        let mut harness = panels(state(lang, shown));
        harness.get_by_label(Key::ShowThere.text(lang)).click();
        harness.run();
        let flight = harness.state().flight.unwrap().to.centre;
        assert!((flight.x - at.x).abs() < 1.0 && (flight.y - at.y).abs() < 1.0);
    }
}

#[test]
fn the_walk_of_one_home_is_told_minute_by_minute() {
    let study = town::study();
    let draft = Arc::default();
    for lang in languages() {
        let shown = town::shown(&study, &draft);
        let world = shown.answered.as_ref().unwrap().world.clone().unwrap();
        let home = 0;
        let at = world.places.demand.iter().next().unwrap().at.unwrap();
        let mut state = state(lang, shown);
        state.selection = Some(Target::Home(home));
        let around = viewer::worker::around::look(viewer::worker::around::Chosen {
            target: Target::Home(home),
            at,
            standard: 0,
            world,
        });
        let route = around.told.as_ref().unwrap().route.clone().unwrap();
        let sum: i64 = route.causes.iter().map(|(_, ms)| ms).sum();
        assert_eq!(sum, i64::from(route.time.millis()));
        state.around = Some(Arc::new(around));
        let harness = panels(state);
        let minutes = viewer::text::minutes(route.time);
        let told = Key::NearestSite.fill(lang, &[&"House 0", &minutes]);
        harness.get_by_label(&told);
        let flat = Key::WalkFlat.text(lang);
        assert!(harness.query_by_label_contains(flat).is_some());
    }
}
