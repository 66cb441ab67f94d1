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
//!
//! # Complexity
//!
//! O(non-zeros), with a sort for each site that has a capacity.
//!
//! # Invariants
//!
//! Whatever the file says, it is either shown or refused; sums that would overflow refuse it.
//!
//! # References
//!
//! Geoffrion (1974), Lagrangean relaxation for integer programming.

mod file;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::text::Lang;
use crate::text::Told;

use file::{File, Run};

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
    /// What the file says is not so.
    #[error("the certificate does not hold: {why}: {}", path.display())]
    Refused {
        /// What is not so.
        why: String,
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
            Self::Refused { why, path } => {
                format!("证明不成立：{why}：{}", path.display())
            }
        }
    }
}

/// What a certificate shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// What the plan is worth: less is better.
    pub value: i128,
    /// No plan is worth less.
    pub bound: i128,
    /// How many sites the plan opens or keeps.
    pub open: usize,
    /// Objective and bound of the run record beside it, in the model's own unit, and the bound that is shown in it.
    pub claimed: Option<Claimed>,
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
}

impl Shown {
    /// What holds, in a sentence; and where the record names a closer bound, why the certificate does not show it.
    pub fn told(&self, lang: Lang) -> String {
        let open = self.open;
        let Some(claimed) = &self.claimed else {
            let (value, bound) = (self.value, self.bound);
            return match lang {
                Lang::Zh => {
                    format!("成立：方案共 {open} 处，代价 {value}；任何方案的代价都不低于 {bound}")
                }
                Lang::En => format!(
                    "holds: the plan of {open} sites costs {value}, and no plan costs less than {bound}"
                ),
            };
        };
        let Claimed {
            objective,
            bound,
            shown,
        } = claimed;
        let mut text = match lang {
            Lang::Zh => format!(
                "成立：方案共 {open} 处，目标值 {objective} 与 run.json 一致；任何方案都不会优于 {shown}"
            ),
            Lang::En => format!(
                "holds: the plan of {open} sites reaches {objective}, as run.json says, and no plan is better than {shown}"
            ),
        };
        // A record's bound is made of whole people or sites, or rounded to them: half of one is no difference.
        if (bound - shown).abs() >= 0.5 {
            let _ = match lang {
                Lang::Zh => write!(
                    text,
                    "\nrun.json 的上界 {bound} 更紧，由分支定界或剔除多余点位得出，证书不含其证明"
                ),
                Lang::En => write!(
                    text,
                    "\nrun.json names the closer bound {bound}: it rests on branch and bound or on sites left out, which a certificate does not hold"
                ),
            };
        }
        text
    }
}

/// Checks the certificate of a folder.
pub fn folder(dir: &Path) -> Result<Shown, Error> {
    let path = dir.join("certificate.json");
    let unreadable = |why: String| Error::Unreadable {
        why,
        path: path.clone(),
    };
    let text = std::fs::read_to_string(&path).map_err(|why| unreadable(why.to_string()))?;
    let run = std::fs::read_to_string(dir.join("run.json")).ok();
    texts(&text, run.as_deref()).map_err(|why| Error::Refused {
        why,
        path: path.clone(),
    })
}

/// Checks the text of a certificate against that of the run record beside it, if there is one.
pub fn texts(text: &str, run: Option<&str>) -> Result<Shown, String> {
    let file: File = serde_json::from_str(text).map_err(|why| why.to_string())?;
    let mut shown = file.check()?;
    if let Some(run) = run {
        let run: Run = serde_json::from_str(run).map_err(|why| format!("run.json: {why}"))?;
        shown.claimed = Some(file.agrees(&run.proposal, &shown)?);
    }
    Ok(shown)
}

/// Checks the text of a certificate; says what is not so.
pub fn text_of(text: &str) -> Result<Shown, String> {
    texts(text, None)
}

#[cfg(test)]
mod tests;
