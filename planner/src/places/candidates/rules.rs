//! What a place must have before something may be opened there: rules of published policies, or of the scenario.
//!
//! A candidate that fails a rule is kept and shown as a place where nothing may be opened, with the rule that it fails; it
//! is never proposed. What a table does not say fails no rule, and is counted.
//!
//! Method: of each candidate its floor area, storey and capacity are set against the rules, and the seniors within a
//! straight radius are counted through a grid of squares as wide as the radius.
//!
//! Complexity: linear in candidates and in the seniors of nine squares each.
//!
//! References: the documents of [`PRESETS`]. Figures that were taken from reports and not from the official text say so:
//! confirm them before quoting a clause.

use std::collections::BTreeMap;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::SiteId;
use crate::progress::Stage;
use crate::projection::{LonLat, Plane, distance};

use super::super::{Places, Site, Status};

/// What a place must have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteRule {
    /// What it is called in the scenario and in findings.
    pub name: String,
    /// Where it comes from, with its date.
    pub source: String,
    /// The least floor area, in square metres.
    pub floor_area_m2: Option<f64>,
    /// Whether it must be on the ground floor.
    pub ground_floor: bool,
    /// The least capacity, in its own unit: meals a sitting, places, beds.
    pub capacity: Option<f64>,
    /// The least number of seniors within a straight radius in metres.
    pub seniors_within: Option<(u64, f64)>,
}

/// A rule of a published policy.
struct Preset {
    name: &'static str,
    source: &'static str,
    floor_area_m2: Option<f64>,
    ground_floor: bool,
    capacity: Option<f64>,
    seniors_within: Option<(u64, f64)>,
}

/// The rules that scenarios may call by name.
const PRESETS: [Preset; 6] = [
    Preset {
        name: "beijing_2022_meals",
        source: "北京市《关于提升养老助餐服务管理水平的实施意见》, 2022-03 (as reported by Beijing Daily, 2022-03-31): one meal point serves at least 2,000 seniors within 1,000 m",
        floor_area_m2: None,
        ground_floor: false,
        capacity: None,
        seniors_within: Some((2_000, 1_000.0)),
    },
    Preset {
        name: "anhui_2022_canteen",
        source: "安徽省老年助餐服务行动方案, 2022-04 (as reported): a canteen has at least 50 m2 to dine in and serves 50 meals a sitting",
        floor_area_m2: Some(50.0),
        ground_floor: false,
        capacity: Some(50.0),
        seniors_within: None,
    },
    Preset {
        name: "anhui_2022_meal_point",
        source: "安徽省老年助餐服务行动方案, 2022-04 (as reported): a meal point has at least 20 m2 on the ground floor for 10 diners",
        floor_area_m2: Some(20.0),
        ground_floor: true,
        capacity: Some(10.0),
        seniors_within: None,
    },
    Preset {
        name: "shanghai_canteen",
        source: "上海市社区长者食堂, 2024-09 (as reported): at least 150 meals a sitting",
        floor_area_m2: None,
        ground_floor: false,
        capacity: Some(150.0),
        seniors_within: None,
    },
    Preset {
        name: "gb50180_day_care",
        source: "GB 50180-2018, appendix C (from memory; confirm before quoting): a day-care centre has at least 350 m2",
        floor_area_m2: Some(350.0),
        ground_floor: false,
        capacity: None,
        seniors_within: None,
    },
    Preset {
        name: "gb50180_service_station",
        source: "GB 50180-2018, appendix C (from memory; confirm before quoting): a community service station has at least 600 m2",
        floor_area_m2: Some(600.0),
        ground_floor: false,
        capacity: None,
        seniors_within: None,
    },
];

impl SiteRule {
    /// The rule of a published policy.
    pub fn preset(name: &str) -> Option<Self> {
        let preset = PRESETS.iter().find(|preset| preset.name == name)?;
        Some(Self {
            name: preset.name.to_owned(),
            source: preset.source.to_owned(),
            floor_area_m2: preset.floor_area_m2,
            ground_floor: preset.ground_floor,
            capacity: preset.capacity,
            seniors_within: preset.seniors_within,
        })
    }

    /// The names of all of them.
    pub fn presets() -> Vec<&'static str> {
        PRESETS.iter().map(|preset| preset.name).collect()
    }

    /// What a site lacks; `seniors` are those within the rule's radius, where it asks for them.
    fn lacks(&self, site: &Site, seniors: Option<u64>) -> Judged {
        let mut judged = Judged::default();
        let least = [
            (
                self.floor_area_m2,
                site.floor_area_m2,
                "建筑面积",
                "floor area",
                " m2",
            ),
            (self.capacity, site.capacity, "容量", "capacity", ""),
        ];
        for (least, has, zh, en, unit) in least {
            match (least, has) {
                (Some(least), Some(has)) if has < least => judged.add(
                    format!("{zh} {has}{unit}，至少 {least}{unit}"),
                    format!("{en} {has}{unit}, at least {least}{unit}"),
                ),
                (Some(_), None) => judged.unknown = true,
                _ => {}
            }
        }
        match (self.ground_floor, site.ground_floor) {
            (true, Some(false)) => {
                judged.add("须在一层".to_owned(), "not on the ground floor".to_owned());
            }
            (true, None) => judged.unknown = true,
            _ => {}
        }
        if let (Some((least, radius_m)), Some(has)) = (self.seniors_within, seniors)
            && has < least
        {
            // How many there are is told nowhere: circles around many places would give homes away.
            judged.add(
                format!("{radius_m} 米内老年人不足 {least} 人"),
                format!("fewer than {least} seniors within {radius_m} m"),
            );
        }
        judged
    }
}

/// What a candidate lacks of a rule.
#[derive(Debug, Default)]
struct Judged {
    zh: Vec<String>,
    en: Vec<String>,
    /// Whether something is asked for that its row does not say.
    unknown: bool,
}

impl Judged {
    fn add(&mut self, zh: String, en: String) {
        self.zh.push(zh);
        self.en.push(en);
    }
}

/// How many candidates are listed one by one.
const LISTED: usize = 20;

/// Judges every candidate by every rule.
pub(in crate::places) fn judge(places: &mut Places, rules: &[SiteRule], findings: &mut Findings) {
    for rule in rules {
        let around = rule
            .seniors_within
            .map(|(_, radius_m)| Around::new(places, radius_m));
        let mut failed: Vec<(SiteId, Bilingual)> = Vec::new();
        let mut unknown = 0;
        for (id, site) in places
            .sites
            .enumerate()
            .filter(|(_, s)| s.status == Status::Candidate)
        {
            let seniors = around
                .as_ref()
                .zip(site.at)
                .map(|(around, at)| around.seniors(at));
            let judged = rule.lacks(site, seniors);
            if !judged.en.is_empty() {
                let says = Bilingual::new(judged.zh.join("，"), judged.en.join("; "));
                failed.push((id, says));
            }
            unknown += u64::from(judged.unknown);
        }
        note_failed(places, rule, &failed, findings);
        note_unknown(rule, unknown, findings);
        for (id, says) in failed {
            let site = &mut places.sites[id];
            site.status = Status::Forbidden;
            site.fails = Some(format!("{}: {}", rule.name, says.en).into());
        }
    }
}

fn note_failed(
    places: &Places,
    rule: &SiteRule,
    failed: &[(SiteId, Bilingual)],
    findings: &mut Findings,
) {
    let name = &rule.name;
    for (id, says) in failed.iter().take(LISTED) {
        let site = &places.sites[*id];
        let (zh, en) = (&says.zh, &says.en);
        let text = Bilingual::new(
            format!(
                "备选点 {} 不符合 {name}：{zh}；保留显示，不参与选址",
                site.id
            ),
            format!(
                "candidate {} fails {name}: {en}; it is kept and shown, and never proposed",
                site.id
            ),
        );
        let finding = Finding::new("candidate-fails-rule", Severity::Note, Stage::Places, text);
        findings.push(match &site.source {
            Some(source) => finding.in_file(&*source.file).at_row(source.row),
            None => finding,
        });
    }
    let more = failed.len().saturating_sub(LISTED) as u64;
    if more > 0 {
        let text = Bilingual::new(
            format!("另有 {more} 个备选点不符合 {name}"),
            format!("{more} further candidates fail {name}"),
        );
        let finding = Finding::new("candidate-fails-rule", Severity::Note, Stage::Places, text);
        findings.push(finding.times(more));
    }
}

fn note_unknown(rule: &SiteRule, unknown: u64, findings: &mut Findings) {
    if unknown == 0 {
        return;
    }
    let name = &rule.name;
    let text = Bilingual::new(
        format!(
            "{unknown} 个备选点没有 {name} 所要求的全部内容（面积、楼层或容量），视为符合；依据：{}",
            rule.source
        ),
        format!(
            "{unknown} candidates do not say all that {name} asks for (area, storey or capacity) and pass where they are silent; source: {}",
            rule.source
        ),
    );
    let finding = Finding::new(
        "candidate-rule-unknown",
        Severity::Note,
        Stage::Places,
        text,
    );
    findings.push(finding.times(unknown));
}

/// Counts seniors within a radius.
struct Around {
    plane: Plane,
    radius_m: f64,
    squares: BTreeMap<(i64, i64), Vec<(LonLat, u64)>>,
}

impl Around {
    fn new(places: &Places, radius_m: f64) -> Self {
        let plane = Plane::around(places.demand.iter().filter_map(|d| d.at));
        let mut around = Self {
            plane,
            radius_m,
            squares: BTreeMap::new(),
        };
        for demand in &places.demand {
            if let Some(at) = demand.at {
                let square = around.square(at);
                around
                    .squares
                    .entry(square)
                    .or_default()
                    .push((at, demand.seniors.count()));
            }
        }
        around
    }

    fn square(&self, at: LonLat) -> (i64, i64) {
        let metres = self.plane.to_metres(at);
        let side = |m: f64| (m / self.radius_m).floor() as i64;
        (side(metres.x), side(metres.y))
    }

    fn seniors(&self, at: LonLat) -> u64 {
        let (x, y) = self.square(at);
        // One square more on each side than the radius needs: far from its origin the plane stretches a little.
        let near = (x - 2..=x + 2).flat_map(|x| self.squares.range((x, y - 2)..=(x, y + 2)));
        near.flat_map(|(_, homes)| homes)
            .filter(|(home, _)| distance(*home, at).metres() <= self.radius_m)
            .map(|(_, seniors)| seniors)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::tests::{SENIORS, Town, of_code};

    #[test]
    fn a_candidate_that_fails_is_kept_and_told_which_rule() {
        let town = Town::new(&[
            (
                "seniors.csv",
                "id,lon,lat,count\nA,117.1,36.6,1500\nB,117.105,36.6,500\nC,117.2,36.6,9000\n",
            ),
            (
                "premises.csv",
                "编号,lon,lat,面积,楼层,容量\nP1,117.1,36.6,60,1,80\nP2,117.1,36.601,49.5,1,80\nP3,117.1,36.602,60,2,80\nP4,117.1,36.603,,,\nP5,117.1201,36.6,60,1,9\n",
            ),
        ]);
        let scenario = format!(
            "{SENIORS}[candidates]\nfile = \"premises.csv\"\ncrs = \"wgs84\"\nrules = [\"anhui_2022_meal_point\", \"beijing_2022_meals\"]\nrequire = {{ floor_area_m2 = 50 }}\n"
        );
        let (places, _, findings) = town.read(&scenario).unwrap();
        let fails: Vec<Option<&str>> = places.sites.iter().map(|s| s.fails.as_deref()).collect();
        assert_eq!(
            fails,
            [
                None,
                Some("candidates.require: floor area 49.5 m2, at least 50 m2"),
                Some("anhui_2022_meal_point: not on the ground floor"),
                None,
                Some("anhui_2022_meal_point: capacity 9, at least 10"),
            ]
        );
        let open: Vec<Status> = places.sites.iter().map(|s| s.status).collect();
        assert_eq!(open.iter().filter(|s| **s == Status::Forbidden).count(), 3);
        let failed = of_code(&findings, "candidate-fails-rule");
        assert_eq!(
            failed.iter().filter_map(|f| f.row).collect::<Vec<_>>(),
            [3, 5, 2]
        );
        assert_eq!(of_code(&findings, "candidate-rule-unknown").len(), 2);
    }

    #[test]
    fn seniors_within_the_radius_are_those_that_all_pairs_give() {
        let rows = (0..400_u32).map(|i| {
            let lon = 117.0 + f64::from(i * 37 % 101) / 2500.0;
            let lat = 36.6 + f64::from(i * 53 % 97) / 2500.0;
            format!("{i},{lon:.5},{lat:.5},{}", i % 7)
        });
        let homes = rows.collect::<Vec<String>>().join("\n");
        let town = Town::new(&[("seniors.csv", &format!("id,lon,lat,count\n{homes}"))]);
        let (places, _, _) = town.read(SENIORS).unwrap();
        let around = Around::new(&places, 700.0);
        for demand in &places.demand {
            let at = demand.at.unwrap();
            let near = places
                .demand
                .iter()
                .filter(|d| distance(d.at.unwrap(), at).metres() <= 700.0);
            assert_eq!(
                around.seniors(at),
                near.map(|d| d.seniors.count()).sum::<u64>()
            );
        }
    }
}
