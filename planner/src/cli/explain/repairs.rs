//! `planner explain --repairs`: gates to open and links to build, with whom each would bring inside the standards.
//!
//! Counts below the privacy threshold are withheld, and places of changes lie on streets: the list may leave the office.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::network::edits::{Action, Target};
use crate::projection::{LonLat, distance};
use crate::report::geojson::{ATTRIBUTION, feature, line, point, write as write_collection};
use crate::report::privacy::pool::Rule;
use crate::report::{self, files};
use crate::study::{Remedy, Repair, Repairs, Study, edit_feature};
use crate::text::Lang;
use crate::units::Seniors;

/// Repairs with the counts that may be told.
pub(super) struct ShownRepairs<'a> {
    study: &'a Study,
    list: Vec<Shown<'a>>,
    /// Repairs that bring too few people to be told.
    withheld: usize,
    candidates: usize,
    proved: usize,
}

/// One repair.
struct Shown<'a> {
    repair: &'a Repair,
    people: Seniors,
    /// For each standard what it gains; `None` where that is withheld.
    gains: Vec<Option<i64>>,
}

impl<'a> ShownRepairs<'a> {
    /// Withholds what may not be told.
    pub(super) fn of(study: &'a Study, repairs: &'a Repairs) -> Self {
        let rule = Rule::of(
            u64::from(study.scenario.privacy_threshold),
            vec![(0, None), (1, None)],
        );
        let eligible = study.places.demand.iter().map(|d| d.eligible);
        let eligible = eligible.sum::<Seniors>().count();
        let is_safe = |count: u64| rule.is_safe(&[count, eligible.saturating_sub(count)]);
        let told = repairs
            .list
            .iter()
            .filter(|repair| is_safe(repair.people.count()));
        let list: Vec<Shown<'_>> = told
            .map(|repair| Shown {
                repair,
                people: repair.people,
                gains: shown_gains(repair, is_safe),
            })
            .collect();
        Self {
            study,
            withheld: repairs.list.len() - list.len(),
            list,
            candidates: repairs.candidates,
            proved: repairs.proved,
        }
    }

    /// The list in the scenario's language.
    pub(super) fn text(&self, file: Option<&Path>) -> String {
        let lang = self.study.scenario.language;
        let mut text = format!("{}\n", self.study.scenario.title);
        for (index, shown) in self.list.iter().enumerate() {
            self.add(&mut text, index + 1, shown);
        }
        let (candidates, proved, withheld) = (self.candidates, self.proved, self.withheld);
        let few = self.study.scenario.privacy_threshold;
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "共 {candidates} 处改动可能有用，其中 {proved} 处已逐一改图并重新计算；{withheld} 处惠及不足 {few} 人，不列出"
            ),
            Lang::En => writeln!(
                text,
                "{candidates} changes could help somebody; {proved} of them were made on the map and everybody counted again; \
                 {withheld} that bring fewer than {few} people are not listed"
            ),
        };
        let _ = writeln!(
            text,
            "{}",
            lang.pick(
                "是否可行须到现场核实：地图上看不到河道、铁路和产权",
                "whether it can be done must be seen on the spot: water, rails and owners are not on this map",
            )
        );
        if let Some(file) = file {
            let file = file.display();
            let _ = match lang {
                Lang::Zh => writeln!(text, "改动写入 {file}，可作为 network.edits 使用"),
                Lang::En => writeln!(
                    text,
                    "the changes are in {file}, to be used as network.edits"
                ),
            };
        }
        text
    }

    fn add(&self, text: &mut String, rank: usize, shown: &Shown<'_>) {
        let scenario = &self.study.scenario;
        let what = what(shown.repair, scenario.language);
        let people = shown.people;
        let _ = match scenario.language {
            Lang::Zh => writeln!(text, "  {rank:>3}. +{people} 人：{what}，无需新建站点"),
            Lang::En => writeln!(text, "  {rank:>3}. {what}: +{people} seniors, no new site"),
        };
        if shown.gains.len() < 2 {
            return;
        }
        for (standard, gain) in scenario.standards.iter().zip(&shown.gains) {
            let gain = gain.map_or_else(
                || scenario.language.pick("不公布", "withheld").to_owned(),
                |gain| format!("{gain:+}"),
            );
            let _ = writeln!(text, "         {}: {gain}", standard.kind);
        }
    }

    /// The list for scripts.
    pub(super) fn json(&self) -> Value {
        let list = self.list.iter().enumerate().map(|(index, shown)| {
            let mut value = self.about(index + 1, shown);
            value.insert("edits".to_owned(), edits(&shown.repair.edits));
            Value::Object(value)
        });
        json!({
            "repairs": list.collect::<Vec<_>>(),
            "candidates": self.candidates,
            "proved": self.proved,
            "withheld": self.withheld,
            "privacy_threshold": self.study.scenario.privacy_threshold,
        })
    }

    fn about(&self, rank: usize, shown: &Shown<'_>) -> Map<String, Value> {
        let standards = self.study.scenario.standards.iter();
        let kinds: Vec<Value> = standards
            .zip(&shown.gains)
            .map(|(standard, gain)| {
                json!({
                    "kind": standard.kind,
                    "within_min": standard.within.minutes(),
                    "gain_seniors": gain,
                })
            })
            .collect();
        let [lon, lat] = position(shown.repair.at);
        let mut value = Map::new();
        let mut put = |key: &str, of: Value| value.insert(key.to_owned(), of);
        put("rank", json!(rank));
        put("remedy", json!(shown.repair.remedy.name()));
        put("lon", json!(lon));
        put("lat", json!(lat));
        put("seniors", json!(shown.people.count()));
        put("kinds", json!(kinds));
        value
    }

    /// Writes the edits of all repairs, each with its rank, in the form that `network.edits` reads.
    pub(super) fn write(&self, path: &Path) -> Result<(), report::Error> {
        let mut features = Vec::new();
        for (index, shown) in self.list.iter().enumerate() {
            for action in &shown.repair.edits {
                let mut properties = self.about(index + 1, shown);
                let geometry = match action {
                    Action::Open(Target::Point(at)) | Action::Cross(at) => Some(point(*at)),
                    Action::Link(places, _) => line(places),
                    _ => None,
                };
                if let Some(Value::Object(edit)) = edit_feature(action).get_mut("properties") {
                    properties.append(edit);
                }
                features.push(feature(geometry, properties));
            }
        }
        let about = json!({
            "title": self.study.scenario.title,
            "attribution": ATTRIBUTION,
            "planner_version": env!("CARGO_PKG_VERSION"),
            "privacy_threshold": self.study.scenario.privacy_threshold,
        });
        files::write_one(path, |file| {
            write_collection(file, &about, "repairs", &features)
        })
    }
}

/// The gains of all standards, or of none: nobody few may follow from them and the people of all standards together.
fn shown_gains(repair: &Repair, is_safe: impl Fn(u64) -> bool) -> Vec<Option<i64>> {
    let people = repair.people.count() as i64;
    let both = repair.gains.iter().sum::<i64>() - people;
    let differences = repair.gains.iter().flat_map(|gain| [*gain, people - gain]);
    let are_safe = differences
        .chain([both])
        .all(|count| is_safe(count.unsigned_abs()));
    let shown = |gain: &i64| are_safe.then_some(*gain);
    repair.gains.iter().map(shown).collect()
}

/// Edits in the form of the file that `network.edits` names.
pub(super) fn edits(actions: &[Action]) -> Value {
    let features: Vec<Value> = actions.iter().map(edit_feature).collect();
    json!({"type": "FeatureCollection", "features": features})
}

/// What a repair changes, in words.
pub(super) fn what(repair: &Repair, lang: Lang) -> String {
    let (lon, lat) = (repair.at.lon_deg(), repair.at.lat_deg());
    let place = format!("{lon:.5}, {lat:.5}");
    let ways = repair.edits.len();
    let metres = repair.edits.iter().find_map(|action| match action {
        Action::Link(line, _) => Some(distance(*line.first()?, *line.last()?).metres()),
        _ => None,
    });
    let metres = metres.unwrap_or_default();
    match (repair.remedy, lang) {
        (Remedy::Gate, Lang::Zh) if metres > 0.0 => {
            format!("新开大门，并修 {metres:.0} 米步行道（{place}）")
        }
        (Remedy::Gate, Lang::En) if metres > 0.0 => {
            format!("make a gate, with a footway of {metres:.0} m, at {place}")
        }
        (Remedy::Gate, Lang::Zh) => format!("打开大门（{place}）"),
        (Remedy::Gate, Lang::En) => format!("open the gate at {place}"),
        (Remedy::PrivateWays, Lang::Zh) => format!("对外开放这片内部道路（{place}，{ways} 处）"),
        (Remedy::PrivateWays, Lang::En) => {
            format!("open the private ways around {place} to everybody ({ways} edits)")
        }
        (Remedy::Crossing, Lang::Zh) => format!("增设过街处（{place}）"),
        (Remedy::Crossing, Lang::En) => format!("let people cross the road at {place}"),
        (Remedy::Link, Lang::Zh) => format!("修 {metres:.0} 米步行道连通（{place}）"),
        (Remedy::Link, Lang::En) => format!("link with a footway of {metres:.0} m at {place}"),
    }
}

pub(super) fn position(at: LonLat) -> [f64; 2] {
    let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
    [rounded(at.lon_deg()), rounded(at.lat_deg())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_told_where_nobody_few_follows_from_them() {
        let shown = |people, gains: &[i64]| {
            let repair = Repair {
                remedy: Remedy::Gate,
                at: LonLat::from_e7(0, 0),
                edits: Vec::new(),
                gains: gains.to_vec(),
                people: Seniors::new(people),
            };
            let told = shown_gains(&repair, |count| count == 0 || count >= 10);
            told.iter().all(Option::is_some)
        };
        assert!(shown(199, &[199]) && shown(199, &[0, 199]) && shown(100, &[60, 90]));
        assert!(!shown(199, &[194, 5]), "five gain for the second alone");
        assert!(!shown(199, &[194, 10]), "199 less 194 are five");
        assert!(!shown(199, &[196]), "three were drawn to another side");
        assert!(!shown(100, &[60, 45]), "five gain for both");
    }
}
