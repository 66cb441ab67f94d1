//! Words become a sentence, by recursive descent.

use super::word::{Word, words};
use super::{Comparison, Error, Literal, Name, Node, Test, Value};
use crate::text::Bilingual;

/// Deeper sentences than this are no rule that somebody wrote.
const DEEPEST: usize = 64;
/// Longer rules than this are no rule that somebody wrote.
const LONGEST: usize = 10_000;

/// Reads a rule.
pub(super) fn rule(text: &str) -> Result<Node, Error> {
    if text.len() > LONGEST {
        let message = (
            format!("规则长于 {LONGEST} 字节"),
            format!("the rule is longer than {LONGEST} bytes"),
        );
        return Err(Error::new(text, 0, message));
    }
    let words = words(text)?;
    let end = text.trim_end().chars().count();
    let mut reader = Reader {
        text,
        words: &words,
        next: 0,
        end,
        depth: 0,
    };
    let node = reader.any_of()?;
    match reader.peek() {
        None => Ok(node),
        Some(Word::Close) => {
            Err(reader.wrong(("此右括号没有对应的左括号", "this bracket was never opened")))
        }
        Some(_) => Err(reader.wrong((
            "此处应为 `and`、`or` 或规则结束",
            "expected `and`, `or` or the end",
        ))),
    }
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [(usize, Word)],
    next: usize,
    end: usize,
    depth: usize,
}

impl Reader<'_> {
    fn any_of(&mut self) -> Result<Node, Error> {
        let mut node = self.all_of()?;
        while self.take(&Word::Or) {
            node = Node::Or(Box::new(node), Box::new(self.all_of()?));
        }
        Ok(node)
    }

    fn all_of(&mut self) -> Result<Node, Error> {
        let mut node = self.one()?;
        while self.take(&Word::And) {
            node = Node::And(Box::new(node), Box::new(self.one()?));
        }
        Ok(node)
    }

    fn one(&mut self) -> Result<Node, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong(("规则嵌套过深", "the rule is nested too deeply")));
        }
        let node = if self.take(&Word::Not) {
            Node::Not(Box::new(self.one()?))
        } else if self.peek() == Some(&Word::Open) {
            let opened = self.at();
            self.next += 1;
            let node = self.any_of()?;
            if !self.take(&Word::Close) {
                let message = match self.peek() {
                    None => ("此左括号没有对应的右括号", "this bracket is never closed"),
                    Some(_) => {
                        return Err(self.wrong((
                            "此处应为 `and`、`or` 或 `)`",
                            "expected `and`, `or` or `)`",
                        )));
                    }
                };
                return Err(Error::new(self.text, opened, message));
            }
            node
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(node)
    }

    /// A column and what is asked of it, or a number, a comparison and a column.
    fn test(&mut self) -> Result<Node, Error> {
        let at = self.at();
        match self.peek().cloned() {
            Some(Word::Name(text)) => {
                self.next += 1;
                self.asked_of(Name { text, at })
            }
            Some(Word::Number(_) | Word::Text(_)) => {
                let literal = self.literal()?;
                let Some(Word::Compare(comparison)) = self.peek().cloned() else {
                    return Err(self.wrong((
                        "此处应为比较符，如 `<=`",
                        "expected a comparison such as `<=`",
                    )));
                };
                self.next += 1;
                let at = self.at();
                let Some(Word::Name(text)) = self.peek().cloned() else {
                    return Err(
                        self.wrong(("此处应为列名，如 `age`", "expected a column, such as `age`"))
                    );
                };
                self.next += 1;
                let test = Test::Compare(turned(comparison), literal);
                Ok(Node::Test(Name { text, at }, test))
            }
            None => Err(self.wrong((
                "规则在此结束，此处应有列名，如 `age`",
                "the rule ends where a column is expected, such as `age`",
            ))),
            Some(_) => {
                Err(self.wrong(("此处应为列名，如 `age`", "expected a column, such as `age`")))
            }
        }
    }

    fn asked_of(&mut self, name: Name) -> Result<Node, Error> {
        let word = self.peek().cloned();
        if word.is_some() {
            self.next += 1;
        }
        let test = match word {
            Some(Word::Compare(comparison)) => Test::Compare(comparison, self.literal()?),
            Some(Word::In) => Test::In(self.list()?),
            Some(Word::Not) if self.take(&Word::In) => {
                let test = Test::In(self.list()?);
                return Ok(Node::Not(Box::new(Node::Test(name, test))));
            }
            Some(Word::StartsWith) => Test::StartsWith(self.quoted()?),
            Some(Word::EndsWith) => Test::EndsWith(self.quoted()?),
            Some(Word::Contains) => Test::Contains(self.quoted()?),
            Some(Word::Is) => {
                let negated = self.take(&Word::Not) | self.take(&Word::Known);
                let missing = Node::Test(name, Test::Missing);
                let known_by_itself = self.words[self.next - 1].1 == Word::Known;
                if !known_by_itself && !self.take(&Word::Missing) {
                    return Err(self.wrong((
                        "此处应为 `missing` 或 `known`",
                        "expected `missing` or `known`",
                    )));
                }
                return Ok(if negated {
                    Node::Not(Box::new(missing))
                } else {
                    missing
                });
            }
            _ => {
                self.next -= usize::from(word.is_some());
                return Err(self.wrong((
                    "此处应为对该列的判断：`=`、`!=`、`<`、`<=`、`>`、`>=`、`in`、`not in`、`startswith`、\
                     `endswith`、`contains` 或 `is missing`",
                    "expected what is asked of the column: `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, \
                     `startswith`, `endswith`, `contains` or `is missing`",
                )));
            }
        };
        Ok(Node::Test(name, test))
    }

    fn list(&mut self) -> Result<Vec<Literal>, Error> {
        if !self.take(&Word::OpenList) {
            return Err(self.wrong((
                "此处应为列表，如 [\"低保\", \"特困\"]",
                "expected a list such as [\"低保\", \"特困\"]",
            )));
        }
        let mut list = vec![self.literal()?];
        while self.take(&Word::Comma) {
            if self.peek() == Some(&Word::CloseList) {
                break;
            }
            list.push(self.literal()?);
        }
        if !self.take(&Word::CloseList) {
            return Err(self.wrong(("此处应为 `,` 或 `]`", "expected `,` or `]`")));
        }
        Ok(list)
    }

    fn literal(&mut self) -> Result<Literal, Error> {
        let at = self.at();
        let value = match self.peek().cloned() {
            Some(Word::Number(value)) => Value::Number(value),
            Some(Word::Text(text)) => Value::Text(text),
            Some(Word::Name(name)) => {
                return Err(self.wrong((
                    format!("`{name}` 表示一列；文本须加引号：\"{name}\""),
                    format!("`{name}` stands for a column; a text stands in quotes: \"{name}\""),
                )));
            }
            _ => {
                return Err(self.wrong((
                    "此处应为数字或加引号的文本",
                    "expected a number or a text in quotes",
                )));
            }
        };
        self.next += 1;
        Ok(Literal { value, at })
    }

    fn quoted(&mut self) -> Result<String, Error> {
        match self.literal()? {
            Literal {
                value: Value::Text(text),
                ..
            } => Ok(text),
            Literal { at, .. } => {
                let message = ("此处应为加引号的文本", "expected a text in quotes");
                Err(Error::new(self.text, at, message))
            }
        }
    }

    fn peek(&self) -> Option<&Word> {
        self.words.get(self.next).map(|(_, word)| word)
    }

    fn take(&mut self, wanted: &Word) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.next += usize::from(is_there);
        is_there
    }

    fn at(&self) -> usize {
        self.words.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn wrong(&self, message: impl Into<Bilingual>) -> Error {
        Error::new(self.text, self.at(), message)
    }
}

/// The comparison with its sides exchanged.
const fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}
