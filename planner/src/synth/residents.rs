//! The homes of an extract get invented seniors in proportion to their floor area.
//!
//! People are shared out by largest remainder, ties to the first feature; those of a building share one place inside it.

use std::path::Path;

use super::dice::Dice;
use super::people::{Person, SeniorTable, Words};
use super::{Error, ResidentsPlan, Summary};
use crate::osm::{Feature, TagFilter};
use crate::places::modelled::{dwellings, share_out};
use crate::report::files::write_one;

/// The features that [`super::write_residents`] needs from an extract.
pub fn wanted() -> Vec<TagFilter> {
    dwellings::wanted()
}

/// Writes invented seniors on the homes among the features.
pub(super) fn write(
    out_csv: &Path,
    features: &[Feature],
    plan: &ResidentsPlan,
) -> Result<Summary, Error> {
    let homes = dwellings::homes(features);
    let room = dwellings::floor_areas(&homes);
    let shares = share_out(plan.seniors, &room);
    if room.iter().sum::<f64>() <= 0.0 {
        return Err(Error::NoHomes {
            features: features.len(),
        });
    }
    write_one(out_csv, |file| {
        let mut dice = Dice::new(plan.seed, 2);
        let mut table = SeniorTable::new(file, Words::English)?;
        for (home, share) in homes.iter().zip(&shares) {
            for _ in 0..*share {
                table.row(home.at, Person::draw(&mut dice))?;
            }
        }
        table.finish().map(drop)
    })?;
    Ok(Summary {
        seniors: plan.seniors,
        homes: homes.len() as u64,
        buildings: features
            .iter()
            .filter(|f| f.tag("building").is_some())
            .count() as u64,
        ..Summary::default()
    })
}

#[cfg(test)]
mod tests;
