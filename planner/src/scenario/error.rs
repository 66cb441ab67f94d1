//! Why a scenario cannot be used: the key, what was found, what was expected, the path last.

use std::path::PathBuf;

use crate::rule;
use crate::text::{Bilingual, Told};

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read the scenario: {source}: {}", path.display())]
    Unreadable {
        /// The scenario file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is no TOML, or a value has the wrong type.
    #[error("{}: {}: {}", at.en, message.en, path.display())]
    Malformed {
        /// Line and column, the override, or the section.
        at: Box<Bilingual>,
        /// What is wrong.
        message: Box<Bilingual>,
        /// The scenario file.
        path: PathBuf,
    },
    /// A key is not known.
    #[error("{}: unknown key `{key}`; {}: {}", at.en, hint.en, path.display())]
    UnknownKey {
        /// Line and column, the override, or the section.
        at: Box<Bilingual>,
        /// The key found.
        key: String,
        /// The nearest known key, or all of them.
        hint: Box<Bilingual>,
        /// The scenario file.
        path: PathBuf,
    },
    /// An override is no `key.path=value`, or its path leads nowhere.
    #[error("--set {text}: {}", reason.en)]
    BadOverride {
        /// The override as typed.
        text: String,
        /// What is wrong with it.
        reason: Bilingual,
    },
    /// A value makes no sense.
    #[error("{key} = {}; expected {}: {}", found.en, expected.en, path.display())]
    Invalid {
        /// The key, with its path.
        key: String,
        /// The value found.
        found: Box<Bilingual>,
        /// What would make sense.
        expected: Box<Bilingual>,
        /// The scenario file.
        path: PathBuf,
    },
    /// A rule makes no sense; the message points at the character.
    #[error("{key}: {error}\nin {}", path.display())]
    Rule {
        /// The key of the rule.
        key: String,
        /// What is wrong, and where.
        error: Box<rule::Error>,
        /// The scenario file.
        path: PathBuf,
    },
    /// Something that is needed is not there.
    #[error("{key} is missing; expected {}: {}", expected.en, path.display())]
    Missing {
        /// The key or section.
        key: &'static str,
        /// What should be there.
        expected: Box<Bilingual>,
        /// The scenario file.
        path: PathBuf,
    },
    /// A promise cannot be read.
    #[error("promise.{number}.rule: {}\nin {}", message.en, path.display())]
    Promise {
        /// Its position; the first is 0.
        number: usize,
        /// What is wrong and where, with the text.
        message: Box<Bilingual>,
        /// The scenario file.
        path: PathBuf,
    },
    /// Two keys contradict each other.
    #[error("{first} and {second} {}: {}", problem.en, path.display())]
    Contradiction {
        /// One key.
        first: String,
        /// The other.
        second: String,
        /// Why both cannot stand.
        problem: Box<Bilingual>,
        /// The scenario file.
        path: PathBuf,
    },
    /// A file that the scenario names is not there.
    #[error("no such file (named in {}): {}", scenario.display(), path.display())]
    NoSuchFile {
        /// The scenario file.
        scenario: PathBuf,
        /// The file that it names.
        path: PathBuf,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { path, source } => {
                format!("无法读取情景文件：{}：{}", source.zh(), path.display())
            }
            Self::Malformed { at, message, path } => {
                format!("{}：{}：{}", at.zh, message.zh, path.display())
            }
            Self::UnknownKey {
                at,
                key,
                hint,
                path,
            } => format!(
                "{}：没有名为 `{key}` 的键；{}：{}",
                at.zh,
                hint.zh,
                path.display()
            ),
            Self::BadOverride { text, reason } => format!("--set {text}：{}", reason.zh),
            Self::Invalid {
                key,
                found,
                expected,
                path,
            } => format!(
                "{key} = {}；应为：{}：{}",
                found.zh,
                expected.zh,
                path.display()
            ),
            Self::Rule { key, error, path } => {
                format!("{key}：{}\n文件：{}", error.zh(), path.display())
            }
            Self::Missing {
                key,
                expected,
                path,
            } => format!("缺少 {key}；应为：{}：{}", expected.zh, path.display()),
            Self::Promise {
                number,
                message,
                path,
            } => format!(
                "promise.{number}.rule：{}\n文件：{}",
                message.zh,
                path.display()
            ),
            Self::Contradiction {
                first,
                second,
                problem,
                path,
            } => format!("{first} 与 {second} {}：{}", problem.zh, path.display()),
            Self::NoSuchFile { scenario, path } => format!(
                "没有这个文件（由 {} 指定）：{}",
                scenario.display(),
                path.display()
            ),
        }
    }
}
