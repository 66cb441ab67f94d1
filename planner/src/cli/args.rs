//! What was typed, nothing more.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::text::Lang;

use super::run::export::ExportArgs;
use super::run::replay::ReplayArgs;

/// Who is within a 15-minute walk of a canteen, and where should the next ones go?
#[derive(Debug, Parser)]
#[command(name = "planner", version, about, max_term_width = 100)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Read every input, print what was read and every finding; compute nothing
    Check(ScenarioArgs),
    /// Coverage by the facilities that exist
    Score(OutArgs),
    /// Propose sites, then score again with them open
    Propose(ProposeArgs),
    /// Check the certificate that `propose` left in a folder: the plan, its worth and its bound
    Verify(VerifyArgs),
    /// Walk times, site × demand point; working data, never for publication
    Matrix(MatrixArgs),
    /// One home: its walks, the minutes by cause, and what would help; or, with --repairs, what would help most people
    Explain(ExplainArgs),
    /// How far from a place people live who reach it within some minutes
    Isochrone(IsochroneArgs),
    /// Two runs side by side: who gains, who loses, what changed
    Compare(CompareArgs),
    /// The report of a run again, from its folder alone: as a page, as PDF, its maps as SVG or PNG
    Report(ReportArgs),
    /// What every finding means and what to do about it, in Chinese and English
    Findings(FindingsArgs),
    /// A run in the formats of others: workbook, csv, GeoPackage, GeoParquet, displaced copies
    Export(ExportArgs),
    /// Redo a run from its record: identical, or what differs
    Replay(ReplayArgs),
    /// An invented district of any size, or invented seniors on a real extract, from a seed
    Synth(SynthArgs),
}

impl Verb {
    /// The options that every verb has.
    pub(super) const fn common(&self) -> &Common {
        match self {
            Self::Check(args) => &args.common,
            Self::Score(args) => &args.common,
            Self::Propose(args) => &args.out.common,
            Self::Verify(args) => &args.common,
            Self::Matrix(args) => &args.common,
            Self::Explain(args) => &args.common,
            Self::Isochrone(args) => &args.common,
            Self::Compare(args) => &args.common,
            Self::Report(args) => &args.common,
            Self::Findings(args) => &args.common,
            Self::Export(args) => &args.common,
            Self::Replay(args) => &args.common,
            Self::Synth(args) => &args.common,
        }
    }

    /// The scenario, for verbs that open one.
    pub(super) const fn question(&self) -> Option<&Question> {
        match self {
            Self::Check(args) => Some(&args.question),
            Self::Score(args) => Some(&args.question),
            Self::Propose(args) => Some(&args.out.question),
            Self::Matrix(args) => Some(&args.question),
            Self::Explain(args) => Some(&args.question),
            Self::Isochrone(args) => Some(&args.question),
            Self::Verify(_)
            | Self::Compare(_)
            | Self::Report(_)
            | Self::Findings(_)
            | Self::Export(_)
            | Self::Replay(_)
            | Self::Synth(_) => None,
        }
    }
}

/// Options that every verb has.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Number of threads; all cores unless given; the answer is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Language of messages; the scenario's unless given
    #[arg(long, value_enum)]
    pub(super) lang: Option<LangArg>,
    /// Print nothing but errors
    #[arg(long)]
    pub(super) quiet: bool,
}

/// The scenario and what is changed in it.
#[derive(Debug, Clone, Args)]
pub(super) struct Question {
    /// The scenario file
    pub(super) scenario: PathBuf,
    /// Override a key of the scenario, such as walk.speed_mps=0.8; may be given several times
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Print the run record as JSON on standard output, instead of the summary
    #[arg(long)]
    pub(super) json: bool,
}

impl Question {
    /// The same question with one more override.
    pub(super) fn with(&self, set: Option<&str>) -> Self {
        let mut question = self.clone();
        question.set.extend(set.map(str::to_owned));
        question
    }
}

/// A language, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LangArg {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// A verb that needs only a scenario.
#[derive(Debug, Args)]
pub(super) struct ScenarioArgs {
    #[command(flatten)]
    pub(super) question: Question,
    #[command(flatten)]
    pub(super) common: Common,
}

/// A verb that leaves a folder of files.
#[derive(Debug, Args)]
pub(super) struct OutArgs {
    #[command(flatten)]
    pub(super) question: Question,
    /// Folder for the results; out/<scenario file stem> unless given
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Print also time, seats, access, equity, groups and gaps
    #[arg(long)]
    pub(super) detail: bool,
    /// Earlier results beside this folder never left the office: forget them, and hold back nothing on their account
    #[arg(long)]
    pub(super) unreleased: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `propose` needs.
#[derive(Debug, Args)]
pub(super) struct ProposeArgs {
    #[command(flatten)]
    pub(super) out: OutArgs,
    /// Go on to a proof, or to fifty times the usual work
    #[arg(long)]
    pub(super) prove: bool,
}

/// What `verify` needs.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The folder that `propose` wrote
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `matrix` needs.
#[derive(Debug, Args)]
pub(super) struct MatrixArgs {
    #[command(flatten)]
    pub(super) question: Question,
    /// File for the walk times: .csv or .parquet
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `explain` needs.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub(super) question: Question,
    /// The home: longitude, then latitude, in degrees of WGS 84
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    pub(super) at: Option<String>,
    /// The home of a senior: the id in its table, or its row number where there is none
    #[arg(long, value_name = "ID", conflicts_with = "at")]
    pub(super) demand: Option<String>,
    /// Rank gates to open and links to build by the seniors whom each would bring inside the standards
    #[arg(long, conflicts_with_all = ["at", "demand"])]
    pub(super) repairs: bool,
    /// How many repairs to list
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(super) top: u16,
    /// File for the walks, for its owner alone, or for the repairs as edits: .geojson
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `isochrone` needs.
#[derive(Debug, Args)]
pub(super) struct IsochroneArgs {
    #[command(flatten)]
    pub(super) question: Question,
    /// The place: longitude, then latitude, in degrees of WGS 84
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    pub(super) at: String,
    /// Minutes, such as 5,10,15
    #[arg(
        long,
        value_name = "MINUTES",
        value_delimiter = ',',
        allow_hyphen_values = true,
        default_value = "5,10,15"
    )]
    pub(super) minutes: Vec<f64>,
    /// File for the outlines: .geojson
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `compare` needs.
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The folder of the first run
    #[arg(value_name = "DIR_A")]
    pub(super) first: PathBuf,
    /// The folder of the second run
    #[arg(value_name = "DIR_B")]
    pub(super) second: PathBuf,
    /// Folder for the differences; out/compare unless given
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `report` needs.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The folder that `score` or `propose` wrote
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Its form; `svg` and `png` write each map as a file
    #[arg(long, value_enum, default_value_t = FormatArg::Html)]
    pub(super) format: FormatArg,
    /// File for the page, folder for maps; inside DIR unless given
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What `findings` needs.
#[derive(Debug, Args)]
pub(super) struct FindingsArgs {
    /// Codes such as seniors-unsnapped; all unless given
    #[arg(value_name = "CODE")]
    pub(super) codes: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// A form of the report, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FormatArg {
    /// One page that holds everything
    Html,
    /// Each map as a drawing
    Svg,
    /// Each map as a picture
    Png,
    /// The printed page; needs an installed Chromium, Chrome or Edge
    Pdf,
}

/// What `synth` needs.
#[derive(Debug, Args)]
pub(super) struct SynthArgs {
    /// How many seniors to invent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=20_000_000))]
    pub(super) seniors: u64,
    /// The seed: the same seed gives the same bytes
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(super) seed: u64,
    /// Place them on the residential buildings of this extract instead of inventing a district
    #[arg(long, value_name = "EXTRACT.osm.pbf")]
    pub(super) on: Option<PathBuf>,
    /// Folder for the files
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) common: Common,
}
