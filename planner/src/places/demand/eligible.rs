//! Who the plan is for, and who comes first: the scenario's rules judge every row of seniors.
//!
//! Whoever a rule cannot judge, because a value is missing, is not eligible: they stay in every total, and a finding
//! says how many they are.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, DistrictId, Id as _};
use crate::places::attributes::Attribute;
use crate::places::demand::audience::{Answers, part};
use crate::places::district::{plain_name, short_code};
use crate::places::table::{Field, group_of, normalise};
use crate::places::{Eligible, Error, Places};
use crate::progress::Stage;
use crate::rule::{self, Column, Columns, Judge, Kind, Rule, Truth};
use crate::scenario::Scenario;
use crate::units::Seniors;

/// The column that the scenario's tiers make.
const TIER: &str = "tier";
/// Ages from 0 to this have a value each.
const AGES: usize = 256;

/// Judges every row by the rules of the plan, and looks up the columns of those in promises; wrong rules are errors, rules that choose nobody or everybody are findings.
pub(in crate::places) fn judge(
    places: &mut Places,
    scenario: &Scenario,
    findings: &mut Findings,
) -> Result<(), Error> {
    if let Some(rule) = &scenario.eligible {
        let truths = truths(rule, "eligible.rule", places, scenario)?;
        PLAN.note(&truths, places, findings);
        for demand in (0..places.demand.len()).map(DemandId::from_index) {
            places.demand[demand].eligible = Seniors::ZERO;
        }
        for (senior, truth) in Arc::make_mut(&mut places.seniors).iter_mut().zip(truths) {
            senior.eligible = match truth {
                Truth::Yes => Eligible::Yes,
                Truth::No | Truth::Unknown => Eligible::No,
            };
            if senior.eligible == Eligible::Yes {
                places.demand[senior.home].eligible += senior.count;
            }
        }
    }
    let answers = audiences(places, scenario, findings)?;
    part(places, &answers);
    if !scenario.tiers.is_empty() {
        let column = tiers(places, scenario, findings)?;
        Arc::make_mut(&mut places.columns).put(column);
    }
    for (number, promise) in scenario.promises.iter().enumerate() {
        if let Some(rule) = promise.claim.rule() {
            bound(rule, &format!("promise.{number}.rule"), places, scenario)?;
        }
    }
    if let Some(column) = &scenario.assess.access.deprivation {
        let known = rule::ranking(column, places).map(drop);
        known.map_err(|error| wrong("access.deprivation", error, scenario))?;
    }
    Ok(())
}

/// The first tier whose rule holds, for each row.
fn tiers(
    places: &Places,
    scenario: &Scenario,
    findings: &mut Findings,
) -> Result<Attribute, Error> {
    let mut first: Vec<Option<&str>> = vec![None; places.seniors.len()];
    for (number, tier) in scenario.tiers.iter().enumerate() {
        let key = format!("tier.{number}.rule");
        let truths = truths(&tier.rule, &key, places, scenario)?;
        let mut people = Seniors::ZERO;
        for ((place, truth), senior) in first.iter_mut().zip(truths).zip(places.seniors.iter()) {
            if place.is_none() && truth == Truth::Yes {
                *place = Some(&tier.name);
                people += senior.count;
            }
        }
        if people == Seniors::ZERO {
            let name = &tier.name;
            let text = Bilingual::new(
                format!("优先级“{name}”没有选中任何人（或都已归入前面的优先级）；请检查其规则"),
                format!("tier `{name}` chooses nobody whom no earlier tier has: check its rule"),
            );
            findings.push(Finding::new(
                "tier-nobody",
                Severity::Warning,
                Stage::Places,
                text,
            ));
        }
    }
    let rest: Seniors = first
        .iter()
        .zip(places.seniors.iter())
        .filter(|(tier, _)| tier.is_none())
        .map(|(_, senior)| senior.count)
        .sum();
    if rest > Seniors::ZERO {
        let text = Bilingual::new(
            format!("{rest} 名老人不属于任何优先级"),
            format!("{rest} seniors belong to no tier"),
        );
        let finding = Finding::new("tier-none", Severity::Note, Stage::Places, text);
        findings.push(finding.times(rest.count()));
    }
    Ok(Attribute::of(TIER, first))
}

fn truths(
    rule: &Rule,
    key: &str,
    places: &Places,
    scenario: &Scenario,
) -> Result<Vec<Truth>, Error> {
    let judge = bound(rule, key, places, scenario)?;
    let rows = (0..places.seniors.len()).into_par_iter().with_min_len(4096);
    Ok(rows.map(|row| judge.judge(row)).collect())
}

/// Looks up the columns of a rule.
fn bound<'a>(
    rule: &Rule,
    key: &str,
    places: &'a Places,
    scenario: &Scenario,
) -> Result<Judge<'a>, Error> {
    let bound = rule.bind(places);
    bound.map_err(|error| wrong(key, error, scenario))
}

fn wrong(key: &str, error: rule::Error, scenario: &Scenario) -> Error {
    Error::Rule {
        key: key.to_owned(),
        error: Box::new(error),
        path: scenario.file.clone(),
    }
}

/// What a rule that chooses nobody, everybody, or among people of whom too little is known is told of.
struct Chosen<'a> {
    /// The codes for nobody, everybody and what is not known.
    codes: [&'static str; 3],
    /// The rule's key.
    key: &'a str,
    /// What becomes of those of whom too little is known, in both languages.
    unknown: (&'a str, &'a str),
}

/// The rule of the plan.
const PLAN: Chosen<'_> = Chosen {
    codes: ["eligible-nobody", "eligible-everybody", "eligible-unknown"],
    key: "eligible.rule",
    unknown: (
        "视为不符合；计入老年人总数，不计入规划对象",
        "they are counted among all seniors, not among the eligible",
    ),
};

impl Chosen<'_> {
    /// Says what a rule makes of the eligible.
    fn note(&self, truths: &[Truth], places: &Places, findings: &mut Findings) {
        let people = |wanted: Truth| -> Seniors {
            let rows = truths.iter().zip(places.seniors.iter());
            rows.filter(|(t, s)| **t == wanted && s.eligible == Eligible::Yes)
                .map(|(_, s)| s.count)
                .sum()
        };
        let (yes, no, unknown) = (
            people(Truth::Yes),
            people(Truth::No),
            people(Truth::Unknown),
        );
        let (key, [nobody, everybody, not_known]) = (self.key, self.codes);
        let mut note = |code, severity, count: Seniors, zh: String, en: String| {
            let text = Bilingual::new(zh, en);
            let finding = Finding::new(code, severity, Stage::Places, text);
            findings.push(finding.times(count.count()));
        };
        if yes == Seniors::ZERO {
            note(
                nobody,
                Severity::Serious,
                no + unknown,
                format!("{key} 没有选中任何人；请检查规则与列中的写法"),
                format!(
                    "{key} chooses nobody: check the rule and how the columns write their values"
                ),
            );
        } else if no + unknown == Seniors::ZERO {
            note(
                everybody,
                Severity::Warning,
                yes,
                format!("{key} 选中了所有人；若本意如此可删去该规则"),
                format!("{key} chooses everybody: leave it out if that is meant"),
            );
        }
        if unknown > Seniors::ZERO {
            let (zh, en) = self.unknown;
            note(
                not_known,
                Severity::Warning,
                unknown,
                format!("{unknown} 名老人缺少 {key} 所需的信息，{zh}"),
                format!("{unknown} seniors lack a value that {key} asks for; {en}"),
            );
        }
    }
}

/// What the rules of standards say of every row; those that choose nobody or everybody of the plan are findings.
fn audiences(
    places: &Places,
    scenario: &Scenario,
    findings: &mut Findings,
) -> Result<Vec<Answers>, Error> {
    let mut answers = Vec::new();
    for (number, standard) in scenario.standards.iter().enumerate() {
        let Some(rule) = &standard.eligible else {
            continue;
        };
        let key = format!("standard.{number}.eligible");
        let truths = truths(rule, &key, places, scenario)?;
        let chosen = Chosen {
            codes: ["standard-nobody", "standard-everybody", "standard-unknown"],
            key: &key,
            unknown: (
                "视为该标准不适用于他们；仍计入规划对象",
                "the standard is not for them, and they stay among the eligible",
            ),
        };
        chosen.note(&truths, places, findings);
        answers.push(Answers {
            kind: standard.kind.clone(),
            truths,
        });
    }
    if !answers.is_empty() && answers.len() == scenario.standards.len() {
        note_without_standard(&answers, places, findings);
    }
    Ok(answers)
}

/// Says how many of the plan's people no standard is for: their circle is not complete, because nothing is promised them.
fn note_without_standard(answers: &[Answers], places: &Places, findings: &mut Findings) {
    let is_without = |row: usize| answers.iter().all(|a| a.truths[row] != Truth::Yes);
    let rows = places.seniors.iter().enumerate();
    let people: Seniors = rows
        .filter(|(row, senior)| senior.eligible == Eligible::Yes && is_without(*row))
        .map(|(_, senior)| senior.count)
        .sum();
    if people > Seniors::ZERO {
        let text = Bilingual::new(
            format!("{people} 名规划对象不适用任何一条标准；其生活圈不算完整"),
            format!("no standard is for {people} of the eligible; their circle is not complete"),
        );
        let finding = Finding::new("standard-none", Severity::Warning, Stage::Places, text);
        findings.push(finding.times(people.count()));
    }
}

/// How a rule may call the district that somebody lives in.
const DISTRICT: [&str; 4] = ["district", "区域", "区划", "所在区域"];

/// Rows of [`Places::seniors`], with age, district and whatever [`Places::columns`] holds.
impl Columns for Places {
    fn column(&self, name: &str) -> Option<Box<dyn Column + '_>> {
        let plain = normalise(name);
        if DISTRICT.contains(&plain.as_str()) {
            return (!self.districts.is_empty()).then(|| Box::new(Districts(self)) as _);
        }
        let field = Field::parse(name).or_else(|| Field::of_header(name));
        if field == Some(Field::Age) {
            return Some(Box::new(Ages(self)));
        }
        // A group that no table tells is none of the others: 空巢 is not 独居.
        let is_group = group_of(name).is_some();
        let of_field = || self.columns.get(field.filter(|_| !is_group)?.name());
        let column = self.columns.get(name).or_else(of_field)?;
        Some(Box::new(Kept(column)))
    }

    fn names(&self) -> Vec<String> {
        let mut names = vec!["age".to_owned()];
        if !self.districts.is_empty() {
            names.push("district".to_owned());
        }
        names.extend(self.columns.iter().map(|c| c.name().to_owned()));
        names
    }
}

struct Ages<'a>(&'a Places);

impl Column for Ages<'_> {
    fn kind(&self) -> Kind {
        Kind::Number
    }
    fn size(&self) -> usize {
        AGES
    }
    fn texts(&self, value: usize) -> Vec<Cow<'_, str>> {
        vec![value.to_string().into()]
    }
    fn number(&self, value: usize) -> Option<f64> {
        Some(value as f64)
    }
    fn value(&self, row: usize) -> Option<usize> {
        self.0.seniors[row].age.map(usize::from)
    }
}

/// A column of the tables themselves.
struct Kept<'a>(&'a Attribute);

impl Column for Kept<'_> {
    fn kind(&self) -> Kind {
        if self.0.is_numeric() {
            Kind::Number
        } else {
            Kind::Text
        }
    }
    fn size(&self) -> usize {
        self.0.words().len()
    }
    fn texts(&self, value: usize) -> Vec<Cow<'_, str>> {
        vec![Cow::Borrowed(&self.0.words()[value].text)]
    }
    fn number(&self, value: usize) -> Option<f64> {
        self.0.words()[value].number
    }
    fn value(&self, row: usize) -> Option<usize> {
        self.0.code(row)
    }
}

/// The district of the home: it goes by the codes and names of itself and of all that it is a part of.
struct Districts<'a>(&'a Places);

impl Column for Districts<'_> {
    fn kind(&self) -> Kind {
        Kind::Text
    }
    fn size(&self) -> usize {
        self.0.districts.len()
    }
    fn texts(&self, value: usize) -> Vec<Cow<'_, str>> {
        let mut texts = Vec::new();
        for id in self.0.lineage(DistrictId::from_index(value)) {
            let district = &self.0.districts[id];
            texts.push(Cow::Borrowed(district.code.as_str()));
            texts.push(Cow::Borrowed(short_code(&district.code)));
            texts.push(Cow::Borrowed(district.name.as_str()));
            texts.push(Cow::Owned(plain_name(&district.name)));
        }
        texts
    }
    fn number(&self, _: usize) -> Option<f64> {
        None
    }
    fn value(&self, row: usize) -> Option<usize> {
        let home = self.0.seniors[row].home;
        self.0.demand[home].district.map(crate::ids::Id::index)
    }
}
