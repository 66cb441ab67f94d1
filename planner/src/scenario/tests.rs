//! Scenarios that are read, and scenarios that are refused.

use std::path::Path;

use super::*;
use crate::units::WalkTime;

const CANTEENS: &str = r#"
title = "Canteens"
as_of = 2022-10-28
language = "en"

[network]
osm = "../data/a.osm.pbf"

[walk]
profile = "elder_walk"
speed_mps = 0.9

[[seniors]]
file = "seniors.csv"
crs = "gcj02"
columns = { lon = "东经", count = "户内老人" }

[[facilities]]
file = "canteens.csv"
crs = "wgs84"
kind = "canteen"

[[facilities]]
osm = ["social_facility:for=senior", "amenity=community_centre+access=yes"]
kind = "day_care"

[candidates]
hexagons = { resolution = 9 }
osm = ["amenity=restaurant"]

[districts]
file = "streets.geojson"
code = "code"

[[standard]]
kind = "canteen"
within_min = 12.5

[[standard]]
kind = "day_care"

[siting]
kind = "canteen"
sites = 11
"#;

/// The least that a scenario needs, with more text after it.
fn minimal(more: &str) -> String {
    format!("network.osm = \"a.osm.pbf\"\n{more}")
}

fn open(text: &str, overrides: &[&str]) -> Result<Scenario, Error> {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    Scenario::parse(Path::new("plans/town.toml"), text, &overrides)
}

fn refusal(text: &str, overrides: &[&str]) -> String {
    open(text, overrides).unwrap_err().to_string()
}

#[test]
fn every_section_is_read() {
    let scenario = open(CANTEENS, &[]).unwrap();
    assert_eq!(scenario.title, "Canteens");
    assert_eq!(scenario.as_of.as_deref(), Some("2022-10-28"));
    assert_eq!(scenario.language, Lang::En);
    assert_eq!(scenario.osm, Path::new("plans/../data/a.osm.pbf"));
    assert!((scenario.walk.speed.mps() - 0.9).abs() < 1e-12);
    assert_eq!(scenario.seniors[0].file.crs, Crs::Gcj02);
    assert_eq!(
        scenario.seniors[0].file.path,
        Path::new("plans/seniors.csv")
    );
    assert_eq!(scenario.seniors[0].file.columns["lon"], "东经");
    assert_eq!(scenario.facilities[0].kind.as_deref(), Some("canteen"));
    let FacilitiesSource::Osm(filters) = &scenario.facilities[1].source else {
        panic!("the second source is the extract");
    };
    assert_eq!(filters.len(), 2);
    assert_eq!(filters[1].tags.len(), 2);
    assert_eq!(scenario.candidates.hexagon_resolution, Some(9));
    assert_eq!(scenario.candidates.osm.len(), 1);
    assert_eq!(
        scenario.standards[0].within,
        WalkTime::from_seconds(12.5 * 60.0)
    );
    assert_eq!(scenario.standards[1].within, WalkTime::from_minutes(15));
    let siting = scenario.siting.as_ref().unwrap();
    assert_eq!((siting.sites, siting.model), (Some(11), Model::Mclp));
    assert_eq!(scenario.privacy_threshold, 10);
    assert!(scenario.require(Need::Propose).is_ok());
}

#[test]
fn what_is_left_out_has_its_documented_default() {
    let scenario = open(&minimal(""), &[]).unwrap();
    assert_eq!(scenario.title, "town");
    assert_eq!(scenario.language, Lang::Zh);
    assert_eq!(scenario.walk.name, "elder_walk");
    assert!(scenario.standards.is_empty() && scenario.siting.is_none());
    let why = scenario.require(Need::Score).unwrap_err().to_string();
    assert!(why.starts_with("[[seniors]] is missing"), "{why}");

    let named = "[[facilities]]\nosm = [\"amenity=canteen\"]\nkind = \"canteen\"\n[siting]\nkind = \"day_care\"\n";
    let scenario = open(&minimal(named), &[]).unwrap();
    let kinds: Vec<&str> = scenario.standards.iter().map(|s| s.kind.as_str()).collect();
    assert_eq!(kinds, ["canteen", "day_care"]);
    assert_eq!(scenario.siting.unwrap().sites, Some(1));
}

#[test]
fn the_record_has_what_was_typed_and_what_was_filled_in() {
    let scenario = open(CANTEENS, &["standard.0.within_min=10"]).unwrap();
    let resolved = &scenario.resolved;
    assert_eq!(resolved["standard.0.within_min"], "10");
    assert_eq!(resolved["standard.1.within_min"], "15");
    assert_eq!(resolved["siting.model"], "mclp");
    assert_eq!(resolved["seniors.0.file"], "seniors.csv");
    assert_eq!(resolved["walk.speed_mps"], "0.9");
    assert_eq!(resolved["privacy.threshold"], "10");
}

#[test]
fn overrides_replace_and_add() {
    let overrides = [
        "walk.speed_mps=0.8",
        "walk.profile=plain",
        "standard.0.within_min=10",
        "title=Less time",
        "siting.sites = 3",
        "candidates.osm.0=\"amenity=canteen\"",
        "standard.2.kind=social_work_station",
        "privacy.threshold=7",
    ];
    let scenario = open(CANTEENS, &overrides).unwrap();
    assert!((scenario.walk.speed.mps() - 0.8).abs() < 1e-12);
    assert_eq!(scenario.walk.name, "plain");
    assert_eq!(scenario.standards[0].within, WalkTime::from_minutes(10));
    assert_eq!(scenario.standards[2].kind, "social_work_station");
    assert_eq!(scenario.title, "Less time");
    assert_eq!(scenario.siting.unwrap().sites, Some(3));
    assert_eq!(scenario.privacy_threshold, 7);
    assert_eq!(
        scenario.candidates.osm[0].tags[0].1.as_deref(),
        Some("canteen")
    );
}

#[test]
fn overrides_are_read_as_strictly_as_the_file() {
    for (text, expected) in [
        ("walk.sped_mps=1", "did you mean `speed_mps`?"),
        ("sitting.sites=3", "did you mean `siting`?"),
        ("siting.sites=many", "--set siting.sites=many: "),
        ("title", "expected key.path=value"),
        ("standard.9.kind=x", "position 9 is beyond the list"),
        ("standard.first.kind=x", "no position in a list"),
        ("title.of.it=x", "under a value that has no keys"),
        ("walk..speed_mps=1", "a key between the dots is empty"),
        ("walk.speed_mps=fast", "expected a number"),
    ] {
        let why = refusal(CANTEENS, &[text]);
        assert!(why.contains(expected), "{text}: {why}");
    }
}

#[test]
fn unknown_keys_are_refused_with_their_place_and_the_nearest_known_one() {
    let why = refusal(&minimal("\n[siting]\nkind = \"canteen\"\nsite = 3\n"), &[]);
    assert!(
        why.starts_with("line 5, column 1: unknown key `site`"),
        "{why}"
    );
    assert!(why.contains("did you mean `sites`?"), "{why}");
    assert!(why.ends_with("plans/town.toml"), "{why}");
    let why = refusal(&minimal("[walk]\nspeed_mph = 3\n"), &[]);
    assert!(why.contains("did you mean `speed_mps`?"), "{why}");
    let columns =
        "[[seniors]]\nfile = \"a.csv\"\ncrs = \"wgs84\"\ncolumns = { longitud = \"x\" }\n";
    let why = refusal(&minimal(columns), &[]);
    assert!(why.contains("unknown key `longitud`"), "{why}");
}

#[test]
fn what_makes_no_sense_is_refused_by_key() {
    let seniors = "[[seniors]]\nfile = \"a.csv\"\n";
    for (more, expected) in [
        (
            "[[standard]]\nkind = \"c\"\nwithin_min = nan\n",
            "standard.0.within_min = NaN",
        ),
        (
            "[[standard]]\nkind = \"c\"\nwithin_min = -5\n",
            "standard.0.within_min = -5",
        ),
        (
            "[[standard]]\nkind = \"c\"\nwithin_min = 0\n",
            "above 0 and up to 240",
        ),
        (
            "[[standard]]\nkind = \"c\"\nwithin_min = 241\n",
            "above 0 and up to 240",
        ),
        (
            "[[standard]]\nkind = \"c\"\n[[standard]]\nkind = \"c\"\n",
            "standard.0 and standard.1",
        ),
        (
            "[[standard]]\nkind = \"c\"\n[siting]\nkind = \"d\"\n",
            "a kind that has a [[standard]]: c",
        ),
        (
            "[[standard]]\nkind = \"c\"\n[siting]\nsites = 0\n",
            "siting.sites = 0",
        ),
        ("[privacy]\nthreshold = 4\n", "privacy.threshold = 4"),
        (
            "[candidates]\nhexagons = { resolution = 15 }\n",
            "from 6 to 11",
        ),
        ("[candidates]\nosm = [\"=x\"]\n", "candidates.osm = =x"),
        ("[walk]\nspeed_mps = 0\n", "walk.speed_mps"),
        ("[walk]\nprofile = \"jogger\"\n", "one of elder_walk"),
        (
            seniors,
            "seniors.0.crs = nothing; expected the coordinate system of a.csv",
        ),
        (
            "[[seniors]]\nfile = \"a.csv\"\ncrs = \"epsg:3857\"\n",
            "expected wgs84, cgcs2000",
        ),
        (
            "[[facilities]]\nosm = [\"amenity=x\"]\n",
            "facilities.kind is missing",
        ),
        (
            "[[facilities]]\nfile = \"a.csv\"\ncrs = \"wgs84\"\nosm = [\"a=b\"]\n",
            "facilities.0.file and facilities.0.osm exclude each other",
        ),
        (
            "[districts]\nfile = \"a.shp\"\n",
            "a .geojson or .gpkg file",
        ),
    ] {
        let why = refusal(&minimal(more), &[]);
        assert!(why.contains(expected), "{more}: {why}");
    }
    assert!(refusal("as_of = \"2022-02-30\"\nnetwork.osm = \"a\"", &[]).starts_with("as_of"));
    assert!(refusal("language = \"fr\"\nnetwork.osm = \"a\"", &[]).contains("zh or en"));
    assert!(refusal("title = \"x\"", &[]).starts_with("network.osm is missing"));
    assert!(refusal("title = \"x", &[]).starts_with("line 1, column "));
    assert!(refusal("title = 7", &[]).starts_with("line 1, column 9"));
}

#[test]
fn a_file_that_tells_its_system_needs_no_crs() {
    for name in ["a.gpkg", "a.parquet", "a.geojson"] {
        let more = format!("[[seniors]]\nfile = \"{name}\"\n");
        let scenario = open(&minimal(&more), &[]).unwrap();
        assert!(!scenario.seniors[0].file.is_crs_named, "{name}");
        let named = open(&minimal(&format!("{more}crs = \"gcj02\"\n")), &[]).unwrap();
        let file = &named.seniors[0].file;
        assert_eq!((file.crs, file.is_crs_named), (Crs::Gcj02, true), "{name}");
    }
}

#[test]
fn elevation_is_one_file_or_several() {
    let terrain = |more: &str| open(&minimal(more), &[]).unwrap().terrain.len();
    assert_eq!(terrain(""), 0);
    assert_eq!(terrain("network.terrain = \"a.hgt\"\n"), 1);
    assert_eq!(terrain("network.terrain = [\"a.hgt\", \"b.tif\"]\n"), 2);
    let why = refusal(&minimal("network.terrain = 7\n"), &[]);
    assert!(why.starts_with("line "), "{why}");
}

#[test]
fn geojson_needs_no_crs_and_a_byte_order_mark_does_no_harm() {
    let text = format!("\u{feff}{}", minimal("[[seniors]]\nfile = \"a.geojson\"\n"));
    assert_eq!(open(&text, &[]).unwrap().seniors[0].file.crs, Crs::Wgs84);
}

#[test]
fn files_must_be_there_and_the_message_ends_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    std::fs::write(&file, "network.osm = \"missing.osm.pbf\"").unwrap();
    let why = Scenario::open(&file, &[]).unwrap_err().to_string();
    assert!(why.starts_with("no such file"), "{why}");
    assert!(why.ends_with("missing.osm.pbf"), "{why}");
    let why = Scenario::open(&folder.path().join("none.toml"), &[]).unwrap_err();
    assert!(why.to_string().ends_with("none.toml"), "{why}");
}

#[test]
fn what_stands_beside_coverage_has_defaults_and_is_checked() {
    let scenario = open(&minimal(""), &[]).unwrap();
    assert_eq!(scenario.assess, AssessSettings::default());
    let set = open(
        &minimal(
            "[demand]\nparticipation_pct = [5]\nsittings = 2\nmin_load = 300\n\
         [access]\ndecay = \"zones\"\nzones = [[5, 1], [10, 0.5]]\nwithin_min = 20\n\
         [audit]\nradii_m = [500, 800]\nspeeds_mps = [0.8]\n[gaps]\nlink_m = 150\n\
         [vulnerability]\nmost = 4\n[groups]\nage_bands = [65, 80]\n",
        ),
        &[],
    )
    .unwrap()
    .assess;
    assert_eq!(
        (set.demand.participation_pct.as_slice(), set.demand.sittings),
        (&[5.0][..], 2.0)
    );
    assert_eq!((set.audit.radii.len(), set.audit.speeds.len()), (2, 1));
    assert_eq!(
        (set.gap_link.metres(), set.vulnerability.most),
        (150.0, 4.0)
    );
    assert_eq!(set.age_bands, [65, 80]);
    for (text, said) in [
        (
            "[demand]\nparticipation_pct = [0]\n",
            "demand.participation_pct = 0",
        ),
        ("[demand]\nparticipation_pct = []\n", "at least one number"),
        ("[access]\ndecay = \"bell\"\n", "expected gaussian"),
        (
            "[access]\nper_min = 0.1\n",
            "access.per_min and access.decay",
        ),
        (
            "[access]\ndecay = \"zones\"\nzones = [[10, 1], [5, 1]]\n",
            "ascending",
        ),
        ("[groups]\nage_bands = [80, 60]\n", "ascending"),
        ("[audit]\nradius_m = [1]\n", "did you mean `radii_m`?"),
        (
            "[[standard]]\nkind = \"canteen\"\nalso = [\"canteen\"]\n",
            "other kinds",
        ),
    ] {
        let error = open(&minimal(text), &[]).unwrap_err().to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn promises_are_read_and_errors_point_at_the_character() {
    let districts = "[districts]\nfile = \"d.geojson\"\nlevel = \"street\"\n";
    let promise = |rule: &str| {
        open(
            &minimal(&format!("{districts}[[promise]]\nrule = '{rule}'\n")),
            &[],
        )
    };
    let scenario = promise("every street has canteen").unwrap();
    assert_eq!(scenario.promises[0].name, "every street has canteen");
    assert_eq!(
        promise("share(streets with canteen) >= 60 %")
            .unwrap()
            .promises
            .len(),
        1
    );
    assert!(promise("coverage(circle) >= 85 %").is_ok());
    for (rule, column, said) in [
        ("count(canteen) 11", 16, "a comparison"),
        ("every village has canteen", 7, "`village`"),
        ("coverage(rehab_site) >= 10 %", 10, "[[standard]]"),
        (
            "coverage(canteen, age) >= 85 %",
            22,
            "what is asked of the column",
        ),
        (
            "every canteen within 30 min of a station by rocket",
            45,
            "one of",
        ),
    ] {
        // One level of districts answers to every usual word; here the word is checked against two.
        let two = format!(
            "[[districts]]\nfile = \"d.geojson\"\nlevel = \"street\"\n[[districts]]\nfile = \"t.geojson\"\nlevel = \"town\"\n[[promise]]\nrule = '{rule}'\n"
        );
        let error = open(&minimal(&two), &[]).unwrap_err().to_string();
        assert!(
            error.contains(&format!("column {column}:")),
            "{rule}: {error}"
        );
        assert!(error.contains(said) && error.contains(rule), "{error}");
    }
    let missing = open(&minimal("[[promise]]\nname = \"x\"\n"), &[])
        .unwrap_err()
        .to_string();
    assert!(missing.contains("promise.rule"), "{missing}");
}

#[test]
fn every_preset_can_be_walked_and_every_standard_may_have_its_own() {
    for name in WalkProfile::names() {
        let text = minimal(&format!("[walk]\nprofile = \"{name}\"\n"));
        assert_eq!(open(&text, &[]).unwrap().walk.name, name);
    }
    let text = minimal(
        "[walk]\nspeed_mps = 0.9\n[walk.ebike]\nspeed_mps = 5\n\
         [[standard]]\nkind = \"canteen\"\n\
         [[standard]]\nkind = \"station\"\nprofile = \"ebike\"\n\
         [[standard]]\nkind = \"kitchen\"\nprofile = \"drive\"\n",
    );
    let scenario = open(&text, &["walk.ebike.gate_s=7"]).unwrap();
    let names: Vec<Option<&str>> = scenario
        .standards
        .iter()
        .map(|s| s.profile.as_deref())
        .collect();
    assert_eq!(names, [None, Some("ebike"), Some("drive")]);
    assert!((scenario.walk.speed.mps() - 0.9).abs() < 1e-12);
    let ebike = scenario.walker("ebike").unwrap();
    assert!((ebike.speed.mps() - 5.0).abs() < 1e-12);
    assert!((ebike.delays.unwrap().gate_s - 7.0).abs() < 1e-12);
    assert_eq!(scenario.walker("drive"), WalkProfile::preset("drive"));
    assert_eq!(scenario.walker("elder_walk"), Some(scenario.walk.clone()));
    for (more, expected) in [
        (
            "[[standard]]\nkind = \"c\"\nprofile = \"jogger\"\n",
            "standard.0.profile = jogger",
        ),
        (
            "[walk.ebike]\nspeed = 5\n",
            "unknown key `walk.ebike.speed`",
        ),
        (
            "[walk.jogger]\nspeed_mps = 5\n",
            "unknown key `walk.jogger`",
        ),
        (
            "[walk]\nprofile = \"ebike\"\n[walk.ebike]\nspeed_mps = 5\n",
            "name the same profile",
        ),
        (
            "[walk]\nprofile = \"wheelchair\"\nstep_s = 1\n",
            "has no meaning",
        ),
        ("[walk.ebike]\nprimary_kmh = 30\n", "has no meaning"),
    ] {
        let why = refusal(&minimal(more), &[]);
        assert!(why.contains(expected), "{more}: {why}");
    }
}

#[test]
fn speeds_by_age_are_asked_for_by_their_key() {
    let ages = |more: &str| {
        let walk = open(&minimal(more), &[]).unwrap().walk;
        let bands = walk.ages.iter().map(|band| (band.from, band.speed.mps()));
        bands.collect::<Vec<_>>()
    };
    let usual = [(60, 1.15), (70, 1.0), (80, 0.8)];
    assert_eq!(ages(""), []);
    assert_eq!(ages("[walk]\nspeed_by_age = false\n"), []);
    assert_eq!(ages("[walk]\nspeed_by_age = true\n"), usual);
    assert_eq!(
        ages("[walk]\nprofile = \"frail_elder\"\nspeed_by_age = true\n"),
        [(60, 0.92), (70, 0.80), (80, 0.64)]
    );
    assert_eq!(
        ages("[walk]\nprofile = \"wheelchair\"\nspeed_by_age = [[0, 0.9], [75, 0.6]]\n"),
        [(0, 0.9), (75, 0.6)]
    );
    for value in [
        "[]",
        "[[70, 1.0], [60, 1.1]]",
        "[[60, 0]]",
        "[[60.5, 1]]",
        "[[60]]",
        "[[200, 1]]",
        "1",
        "\"yes\"",
    ] {
        let why = refusal(&minimal(&format!("[walk]\nspeed_by_age = {value}\n")), &[]);
        assert!(
            why.starts_with("walk.speed_by_age = ") && why.contains("[[60, 1.15]"),
            "{value}: {why}"
        );
    }
    let none = refusal(
        &minimal("[walk]\nprofile = \"drive\"\nspeed_by_age = true\n"),
        &[],
    );
    assert!(
        none.contains("drive has no speeds by age of its own"),
        "{none}"
    );
}

#[test]
fn the_worst_walk_is_that_of_all_and_not_of_a_part() {
    let asked = |model: &str, pct: u32| {
        minimal(&format!(
            "[[standard]]\nkind = \"canteen\"\n[siting]\nmodel = \"{model}\"\ncover_pct = {pct}\n"
        ))
    };
    let why = refusal(&asked("p_center", 95), &[]);
    assert!(
        why.contains("siting.cover_pct") && why.contains("95"),
        "{why}"
    );
    for (model, pct) in [("p_center", 100), ("lscp", 95)] {
        let scenario = open(&asked(model, pct), &[]).unwrap();
        let found = scenario.siting.unwrap().rules.cover_pct;
        assert_eq!(found, Some(f64::from(pct)), "{model}");
    }
}

#[test]
fn what_needs_a_map_is_refused_beside_walk_times_of_ones_own() {
    let people = "[[seniors]]\nfile = \"a.csv\"\n";
    let refusal = |text: &str| {
        let text = format!("{text}[reach]\nmatrix = \"times.csv\"\n");
        let why = Scenario::parse(Path::new("s.toml"), &text, &[]);
        why.err().map(|why| why.to_string())
    };
    assert_eq!(refusal(people), None);
    let promise = "count(canteen) >= 1";
    assert_eq!(
        refusal(&format!("{people}[[promise]]\nrule = '{promise}'\n")),
        None
    );
    let near = "every canteen within 20 min of a kitchen";
    for (text, key) in [
        (
            format!("{people}[[promise]]\nrule = '{near}'\n"),
            "promise.0",
        ),
        (
            format!("{people}[network]\nosm = \"a.osm.pbf\"\n"),
            "network.osm",
        ),
        (
            format!("{people}[walk]\nspeed_mps = 0.9\n"),
            "walk.speed_mps",
        ),
        (format!("{people}[gaps]\nlink_m = 200\n"), "gaps.link_m"),
        (
            format!("{people}[candidates]\nhexagons = {{ resolution = 9 }}\n"),
            "candidates.hexagons",
        ),
        (format!("{people}totals = \"district\"\n"), "seniors.totals"),
        (
            format!("{people}[candidates]\npublic_buildings = true\n"),
            "candidates.public_buildings",
        ),
    ] {
        let why = refusal(&text).unwrap();
        assert!(why.contains(key) && why.contains("reach.matrix"), "{why}");
    }
}

#[test]
fn a_key_that_would_do_nothing_beside_others_is_refused_by_name() {
    let people = "[[seniors]]\nfile = \"p.csv\"\n";
    let by_tags = "[[facilities]]\nkind = \"canteen\"\nosm = [\"amenity=a\"]\n";
    let siting = "[[standard]]\nkind = \"canteen\"\n[siting]\n";
    for (more, key) in [
        (format!("{by_tags}crs = \"gcj02\"\n"), "facilities.0.crs"),
        (format!("{by_tags}sheet = \"a\"\n"), "facilities.0.sheet"),
        (
            format!("{by_tags}columns = {{ id = \"a\" }}\n"),
            "facilities.0.columns",
        ),
        (
            "[candidates]\nhexagons = {}\ncrs = \"gcj02\"\n".to_owned(),
            "candidates.crs",
        ),
        (
            "[candidates]\nosm = [\"amenity=a\"]\nheader_row = 3\n".to_owned(),
            "candidates.header_row",
        ),
        (
            format!("{people}totals = \"district\"\ncrs = \"gcj02\"\n"),
            "seniors.0.crs",
        ),
        (
            "[[seniors]]\nfile = \"g.tif\"\ntotals = \"grid\"\ncolumns = { id = \"a\" }\n"
                .to_owned(),
            "seniors.0.columns",
        ),
        (
            format!("{people}crs = \"wgs84\"\ncontrol_crs = \"gcj02\"\n"),
            "seniors.0.control_crs",
        ),
        (
            "[[seniors]]\nfile = \"p.geojson\"\nheader_row = 12\n".to_owned(),
            "seniors.0.header_row",
        ),
        (
            format!("{people}crs = \"wgs84\"\nheader_row = 0\n"),
            "seniors.0.header_row",
        ),
        (
            format!("{people}crs = \"wgs84\"\ncolumns = {{ capacity = \"a\" }}\n"),
            "seniors.0.columns",
        ),
        (
            "[candidates]\nfile = \"p.csv\"\ncrs = \"wgs84\"\ncolumns = { age = \"a\" }\n"
                .to_owned(),
            "candidates.columns",
        ),
        ("[eligible]\n".to_owned(), "eligible.rule"),
        ("[reach]\n".to_owned(), "reach.matrix"),
        ("[walk.ebike]\nspeed_mps = 5\n".to_owned(), "walk.ebike"),
        (
            format!("{siting}walk_cost_per_hour = 20\n"),
            "siting.walk_cost_per_hour",
        ),
    ] {
        let why = refusal(&minimal(&more), &[]);
        assert!(why.contains(key), "{more}: {why}");
    }
    let fine = minimal(&format!(
        "{siting}model = \"min_cost\"\nwalk_cost_per_hour = 20\n[walk.ebike]\nspeed_mps = 5\n\
         [[promise]]\nrule = 'every canteen within 20 min of a kitchen by ebike'\n"
    ));
    assert!(open(&fine, &[]).is_ok());
}
