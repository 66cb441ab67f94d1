//! The gates of compounds become facilities for older people, and premises that could hold more of them.
//!
//! Every street has a canteen and a social-work station, some communities a day-care centre or a small canteen; the
//! rest is for a plan to find. Kinds, capacities and words are those of Chinese tables.

use std::io::{self, Write};

use geo::Coord;

use super::Town;
use super::admin::Areas;

/// A place at the gate of a compound where a facility could be.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// Where it is.
    pub(super) at: Coord,
    /// The block that it lies in.
    pub(super) block: (usize, usize),
    /// The compound's name.
    pub(super) compound: String,
}

/// A kind of facility, with its tags on the map.
#[derive(Debug, Clone, Copy)]
struct Kind {
    word: &'static str,
    tags: &'static [(&'static str, &'static str)],
}

const CANTEEN: Kind = Kind {
    word: "助餐点",
    tags: &[
        ("amenity", "social_facility"),
        ("social_facility", "soup_kitchen"),
        ("social_facility:for", "senior"),
    ],
};
const DAY_CARE: Kind = Kind {
    word: "日间照料中心",
    tags: &[
        ("amenity", "social_facility"),
        ("social_facility", "day_care"),
        ("social_facility:for", "senior"),
    ],
};
const SOCIAL_WORK: Kind = Kind {
    word: "社工站",
    tags: &[
        ("amenity", "social_facility"),
        ("social_facility", "outreach"),
    ],
};
const CLINIC: Kind = Kind {
    word: "社区卫生服务站",
    tags: &[("amenity", "clinic")],
};

/// A table of facilities or premises that is being written.
struct Rows<'a, W> {
    out: W,
    town: &'a mut Town,
    prefix: &'static str,
    count: u64,
}

/// Writes the table of facilities and draws them on the map; returns how many there are.
pub(super) fn write(town: &mut Town, areas: &Areas, mut out: impl Write) -> io::Result<u64> {
    writeln!(out, "\u{feff}编号,名称,类别,经度,纬度,容量,状态,虚构数据")?;
    let spots = by_community(town, areas);
    let mut rows = Rows {
        out,
        town,
        prefix: "S",
        count: 0,
    };
    let mut first = 0;
    for (number, street) in areas.streets.iter().enumerate() {
        let of = areas.communities[first..]
            .iter()
            .take_while(|c| c.parent == number)
            .count();
        let all: Vec<&Spot> = spots[first..first + of].iter().flatten().collect();
        if !all.is_empty() {
            let name = &street.name;
            let canteen = all[rows.town.dice.below(all.len() as u32) as usize];
            rows.facility(
                CANTEEN,
                canteen,
                &format!("{name}综合养老服务中心"),
                (150, "营业"),
            )?;
            let station = all[rows.town.dice.below(all.len() as u32) as usize];
            rows.facility(SOCIAL_WORK, station, &format!("{name}社工站"), (60, "营业"))?;
        }
        for (community, spots) in areas.communities[first..first + of]
            .iter()
            .zip(&spots[first..])
        {
            community_rows(&mut rows, &community.name, spots)?;
        }
        first += of;
    }
    Ok(rows.count)
}

/// Writes the table of premises and draws the public ones on the map; returns how many there are.
pub(super) fn write_premises(
    town: &mut Town,
    areas: &Areas,
    mut out: impl Write,
) -> io::Result<u64> {
    writeln!(out, "\u{feff}编号,名称,用房,经度,纬度,面积,状态,虚构数据")?;
    let spots = by_community(town, areas);
    let mut rows = Rows {
        out,
        town,
        prefix: "Y",
        count: 0,
    };
    for (spot, k) in spots.iter().flatten().zip(0_u32..) {
        // More than half of the gates have premises to let, at least one in a small district.
        if k > 0 && !rows.town.dice.chance(60) {
            continue;
        }
        let (what, word) = if rows.town.dice.chance(55) {
            (&[("amenity", "community_centre")][..], "社区用房")
        } else {
            (&[("shop", "vacant")][..], "闲置商铺")
        };
        let name = format!("{}{word}", spot.compound);
        let area_m2 = 10 * rows.town.dice.whole(5, 40);
        rows.row(spot, (&name, word, what), (area_m2, "备选"))?;
    }
    Ok(rows.count)
}

/// The spots of each community.
fn by_community(town: &Town, areas: &Areas) -> Vec<Vec<Spot>> {
    let mut spots = vec![Vec::new(); areas.communities.len()];
    for spot in &town.spots {
        spots[areas.community_of(spot.block)].push(spot.clone());
    }
    spots
}

fn community_rows<W: Write>(rows: &mut Rows<'_, W>, name: &str, spots: &[Spot]) -> io::Result<()> {
    if spots.is_empty() {
        return Ok(());
    }
    let plans = [
        (DAY_CARE, 40, 30, "营业"),
        (CANTEEN, 16, 50, "营业"),
        (CANTEEN, 4, 50, "在建"),
        (CLINIC, 60, 40, "营业"),
    ];
    for (kind, percent, capacity, status) in plans {
        if rows.town.dice.chance(percent) {
            let spot = &spots[rows.town.dice.below(spots.len() as u32) as usize];
            rows.facility(
                kind,
                spot,
                &format!("{name}{}", kind.word),
                (capacity, status),
            )?;
        }
    }
    Ok(())
}

impl<W: Write> Rows<'_, W> {
    fn facility(
        &mut self,
        kind: Kind,
        spot: &Spot,
        name: &str,
        size: (u32, &str),
    ) -> io::Result<()> {
        self.row(spot, (name, kind.word, kind.tags), size)
    }

    /// Writes a row and draws its node, some metres from the spot so that two do not coincide.
    fn row(
        &mut self,
        spot: &Spot,
        (name, kind, tags): (&str, &str, &[(&str, &str)]),
        (size, status): (u32, &str),
    ) -> io::Result<()> {
        let at = Coord {
            x: spot.at.x + self.town.dice.between(-3.0, 3.0),
            y: spot.at.y + self.town.dice.between(-3.0, 3.0),
        };
        let mut all = tags.to_vec();
        all.push(("name", name));
        self.town.canvas.tagged_dot(at, &all);
        let place = self.town.canvas.on_earth(at);
        self.count += 1;
        writeln!(
            self.out,
            "{}{:04},{name},{kind},{:.6},{:.6},{size},{status},是",
            self.prefix,
            self.count,
            place.lon_deg(),
            place.lat_deg()
        )
    }
}
