//! A sentence and a table become a judge: tables of truth by value, joined as the sentence says.

use super::{Column, Columns, Comparison, Error, Kind, Literal, Name, Node, Test, Truth, Value};
use crate::spelling::hint;
use crate::text::{Bilingual, narrowed};

/// Judges the rows of one table by one rule.
pub struct Judge<'a> {
    root: Bound<'a>,
}

impl Judge<'_> {
    /// Whether the rule holds for a row.
    pub fn judge(&self, row: usize) -> Truth {
        self.root.judge(row)
    }
}

enum Bound<'a> {
    And(Box<Bound<'a>>, Box<Bound<'a>>),
    Or(Box<Bound<'a>>, Box<Bound<'a>>),
    Not(Box<Bound<'a>>),
    Values(Box<dyn Column + 'a>, Vec<bool>),
    Missing(Box<dyn Column + 'a>),
}

impl Bound<'_> {
    fn judge(&self, row: usize) -> Truth {
        match self {
            Self::And(a, b) => match (a.judge(row), b.judge(row)) {
                (Truth::No, _) | (_, Truth::No) => Truth::No,
                (Truth::Yes, Truth::Yes) => Truth::Yes,
                _ => Truth::Unknown,
            },
            Self::Or(a, b) => match (a.judge(row), b.judge(row)) {
                (Truth::Yes, _) | (_, Truth::Yes) => Truth::Yes,
                (Truth::No, Truth::No) => Truth::No,
                _ => Truth::Unknown,
            },
            Self::Not(a) => match a.judge(row) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                Truth::Unknown => Truth::Unknown,
            },
            Self::Values(column, holds) => match column.value(row) {
                Some(value) if holds[value] => Truth::Yes,
                Some(_) => Truth::No,
                None => Truth::Unknown,
            },
            Self::Missing(column) => match column.value(row) {
                Some(_) => Truth::No,
                None => Truth::Yes,
            },
        }
    }
}

/// Looks up the columns of a sentence.
pub(super) fn bind<'a>(
    text: &str,
    root: &Node,
    columns: &'a dyn Columns,
) -> Result<Judge<'a>, Error> {
    let binder = Binder { text, columns };
    let root = binder.node(root)?;
    Ok(Judge { root })
}

/// Looks up a column by which people are ranked, from its name alone; one of texts ranks nobody and is an error.
pub fn ranking<'a>(name: &str, columns: &'a dyn Columns) -> Result<Box<dyn Column + 'a>, Error> {
    let binder = Binder {
        text: name,
        columns,
    };
    let whole = Name {
        text: name.to_owned(),
        at: 0,
    };
    let column = binder.column(&whole)?;
    match column.kind() {
        Kind::Number => Ok(column),
        Kind::Text => {
            let message = (
                format!("列 `{name}` 为文本：只能按数字排序"),
                format!("the column `{name}` holds texts: people are ranked by numbers"),
            );
            Err(Error::new(name, 0, message))
        }
    }
}

struct Binder<'t, 'a> {
    text: &'t str,
    columns: &'a dyn Columns,
}

impl<'a> Binder<'_, 'a> {
    fn node(&self, node: &Node) -> Result<Bound<'a>, Error> {
        Ok(match node {
            Node::And(a, b) => Bound::And(Box::new(self.node(a)?), Box::new(self.node(b)?)),
            Node::Or(a, b) => Bound::Or(Box::new(self.node(a)?), Box::new(self.node(b)?)),
            Node::Not(a) => Bound::Not(Box::new(self.node(a)?)),
            Node::Test(name, Test::Missing) => Bound::Missing(self.column(name)?),
            Node::Test(name, test) => {
                let column = self.column(name)?;
                self.check(name, column.kind(), test)?;
                let holds = (0..column.size())
                    .map(|value| holds(column.as_ref(), value, test))
                    .collect();
                Bound::Values(column, holds)
            }
        })
    }

    fn column(&self, name: &Name) -> Result<Box<dyn Column + 'a>, Error> {
        self.columns.column(&name.text).ok_or_else(|| {
            let names = self.columns.names();
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let Bilingual { zh, en } = hint(&name.text, &known);
            let message = (
                format!("没有任何表格含有列 `{}`；{zh}", name.text),
                format!("no table has a column `{}`; {en}", name.text),
            );
            Error::new(self.text, name.at, message)
        })
    }

    /// Makes sure that a column of texts is compared with texts, and that only numbers are larger than others.
    fn check(&self, name: &Name, kind: Kind, test: &Test) -> Result<(), Error> {
        let literals = match test {
            Test::Compare(_, literal) => std::slice::from_ref(literal),
            Test::In(list) => list.as_slice(),
            _ => &[],
        };
        let is_ordered = matches!(
            test,
            Test::Compare(
                Comparison::Less | Comparison::AtMost | Comparison::Greater | Comparison::AtLeast,
                _
            )
        );
        for Literal { value, at } in literals {
            let column = &name.text;
            let message = match (value, kind) {
                (Value::Number(n), Kind::Text) if !is_ordered => Bilingual::new(
                    format!("列 `{column}` 为文本：请加引号写作 \"{n}\""),
                    format!("the column `{column}` holds texts: write \"{n}\" in quotes"),
                ),
                (Value::Number(_), Kind::Text) => Bilingual::new(
                    format!("列 `{column}` 为文本，不能比较大小；请用 `=`、`in` 或 `startswith`"),
                    format!(
                        "the column `{column}` holds texts, of which none is larger than another; use `=`, `in` or `startswith`"
                    ),
                ),
                (Value::Text(_), _) if is_ordered => Bilingual::new(
                    "只有数字可以比较大小；数字不要加引号",
                    "only numbers are larger or smaller; write the number without quotes",
                ),
                _ => continue,
            };
            return Err(Error::new(self.text, *at, message));
        }
        Ok(())
    }
}

/// Whether a value of a column passes a test.
fn holds(column: &dyn Column, value: usize, test: &Test) -> bool {
    // Width is no difference: tables and rules are typed with either.
    let any = |passes: &dyn Fn(&str, &str) -> bool, wanted: &str| {
        let wanted = narrowed(wanted);
        let texts = column.texts(value);
        texts.iter().any(|text| passes(&narrowed(text), &wanted))
    };
    match test {
        Test::Compare(Comparison::NotEqual, literal) => !equals(column, value, literal),
        Test::Compare(Comparison::Equal, literal) => equals(column, value, literal),
        Test::Compare(comparison, literal) => match (column.number(value), &literal.value) {
            (Some(found), Value::Number(wanted)) => match comparison {
                Comparison::Less => found < *wanted,
                Comparison::AtMost => found <= *wanted,
                Comparison::Greater => found > *wanted,
                _ => found >= *wanted,
            },
            _ => false,
        },
        Test::In(list) => list.iter().any(|literal| equals(column, value, literal)),
        Test::StartsWith(start) => any(&|text, start| text.starts_with(start), start),
        Test::EndsWith(end) => any(&|text, end| text.ends_with(end), end),
        Test::Contains(part) => any(&|text, part| text.contains(part), part),
        Test::Missing => false,
    }
}

fn equals(column: &dyn Column, value: usize, literal: &Literal) -> bool {
    match &literal.value {
        Value::Text(wanted) => {
            let (wanted, texts) = (narrowed(wanted), column.texts(value));
            texts.iter().any(|text| narrowed(text) == wanted)
        }
        // Texts of the same number read as the same number; minus zero is zero.
        Value::Number(wanted) => column
            .number(value)
            .is_some_and(|found| (found + 0.0).total_cmp(&(wanted + 0.0)).is_eq()),
    }
}
