//! Reading an extract, beside what the decoder alone needs for the same file in the same run.
//!
//! The file comes from the first argument, else `PLANNER_BENCH_OSM`, else the sample in `data/`. Counters are exact and
//! must not change without a reason; times are CPU-bound on one thread and are read as a ratio.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use planner::osm::{self, TagFilter, Users, Wanted};
use planner::progress::Silent;

const ROUNDS: usize = 7;

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
    let decode = best(|| decode_alone(path));
    let streets = best(|| counters(path, &streets_only));
    let all = best(|| counters(path, &wanted));
    match (streets.1, all.1) {
        (Ok(streets_line), Ok(all_line)) => {
            println!(
                "decoder alone       {:>9.3} ms  elements {}",
                ms(decode.0),
                decode.1
            );
            print_line("streets", streets.0, decode.0, &streets_line);
            print_line("streets + features", all.0, decode.0, &all_line);
            ExitCode::SUCCESS
        }
        (Err(error), _) | (_, Err(error)) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print_line(what: &str, time: Duration, decode: Duration, counters: &str) {
    let ratio = time.as_secs_f64() / decode.as_secs_f64();
    println!(
        "{what:<19} {:>9.3} ms  ratio {ratio:.2}  {counters}",
        ms(time)
    );
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

/// The shortest of several runs, and what the last one gave.
fn best<T>(run: impl Fn() -> T) -> (Duration, T) {
    let timed = || {
        let start = Instant::now();
        let value = run();
        (start.elapsed(), value)
    };
    let mut best = timed();
    for _ in 1..ROUNDS {
        let (time, value) = timed();
        best = (best.0.min(time), value);
    }
    best
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
