//! The search of walk times against a naive reference, on the same network and the same pairs.
//!
//! ```text
//! cargo bench --bench reach                      an invented town of 32,000 junctions and 60,000 demand points
//! cargo bench --bench reach -- --extract FILE    a real extract, with invented places on its streets
//! cargo bench --bench reach -- --check           a small town, exact counters, no times; fails when they differ
//! ```
//!
//! Each side runs on one thread and is measured in CPU time. Both find every pair of 2,000 sites within 900 s at
//! 1 m/s, to the millisecond; the bench fails when they disagree. The reference is what one writes first: a petgraph graph, a
//! binary heap, and hash maps for distances and results.

#[path = "reach/naive.rs"]
mod naive;
#[path = "reach/town.rs"]
mod town;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use planner::progress::Silent;
use planner::reach::{ReachGraph, SearchCounts};
use planner::units::WalkTime;

use town::Town;

/// The counters of the small town; they change only when the answer or the method does.
const CHECKED: SearchCounts = SearchCounts {
    settled: 27_321,
    relaxed: 84_384,
    pairs: 57_240,
    sum_ms: 35_204_959_434,
};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--check", ..] => check(),
        ["--extract", file, ..] => Town::on_extract(file.as_ref()).and_then(|town| compare(&town)),
        _ => Town::invented(180, 60_000, 2_000).and_then(|town| compare(&town)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Compares the counters of a small town with those on record.
fn check() -> Result<(), Failure> {
    let town = Town::invented(40, 3_000, 200)?;
    let graph = ReachGraph::new(&town.network, &town.times, &town.snapped);
    let (_, counts) = graph.matrix_counted(WalkTime::from_minutes(15), &Silent)?;
    if counts == CHECKED {
        return Ok(());
    }
    Err(format!("counters differ: found {counts:?}, expected {CHECKED:?}").into())
}

/// Measures both sides and prints sizes, counters, times and the ratio.
fn compare(town: &Town) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let cutoff = WalkTime::from_minutes(15);
    let (graph, laid_out) = cpu_time(|| ReachGraph::new(&town.network, &town.times, &town.snapped));
    writeln!(
        out,
        "network: {} nodes, {} edges; contracted to {} junctions, {} arcs; {} demand points, {} sites",
        town.network.nodes().len(),
        town.network.edges().len(),
        graph.junctions(),
        graph.arcs(),
        graph.demand_points(),
        graph.sites(),
    )?;
    let alone = best_of(5, || graph.search_only(cutoff));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let full = pool.install(|| best_of(5, || graph.matrix_counted(cutoff, &Silent)));
    let (_, counts) = full.0?;
    writeln!(
        out,
        "counters: {} settled, {} relaxed, {} pairs, {} ms in all",
        counts.settled, counts.relaxed, counts.pairs, counts.sum_ms
    )?;
    let (naive, naive_time) = cpu_time(|| naive::search_all(town, cutoff));
    if (naive.pairs, naive.sum_ms) != (counts.pairs, counts.sum_ms) {
        return Err(format!("the reference found {naive:?}").into());
    }
    let seconds = |time: Duration| time.as_secs_f64();
    writeln!(
        out,
        "layout {:.3} s; search alone {:.3} s, {:.1} million junctions a second; matrix {:.3} s",
        seconds(laid_out),
        seconds(alone.1),
        alone.0.settled as f64 / seconds(alone.1) / 1e6,
        seconds(full.1),
    )?;
    writeln!(
        out,
        "reference: {} settled in {:.3} s; ours takes 1/{:.1} of it",
        naive.settled,
        seconds(naive_time),
        seconds(naive_time) / seconds(full.1),
    )?;
    Ok(())
}

/// The result, and the least CPU time of several runs.
fn best_of<T>(runs: usize, mut work: impl FnMut() -> T) -> (T, Duration) {
    let (mut result, mut best) = cpu_time(&mut work);
    for _ in 1..runs {
        let (again, time) = cpu_time(&mut work);
        result = again;
        best = best.min(time);
    }
    (result, best)
}

/// Runs work on this thread and tells its CPU time, or its wall time where the system does not tell.
fn cpu_time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let (wall, cpu) = (Instant::now(), thread_cpu());
    let result = work();
    let spent = thread_cpu()
        .zip(cpu)
        .map(|(end, start)| end.saturating_sub(start));
    (result, spent.unwrap_or_else(|| wall.elapsed()))
}

/// The time that this thread has been on a processor, from Linux.
fn thread_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}
