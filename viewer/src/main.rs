//! Reads what was typed, opens the window, and says how it ended.

mod args;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::PoisonError;

use clap::Parser as _;
use planner::text::Lang;
use viewer::app::{App, LanguageFrom, Start};
use viewer::map::canvas::Drawing;
use viewer::map::canvas::buffers::gl::{Gpu, is_software, name_of};
use viewer::plan::journal::Memory;
use viewer::screenshot::Screenshot;
use viewer::state::Settings;
use viewer::text::Key;
use viewer::theme::Mode;
use viewer::worker::Source;

use args::{Args, LangArg, RendererArg};

fn main() -> ExitCode {
    let args = Args::parse();
    let screenshot = args.screenshot.clone().map(Screenshot::to);
    let outcome = screenshot.as_ref().map(Screenshot::outcome);
    let start = start_of(&args, screenshot);
    let title = Key::AppName.text(start.settings.lang);
    let renderer = args.renderer;
    let run = eframe::run_native(
        title,
        window_options(renderer),
        Box::new(move |cc| {
            let start = Start {
                drawing: drawing(renderer, cc),
                ..start
            };
            Ok(Box::new(App::start(&cc.egui_ctx, start)?))
        }),
    );
    if let Err(error) = run {
        return failed(&format!("no window could be opened: {error}"));
    }
    let saved = outcome.map(|o| o.lock().unwrap_or_else(PoisonError::into_inner).take());
    match saved {
        None | Some(Some(Ok(()))) => ExitCode::SUCCESS,
        Some(Some(Err(why))) => failed(&why),
        Some(None) => failed("the window was closed before the picture was taken"),
    }
}

fn start_of(args: &Args, screenshot: Option<Screenshot>) -> Start {
    let lang = args.lang.map(|lang| match lang {
        LangArg::Zh => Lang::Zh,
        LangArg::En => Lang::En,
    });
    Start {
        settings: Settings {
            lang: lang.unwrap_or_default(),
            mode: if args.dark { Mode::Dark } else { Mode::Light },
            ..Settings::default()
        },
        language: lang.map_or(LanguageFrom::Scenario, |_| LanguageFrom::User),
        source: args.scenario.clone().map(|file| Source {
            overrides: args.overrides.clone(),
            ..Source::file(file)
        }),
        // A picture leaves nothing behind.
        memory: Memory::of_user().filter(|_| screenshot.is_none()),
        drawing: Drawing::Image,
        screenshot,
        sample: sample(),
    }
}

/// What the map is drawn with: a card that is one, unless the user said otherwise.
fn drawing(renderer: RendererArg, cc: &eframe::CreationContext<'_>) -> Drawing {
    let gl = match renderer {
        RendererArg::Auto => cc.gl.as_ref().filter(|gl| !is_software(&name_of(gl))),
        RendererArg::Buffers => cc.gl.as_ref(),
        RendererArg::Texture | RendererArg::Wgpu => None,
    };
    match gl.map(|gl| Gpu::new(gl)) {
        Some(Ok(gpu)) => Drawing::Buffers(Box::new(gpu)),
        Some(Err(why)) => {
            // The map is drawn all the same; nothing is left to do when even the message cannot be written.
            let told = "viewer: the graphics card cannot draw the map, the processor does:";
            let _ = writeln!(std::io::stderr(), "{told} {why}");
            Drawing::Image
        }
        None => Drawing::Image,
    }
}

/// The sample beside the program or in the folder that it was started in.
fn sample() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok();
    let folders = beside
        .iter()
        .flat_map(|file| file.ancestors().skip(1).take(4));
    let folders = folders.map(PathBuf::from).chain([PathBuf::new()]);
    let file = |folder: PathBuf| folder.join("scenarios/malta.toml");
    folders.map(file).find(|file| file.is_file())
}

fn window_options(renderer: RendererArg) -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("eldercare-viewer")
            .with_inner_size([1360.0, 860.0])
            .with_min_inner_size([720.0, 480.0]),
        renderer: match renderer {
            RendererArg::Auto | RendererArg::Buffers | RendererArg::Texture => {
                eframe::Renderer::Glow
            }
            RendererArg::Wgpu => eframe::Renderer::Wgpu,
        },
        ..eframe::NativeOptions::default()
    }
}

fn failed(why: &str) -> ExitCode {
    // Nothing is left to do when even the message cannot be written.
    let _ = writeln!(std::io::stderr(), "viewer: {why}");
    ExitCode::from(2)
}
