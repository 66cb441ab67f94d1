//! Ramps whose slopes are known, files made by hand, and what a reader is told of files that do not fit.

use tiff::encoder::{TiffEncoder, colortype};

use super::*;
use crate::testing::{Town, desert};

/// A ramp that rises eastwards by a share, with samples every ten metres or so; flat west of a place.
pub(crate) fn ramp(foot: LonLat, share: f64) -> Terrain {
    let metres_per_deg = 1.0 / east_deg(foot);
    let step = 1e-4;
    let (columns, rows) = (400_usize, 200_usize);
    let column_of_foot = 150.0;
    let heights_m = (0..rows * columns).map(|i| {
        let east = ((i % columns) as f64 - column_of_foot) * step * metres_per_deg;
        (share * east.max(0.0)) as f32
    });
    Terrain {
        rasters: vec![Raster {
            file: "ramp.tif".to_owned(),
            corner: Coord {
                x: foot.lon_deg() - column_of_foot * step,
                y: foot.lat_deg() + rows as f64 / 2.0 * step,
            },
            step_deg: Coord { x: step, y: step },
            columns,
            heights_m: heights_m.collect(),
        }],
    }
}

/// Degrees of longitude in a metre.
fn east_deg(at: LonLat) -> f64 {
    let east = Plane::at(at).to_lonlat(Coord { x: 1000.0, y: 0.0 });
    (east.lon_deg() - at.lon_deg()) / 1000.0
}

fn codes(slopes: &Slopes) -> Vec<(&'static str, Severity, u64)> {
    let findings = slopes.findings();
    findings
        .iter()
        .map(|f| (f.code, f.severity, f.count))
        .collect()
}

fn assert_slopes(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-4, "{found}, not {expected}");
    }
}

#[test]
fn streets_up_a_ramp_have_its_slope_and_streets_across_it_none() {
    let city = desert(6, Metres::new(100.0));
    let west = Plane::at(city.at(0.0, 0.0)).to_lonlat(Coord { x: -50.0, y: 0.0 });
    let slopes = Slopes::of(&city.network, &ramp(west, 0.05));
    for (id, edge) in city.network.edges().enumerate() {
        let [from, to] = [edge.from, edge.to].map(|node| city.network.nodes()[node].at);
        let expected = match to.lon_deg() - from.lon_deg() {
            east if east > 1e-6 => 0.05,
            east if east < -1e-6 => -0.05,
            _ => 0.0,
        };
        assert_slopes(slopes.of_edge(id), &[expected]);
    }
    assert!(codes(&slopes).is_empty());
}

#[test]
fn windows_are_at_least_sixty_metres_long_and_walls_are_not_believed() {
    let town = Town::draw("A--B-----C--------------------D").build();
    let foot = Plane::at(town.at('A')).to_lonlat(Coord { x: -100.0, y: 0.0 });
    let slopes = |share| Slopes::of(&town.network, &ramp(foot, share));
    // 30 m, 60 m and 210 m.
    for (pair, windows) in [("AB", 1), ("BC", 1), ("CD", 3)] {
        let edge = town.edge(pair);
        assert_slopes(slopes(0.08).of_edge(edge), &vec![0.08; windows]);
        assert_slopes(slopes(0.40).of_edge(edge), &vec![0.15; windows]);
        assert_slopes(slopes(-0.40).of_edge(edge), &vec![-0.15; windows]);
    }
}

#[test]
fn bridges_tunnels_indoor_ways_and_stairs_have_no_slope() {
    let town = Town::draw("A------B------C------D------E------F")
        .way("AB", |way| way.structure = Structure::Bridge)
        .way("BC", |way| way.structure = Structure::Tunnel)
        .way("CD", |way| way.structure = Structure::Indoor)
        .way("DE", |way| way.form = Form::Steps { count: None })
        .build();
    let slopes = Slopes::of(&town.network, &ramp(town.at('A'), 0.05));
    for pair in ["AB", "BC", "CD", "DE"] {
        assert_slopes(slopes.of_edge(town.edge(pair)), &[]);
    }
    assert_slopes(slopes.of_edge(town.edge("EF")), &[0.05]);
}

#[test]
fn files_that_tell_nothing_and_holes_are_told() {
    let town = Town::draw("A------B------C").build();
    let far = LonLat::new(town.at('A').lon_deg() + 1.0, town.at('A').lat_deg()).unwrap();
    let elsewhere = Slopes::of(&town.network, &ramp(far, 0.05));
    assert_eq!(
        codes(&elsewhere),
        [("terrain-touches-no-edge", Severity::Serious, 1)]
    );
    assert!(
        town.network
            .edges()
            .ids()
            .all(|e| elsewhere.of_edge(e).is_empty())
    );

    let mut holed = ramp(town.at('A'), 0.05);
    holed.rasters[0].heights_m.fill(f32::NAN);
    let holed = Slopes::of(&town.network, &holed);
    let told: Vec<_> = codes(&holed).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(told, ["terrain-touches-no-edge", "terrain-voids"]);
}

#[test]
fn a_hole_flattens_no_more_than_its_own_windows() {
    // 240 m are four windows, whose ends lie 0, 60, 120, 180 and 240 m from A.
    let town = Town::draw("A-----------------------B").build();
    let edge = town.edge("AB");
    let foot = Plane::at(town.at('A')).to_lonlat(Coord { x: -100.0, y: 0.0 });
    let holed = |at_m: f64| {
        let mut terrain = ramp(foot, 0.05);
        let hole = town.network.place_along(edge, Metres::new(at_m));
        let sample = terrain.rasters[0].sample_at(hole).unwrap();
        terrain.rasters[0].heights_m[sample] = f32::NAN;
        Slopes::of(&town.network, &terrain)
    };
    let slopes = |at_m| holed(at_m).of_edge(edge).to_vec();
    assert_slopes(&slopes(0.0), &[0.0, 0.05, 0.05, 0.05]);
    assert_slopes(&slopes(120.0), &[0.05; 4]);
    assert_slopes(&slopes(240.0), &[0.05, 0.05, 0.05, 0.0]);
    assert_eq!(
        codes(&holed(120.0)),
        [("terrain-voids", Severity::Warning, 1)]
    );
}

#[test]
fn a_tile_is_read_from_its_north_western_corner() {
    let folder = tempfile::tempdir().unwrap();
    let side = 1201_usize;
    let mut samples = vec![0_i16; side * side];
    samples[0] = 100;
    samples[side - 1] = 200;
    samples[side * side - 1] = 300;
    samples[600 * side + 600] = -32768;
    let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_be_bytes()).collect();
    for (name, west, south) in [("N36E117.hgt", 117.0, 36.0), ("S34W058.hgt", -58.0, -34.0)] {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let tile = Raster::open(&path).unwrap();
        let height = |x, y| tile.height(LonLat::new(west + x, south + y).unwrap());
        assert_eq!(height(0.0, 1.0), Height::Metres(100.0), "{name}");
        assert_eq!(height(1.0, 1.0), Height::Metres(200.0));
        assert_eq!(height(1.0, 0.0), Height::Metres(300.0));
        let half = 0.5 / 1200.0;
        let Height::Metres(metres) = height(half, 1.0) else {
            panic!("half-way between two samples")
        };
        assert!((metres - 50.0).abs() < 1e-6, "{metres}");
        assert_eq!(height(0.5 + half, 0.5), Height::Void);
        assert_eq!(height(1.01, 0.5), Height::Outside);
    }
}

/// A zip archive of some files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_tile_in_an_archive_is_the_tile() {
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..1201_u32 * 1201)
        .flat_map(|i| ((i % 3000) as i16).to_be_bytes())
        .collect();
    let plain = folder.path().join("S34W058.hgt");
    std::fs::write(&plain, &bytes).unwrap();
    let packed = folder.path().join("anything.hgt.zip");
    let files = [
        ("readme.txt", &b"a tile"[..]),
        ("tiles/S34W058.hgt", &bytes),
    ];
    std::fs::write(&packed, zipped(&files)).unwrap();
    let (plain, packed) = (
        Raster::open(&plain).unwrap(),
        Raster::open(&packed).unwrap(),
    );
    assert_eq!(plain.heights_m, packed.heights_m);
    assert_eq!(plain.corner, packed.corner);
}

#[test]
fn files_that_are_no_elevation_are_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Raster::open(&path).unwrap_err().to_string()
    };
    assert!(refused("N36E117.hgt", &[0; 100]).contains("100 bytes"));
    assert!(refused("hill.hgt", &[0; 100]).contains("N36E117.hgt"));
    assert!(refused("hill.zip", b"PK").contains("archive is damaged"));
    assert!(refused("hill.7z", b"7z").contains("unpack"));
    assert!(refused("a.hgt.zip", &zipped(&[])).contains("holds 0"));
    let two = [("N36E117.hgt", &[0; 4][..]), ("N36E118.hgt", &[0; 4])];
    assert!(refused("b.hgt.zip", &zipped(&two)).contains("holds 2"));
    assert!(refused("c.hgt.zip", &zipped(&two[..1])).contains("4 bytes"));
    assert!(refused("hill.tif", b"no tiff at all").contains("not a readable TIFF"));
    let missing = Raster::open(Path::new("absent.tif")).unwrap_err();
    assert!(missing.to_string().contains("absent.tif"));
}

/// Writes a grid of 3 × 2 samples with geo keys, placed with its corner at 116 E, 40 N and samples of a degree.
fn geotiff(path: &Path, keys: &[u16]) {
    let file = std::fs::File::create(path).unwrap();
    let mut tiff = TiffEncoder::new(file).unwrap();
    let mut image = tiff.new_image::<colortype::Gray32Float>(3, 2).unwrap();
    let tag = tiff::tags::Tag::from_u16_exhaustive;
    let directory = image.encoder();
    directory
        .write_tag(tag(33550), &[1.0, 1.0, 0.0][..])
        .unwrap();
    directory
        .write_tag(tag(33922), &[0.0, 0.0, 0.0, 116.0, 40.0, 0.0][..])
        .unwrap();
    directory.write_tag(tag(34735), keys).unwrap();
    directory.write_tag(tag(42113), "-9999").unwrap();
    image
        .write_data(&[1.0, 2.0, 3.0, 4.0, 5.0, -9999.0])
        .unwrap();
}

#[test]
fn a_geotiff_says_whether_its_samples_are_points_or_squares() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grid.tif");
    let height = |lon, lat| {
        let raster = Raster::open(&path).unwrap();
        raster.height(LonLat::new(lon, lat).unwrap())
    };
    geotiff(&path, &[1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326]);
    assert_eq!(
        height(116.5, 39.5),
        Height::Metres(1.0),
        "the middle of the first square"
    );
    assert_eq!(
        height(117.0, 39.0),
        Height::Metres(3.0),
        "between 1, 2, 4 and 5"
    );
    assert_eq!(height(118.2, 39.0), Height::Void, "beside no data");
    assert_eq!(height(116.0, 40.0), Height::Outside);
    geotiff(
        &path,
        &[1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 2, 2048, 0, 1, 4490],
    );
    assert_eq!(height(116.0, 40.0), Height::Metres(1.0));
    geotiff(&path, &[1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 4548]);
    let projected = Raster::open(&path).unwrap_err().to_string();
    assert!(projected.contains("EPSG:4326"), "{projected}");
}
