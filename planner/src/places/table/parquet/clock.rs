//! Times of Parquet as days: of every unit, and in China where they are told in universal time.

use parquet::basic::{LogicalType, TimeUnit};
use parquet::record::Field as Stored;
use parquet::schema::types::Type;

/// How far the clocks of China have been ahead of universal time at most since 1901, summer time included. A birth at
/// midnight is told as the evening of the day before; moved by this it is on its own day, and one that is told as midnight
/// stays on its day.
const AHEAD_MS: i64 = 9 * 3_600_000;

/// How the times of a column are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    is_nanos: bool,
    ahead_ms: i64,
}

impl Clock {
    /// The clock of a column; `None` where it holds no times.
    pub(super) fn of(column: &Type) -> Option<Self> {
        match column.get_basic_info().logical_type_ref()? {
            LogicalType::Timestamp(time) => Some(Self {
                is_nanos: time.unit == TimeUnit::NANOS,
                ahead_ms: if time.is_adjusted_to_u_t_c {
                    AHEAD_MS
                } else {
                    0
                },
            }),
            _ => None,
        }
    }

    /// The time by the clocks of China, in a unit that the library itself writes as a date.
    pub(super) fn local(self, stored: &Stored) -> Option<Stored> {
        let ms = match stored {
            Stored::Long(ns) if self.is_nanos => ns.div_euclid(1_000_000),
            Stored::TimestampMillis(ms) => *ms,
            Stored::TimestampMicros(us) => us.div_euclid(1_000),
            _ => return None,
        };
        Some(Stored::TimestampMillis(ms.saturating_add(self.ahead_ms)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn births_keep_their_day_in_every_unit_and_zone() {
        // 1945-03-07 is 9,066 days before 1970: 24 years of 365 days, 6 leap days, 300 days.
        let midnight_ms = -9_066 * 86_400_000_i64;
        let day = |stored: Stored, is_nanos: bool, ahead_ms: i64| {
            let clock = Clock { is_nanos, ahead_ms };
            let text = clock.local(&stored).unwrap().to_string();
            text.split(' ').next().unwrap().to_owned()
        };
        assert_eq!(
            day(Stored::Long(midnight_ms * 1_000_000), true, 0),
            "1945-03-07"
        );
        assert_eq!(
            day(Stored::TimestampMicros(midnight_ms * 1_000), false, 0),
            "1945-03-07"
        );
        assert_eq!(
            day(Stored::TimestampMillis(midnight_ms), false, 0),
            "1945-03-07"
        );
        let in_utc = midnight_ms - 8 * 3_600_000;
        assert_eq!(
            day(Stored::Long(in_utc * 1_000_000), true, AHEAD_MS),
            "1945-03-07"
        );
        assert_eq!(
            day(Stored::TimestampMillis(midnight_ms), false, AHEAD_MS),
            "1945-03-07"
        );
        let clock = Clock {
            is_nanos: false,
            ahead_ms: 0,
        };
        assert_eq!(clock.local(&Stored::Long(5)), None);
    }
}
