//! The scenario as TOML has it: what serde reads before anything is checked. Every unknown key is an error.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Value;

use super::inputs::RequireTwin;
use super::siting::SitingTwin;

use super::assess::{
    AccessTwin, AuditTwin, DemandTwin, GapsTwin, GroupsTwin, PromiseTwin, VulnerabilityTwin,
};
use super::eligible::{EligibleTwin, TierTwin};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScenarioTwin {
    pub(super) title: Option<String>,
    pub(super) as_of: Option<Value>,
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) network: NetworkTwin,
    /// The profile and any of its keys, which [`crate::impedance::WalkProfile`] knows.
    #[serde(default)]
    pub(super) walk: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) seniors: Vec<SeniorsTwin>,
    pub(super) eligible: Option<EligibleTwin>,
    #[serde(default)]
    pub(super) tier: Vec<TierTwin>,
    #[serde(default)]
    pub(super) facilities: Vec<FacilitiesTwin>,
    #[serde(default)]
    pub(super) candidates: CandidatesTwin,
    #[serde(default)]
    pub(super) districts: OneOrMany<DistrictsTwin>,
    #[serde(default)]
    pub(super) standard: Vec<StandardTwin>,
    pub(super) siting: Option<SitingTwin>,
    #[serde(default)]
    pub(super) privacy: PrivacyTwin,
    pub(super) reach: Option<ReachTwin>,
    #[serde(default)]
    pub(super) promise: Vec<PromiseTwin>,
    #[serde(default)]
    pub(super) demand: DemandTwin,
    #[serde(default)]
    pub(super) access: AccessTwin,
    #[serde(default)]
    pub(super) audit: AuditTwin,
    #[serde(default)]
    pub(super) gaps: GapsTwin,
    #[serde(default)]
    pub(super) vulnerability: VulnerabilityTwin,
    #[serde(default)]
    pub(super) groups: GroupsTwin,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkTwin {
    pub(super) osm: Option<String>,
    #[serde(default)]
    pub(super) terrain: OneOrMore,
    pub(super) edits: Option<String>,
    pub(super) compounds: Option<String>,
    pub(super) compounds_crs: Option<String>,
    pub(super) compounds_layer: Option<String>,
    pub(super) gates: Option<String>,
    pub(super) gates_crs: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeniorsTwin {
    pub(super) totals: Option<String>,
    pub(super) level: Option<String>,
    pub(super) share_pct: Option<Number>,
    pub(super) file: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) layer: Option<String>,
    pub(super) crs: Option<String>,
    pub(super) control: Option<String>,
    pub(super) control_crs: Option<String>,
    pub(super) header_row: Option<i64>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FacilitiesTwin {
    pub(super) file: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) layer: Option<String>,
    pub(super) crs: Option<String>,
    pub(super) control: Option<String>,
    pub(super) control_crs: Option<String>,
    pub(super) header_row: Option<i64>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
    pub(super) osm: Option<Vec<String>>,
    pub(super) kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CandidatesTwin {
    pub(super) file: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) layer: Option<String>,
    pub(super) crs: Option<String>,
    pub(super) control: Option<String>,
    pub(super) control_crs: Option<String>,
    pub(super) header_row: Option<i64>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
    pub(super) hexagons: Option<HexagonsTwin>,
    #[serde(default)]
    pub(super) public_buildings: bool,
    #[serde(default)]
    pub(super) rules: Vec<String>,
    pub(super) require: Option<RequireTwin>,
    pub(super) cost: Option<Number>,
    #[serde(default)]
    pub(super) osm: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HexagonsTwin {
    pub(super) resolution: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DistrictsTwin {
    pub(super) file: Option<String>,
    pub(super) layer: Option<String>,
    pub(super) crs: Option<String>,
    pub(super) osm: Option<Texts>,
    pub(super) level: Option<String>,
    pub(super) code: Option<String>,
    pub(super) name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardTwin {
    pub(super) kind: Option<String>,
    pub(super) within_min: Option<Number>,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) profile: Option<String>,
    pub(super) eligible: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivacyTwin {
    pub(super) threshold: Option<i64>,
    pub(super) district_level: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReachTwin {
    pub(super) matrix: Option<String>,
}

/// One file, or a list of files.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    #[default]
    None,
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn as_slice(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

/// A number written with or without a decimal point.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Number {
    Whole(i64),
    Real(f64),
}

impl Number {
    pub(super) const fn value(self) -> f64 {
        match self {
            Self::Whole(n) => n as f64,
            Self::Real(x) => x,
        }
    }
}

/// One text, or a list of texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    pub(super) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// A section that stands once, as `[name]`, or several times, as `[[name]]`.
///
/// Read by hand, because an untagged enum would lose the name and the place of an unknown key.
#[derive(Debug)]
pub(super) struct OneOrMany<T>(pub(super) Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(Sections(PhantomData))
            .map(Self)
    }
}

struct Sections<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Sections<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a section, once or several times")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(vec![T::deserialize(MapAccessDeserializer::new(map))?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list))
    }
}
