//! How long things take on Malta; run by hand: `cargo nextest run -p viewer --release --run-ignored only measure`.

use std::path::Path;
use std::time::{Duration, Instant};

use planner::ids::SiteId;
use planner::projection::LonLat;
use viewer::present::Freshness;
use viewer::worker::{Report, Request, Source, Task, Worker};

fn wait(worker: &Worker, wanted: impl Fn(&Report) -> bool) -> Report {
    let deadline = Instant::now() + Duration::from_mins(5);
    loop {
        for report in worker.reports() {
            if let Report::Failed(why) | Report::Crashed(why) = &report {
                panic!("{why}");
            }
            if wanted(&report) {
                return report;
            }
        }
        assert!(Instant::now() < deadline, "it never came");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
#[ignore = "measures, and says nothing about right or wrong"]
fn malta_from_the_start_to_numbers_after_a_drop() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/malta.toml");
    let worker = Worker::start(|| {}).unwrap();
    let ask = |task| {
        worker.ask(Request {
            source: Source::file(file.clone()),
            draft: std::sync::Arc::default(),
            task,
        });
    };
    let start = Instant::now();
    ask(Task::Answer);
    let opened = wait(&worker, |r| matches!(r, Report::Opened(_)));
    eprintln!("to the first map: {:?}", start.elapsed());
    wait(&worker, |r| matches!(r, Report::Shown(_)));
    eprintln!("to the first numbers: {:?}", start.elapsed());
    wait(&worker, |r| matches!(r, Report::Closer(_)));
    eprintln!("to the closer look: {:?}", start.elapsed());
    let Report::Opened(shown) = opened else {
        return;
    };
    let first: SiteId = planner::ids::Id::from_index(0);
    let place = shown.base.sites[first].at.unwrap();
    let is_preview = |r: &Report| matches!(r, Report::Shown(shown) if shown.answered.as_ref().is_some_and(|a| a.freshness == Freshness::Preview));
    for step in 0..8 {
        let start = Instant::now();
        let lon = place.lon_deg() + f64::from(step) * 0.002;
        ask(Task::Drag(
            first,
            LonLat::new(lon, place.lat_deg()).unwrap(),
        ));
        wait(&worker, is_preview);
        eprintln!("drag {step}: {:?}", start.elapsed());
    }
    for _ in 0..3 {
        let start = Instant::now();
        ask(Task::Answer);
        wait(&worker, |r| matches!(r, Report::Shown(_)));
        eprintln!("exact numbers: {:?}", start.elapsed());
    }
}
