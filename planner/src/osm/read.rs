//! A file is read once, from its first byte to its last, and becomes an [`Extract`].
//!
//! Method:
//! 1. Read packed blocks in file order into a batch that is bounded in number and in bytes.
//! 2. Unpack, check and decode the blocks of a batch in parallel; each becomes a part.
//! 3. Append the parts in file order, so that the number of threads changes nothing.
//! 4. Resolve references, make shapes, and tell what was wrong.
//!
//! Complexity: linear in the file, with a sort of the references; memory is 16 bytes a node, 8 bytes a reference, and
//! a batch of blocks.

mod remark;

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;

use super::block::{self, Keys, Part};
use super::frame::table::{self, Header};
use super::frame::wire::Fault;
use super::frame::{Frame, FrameError, FrameKind, Frames};
use super::shapes::Wishes;
use super::streets::{self, Places};
use super::{Error, Extract, Wanted};
use crate::progress::{Progress, Stage};
use crate::projection::LonLat;
use remark::Seen;

/// Blocks that wait in a batch, for each thread.
const BLOCKS_PER_THREAD: usize = 4;
/// Packed bytes that wait in a batch.
const BATCH_BYTES: usize = 32 * 1024 * 1024;

/// Reads the walkable streets and the wanted features of an `.osm.pbf` file.
pub fn read(path: &Path, wanted: &Wanted, progress: &dyn Progress) -> Result<Extract, Error> {
    let file = File::open(path).map_err(|source| Error::Open {
        path: path.to_owned(),
        source,
    })?;
    let total = file.metadata().map_or(0, |data| data.len());
    let mut reading = Reading {
        path,
        wanted,
        keys: Keys::of(&wanted.features, wanted.users),
        frames: Frames::new(file),
        spare: Spare::default(),
        part: Part::default(),
    };
    let header = reading.header()?;
    loop {
        if progress.cancelled() {
            return Err(Error::Cancelled);
        }
        let batch = reading.batch()?;
        if batch.is_empty() {
            break;
        }
        reading.take(&batch)?;
        progress.report(Stage::Osm, reading.frames.byte(), total);
    }
    if reading.part.counts.elements == 0 {
        return Err(Error::NoData {
            path: path.to_owned(),
        });
    }
    Ok(finish(reading.done(), &header, (path, wanted)))
}

/// A file while it is read.
struct Reading<'a> {
    path: &'a Path,
    wanted: &'a Wanted,
    keys: Keys,
    frames: Frames<File>,
    spare: Spare,
    part: Part,
}

/// Buffers for unpacked blocks that are used again, so that their pages are touched once.
#[derive(Default)]
struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self) -> Vec<u8> {
        let buffers = self.0.lock();
        buffers.ok().and_then(|mut b| b.pop()).unwrap_or_default()
    }

    fn give_back(&self, buffer: Vec<u8>) {
        if let Ok(mut buffers) = self.0.lock() {
            buffers.push(buffer);
        }
    }
}

impl Reading<'_> {
    /// Reads the first block, which must be the header.
    fn header(&mut self) -> Result<Header, Error> {
        let Some(frame) = self.frame()? else {
            return Err(Error::Empty {
                path: self.path.to_owned(),
            });
        };
        let what = match &frame.kind {
            FrameKind::Header => {
                let mut block = Vec::new();
                frame
                    .unpack(&mut block)
                    .and_then(|()| table::header(&block))
            }
            FrameKind::Data => not_header("OSMData"),
            FrameKind::Other(kind) => not_header(kind),
        };
        what.map_err(|what| self.damaged(&frame, what))
    }

    /// Reads the next packed blocks with data; none at the end of the file.
    fn batch(&mut self) -> Result<Vec<Frame>, Error> {
        let most = rayon::current_num_threads() * BLOCKS_PER_THREAD;
        let (mut batch, mut bytes) = (Vec::with_capacity(most), 0);
        while batch.len() < most && bytes < BATCH_BYTES {
            let Some(frame) = self.frame()? else { break };
            match frame.kind {
                FrameKind::Data => {
                    bytes += frame.packed_bytes();
                    batch.push(frame);
                }
                FrameKind::Other(_) => {}
                FrameKind::Header => {
                    let what = "a second header: two files were joined byte by byte; join them with: osmium merge";
                    return Err(self.damaged(&frame, Fault::new(what)));
                }
            }
        }
        Ok(batch)
    }

    /// Decodes a batch in parallel and appends its parts in file order.
    fn take(&mut self, batch: &[Frame]) -> Result<(), Error> {
        let parts: Vec<Result<Part, Fault>> = batch
            .par_iter()
            .map(|frame| {
                let mut block = self.spare.take();
                let part = frame
                    .unpack(&mut block)
                    .and_then(|()| block::read(&block, &self.keys, &self.wanted.features));
                self.spare.give_back(block);
                part
            })
            .collect();
        for (frame, part) in batch.iter().zip(parts) {
            let part = part.map_err(|what| self.damaged(frame, what))?;
            self.part.append(part);
        }
        Ok(())
    }

    /// What was read; the buffers go.
    fn done(self) -> Part {
        self.part
    }

    fn frame(&mut self) -> Result<Option<Frame>, Error> {
        self.frames.next().map_err(|error| match error {
            FrameError::Io(source) => Error::Read {
                path: self.path.to_owned(),
                source,
            },
            FrameError::Bad { byte, blob, what } => Error::Damaged {
                path: self.path.to_owned(),
                byte,
                blob,
                what: what.into_text(),
            },
        })
    }

    fn damaged(&self, frame: &Frame, what: Fault) -> Error {
        Error::Damaged {
            path: self.path.to_owned(),
            byte: frame.byte,
            blob: frame.blob,
            what: what.into_text(),
        }
    }
}

fn not_header(kind: &str) -> Result<Header, Fault> {
    Err(Fault::new(format!(
        "the first block is '{kind}', not OSMHeader; this is not a whole .osm.pbf file"
    )))
}

/// Resolves what was collected and tells what was wrong with it.
fn finish(mut part: Part, header: &Header, (path, wanted): (&Path, &Wanted)) -> Extract {
    let nodes = std::mem::take(&mut part.nodes);
    let located = std::mem::take(&mut part.located);
    let places = Places::of(nodes, located, &mut part.posts);
    let (ways, duplicate_ways) = streets::latest_ways(&mut part);
    let wishes = Wishes::of(&mut part, &places);
    let duplicates = places.duplicates + duplicate_ways;
    let feature_nodes = places.choose(|| wishes.node_ids(&part.refs));
    // The nodes of the whole file are the largest table; it goes before the results come.
    let street_nodes = places.into_chosen(streets::references(&ways), || {
        streets::node_ids(&ways, &part.refs)
    });
    let (streets, told) = streets::resolve(&mut part, ways, &street_nodes, wanted.users);
    drop(street_nodes);
    let (features, lost) = wishes.shape(&part.refs, feature_nodes);
    let seen = Seen {
        counts: &part.counts,
        told: &told,
        lost: &lost,
        duplicates: duplicates + lost.duplicates,
    };
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let findings = remark::findings(&seen, &streets, &file);
    Extract {
        streets,
        features,
        bounds: header.bounds.and_then(corners),
        replicated_at_s: header.replicated_at_s,
        elements: part.counts.elements,
        findings,
    }
}

/// South-west and north-east corner of a header's box, unless it is not on earth.
fn corners([west, east, north, south]: [i64; 4]) -> Option<(LonLat, LonLat)> {
    let place = |lon: i64, lat: i64| LonLat::new(lon as f64 / 1e9, lat as f64 / 1e9);
    Some((place(west, south)?, place(east, north)?))
}
