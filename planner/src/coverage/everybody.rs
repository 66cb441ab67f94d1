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

/// The places as if the plan and every standard were for everybody; `None` where they are.
pub fn places_for_everybody(places: &Places) -> Option<Places> {
    let is_for_all = places.seniors.iter().all(|s| s.eligible == Eligible::Yes);
    if is_for_all && places.audiences.is_empty() {
        return None;
    }
    let mut places = places.clone();
    for senior in Arc::make_mut(&mut places.seniors) {
        senior.eligible = Eligible::Yes;
    }
    places.audiences.clear();
    let homes: Vec<_> = places.demand.ids().collect();
    for home in homes {
        let demand = &mut places.demand[home];
        demand.eligible = demand.seniors;
    }
    Some(places)
}
