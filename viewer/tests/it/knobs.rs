//! What is asked of a proposal: the number from the curve, budget, quotas, and a stop that keeps the best.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use planner::findings::{Bilingual, Finding, Severity};
use planner::progress::Stage;
use planner::text::Lang;
use viewer::command::{self, Command, Errand};
use viewer::map::layers::{self, Look};
use viewer::map::pick::Target;
use viewer::map::scene::{Coat, Paint};
use viewer::plan::{Edit, Said};
use viewer::state::{Layer, Phase, Search, Shade};
use viewer::text::{Key, level_name};

use crate::{languages, map_window, panels, state, town};

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
    let mut state = state(Lang::En, town::answered());
    let errand = command::apply(Command::Stop, &mut state);
    assert_eq!(errand, Some(Errand::Stop));
}

#[test]
fn budget_and_quotas_of_the_scenario_are_asked_otherwise() {
    let study = town::study().asking(town::scenario_with(
        "budget = 120\n[[siting.quota]]\nat_least = 2\nat_most = 4\n[[siting.quota]]\nlevel = \"district\"\nshare_pct = 80",
    ));
    for lang in languages() {
        let shown = town::shown(&study, &Arc::default());
        let mut harness = panels(state(lang, shown));
        let quota = Key::Quota.fill(lang, &[&Key::QuotaWhole.text(lang)]);
        let most = Key::QuotaMost.fill(lang, &[&Key::QuotaWhole.text(lang)]);
        let each = Key::QuotaEach.fill(lang, &[&level_name("district", lang)]);
        let share = Key::QuotaShare.fill(lang, &[&each]);
        for name in [Key::BudgetMost.text(lang), &quota, &most, &share] {
            let role = egui::accesskit::Role::SpinButton;
            harness.get_by_role_and_label(role, name);
        }
        let state = harness.state_mut();
        command::apply(Command::Edit(Edit::Budget(Some(80.0))), state);
        command::apply(Command::Edit(Edit::AtLeast(0, 1)), state);
        command::apply(Command::Edit(Edit::AtMost(0, 3)), state);
        command::apply(Command::Edit(Edit::SharePct(1, 60)), state);
        let said = Said::by(&study.scenario);
        let asked = state.book.draft().overrides(&study.places, &said);
        let wanted = [
            "siting.budget=80",
            "siting.quota.0.at_least=1",
            "siting.quota.0.at_most=3",
            "siting.quota.1.share_pct=60",
        ];
        assert_eq!(asked, wanted);
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
fn every_layer_that_covers_the_map_can_be_seen_through() {
    let mut harness = panels(state(Lang::En, town::answered()));
    let bulk: Vec<Layer> = Layer::ALL.into_iter().filter(|l| l.is_bulk()).collect();
    assert_eq!(bulk.len(), 7);
    let role = egui::accesskit::Role::SpinButton;
    let name = Key::Strength.fill(Lang::En, &[&Key::LayerStreets.text(Lang::En)]);
    harness.get_by_role_and_label(role, &name);
    let state = harness.state_mut();
    let coats = |state: &viewer::state::State| {
        let shown = state.shown.as_ref().unwrap();
        layers::scene(&shown.ground, state.hexagons(), &Look::of(state)).coats
    };
    let before = coats(state);
    for layer in bulk {
        command::apply(Command::Strength(layer, 50), state);
    }
    let after = coats(state);
    assert_eq!(before.len(), after.len());
    // What is seen through is half as strong; the ground itself stays opaque and fades into the land.
    let colour = |coat: &Coat| match &coat.paint {
        Paint::One(colour) => *colour,
        Paint::ByClass { colours, .. } => colours[0],
    };
    let halved = before.iter().zip(&after).filter(|(before, after)| {
        let [before, after] = [colour(before), colour(after)];
        assert!(before != after || before.a == after.a);
        u32::from(after.a) == u32::from(before.a) / 2 && before.a > 0
    });
    assert!(halved.count() > 10);
    command::apply(Command::Toggle(Layer::Streets), state);
    assert!(coats(state).len() < after.len());
}

#[test]
fn who_is_covered_for_sure_is_a_colour_and_counts_person_by_person() {
    for lang in languages() {
        let study = town::study();
        let draft = Arc::new(town::proposed(&study));
        let mut state = state(lang, town::shown(&study, &draft));
        let mut harness = panels(state.clone());
        harness.get_by_label(Key::ShadeCertainty.text(lang)).click();
        harness.run();
        assert_eq!(harness.state().settings.shade, Shade::Certainty);
        state.settings.shade = Shade::Certainty;
        // Nothing is claimed before a closer look.
        assert!(layers::certainty_of(&state, Phase::After).is_none());
        state.closer = Some(town::closer(&study, &draft));
        for phase in [Phase::Before, Phase::After] {
            let looked = layers::certainty_of(&state, phase).unwrap();
            let counts = state.hexagons().unwrap().certainty(looked);
            let band = looked.0.band.as_ref().unwrap();
            let sure: planner::Seniors = counts.iter().map(|c| c.sure).sum();
            let possible: planner::Seniors = counts.iter().map(|c| c.possible).sum();
            assert_eq!((sure, sure + possible), (band.sure, band.possible));
            // Who has no coordinates is in no hexagon.
            let no: planner::Seniors = counts.iter().map(|c| c.no).sum();
            assert_eq!(
                sure + possible + no,
                looked.0.tally.total() - looked.0.tally.unsnapped
            );
        }
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
        // It stays marked there until something else is looked at.
        let pointed = harness.state().pointed.clone().unwrap();
        assert_eq!(pointed.at, [at]);
        let mut map = map_window(lang);
        let window = &mut map.state_mut().state;
        window.pointed = Some(Arc::clone(&pointed));
        map.run_steps(2);
        let mark = map.get_by_label(pointed.text.in_lang(lang)).rect();
        let state = &map.state().state;
        let there = state.camera.to_screen(at, state.map_place);
        assert!(mark.center().distance(there) < 1.0);
        command::apply(Command::Select(None), harness.state_mut());
        assert_eq!(harness.state().pointed, None);
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

#[test]
fn a_proof_is_told_only_of_what_was_asked() {
    for lang in languages() {
        let mut harness = panels(state(lang, town::answered()));
        let shown = town::answered();
        let proposal = shown.answered.as_ref().unwrap().proposal.clone().unwrap();
        let state = harness.state_mut();
        command::apply(Command::Edit(Edit::Propose(proposal)), state);
        assert!(state.book.draft().is_as_proposed());
        harness.run();
        let before = Key::FoundBefore.text(lang);
        assert!(harness.query_by_label(before).is_none());
        let state = harness.state_mut();
        command::apply(Command::Edit(Edit::Within(0, 10)), state);
        harness.run();
        harness.get_by_label(before);
        command::apply(Command::Undo, harness.state_mut());
        harness.run();
        assert!(harness.query_by_label(before).is_none());
    }
}

#[test]
fn a_knob_that_nobody_turns_changes_nothing() {
    for lang in languages() {
        for speed in [0.78, 0.85, 1.2, 4.17] {
            let mut turned = state(lang, town::answered());
            command::apply(Command::Edit(Edit::Speed(speed)), &mut turned);
            command::apply(Command::Edit(Edit::Sites(250)), &mut turned);
            command::apply(Command::Edit(Edit::Within(0, 3)), &mut turned);
            let draft = Arc::clone(turned.book.draft());
            let mut harness = panels(turned);
            harness.run_steps(5);
            assert_eq!(*harness.state().book.draft(), draft);
        }
    }
}
