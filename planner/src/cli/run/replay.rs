//! `planner replay`: is the run in this folder what its inputs still give?

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::super::Failure;
use super::super::args::Common;
use super::super::console::Console;
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::progress::Stage;
use crate::replay::{ChangedInput, Difference, Outcome, replay};
use crate::text::Lang;

/// What `replay` needs.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReplayArgs {
    /// The folder that `score` or `propose` wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The folder of the scenario file; looked for around DIR and here unless given
    #[arg(long, value_name = "FOLDER")]
    inputs: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Redoes a run and says what differs; a difference is serious.
pub(in crate::cli) fn run(args: &ReplayArgs, console: &Console) -> Result<Findings, Failure> {
    let lang = args.common.lang.map_or_else(Lang::default, Lang::from);
    let outcome = replay(&args.dir, args.inputs.as_deref(), console)?;
    let mut findings = Findings::new();
    let text = match &outcome {
        Outcome::Identical(files) => match lang {
            Lang::Zh => format!("一致：{files} 个文件逐字节相同（求解用时除外）\n"),
            Lang::En => format!(
                "identical: {files} files are the same, byte for byte (but for the seconds of the search)\n"
            ),
        },
        Outcome::InputsChanged(inputs) => {
            findings.push(serious("inputs-changed", inputs.len()));
            told_inputs(inputs, lang)
        }
        Outcome::Differs(differences) => {
            findings.push(serious("replay-differs", differences.len()));
            told_differences(differences, lang)
        }
    };
    console.say(&text)?;
    Ok(findings)
}

fn serious(code: &'static str, count: usize) -> Finding {
    let text = Bilingual::new("重做结果不同", "the run comes out otherwise");
    Finding::new(code, Severity::Serious, Stage::Report, text).times(count as u64)
}

fn told_inputs(inputs: &[ChangedInput], lang: Lang) -> String {
    let mut text = String::from(lang.pick(
        "未重做：输入文件已改变\n",
        "not redone: inputs are not what they were\n",
    ));
    for input in inputs {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let _ = writeln!(
            text,
            "  {} {}: sha256 {} → {}",
            input.role,
            input.file,
            short(&input.then),
            short(&input.now)
        );
    }
    text
}

fn told_differences(differences: &[Difference], lang: Lang) -> String {
    let mut text = String::from(lang.pick("结果不同\n", "it differs\n"));
    for difference in differences {
        let _ = writeln!(text, "  {}", difference.file);
        for change in &difference.changes {
            let _ = writeln!(text, "    {change}");
        }
    }
    text
}
