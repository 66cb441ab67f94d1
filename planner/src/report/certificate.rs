//! The certificate of a plan as JSON: what an independent small program needs to check it.
//!
//! Working data for the office, never for publication: rows are people with the same sites within reach, without any
//! place, but a row may be one person.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::siting::Certificate;
use crate::siting::brief::Part;
use crate::siting::certificate::Bounded;
use crate::siting::location::{Rule, SiteTerms};
use crate::text::hex;

/// What the file says of itself.
const NOTE: &str = "Working data of the office, not for publication. 内部工作数据，不得公开。";

#[derive(Serialize)]
struct File<'a> {
    schema: &'a str,
    note: &'a str,
    kind: &'a str,
    model: &'a str,
    parts: u64,
    is_divided: bool,
    needs: u32,
    most_open: usize,
    sites: Vec<SiteTwin<'a>>,
    rows: Vec<RowTwin>,
    rules: Vec<RuleTwin<'a>>,
    floors: Vec<FloorTwin<'a>>,
    plan: Vec<usize>,
    served: &'a [(u32, u32, u64)],
    baseline: u64,
    proofs: Vec<ProofTwin<'a>>,
}

#[derive(Serialize)]
struct SiteTwin<'a> {
    id: &'a str,
    part: &'a str,
    fixed_cost: u64,
    capacity: Option<u64>,
    least_load: u64,
    stays: bool,
}

/// What is proven: of the tier that it names, or of everybody.
#[derive(Serialize)]
struct ProofTwin<'a> {
    tier: Option<TierTwin<'a>>,
    value: i64,
    bound: i64,
    bits: u32,
    row_prices: &'a [i64],
    rule_prices: &'a [Vec<i64>],
    /// Of the floors, and of what the plan leaves of each tier before.
    floor_prices: &'a [i64],
}

#[derive(Serialize)]
struct TierTwin<'a> {
    name: Option<&'a str>,
    rows: &'a [u32],
}

#[derive(Serialize)]
struct RowTwin {
    people: u64,
    penalty: u64,
    arcs: Vec<(u32, u64)>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum RuleTwin<'a> {
    Sum {
        terms: &'a [(u32, i64)],
        most: i64,
    },
    Share {
        groups: &'a [Vec<u32>],
        least: usize,
    },
}

#[derive(Serialize)]
struct FloorTwin<'a> {
    rows: &'a [u32],
    most_unserved: u64,
}

/// Writes a certificate.
pub(super) fn write(certificate: &Certificate, file: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *file, &twin(certificate)?)?;
    file.write_all(b"\n")
}

/// The SHA-256 of what is written, by which the record names it; blanks between values do not count.
pub(super) fn sha256(certificate: &Certificate) -> io::Result<String> {
    let mut hash = io::BufWriter::new(Hash(Sha256::new()));
    serde_json::to_writer(&mut hash, &twin(certificate)?)?;
    let Hash(hash) = hash.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(hex(&hash.finalize()))
}

/// What is written into it is hashed.
struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn twin(certificate: &Certificate) -> io::Result<File<'_>> {
    let problem = &certificate.problem;
    Ok(File {
        schema: "planner-certificate/3",
        note: NOTE,
        kind: &certificate.kind,
        model: certificate.model.name(),
        parts: certificate.parts,
        is_divided: certificate.is_divided,
        needs: problem.needs,
        most_open: problem.most_open,
        sites: (problem.sites.iter().zip(&certificate.sites))
            .map(site)
            .collect(),
        rows: (problem.rows.iter().enumerate())
            .map(|(row, terms)| RowTwin {
                people: terms.people,
                penalty: terms.penalty,
                arcs: problem
                    .of_row(row)
                    .iter()
                    .map(|arc| (arc.to, arc.cost))
                    .collect(),
            })
            .collect(),
        rules: problem.rules.iter().map(rule).collect(),
        floors: (problem.floors.iter())
            .map(|floor| FloorTwin {
                rows: &floor.rows,
                most_unserved: floor.most_unserved,
            })
            .collect(),
        plan: (0..certificate.open.len())
            .filter(|site| certificate.open[*site])
            .collect(),
        served: &certificate.flows,
        baseline: certificate.baseline,
        proofs: certificate
            .proofs
            .iter()
            .map(proof)
            .collect::<io::Result<_>>()?,
    })
}

fn proof(proof: &Bounded) -> io::Result<ProofTwin<'_>> {
    let too_large = |_| io::Error::from(io::ErrorKind::InvalidData);
    Ok(ProofTwin {
        tier: proof.tier.as_ref().map(|tier| TierTwin {
            name: tier.name.as_deref(),
            rows: &tier.rows,
        }),
        value: i64::try_from(proof.value).map_err(too_large)?,
        bound: i64::try_from(proof.bound).map_err(too_large)?,
        bits: proof.prices.bits,
        row_prices: &proof.prices.rows,
        rule_prices: &proof.prices.rules,
        floor_prices: &proof.prices.floors,
    })
}

fn site<'a>((terms, (id, part)): (&SiteTerms, &'a (String, Part))) -> SiteTwin<'a> {
    SiteTwin {
        id,
        part: part.name(),
        fixed_cost: terms.fixed_cost,
        capacity: terms.capacity,
        least_load: terms.least_load,
        stays: terms.is_fixed,
    }
}

fn rule(rule: &Rule) -> RuleTwin<'_> {
    match rule {
        Rule::Sum { terms, most } => RuleTwin::Sum { terms, most: *most },
        Rule::Share { groups, least } => RuleTwin::Share {
            groups,
            least: *least,
        },
    }
}
