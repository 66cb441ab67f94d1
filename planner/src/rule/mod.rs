//! A rule about people, such as `age >= 70 and hukou startswith "3701"`: parsed once, judged row by row.
//!
//! This room knows no table of its own: whoever has columns shows them through [`Columns`] and [`Column`]. The same
//! language says who a plan is for, who comes first, and which groups are compared.
//!
//! # The language
//!
//! | form | meaning |
//! |---|---|
//! | `age >= 70` | numbers: `=` `!=` `<` `<=` `>` `>=`, the number on either side |
//! | `relief = "低保"` | texts in quotes: `=` `!=` |
//! | `hukou startswith "3701"` | also `endswith`, `contains` |
//! | `relief in ["低保", "特困"]` | any of a list; `not in` for none of it |
//! | `care_level is missing` | nothing is known; `is known` for the opposite |
//! | `a and b`, `a or b`, `not a`, `( … )` | `not` binds most, `or` least; 且, 或 and 非 are the same words |
//!
//! A column is called by its field (`age`, `living`, `care_level`, `hukou`, `district`, …) or by its header; one with
//! spaces stands in backquotes. A comparison with a value that is missing is neither true nor false; so is a rule that
//! depends on it ([`Truth::Unknown`], after Kleene).
//!
//! Method: a recursive descent; every comparison is judged once for each distinct value of its column, so that a row
//! costs a table lookup for each comparison.
//!
//! Complexity: linear in the text, the distinct values and the rows.

mod judge;
mod parse;
#[cfg(test)]
mod tests;
mod word;

use std::borrow::Cow;
use std::fmt;

use crate::text::{Bilingual, Told};

pub use judge::{Judge, ranking};

/// A rule that makes sense as a sentence; whether its columns exist shows when it is bound to a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    text: String,
    root: Node,
}

/// Whether a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It depends on something that is not known.
    Unknown,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers, which have texts too.
    Number,
    /// Texts.
    Text,
}

/// A table as a rule sees it.
pub trait Columns {
    /// The column of a name; `None` where there is none.
    fn column(&self, name: &str) -> Option<Box<dyn Column + '_>>;
    /// All names, for messages.
    fn names(&self) -> Vec<String>;
}

/// A column as a rule sees it: distinct values, and one or none for each row.
pub trait Column: Sync {
    /// What it holds.
    fn kind(&self) -> Kind;
    /// The number of distinct values.
    fn size(&self) -> usize;
    /// The texts by which a value goes; a test that one of them passes is passed.
    fn texts(&self, value: usize) -> Vec<Cow<'_, str>>;
    /// A value as a number.
    fn number(&self, value: usize) -> Option<f64>;
    /// The value of a row.
    fn value(&self, row: usize) -> Option<usize>;
}

impl Rule {
    /// Reads a rule.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let root = parse::rule(text)?;
        Ok(Self {
            text: text.to_owned(),
            root,
        })
    }

    /// The rule as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that it names, each once, in order of appearance.
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.names(&mut names);
        names
    }

    /// Makes an error about a column that the rule names.
    pub fn error_at_column(&self, name: &str, message: impl Into<Bilingual>) -> Error {
        let at = self.root.place_of(name).unwrap_or(0);
        Error::new(&self.text, at, message)
    }

    /// Looks up the columns and judges every distinct value; wrong columns and types are errors.
    pub fn bind<'a>(&self, columns: &'a dyn Columns) -> Result<Judge<'a>, Error> {
        judge::bind(&self.text, &self.root, columns)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a rule makes no sense, and at which character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The rule.
    pub text: String,
    /// The number of characters before the one that is wrong.
    pub at: usize,
    /// What is wrong, and what to do.
    pub message: Bilingual,
}

impl Error {
    fn new(text: &str, at: usize, message: impl Into<Bilingual>) -> Self {
        Self {
            text: text.to_owned(),
            at,
            message: message.into(),
        }
    }
}

impl Error {
    /// The line of the rule with a caret below the character, and the character's number.
    fn shown(&self) -> (usize, String) {
        let before: String = self.text.chars().take(self.at).collect();
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = self.text[line_start..].lines().next().unwrap_or_default();
        let column: usize = before[line_start..].chars().map(cells).sum();
        let character = before[line_start..].chars().count() + 1;
        (character, format!("  {line}\n  {:column$}^", ""))
    }
}

impl fmt::Display for Error {
    /// The message, then the line of the rule with a caret below the character.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (character, shown) = self.shown();
        write!(f, "{} (character {character}):\n{shown}", self.message.en)
    }
}

impl std::error::Error for Error {}

impl Told for Error {
    fn zh(&self) -> String {
        let (character, shown) = self.shown();
        format!("{}（第 {character} 个字符）：\n{shown}", self.message.zh)
    }
}

/// How many cells a character takes on a terminal.
fn cells(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}' => 2,
        _ => 1,
    }
}

/// A sentence of the language.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
    /// A test of one column.
    Test(Name, Test),
}

/// A column and where it is named.
#[derive(Debug, Clone, PartialEq)]
struct Name {
    text: String,
    at: usize,
}

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq)]
enum Test {
    Compare(Comparison, Literal),
    /// Any of a list.
    In(Vec<Literal>),
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    Missing,
}

/// How two numbers or texts compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A value written in the rule, and where.
#[derive(Debug, Clone, PartialEq)]
struct Literal {
    value: Value,
    at: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(f64),
    Text(String),
}

impl Node {
    fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::And(a, b) | Self::Or(a, b) => {
                a.names(names);
                b.names(names);
            }
            Self::Not(a) => a.names(names),
            Self::Test(name, _) if !names.contains(&name.text.as_str()) => names.push(&name.text),
            Self::Test(..) => {}
        }
    }

    fn place_of(&self, wanted: &str) -> Option<usize> {
        match self {
            Self::And(a, b) | Self::Or(a, b) => a.place_of(wanted).or_else(|| b.place_of(wanted)),
            Self::Not(a) => a.place_of(wanted),
            Self::Test(name, _) => (name.text == wanted).then_some(name.at),
        }
    }
}
