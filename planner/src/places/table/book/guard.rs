//! What stands between an archive (`.xlsx`, `.ods`) and any library: every part is inflated once, counting.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use super::damaged;
use crate::places::Error;

/// No sheet of people is larger than this when inflated.
const MOST_BYTES: u64 = 1 << 30;
/// No other part of a workbook is.
const MOST_PART_BYTES: u64 = 128 << 20;
/// No more texts than this are shared between cells.
const MOST_TEXTS: u64 = 10_000_000;
/// A reader of XML holds what stands between two marks; no honest cell is as long as this.
const LONGEST_TEXT: u64 = 32 << 20;

/// What was seen of the sheets of an archive on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Formulas that are stored without their results.
    pub(super) lost_formulas: u64,
    /// Whether cells are merged.
    pub(super) has_merged_cells: bool,
}

/// Refuses an archive that inflates to more than any table of people needs.
pub(super) fn check(path: &Path) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let damaged = || damaged(path, "it is no .xlsx or .ods archive, or is cut short");
    let file = File::open(path).map_err(unreadable)?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_not_shown| damaged())?;
    let mut buffer = vec![0; 1 << 16];
    let mut left = MOST_BYTES;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_not_shown| damaged())?;
        let name = part.name().map_err(|_not_shown| damaged())?;
        let name = name.to_ascii_lowercase();
        let is_sheet = name.contains("worksheets/") || name == "content.xml";
        let most = if is_sheet {
            left
        } else {
            MOST_PART_BYTES.min(left)
        };
        let mut part = part.take(most + 1);
        let mut measured = Measured::default();
        let mut marks = Marks::default();
        loop {
            let len = part.read(&mut buffer).map_err(|_not_shown| damaged())?;
            if len == 0 {
                break;
            }
            measured.add(&buffer[..len]);
            if name == "meta-inf/manifest.xml" && tells_encryption(&buffer[..len]) {
                return Err(Error::ProtectedBook {
                    path: path.to_owned(),
                });
            }
            if is_sheet {
                marks.add(&buffer[..len]);
            }
        }
        let is_xml = name.rsplit('.').next() == Some("xml");
        if measured.size > most
            || measured.texts > MOST_TEXTS
            || (is_xml && measured.longest > LONGEST_TEXT)
        {
            return Err(Error::TooLarge {
                most_mib: MOST_BYTES >> 20,
                path: path.to_owned(),
            });
        }
        left -= measured.size;
        seen.lost_formulas += marks.seen.lost_formulas;
        seen.has_merged_cells |= marks.seen.has_merged_cells;
    }
    Ok(seen)
}

/// Whether the list of an archive's parts says that they are encrypted, as that of an OpenDocument does.
fn tells_encryption(list: &[u8]) -> bool {
    const MARK: &[u8] = b":encryption-data";
    list.windows(MARK.len()).any(|part| part == MARK)
}

/// What a part of an archive holds.
#[derive(Debug, Default)]
struct Measured {
    /// Bytes when inflated.
    size: u64,
    /// Texts that are shared between cells.
    texts: u64,
    /// The longest stretch without a mark.
    longest: u64,
    /// The stretch since the last mark.
    stretch: u64,
    /// What the piece before ended with.
    tail: Vec<u8>,
}

impl Measured {
    fn add(&mut self, piece: &[u8]) {
        self.size += piece.len() as u64;
        self.texts += count_texts(&mut self.tail, piece);
        let mut pieces = piece.split(|byte| *byte == b'<');
        self.stretch += pieces.next().map_or(0, |first| first.len() as u64);
        self.longest = self.longest.max(self.stretch);
        for next in pieces {
            self.stretch = next.len() as u64;
            self.longest = self.longest.max(self.stretch);
        }
    }
}

/// Looks at the marks of a sheet, whose pieces may end inside one.
#[derive(Debug, Default)]
struct Marks {
    seen: Seen,
    /// How the mark that is being read begins.
    head: [u8; 8],
    /// How long it is so far, with the text behind it.
    len: usize,
    after: After,
}

/// What the marks before say of the one that follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum After {
    #[default]
    Anything,
    /// A formula has begun; one that is shared may have no text and no end of its own.
    Open,
    /// A formula has ended; its result may follow.
    Formula,
    /// A result has begun, and nothing stands in it so far.
    EmptyResult,
}

impl Marks {
    fn add(&mut self, piece: &[u8]) {
        let mut parts = piece.split(|byte| *byte == b'<');
        self.extend(parts.next().unwrap_or_default());
        for part in parts {
            self.end();
            self.extend(part);
        }
    }

    fn extend(&mut self, part: &[u8]) {
        for (to, from) in self.head.iter_mut().skip(self.len).zip(part) {
            *to = *from;
        }
        self.len += part.len();
    }

    /// The next mark begins: the one before is whole.
    fn end(&mut self) {
        let mark = &self.head[..self.len.min(8)];
        let is_result_lost = match self.after {
            After::Formula | After::Open => matches!(mark, b"/c>" | b"v/>" | b"v />"),
            After::EmptyResult => mark == b"/v>",
            After::Anything => false,
        };
        self.seen.lost_formulas += u64::from(is_result_lost);
        self.seen.has_merged_cells |= mark.starts_with(b"mergeCel");
        self.after = match mark {
            b"/f>" => After::Formula,
            b"v>" if matches!(self.after, After::Formula | After::Open) => After::EmptyResult,
            _ if mark.starts_with(b"f ") => After::Open,
            _ => After::Anything,
        };
        self.len = 0;
    }
}

/// Counts the shared texts that begin in a piece of a part; `tail` is what the piece before ended with.
fn count_texts(tail: &mut Vec<u8>, piece: &[u8]) -> u64 {
    const MARK: &[u8] = b"<si";
    tail.extend_from_slice(&piece[..piece.len().min(MARK.len() - 1)]);
    let across = tail.windows(MARK.len()).filter(|w| *w == MARK).count();
    let within = piece.windows(MARK.len()).filter(|w| *w == MARK).count();
    tail.clear();
    tail.extend_from_slice(&piece[piece.len().saturating_sub(MARK.len() - 1)..]);
    (across + within) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_without_results_are_counted_across_pieces() {
        let sheet = b"<c r=\"A1\"><f>1+1</f><v></v></c><c><f>1</f><v/></c><c><f>1</f></c><c><f>2</f><v>2</v></c>\
            <c t=\"str\"><f>A1</f><v /></c><c><f t=\"shared\" si=\"0\"/><v></v></c><c><f t=\"shared\" si=\"0\"/></c>\
            <c><f t=\"shared\" si=\"0\"/><v>3</v></c><c><f t=\"shared\" ref=\"A1\">1</f><v>3</v></c><mergeCells count=\"1\"></mergeCells></worksheet>";
        for size in 1..=sheet.len() {
            let mut marks = Marks::default();
            sheet.chunks(size).for_each(|piece| marks.add(piece));
            let seen = Seen {
                lost_formulas: 6,
                has_merged_cells: true,
            };
            assert_eq!(marks.seen, seen, "{size}");
        }
    }

    #[test]
    fn stretches_and_texts_are_counted_across_pieces() {
        let text = b"<si>abcdef</si><si/>longer than any<x/>";
        for size in 2..text.len() {
            let mut measured = Measured::default();
            text.chunks(size).for_each(|piece| measured.add(piece));
            assert_eq!(measured.size, text.len() as u64);
            assert_eq!(
                measured.longest,
                "si/>longer than any".len() as u64,
                "{size}"
            );
            assert!(measured.texts >= 2, "{size}");
        }
    }
}
