//! A table of walk times that the user brings becomes a reach matrix: no street is searched.
//!
//! The table is a CSV file with the columns `site_id`, `demand_id` and `seconds`, as `planner matrix` writes it: ids are
//! those of the tables of sites and seniors, or row numbers where they have none. Pairs that it lacks are unreachable.
//!
//! A time that cannot be read is an error, because a table of times is made by a machine; an id that no table has is
//! a finding, because tables of sites and people shrink while times stay.
//!
//! Complexity: a binary search in the ids for each pair, and sorting the pairs of each site.
//!
//! Invariants: the order of the rows changes nothing; of two times of one pair the shorter counts.

use std::path::{Path, PathBuf};

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{Id as _, SiteId};
use crate::places::Places;
use crate::progress::{Progress, Stage};
use crate::text::Told;
use crate::units::WalkTime;

use super::matrix::{Entry, ReachMatrix};
use super::nearest::{Nearest, NearestTable, SEVERAL, SeveralTable, insert};

/// The columns that are read.
const COLUMNS: [&str; 3] = ["site_id", "demand_id", "seconds"];
/// Rows between two reports of progress.
const ROWS_AT_ONCE: u64 = 1 << 16;

/// Why a table of times cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read as CSV.
    #[error("this table of walk times cannot be read ({why}): {}", path.display())]
    Unreadable {
        /// What is wrong.
        why: String,
        /// The file.
        path: PathBuf,
    },
    /// A column is missing.
    #[error(
        "no column `{column}`, found {found}; expected site_id, demand_id and seconds, as `planner matrix` writes them: {}",
        path.display()
    )]
    MissingColumn {
        /// The column.
        column: &'static str,
        /// The columns that there are.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// A value is no time.
    #[error("row {row}, column seconds: this is no walk time; expected seconds from 0 to 4,000,000: {}", path.display())]
    BadTime {
        /// The data row; the first is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// An id means several sites.
    #[error(
        "row {row}: the site id `{id}` belongs to {sites} sites of the scenario, expected one: give the tables of facilities and candidates an `id` column with different ids: {}",
        path.display()
    )]
    AmbiguousSite {
        /// The data row; the first is 1.
        row: u64,
        /// The id.
        id: String,
        /// How many sites have it.
        sites: usize,
        /// The file.
        path: PathBuf,
    },
    /// No pair of the table is of this scenario.
    #[error(
        "none of the {rows} rows names both a site and a senior of the scenario; expected ids of the tables' `id` columns, else row numbers: {}",
        path.display()
    )]
    NothingKnown {
        /// The data rows.
        rows: u64,
        /// The file.
        path: PathBuf,
    },
    /// Somebody asked to stop.
    #[error("reading the walk times was cancelled")]
    Cancelled,
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { why, path } => {
                format!("步行时间表无法读取（{why}）：{}", path.display())
            }
            Self::MissingColumn {
                column,
                found,
                path,
            } => format!(
                "没有 `{column}` 列，现有 {found}；应有 site_id、demand_id 和 seconds，如 `planner matrix` 所写：{}",
                path.display()
            ),
            Self::BadTime { row, path } => format!(
                "第 {row} 行 seconds 列：不是步行时间；应为 0 到 4,000,000 秒：{}",
                path.display()
            ),
            Self::AmbiguousSite {
                row,
                id,
                sites,
                path,
            } => format!(
                "第 {row} 行：地点编号 `{id}` 对应情景中的 {sites} 处，应为一处：请给设施表和候选地点表加上互不相同的 `id` 列：{}",
                path.display()
            ),
            Self::NothingKnown { rows, path } => format!(
                "{rows} 行中没有一行同时写出情景中的地点和老年人；应为各表 `id` 列的编号，没有时为行号：{}",
                path.display()
            ),
            Self::Cancelled => "已停止读取步行时间".to_owned(),
        }
    }
}

/// Reads a table of times for these places; returns the matrix, what is wrong, and how many rows there are.
pub fn read(
    path: &Path,
    places: &Places,
    progress: &dyn Progress,
) -> Result<(ReachMatrix, Findings, u64), Error> {
    let unreadable = |why: csv::Error| Error::Unreadable {
        why: why.to_string(),
        path: path.to_owned(),
    };
    let mut table = (csv::ReaderBuilder::new().trim(csv::Trim::All))
        .from_path(path)
        .map_err(unreadable)?;
    let columns = columns(table.headers().map_err(unreadable)?, path)?;
    let mut pairs = Pairs::new(places, path);
    let mut record = csv::StringRecord::new();
    while table.read_record(&mut record).map_err(unreadable)? {
        pairs.add(&record, columns)?;
        if pairs.rows.is_multiple_of(ROWS_AT_ONCE) {
            progress.report(Stage::Reach, pairs.rows, 0);
            if progress.cancelled() {
                return Err(Error::Cancelled);
            }
        }
    }
    pairs.finish()
}

/// Where the three columns stand.
fn columns(header: &csv::StringRecord, path: &Path) -> Result<[usize; 3], Error> {
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let is_it = |name: &str| name.trim_start_matches('\u{feff}').trim() == column;
        *place = header.iter().position(is_it).ok_or_else(|| {
            let found: Vec<&str> = header.iter().take(12).collect();
            Error::MissingColumn {
                column,
                found: found.join(", "),
                path: path.to_owned(),
            }
        })?;
    }
    Ok(places)
}

/// Ids in ascending order, each with where it stands.
struct Index(Vec<(String, u32)>);

impl Index {
    fn of(ids: impl Iterator<Item = String>) -> Self {
        let mut ids: Vec<(String, u32)> = ids.zip(0_u32..).collect();
        ids.sort_unstable();
        Self(ids)
    }

    fn find(&self, id: &str) -> &[(String, u32)] {
        let first = self.0.partition_point(|(other, _)| other.as_str() < id);
        let same = self.0[first..].iter().take_while(|(other, _)| other == id);
        &self.0[first..first + same.count()]
    }
}

/// The pairs of a table on their way.
struct Pairs<'a> {
    path: &'a Path,
    places: &'a Places,
    sites: Index,
    seniors: Index,
    by_site: Vec<Vec<Entry>>,
    longest: WalkTime,
    rows: u64,
    /// Rows whose site, or whose senior, no table has, and the first of them.
    unknown: [(u64, u64); 2],
    shared: u64,
}

impl<'a> Pairs<'a> {
    fn new(places: &'a Places, path: &'a Path) -> Self {
        Self {
            path,
            places,
            sites: Index::of(places.sites.iter().map(|site| site.id.to_string())),
            seniors: Index::of(places.seniors.iter().map(|row| row.id.to_string())),
            by_site: vec![Vec::new(); places.sites.len()],
            longest: WalkTime::ZERO,
            rows: 0,
            unknown: [(0, 0); 2],
            shared: 0,
        }
    }

    fn add(&mut self, record: &csv::StringRecord, columns: [usize; 3]) -> Result<(), Error> {
        self.rows += 1;
        let cell = |place: usize| record.get(place).unwrap_or_default();
        let (site, senior, seconds) = (cell(columns[0]), cell(columns[1]), cell(columns[2]));
        let time = time(seconds).ok_or_else(|| Error::BadTime {
            row: self.rows,
            path: self.path.to_owned(),
        })?;
        let sites = self.sites.find(site);
        let seniors = self.seniors.find(senior);
        for (unknown, is_unknown) in
            (self.unknown.iter_mut()).zip([sites.is_empty(), seniors.is_empty()])
        {
            if is_unknown {
                unknown.0 += 1;
                unknown.1 = if unknown.0 == 1 { self.rows } else { unknown.1 };
            }
        }
        let &[(_, place)] = sites else {
            if sites.is_empty() {
                return Ok(());
            }
            return Err(Error::AmbiguousSite {
                row: self.rows,
                id: site.to_owned(),
                sites: sites.len(),
                path: self.path.to_owned(),
            });
        };
        self.shared += u64::from(seniors.len() > 1);
        for (_, row) in seniors {
            let home = self.places.seniors[*row as usize].home;
            self.by_site[place as usize].push((home.index() as u32, time));
            self.longest = self.longest.max(time);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(ReachMatrix, Findings, u64), Error> {
        let mut repeated = 0;
        for pairs in &mut self.by_site {
            pairs.sort_unstable();
            let before = pairs.len();
            pairs.dedup_by_key(|(home, _)| *home);
            repeated += (before - pairs.len()) as u64;
        }
        if self.by_site.iter().all(Vec::is_empty) {
            return Err(Error::NothingKnown {
                rows: self.rows,
                path: self.path.to_owned(),
            });
        }
        let findings = self.findings(repeated);
        let matrix =
            ReachMatrix::from_sorted_rows(self.by_site, self.places.demand.len(), self.longest);
        Ok((matrix, findings, self.rows))
    }

    fn findings(&self, repeated: u64) -> Findings {
        let mut findings = Findings::new();
        let mut note = |code, (count, row): (u64, Option<u64>), zh: &str, en: &str| {
            if count > 0 {
                let text = Bilingual::new(format!("{count} {zh}"), format!("{count} {en}"));
                let finding = Finding::new(code, Severity::Warning, Stage::Reach, text);
                let name = self.path.file_name().unwrap_or_default().to_string_lossy();
                let finding = finding.in_file(&*name).times(count);
                findings.push(row.map_or(finding.clone(), |row| finding.at_row(row)));
            }
        };
        let [sites, seniors] = self.unknown;
        note(
            "times-of-unknown-sites",
            (sites.0, Some(sites.1)),
            "行步行时间的点位编号不在设施表和备选表中，未使用",
            "rows of walk times name a site that no table has; they are not used",
        );
        note(
            "times-of-unknown-seniors",
            (seniors.0, Some(seniors.1)),
            "行步行时间的老人编号不在老人表中，未使用",
            "rows of walk times name a senior whom no table has; they are not used",
        );
        note(
            "times-repeated",
            (repeated, None),
            "对点位与老人有多个步行时间，取最短的",
            "pairs of a site and a senior have several walk times; the shortest counts",
        );
        note(
            "times-shared",
            (self.shared, None),
            "行步行时间的老人编号对应多行老人，用于其中每一行；请核对编号是否重复",
            "rows of walk times name an id that several rows of seniors have; they are used for each: check for repeated ids",
        );
        findings
    }
}

/// Seconds as a walk time.
fn time(text: &str) -> Option<WalkTime> {
    let seconds: f64 = text.parse().ok()?;
    let millis = (seconds * 1000.0).round();
    let is_time = seconds.is_finite() && seconds >= 0.0 && millis <= 4e9;
    is_time.then(|| WalkTime::from_millis(millis as u32))
}

impl ReachMatrix {
    /// The pairs within a time.
    #[must_use]
    pub fn within(&self, cutoff: WalkTime) -> Self {
        let rows = (0..self.sites()).map(|site| {
            self.of_site(SiteId::from_index(site))
                .filter(|(_, time)| *time <= cutoff)
                .map(|(demand, time)| (demand.index() as u32, time))
                .collect()
        });
        Self::from_sorted_rows(rows.collect(), self.demand_points(), cutoff)
    }

    /// The nearest of the given sites for every demand point; ties go to the lowest site.
    ///
    /// Who is in no pair with any of them is unreachable.
    pub fn nearest(&self, sites: &[SiteId]) -> NearestTable {
        let mut nearest: Vec<Option<(WalkTime, SiteId)>> = vec![None; self.demand_points()];
        for &site in sites {
            for (demand, time) in self.of_site(site) {
                let best = &mut nearest[demand.index()];
                if best.is_none_or(|best| (time, site) < best) {
                    *best = Some((time, site));
                }
            }
        }
        let found = nearest.into_iter().map(|best| {
            best.map_or(Nearest::Unreachable, |(time, site)| {
                Nearest::Site(site, time)
            })
        });
        NearestTable::from(found.collect::<Vec<_>>())
    }

    /// The walks to the few nearest of the given sites for every demand point.
    pub fn several(&self, sites: &[SiteId]) -> SeveralTable {
        let mut several = SeveralTable::from(vec![[None; SEVERAL]; self.demand_points()]);
        for &site in sites {
            for (demand, time) in self.of_site(site) {
                insert(&mut several[demand], time);
            }
        }
        several
    }
}

#[cfg(test)]
mod tests;
