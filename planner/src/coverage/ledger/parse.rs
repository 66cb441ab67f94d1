//! The text of a promise becomes a claim, or an error that points at the character.

use crate::rule::Rule;
use crate::text::{Bilingual, Told};
use crate::units::WalkTime;

use super::lexer::{Piece, Token, pieces};
use super::{Claim, Comparison, People, Per, Quantity, Target, Word};

/// Why a promise cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {}", problem.en)]
pub struct Misread {
    /// The character, counted from 1.
    pub column: usize,
    /// What stands there, and what should.
    pub problem: Bilingual,
}

/// What is expected, in Chinese and English.
type Words = (&'static str, &'static str);

impl Misread {
    /// An error at a character.
    pub fn new(column: usize, found: impl Into<Bilingual>, expected: impl Into<Bilingual>) -> Self {
        let (found, expected) = (found.into(), expected.into());
        Self {
            column,
            problem: Bilingual::new(
                format!("此处为 {}；应为 {}", found.zh, expected.zh),
                format!("found {}; expected {}", found.en, expected.en),
            ),
        }
    }

    /// The error with the text and a mark under the character.
    pub fn shown_in(&self, text: &str) -> Bilingual {
        let wide = |letter: char| if letter as u32 >= 0x1100 { 2 } else { 1 };
        let before: usize = text.chars().take(self.column - 1).map(wide).sum();
        let shown = format!("  {text}\n  {}^", " ".repeat(before));
        Bilingual::new(
            format!("{}\n{shown}", self.zh()),
            format!("{self}\n{shown}"),
        )
    }
}

impl Told for Misread {
    fn zh(&self) -> String {
        format!("第 {} 个字符：{}", self.column, self.problem.zh)
    }
}

/// Reads a promise.
pub fn parse(text: &str) -> Result<Claim, Misread> {
    let mut reader = Reader {
        text,
        pieces: pieces(text)?,
        next: 0,
    };
    let claim = if reader.takes_word("every") {
        reader.every()?
    } else {
        reader.measure()?
    };
    match reader.pieces.get(reader.next) {
        None => Ok(claim),
        Some(piece) => Err(reader.misread(Some(piece), ("任务条目结束", "the end of the promise"))),
    }
}

/// What a target is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Sites, capacities and the like.
    Number,
    /// A share of something, which may be written in per cent.
    Share,
}

struct Reader<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    next: usize,
}

impl Reader<'_> {
    fn every(&mut self) -> Result<Claim, Misread> {
        let subject = self.word((
            "区划层级（如 street）或设施类别",
            "a level of districts such as street, or a kind of site",
        ))?;
        if self.takes_word("has") || self.takes_word("have") {
            let kind = self.word(("设施类别", "a kind of site"))?;
            let target = self.target_or_some()?;
            return Ok(Claim::EveryHas {
                level: subject,
                kind,
                target,
            });
        }
        self.expect_word("within", ("`has` 或 `within`", "`has` or `within`"))?;
        let minutes = self.number(("分钟数", "minutes"))?;
        self.expect_one_of(&["min", "minutes", "分钟"], ("`min`", "`min`"))?;
        self.expect_word("of", ("`of`", "`of`"))?;
        let _article = ["a", "an", "the"].iter().any(|word| self.takes_word(word));
        let of = self.word(("设施类别或级别", "a kind or level of site"))?;
        let by = if self.takes_word("by") {
            Some(self.word(("出行方式，如 ebike", "a walk profile such as ebike"))?)
        } else {
            None
        };
        Ok(Claim::EveryWithin {
            sites: subject,
            within: WalkTime::from_seconds(minutes * 60.0),
            of,
            by,
        })
    }

    fn measure(&mut self) -> Result<Claim, Misread> {
        let names = (
            "`count`、`sum`、`share`、`coverage` 或 `every`",
            "`count`, `sum`, `share`, `coverage` or `every`",
        );
        let name = self.word(names)?;
        let unit = match name.text.as_str() {
            "share" | "coverage" => Unit::Share,
            _ => Unit::Number,
        };
        if !matches!(name.text.as_str(), "count" | "sum" | "share" | "coverage") {
            return Err(Misread::new(
                name.column,
                Bilingual::alike(format!("`{}`", name.text)),
                names,
            ));
        }
        self.sign('(', ("`(`", "`(`"))?;
        let quantity = match name.text.as_str() {
            "count" => Quantity::Count(self.word(("设施类别", "a kind of site"))?),
            "sum" => self.sum()?,
            "share" => self.share()?,
            _ => self.coverage()?,
        };
        self.sign(')', ("`)`", "`)`"))?;
        let per = if unit == Unit::Number && self.takes_sign('/') {
            Some(self.per()?)
        } else {
            None
        };
        let target = self.target(unit)?;
        Ok(Claim::Measure {
            quantity,
            per,
            target,
        })
    }

    fn sum(&mut self) -> Result<Quantity, Misread> {
        let what = self.word((
            "设施类别、单位（如 床位）或 `capacity`",
            "a kind, a unit such as beds, or `capacity`",
        ))?;
        let of = if self.takes_word("of") {
            Some(self.word(("设施类别", "a kind of site"))?)
        } else {
            None
        };
        Ok(Quantity::Sum { what, of })
    }

    fn share(&mut self) -> Result<Quantity, Misread> {
        let level = self.word(("区划层级，如 towns", "a level of districts such as towns"))?;
        self.expect_word("with", ("`with`", "`with`"))?;
        let kind = self.word(("设施类别", "a kind of site"))?;
        let enough = self.target_or_some()?;
        Ok(Quantity::Share {
            level,
            kind,
            enough,
        })
    }

    fn coverage(&mut self) -> Result<Quantity, Misread> {
        let kind = self.word(("设施类别或 `circle`", "a kind of site, or `circle`"))?;
        let rule = if self.takes_sign(',') {
            Some(self.rule()?)
        } else {
            None
        };
        Ok(Quantity::Coverage { kind, rule })
    }

    /// The rule up to the parenthesis that closes the function.
    fn rule(&mut self) -> Result<Rule, Misread> {
        let first = self.next;
        let mut depth = 0_usize;
        while let Some(piece) = self.pieces.get(self.next) {
            match piece.token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') if depth == 0 => break,
                Token::Sign(')') => depth -= 1,
                _ => {}
            }
            self.next += 1;
        }
        match (self.pieces.get(first), self.pieces.get(self.next)) {
            (Some(from), Some(to)) if first < self.next => {
                let text = self.text[from.byte..to.byte].trim_end();
                Rule::parse(text).map_err(|error| Misread {
                    column: from.column + error.at,
                    problem: error.message,
                })
            }
            (_, found) => Err(self.misread(
                found,
                (
                    "规则（如 age >= 70），然后是 `)`",
                    "a rule such as age >= 70, then `)`",
                ),
            )),
        }
    }

    fn per(&mut self) -> Result<Per, Misread> {
        let number = self.number(("老年人数，如 1000", "a number of seniors such as 1000"))?;
        let word = self.expect_one_of(
            &["seniors", "eligible"],
            ("`seniors` 或 `eligible`", "`seniors` or `eligible`"),
        )?;
        let people = if word.text == "seniors" {
            People::Seniors
        } else {
            People::Eligible
        };
        if number <= 0.0 {
            return Err(Misread::new(
                word.column,
                ("0 人", "0 people"),
                ("大于 0 的数字", "a number above 0"),
            ));
        }
        Ok(Per { number, people })
    }

    fn target_or_some(&mut self) -> Result<Target, Misread> {
        if matches!(
            self.peek(),
            Some(Piece {
                token: Token::Compare(_),
                ..
            })
        ) {
            self.target(Unit::Number)
        } else {
            Ok(Target::SOME)
        }
    }

    fn target(&mut self, unit: Unit) -> Result<Target, Misread> {
        let comparison = match self.peek().map(|piece| &piece.token) {
            Some(Token::Compare(comparison)) => *comparison,
            _ => {
                return Err(self.misread(self.peek(), ("比较符，如 >=", "a comparison such as >=")));
            }
        };
        self.next += 1;
        let at = self.peek().cloned();
        let number = self.number(("数字", "a number"))?;
        let percent = self.takes_sign('%');
        match (unit, percent) {
            (Unit::Share, true) => Ok(Target {
                comparison,
                number: number / 100.0,
            }),
            (Unit::Number, true) => {
                Err(self.misread(at.as_ref(), ("不带 `%` 的数字", "a number without `%`")))
            }
            (Unit::Share, false) if number > 1.0 => Err(self.misread(
                at.as_ref(),
                ("比例，如 60 % 或 0.6", "a share such as 60 % or 0.6"),
            )),
            (_, false) => Ok(Target { comparison, number }),
        }
    }

    fn peek(&self) -> Option<&Piece> {
        self.pieces.get(self.next)
    }

    fn word(&mut self, expected: Words) -> Result<Word, Misread> {
        match self.peek().and_then(Piece::word) {
            Some(word) => {
                self.next += 1;
                Ok(word)
            }
            None => Err(self.misread(self.peek(), expected)),
        }
    }

    fn number(&mut self, expected: Words) -> Result<f64, Misread> {
        match self.peek().map(|piece| &piece.token) {
            Some(Token::Number(number)) => {
                let number = *number;
                self.next += 1;
                Ok(number)
            }
            _ => Err(self.misread(self.peek(), expected)),
        }
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is_there = self
            .peek()
            .is_some_and(|p| matches!(&p.token, Token::Word(text) if text == word));
        self.next += usize::from(is_there);
        is_there
    }

    fn expect_word(&mut self, word: &str, expected: Words) -> Result<(), Misread> {
        if self.takes_word(word) {
            Ok(())
        } else {
            Err(self.misread(self.peek(), expected))
        }
    }

    fn expect_one_of(&mut self, words: &[&str], expected: Words) -> Result<Word, Misread> {
        match self.peek().and_then(Piece::word) {
            Some(word) if words.contains(&word.text.as_str()) => {
                self.next += 1;
                Ok(word)
            }
            _ => Err(self.misread(self.peek(), expected)),
        }
    }

    fn takes_sign(&mut self, sign: char) -> bool {
        let is_there = self.peek().is_some_and(|p| p.token == Token::Sign(sign));
        self.next += usize::from(is_there);
        is_there
    }

    fn sign(&mut self, sign: char, expected: Words) -> Result<(), Misread> {
        if self.takes_sign(sign) {
            Ok(())
        } else {
            Err(self.misread(self.peek(), expected))
        }
    }

    fn misread(&self, piece: Option<&Piece>, expected: Words) -> Misread {
        if let Some(piece) = piece {
            return Misread::new(piece.column, piece.shown(), expected);
        }
        let end = self.text.chars().count() + 1;
        Misread::new(end, ("结尾", "the end"), expected)
    }
}

impl Comparison {
    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::AtMost => "<=",
            Self::Below => "<",
            Self::Exactly => "=",
        }
    }
}
