//! The command line: what was typed, one file per verb.
//!
//! Answers go to standard output, everything else to standard error. Exit codes: 0 answered, 1 answered with serious
//! findings, 2 could not answer.

mod args;
mod check;
mod compare;
mod console;
mod explain;
mod isochrone;
mod matrix;
mod plan;
mod report;
mod run;
mod summary;
mod synth;
mod verify;

use std::fmt;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Common, Question, Verb};
use console::Console;

use crate::error::Error;
use crate::findings::{Findings, Severity};
use crate::report::page::ground;
use crate::scenario::{Need, Scenario};
use crate::study::{Study, StudyOptions};
use crate::text::{Bilingual, Lang, Told, chain};

/// Whatever ends a verb early, to be told in either language.
#[derive(Debug)]
struct Failure(Box<dyn Told>);

impl<E: Told + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

/// What is wrong with what was typed, in a sentence.
#[derive(Debug)]
struct Mistyped(Bilingual);

impl fmt::Display for Mistyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Mistyped {}

impl Told for Mistyped {
    fn zh(&self) -> String {
        self.0.zh.clone()
    }
}

/// Reads the command line, runs the verb, prints the chain of causes of an error, and tells the exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.verb.common());
    match run_verb(&cli.verb, &console) {
        Ok(findings) if findings.count(Severity::Serious) > 0 => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            console.failure(&chain(error.0.as_ref()), spoken(&cli.verb));
            ExitCode::from(2)
        }
    }
}

/// The language that was typed, else the scenario's; nothing where neither is known.
fn spoken(verb: &Verb) -> Option<Lang> {
    let typed = verb.common().lang.map(Lang::from);
    let set = |question: &Question| {
        let values = question.set.iter().rev();
        let mut values = values.filter_map(|text| text.strip_prefix("language="));
        Lang::parse(values.next()?.trim_matches('"'))
    };
    typed.or_else(|| {
        let question = verb.question()?;
        set(question).or_else(|| Scenario::language_at(&question.scenario))
    })
}

fn run_verb(verb: &Verb, console: &Console) -> Result<Findings, Failure> {
    if let Some(threads) = verb.common().threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(threads))
            .build_global()
            .map_err(|why| Mistyped(Bilingual::alike(format!("--threads: {why}"))))?;
    }
    match verb {
        Verb::Check(args) => check::run(args, console),
        Verb::Score(args) => plan::score(args, console),
        Verb::Propose(args) => plan::propose(args, console),
        Verb::Verify(args) => verify::run(args, console),
        Verb::Matrix(args) => matrix::run(args, console),
        Verb::Explain(args) => explain::run(args, console),
        Verb::Isochrone(args) => isochrone::run(args, console),
        Verb::Compare(args) => compare::run(args, console),
        Verb::Report(args) => report::run(args, console),
        Verb::Findings(args) => check::explain(args, console),
        Verb::Export(args) => run::export::run(args, console),
        Verb::Replay(args) => run::replay::run(args, console),
        Verb::Synth(args) => synth::run(args, console),
    }
}

/// Opens the scenario that was typed, with its overrides.
fn open_scenario(question: &Question, common: &Common) -> Result<Scenario, Error> {
    let mut overrides = question.set.clone();
    if let Some(lang) = common.lang {
        overrides.push(format!("language=\"{}\"", Lang::from(lang).name()));
    }
    Ok(Scenario::open(&question.scenario, &overrides)?)
}

/// Opens the scenario that was typed, if it says what the verb needs, and runs all stages up to the search.
fn open_study(
    question: &Question,
    common: &Common,
    need: Option<Need>,
    console: &Console,
) -> Result<Study, Error> {
    let scenario = open_scenario(question, common)?;
    need.map_or(Ok(()), |need| scenario.require(need))?;
    let options = StudyOptions {
        base_map: ground::wanted(),
    };
    Study::open(scenario, &options, console)
}
