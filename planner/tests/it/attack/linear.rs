//! An attacker with a linear program who has all files of one run and knows the rules of coverage.
//!
//! The unknowns are people of each class in each place: a published hexagon, what a district leaves beside its
//! hexagons, what the plan leaves beside its districts. A class says for each standard whether it is met never, with
//! the plan, or today already. Every published number is an equation. For every class, and every number of a place,
//! the equations must allow nobody, or enough people, at both ends or in between.

use std::collections::BTreeMap;
use std::path::Path;

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use serde_json::Value as Json;

/// Whether a standard is met: never, with the plan, today.
const FATES: [&str; 3] = ["00", "01", "11"];

/// Terms of an equation: an unknown and how often it counts.
type Terms = Vec<usize>;

pub(super) struct Attack {
    k: u64,
    /// The classes of eligible people: a fate for each standard.
    classes: Vec<Vec<&'static str>>,
    places: Vec<String>,
    equations: Vec<(Terms, u64)>,
    questions: Vec<(String, Terms)>,
}

impl Attack {
    pub(super) fn on(dir: &Path) -> Self {
        let published = &super::json(&dir.join("run.json"))["published"];
        let standards = published["standards"].as_array().unwrap();
        let keys: Vec<String> = standards
            .iter()
            .map(|s| s["kind"].as_str().unwrap().to_owned())
            .collect();
        let mut classes: Vec<Vec<&str>> = vec![Vec::new()];
        for _ in &keys {
            classes = classes
                .iter()
                .flat_map(|class| FATES.map(|fate| [class.as_slice(), &[fate]].concat()))
                .collect();
        }
        let mut attack = Self {
            k: published["threshold"].as_u64().unwrap(),
            classes,
            places: Vec::new(),
            equations: Vec::new(),
            questions: Vec::new(),
        };
        let features = |name: &str| {
            let layer = super::json(&dir.join(format!("{name}.geojson")));
            layer["features"].as_array().unwrap().clone()
        };
        let (hexagons, districts) = (features("coverage"), features("districts"));
        assert!(super::codes(&hexagons).len() <= districts.len());
        let mut inside: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for hexagon in &hexagons {
            let told = &hexagon["properties"];
            let place = attack.place(format!("{} {}", told["h3"], told["district"]));
            inside
                .entry(told["district"].to_string())
                .or_default()
                .push(place);
            attack.tell(&[place], told, &keys);
        }
        for district in &districts {
            let told = &district["properties"];
            let rest = attack.place(format!("the rest of {}", told["code"]));
            let of_district = inside.entry(told["code"].to_string()).or_default();
            of_district.push(rest);
            let places = of_district.clone();
            attack.tell(&places, told, &keys);
            attack.ask(&format!("all of {}", told["code"]), &places);
        }
        let everywhere: Vec<usize> = (0..attack.places.len()).collect();
        attack.tell(&everywhere, &whole(published, &keys), &keys);
        attack.tell_met(&everywhere, published);
        for place in everywhere {
            let name = attack.places[place].clone();
            attack.ask(&name, &[place]);
        }
        attack
    }

    pub(super) fn asked(&self) -> usize {
        self.questions.len()
    }

    /// Counts of which some people, but not enough, are left as an answer.
    pub(super) fn found(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, terms) in &self.questions {
            let least = self.bound(terms, OptimizationDirection::Minimize).unwrap();
            if least < 0.5 {
                continue;
            }
            let most = self.bound(terms, OptimizationDirection::Maximize);
            if most.is_some_and(|most| most < self.k as f64 - 0.5) {
                found.push(format!("{name}: {least} to {most:?}"));
            }
        }
        found
    }

    /// Withheld numbers of complete circles of whole districts that are told by fewer people than the threshold: those of
    /// which the equations leave more than one, and too few.
    pub(super) fn near_circles(&self) -> (usize, Vec<String>) {
        let all = format!("{} met in ", self.classes[0].len());
        let of_district = |name: &str| name.starts_with("all of") && name.contains(&all);
        let (mut asked, mut found) = (0, Vec::new());
        for (name, terms) in self.questions.iter().filter(|(name, _)| of_district(name)) {
            let least = self.bound(terms, OptimizationDirection::Minimize).unwrap();
            let most = self.bound(terms, OptimizationDirection::Maximize);
            let width = most.map_or(f64::INFINITY, |most| most - least).round();
            asked += usize::from(width > 0.0);
            if width > 0.0 && width < self.k as f64 {
                found.push(format!("{name}: {least} to {most:?}"));
            }
        }
        (asked, found)
    }

    /// The least or the most that the equations allow; `None` where nothing bounds it.
    fn bound(&self, terms: &Terms, direction: OptimizationDirection) -> Option<f64> {
        let mut problem = Problem::new(direction);
        let unknowns: Vec<_> = (0..self.places.len() * self.width())
            .map(|unknown| {
                let times = terms.iter().filter(|term| **term == unknown).count();
                problem.add_var(times as f64, (0.0, f64::INFINITY))
            })
            .collect();
        for (terms, people) in &self.equations {
            let sum: Vec<_> = terms.iter().map(|term| (unknowns[*term], 1.0)).collect();
            problem.add_constraint(sum.as_slice(), ComparisonOp::Eq, *people as f64);
        }
        match problem.solve() {
            Ok(outcome) => Some(outcome.into_solution().unwrap().objective()),
            Err(microlp::Error::Unbounded) => None,
            Err(other) => panic!("the attacker's model is wrong: {other}"),
        }
    }

    /// Unknowns of a place: the classes, and those for whom the plan is not.
    fn width(&self) -> usize {
        self.classes.len() + 1
    }

    fn place(&mut self, name: String) -> usize {
        self.places.push(name);
        self.places.len() - 1
    }

    fn terms(&self, places: &[usize], counts: impl Fn(&[&str]) -> bool) -> Terms {
        let mut terms = Terms::new();
        for place in places {
            let classes = self.classes.iter().enumerate();
            let counted = classes.filter(|(_, class)| counts(class));
            terms.extend(counted.map(|(class, _)| place * self.width() + class));
        }
        terms
    }

    fn not_eligible(&self, places: &[usize]) -> Terms {
        places
            .iter()
            .map(|place| place * self.width() + self.classes.len())
            .collect()
    }

    fn equal(&mut self, terms: Terms, people: &Json) {
        if let Some(people) = people.as_u64() {
            self.equations.push((terms, people));
        }
    }

    /// What properties tell of places together.
    fn tell(&mut self, places: &[usize], told: &Json, keys: &[String]) {
        let eligible = self.terms(places, |_| true);
        let all = [eligible.clone(), self.not_eligible(places)].concat();
        self.equal(eligible, &told["eligible_seniors"]);
        self.equal(all, &told["seniors"]);
        for (phase, of_phase) in ["before", "after"].iter().enumerate() {
            for (kind, key) in keys.iter().enumerate() {
                let is_met = |class: &[&str]| &class[kind][phase..=phase] == "1";
                let covered = self.terms(places, is_met);
                self.equal(covered, &told[format!("{key}_covered_seniors_{of_phase}")]);
                let missed = self.terms(places, |class| !is_met(class));
                self.equal(
                    missed,
                    &told[format!("{key}_not_covered_seniors_{of_phase}")],
                );
            }
            let circle = self.terms(places, |class| met(class, phase) == class.len());
            self.equal(circle, &told[format!("circle_complete_seniors_{of_phase}")]);
        }
    }

    fn tell_met(&mut self, places: &[usize], published: &Json) {
        for phase in 0..2 {
            for number in 0..=self.classes[0].len() {
                let terms = self.terms(places, |class| met(class, phase) == number);
                self.equal(terms, &published["standards_met"][phase][number]);
            }
        }
    }

    /// All that somebody could want to know of places.
    fn ask(&mut self, name: &str, places: &[usize]) {
        let mut questions = vec![
            ("eligible".to_owned(), self.terms(places, |_| true)),
            ("not eligible".to_owned(), self.not_eligible(places)),
        ];
        for class in &self.classes {
            questions.push((
                class.join(" "),
                self.terms(places, |c| c == class.as_slice()),
            ));
        }
        for phase in 0..2 {
            for kind in 0..self.classes[0].len() {
                for fate in ["0", "1"] {
                    let terms = self.terms(places, |c| &c[kind][phase..=phase] == fate);
                    questions.push((format!("{kind} {phase} {fate}"), terms));
                }
            }
            for number in 0..=self.classes[0].len() {
                let terms = self.terms(places, |class| met(class, phase) == number);
                questions.push((format!("{number} met in {phase}"), terms));
            }
        }
        let named = questions
            .into_iter()
            .map(|(what, terms)| (format!("{name}: {what}"), terms));
        self.questions.extend(named);
    }
}

/// How many standards are met for a class.
fn met(class: &[&str], phase: usize) -> usize {
    class
        .iter()
        .filter(|fate| &fate[phase..=phase] == "1")
        .count()
}

/// The whole plan by the names that layers have.
fn whole(published: &Json, keys: &[String]) -> Json {
    let mut told = serde_json::Map::new();
    told.insert("seniors".to_owned(), published["seniors"].clone());
    told.insert("eligible_seniors".to_owned(), published["eligible"].clone());
    for (phase, of_phase) in ["before", "after"].iter().enumerate() {
        for (kind, key) in keys.iter().enumerate() {
            let covered = &published["standards"][kind]["phases"][phase]["covered"]["people"];
            told.insert(format!("{key}_covered_seniors_{of_phase}"), covered.clone());
        }
        let circle = &published["circle"][phase]["people"];
        told.insert(
            format!("circle_complete_seniors_{of_phase}"),
            circle.clone(),
        );
    }
    Json::Object(told)
}
