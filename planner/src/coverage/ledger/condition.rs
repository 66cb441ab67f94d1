//! Of whom a promise speaks: `age >= 70 and living = "独居"`.
//!
//! Comparisons joined by `and`. The left side is `age` or a column of the seniors; the right side a number or a word.
//! Whoever says nothing about themselves in the column is not meant.

use crate::places::{Eligible, Places, SeniorRow};
use crate::units::Seniors;

use super::lexer::{Piece, Token, pieces};
use super::parse::Misread;
use super::{Comparison, Target, Word};

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// `age`, or a column.
    pub field: Word,
    comparison: Comparison,
    with: Value,
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(f64),
    Text(String),
}

/// Reads a condition; columns in errors are those of the promise that it stands in.
pub fn parse(condition: &Word) -> Result<Vec<Test>, Misread> {
    let shift = |mut error: Misread| {
        error.column += condition.column - 1;
        error
    };
    let all = pieces(&condition.text).map_err(shift)?;
    let is_and = |piece: &Piece| matches!(&piece.token, Token::Word(w) if w == "and");
    let end = condition.text.chars().count() + 1;
    let mut tests = Vec::new();
    for part in all.split(is_and) {
        tests.push(test(part, end).map_err(shift)?);
    }
    Ok(tests)
}

fn test(part: &[Piece], end: usize) -> Result<Test, Misread> {
    let wrong = |piece: Option<&Piece>, expected: &str| match piece {
        Some(piece) => Misread::new(piece.column, &piece.shown(), expected),
        None => Misread::new(end, "the end", expected),
    };
    let field = part
        .first()
        .and_then(Piece::word)
        .ok_or_else(|| wrong(part.first(), "`age` or a column of the seniors"))?;
    let comparison = match part.get(1).map(|p| &p.token) {
        Some(Token::Compare(comparison)) => *comparison,
        _ => return Err(wrong(part.get(1), "a comparison such as >=")),
    };
    let with = match part.get(2).map(|p| &p.token) {
        Some(Token::Number(number)) => Value::Number(*number),
        Some(Token::Word(text)) if comparison == Comparison::Exactly && field.text != "age" => {
            Value::Text(text.clone())
        }
        _ => return Err(wrong(part.get(2), "a number, or after = a word")),
    };
    match part.get(3) {
        None => Ok(Test {
            field,
            comparison,
            with,
        }),
        extra => Err(wrong(extra, "`and`, or the end of the condition")),
    }
}

/// Eligible seniors who pass all tests, by demand point.
pub fn people(tests: &[Test], places: &Places) -> Vec<Seniors> {
    let mut people = vec![Seniors::ZERO; places.demand.len()];
    for (number, row) in places.seniors.iter().enumerate() {
        let passes = row.eligible == Eligible::Yes
            && tests.iter().all(|test| test.passes(number, row, places));
        if passes {
            people[crate::ids::Id::index(row.home)] += row.count;
        }
    }
    people
}

impl Test {
    fn passes(&self, number: usize, row: &SeniorRow, places: &Places) -> bool {
        let column = || places.columns.get(&self.field.text);
        match &self.with {
            Value::Text(text) => column().and_then(|c| c.text(number)) == Some(text.as_str()),
            Value::Number(with) => {
                let value = if self.field.text == "age" {
                    row.age.map(f64::from)
                } else {
                    column().and_then(|c| c.number(number))
                };
                let target = Target {
                    comparison: self.comparison,
                    number: *with,
                };
                value.is_some_and(|value| target.is_met(value))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Attribute;
    use crate::projection::LonLat;
    use crate::testing::Settlement;

    fn counted(text: &str) -> Vec<u64> {
        let mut settlement = Settlement::default();
        let at = LonLat::new(117.0, 36.0).unwrap();
        for count in [1, 2, 4, 8] {
            settlement.home(at, count);
        }
        let mut places = settlement.places();
        for (row, age) in places
            .seniors
            .iter_mut()
            .zip([Some(69), Some(70), Some(85), None])
        {
            row.age = age;
        }
        places.seniors[2].eligible = Eligible::No;
        places.columns.put(Attribute::of(
            "living",
            [Some("独居"), Some("独居"), Some("独居"), Some("同住")],
        ));
        places.columns.put(Attribute::of(
            "hukou",
            [Some("370103"), Some("370102"), None, Some("370103")],
        ));
        let tests = parse(&Word {
            text: text.to_owned(),
            column: 1,
        })
        .unwrap();
        people(&tests, &places)
            .into_iter()
            .map(Seniors::count)
            .collect()
    }

    #[test]
    fn only_the_eligible_of_whom_it_is_known_are_meant() {
        assert_eq!(counted("age >= 70"), [0, 2, 0, 0]);
        assert_eq!(counted("age < 70"), [1, 0, 0, 0]);
        assert_eq!(counted("living = 独居"), [1, 2, 0, 0]);
        assert_eq!(
            counted("living = \"独居\" and hukou = 370103"),
            [1, 0, 0, 0]
        );
        assert_eq!(counted("hukou = \"370103\""), [1, 0, 0, 8]);
        assert_eq!(counted("nothing = 1"), [0, 0, 0, 0]);
    }

    #[test]
    fn errors_point_into_the_promise() {
        let at = |text: &str| {
            parse(&Word {
                text: text.to_owned(),
                column: 19,
            })
            .unwrap_err()
            .column
        };
        assert_eq!(at(">= 70"), 19);
        assert_eq!(at("age 70"), 23);
        assert_eq!(at("age >= old"), 26);
        assert_eq!(at("age >= 70 and"), 32);
        assert_eq!(at("age >= 70 or age < 3"), 29);
    }
}
