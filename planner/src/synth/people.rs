//! Homes with room for people become invented seniors, one row each.
//!
//! Ages, living alone and mobility follow round figures for China; nobody in a table made here exists. Where a home
//! is and how much room it has is decided by `district` and `residents`.
//!
//! # Method
//!
//! 1. Every home gets its share of all people in proportion to its room; fractions go to the largest remainders, and
//!    among equals to the home that comes first, so that the shares add up exactly.
//! 2. Every person draws an age, then, by age, whether they live alone and how well they get about.
//!
//! References: the ages are those of the Seventh National Population Census of China, 2020, people of 60 and over
//! (56 % below 70, 30 % below 80, 14 % above); living alone and mobility are round figures that rise with age.

use std::io::{self, Write};

use super::dice::Dice;
use crate::projection::LonLat;

/// People per thousand aged 60-64, 65-69, … 95-99 among those aged 60 to 99 (census 2020, rounded).
const AGE_GROUPS: [u32; 8] = [278, 280, 188, 118, 77, 41, 14, 4];
/// Percent who live alone, by decade of age from 60; 13 % of all.
const ALONE_PCT: [u32; 4] = [9, 15, 25, 30];
/// Percent who are independent, need some help, and need help with everything, by decade of age from 60.
const MOBILITY_PCT: [[u32; 3]; 4] = [[95, 4, 1], [88, 9, 3], [66, 23, 11], [40, 35, 25]];

/// An invented senior.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    age: u32,
    alone: Alone,
    mobility: Mobility,
}

/// Whether somebody lives alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    Yes,
    No,
}

/// How well somebody gets about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mobility {
    Independent,
    Assisted,
    Dependent,
}

impl Person {
    /// Draws a person.
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let group = dice.weighted(&AGE_GROUPS) as u32;
        let age = 60 + 5 * group + dice.below(5);
        let decade = (group / 2) as usize;
        let alone = if dice.chance(ALONE_PCT[decade]) {
            Alone::Yes
        } else {
            Alone::No
        };
        let mobility = match dice.weighted(&MOBILITY_PCT[decade]) {
            0 => Mobility::Independent,
            1 => Mobility::Assisted,
            _ => Mobility::Dependent,
        };
        Self {
            age,
            alone,
            mobility,
        }
    }
}

/// The language of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// Chinese headers and values.
    Chinese,
    /// English headers and values.
    English,
}

impl Words {
    /// The header row; its last column says that the people are invented.
    const fn header(self) -> &'static str {
        match self {
            Self::Chinese => "编号,经度,纬度,年龄,独居,自理能力,虚构数据",
            Self::English => "id,lon,lat,age,living_alone,mobility,invented",
        }
    }

    /// The values of a row after its coordinates.
    const fn alone(self, alone: Alone) -> &'static str {
        match (self, alone) {
            (Self::Chinese, Alone::Yes) => "是",
            (Self::Chinese, Alone::No) => "否",
            (Self::English, Alone::Yes) => "yes",
            (Self::English, Alone::No) => "no",
        }
    }

    const fn mobility(self, mobility: Mobility) -> &'static str {
        match (self, mobility) {
            (Self::Chinese, Mobility::Independent) => "自理",
            (Self::Chinese, Mobility::Assisted) => "半失能",
            (Self::Chinese, Mobility::Dependent) => "失能",
            (Self::English, Mobility::Independent) => "independent",
            (Self::English, Mobility::Assisted) => "assisted",
            (Self::English, Mobility::Dependent) => "dependent",
        }
    }

    const fn invented(self) -> &'static str {
        match self {
            Self::Chinese => "是",
            Self::English => "yes",
        }
    }
}

/// A table of seniors that is being written.
#[derive(Debug)]
pub(super) struct SeniorTable<W> {
    out: W,
    words: Words,
    rows: u64,
}

impl<W: Write> SeniorTable<W> {
    /// Starts a table: UTF-8 with a byte order mark, so that spreadsheets read Chinese, then the header row.
    pub(super) fn new(mut out: W, words: Words) -> io::Result<Self> {
        writeln!(out, "\u{feff}{}", words.header())?;
        Ok(Self {
            out,
            words,
            rows: 0,
        })
    }

    /// Writes one person at a place, numbered from 1.
    pub(super) fn row(&mut self, at: LonLat, person: Person) -> io::Result<()> {
        self.rows += 1;
        let words = self.words;
        writeln!(
            self.out,
            "{},{:.6},{:.6},{},{},{},{}",
            self.rows,
            at.lon_deg(),
            at.lat_deg(),
            person.age,
            words.alone(person.alone),
            words.mobility(person.mobility),
            words.invented()
        )
    }

    /// Writes what still waits and gives back the file.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_follow_the_census_and_loneliness_rises_with_age() {
        let mut dice = Dice::new(7, 0);
        let people: Vec<Person> = (0..50_000).map(|_| Person::draw(&mut dice)).collect();
        let share = |test: &dyn Fn(&Person) -> bool| {
            people.iter().filter(|p| test(p)).count() as f64 / people.len() as f64
        };
        assert!((share(&|p| p.age < 70) - 0.558).abs() < 0.01);
        assert!((share(&|p| p.age >= 80) - 0.136).abs() < 0.01);
        assert!(people.iter().all(|p| (60..100).contains(&p.age)));
        let alone = share(&|p| p.alone == Alone::Yes);
        assert!((0.12..0.15).contains(&alone), "{alone}");
        let old = share(&|p| p.age >= 80 && p.alone == Alone::Yes) / share(&|p| p.age >= 80);
        assert!(old > 0.2, "{old}");
    }

    #[test]
    fn the_header_says_that_people_are_invented() {
        let mut table = SeniorTable::new(Vec::new(), Words::Chinese).unwrap();
        let at = LonLat::new(102.123_456_7, 39.9).unwrap();
        let person = Person {
            age: 71,
            alone: Alone::Yes,
            mobility: Mobility::Assisted,
        };
        table.row(at, person).unwrap();
        let text = String::from_utf8(table.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}编号,经度,纬度,年龄,独居,自理能力,虚构数据\n1,102.123457,39.900000,71,是,半失能,是\n"
        );
    }
}
