//! The two languages of the house, sentences in both, and errors that are told in either.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::Write as _;
use std::io::ErrorKind;

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

/// The usual reasons of the system in Chinese; whatever else it says is told as its own words.
impl Told for std::io::Error {
    fn zh(&self) -> String {
        let Some(reason) = reason_zh(self.kind()) else {
            return foreign_zh(self);
        };
        let code = self.raw_os_error();
        code.map_or_else(
            || reason.to_owned(),
            |code| format!("{reason}（系统代码 {code}）"),
        )
    }
}

/// A usual reason of the system.
const fn reason_zh(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "文件或文件夹不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::DirectoryNotEmpty => "文件夹不是空的",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::ReadOnlyFilesystem => "磁盘为只读",
        ErrorKind::FileTooLarge => "文件过大",
        ErrorKind::ResourceBusy => "文件正被占用",
        ErrorKind::InvalidFilename => "文件名无效",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::UnexpectedEof => "文件不完整",
        ErrorKind::Interrupted => "操作被中断",
        ErrorKind::TimedOut => "等待超时",
        _ => return None,
    })
}

/// What a library says in English, as a part of a Chinese sentence.
fn foreign_zh(error: &dyn StdError) -> String {
    format!("系统或程序库的原文为“{error}”")
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
        let of_system = cause.downcast_ref::<std::io::Error>();
        let zh = of_system.map_or_else(|| foreign_zh(cause), Told::zh);
        // Where a Chinese sentence has its words already, they are not repeated.
        if !told.zh.contains(&cause.to_string()) {
            append(&mut told.zh, "：", &zh);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Wrapped(Box<dyn StdError>);

    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("cannot read it")
        }
    }

    impl StdError for Wrapped {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&*self.0)
        }
    }

    impl Told for Wrapped {
        fn zh(&self) -> String {
            "无法读取".to_owned()
        }
    }

    #[test]
    fn what_the_system_and_libraries_say_stands_in_a_chinese_sentence() {
        let missing = std::fs::read("no-such-folder/file").unwrap_err();
        let told = chain(&Wrapped(Box::new(missing)));
        assert!(told.en.contains("No such file") || told.en.contains("cannot find"));
        assert!(
            told.zh
                .starts_with("无法读取：文件或文件夹不存在（系统代码 "),
            "{}",
            told.zh
        );
        let foreign = "x".parse::<u8>().unwrap_err();
        let told = chain(&Wrapped(Box::new(foreign)));
        let wanted = "无法读取：系统或程序库的原文为“invalid digit found in string”";
        assert_eq!(told.zh, wanted);
        assert_eq!(told.en, "cannot read it: invalid digit found in string");
    }
}
