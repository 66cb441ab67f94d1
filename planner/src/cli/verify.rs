//! `planner verify`: is the plan in this folder as good as it says?

use super::Failure;
use super::args::VerifyArgs;
use super::console::Console;
use crate::findings::Findings;
use crate::text::Lang;
use crate::verify;

/// Checks the certificate of a folder and says what it shows.
pub(super) fn run(args: &VerifyArgs, console: &Console) -> Result<Findings, Failure> {
    let shown = verify::folder(&args.dir)?;
    let asked = args.common.lang.map(Lang::from);
    // Without a scenario nobody knows who reads.
    let languages = asked.map_or_else(|| vec![Lang::En, Lang::Zh], |lang| vec![lang]);
    for lang in languages {
        console.say(&format!("{}\n", shown.told(lang)))?;
    }
    Ok(Findings::new())
}
