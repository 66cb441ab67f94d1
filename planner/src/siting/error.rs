//! Why no sites can be proposed.

use crate::text::Told;
use crate::units::WalkTime;

/// Why a brief cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing was asked for.
    #[error("the brief asks for 0 sites of kind `{kind}`, expected at least 1: set `siting.sites`")]
    NoSites {
        /// The kind.
        kind: String,
    },
    /// Nothing may be proposed.
    #[error(
        "no candidate for kind `{kind}` among {sites} sites, expected at least 1: add a file, hexagons or OSM tags \
         under `candidates`, or check that their `kind` is empty or `{kind}`"
    )]
    NoCandidates {
        /// The kind.
        kind: String,
        /// The number of sites of any kind and status.
        sites: usize,
    },
    /// The matrix was not searched far enough.
    #[error(
        "the walk times end at {cutoff}, expected at least the {within} of kind `{kind}`: search the matrix further"
    )]
    CutoffTooShort {
        /// The kind.
        kind: String,
        /// The longest time searched.
        cutoff: WalkTime,
        /// The longest walk that counts.
        within: WalkTime,
    },
    /// The matrix and the places are not of one study.
    #[error(
        "the walk times are for {matrix_sites} sites and {matrix_demand} demand points, expected {sites} and {demand}: \
         build the matrix from the same places"
    )]
    NotTheSamePlaces {
        /// Sites of the matrix.
        matrix_sites: usize,
        /// Demand points of the matrix.
        matrix_demand: usize,
        /// Sites of the places.
        sites: usize,
        /// Demand points of the places.
        demand: usize,
    },
    /// The counts cannot be right.
    #[error(
        "{people} eligible people, expected at most 2^48: check the count column of the seniors' tables"
    )]
    TooManyPeople {
        /// How many there are.
        people: u128,
    },
    /// Somebody asked to stop.
    #[error("siting was cancelled")]
    Cancelled,
    /// A level has no sites.
    #[error(
        "siting.level: no open site, committed site or candidate of kind `{kind}`; add facilities or candidates whose \
         `kind` is `{kind}`"
    )]
    NoSitesOfLevel {
        /// The kind of the level.
        kind: String,
    },
    /// A site that the brief names is not there.
    #[error(
        "{key}: no candidate or site of the kind has the id `{id}`; expected an id of the tables, `h3:…` or `osm:…`"
    )]
    NoSuchSite {
        /// The key that names it.
        key: &'static str,
        /// The id.
        id: String,
    },
    /// A district that a quota names is not there.
    #[error("siting.quota: no district is called or coded `{wanted}`; known: {known}")]
    NoSuchDistrict {
        /// The name or code.
        wanted: String,
        /// Some that there are.
        known: String,
    },
    /// A level of districts that a rule names is not there.
    #[error("siting: no district has the level `{wanted}`; known levels: {known}")]
    NoSuchLevel {
        /// The level.
        wanted: String,
        /// Those that there are.
        known: String,
    },
    /// A cost is needed that a candidate does not have.
    #[error(
        "candidate `{id}` has no cost, which a budget and model min_cost need: fill the column `cost`, or set candidates.cost"
    )]
    NoCost {
        /// The candidate's id.
        id: String,
    },
    /// More places at a site are offered without their number.
    #[error(
        "candidate `{id}` adds places to a site without saying how many: fill its column `capacity`"
    )]
    NoCapacity {
        /// The candidate's id.
        id: String,
    },
    /// People of tiers, and those of districts, are owed a share at once, and places are few.
    #[error(
        "siting: priority tiers, a share that every district must have covered (`siting.floor`) and capacities or least loads \
         cannot be asked for together, because people cannot be shared out under both: leave one of the three out"
    )]
    CrossingFloors,
    /// The promises cannot be kept together.
    #[error(
        "no plan keeps these promises together: {en}; drop or ease one of them. 以下要求无法同时满足：{zh}；请放宽其中之一。"
    )]
    Impossible {
        /// The smallest set of promises found, in Chinese.
        zh: String,
        /// The same in English.
        en: String,
    },
    /// No plan was found, and none was proven impossible.
    #[error(
        "no plan that keeps all promises was found within the effort, and it is not proven that there is none: raise siting.effort or ease a promise"
    )]
    NoPlanFound,
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::NoSites { kind } => {
                format!("要求选址 0 处 `{kind}`，至少应为 1 处：请设 `siting.sites`")
            }
            Self::NoCandidates { kind, sites } => format!(
                "{sites} 处地点中没有 `{kind}` 的候选地点，至少应有 1 处：请在 `candidates` 下添加文件、六边形或 OSM 标签，\
                 或检查其 `kind` 是否为空或 `{kind}`"
            ),
            Self::CutoffTooShort {
                kind,
                cutoff,
                within,
            } => format!(
                "步行时间只算到 {cutoff}，`{kind}` 需要 {within}：请把矩阵算得更远"
            ),
            Self::NotTheSamePlaces {
                matrix_sites,
                matrix_demand,
                sites,
                demand,
            } => format!(
                "步行时间对应 {matrix_sites} 处地点和 {matrix_demand} 个需求点，应为 {sites} 处和 {demand} 个：\
                 请用同一批地点重建矩阵"
            ),
            Self::TooManyPeople { people } => format!(
                "适用对象 {people} 人，至多应为 2^48：请检查老年人表的人数列"
            ),
            Self::Cancelled => "选址已停止".to_owned(),
            Self::NoSitesOfLevel { kind } => format!(
                "siting.level：没有 `{kind}` 的已开放、已确定或候选地点；请添加 `kind` 为 `{kind}` 的设施或候选地点"
            ),
            Self::NoSuchSite { key, id } => format!(
                "{key}：该类中没有编号为 `{id}` 的候选地点或设施；应为表中的编号、`h3:…` 或 `osm:…`"
            ),
            Self::NoSuchDistrict { wanted, known } => format!(
                "siting.quota：没有名称或代码为 `{wanted}` 的区划；已有：{known}"
            ),
            Self::NoSuchLevel { wanted, known } => {
                format!("siting：没有层级为 `{wanted}` 的区划；已有层级：{known}")
            }
            Self::NoCost { id } => format!(
                "候选地点 `{id}` 没有费用，而预算和模型 min_cost 需要：请填写 `cost` 列，或用 `candidates.cost` 给出一般费用"
            ),
            Self::NoCapacity { id } => format!(
                "候选地点 `{id}` 给设施增加容量，却没有写明多少：请填写 `capacity` 列"
            ),
            Self::CrossingFloors => "siting：优先等级、各区最低覆盖率（`siting.floor`）与容量或最低负荷不能同时要求，\
                 因为无法同时按两者分配人员：请去掉其中之一"
                .to_owned(),
            Self::Impossible { zh, .. } => {
                format!("以下要求无法同时满足：{zh}；请放宽其中之一")
            }
            Self::NoPlanFound => "在限定的计算量内没有找到满足全部要求的方案，也未证明不存在：请提高 siting.effort 或放宽要求"
                .to_owned(),
        }
    }
}
