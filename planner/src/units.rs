//! Quantities with their units: metres, walk times, walking speeds, counts of people.
//!
//! The only place where one quantity becomes another. Times are whole milliseconds, so that sums are exact and
//! independent of order and of the number of threads.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// A length in metres, finite and not negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Metres(f64);

impl Metres {
    /// No length.
    pub const ZERO: Self = Self(0.0);

    /// Makes a length from metres; negative or non-finite values are a programming error.
    pub fn new(metres: f64) -> Self {
        assert!(
            metres.is_finite() && metres >= 0.0,
            "a length must be finite and not negative, got {metres}"
        );
        Self(metres)
    }

    /// The length in metres.
    pub const fn metres(self) -> f64 {
        self.0
    }

    /// The length in whole millimetres, rounded, so that sums are exact.
    pub fn millimetres(self) -> u64 {
        (self.0 * 1000.0).round() as u64
    }

    /// The shorter of two lengths.
    #[must_use]
    pub const fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}

impl Add for Metres {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Metres {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Metres {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} m", self.0)
    }
}

/// A walking speed on flat ground, in metres a second, above zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct WalkSpeed(f64);

impl WalkSpeed {
    /// Makes a speed from metres a second, or `None` when it is not finite and above zero.
    pub fn from_mps(mps: f64) -> Option<Self> {
        (mps.is_finite() && mps > 0.0).then_some(Self(mps))
    }

    /// The speed in metres a second.
    pub const fn mps(self) -> f64 {
        self.0
    }

    /// How far one gets on the flat in `time`.
    pub fn distance_in(self, time: WalkTime) -> Metres {
        Metres::new(self.0 * time.seconds())
    }
}

/// A time spent walking, in whole milliseconds.
///
/// The longest time is 49 days; there is no value for "unreachable": absence is an `Option` or a missing entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WalkTime(u32);

impl WalkTime {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Makes a time from whole milliseconds.
    pub const fn from_millis(millis: u32) -> Self {
        Self(millis)
    }

    /// Makes a time from whole minutes.
    pub const fn from_minutes(minutes: u32) -> Self {
        Self(minutes * 60_000)
    }

    /// Makes a time from seconds, rounded to the millisecond; saturates at 49 days, and below at zero.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1000.0).round() as u32)
    }

    /// The time that walking `length` takes at `speed`, rounded to the millisecond.
    pub fn walking(length: Metres, speed: WalkSpeed) -> Self {
        Self::from_seconds(length.0 / speed.0)
    }

    /// The time in whole milliseconds.
    pub const fn millis(self) -> u32 {
        self.0
    }

    /// The time in seconds.
    pub fn seconds(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// The time in minutes.
    pub fn minutes(self) -> f64 {
        f64::from(self.0) / 60_000.0
    }

    /// The sum, or the longest time when it overflows.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or zero when `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for WalkTime {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl fmt::Display for WalkTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} min", self.minutes())
    }
}

/// A number of people; always whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seniors(u64);

impl Seniors {
    /// Nobody.
    pub const ZERO: Self = Self(0);

    /// Makes a count.
    pub const fn new(count: u64) -> Self {
        Self(count)
    }

    /// The count.
    pub const fn count(self) -> u64 {
        self.0
    }

    /// The share of `whole` that these people are, from 0 to 1; 0 where there is nobody at all.
    pub fn share_of(self, whole: Self) -> f64 {
        if whole.0 == 0 {
            0.0
        } else {
            self.0 as f64 / whole.0 as f64
        }
    }
}

impl Add for Seniors {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Seniors {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Seniors {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Seniors {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Seniors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 1);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_minutes_at_one_metre_a_second_is_900_metres() {
        let speed = WalkSpeed::from_mps(1.0).unwrap();
        assert!((speed.distance_in(WalkTime::from_minutes(15)).metres() - 900.0).abs() < 1e-9);
        assert_eq!(
            WalkTime::walking(Metres::new(900.0), speed),
            WalkTime::from_minutes(15)
        );
    }

    #[test]
    fn a_speed_must_be_above_zero() {
        assert!(WalkSpeed::from_mps(0.0).is_none());
        assert!(WalkSpeed::from_mps(f64::NAN).is_none());
    }

    #[test]
    fn people_are_printed_in_thousands() {
        assert_eq!(Seniors::new(1_234_567).to_string(), "1,234,567");
        assert_eq!(Seniors::new(999).to_string(), "999");
        assert_eq!(format!("{:>6}|", Seniors::new(1_234)), " 1,234|");
    }

    #[test]
    fn nobody_has_a_share_of_nobody() {
        assert!(Seniors::ZERO.share_of(Seniors::ZERO).abs() < f64::EPSILON);
    }
}
