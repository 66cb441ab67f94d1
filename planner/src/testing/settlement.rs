//! Seniors and sites, put where a test wants them.

use std::sync::Arc;

use crate::ids::{DemandId, SiteId};
use crate::places::{DemandPoint, Eligible, Places, RowId, SeniorRow, Site, Status};
use crate::projection::LonLat;
use crate::units::Seniors;

/// Seniors and sites, put where a test wants them.
#[derive(Debug, Clone, Default)]
pub struct Settlement(Places);

impl Settlement {
    /// Puts seniors at a place, all of them eligible.
    pub fn home(&mut self, at: LonLat, seniors: u64) -> DemandId {
        let count = Seniors::new(seniors);
        let home = self.0.demand.push(DemandPoint {
            at: Some(at),
            seniors: count,
            eligible: count,
            district: None,
        });
        let rows = Arc::make_mut(&mut self.0.seniors);
        rows.push(SeniorRow {
            id: RowId::Row(rows.len() as u64 + 1),
            home,
            count,
            eligible: Eligible::Yes,
            age: None,
        });
        home
    }

    /// Puts a site of a kind at a place; open and committed sites come before candidates.
    pub fn site(&mut self, kind: &str, status: Status, at: LonLat) -> SiteId {
        let id = RowId::Row(self.0.sites.len() as u64 + 1);
        self.0.sites.push(Site {
            kind: kind.to_owned(),
            ..Site::new(id, status, Some(at))
        })
    }

    /// The places.
    pub fn places(self) -> Places {
        self.0
    }
}
