//! Reads everything that a scenario names, in a fixed order: seniors, facilities, candidates, districts.

mod kinds;
pub(super) mod order;

use std::collections::BTreeSet;
use std::path::Path;

use crate::crs::Crs;
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::hex::HexResolution;
use crate::ids::{Id as _, SiteId, Table};
use crate::osm::{Feature, TagFilter};
use crate::progress::{Progress, Stage};
use crate::projection::LonLat;
use crate::scenario::{DistrictsSource, FacilitiesSource, PointFile, Scenario};
use crate::units::Seniors;

use super::demand::named::{named_districts, note_contradictions};
use super::demand::{Homes, eligible, note_duplicate_ids};
use super::locate::{Bounds, Locator, local};
use super::modelled::{self, Known, dwellings};
use super::site::{Draft, Usual};
use super::table::{self, Field, Reading, Summary};
use super::{Error, InputFile, Intake, Places, RowId, Site, Status, candidates, district, site};
use kinds::{kind_without_standard, no_facilities, spelled};

/// Reads all places of a scenario; `features` are those of its extract that [`wanted_filters`] asked for.
pub fn read(
    scenario: &Scenario,
    features: &[Feature],
    progress: &dyn Progress,
) -> Result<(Places, Vec<InputFile>, Findings), Error> {
    read_within(scenario, features, None, progress)
}

/// Reads all places of a scenario, knowing the corners of its extract.
///
/// With the south-west and north-east corner, swapped coordinates are noticed outside China too.
pub fn read_within(
    scenario: &Scenario,
    features: &[Feature],
    bounds: Option<(LonLat, LonLat)>,
    progress: &dyn Progress,
) -> Result<(Places, Vec<InputFile>, Findings), Error> {
    let mut reader = Reader {
        scenario,
        features,
        bounds,
        progress,
        inputs: Vec::new(),
        findings: Findings::new(),
    };
    let mut homes = reader.seniors()?;
    let (mut places, areas) = reader.districts()?;
    reader.modelled(&mut homes, &places)?;
    places.columns = homes.take_attributes(&mut reader.findings).into();
    let findings = &mut reader.findings;
    let named = named_districts(&places.columns, homes.len(), &places, findings);
    // With walk times from a table each row has times of its own.
    let rows;
    if scenario.walk_times.is_some() {
        (rows, places.demand) = homes.apart(&named);
    } else {
        let walk = &scenario.walk;
        (rows, places.demand, places.paces) = homes.gather(&named, |age| walk.pace_of(age));
    }
    places.seniors = rows.into();
    note_duplicate_ids(
        places.seniors.iter().map(|s| &s.id),
        &Bilingual::new("老人", "seniors"),
        findings,
    );
    let (sites, as_read) = reader.sites(&places)?;
    places.sites = Table::from(sites);
    places.sites_as_read = as_read;
    reader.inputs.extend(areas);
    if let Some(usual) = scenario.candidates.cost {
        candidates::price(&mut places.sites, usual);
    }
    district::assign(&mut places, &mut reader.findings);
    candidates::rules::judge(
        &mut places,
        &scenario.candidates.rules,
        &mut reader.findings,
    );
    note_contradictions(&places.seniors, &named, &places, &mut reader.findings);
    eligible::judge(&mut places, scenario, &mut reader.findings)?;
    Ok((places, reader.inputs, reader.findings))
}

/// The features of the extract that a scenario's facilities and candidates are made from.
pub fn wanted_filters(scenario: &Scenario) -> Vec<TagFilter> {
    let of_facilities = scenario.facilities.iter().flat_map(|f| match &f.source {
        FacilitiesSource::File(_) => &[],
        FacilitiesSource::Osm(filters) => filters.as_slice(),
    });
    let of_totals = scenario.seniors.iter().any(|s| s.totals.is_some());
    let dwellings = of_totals.then(dwellings::wanted).unwrap_or_default();
    of_facilities
        .chain(&scenario.candidates.osm)
        .chain(scenario.districts.iter().flat_map(|d| match &d.source {
            DistrictsSource::File(_) => &[],
            DistrictsSource::Osm(filters) => filters.as_slice(),
        }))
        .cloned()
        .chain(dwellings)
        .collect()
}

/// Gives a candidate made from the same map feature as a facility an id of its own.
fn name_apart(facilities: &[Draft], candidates: &mut [Draft]) {
    let ids = facilities.iter().filter_map(|d| d.site.id.as_text());
    let taken: BTreeSet<&str> = ids.collect();
    for candidate in candidates {
        let again = candidate
            .site
            .id
            .as_text()
            .filter(|id| id.starts_with("osm:") && taken.contains(id))
            .map(|id| RowId::text(&format!("{id}/candidate")));
        if let Some(id) = again {
            candidate.site.id = id;
        }
    }
}

struct Reader<'a> {
    scenario: &'a Scenario,
    features: &'a [Feature],
    bounds: Option<Bounds>,
    progress: &'a dyn Progress,
    inputs: Vec<InputFile>,
    findings: Findings,
}

impl Reader<'_> {
    fn seniors(&mut self) -> Result<Homes, Error> {
        let mut homes = Homes::new(self.scenario.as_of.as_deref());
        for input in self.scenario.seniors.iter().filter(|s| s.totals.is_none()) {
            let first = homes.len();
            let (summary, mut intake) = self.rows(&input.file, |row, at, troubles| {
                homes.push(row, at, troubles);
            })?;
            intake.seniors = first..homes.len();
            homes.close(&input.file.path, first, &mut self.findings)?;
            if homes.seniors_from(first) == Seniors::ZERO {
                return Err(Error::NoSeniors {
                    path: input.file.path.clone(),
                });
            }
            self.note_count(&input.file.path, &intake);
            self.note_input("seniors", &input.file.path, summary, intake);
        }
        Ok(homes)
    }

    /// Asks about a column that seems to hold numbers of people where none was recognised: each row counts as one person.
    fn note_count(&mut self, path: &Path, intake: &Intake) {
        const COUNTS: [&str; 7] = [
            "人数",
            "人口",
            "数量",
            "seniors",
            "people",
            "persons",
            "population",
        ];
        let is_count = |header: &&String| {
            let header = table::normalise(header);
            let is_sum = ["合计", "总计", "老人"].contains(&header.as_str());
            is_sum || header.contains("岁以上") || COUNTS.iter().any(|word| header.contains(word))
        };
        let has_count = intake
            .columns
            .iter()
            .any(|(_, field)| *field == Field::Count.name());
        let found: Vec<&String> = intake.unused.iter().filter(is_count).collect();
        let Some(header) = found.first().filter(|_| !has_count) else {
            return;
        };
        let all: Vec<String> = found.iter().map(|header| format!("`{header}`")).collect();
        let (zh, en) = (all.join("、"), all.join(" or "));
        let text = Bilingual::new(
            format!(
                "未识别人数列，每行按 1 人计；若{zh}是人数，请写 columns = {{ count = \"{header}\" }}"
            ),
            format!(
                "no column of numbers of people was recognised, so that each row is one person; if {en} is one, set columns = {{ count = \"{header}\" }}"
            ),
        );
        let finding = Finding::new(
            "count-column-unsure",
            Severity::Warning,
            Stage::Places,
            text,
        );
        self.findings.push(finding.in_file(table::file_name(path)));
    }

    /// Adds the people of all files of totals; lists come first, so that they can be subtracted.
    fn modelled(&mut self, homes: &mut Homes, places: &Places) -> Result<(), Error> {
        let files = self.scenario.seniors.iter();
        let files = files.filter_map(|input| Some((&input.file, input.totals.as_ref()?)));
        let files: Vec<_> = files.collect();
        if files.is_empty() {
            return Ok(());
        }
        let stock = modelled::homes_of(self.features);
        let listed = homes.listed(places);
        let known = Known {
            places,
            homes: &stock,
            listed: &listed,
        };
        for (number, (file, totals)) in files.into_iter().enumerate() {
            let first = homes.len();
            let spread = modelled::read(file, totals, &known, self.progress)?;
            for modelled in &spread.people {
                // The same building may have people of several files.
                let id = match number {
                    0 => modelled.id.clone(),
                    _ => format!("{}#{}", modelled.id, number + 1),
                };
                homes.push_modelled(modelled, &id);
            }
            if homes.seniors_from(first) == Seniors::ZERO && listed.is_empty() {
                return Err(Error::NoSeniors {
                    path: file.path.clone(),
                });
            }
            let mut intake = spread.intake;
            intake.seniors = first..homes.len();
            self.findings.extend(spread.findings);
            self.note_input("seniors", &file.path, spread.summary, intake);
        }
        Ok(())
    }

    /// The districts with their levels and parents, and the files that they come from.
    fn districts(&mut self) -> Result<(Places, Vec<InputFile>), Error> {
        let mut drafts = district::Drafts::default();
        let mut files = Vec::new();
        for input in &self.scenario.districts {
            let summary = district::read(input, self.features, &mut drafts, &mut self.findings)?;
            if let (Some(summary), DistrictsSource::File(file)) = (summary, &input.source) {
                files.push(input_of("districts", &file.path, summary));
            }
        }
        let levels: Vec<String> = self
            .scenario
            .districts
            .iter()
            .map(|d| d.level.clone())
            .collect();
        let levels = district::ranked(&levels);
        let (districts, parentage) = drafts.ordered(&levels);
        let mut places = Places {
            districts,
            levels,
            reported_level: self.scenario.district_level.clone(),
            ..Places::default()
        };
        let levels = &places.levels;
        district::link(
            &mut places.districts,
            &parentage,
            levels,
            &mut self.findings,
        );
        Ok((places, files))
    }

    /// Existing facilities first, then candidates, and all of them in the order of the inputs.
    fn sites(&mut self, places: &Places) -> Result<(Vec<Site>, Vec<SiteId>), Error> {
        let (mut drafts, mut candidates) = self.facilities()?;
        candidates.extend(self.candidates(places)?);
        for (input, draft) in (0..).zip(drafts.iter_mut().chain(&mut candidates)) {
            draft.input = input;
        }
        drafts.sort_by(order::of_sites);
        candidates.sort_by(order::of_sites);
        let merged = if self.scenario.walk_times.is_some() {
            0
        } else {
            candidates::merge_near(&mut candidates)
        };
        if merged > 0 {
            self.note(
                "candidates-merged",
                Severity::Note,
                merged,
                Bilingual::new(
                    format!("{merged} 个备选点与前面的备选点相距不到 10 米，已合并"),
                    format!(
                        "{merged} candidates within 10 m of an earlier one were merged with it"
                    ),
                ),
            );
        }
        name_apart(&drafts, &mut candidates);
        drafts.append(&mut candidates);
        let mut as_read: Vec<usize> = (0..drafts.len()).collect();
        as_read.sort_by_key(|at| drafts[*at].input);
        let as_read = as_read.into_iter().map(SiteId::from_index);
        Ok((site::link(drafts, &mut self.findings), as_read.collect()))
    }

    fn facilities(&mut self) -> Result<(Vec<Draft>, Vec<Draft>), Error> {
        let mut sites = Vec::new();
        for input in &self.scenario.facilities {
            let kind = input.kind.as_deref();
            match &input.source {
                FacilitiesSource::File(file) => {
                    sites.extend(self.table_of_sites("facilities", file, kind, Status::Open)?);
                }
                FacilitiesSource::Osm(filters) => {
                    let kind = kind.unwrap_or_default();
                    sites.extend(site::from_features(
                        self.features,
                        filters,
                        kind,
                        Status::Open,
                    ));
                }
            }
        }
        self.note_kinds(&sites);
        Ok(sites
            .into_iter()
            .partition(|d| !d.site.status.is_premises()))
    }

    fn candidates(&mut self, places: &Places) -> Result<Vec<Draft>, Error> {
        let input = &self.scenario.candidates;
        let mut candidates = Vec::new();
        if let Some(file) = &input.file {
            candidates.extend(self.table_of_sites("candidates", file, None, Status::Candidate)?);
        }
        let premises = site::from_features(self.features, &input.osm, "", Status::Candidate);
        candidates.extend(premises);
        if let Some(resolution) = input.hexagon_resolution.and_then(HexResolution::new) {
            candidates.extend(candidates::from_hexagons(&places.demand, resolution));
        }
        if candidates.is_empty() && !input.is_empty() {
            self.note(
                "no-candidates",
                Severity::Serious,
                1,
                Bilingual::new(
                    "没有找到任何备选点，无法选址；请检查 [candidates]",
                    "no candidate site was found, so nothing can be proposed: check [candidates]",
                ),
            );
        }
        Ok(candidates)
    }

    /// Reads the sites of one table.
    fn table_of_sites(
        &mut self,
        role: &'static str,
        file: &PointFile,
        kind: Option<&str>,
        status: Status,
    ) -> Result<Vec<Draft>, Error> {
        let usual = Usual {
            file: table::file_name(&file.path).into(),
            kind,
            status,
        };
        let mut drafts = Vec::new();
        let (summary, intake) = self.rows(file, |row, at, troubles| {
            drafts.push(site::from_row(row, at, &usual, troubles));
        })?;
        site::drop_personal_ids(&mut drafts);
        note_duplicate_ids(
            drafts.iter().map(|d: &Draft| &d.site.id),
            &Bilingual::new("点位", "sites"),
            &mut self.findings,
        );
        self.note_input(role, &file.path, summary, intake);
        let mut known: Vec<&str> = self
            .scenario
            .standards
            .iter()
            .map(|s| s.kind.as_str())
            .collect();
        let promised = self.scenario.promises.iter().flat_map(|p| p.claim.sites());
        known.extend(promised.map(|word| word.text.as_str()));
        known.extend(usual.kind);
        for draft in &mut drafts {
            spelled(&mut draft.site.kind, &known);
        }
        let split = drafts
            .into_iter()
            .flat_map(|d| site::split_kinds(d, &known))
            .map(|mut draft| {
                spelled(&mut draft.site.kind, &known);
                draft
            });
        Ok(split.collect())
    }

    /// The same file with its local grid, or with the system that it tells itself.
    fn fitted(&mut self, file: &PointFile) -> Result<PointFile, Error> {
        let Some(control) = &file.control else {
            return table::told(file.clone());
        };
        let fitted = local::fit(control, self.progress)?;
        self.findings.extend(fitted.findings);
        let path = &control.file.path;
        self.inputs.push(input_of("control", path, fitted.summary));
        Ok(PointFile {
            crs: Crs::Local(fitted.grid),
            ..file.clone()
        })
    }

    /// Hands over the rows of a file with their places.
    fn rows(
        &mut self,
        file: &PointFile,
        mut each: impl FnMut(&table::Row<'_>, Option<LonLat>, &mut super::trouble::Troubles),
    ) -> Result<(Summary, Intake), Error> {
        let file = &self.fitted(file)?;
        let mut reading = Reading::new(&file.path, self.progress);
        let mut locator = Locator::new(file.crs, self.bounds).lenient(file);
        let summary = table::read(file, &mut reading, &mut |row, troubles| {
            let at = locator.place(row, troubles);
            each(row, at, troubles);
        })?;
        locator.finish(&file.path, &mut reading.troubles)?;
        let mut intake = reading.intake;
        intake.crs = file.crs.to_string();
        (intake.located, intake.unlocated) = locator.located(&reading.troubles);
        self.findings.extend(reading.troubles.into_findings());
        Ok((summary, intake))
    }

    /// Notes facilities of kinds that no standard and no promise asks for, and standards that no facility meets.
    fn note_kinds(&mut self, drafts: &[Draft]) {
        let sites: Vec<&Site> = drafts.iter().map(|d| &d.site).collect();
        let standards = &self.scenario.standards;
        let promised = self.scenario.promises.iter().flat_map(|p| p.claim.sites());
        let promised: Vec<&str> = promised.map(|word| word.text.as_str()).collect();
        let asked = |site: &Site| {
            let kind = site.kind.as_str();
            standards.iter().any(|s| s.kind == kind) || promised.contains(&kind)
        };
        let mut unasked: Vec<&Site> = sites.iter().copied().filter(|s| !asked(s)).collect();
        unasked.sort_by(|a, b| a.kind.cmp(&b.kind));
        let of_kind = unasked.chunk_by(|a, b| a.kind == b.kind);
        let of_kind: Vec<_> = of_kind.filter(|same| !same[0].kind.is_empty()).collect();
        let exists = |kind: &str| {
            let mut open = sites.iter().filter(|s| !s.status.is_premises());
            open.any(|s| s.kind == kind)
        };
        let missing = standards.iter().filter(|s| !exists(&s.kind));
        let missing: Vec<&str> = missing.map(|s| s.kind.as_str()).collect();
        // A kind that nobody asks for beside one that nobody has: likely one kind spelled in two ways.
        let severity = if missing.is_empty() {
            Severity::Note
        } else {
            Severity::Warning
        };
        for same in &of_kind {
            self.findings.push(kind_without_standard(same, severity));
        }
        let others: Vec<String> = of_kind.iter().map(|s| format!("`{}`", s[0].kind)).collect();
        for kind in missing {
            let text = no_facilities(kind, &others.join(", "));
            self.note("no-facilities", Severity::Warning, 1, text);
        }
    }

    fn note(&mut self, code: &'static str, severity: Severity, count: u64, text: Bilingual) {
        self.findings
            .push(Finding::new(code, severity, Stage::Places, text).times(count));
    }

    fn note_input(&mut self, role: &'static str, path: &Path, summary: Summary, intake: Intake) {
        self.inputs.push(InputFile {
            intake: Some(Box::new(intake)),
            ..input_of(role, path, summary)
        });
    }
}

fn input_of(role: &'static str, path: &Path, summary: Summary) -> InputFile {
    InputFile {
        role,
        path: path.to_owned(),
        sha256: summary.sha256,
        records: summary.rows,
        intake: None,
    }
}
