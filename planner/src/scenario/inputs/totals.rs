//! The keys of `[[seniors]]` for files that hold totals instead of people.
//!
//! `totals` says what each number is a total of: `district`, `cell` (an H3 index in the column `id`) or `grid` (the samples
//! of a GeoTIFF in degrees). `level` is the level of the districts, the most detailed one unless given. `share_pct` is how
//! many of the people counted are seniors, in per cent; 100 unless given.

use super::super::resolve::Resolver;
use super::super::twins::{Number, SeniorsTwin};
use super::super::{Error, Totals, TotalsOf};

impl Resolver<'_> {
    /// What a file of seniors holds totals of, if it does.
    pub(super) fn totals(self, key: &str, twin: &SeniorsTwin) -> Result<Option<Totals>, Error> {
        let Some(of) = &twin.totals else {
            return match (&twin.level, &twin.share_pct) {
                (None, None) => Ok(None),
                _ => Err(self.missing(
                    "seniors.totals",
                    (
                        "与 level 或 share_pct 一起使用的 \"district\"、\"cell\" 或 \"grid\"",
                        "\"district\", \"cell\" or \"grid\", beside level or share_pct",
                    ),
                )),
            };
        };
        let of = match of.as_str() {
            "district" => TotalsOf::Districts {
                level: twin.level.clone(),
            },
            "cell" => TotalsOf::Cells,
            "grid" => TotalsOf::Grid,
            other => {
                let expected = (
                    "\"district\"、\"cell\" 或 \"grid\"",
                    "\"district\", \"cell\" or \"grid\"",
                );
                return Err(self.invalid(&format!("{key}.totals"), other, expected));
            }
        };
        if let (Some(level), TotalsOf::Cells | TotalsOf::Grid) = (&twin.level, &of) {
            let expected = (
                "不写 level：网格单元和栅格没有层级",
                "no level: cells and grids have none",
            );
            return Err(self.invalid(&format!("{key}.level"), level, expected));
        }
        let share_pct = twin.share_pct.map_or(100.0, Number::value);
        if !(share_pct > 0.0 && share_pct <= 100.0) {
            let (key, found) = (format!("{key}.share_pct"), share_pct.to_string());
            return Err(self.invalid(
                &key,
                &found,
                (
                    "大于 0、至多 100 的百分数",
                    "per cent above 0 and up to 100",
                ),
            ));
        }
        Ok(Some(Totals { of, share_pct }))
    }
}
