//! Private areas of small towns, drawn so that the reader sees them.

use super::*;
use crate::testing::Town;

fn private(way: &mut WayTraits) {
    way.access = Access::Private;
}

#[test]
fn a_town_without_private_ways_has_no_areas() {
    let passage = Passage::of(&Town::draw("A---B---C").build().network);
    assert_eq!(passage, Passage::default());
}

#[test]
fn private_ways_are_parted_where_a_public_way_touches_them() {
    // B touches the public street B–E: whoever comes to B is outside. D is inside.
    let town = Town::draw(
        "
        A---B---C---D---F
            |
            E---G---H
        ",
    )
    .way("AB", private)
    .way("BCD", private)
    .way("DF", private)
    .build();
    let passage = Passage::of(&town.network);
    let area = |pair| passage.area(town.edge(pair));
    assert_eq!(passage.areas(), 2);
    assert_ne!(area("AB"), area("BD"));
    assert_eq!(area("BD"), area("DF"));
    assert_eq!((area("BE"), area("GH")), (None, None));
}

#[test]
fn what_lies_behind_private_ways_and_gates_is_private_too() {
    // The path C–I is reached only over the private drive B–C, and J–K only through the private gate J.
    let town = Town::draw(
        "
        A---B---C---I
            |
            D---J---K
            |
            E---------------L
        ",
    )
    .way("BC", private)
    .node('J', |node| node.barrier = Barrier::PrivateGate)
    .build();
    let passage = Passage::of(&town.network);
    let area = |pair| passage.area(town.edge(pair));
    assert_eq!(area("BC"), area("CI"));
    assert!(area("JK").is_some() && area("JK") != area("BC"));
    for public in ["AB", "BD", "DJ", "EL"] {
        assert_eq!(area(public), None, "{public}");
    }
    assert!(passage.is_keyed(town.node('J')) && !passage.is_keyed(town.node('B')));
}

#[test]
fn the_finding_tells_whether_the_rule_acts() {
    let codes = |town: &Town| -> Vec<&str> {
        let findings = Passage::of(&town.network).findings(&town.network);
        findings.iter().map(|f| f.code).collect()
    };
    let town = Town::draw("A---B---C---D");
    assert_eq!(codes(&town.clone().build()), ["compound-rule-not-applied"]);
    assert_eq!(codes(&town.way("AB", private).build()), ["private-areas"]);
}

#[test]
fn a_gate_with_a_key_parts_two_compounds_unless_one_has_no_other_way_out() {
    let two = |has_exit: bool| {
        let art = if has_exit {
            "
            S---------------U
            |               |
            A---B---G---C---D
            "
        } else {
            "
            S---------------U
            |
            A---B---G---C---D
            "
        };
        let town = Town::draw(art)
            .way("ABG", private)
            .way("GCD", private)
            .node('G', |node| node.barrier = Barrier::PrivateGate)
            .build();
        let passage = Passage::of(&town.network);
        ["AG", "GD"].map(|pair| passage.area(town.edge(pair)).unwrap())
    };
    let [left, right] = two(true);
    assert_ne!(left, right, "both have a street of their own");
    let [left, right] = two(false);
    assert_eq!(
        left, right,
        "who lives behind the gate has no other way out"
    );
}
