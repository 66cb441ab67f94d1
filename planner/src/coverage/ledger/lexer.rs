//! A promise becomes words, numbers and signs, each with its place.

use super::parse::Misread;
use super::{Comparison, Word};
use crate::text::Bilingual;

/// One piece of a promise.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A word, in quotation marks or not.
    Word(String),
    /// A number.
    Number(f64),
    /// A comparison.
    Compare(Comparison),
    /// A sign of a promise, or of a rule in it.
    Sign(char),
}

/// A piece and its first character, counted from 1, and where it starts in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) token: Token,
    pub(super) column: usize,
    pub(super) byte: usize,
}

impl Piece {
    /// The piece as a word.
    pub(super) fn word(&self) -> Option<Word> {
        match &self.token {
            Token::Word(text) => Some(Word {
                text: text.clone(),
                column: self.column,
            }),
            _ => None,
        }
    }

    /// How a message calls the piece.
    pub(super) fn shown(&self) -> Bilingual {
        match &self.token {
            Token::Word(text) => Bilingual::alike(format!("`{text}`")),
            Token::Number(number) => Bilingual::alike(format!("`{number}`")),
            Token::Compare(_) => Bilingual::new("比较符", "a comparison"),
            Token::Sign(sign) => Bilingual::alike(format!("`{sign}`")),
        }
    }
}

/// Cuts a promise into pieces.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, Misread> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some((byte, letter)) = letters.get(at).copied() {
        if letter.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(&letters[at..], at)?;
        pieces.push(Piece {
            token,
            column: at + 1,
            byte,
        });
        at += length;
    }
    Ok(pieces)
}

/// The first token of the letters, and how many letters it has.
fn token(letters: &[(usize, char)], at: usize) -> Result<(Token, usize), Misread> {
    let letter = letters[0].1;
    let next = letters.get(1).map(|l| l.1);
    let signs = |token, length| Ok((token, length));
    match (letter, next) {
        ('>', Some('=')) => signs(Token::Compare(Comparison::AtLeast), 2),
        ('<', Some('=')) => signs(Token::Compare(Comparison::AtMost), 2),
        ('=', Some('=')) => signs(Token::Compare(Comparison::Exactly), 2),
        ('>', _) => signs(Token::Compare(Comparison::Above), 1),
        ('<', _) => signs(Token::Compare(Comparison::Below), 1),
        ('=', _) => signs(Token::Compare(Comparison::Exactly), 1),
        ('≥', _) => signs(Token::Compare(Comparison::AtLeast), 1),
        ('≤', _) => signs(Token::Compare(Comparison::AtMost), 1),
        // Those from `[` on stand only in rules, which read their own text.
        ('(' | ')' | ',' | '/' | '%' | '[' | ']' | '!' | '`', _) => signs(Token::Sign(letter), 1),
        ('（', _) => signs(Token::Sign('('), 1),
        ('）', _) => signs(Token::Sign(')'), 1),
        ('，', _) => signs(Token::Sign(','), 1),
        ('"' | '\'', _) => quoted(letters, at),
        (letter, _) if letter.is_ascii_digit() => number(letters, at),
        (letter, _) if is_of_word(letter) => {
            let word: String = letters
                .iter()
                .map(|l| l.1)
                .take_while(|l| is_of_word(*l))
                .collect();
            let length = word.chars().count();
            Ok((Token::Word(word), length))
        }
        _ => Err(Misread::new(
            at + 1,
            Bilingual::alike(format!("`{letter}`")),
            ("单词、数字或比较符", "a word, a number or a comparison"),
        )),
    }
}

fn quoted(letters: &[(usize, char)], at: usize) -> Result<(Token, usize), Misread> {
    let mark = letters[0].1;
    let inside: String = letters[1..]
        .iter()
        .map(|l| l.1)
        .take_while(|l| *l != mark)
        .collect();
    let length = inside.chars().count() + 2;
    if length > letters.len() {
        return Err(Misread::new(
            at + 1,
            ("没有结束的引号", "a quotation mark that is not closed"),
            ("另一个引号", "another one"),
        ));
    }
    Ok((Token::Word(inside), length))
}

fn number(letters: &[(usize, char)], at: usize) -> Result<(Token, usize), Misread> {
    let digits: String = letters
        .iter()
        .map(|l| l.1)
        .take_while(|l| l.is_ascii_digit() || matches!(l, '.' | '_'))
        .collect();
    let value = digits.replace('_', "").parse::<f64>();
    match value {
        Ok(value) => Ok((Token::Number(value), digits.chars().count())),
        Err(_) => Err(Misread::new(
            at + 1,
            Bilingual::alike(format!("`{digits}`")),
            ("数字，如 1000 或 0.6", "a number such as 1000 or 0.6"),
        )),
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '·')
}
