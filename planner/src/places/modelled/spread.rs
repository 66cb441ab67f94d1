//! Whole people are shared out in proportion to room, exactly.
//!
//! Method: each gets the whole part of their due; those with the largest remainders get one more until all are placed.
//!
//! Complexity: n log n.
//!
//! Invariants: shares add up to the people; each is within one of its due; who has no room gets nobody.
//!
//! References: Hamilton's method, as in Balinski, M. and Young, H. P. (1982), Fair Representation.

/// Shares `people` out in proportion to `room`, exactly, by largest remainder; nobody if there is no room at all.
pub(crate) fn share_out(people: u64, room: &[f64]) -> Vec<u64> {
    let total: f64 = room.iter().sum();
    if total <= 0.0 {
        return vec![0; room.len()];
    }
    let exact: Vec<f64> = room.iter().map(|r| people as f64 * r / total).collect();
    let mut shares: Vec<u64> = exact.iter().map(|e| e.floor() as u64).collect();
    let mut order: Vec<usize> = (0..room.len()).filter(|&i| room[i] > 0.0).collect();
    order.sort_by(|&a, &b| {
        let remainder = |i: usize| exact[i] - exact[i].floor();
        remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b))
    });
    let missing = people.saturating_sub(shares.iter().sum()) as usize;
    for &i in order.iter().cycle().take(missing) {
        shares[i] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_buildings_share_a_thousand_people() {
        // Footprint times levels; worked by hand: 272.73, 545.45, 181.82.
        let room = [600.0 * 6.0, 400.0 * 18.0, 1200.0 * 2.0];
        assert_eq!(share_out(1000, &room), [273, 545, 182]);
    }

    #[test]
    fn ties_go_to_the_first_and_nobody_lives_without_room() {
        assert_eq!(share_out(2, &[1.0, 1.0, 1.0]), [1, 1, 0]);
        assert_eq!(share_out(5, &[0.0, 2.0]), [0, 5]);
        assert_eq!(share_out(5, &[0.0, 0.0]), [0, 0]);
        assert!(share_out(5, &[]).is_empty());
    }

    #[test]
    fn every_share_is_within_one_of_its_due() {
        let room: Vec<f64> = (1..=500_u32).map(|i| f64::from(i * 7919 % 9001)).collect();
        let total: f64 = room.iter().sum();
        let shares = share_out(123_457, &room);
        assert_eq!(shares.iter().sum::<u64>(), 123_457);
        for (share, r) in shares.iter().zip(&room) {
            assert!((*share as f64 - 123_457.0 * r / total).abs() < 1.0);
        }
    }
}
