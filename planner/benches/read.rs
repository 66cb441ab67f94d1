//! From an extract to a network, beside what the decoder alone needs for the same file in the same run.
//!
//! The file comes from the first argument, else `PLANNER_BENCH_OSM`, else the sample in `data/`. Counters are exact and
//! must not change without a reason; times are processor time on one thread and are read as a ratio: the decoder and
//! each stage take turns, many times, and the ratio is the median of the turns.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use planner::network;
use planner::osm::{self, TagFilter, Users, Wanted};
use planner::progress::Silent;

/// Turns of the decoder and of each stage.
const TURNS: usize = 15;
/// A turn repeats its work until it has taken so long: processor time is counted in steps of some milliseconds.
const TURN: Duration = Duration::from_millis(120);

/// A stage by name: its counters, or what is wrong.
type Stage<'a> = (&'a str, &'a dyn Fn() -> Result<String, String>);

fn main() -> ExitCode {
    let path = extract();
    if !path.exists() {
        println!("skipped: no extract at {}", path.display());
        return ExitCode::SUCCESS;
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let Ok(pool) = pool else {
        return ExitCode::FAILURE;
    };
    pool.install(|| measure(&path))
}

fn extract() -> PathBuf {
    let typed = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let named = typed.or_else(|| std::env::var("PLANNER_BENCH_OSM").ok());
    let sample = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/malta/malta.osm.pbf");
    named.map_or_else(sample, PathBuf::from)
}

fn measure(path: &Path) -> ExitCode {
    let streets_only = Wanted::default();
    let wanted = Wanted {
        features: ["building", "amenity", "boundary=administrative"]
            .iter()
            .filter_map(|text| TagFilter::parse(text))
            .collect(),
        users: Users::Walkers,
    };
    let before_kb = peak_kb();
    let built = build(path, &streets_only);
    let after_kb = peak_kb();
    let stages: [Stage<'_>; 3] = [
        ("streets", &|| {
            counters(path, &streets_only).map_err(|e| e.to_string())
        }),
        ("streets + features", &|| {
            counters(path, &wanted).map_err(|e| e.to_string())
        }),
        ("streets + network", &|| build(path, &streets_only)),
    ];
    if let Err(error) = built {
        println!("{error}");
        return ExitCode::FAILURE;
    }
    let bytes = std::fs::metadata(path).map_or(0, |data| data.len());
    println!("file {bytes} bytes, elements {}", decode_alone(path));
    println!(
        "peak memory of streets + network {:.1} times the file",
        (after_kb - before_kb) * 1024.0 / bytes as f64
    );
    for (what, stage) in stages {
        let (decode, took) = turns(
            &|| {
                std::hint::black_box(decode_alone(path));
            },
            &|| drop(stage()),
        );
        let mut ratios: Vec<f64> = decode.iter().zip(&took).map(|(d, t)| t / d).collect();
        let ratio = median(&mut ratios);
        let took_ms = median(&mut took.clone());
        println!(
            "{what:<19} {took_ms:>9.3} ms  ratio {ratio:.2}  {}",
            stage().unwrap_or_else(|error| error)
        );
    }
    ExitCode::SUCCESS
}

/// The milliseconds of two kinds of work in each of many turns.
fn turns(a: &dyn Fn(), b: &dyn Fn()) -> (Vec<f64>, Vec<f64>) {
    a();
    b();
    (0..TURNS).map(|_| (turn(a), turn(b))).unzip()
}

/// Milliseconds of processor time that some work takes.
fn turn(work: &dyn Fn()) -> f64 {
    let (start, began) = (processor_ms(), Instant::now());
    let mut times = 0_u32;
    while began.elapsed() < TURN || times < 2 {
        work();
        times += 1;
    }
    (processor_ms() - start) / f64::from(times)
}

/// What this thread has had of a processor, in milliseconds; where the system does not tell, the time that passed.
fn processor_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    let passed = || {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0.0, |t| t.as_secs_f64() * 1e3)
    };
    nanos.map_or_else(passed, |nanos| nanos / 1e6)
}

/// The most memory that this process has had, in kilobytes; 0 where the system does not tell.
fn peak_kb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or_default()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn build(path: &Path, wanted: &Wanted) -> Result<String, String> {
    let extract = osm::read(path, wanted, &Silent).map_err(|error| error.to_string())?;
    let (network, _) = network::build(&extract.streets).map_err(|error| error.to_string())?;
    Ok(format!(
        "nodes {}  edges {}",
        network.nodes().len(),
        network.edges().len()
    ))
}

fn counters(path: &Path, wanted: &Wanted) -> Result<String, osm::Error> {
    let extract = osm::read(path, wanted, &Silent)?;
    let streets = &extract.streets;
    Ok(format!(
        "elements {}  nodes {}  ways {}  refs {}  features {}  dropped {}",
        extract.elements,
        streets.nodes.len(),
        streets.ways.len(),
        streets.refs.len(),
        extract.features.len(),
        streets.dropped.values().sum::<u64>()
    ))
}

fn decode_alone(path: &Path) -> u64 {
    let mut elements = 0;
    let mut sum = 0_i64;
    let read = osmpbf::ElementReader::from_path(path).and_then(|reader| {
        reader.for_each(|element| {
            elements += 1;
            sum = sum.wrapping_add(match element {
                osmpbf::Element::DenseNode(node) => node.id() + i64::from(node.decimicro_lat()),
                osmpbf::Element::Node(node) => node.id(),
                osmpbf::Element::Way(way) => way.refs().sum(),
                osmpbf::Element::Relation(relation) => relation.id(),
            });
        })
    });
    std::hint::black_box(sum);
    if read.is_ok() { elements } else { 0 }
}
