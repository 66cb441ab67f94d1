//! Many rows at exactly one point: perhaps the centre of a street that a geocoder gave where it knew no better.

use rayon::slice::ParallelSliceMut as _;

use crate::findings::{Bilingual, Finding, Severity};
use crate::progress::Stage;
use crate::projection::LonLat;

/// More rows than this at one point are worth a look (domain rule).
const MANY: usize = 20;
/// No residential building has so many seniors (engineering choice).
const TOO_MANY: usize = 200;

/// Says of a file how many of its rows share a point with more than twenty others; `numbers` are the rows' numbers.
pub(super) fn at_one_point(at: &[Option<LonLat>], numbers: &[u32]) -> Option<Finding> {
    let key = |row: &u32| at[*row as usize].map(|p| (p.lon_deg().to_bits(), p.lat_deg().to_bits()));
    let mut order: Vec<u32> = (0..at.len() as u32)
        .filter(|row| key(row).is_some())
        .collect();
    order.par_sort_unstable_by_key(|row| (key(row), *row));
    let crowds = order.chunk_by(|a, b| key(a) == key(b));
    let (mut points, mut rows) = (0_u64, 0_u64);
    let mut largest: &[u32] = &[];
    for crowd in crowds.filter(|crowd| crowd.len() > MANY) {
        points += 1;
        rows += crowd.len() as u64;
        // Of equal ones the one that begins first: the answer must not depend on how points are sorted.
        let is_larger = crowd.len() > largest.len();
        let is_earlier = crowd.len() == largest.len() && crowd[0] < largest[0];
        if is_larger || is_earlier {
            largest = crowd;
        }
    }
    let first = *largest.first()?;
    let (most, row) = (largest.len(), u64::from(numbers[first as usize]));
    let severity = if most > TOO_MANY {
        Severity::Warning
    } else {
        Severity::Note
    };
    let text = Bilingual::new(
        format!(
            "{rows} 行集中在 {points} 个点上，每点超过 {MANY} 行，最多的一点有 {most} 行（最先见于第 {row} 行）；可能是地理编码给出的中心点"
        ),
        format!(
            "{rows} rows share {points} points of more than {MANY} rows each; the fullest has {most} (first in row {row}): perhaps the centre that a geocoder gave"
        ),
    );
    let finding = Finding::new("many-at-one-point", severity, Stage::Places, text);
    Some(finding.at_row(row).times(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_more_than_twenty_rows_at_one_point_are_a_crowd() {
        let at = |lon: f64| LonLat::new(lon, 30.0);
        let mut homes = vec![None; 30];
        homes.extend((0..20).map(|_| at(110.0)));
        let numbers: Vec<u32> = (11..111).collect();
        assert_eq!(at_one_point(&homes, &numbers[..homes.len()]), None);
        homes.push(at(110.0));
        homes.extend((0..21).map(|_| at(109.0)));
        let found = at_one_point(&homes, &numbers[..homes.len()]).unwrap();
        // The two crowds are equal: the one whose first row comes first is named.
        assert_eq!((found.count, found.row), (42, Some(41)));
        assert_eq!(found.severity, Severity::Note);
        homes.extend((0..180).map(|_| at(109.0)));
        let numbers: Vec<u32> = (1..).take(homes.len()).collect();
        let found = at_one_point(&homes, &numbers).unwrap();
        assert_eq!((found.count, found.row), (222, Some(52)));
        assert_eq!(found.severity, Severity::Warning);
    }
}
