//! What a slope costs: a factor on the time of flat walking, uphill and downhill.
//!
//! # Method
//!
//! For a slope s as a share, positive uphill:
//!
//! - uphill: exp(up · s);
//! - downhill: max(least, exp(down · (| |s| − free/2 | − free/2))).
//!
//! With down = 3.5, free = 0.10 and a small `least` the second line is Tobler's function, normalised to 1 on the flat: down
//! to a tenth it helps, and below that the legs brake. Older people gain nothing downhill: their `least` is 1.
//!
//! # References
//!
//! Tobler, W. (1993), Three presentations on geographical analysis and modeling, NCGIA technical report 93-1.

/// How one kind of walker takes slopes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeCurve {
    /// The exponent uphill, for each unit of slope.
    pub up: f64,
    /// The exponent downhill, for each unit of slope.
    pub down: f64,
    /// The slope down to which walking down costs no more than walking on the flat, as a share.
    pub free: f64,
    /// The least factor downhill; 1 for who gains nothing there.
    pub least: f64,
}

impl SlopeCurve {
    /// The time of walking a slope against the time on the flat.
    pub fn factor(self, slope: f64) -> f64 {
        if slope >= 0.0 {
            return (self.up * slope).exp();
        }
        let half = self.free / 2.0;
        let beyond = (slope.abs() - half).abs() - half;
        (self.down * beyond).exp().max(self.least)
    }

    /// The factor of equal windows in a row, from the first to the last or the other way.
    pub(super) fn mean_factor(self, slopes: &[f32], sense: crate::network::Sense) -> f64 {
        if slopes.is_empty() {
            return 1.0;
        }
        let turned = match sense {
            crate::network::Sense::Along => 1.0,
            crate::network::Sense::Against => -1.0,
        };
        let factors = slopes.iter().map(|s| self.factor(turned * f64::from(*s)));
        factors.sum::<f64>() / slopes.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELDER: SlopeCurve = SlopeCurve {
        up: 3.5,
        down: 3.5,
        free: 0.10,
        least: 1.0,
    };

    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    #[test]
    fn elders_climb_by_the_curve_and_gain_nothing_downhill() {
        assert_near(ELDER.factor(0.0), 1.0);
        assert_near(ELDER.factor(0.05), 0.175_f64.exp());
        assert_near(ELDER.factor(-0.05), 1.0);
        assert_near(ELDER.factor(-0.10), 1.0);
        assert_near(ELDER.factor(-0.15), (3.5_f64 * 0.05).exp());
    }

    #[test]
    fn the_frail_brake_from_three_percent_on() {
        let frail = SlopeCurve {
            up: 5.0,
            down: 3.5,
            free: 0.03,
            least: 1.0,
        };
        assert_near(frail.factor(0.08), 0.4_f64.exp());
        assert_near(frail.factor(-0.03), 1.0);
        assert_near(frail.factor(-0.08), (3.5_f64 * 0.05).exp());
    }

    #[test]
    fn companions_follow_tobler_down_to_a_tenth_less() {
        let companion = SlopeCurve {
            least: 0.9,
            ..ELDER
        };
        let tobler = |s: f64| (3.5 * ((s + 0.05).abs() - 0.05)).exp();
        for percent in 0..15 {
            let slope = -f64::from(percent) / 100.0;
            assert_near(companion.factor(slope), tobler(slope).max(0.9));
        }
    }
}
