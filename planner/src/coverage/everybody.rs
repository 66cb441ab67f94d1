//! The same answer for all seniors, whoever the plan is for.

use std::sync::Arc;

use crate::places::{Eligible, Places};

use super::{Assessed, Coverage};

/// What is told of all seniors, where the plan is for some of them.
#[derive(Debug, Clone)]
pub struct Everybody {
    /// The places, everybody being eligible.
    pub places: Arc<Places>,
    /// By what is open: coverage, and what is told beside it.
    pub before: (Coverage, Assessed),
    /// The same with what is proposed and committed.
    pub after: Option<(Coverage, Assessed)>,
}

/// The places as if the plan were for everybody; `None` where it is.
pub fn places_for_everybody(places: &Places) -> Option<Places> {
    if places.seniors.iter().all(|s| s.eligible == Eligible::Yes) {
        return None;
    }
    let mut places = places.clone();
    for senior in &mut places.seniors {
        senior.eligible = Eligible::Yes;
    }
    let homes: Vec<_> = places.demand.ids().collect();
    for home in homes {
        let demand = &mut places.demand[home];
        demand.eligible = demand.seniors;
    }
    Some(places)
}
