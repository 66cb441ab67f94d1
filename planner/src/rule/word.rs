//! The text of a rule becomes words, each with the character at which it begins.

use super::{Comparison, Error};

/// A word of the language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    And,
    Or,
    Not,
    In,
    Is,
    Missing,
    Known,
    StartsWith,
    EndsWith,
    Contains,
    Compare(Comparison),
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    Number(f64),
    Text(String),
    Name(String),
}

/// Cuts a rule into words.
pub(super) fn words(text: &str) -> Result<Vec<(usize, Word)>, Error> {
    let chars: Vec<char> = text.chars().map(usual).collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let (word, len) = word(text, &chars, at)?;
        words.push((at, word));
        at += len;
    }
    Ok(words)
}

/// The usual form of a character: full-width and typographic ones are what they look like.
fn usual(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '“' | '”' | '「' | '」' => '"',
        '‘' | '’' => '\'',
        '、' => ',',
        '【' => '[',
        '】' => ']',
        _ => c,
    }
}

/// The word that begins at a character, and how many characters it has.
fn word(text: &str, chars: &[char], at: usize) -> Result<(Word, usize), Error> {
    let next = chars.get(at + 1).copied();
    let one = |word| Ok((word, 1));
    let compare = |comparison, len| Ok((Word::Compare(comparison), len));
    match chars[at] {
        '(' => one(Word::Open),
        ')' => one(Word::Close),
        '[' => one(Word::OpenList),
        ']' => one(Word::CloseList),
        ',' => one(Word::Comma),
        '=' if next == Some('=') => compare(Comparison::Equal, 2),
        '=' => compare(Comparison::Equal, 1),
        '!' if next == Some('=') => compare(Comparison::NotEqual, 2),
        '<' if next == Some('>') => compare(Comparison::NotEqual, 2),
        '≠' => compare(Comparison::NotEqual, 1),
        '<' if next == Some('=') => compare(Comparison::AtMost, 2),
        '≤' => compare(Comparison::AtMost, 1),
        '<' => compare(Comparison::Less, 1),
        '>' if next == Some('=') => compare(Comparison::AtLeast, 2),
        '≥' => compare(Comparison::AtLeast, 1),
        '>' => compare(Comparison::Greater, 1),
        '&' if next == Some('&') => Ok((Word::And, 2)),
        '|' if next == Some('|') => Ok((Word::Or, 2)),
        quote @ ('"' | '\'' | '`') => quoted(text, chars, at, quote),
        c if c.is_ascii_digit() || matches!(c, '-' | '+' | '.') => number(text, chars, at),
        c if is_of_name(c) => Ok(name(chars, at)),
        c => Err(Error::new(
            text,
            at,
            (
                format!("规则中不能出现 `{c}`；文本须加引号"),
                format!("`{c}` is no part of a rule; texts stand in quotes"),
            ),
        )),
    }
}

fn quoted(text: &str, chars: &[char], at: usize, quote: char) -> Result<(Word, usize), Error> {
    let inside = &chars[at + 1..];
    let len = inside.iter().position(|c| *c == quote);
    let len = len.ok_or_else(|| {
        let message = ("此引号没有结束", "this quotation mark is never closed");
        Error::new(text, at, message)
    })?;
    // The text itself keeps its characters as they were typed.
    let typed: String = text.chars().skip(at + 1).take(len).collect();
    let word = if quote == '`' {
        Word::Name(typed)
    } else {
        Word::Text(typed)
    };
    Ok((word, len + 2))
}

fn number(text: &str, chars: &[char], at: usize) -> Result<(Word, usize), Error> {
    let rest = &chars[at..];
    let is_part = |c: &char| is_of_name(*c) || matches!(c, '.' | '-' | '+');
    let len = rest.iter().position(|c| !is_part(c)).unwrap_or(rest.len());
    let digits: String = rest[..len].iter().collect();
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Word::Number(value), len)),
        _ => Err(Error::new(
            text,
            at,
            (
                format!("`{digits}` 不是数字；文本须加引号，以数字开头的列名须加反引号"),
                format!(
                    "`{digits}` is no number; a text stands in quotes, a name that begins with a digit in backquotes"
                ),
            ),
        )),
    }
}

fn name(chars: &[char], at: usize) -> (Word, usize) {
    let rest = &chars[at..];
    let len = rest.iter().position(|c| !is_of_name(*c));
    let len = len.unwrap_or(rest.len());
    let name: String = rest[..len].iter().collect();
    let word = match name.to_lowercase().as_str() {
        "and" | "且" | "并且" | "而且" => Word::And,
        "or" | "或" | "或者" => Word::Or,
        "not" | "非" => Word::Not,
        "in" | "属于" => Word::In,
        "is" => Word::Is,
        "missing" | "unknown" | "null" | "缺失" => Word::Missing,
        "known" | "已知" => Word::Known,
        "startswith" | "starts_with" | "开头为" => Word::StartsWith,
        "endswith" | "ends_with" | "结尾为" => Word::EndsWith,
        "contains" | "包含" => Word::Contains,
        _ => Word::Name(name),
    };
    (word, len)
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
