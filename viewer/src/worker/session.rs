//! One scenario, opened once and asked again and again: the only place that calls `Study`.
//!
//! ```text
//! open ─▶ one walker ─▶ one draft ─▶ one site in hand
//!            ▲             │             │   each loop keeps what the next question of its sort can use
//!            └─────────────┴─────────────┘
//! ```

use std::path::Path;
use std::sync::Arc;

use planner::coverage::Coverage;
use planner::error::Error;
use planner::ids::SiteId;
use planner::network::edits::Action;
use planner::progress::{Progress as _, Stage};
use planner::projection::LonLat;
use planner::reach::PacedStops;
use planner::report::{self, Earlier, Run, picture};
use planner::scenario::{Need, Scenario};
use planner::study::{Proposed, Study, StudyOptions, Tryout};
use planner::text::chain;

use super::counted::Counted;
use super::{Report, Request, Source, Steadfast, Task, Teller};
use crate::map::layers::{Ground, base};
use crate::plan::{Draft, Said};
use crate::present::{self, Freshness, Opened, World};
use crate::state::Phase;

/// A scenario as its files are, with what is drawn of it; and the same with what a plan changes of its streets.
pub struct Base {
    source: Source,
    study: Study,
    opened: Opened,
    other: Option<Other>,
}

/// The city with other streets.
struct Other {
    drawn: Vec<Action>,
    study: Study,
    opened: Opened,
}

impl Base {
    /// What is drawn whatever is asked.
    pub fn of(source: Source, study: Study) -> Self {
        Self {
            source,
            opened: Opened::of(&study, Ground::of(&study)),
            study,
            other: None,
        }
    }

    /// The city with the streets of the plan at hand, and what is shown of it.
    fn city(&self) -> (&Study, &Opened) {
        let other = self.other.as_ref();
        other.map_or((&self.study, &self.opened), |o| (&o.study, &o.opened))
    }

    /// What is drawn on the streets of the plan at hand.
    fn drawn(&self) -> &[Action] {
        self.other.as_ref().map_or(&[], |other| &other.drawn)
    }

    /// Changes the streets as a plan draws them: the map is read again with its edits.
    fn draw(&mut self, drawn: &[Action], teller: &Teller) -> Result<(), Error> {
        if drawn == self.drawn() {
            return Ok(());
        }
        self.other = None;
        if drawn.is_empty() {
            return Ok(());
        }
        let scenario = Scenario::open(&self.source.file, &self.source.overrides)?;
        let study = Study::open_edited(scenario, &options(), drawn, teller)?;
        self.other = Some(Other {
            drawn: drawn.to_vec(),
            opened: Opened::of(&study, Ground::of(&study)),
            study,
        });
        Ok(())
    }

    fn open(source: &Source, teller: &Teller) -> Result<Self, Error> {
        let scenario = Scenario::open(&source.file, &source.overrides)?;
        scenario.require(Need::Score)?;
        let study = Study::open(scenario, &options(), teller)?;
        let base = Self::of(source.clone(), study);
        let shown = Arc::new(present::opened(&base.opened));
        teller.tell(Report::Opened(shown, source.clone()));
        Ok(base)
    }
}

/// What is kept of the map beside its streets.
fn options() -> StudyOptions {
    StudyOptions {
        base_map: base::wanted(),
    }
}

/// Whether a scenario's own file can be used.
fn readable(source: &Source) -> Result<(), Error> {
    let scenario = Scenario::open(&source.file, &source.overrides)?;
    Ok(scenario.require(Need::Score)?)
}

/// Answers a request and all that follow about the same scenario; returns the first one about another.
pub fn serve(held: &mut Option<Base>, first: Request, teller: &Teller) -> Option<Request> {
    if held.as_ref().is_none_or(|base| base.source != first.source) {
        // What is at hand is laid down only for a scenario that can be read.
        if let Err(error) = readable(&first.source) {
            teller.tell(Report::Unopened(chain(&error), first.source));
            return None;
        }
        *held = None;
        match Base::open(&first.source, teller) {
            Ok(base) => *held = Some(base),
            Err(_) if teller.cancelled() => return None,
            Err(error) => {
                teller.tell(Report::Unopened(chain(&error), first.source));
                return None;
            }
        }
    }
    let base = held.as_mut()?;
    let mut request = first;
    while request.source == base.source {
        request = match base.draw(&request.draft.drawn, teller) {
            Ok(()) => base.with_one_walker(request, teller)?,
            Err(_) if teller.cancelled() => teller.next()?,
            Err(error) => {
                teller.tell(Report::Failed(chain(&error)));
                teller.next()?
            }
        };
    }
    Some(request)
}

impl Base {
    /// What a draft asks beside the scenario's own file.
    fn asked_by(&self, draft: &Draft) -> Vec<String> {
        draft.overrides(&self.study.places, &Said::by(&self.study.scenario))
    }

    /// The scenario as a draft asks it.
    fn scenario(&self, draft: &Draft) -> Result<Scenario, Error> {
        let mut overrides = self.source.overrides.clone();
        overrides.extend(self.asked_by(draft));
        Ok(Scenario::open(&self.source.file, &overrides)?)
    }

    /// Answers requests until one asks for another walker, or another scenario.
    fn with_one_walker(&self, first: Request, teller: &Teller) -> Option<Request> {
        let scenario = match self.scenario(&first.draft) {
            Ok(scenario) => scenario,
            Err(error) => {
                teller.tell(Report::Failed(chain(&error)));
                return teller.next();
            }
        };
        let (city, opened) = self.city();
        let study = city.asking(scenario.clone());
        // What is compared with has the streets as they are.
        let today = self.other.is_some().then(|| self.study.asking(scenario));
        let layers = study.all_layers();
        let walker = Walker {
            base: self,
            opened,
            stops: study.stops(&layers),
            study: &study,
            today: today.as_ref().unwrap_or(&study),
        };
        walker.serve(first, teller)
    }
}

/// A scenario as one walker walks it.
struct Walker<'a> {
    base: &'a Base,
    opened: &'a Opened,
    study: &'a Study,
    /// The city without any plan.
    today: &'a Study,
    stops: Vec<PacedStops<'a>>,
}

impl Walker<'_> {
    fn serve(&self, first: Request, teller: &Teller) -> Option<Request> {
        let mut request = first;
        let mut last = None;
        loop {
            if request.source != self.base.source || request.draft.drawn != self.base.drawn() {
                return Some(request);
            }
            let scenario = match self.base.scenario(&request.draft) {
                Ok(scenario) if self.study.is_walked_as(&scenario) => scenario,
                Ok(_) => return Some(request),
                Err(error) => {
                    teller.tell(Report::Failed(chain(&error)));
                    request = teller.next()?;
                    continue;
                }
            };
            request = self.with_one_draft(scenario, request, &mut last, teller)?;
        }
    }

    /// Answers a request, and those that move the same site of the same draft about.
    fn with_one_draft(
        &self,
        scenario: Scenario,
        request: Request,
        last: &mut Option<Counted>,
        teller: &Teller,
    ) -> Option<Request> {
        let without = self.today.asking(scenario.clone());
        let asked = self.study.asking(scenario);
        let draft = Arc::clone(&request.draft);
        let changes = draft.world(&asked.places);
        let world = asked.changed(&changes, &self.stops);
        let counted = Counted::of(last.take(), (&without, &world), changes, self.opened);
        let counted = last.insert(counted);
        let shown = Picture {
            base: self.base,
            opened: self.opened,
            world: &world,
            counted,
            draft: &draft,
        };
        match request.task {
            Task::Drag(site, at) => return shown.follow(&self.stops, (site, at), teller),
            Task::Propose => self.propose(&asked, &draft, teller),
            Task::Answer => shown.answer(&without, teller),
            Task::Publish(folder) => {
                let planned = asked.changed(&draft.plan(&asked.places), &self.stops);
                let cities = [&without, &planned, &world];
                let written = with_run(cities, &draft, teller, |run| {
                    report::publish(run, &folder, Earlier::Released, teller)
                });
                let written = written.map(|_| Report::Written(folder));
                shown.answer_after(written, &without, teller);
            }
            Task::Picture(phase, folder) => {
                let is_today = phase == Phase::Before && !draft.is_as_proposed();
                let after = if is_today { &without } else { &world };
                let told = with_run([&without, after, after], &draft, teller, |run| {
                    picture::release(run, &folder, Earlier::Released, teller)
                });
                let told = told.map(|told| Report::Picture(folder.clone(), Box::new(told)));
                shown.answer_after(told, &without, teller);
            }
            Task::Save(file) => {
                let saved = self.save(&asked, &draft, &file);
                let saved = saved.map(|()| Report::Saved(file, Arc::clone(&draft)));
                shown.answer_after(saved, &without, teller);
            }
        }
        teller.next()
    }

    /// Finds sites beside what a draft has decided.
    fn propose(&self, asked: &Study, draft: &Arc<Draft>, teller: &Teller) {
        let changed = asked.changed(&draft.changes(&asked.places), &self.stops);
        match changed.propose(teller) {
            Ok(answer) => {
                if let Some(proposed) = answer.proposed {
                    let proposal = Arc::new(proposed.proposal);
                    let draft = Arc::clone(draft);
                    teller.tell(Report::Proposed(proposal, answer.findings, draft));
                }
            }
            Err(_) if teller.cancelled() => {}
            Err(error) => teller.tell(Report::Failed(chain(&error))),
        }
    }

    fn save(&self, asked: &Study, draft: &Draft, file: &Path) -> Result<(), Error> {
        let planned = asked.changed(&draft.plan(&asked.places), &self.stops);
        let mut overrides = self.base.source.overrides.clone();
        overrides.extend(self.base.asked_by(draft));
        planned.save_plan(file, &overrides).map(drop)
    }
}

/// Makes the run of which something leaves the office, as the command line does for the same city: a plan that is as it was
/// proposed as a proposal, any other as the city with it. What is committed is not open yet.
fn with_run<T>(
    [today, planned, world]: [&Study; 3],
    draft: &Draft,
    teller: &Teller,
    tell: impl FnOnce(&Run<'_>) -> Result<T, report::Error>,
) -> Result<T, Error> {
    let proposal =
        (draft.proposed.as_ref()).filter(|_| draft.is_as_proposed() && draft.drawn.is_empty());
    let city = if proposal.is_some() { today } else { planned };
    city.score(&Steadfast(teller)).and_then(|mut answer| {
        answer.proposed = proposal.map(|proposal| Proposed {
            proposal: (**proposal).clone(),
            after: world.coverage(None),
            solve_s: 0.0,
        });
        let assessment = city.assess(&answer);
        let verb = proposal.map_or("score", |_| "propose");
        let run = Run {
            assessment: Some(&assessment),
            ..city.run(verb, &answer)
        };
        tell(&run).map_err(Error::from)
    })
}

/// What is shown of one draft.
struct Picture<'a> {
    base: &'a Base,
    opened: &'a Opened,
    world: &'a Study,
    counted: &'a Counted,
    draft: &'a Arc<Draft>,
}

impl Picture<'_> {
    /// Counts who is covered, and has the other thread look closer.
    fn answer(&self, today: &Study, teller: &Teller) {
        teller.report(Stage::Coverage, 0, 1);
        self.tell(self.counted.after.clone(), Freshness::Exact, teller);
        teller.look_closer(today, self.world, self.draft);
    }

    /// Tells what has come of something that was to be written, and counts; an answer would take a message of failure away.
    fn answer_after(&self, told: Result<Report, Error>, today: &Study, teller: &Teller) {
        match told {
            Ok(report) => {
                teller.tell(report);
                self.answer(today, teller);
            }
            Err(error) => teller.tell(Report::Failed(chain(&error))),
        }
    }

    fn tell(&self, after: Coverage, freshness: Freshness, teller: &Teller) {
        let whole = || Arc::new(self.world.clone());
        let world = World {
            study: (freshness == Freshness::Exact).then(whole),
            scenario: Arc::clone(&self.world.scenario),
            places: Arc::clone(&self.world.places),
            today: Arc::clone(&self.counted.today),
            after,
            draft: Arc::clone(self.draft),
            freshness,
        };
        let shown = present::answered(self.opened, world);
        teller.tell(Report::Shown(Arc::new(shown)));
    }

    /// Shows a site wherever it is dragged; returns the first request about something else.
    fn follow(
        &self,
        stops: &[PacedStops<'_>],
        (site, mut at): (SiteId, LonLat),
        teller: &Teller,
    ) -> Option<Request> {
        let tryout = Tryout::of(self.world, stops, site, None);
        loop {
            self.tell(tryout.at(at), Freshness::Preview, teller);
            let next = teller.next()?;
            match next.task {
                Task::Drag(same, there)
                    if same == site
                        && Arc::ptr_eq(&next.draft, self.draft)
                        && next.source == self.base.source =>
                {
                    at = there;
                }
                _ => return Some(next),
            }
        }
    }
}
