//! The bytes of a text file become UTF-8, after the file itself has said in which encoding it is.
//!
//! Method:
//! 1. [`survey`] reads the file once: a byte-order mark decides, else valid UTF-8 is UTF-8, and so is what begins as such
//!    beyond doubt; else it is GB18030, which Chinese spreadsheets write by default. The same pass takes the SHA-256 and refuses NUL bytes.
//! 2. [`Text`] reads it again as UTF-8, piece by piece, and remembers what looked wrong.
//!
//! Complexity: two passes, constant memory.
//!
//! Big5 is never assumed: it decodes as GB18030 without errors, mostly into nonsense, and betrays itself by
//! characters of private use.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{BIG5, Decoder, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use sha2::{Digest as _, Sha256};

use crate::places::Error;
use crate::text::hex;

/// How a text file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::places) enum Encoding {
    Utf8,
    Utf8WithMark,
    /// UTF-8 with some bytes that are none, such as rows pasted from another file.
    BrokenUtf8,
    Utf16Le,
    Utf16Be,
    Gb18030,
}

impl Encoding {
    pub(in crate::places) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 | Self::BrokenUtf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with BOM",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Gb18030 => "GB18030",
        }
    }

    /// The length of the byte-order mark.
    const fn mark_len(self) -> u64 {
        match self {
            Self::Utf8 | Self::BrokenUtf8 | Self::Gb18030 => 0,
            Self::Utf8WithMark => 3,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }
}

/// What one pass over a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::places) struct Survey {
    pub(in crate::places) encoding: Encoding,
    pub(in crate::places) sha256: String,
}

/// How many bytes are read at a time.
const CHUNK: usize = 1 << 16;

/// The SHA-256 of a file of any kind, in hexadecimal.
pub(in crate::places) fn sha256(path: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let len = fill(&mut file, &mut buffer).map_err(unreadable)?;
        if len == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..len]);
    }
}

/// Reads a file once to learn its encoding and its hash.
pub(in crate::places) fn survey(path: &Path) -> Result<Survey, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    let mut utf8 = Utf8Check::default();
    let mut first_nul = None;
    let mut mark = None;
    let mut read_before: u64 = 0;
    let mut buffer = vec![0; CHUNK];
    loop {
        let len = fill(&mut file, &mut buffer).map_err(unreadable)?;
        if len == 0 {
            break;
        }
        let bytes = &buffer[..len];
        if read_before == 0 {
            mark = mark_of(bytes);
        }
        hash.update(bytes);
        utf8.push(bytes);
        if first_nul.is_none() {
            let at = bytes.iter().position(|&b| b == 0);
            first_nul = at.map(|at| read_before + at as u64);
        }
        read_before += len as u64;
    }
    let encoding = mark.unwrap_or(if utf8.is_valid() {
        Encoding::Utf8
    } else if utf8.begins_as_utf8() {
        Encoding::BrokenUtf8
    } else {
        Encoding::Gb18030
    });
    if let (Some(offset), false) = (
        first_nul,
        matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be),
    ) {
        return Err(Error::Nul {
            offset,
            path: path.to_owned(),
        });
    }
    Ok(Survey {
        encoding,
        sha256: hex(&hash.finalize()),
    })
}

/// Whether a web page says of itself that it is Big5.
pub(in crate::places) fn names_big5(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start).to_ascii_lowercase();
    read.is_ok()
        && (text.split("charset=").skip(1))
            .any(|name| name.trim_matches(['"', '\'']).starts_with("big5"))
}

/// The beginning of a file as Big5; `None` where it makes no sense as such.
pub(in crate::places) fn as_big5(path: &Path, most: u64) -> Option<String> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    // The piece may end inside a character.
    let whole = bytes.iter().rposition(|b| *b == b'\n')? + 1;
    let text = BIG5.decode_without_bom_handling_and_without_replacement(&bytes[..whole])?;
    Some(text.into_owned())
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match file.read(&mut buffer[len..]) {
            Ok(0) => break,
            Ok(n) => len += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(len)
}

fn mark_of(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8WithMark),
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Checks UTF-8 over pieces that may end inside a character.
#[derive(Debug, Default)]
struct Utf8Check {
    carry: Vec<u8>,
    broken: bool,
    /// Characters of three bytes before the first error; not counted beyond [`ENOUGH`].
    wide: usize,
}

/// Text in GB18030 does not begin with as many sequences that happen to be characters of three bytes in UTF-8.
const ENOUGH: usize = 4;

impl Utf8Check {
    fn push(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        let joined;
        let text = if self.carry.is_empty() {
            bytes
        } else {
            joined = [self.carry.as_slice(), bytes].concat();
            &joined
        };
        let read = std::str::from_utf8(text);
        if self.wide < ENOUGH {
            let valid = read.map_or_else(|e| e.valid_up_to(), str::len);
            let leads = text[..valid].iter();
            self.wide += leads.filter(|b| (0xE0..=0xEF).contains(*b)).count();
        }
        let carry = match read {
            Ok(_) => Vec::new(),
            Err(e) if e.error_len().is_none() => text[e.valid_up_to()..].to_vec(),
            Err(_) => {
                self.broken = true;
                Vec::new()
            }
        };
        self.carry = carry;
    }

    fn begins_as_utf8(&self) -> bool {
        self.wide >= ENOUGH
    }

    fn is_valid(&self) -> bool {
        !self.broken && self.carry.is_empty()
    }
}

/// No row of a table has more bytes.
pub(in crate::places) const LONGEST_LINE: usize = 8 << 20;

/// What happens to full-width commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::places) enum FullWidthComma {
    /// They are text.
    Keep,
    /// They separate cells and become commas.
    Separates,
}

/// A file read as UTF-8.
pub(in crate::places) struct Text {
    file: File,
    /// `None` where the bytes need no change.
    decoder: Option<Decoder>,
    comma: FullWidthComma,
    raw: Vec<u8>,
    decoded: Vec<u8>,
    given: usize,
    ended: bool,
    /// Whether a byte sequence had no meaning in the encoding.
    pub(in crate::places) malformed: bool,
    /// Whether a character of private use turned up.
    pub(in crate::places) private_use: bool,
    /// The bytes since the last end of a line.
    line: usize,
}

impl Text {
    pub(in crate::places) fn open(
        path: &Path,
        encoding: Encoding,
        comma: FullWidthComma,
    ) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        file.seek(SeekFrom::Start(encoding.mark_len()))
            .map_err(unreadable)?;
        let codec = match encoding {
            Encoding::Utf8 | Encoding::Utf8WithMark | Encoding::BrokenUtf8 => UTF_8,
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
            Encoding::Gb18030 => GB18030,
        };
        let is_sound = encoding != Encoding::BrokenUtf8;
        let as_is = codec == UTF_8 && is_sound && comma == FullWidthComma::Keep;
        Ok(Self {
            file,
            decoder: (!as_is).then(|| codec.new_decoder_without_bom_handling()),
            comma,
            raw: vec![0; CHUNK],
            decoded: Vec::new(),
            given: 0,
            ended: false,
            malformed: false,
            private_use: false,
            line: 0,
        })
    }

    /// Whether reading ended at a line that is longer than any row: the record of such a line would fill the memory.
    pub(in crate::places) const fn has_long_line(&self) -> bool {
        self.line > LONGEST_LINE
    }

    /// The next bytes, however long their line is.
    fn give(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.decoder.is_none() {
            return self.file.read(out);
        }
        while self.given == self.decoded.len() && !self.ended {
            self.refill()?;
        }
        let len = out.len().min(self.decoded.len() - self.given);
        out[..len].copy_from_slice(&self.decoded[self.given..self.given + len]);
        self.given += len;
        Ok(len)
    }

    /// Decodes the next piece of the file.
    fn refill(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        let len = fill(&mut self.file, &mut self.raw)?;
        self.ended = len == 0;
        let room = decoder
            .max_utf8_buffer_length(len)
            .ok_or(io::ErrorKind::OutOfMemory)?;
        self.decoded.resize(room, 0);
        let (_, _, written, malformed) =
            decoder.decode_to_utf8(&self.raw[..len], &mut self.decoded, self.ended);
        self.decoded.truncate(written);
        self.given = 0;
        self.malformed |= malformed;
        self.private_use |= has_private_use(&self.decoded);
        if self.comma == FullWidthComma::Separates {
            self.decoded = replace_full_width_commas(&self.decoded);
        }
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.has_long_line() {
            return Ok(0);
        }
        let len = self.give(out)?;
        let end = out[..len].iter().rposition(|b| matches!(b, b'\n' | b'\r'));
        self.line = end.map_or(self.line + len, |end| len - end - 1);
        Ok(len)
    }
}

/// Whether UTF-8 text holds a character from U+E000 to U+F8FF.
fn has_private_use(text: &[u8]) -> bool {
    text.windows(2)
        .any(|w| (w[0] == 0xEE && w[1] >= 0x80) || (w[0] == 0xEF && (0x80..=0xA3).contains(&w[1])))
}

fn replace_full_width_commas(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix("，".as_bytes()) {
            out.push(b',');
            rest = after;
        } else {
            out.push(byte);
            rest = after;
        }
    }
    out
}
