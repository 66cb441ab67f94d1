//! Files that are wrong, cruel or merely odd: each gives one line that says where and what, and no panic.

use std::io::Write as _;

use planner::osm::{self, Error, Extract, TagFilter, Users, Wanted};
use planner::progress::Silent;

use crate::pbf::{
    Block, Message, data, file, frame, frame_of_size, header, packed_blob, zigzag, zlib,
};

fn read(bytes: &[u8]) -> Result<Extract, Error> {
    let mut on_disk = tempfile::NamedTempFile::new().unwrap();
    on_disk.write_all(bytes).unwrap();
    let wanted = Wanted {
        features: vec![TagFilter::parse("building").unwrap()],
        users: Users::WithVehicles,
    };
    osm::read(on_disk.path(), &wanted, &Silent)
}

/// Asserts that a file is refused in one line with these words.
fn refused(bytes: &[u8], words: &str) {
    let error = read(bytes).expect_err(words).to_string();
    assert!(error.contains(words), "{error:?} lacks {words:?}");
    assert_eq!(error.lines().count(), 1, "{error:?}");
}

fn street() -> Block {
    Block::new()
        .dense(&[(1, 0, 0), (2, 10_000, 0), (3, 20_000, 0)])
        .way(7, &[1, 2, 3], &[("highway", "residential")])
}

/// A file of a block with one group that holds `element` as field `field`.
fn with_element(field: u64, element: &Message) -> Vec<u8> {
    file(&[Block::new()
        .group(Message::default().message(field, element))
        .build()])
}

fn dense(ids: &[u64], lats: &[u64], lons: &[u64]) -> Message {
    let columns = Message::default().packed(1, ids).packed(8, lats);
    columns.packed(9, lons)
}

#[test]
fn a_usual_file_is_read() {
    let extract = read(&file(&[street().build()])).unwrap();
    assert_eq!(extract.elements, 4);
    assert_eq!(extract.streets.ways.len(), 1);
    assert_eq!(extract.streets.refs, [0, 1, 2]);
    assert_eq!(extract.findings.iter().count(), 0);
}

#[test]
fn files_that_are_no_extract_are_named() {
    refused(b"", "empty file");
    refused(&header(), "no OSM data");
    refused(&file(&[Block::new().build()]), "no OSM data");
    refused(
        &data(&street().build()),
        "the first block is 'OSMData', not OSMHeader",
    );
    refused(
        b"<!DOCTYPE html><html>",
        "this is not an .osm.pbf file: it begins like a web page",
    );
    refused(b"\x1f\x8b\x08\x00 more", "a gzip file");
    refused(b"abc", "3 bytes are not an .osm.pbf file");
    let mut twice = file(&[street().build()]);
    twice.extend(twice.clone());
    refused(&twice, "a second header");
}

#[test]
fn a_missing_file_says_so() {
    let error = osm::read("no/such.osm.pbf".as_ref(), &Wanted::default(), &Silent).unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error}");
    assert!(error.to_string().ends_with("no/such.osm.pbf"), "{error}");
}

#[test]
fn cut_files_say_where() {
    let whole = file(&[street().build()]);
    let start = header().len();
    let block = data(&street().build()).len();
    refused(
        &whole[..whole.len() - 7],
        &format!("byte {start} (blob 1): cut short: block of"),
    );
    refused(
        &whole[..start + 9],
        &format!("byte {start} (blob 1): cut short: header of"),
    );
    let mut stray = whole.clone();
    stray.extend([1, 2, 3]);
    let end = start + block;
    refused(
        &stray,
        &format!("byte {end} (blob 2): 3 stray bytes at the end"),
    );
    // Every cut of the file is an error or a clean end between blocks, never a panic.
    for cut in 0..whole.len() {
        assert!(read(&whole[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn impossible_sizes_are_refused() {
    let blob = packed_blob(&street().build().0);
    for size in [-1, -24, 0, i64::from(i32::MAX), 32 * 1024 * 1024 + 1] {
        let mut bytes = header();
        bytes.extend(frame_of_size("OSMData", &blob, size));
        refused(&bytes, &format!("block size {size} is not 1..=32 MiB"));
    }
    let mut bytes = header();
    bytes.extend(70_000_u32.to_be_bytes());
    refused(&bytes, "header size 70000 is not 1..=65536");
}

#[test]
fn the_uncompressed_size_must_be_exact() {
    let block = street().build().0;
    let real = block.len() as i64;
    for size in [real - 1, real + 1, -1, 0, 1 << 30, 1 << 40] {
        let blob = Message::default().number(2, size).bytes(3, &zlib(&block));
        let mut bytes = header();
        bytes.extend(frame("OSMData", &blob));
        refused(&bytes, &format!("declared uncompressed size {size}"));
    }
    let unsized_blob = Message::default().bytes(3, &zlib(&block));
    let mut bytes = header();
    bytes.extend(frame("OSMData", &unsized_blob));
    refused(&bytes, "declares no uncompressed size");
    let raw = Message::default().bytes(1, &block).number(2, real);
    let mut bytes = header();
    bytes.extend(frame("OSMData", &raw));
    assert!(read(&bytes).is_ok(), "raw blocks are usual");
}

#[test]
fn bombs_and_blocks_beyond_the_limit_lose_nothing_silently() {
    let bomb = zlib(&vec![0; 64 << 20]);
    for declared in [1 << 20, 64 << 20] {
        let blob = Message::default().number(2, declared).bytes(3, &bomb);
        let mut bytes = header();
        bytes.extend(frame("OSMData", &blob));
        refused(&bytes, "declared uncompressed size");
    }
}

#[test]
fn damaged_and_unknown_compression_is_named() {
    let block = street().build().0;
    for (field, name) in [(4, "lzma"), (5, "bzip2"), (6, "lz4"), (7, "zstd")] {
        let blob = Message::default().number(2, 99).bytes(field, &block);
        let mut bytes = header();
        bytes.extend(frame("OSMData", &blob));
        refused(
            &bytes,
            &format!("compression '{name}' is not supported; convert with: osmium cat"),
        );
    }
    let mut packed = zlib(&block);
    let length = packed.len();
    packed.truncate(length / 2);
    let blob = Message::default()
        .number(2, block.len() as i64)
        .bytes(3, &packed);
    let mut bytes = header();
    bytes.extend(frame("OSMData", &blob));
    refused(&bytes, "the compressed data is cut short");
}

#[test]
fn every_flipped_byte_is_an_error_or_an_answer() {
    let whole = file(&[street().build()]);
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            // Either road is fine; a panic or an endless loop is not.
            let _ = read(&bytes);
        }
    }
    // Uncompressed, so that no checksum stands before the scan.
    let block = street().build().0;
    for at in 0..block.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut block = block.clone();
            block[at] ^= flip;
            let mut bytes = header();
            bytes.extend(frame("OSMData", &Message::default().bytes(1, &block)));
            let _ = read(&bytes);
        }
    }
}

#[test]
fn floods_of_empty_messages_are_capped() {
    let many = 600_000;
    let strings = [0x0a, 0x00].repeat(many);
    refused(
        &file(&[Message::default().bytes(1, &strings)]),
        "string table too long",
    );
    let groups = Message([0x12, 0x00].repeat(many));
    refused(&file(&[groups]), "more than 500000 groups");
    // A way needs an id, and 500,001 of the shortest ways are too many.
    let ways = Message([0x1a, 0x02, 0x08, 0x01].repeat(many));
    refused(
        &file(&[Message::default().message(2, &ways)]),
        "more than 500000 elements",
    );
    let empty_ways = Message([0x1a, 0x00].repeat(10));
    refused(
        &file(&[Message::default().message(2, &empty_ways)]),
        "a way lacks its id",
    );
    let refs = vec![0_u8; 9_000_000];
    let way = Message::default().number(1, 1).bytes(8, &refs);
    refused(&with_element(3, &way), "more than 8000000 references");
}

#[test]
fn features_and_histories_that_are_not_understood_are_refused() {
    for (feature, words) in [
        (
            "HistoricalInformation",
            "a history file; cut a snapshot with: osmium time-filter",
        ),
        (
            "Quantum-V9",
            "requires the feature 'Quantum-V9', which is not known",
        ),
    ] {
        let block = Message::default().bytes(4, feature.as_bytes());
        let mut bytes = frame("OSMHeader", &packed_blob(&block.0));
        bytes.extend(data(&street().build()));
        refused(&bytes, words);
    }
    let info = Message::default().number(6, 0);
    let way = Message::default().number(1, 1).message(4, &info);
    refused(&with_element(3, &way), "a deleted element");
}

#[test]
fn dense_columns_must_be_equally_long() {
    let short = dense(&[2, 2, 2, 2], &[0, 0], &[0, 0, 0, 0]);
    refused(
        &with_element(2, &short),
        "dense nodes: 4 ids, 2 latitudes, 4 longitudes",
    );
    let unended = dense(&[2], &[0], &[0]).packed(10, &[]).packed(10, &[0]);
    refused(&with_element(2, &unended), "field 10 occurs twice");
    let tags = |tags: &[u64]| with_element(2, &dense(&[2, 2], &[0, 0], &[0, 0]).packed(10, tags));
    refused(&tags(&[0]), "node 2: its tags have no end");
    refused(&tags(&[0, 0, 0]), "more tags than nodes");
    refused(&tags(&[5, 0, 0]), "node 1: string 5 of a table of 1");
}

#[test]
fn sums_that_overflow_and_places_off_the_earth_are_refused() {
    let max = zigzag(i64::MAX);
    let ids = dense(&[max, 2], &[0, 0], &[0, 0]);
    refused(
        &with_element(2, &ids),
        "the sum of node ids is beyond 64 bits",
    );
    let coordinate = dense(&[2], &[max], &[0]);
    refused(
        &with_element(2, &coordinate),
        "node 1: a coordinate is beyond 64 bits",
    );
    let way = Message::default().number(1, 5).packed(8, &[max, max]);
    refused(
        &with_element(3, &way),
        "way 5: a reference is beyond 64 bits",
    );
    for (lon, lat) in [(0, 910_000_000), (2_000_000_000, 0)] {
        let node = dense(&[2], &[zigzag(lat)], &[zigzag(lon)]);
        refused(&with_element(2, &node), "is not on earth");
    }
    for granularity in [0, -100] {
        let block = street().build().number(17, granularity);
        refused(
            &file(&[block]),
            &format!("granularity {granularity} is not above 0"),
        );
    }
}

#[test]
fn indices_and_parallel_lists_must_fit() {
    let way = Message::default().number(1, 5);
    let uneven = way.clone().packed(2, &[0, 0]).packed(3, &[0]);
    refused(&with_element(3, &uneven), "way 5: 2 keys, 1 values");
    let outside = way.clone().packed(2, &[9]).packed(3, &[0]);
    refused(
        &with_element(3, &outside),
        "way 5: string 9 of a table of 1",
    );
    let huge = way.packed(2, &[u64::MAX]).packed(3, &[0]);
    refused(&with_element(3, &huge), "of a table of 1");
    let relation = Message::default().number(1, 6).deltas(9, &[1, 2]);
    let uneven = relation.clone().packed(8, &[0]).packed(10, &[1, 1]);
    refused(
        &with_element(4, &uneven),
        "relation 6: 2 members, 1 roles, 2 types",
    );
    let role = relation.clone().packed(8, &[0, 7]).packed(10, &[1, 1]);
    refused(&with_element(4, &role), "relation 6: string 7");
    let kind = relation.packed(8, &[0, 0]).packed(10, &[1, 9]);
    refused(&with_element(4, &kind), "relation 6: member type 9");
}

#[test]
fn text_that_is_not_utf8_costs_a_character_and_not_the_road() {
    let mut block = street();
    let highway = block.string(b"highway");
    let residential = block.string(b"residential");
    let name = block.string(b"name");
    let broken = block.string(b"Rue \xff\xe9");
    let way = Message::default()
        .number(1, 8)
        .packed(2, &[name, highway])
        .packed(3, &[broken, residential])
        .deltas(8, &[1, 3]);
    let block = block.group(Message::default().message(3, &way)).build();
    let extract = read(&file(&[block])).unwrap();
    assert_eq!(extract.streets.ways[1].name.as_deref(), Some("Rue ??"));
    let finding = extract.findings.iter().next().unwrap();
    assert_eq!((finding.code, finding.count), ("osm-text-not-utf8", 1));
}

#[test]
fn unknown_blocks_are_skipped() {
    let mut bytes = header();
    bytes.extend(frame("Index", &Message(vec![1, 2, 3])));
    bytes.extend(data(&street().build()));
    assert_eq!(read(&bytes).unwrap().elements, 4);
}
