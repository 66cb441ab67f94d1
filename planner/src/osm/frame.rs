//! A file becomes whole, unpacked blocks, or a one-line error that says at which byte it is wrong.
//!
//! This guard stands in front of `osmpbf`, which trusts lengths, cuts blocks of more than 32 MiB without a word and
//! never looks at the header. It knows frames and sizes; what is inside a block is checked by [`scan`].
//!
//! Method:
//! 1. Read the 4-byte length of the frame's header, 1 to 65,536.
//! 2. Read the header: a kind, and a block size of 1 byte to 32 MiB.
//! 3. Read exactly that many bytes.
//! 4. Inflate them into exactly the size that the block declares, at most 32 MiB.
//!
//! Invariants: no buffer is larger than 32 MiB, and none is larger than bytes that were really there.
//!
//! References: OpenStreetMap wiki, PBF Format (file format and definition of the fileblock).

mod passed;
pub(super) mod scan;
pub(super) mod table;
mod ways;
pub(super) mod wire;

use std::io::{ErrorKind, Read};

use flate2::{Decompress, FlushDecompress, Status};

use wire::{Fault, Wire, fault};

/// The longest header of a frame (the format's own limit).
const MAX_HEADER_BYTES: u32 = 64 * 1024;
/// The largest block, packed or unpacked (the format's own limit).
pub(super) const MAX_BLOCK_BYTES: u64 = 32 * 1024 * 1024;

/// A block as it stands in the file: complete, still packed.
#[derive(Debug)]
pub(super) struct Frame {
    /// Where the frame starts in the file.
    pub(super) byte: u64,
    /// Its number; the first is 0.
    pub(super) blob: u64,
    /// What the block claims to hold.
    pub(super) kind: FrameKind,
    bytes: Vec<u8>,
}

/// What a block claims to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// The file's header.
    Header,
    /// Nodes, ways and relations.
    Data,
    /// Something that readers must skip.
    Other(String),
}

/// Why no frame could be read.
#[derive(Debug)]
pub(super) enum FrameError {
    /// The file system failed.
    Io(std::io::Error),
    /// The bytes are wrong; the frame starts at `byte` and is number `blob`.
    Bad {
        /// Where the frame starts.
        byte: u64,
        /// Its number.
        blob: u64,
        /// What is wrong.
        what: Fault,
    },
}

/// Reads frames one after the other.
#[derive(Debug)]
pub(super) struct Frames<R> {
    source: R,
    byte: u64,
    blob: u64,
}

impl<R: Read> Frames<R> {
    /// Starts at the first byte of a file.
    pub(super) const fn new(source: R) -> Self {
        Self {
            source,
            byte: 0,
            blob: 0,
        }
    }

    /// How many bytes were read.
    pub(super) const fn byte(&self) -> u64 {
        self.byte
    }

    /// Reads the next frame; `None` at a clean end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, FrameError> {
        let start = self.byte;
        let frame = self.read_frame();
        self.blob += 1;
        frame.map_err(|problem| match problem {
            Problem::Io(error) => FrameError::Io(error),
            Problem::Bad(what) => FrameError::Bad {
                byte: start,
                blob: self.blob - 1,
                what,
            },
        })
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, Problem> {
        let start = self.byte;
        let length = self.bytes(4)?;
        let length = match *length.as_slice() {
            [] => return Ok(None),
            [a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
            _ => {
                let stray = length.len();
                return Err(bad(if start == 0 {
                    format!("{stray} bytes are not an .osm.pbf file")
                } else {
                    format!("{stray} stray bytes at the end: the file is cut short")
                }));
            }
        };
        if !(1..=MAX_HEADER_BYTES).contains(&length) {
            return Err(bad(if start == 0 {
                not_pbf(length.to_be_bytes())
            } else {
                format!("header size {length} is not 1..=65536")
            }));
        }
        let header = self.bytes(u64::from(length))?;
        if header.len() < length as usize {
            return Err(bad(format!(
                "cut short: header of {length} bytes has {}",
                header.len()
            )));
        }
        let (kind, size) = frame_header(&header)?;
        let bytes = self.bytes(size)?;
        if (bytes.len() as u64) < size {
            return Err(bad(format!(
                "cut short: block of {size} bytes has {}; download the file again",
                bytes.len()
            )));
        }
        Ok(Some(Frame {
            byte: start,
            blob: self.blob,
            kind,
            bytes,
        }))
    }

    /// Reads up to `length` bytes; fewer only at the end of the file. Grows with what is really there.
    fn bytes(&mut self, length: u64) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::with_capacity(length.min(1 << 20) as usize);
        match self.source.by_ref().take(length).read_to_end(&mut bytes) {
            Ok(_) => {
                self.byte += bytes.len() as u64;
                Ok(bytes)
            }
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(bytes),
            Err(error) => Err(Problem::Io(error)),
        }
    }
}

impl Frame {
    /// The number of packed bytes.
    pub(super) const fn packed_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Unpacks the block into exactly as many bytes as it declares; what `out` held is lost.
    pub(super) fn unpack(&self, out: &mut Vec<u8>) -> Result<(), Fault> {
        out.clear();
        let mut wire = Wire::new(&self.bytes);
        let mut declared = None;
        let mut data = None;
        while let Some(field) = wire.field()? {
            match field.number {
                1 | 3 if data.is_some() => return fault("the block holds its data twice"),
                1 | 3 => data = Some((field.number, field.bytes()?)),
                2 => declared = Some(field.number()? as i64),
                4 => return unsupported("lzma"),
                5 => return unsupported("bzip2"),
                6 => return unsupported("lz4"),
                7 => return unsupported("zstd"),
                _ => {}
            }
        }
        match (data, declared) {
            (None, _) => fault("the block holds no data"),
            (Some((1, raw)), None) => {
                checked_size(raw.len() as i64).map(|_| out.extend_from_slice(raw))
            }
            (Some((1, raw)), Some(size)) if size == raw.len() as i64 => {
                checked_size(size).map(|_| out.extend_from_slice(raw))
            }
            (Some((1, raw)), Some(size)) => fault(format!(
                "declared uncompressed size {size}, but the block has {} bytes",
                raw.len()
            )),
            (Some(_), None) => fault("the compressed block declares no uncompressed size"),
            (Some((_, packed)), Some(size)) => inflate(packed, checked_size(size)?, out),
        }
    }
}

enum Problem {
    Io(std::io::Error),
    Bad(Fault),
}

impl From<Fault> for Problem {
    fn from(what: Fault) -> Self {
        Self::Bad(what)
    }
}

fn bad(what: String) -> Problem {
    Problem::Bad(Fault::new(what))
}

/// Says what a file is that does not begin like a frame.
fn not_pbf(start: [u8; 4]) -> String {
    let guess = match &start {
        [b'<' | b'\n' | b'\r' | b' ' | 0xef, ..] => {
            "a web page or .osm XML; download it again, or convert XML with: osmium cat in.osm -o out.osm.pbf"
        }
        [0x1f, 0x8b, ..] => "a gzip file; unpack it first",
        [b'B', b'Z', ..] => "a bzip2 file; unpack it first",
        [b'P', b'K', ..] => "a zip file; unpack it first",
        _ => "something else",
    };
    format!("this is not an .osm.pbf file: it begins like {guess}")
}

fn frame_header(header: &[u8]) -> Result<(FrameKind, u64), Fault> {
    let mut wire = Wire::new(header);
    let (mut kind, mut size) = (None, None);
    while let Some(field) = wire.field()? {
        match field.number {
            1 => kind = Some(field.bytes()?),
            3 => size = Some(field.number()? as i64),
            _ => {}
        }
    }
    let kind = match kind {
        Some(b"OSMHeader") => FrameKind::Header,
        Some(b"OSMData") => FrameKind::Data,
        Some(other) => FrameKind::Other(String::from_utf8_lossy(other).into_owned()),
        None => return fault("the block has no kind; this is not an .osm.pbf file"),
    };
    match size {
        Some(size) if size > 0 && size as u64 <= MAX_BLOCK_BYTES => Ok((kind, size as u64)),
        Some(size) => fault(format!("block size {size} is not 1..=32 MiB")),
        None => fault("the block declares no size"),
    }
}

fn checked_size(size: i64) -> Result<usize, Fault> {
    // osmpbf itself takes blocks below 32 MiB only, so the limit itself is refused too.
    if size > 0 && (size as u64) < MAX_BLOCK_BYTES {
        Ok(size as usize)
    } else {
        fault(format!(
            "declared uncompressed size {size} is not 1..32 MiB"
        ))
    }
}

fn unsupported(compression: &str) -> Result<(), Fault> {
    fault(format!(
        "compression '{compression}' is not supported; convert with: osmium cat in.osm.pbf -o out.osm.pbf -f pbf,pbf_compression=zlib"
    ))
}

fn inflate(packed: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
    // One byte more than declared: a longer stream shows itself instead of being cut.
    out.reserve(size + 1);
    let mut inflater = Decompress::new(true);
    match inflater.decompress_vec(packed, out, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) if out.len() == size => Ok(()),
        Ok(Status::StreamEnd) => fault(format!(
            "declared uncompressed size {size}, but the block has {} bytes",
            out.len()
        )),
        Ok(_) if out.len() > size => fault(format!(
            "declared uncompressed size {size}, but the block has more bytes"
        )),
        Ok(_) => fault("the compressed data is cut short"),
        Err(error) => fault(format!("the compressed data is damaged: {error}")),
    }
}
