//! The independent checker of `certificate.json`: shares no code with the solvers, and trusts nothing but arithmetic.
//!
//! Reads the file alone, as any program could: the problem in merged rows, the plan, and prices. It counts the plan and
//! sums the bound again, and compares both with what the file and the run record claim.
//!
//! # Method
//!
//! 1. The plan keeps the number of sites, the sites that stay and every rule.
//! 2. Without loads each row takes the cheapest open sites. With loads the file says who goes where: nobody is served
//!    twice, no site is overfilled or left under its least load, and every service is an arc.
//! 3. Floors are kept; the sum of all costs is the value.
//! 4. `Σ needs · min(λ, q + ν) − Σ ν·most − Σ μ·most + Σ (least α) + the p least site costs`, rounded up, is the bound
//!    (Geoffrion, 1974): no plan is worth less.
//! 5. A plan made tier by tier is counted and bounded for each tier: only its people cost, and what the plan leaves of the
//!    tiers before it is a floor.
//! 6. The record names the same sites, sums and bounds, or a bound that is closer; it never contradicts itself, and names
//!    the certificate by its hash.
//!
//! # Complexity
//!
//! O(non-zeros), with a sort for each site that has a capacity.
//!
//! # Invariants
//!
//! Whatever the file says, it is either shown or refused; sums that would overflow refuse it. The problem is taken as the
//! file has it: that it is the one of the inputs is what `planner replay` shows, by making it again.
//!
//! # References
//!
//! Geoffrion (1974), Lagrangean relaxation for integer programming.

mod bound;
mod file;
mod plan;
mod record;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::text::{Bilingual, Lang, Told};

use file::File;
use record::Run;

/// Why a certificate does not hold.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not there or cannot be read.
    #[error("no certificate to check ({why}); run `planner propose` into this folder first: {}", path.display())]
    Unreadable {
        /// What is wrong.
        why: String,
        /// The file.
        path: PathBuf,
    },
    /// The model leaves no certificate.
    #[error("nothing was checked: a plan of {model} has no certificate, its bound rests on the search alone: {}", path.display())]
    NoneOfModel {
        /// The model.
        model: String,
        /// The record that names it.
        path: PathBuf,
    },
    /// What the file says is not so.
    #[error("the certificate does not hold: {}: {}", why.en, path.display())]
    Refused {
        /// What is not so.
        why: Bilingual,
        /// The file.
        path: PathBuf,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { why, path } => format!(
                "没有可核验的证明（{why}）；请先在该文件夹运行 `planner propose`：{}",
                path.display()
            ),
            Self::NoneOfModel { model, path } => format!(
                "未作核验：{model} 的方案没有证书，其界仅由搜索得出：{}",
                path.display()
            ),
            Self::Refused { why, path } => {
                format!("证明不成立：{}：{}", why.zh, path.display())
            }
        }
    }
}

/// What is not so.
type No = Bilingual;

/// Says it in both languages, the Chinese first.
fn no(zh: impl Into<String>, en: impl Into<String>) -> No {
    Bilingual::new(zh, en)
}

/// What a certificate shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What the plan is worth: less is better.
    pub value: i128,
    /// No plan is worth less; of a plan made tier by tier, the sum of what is shown of each tier.
    pub bound: i128,
    /// How many sites the plan opens or keeps.
    pub open: usize,
    /// What is shown of each tier; empty where all people are counted at once.
    pub tiers: Vec<Part>,
    /// Objective and bound of the run record beside it, in the model's own unit, and the bound that is shown in it.
    pub claimed: Option<Claimed>,
}

/// What is shown of one tier, or of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The tier; nothing for who belongs to none.
    pub name: Option<String>,
    /// The needs of all who count.
    pub needs: u64,
    /// What the plan is worth: less is better.
    pub value: i128,
    /// No plan is worth less that does as well by the tiers before.
    pub bound: i128,
}

/// What the run record claims, and how much of it the certificate shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claimed {
    /// The objective; it is shown.
    pub objective: f64,
    /// The bound that the run record names.
    pub bound: f64,
    /// The bound that the prices prove.
    pub shown: f64,
    /// How many new sites the record proposes; they are those of the plan.
    pub new: usize,
}

impl Shown {
    /// What holds, in a sentence; and where the record names a closer bound, why the certificate does not show it.
    pub fn told(&self, lang: Lang) -> String {
        let mut text = self.held(lang);
        for tier in &self.tiers {
            text.push_str(&tier.told(lang));
        }
        let Some(Claimed { bound, shown, .. }) = self.claimed else {
            return text;
        };
        // A record's bound is made of whole people or sites, or rounded to them: half of one is no difference.
        if (bound - shown).abs() >= 0.5 {
            let _ = match lang {
                Lang::Zh => write!(
                    text,
                    "\nrun.json 的界 {bound} 更紧，由搜索的分支定界或剔除多余点位得出，证书不含其证明：此处只核实到 {shown}"
                ),
                Lang::En => write!(
                    text,
                    "\nrun.json names the closer bound {bound}: it rests on the search's branch and bound or on sites left out, which a certificate does not hold; what is checked here is {shown}"
                ),
            };
        }
        text
    }

    /// The first sentence.
    fn held(&self, lang: Lang) -> String {
        let (open, value, bound) = (self.open, self.value, self.bound);
        let by_tier = !self.tiers.is_empty();
        match (&self.claimed, lang) {
            (None, Lang::Zh) if by_tier => {
                format!("成立：方案共 {open} 处，代价 {value}；分档核验：")
            }
            (None, Lang::En) if by_tier => {
                format!("holds: the plan of {open} sites costs {value}; tier by tier:")
            }
            (None, Lang::Zh) => {
                format!("成立：方案共 {open} 处，代价 {value}；任何方案的代价都不低于 {bound}")
            }
            (None, Lang::En) => format!(
                "holds: the plan of {open} sites costs {value}, and no plan costs less than {bound}"
            ),
            (Some(claimed), _) => {
                let Claimed {
                    objective,
                    shown,
                    new,
                    ..
                } = claimed;
                let sites = if *new == 1 { "site" } else { "sites" };
                match (by_tier, lang) {
                    (true, Lang::Zh) => format!(
                        "成立：方案新增 {new} 处，目标值 {objective} 与 run.json 一致；分档核验："
                    ),
                    (true, Lang::En) => format!(
                        "holds: the plan of {new} new {sites} reaches {objective}, as run.json says; tier by tier:"
                    ),
                    (false, Lang::Zh) => format!(
                        "成立：方案新增 {new} 处，目标值 {objective} 与 run.json 一致；任何方案都不会优于 {shown}"
                    ),
                    (false, Lang::En) => format!(
                        "holds: the plan of {new} new {sites} reaches {objective}, as run.json says, and no plan is better than {shown}"
                    ),
                }
            }
        }
    }
}

impl Part {
    fn told(&self, lang: Lang) -> String {
        let needs = i128::from(self.needs);
        let (covered, most) = (needs - self.value, needs - self.bound);
        let name = self.name.as_deref();
        match lang {
            Lang::Zh => format!(
                "\n  {}：{needs} 人中覆盖 {covered} 人；不减少前面各档的方案都不会超过 {most} 人",
                name.unwrap_or("其余的人")
            ),
            Lang::En => format!(
                "\n  {}: {covered} of {needs}; no plan that does as well by the tiers before covers more than {most}",
                name.unwrap_or("all others")
            ),
        }
    }
}

/// Checks the certificate of a folder.
pub fn folder(dir: &Path) -> Result<Shown, Error> {
    let path = dir.join("certificate.json");
    let unreadable = |why: String| Error::Unreadable {
        why,
        path: path.clone(),
    };
    let beside = dir.join("run.json");
    let run = std::fs::read_to_string(&beside).ok();
    let text = std::fs::read_to_string(&path).map_err(|why| {
        match run.as_deref().and_then(record::model_without) {
            Some(model) => Error::NoneOfModel {
                model,
                path: beside,
            },
            None => unreadable(why.to_string()),
        }
    })?;
    texts(&text, run.as_deref()).map_err(|why| Error::Refused {
        why,
        path: path.clone(),
    })
}

/// Checks the text of a certificate against that of the run record beside it, if there is one.
pub fn texts(text: &str, run: Option<&str>) -> Result<Shown, Bilingual> {
    let file: File = serde_json::from_str(text).map_err(|why| Bilingual::alike(why.to_string()))?;
    file.shape()?;
    let service = file.service()?;
    let parts = file.parts(&service)?;
    let claimed = match run {
        None => None,
        Some(run) => {
            let run: Run = serde_json::from_str(run)
                .map_err(|why| Bilingual::alike(format!("run.json: {why}")))?;
            let sha256 = file::sha256(text);
            Some(record::agrees(&file, &run, (&service, &parts, &sha256))?)
        }
    };
    let is_tiered = file.proofs.iter().any(|proof| proof.tier.is_some());
    Ok(Shown {
        value: parts.iter().map(|part| part.value).sum(),
        bound: parts.iter().map(|part| part.bound).sum(),
        open: file.plan.len(),
        tiers: if is_tiered { parts } else { Vec::new() },
        claimed,
    })
}

/// Checks the text of a certificate; says what is not so.
pub fn text_of(text: &str) -> Result<Shown, Bilingual> {
    texts(text, None)
}

#[cfg(test)]
mod tests;
