//! Rows become demand points: those at one place together, or each by itself where walk times are given row by row.
//!
//! Demand points are numbered by what the rows say, so that the order of the rows changes no answer.

use rayon::slice::ParallelSliceMut as _;

use super::Homes;
use crate::ids::{DemandId, DistrictId, Table};
use crate::places::read::order;
use crate::places::{DemandPoint, Eligible, RowId, SeniorRow};
use crate::projection::LonLat;
use crate::units::Seniors;

impl Homes {
    /// Makes a demand point of each row, in the order of their ids.
    pub(in crate::places) fn apart(
        mut self,
        named: &[Option<DistrictId>],
    ) -> (Vec<SeniorRow>, Table<DemandId, DemandPoint>) {
        let at = std::mem::take(&mut self.at);
        let mut order: Vec<u32> = (0..self.rows.len() as u32).collect();
        let key = |row: u32| {
            let place = at[row as usize].map(bits);
            (place, self.rows[row as usize].count, row)
        };
        order.par_sort_unstable_by(|&a, &b| {
            let ids = [a, b].map(|row| &self.rows[row as usize].id);
            let by_id = order::of_ids(ids[0], ids[1]);
            by_id.then_with(|| match ids {
                // Times are given by row number where there are no ids.
                [RowId::Row(_), RowId::Row(_)] => a.cmp(&b),
                _ => key(a).cmp(&key(b)),
            })
        });
        self.gather_groups(order.chunks(1), &at, named)
    }

    /// Gathers rows with the same coordinates and the same pace into demand points; gives back their paces as well.
    ///
    /// `named` is the district that each row names; it is where rows without coordinates are counted.
    pub(in crate::places) fn gather(
        mut self,
        named: &[Option<DistrictId>],
        pace_of: impl Fn(Option<u8>) -> u8,
    ) -> (Vec<SeniorRow>, Table<DemandId, DemandPoint>, Vec<u8>) {
        let paces: Vec<u8> = self.rows.iter().map(|row| pace_of(row.age)).collect();
        let order = rows_by_place(&self.at, named, &paces);
        let at = std::mem::take(&mut self.at);
        let key = |row: &u32| place_and_pace(*row, &at, named, &paces);
        let groups = || order.chunk_by(|a, b| key(a) == key(b));
        let of_demand = groups().map(|group| paces[group[0] as usize]).collect();
        let (rows, demand) = self.gather_groups(groups(), &at, named);
        (rows, demand, of_demand)
    }

    /// Makes a demand point of each group of rows.
    fn gather_groups<'a>(
        mut self,
        groups: impl Iterator<Item = &'a [u32]>,
        at: &[Option<LonLat>],
        named: &[Option<DistrictId>],
    ) -> (Vec<SeniorRow>, Table<DemandId, DemandPoint>) {
        let mut demand: Table<DemandId, DemandPoint> = Table::new();
        for group in groups {
            let first = group[0] as usize;
            let home = demand.push(DemandPoint {
                at: at[first],
                seniors: Seniors::ZERO,
                eligible: Seniors::ZERO,
                district: named[first].filter(|_| at[first].is_none()),
            });
            for row in group {
                let senior = &mut self.rows[*row as usize];
                senior.home = home;
                demand[home].seniors += senior.count;
                if senior.eligible == Eligible::Yes {
                    demand[home].eligible += senior.count;
                }
            }
        }
        (self.rows, demand)
    }
}

/// Where somebody lives and how fast they walk; those without a place come last, by the district that they name.
type Home = (bool, Option<(i64, i64)>, Option<DistrictId>, u8);

fn place_and_pace(
    row: u32,
    at: &[Option<LonLat>],
    named: &[Option<DistrictId>],
    paces: &[u8],
) -> Home {
    let row = row as usize;
    let district = named[row].filter(|_| at[row].is_none());
    (at[row].is_none(), at[row].map(bits), district, paces[row])
}

fn bits(at: LonLat) -> (i64, i64) {
    order::of_bits(at.lon_deg(), at.lat_deg())
}

/// The rows by place and pace.
fn rows_by_place(at: &[Option<LonLat>], named: &[Option<DistrictId>], paces: &[u8]) -> Vec<u32> {
    let key = |row: u32| (place_and_pace(row, at, named, paces), row);
    let mut order: Vec<u32> = (0..at.len() as u32).collect();
    order.par_sort_unstable_by_key(|&row| key(row));
    order
}
