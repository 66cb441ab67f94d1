//! Workbooks with a password say so, and what to do.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::forms::read_as;
use crate::places::Error;
use crate::text::Told as _;

/// A compound file with one stream.
fn compound(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream(name).unwrap();
    stream.write_all(bytes).unwrap();
    drop(stream);
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// An OpenDocument whose list of parts says that its content is encrypted.
fn open_document() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("content.xml", &[0x5A, 0x01, 0xFE, 0x3C][..]),
        (
            "META-INF/manifest.xml",
            b"<manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry>",
        ),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_with_a_password_says_so_in_every_format() {
    // A stream of records: the beginning of a workbook, then how the rest is encrypted, by XOR or by RC4.
    let begin = [0x09, 0x08, 0x04, 0x00, 0x00, 0x06, 0x05, 0x00];
    let records = |kind: u8| [&begin[..], &[0x2F, 0x00, 0x06, 0x00, kind, 0, 1, 2, 3, 4]].concat();
    for (name, bytes) in [
        ("seniors.xls", compound("/Workbook", &records(0))),
        ("seniors.xls", compound("/Workbook", &records(1))),
        ("seniors.xlsx", compound("/EncryptedPackage", &[1, 2, 3, 4])),
        ("seniors.ods", open_document()),
    ] {
        let why = read_as(name, &bytes).unwrap_err();
        assert!(matches!(why, Error::ProtectedBook { .. }), "{name}: {why}");
        assert!(why.to_string().contains("remove the password"), "{why}");
        assert!(why.zh().contains("取消密码"), "{name}");
    }
}
