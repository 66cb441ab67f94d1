//! Text and overrides become the twin: the file is read as it stands first, so that its errors name line and column.
//!
//! An override is `key.path=value`: keys and positions in lists (from 0) joined by dots, and a TOML value; a value that
//! is no TOML is taken as a string. It replaces what stands there, or adds it, and is then read as strictly as the file.

pub(super) mod derived;

use std::path::Path;

use toml::{Table, Value};

use super::Error;
use super::twins::ScenarioTwin;
use crate::spelling::hint;
use crate::text::Bilingual;

/// Reads the text, applies the overrides, and returns the twin with the table that it was made from.
pub(super) fn apply(
    path: &Path,
    text: &str,
    overrides: &[String],
) -> Result<(ScenarioTwin, Table), Error> {
    let mut twin: ScenarioTwin =
        toml::from_str(text).map_err(|e| explain(&e, position(text, &e), path))?;
    let mut table: Table =
        toml::from_str(text).map_err(|e| explain(&e, position(text, &e), path))?;
    for text in overrides {
        set(&mut table, text)?;
        twin = Value::Table(table.clone())
            .try_into()
            .map_err(|e| explain(&e, Bilingual::alike(format!("--set {text}")), path))?;
    }
    Ok((twin, table))
}

/// Where an error stands, as `line 3, column 5`.
fn position(text: &str, error: &toml::de::Error) -> Bilingual {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = &text.as_bytes()[..at];
    let line = before.split(|&b| b == b'\n').count();
    let line_start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |i| i + 1);
    let column = String::from_utf8_lossy(&before[line_start..])
        .chars()
        .count()
        + 1;
    Bilingual::new(
        format!("第 {line} 行第 {column} 个字符"),
        format!("line {line}, column {column}"),
    )
}

/// Turns serde's message about an unknown key into one with the nearest known key.
fn explain(error: &toml::de::Error, at: Bilingual, path: &Path) -> Error {
    let message = error.message();
    // serde says: unknown field `a`, expected one of `b`, `c`
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let mut quoted = rest.split('`').skip(1).step_by(2);
        let key = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        return Error::UnknownKey {
            at: at.into(),
            key: key.to_owned(),
            hint: hint(key, &known).into(),
            path: path.to_owned(),
        };
    }
    Error::Malformed {
        at: at.into(),
        message: malformed(message.lines().next().unwrap_or_default()).into(),
        path: path.to_owned(),
    }
}

/// What the reader of TOML says; it speaks English alone.
fn malformed(message: &str) -> Bilingual {
    let zh = format!("不符合 TOML 格式，读取程序的原文为“{message}”");
    Bilingual::new(zh, message)
}

/// Puts one override into the table.
fn set(table: &mut Table, text: &str) -> Result<(), Error> {
    let bad = |reason: Bilingual| Error::BadOverride {
        text: text.to_owned(),
        reason,
    };
    let form = || Bilingual::new("应为 键.路径=值", "expected key.path=value");
    let (key, value) = text.split_once('=').ok_or_else(|| bad(form()))?;
    let steps: Vec<&str> = key.split('.').map(str::trim).collect();
    let Some((first, rest)) = steps.split_first() else {
        return Err(bad(form()));
    };
    if steps.iter().any(|step| step.is_empty()) {
        let reason = ("点号之间的键为空", "a key between the dots is empty");
        return Err(bad(reason.into()));
    }
    let mut place = table
        .entry((*first).to_owned())
        .or_insert_with(|| empty_for(rest));
    for (depth, step) in rest.iter().enumerate() {
        place = child(place, step, &rest[depth + 1..]).map_err(bad)?;
    }
    *place = parse_value(value.trim());
    Ok(())
}

/// The value at one more step of the path, made where it is missing.
fn child<'a>(place: &'a mut Value, step: &str, rest: &[&str]) -> Result<&'a mut Value, Bilingual> {
    match place {
        Value::Table(table) => Ok(table
            .entry(step.to_owned())
            .or_insert_with(|| empty_for(rest))),
        Value::Array(list) => {
            let index: usize = step.parse().map_err(|why| {
                Bilingual::new(
                    format!("`{step}` 不是列表中的位置：{why}"),
                    format!("`{step}` is no position in a list: {why}"),
                )
            })?;
            if index > list.len() {
                let entries = list.len();
                return Err(Bilingual::new(
                    format!("位置 {index} 超出列表，列表共 {entries} 项"),
                    format!("position {index} is beyond the list, which has {entries} entries"),
                ));
            }
            if index == list.len() {
                list.push(empty_for(rest));
            }
            Ok(&mut list[index])
        }
        _ => Err(Bilingual::new(
            format!("`{step}` 的上一级不含键"),
            format!("`{step}` stands under a value that has no keys"),
        )),
    }
}

/// What to make for a missing key: a list before a position, else a table.
fn empty_for(rest: &[&str]) -> Value {
    match rest.first() {
        Some(step) if step.parse::<usize>().is_ok() => Value::Array(Vec::new()),
        _ => Value::Table(Table::new()),
    }
}

/// A TOML value, or the text itself where it is none.
fn parse_value(text: &str) -> Value {
    let parsed: Result<Table, _> = toml::from_str(&format!("value = {text}"));
    match parsed {
        Ok(mut table) if table.len() == 1 => table
            .remove("value")
            .unwrap_or_else(|| Value::String(text.to_owned())),
        _ => Value::String(text.to_owned()),
    }
}
