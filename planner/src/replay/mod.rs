//! A run, redone from its record: identical, or what differs.
//!
//! Turns the folder of a run into an [`Outcome`]. Nothing in the folder is changed.
//!
//! # Method
//!
//! 1. Find the files that the run read. A record names them as its scenario did; their folder is looked for around the
//!    run's folder and the present one, by the scenario file and its hash.
//! 2. Hash them. A file that is not what it was ends the replay: that is what differs.
//! 3. Read the question from the record, not from the scenario file, so that what was overridden counts; answer it,
//!    and write it into a folder that is thrown away.
//! 4. Compare every file byte by byte, without the seconds that the search took.

mod compare;
mod home;

use std::path::{Path, PathBuf};

use crate::error::Error as RunError;
use crate::places;
use crate::progress::Progress;
use crate::report::page::ground;
use crate::report::{self, Beside, RunRecord};
use crate::scenario::{self, Need, Scenario};
use crate::study::{Study, StudyOptions};
use crate::text::Told;

/// What a replay finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every file is the same; so many.
    Identical(usize),
    /// Files that the run read are not what they were.
    InputsChanged(Vec<ChangedInput>),
    /// The same inputs, and another answer.
    Differs(Vec<Difference>),
}

/// A file that a run read and that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedInput {
    /// What it is for.
    pub role: String,
    /// Its path, as the record names it.
    pub file: String,
    /// Its SHA-256 then.
    pub then: String,
    /// Its SHA-256 now.
    pub now: String,
}

/// A file of a run that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub file: String,
    /// Where in it, and what stood and stands there; empty where the whole file came or went.
    pub changes: Vec<String>,
}

/// Why a run cannot be redone.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its folder cannot be read.
    #[error(transparent)]
    Read(#[from] report::compare::Error),
    /// Its record does not hold the question.
    #[error("this record does not hold the question that it answers; it is of an earlier version: run `planner score` or `planner propose` again: {}", dir.display())]
    Early {
        /// The folder of the run.
        dir: PathBuf,
    },
    /// Its inputs are not where they are looked for.
    #[error("cannot find {file}, from which the run in {} was made; name the folder that holds it with --inputs", dir.display())]
    Lost {
        /// The scenario file.
        file: String,
        /// The folder of the run.
        dir: PathBuf,
    },
    /// One of its inputs is not there.
    #[error("an input of this run is not there ({role}): {}", path.display())]
    Missing {
        /// What it is for.
        role: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// The record's verb is none that leaves a run.
    #[error("this record is of `{0}`, expected `score` or `propose`")]
    Verb(String),
    /// The question cannot be asked again.
    #[error(transparent)]
    Scenario(#[from] scenario::Error),
    /// It cannot be answered again.
    #[error(transparent)]
    Run(#[from] RunError),
    /// An input cannot be hashed.
    #[error(transparent)]
    Places(#[from] places::Error),
    /// The answer cannot be written.
    #[error(transparent)]
    Write(#[from] report::Error),
    /// The run cannot be redone beside the old one, or not be held against it.
    #[error("cannot read or write the files that are compared ({0})")]
    Scratch(#[from] std::io::Error),
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Read(error) => error.zh(),
            Self::Early { dir } => format!(
                "该记录没有保存它所回答的问题，出自较早的版本：请重新运行 `planner score` 或 `planner propose`：{}",
                dir.display()
            ),
            Self::Lost { file, dir } => format!(
                "找不到 {file}，{} 中的结果由它算出；请用 --inputs 指明所在文件夹",
                dir.display()
            ),
            Self::Missing { role, path } => {
                format!("缺少本次运行的一个输入（{role}）：{}", path.display())
            }
            Self::Verb(verb) => format!("该记录出自 `{verb}`，应为 `score` 或 `propose`"),
            Self::Scenario(error) => error.zh(),
            Self::Run(error) => error.zh(),
            Self::Places(error) => error.zh(),
            Self::Write(error) => error.zh(),
            Self::Scratch(error) => format!("无法读写用于比较的文件（{}）", error.zh()),
        }
    }

    fn behind(&self) -> Option<&dyn Told> {
        match self {
            Self::Run(error) => error.behind(),
            _ => None,
        }
    }
}

/// Redoes the run in a folder; `inputs` is the folder of its scenario file, where that is known.
pub fn replay(
    dir: &Path,
    inputs: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Outcome, Error> {
    let record = report::compare::read::record(dir)?;
    let home = home::find(dir, inputs, &record)?;
    let changed = changed_inputs(&home, &record)?;
    if !changed.is_empty() {
        return Ok(Outcome::InputsChanged(changed));
    }
    let scenario = question(dir, &home, &record)?;
    let scratch = tempfile::tempdir()?;
    redo(scenario, &record.verb, (dir, scratch.path()), progress)?;
    Ok(compare::folders(dir, scratch.path())?)
}

/// The question as the record holds it, asked from the folder of the scenario file.
fn question(dir: &Path, home: &Path, record: &RunRecord) -> Result<Scenario, Error> {
    let text = toml::to_string(&record.question).unwrap_or_default();
    if text.is_empty() {
        return Err(Error::Early {
            dir: dir.to_owned(),
        });
    }
    let file = home.join(home::scenario_file(record).unwrap_or("scenario.toml"));
    Ok(Scenario::parse(&file, &text, &[])?)
}

/// Answers a question as its verb does, into a folder; what is held back because of earlier releases is that of the
/// folder of the run.
fn redo(
    scenario: Scenario,
    verb: &str,
    (dir, into): (&Path, &Path),
    progress: &dyn Progress,
) -> Result<(), Error> {
    let (verb, need) = match verb {
        "score" => ("score", Need::Score),
        "propose" => ("propose", Need::Propose),
        other => return Err(Error::Verb(other.to_owned())),
    };
    scenario.require(need)?;
    // The base map is a part of what a run leaves.
    let options = StudyOptions {
        base_map: ground::wanted(),
    };
    let study = Study::open(scenario, &options, progress)?;
    let account = study.account(match need {
        Need::Score => study.score(progress)?,
        Need::Propose => study.propose(progress)?,
    });
    let run = study.run_in_full(verb, &account);
    let beside = Beside::of(&run, dir).map_err(report::Error::from)?;
    Ok(report::write_published(&run, &beside.publication, into)?)
}

/// The inputs whose bytes are not those that the run read.
fn changed_inputs(home: &Path, record: &RunRecord) -> Result<Vec<ChangedInput>, Error> {
    let mut changed = Vec::new();
    for input in &record.inputs {
        let path = home.join(&input.file);
        if !path.is_file() {
            return Err(Error::Missing {
                role: input.role.clone(),
                path,
            });
        }
        let now = places::input_file("input", &path, input.records)?.sha256;
        if now != input.sha256 {
            changed.push(ChangedInput {
                role: input.role.clone(),
                file: input.file.clone(),
                then: input.sha256.clone(),
                now,
            });
        }
    }
    Ok(changed)
}
