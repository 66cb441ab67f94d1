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
use planner::progress::{Progress as _, Stage};
use planner::projection::LonLat;
use planner::reach::Stops;
use planner::report::{self, Run};
use planner::scenario::{Need, Scenario};
use planner::study::{Study, StudyOptions, Tryout};

use super::{Report, Request, Source, Steadfast, Task, Teller, chain};
use crate::map::layers::{Ground, base};
use crate::plan::Draft;
use crate::present::{self, Freshness, Opened, World};

/// A scenario as its files are, with what is drawn of it.
pub struct Base {
    source: Source,
    study: Study,
    opened: Opened,
}

impl Base {
    /// What is drawn whatever is asked.
    pub fn of(source: Source, study: Study) -> Self {
        let ground = Ground::of(&study.network, &study.features, &study.places);
        Self {
            source,
            opened: Opened::of(&study, ground),
            study,
        }
    }

    fn open(source: &Source, teller: &Teller) -> Result<Self, Error> {
        let scenario = Scenario::open(&source.file, &source.overrides)?;
        scenario.require(Need::Score)?;
        let options = StudyOptions {
            base_map: base::wanted(),
        };
        let study = Study::open(scenario, &options, teller)?;
        let base = Self::of(source.clone(), study);
        teller.tell(Report::Opened(Arc::new(present::opened(&base.opened))));
        Ok(base)
    }
}

/// Answers a request and all that follow about the same scenario; returns the first one about another.
pub fn serve(held: &mut Option<Base>, first: Request, teller: &Teller) -> Option<Request> {
    if held.as_ref().is_none_or(|base| base.source != first.source) {
        *held = None;
        match Base::open(&first.source, teller) {
            Ok(base) => *held = Some(base),
            Err(_) if teller.cancelled() => return None,
            Err(error) => {
                teller.tell(Report::Failed(chain(&error)));
                return None;
            }
        }
    }
    let base = held.as_ref()?;
    let mut request = first;
    while request.source == base.source {
        request = base.with_one_walker(request, teller)?;
    }
    Some(request)
}

impl Base {
    /// The scenario as a draft asks it.
    fn scenario(&self, draft: &Draft) -> Result<Scenario, Error> {
        let mut overrides = self.source.overrides.clone();
        overrides.extend(draft.overrides(&self.study.places));
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
        let study = self.study.asking(scenario);
        let layers = study.layers();
        let walker = Walker {
            base: self,
            stops: Stops::of(&layers, &study.snapped),
            study: &study,
        };
        walker.serve(first, teller)
    }
}

/// A scenario as one walker walks it.
struct Walker<'a> {
    base: &'a Base,
    study: &'a Study,
    stops: Stops<'a>,
}

impl Walker<'_> {
    fn serve(&self, first: Request, teller: &Teller) -> Option<Request> {
        let mut request = first;
        loop {
            if request.source != self.base.source {
                return Some(request);
            }
            let scenario = match self.base.scenario(&request.draft) {
                Ok(scenario) if scenario.walk == self.study.scenario.walk => scenario,
                Ok(_) => return Some(request),
                Err(error) => {
                    teller.tell(Report::Failed(chain(&error)));
                    request = teller.next()?;
                    continue;
                }
            };
            request = self.with_one_draft(scenario, request, teller)?;
        }
    }

    /// Answers a request, and those that move the same site of the same draft about.
    fn with_one_draft(
        &self,
        scenario: Scenario,
        request: Request,
        teller: &Teller,
    ) -> Option<Request> {
        let asked = self.study.asking(scenario);
        let today = Arc::new(asked.coverage(None));
        let draft = Arc::clone(&request.draft);
        let world = asked.changed(&draft.world(&asked.places), &self.stops);
        let picture = Picture {
            base: self.base,
            world: &world,
            today,
            draft: &draft,
        };
        match request.task {
            Task::Drag(site, at) => return picture.follow(&self.stops, (site, at), teller),
            Task::Propose => self.propose(&asked, &draft, teller),
            Task::Answer => picture.answer(&asked, teller),
            Task::Publish(folder) => {
                publish(&world, &folder, teller);
                picture.answer(&asked, teller);
            }
            Task::Save(file) => {
                self.save(&asked, &draft, &file, teller);
                picture.answer(&asked, teller);
            }
        }
        teller.next()
    }

    /// Finds sites beside what a draft has decided.
    fn propose(&self, asked: &Study, draft: &Draft, teller: &Teller) {
        let changed = asked.changed(&draft.changes(&asked.places), &self.stops);
        match changed.propose(teller) {
            Ok(answer) => {
                if let Some(proposed) = answer.proposed {
                    let proposal = Arc::new(proposed.proposal);
                    teller.tell(Report::Proposed(proposal, answer.findings));
                }
            }
            Err(_) if teller.cancelled() => {}
            Err(error) => teller.tell(Report::Failed(chain(&error))),
        }
    }

    fn save(&self, asked: &Study, draft: &Draft, file: &Path, teller: &Teller) {
        let planned = asked.changed(&draft.plan(&asked.places), &self.stops);
        let mut overrides = self.base.source.overrides.clone();
        overrides.extend(draft.overrides(&self.base.study.places));
        match planned.save_plan(file, &overrides) {
            Ok(_) => teller.tell(Report::Saved(file.to_owned())),
            Err(error) => teller.tell(Report::Failed(chain(&error))),
        }
    }
}

/// Writes what may leave the office, as the command line does for the same city.
fn publish(world: &Study, folder: &Path, teller: &Teller) {
    let written = world.score(&Steadfast(teller)).and_then(|answer| {
        let assessment = world.assess(&answer);
        let run = Run {
            assessment: Some(&assessment),
            ..world.run("score", &answer)
        };
        report::write(&run, folder).map_err(Error::from)
    });
    match written {
        Ok(()) => teller.tell(Report::Written(folder.to_owned())),
        Err(error) => teller.tell(Report::Failed(chain(&error))),
    }
}

/// What is shown of one draft.
struct Picture<'a> {
    base: &'a Base,
    world: &'a Study,
    today: Arc<Coverage>,
    draft: &'a Arc<Draft>,
}

impl Picture<'_> {
    /// Counts who is covered, and has the other thread look closer.
    fn answer(&self, today: &Study, teller: &Teller) {
        teller.report(Stage::Coverage, 0, 1);
        self.tell(self.world.coverage(None), Freshness::Exact, teller);
        teller.look_closer(today, self.world, self.draft);
    }

    fn tell(&self, after: Coverage, freshness: Freshness, teller: &Teller) {
        let whole = || Arc::new(self.world.clone());
        let world = World {
            study: (freshness == Freshness::Exact).then(whole),
            scenario: Arc::clone(&self.world.scenario),
            places: Arc::clone(&self.world.places),
            today: Arc::clone(&self.today),
            after,
            draft: Arc::clone(self.draft),
            freshness,
        };
        let shown = present::answered(&self.base.opened, world);
        teller.tell(Report::Shown(Arc::new(shown)));
    }

    /// Shows a site wherever it is dragged; returns the first request about something else.
    fn follow(
        &self,
        stops: &Stops<'_>,
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
