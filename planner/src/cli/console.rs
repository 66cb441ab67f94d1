//! What a person at a terminal sees: answers on standard output, progress and trouble on standard error.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Common;
use crate::progress::{Progress, Stage};
use crate::report::RunRecord;
use crate::text::{Bilingual, Lang};

/// Standard output and standard error, with a progress bar where a terminal watches.
#[derive(Debug)]
pub(super) struct Console {
    loudness: Loudness,
    bar: ProgressBar,
    stage: Mutex<Option<Stage>>,
}

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loudness {
    /// Answers and progress.
    Normal,
    /// Nothing but errors.
    Quiet,
}

impl Console {
    /// A console as loud as was typed.
    pub(super) fn new(common: &Common) -> Self {
        let loudness = if common.quiet {
            Loudness::Quiet
        } else {
            Loudness::Normal
        };
        let watched = loudness == Loudness::Normal && io::stderr().is_terminal();
        let target = if watched {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        bar.set_style(
            ProgressStyle::with_template("{msg:10} {bar:40} {percent:>3} %")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Self {
            loudness,
            bar,
            stage: Mutex::new(None),
        }
    }

    /// Prints lines of an answer, unless quiet was asked for.
    pub(super) fn say(&self, lines: &str) -> io::Result<()> {
        match self.loudness {
            Loudness::Normal => {
                self.bar.finish_and_clear();
                writeln!(io::stdout().lock(), "{}", lines.trim_end())
            }
            Loudness::Quiet => Ok(()),
        }
    }

    /// Prints a run record, which was asked for, quiet or not.
    pub(super) fn record(&self, record: &RunRecord) -> io::Result<()> {
        self.bar.finish_and_clear();
        record.write(&mut io::stdout().lock())
    }

    /// Prints an answer as JSON, which was asked for, quiet or not.
    pub(super) fn json(&self, answer: &serde_json::Value) -> io::Result<()> {
        self.bar.finish_and_clear();
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, answer)?;
        writeln!(out)
    }

    /// Prints what the user should know beside the answer, unless quiet was asked for.
    pub(super) fn warn(&self, text: &str) {
        if self.loudness == Loudness::Normal {
            self.bar.finish_and_clear();
            let _gone = writeln!(io::stderr().lock(), "planner: {text}");
        }
    }

    /// Prints what went wrong; in both languages where nobody knows who reads.
    pub(super) fn failure(&self, what: &Bilingual, lang: Option<Lang>) {
        self.bar.finish_and_clear();
        let languages = lang.map_or_else(|| vec![Lang::En, Lang::Zh], |lang| vec![lang]);
        let mut lines: Vec<&str> = languages.iter().map(|&lang| what.in_lang(lang)).collect();
        lines.dedup();
        for line in lines {
            // Where standard error itself is gone, nobody is left to tell.
            let _gone = writeln!(io::stderr().lock(), "planner: {line}");
        }
    }
}

impl Progress for Console {
    fn report(&self, stage: Stage, done: u64, total: u64) {
        if let Ok(mut current) = self.stage.lock()
            && *current != Some(stage)
        {
            *current = Some(stage);
            self.bar.set_message(stage.name());
        }
        self.bar.set_length(total.max(1));
        self.bar.set_position(done);
    }

    fn waits_for(&self, file: &Path) {
        // Whoever waits does not know yet which language the scenario asks for.
        self.warn(&format!(
            "another planner is publishing beside this; waiting for it / 另一个进程正在公布结果，等待其完成: {}",
            file.display()
        ));
    }
}
