//! The language, character by character; and promises settled by hand.

use std::collections::BTreeMap;

use super::*;
use crate::coverage::tests::{home, places, standard, walk};
use crate::coverage::{Coverage, Nearest};
use crate::ids::{DistrictId, Id as _, SiteId};
use crate::places::{Places, Status};
use crate::units::Seniors;

fn misread(text: &str) -> (usize, String) {
    let error = parse(text).unwrap_err();
    (error.column, error.to_string())
}

#[test]
fn every_form_of_the_language_is_read() {
    let word = |text: &str, column| Word {
        text: text.to_owned(),
        column,
    };
    let at_least = |number| Target {
        comparison: Comparison::AtLeast,
        number,
    };
    assert_eq!(
        parse("count(canteen) >= 11").unwrap(),
        Claim::Measure {
            quantity: Quantity::Count(word("canteen", 7)),
            per: None,
            target: at_least(11.0)
        }
    );
    assert_eq!(
        parse("sum(beds) / 1000 seniors >= 40").unwrap(),
        Claim::Measure {
            quantity: Quantity::Sum {
                what: word("beds", 5),
                of: None
            },
            per: Some(Per {
                number: 1000.0,
                people: People::Seniors
            }),
            target: at_least(40.0),
        }
    );
    assert_eq!(
        parse("share(towns with rehab_site) >= 60 %").unwrap(),
        Claim::Measure {
            quantity: Quantity::Share {
                level: word("towns", 7),
                kind: word("rehab_site", 18),
                enough: Target::SOME
            },
            per: None,
            target: at_least(0.6),
        }
    );
    assert_eq!(
        parse("coverage(canteen, age >= 70 and (hukou = \"370103\")) >= 85%").unwrap(),
        Claim::Measure {
            quantity: Quantity::Coverage {
                kind: word("canteen", 10),
                rule: Some(Rule::parse("age >= 70 and (hukou = \"370103\")").unwrap()),
            },
            per: None,
            target: at_least(0.85),
        }
    );
    assert_eq!(
        parse("every street has social_work_station >= 1").unwrap(),
        Claim::EveryHas {
            level: word("street", 7),
            kind: word("social_work_station", 18),
            target: at_least(1.0)
        }
    );
    assert_eq!(
        parse("every 街道 has 社工站").unwrap().levels()[0].text,
        "街道"
    );
    assert_eq!(
        parse("every station within 30 min of a centre by ebike").unwrap(),
        Claim::EveryWithin {
            sites: word("station", 7),
            within: WalkTime::from_minutes(30),
            of: word("centre", 34),
            by: Some(word("ebike", 44)),
        }
    );
    assert_eq!(
        parse("count（\"day care\"）≥ 3").unwrap().sites()[0].text,
        "day care"
    );
}

#[test]
fn errors_point_at_the_character() {
    let cases = [
        ("", 1, "the end"),
        ("cout(canteen) >= 1", 1, "`cout`"),
        ("count canteen", 7, "`canteen`"),
        ("count(canteen >= 1", 15, "a comparison"),
        ("count(canteen) 11", 16, "`11`"),
        ("count(canteen) >= 60 %", 19, "without `%`"),
        ("coverage(canteen) >= 85", 22, "a share such as 60 % or 0.6"),
        ("coverage(canteen, ) >= 85 %", 19, "a rule such as"),
        ("every street within 30 min of centre by", 40, "the end"),
        ("every street hs canteen", 14, "`has` or `within`"),
        ("count(canteen) >= 11 now", 22, "the end of the promise"),
        ("count(助餐点) >= ?", 15, "`?`"),
        ("count(\"canteen) >= 1", 7, "not closed"),
        ("sum(beds) / 0 seniors >= 4", 15, "above 0"),
        ("count(canteen) >= 1.2.3", 19, "a number such as"),
    ];
    for (text, column, said) in cases {
        let (at, message) = misread(text);
        assert_eq!(at, column, "{text}: {message}");
        assert!(message.contains(said), "{text}: {message}");
    }
    let shown = parse("count(助餐点) >= ?")
        .unwrap_err()
        .shown_in("count(助餐点) >= ?");
    assert!(
        shown.en.ends_with("\n                   ^")
            && shown.zh.ends_with("\n                   ^"),
        "wide letters take two places:\n{shown:?}"
    );
}

/// Three streets; canteens in the first two, a station in the first; beds in the third; ways by a table.
struct Town {
    places: Places,
    coverage: Coverage,
    streets: BTreeMap<SiteId, DistrictId>,
}

impl Books for Town {
    fn places(&self) -> &Places {
        &self.places
    }
    fn coverage(&self) -> &Coverage {
        &self.coverage
    }
    fn of_kind(&self, kind: &str) -> Vec<SiteId> {
        let sites = self.places.sites.enumerate();
        sites
            .filter(|(_, s)| s.kind == kind)
            .map(|(id, _)| id)
            .collect()
    }
    fn of_kind_or_level(&self, word: &str) -> Vec<SiteId> {
        self.of_kind(word)
    }
    fn of_level(&self, _: &str) -> Vec<DistrictId> {
        (0..3).map(DistrictId::from_index).collect()
    }
    fn district_of(&self, site: SiteId, _: &str) -> Option<DistrictId> {
        self.streets.get(&site).copied()
    }
    fn people(&self, _: &Rule) -> Vec<Seniors> {
        [4, 0, 5].map(Seniors::new).to_vec()
    }
    fn ways(&self, from: &[SiteId], _: &[SiteId], by: Option<&str>) -> Vec<Option<WalkTime>> {
        let minutes = [Some(30), Some(31), None];
        let slower = u32::from(by.is_none());
        from.iter()
            .zip(minutes)
            .map(|(_, m)| m.map(|m| WalkTime::from_minutes(m + slower)))
            .collect()
    }
}

fn town() -> Town {
    let mut settlement = crate::testing::Settlement::default();
    let at = crate::projection::LonLat::new(117.0, 36.0).unwrap();
    let kinds = ["canteen", "canteen", "canteen", "station", "beds", "beds"];
    let sites: Vec<SiteId> = kinds
        .iter()
        .map(|kind| settlement.site(kind, Status::Open, at))
        .collect();
    let mut places = places([
        home(117.0, 36.0, 10),
        home(117.0, 36.0, 20),
        home(117.0, 36.0, 30),
    ]);
    places.sites = settlement.places().sites;
    for (site, beds) in [(4, 1.5), (5, 1.0)] {
        places.sites[sites[site]].capacity = Some(beds);
    }
    let nearest = [walk(0, 4), walk(1, 15), Nearest::Unreachable];
    let coverage = Coverage::of(
        &[standard("canteen", 15)],
        vec![nearest.into_iter().collect()],
        &places,
    );
    let streets = [0, 0, 1, 0, 2, 2].map(DistrictId::from_index);
    Town {
        places,
        coverage,
        streets: sites.into_iter().zip(streets).collect(),
    }
}

fn settled(text: &str) -> Verdict {
    settle(&parse(text).unwrap(), &town())
}

#[test]
fn numbers_of_the_whole_plan() {
    let met = settled("count(canteen) >= 3");
    assert!(met.met && met.value == 3.0 && met.short == 0.0);
    let short = settled("count(canteen) >= 11");
    assert!(!short.met && short.short == 8.0);
    assert!(settled("count(canteen) < 4").met && !settled("count(canteen) < 3").met);
    assert!(settled("count(canteen) = 3").met && !settled("count(canteen) > 3").met);
    // 2.5 beds for 60 seniors are 41.67 a thousand.
    let beds = settled("sum(beds) / 1000 seniors >= 40");
    assert!(beds.met && (beds.value - 2500.0 / 60.0).abs() < 1e-9);
    assert!(
        (settled("sum(beds) / 1000 seniors >= 50").short - (50.0 - 2500.0 / 60.0)).abs() < 1e-9
    );
    assert_eq!(settled("sum(capacity) >= 2").value, 2.5);
    let nothing = settled("sum(capacity of canteen) >= 2").value;
    assert!(nothing == 0.0 && nothing.is_sign_positive());
}

#[test]
fn streets_one_by_one() {
    let short = settled("every street has canteen >= 2");
    let district = |n, missing| Shortage::District(DistrictId::from_index(n), missing);
    assert_eq!(short.places, [district(2, 2.0), district(1, 1.0)]);
    assert_eq!((short.value, short.target, short.met), (1.0, 3.0, false));
    let share = settled("share(streets with canteen) >= 60 %");
    assert!(share.met && (share.value - 2.0 / 3.0).abs() < 1e-12 && share.places.is_empty());
    let share = settled("share(streets with canteen >= 2) >= 60 %");
    assert_eq!((share.met, share.places.len()), (false, 2));
}

#[test]
fn people_who_reach_nothing_are_not_covered() {
    let all = settled("coverage(canteen) >= 50 %");
    assert!(
        all.met && all.value == 0.5,
        "30 of 60, and exactly half is enough"
    );
    let short = settled("coverage(canteen) >= 85 %");
    assert_eq!(
        short.short_people,
        Some(Seniors::new(21)),
        "51 of 60 would be 85 %"
    );
    let some = settled("coverage(canteen, age >= 70) >= 85 %");
    assert_eq!(some.people, Some((Seniors::new(9), Seniors::new(4))));
    assert_eq!(
        some.short_people,
        Some(Seniors::new(4)),
        "8 of 9 are the first share above"
    );
    assert_eq!(settled("coverage(circle) >= 50 %").value, 0.5);
}

#[test]
fn ways_between_sites() {
    let found = settled("every canteen within 30 min of a station by ebike");
    let site = SiteId::from_index;
    let far =
        |n, minutes: Option<u32>| Shortage::Site(site(n), minutes.map(WalkTime::from_minutes));
    assert_eq!(found.places, [far(2, None), far(1, Some(31))]);
    assert_eq!((found.value, found.target), (1.0, 3.0));
    assert_eq!(
        settled("every canteen within 30 min of a station").value,
        0.0,
        "on foot a minute more"
    );
}
