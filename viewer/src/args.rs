//! What was typed.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// The map on which planners try out sites.
#[derive(Debug, Parser)]
#[command(name = "viewer", version)]
pub(crate) struct Args {
    /// The scenario to open.
    pub(crate) scenario: Option<PathBuf>,
    /// Override a key of the scenario, as key.path=value; may be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) overrides: Vec<String>,
    /// The language of the interface; the scenario's own without it.
    #[arg(long, value_enum)]
    pub(crate) lang: Option<LangArg>,
    /// What draws the map.
    #[arg(long, value_enum, default_value_t = RendererArg::Auto)]
    pub(crate) renderer: RendererArg,
    /// Save a picture of the window once the map is complete, and close.
    #[arg(long, value_name = "FILE.png")]
    pub(crate) screenshot: Option<PathBuf>,
    /// Dark colours.
    #[arg(long)]
    pub(crate) dark: bool,
}

/// A language.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LangArg {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What draws the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RendererArg {
    /// The graphics card from its own memory where there is one, else the processor.
    Auto,
    /// The graphics card, or what stands in for it.
    Buffers,
    /// The processor, as an image.
    Texture,
    /// The processor, as an image in a window by Vulkan, Metal or DirectX, where OpenGL does not work.
    Wgpu,
}
