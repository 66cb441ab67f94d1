//! The two languages of the house, sentences in both, and errors that are told in either.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::Write as _;

/// A language that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Reads `zh` or `en`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The word used in scenarios and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The version of a text in this language.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// One sentence in both languages of the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Makes a sentence from its two versions.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// What is written alike in both, such as a name.
    pub fn alike(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(text.clone(), text)
    }

    /// The version in a language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl<Z: Into<String>, E: Into<String>> From<(Z, E)> for Bilingual {
    /// The Chinese version comes first.
    fn from((zh, en): (Z, E)) -> Self {
        Self::new(zh, en)
    }
}

/// The ordinary form of a full-width character or unusual space.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// A text in ordinary width, as cells of tables are kept.
pub fn narrowed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(narrow).collect())
    }
}

/// Bytes as hexadecimal digits, in lower case.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// An error that is told in both languages; the English one is its `Display`.
pub trait Told: StdError {
    /// The same in Chinese.
    fn zh(&self) -> String;

    /// What caused it, where that is told in both languages too.
    fn behind(&self) -> Option<&dyn Told> {
        None
    }
}

/// What the system says stays as the system says it.
impl Told for std::io::Error {
    fn zh(&self) -> String {
        self.to_string()
    }
}

/// An error with the chain of its causes, in one line of each language.
///
/// A cause whose words stand there already is not repeated.
pub fn chain(error: &dyn Told) -> Bilingual {
    let mut told = Bilingual::new(error.zh(), error.to_string());
    let mut last = error;
    while let Some(cause) = last.behind() {
        append(&mut told.zh, "：", &cause.zh());
        append(&mut told.en, ": ", &cause.to_string());
        last = cause;
    }
    let mut foreign = last.source();
    while let Some(cause) = foreign {
        append(&mut told.zh, "：", &cause.to_string());
        append(&mut told.en, ": ", &cause.to_string());
        foreign = cause.source();
    }
    told
}

fn append(text: &mut String, between: &str, more: &str) {
    if !text.contains(more) {
        text.push_str(between);
        text.push_str(more);
    }
}
