//! What tables say of seniors beside place, count and age: a column for each attribute, a value for each row.
//!
//! Only columns that are recognised (living, care level, relief, household registration, sex, tier, district names) or
//! that the scenario names are kept. Names, phones, addresses and identity numbers never are.
//!
//! Method: each column keeps its distinct values once and a code for each row, one byte wide until there are more than
//! 254 values. Whether a column is numeric is decided at the end, when all of its values are known.
//!
//! Complexity: log v a row for v distinct values; one byte a row and column, or four.
//!
//! Invariants: values are sorted, so that a column does not depend on the order of its rows.

use std::collections::BTreeMap;

use super::demand::persons::tells_person;

/// The attributes of all rows of seniors, by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    columns: Vec<Attribute>,
}

impl Attributes {
    /// The column of a name, as [`Attribute::name`] has it.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// All columns, by name.
    pub fn iter(&self) -> std::slice::Iter<'_, Attribute> {
        self.columns.iter()
    }

    /// Puts a column in, in place of one of the same name.
    pub fn put(&mut self, column: Attribute) {
        match self.columns.binary_search_by(|c| c.name.cmp(&column.name)) {
            Ok(at) => self.columns[at] = column,
            Err(at) => self.columns.insert(at, column),
        }
    }
}

impl<'a> IntoIterator for &'a Attributes {
    type Item = &'a Attribute;
    type IntoIter = std::slice::Iter<'a, Attribute>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One column: a value, or none, for each row of seniors.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    name: String,
    words: Vec<Word>,
    codes: Codes,
}

/// A distinct value of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The value as text, trimmed and in ordinary width.
    pub text: Box<str>,
    /// The value as a number, where it is one.
    pub number: Option<f64>,
}

impl Attribute {
    /// Makes a column of a value for each row.
    pub fn of<'a>(
        name: impl Into<String>,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Self {
        let mut draft = Draft::new(name.into());
        for value in values {
            draft.push(value);
        }
        draft.finish()
    }

    /// Its name: the field's (`living`, `care_level`, `relief`, `hukou`, `sex`, `tier`, …), else as the rule has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The distinct values, sorted.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Where the value of a row stands among the distinct ones; `None` where the row has none.
    pub fn code(&self, row: usize) -> Option<usize> {
        self.codes.get(row)
    }

    /// The value of a row as text.
    pub fn text(&self, row: usize) -> Option<&str> {
        self.code(row).map(|code| &*self.words[code].text)
    }

    /// The value of a row as a number.
    pub fn number(&self, row: usize) -> Option<f64> {
        self.words[self.code(row)?].number
    }

    /// Whether every value is a number.
    pub fn is_numeric(&self) -> bool {
        self.words.iter().all(|word| word.number.is_some())
    }
}

/// Columns while rows are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Drafts {
    columns: Vec<Draft>,
    rows: usize,
}

impl Drafts {
    /// Begins a row: values that are put from now on belong to it.
    pub(super) fn begin(&mut self) {
        self.rows += 1;
    }

    /// Puts a value of the row that was begun last.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        let known = self.columns.iter().position(|c| c.name == name);
        let at = known.unwrap_or_else(|| {
            self.columns.push(Draft::new(name.to_owned()));
            self.columns.len() - 1
        });
        let column = &mut self.columns[at];
        column.pad(self.rows - 1);
        column.push(Some(value));
    }

    /// The columns with all their rows, and the names of those that hold identity or phone numbers: in a few cells, which
    /// are left out, or in many, so that the column is.
    pub(super) fn finish(mut self) -> (Attributes, Personal) {
        let mut attributes = Attributes::default();
        let mut personal = Personal::default();
        for mut column in self.columns.drain(..) {
            if column.personal * FEW > column.filled {
                personal.columns.push(column.name);
                continue;
            }
            if column.personal > 0 {
                personal.cells += column.personal;
                personal.of_cells.push(column.name.clone());
            }
            column.pad(self.rows);
            attributes.put(column.finish());
        }
        (attributes, personal)
    }
}

/// Where identity and phone numbers stood among other columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Personal {
    /// Columns that were left out.
    pub(super) columns: Vec<String>,
    /// How many cells of others were.
    pub(super) cells: u64,
    /// The columns of those cells.
    pub(super) of_cells: Vec<String>,
}

/// With one such cell in so many, they are slips in a column of something else.
const FEW: u64 = 10;

/// A column whose distinct values are still being collected.
#[derive(Debug, Clone)]
struct Draft {
    name: String,
    known: BTreeMap<Box<str>, u32>,
    codes: Codes,
    /// Rows with a value, and how many of them hold an identity or phone number.
    filled: u64,
    personal: u64,
}

impl Draft {
    const fn new(name: String) -> Self {
        Self {
            name,
            known: BTreeMap::new(),
            codes: Codes::Narrow(Vec::new()),
            filled: 0,
            personal: 0,
        }
    }

    fn push(&mut self, value: Option<&str>) {
        let value = value.map(str::trim).filter(|text| !text.is_empty());
        self.filled += u64::from(value.is_some());
        let code = value.and_then(|text| {
            if let Some(known) = self.known.get(text) {
                return Some(*known);
            }
            if tells_person(text) {
                self.personal += 1;
                return None;
            }
            let next = self.known.len() as u32;
            self.known.insert(text.into(), next);
            Some(next)
        });
        self.codes.push(code);
    }

    /// Adds rows without a value.
    fn pad(&mut self, rows: usize) {
        while self.codes.len() < rows {
            self.codes.push(None);
        }
    }

    /// Sorts the values.
    fn finish(mut self) -> Attribute {
        let mut place = vec![0_u32; self.known.len()];
        let mut words = Vec::with_capacity(self.known.len());
        for (text, code) in std::mem::take(&mut self.known) {
            place[code as usize] = words.len() as u32;
            let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
            words.push(Word { text, number });
        }
        self.codes.map(&place);
        Attribute {
            name: self.name,
            words,
            codes: self.codes,
        }
    }
}

/// A code for each row; the largest of its width means none.
#[derive(Debug, Clone, PartialEq)]
enum Codes {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl Codes {
    fn len(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.len(),
            Self::Wide(codes) => codes.len(),
        }
    }

    fn get(&self, row: usize) -> Option<usize> {
        match self {
            Self::Narrow(codes) => codes
                .get(row)
                .filter(|c| **c != u8::MAX)
                .map(|c| (*c).into()),
            Self::Wide(codes) => codes
                .get(row)
                .filter(|c| **c != u32::MAX)
                .map(|c| *c as usize),
        }
    }

    fn push(&mut self, code: Option<u32>) {
        if let Self::Narrow(codes) = self {
            match code {
                None => return codes.push(u8::MAX),
                Some(code) if code < u32::from(u8::MAX) => return codes.push(code as u8),
                Some(_) => self.widen(),
            }
        }
        if let Self::Wide(codes) = self {
            codes.push(code.unwrap_or(u32::MAX));
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(codes) = self {
            let wide = |code: &u8| match *code {
                u8::MAX => u32::MAX,
                code => code.into(),
            };
            *self = Self::Wide(codes.iter().map(wide).collect());
        }
    }

    /// Replaces every code by its new place.
    fn map(&mut self, place: &[u32]) {
        match self {
            Self::Narrow(codes) => {
                for code in codes.iter_mut().filter(|c| **c != u8::MAX) {
                    *code = place[usize::from(*code)] as u8;
                }
            }
            Self::Wide(codes) => {
                for code in codes.iter_mut().filter(|c| **c != u32::MAX) {
                    *code = place[*code as usize];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_back_what_was_put_in_however_many_values_there_are() {
        let mut drafts = Drafts::default();
        let mut expected = Vec::new();
        for row in 0..2000_usize {
            drafts.begin();
            let value = (row % 3 != 0).then(|| format!("v{}", row * 7 % 700));
            if let Some(value) = &value {
                drafts.put("x", value);
            }
            if row == 1500 {
                drafts.put("late", "1.5");
            }
            expected.push(value);
        }
        let (attributes, _) = drafts.finish();
        let x = attributes.get("x").unwrap();
        for (row, value) in expected.iter().enumerate() {
            assert_eq!(x.text(row), value.as_deref());
        }
        assert!(x.words().is_sorted_by(|a, b| a.text < b.text) && !x.is_numeric());
        let late = attributes.get("late").unwrap();
        assert_eq!(
            (late.len(), late.number(1500), late.number(0)),
            (2000, Some(1.5), None)
        );
        assert!(late.is_numeric());
    }

    #[test]
    fn the_order_of_rows_changes_no_code() {
        let one = Attribute::of("x", [Some("b"), None, Some("a")]);
        let other = Attribute::of("x", [Some("a"), None, Some("b")]);
        assert_eq!(one.words(), other.words());
        assert_eq!((one.code(0), other.code(0)), (Some(1), Some(0)));
    }
}
