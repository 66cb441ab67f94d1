//! The printed page as PDF, by a browser of the Chromium family that is installed on the machine.
//!
//! The page asks nothing of any network, and the browser is given a profile of its own that is thrown away.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::super::files;
use super::super::Report;
use super::Error;

/// Where a browser may be named.
const VARIABLE: &str = "PLANNER_BROWSER";

/// Programs that are looked for on the path.
const PROGRAMS: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
];

/// Places where systems without such a path keep them.
const PLACES: [&str; 7] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
];

/// Prints the report as PDF.
pub fn print(report: &Report, path: &Path) -> Result<(), Error> {
    let browser = browser()?;
    let refuse = |why: String| Error::Browser {
        why,
        program: browser.clone(),
    };
    let room = tempfile::tempdir().map_err(|why| refuse(why.to_string()))?;
    let page = room.path().join("report.html");
    let pdf = room.path().join("report.pdf");
    super::html(report, &page)?;
    let output = Command::new(&browser)
        .args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
        ])
        .args([
            "--no-pdf-header-footer",
            "--run-all-compositor-stages-before-draw",
        ])
        .args(needs_no_sandbox().then_some("--no-sandbox"))
        .arg(format!(
            "--user-data-dir={}",
            room.path().join("profile").display()
        ))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(address(&page))
        .stdin(Stdio::null())
        .output()
        .map_err(|why| refuse(why.to_string()))?;
    let printed = fs::read(&pdf).ok().filter(|pdf| pdf.starts_with(b"%PDF"));
    let Some(printed) = printed else {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rev().find(|line| !line.trim().is_empty());
        return Err(refuse(last.unwrap_or("it left no file").to_owned()));
    };
    Ok(files::write_one(path, |file| {
        use std::io::Write as _;
        file.write_all(&printed)
    })?)
}

/// The browser of the machine.
fn browser() -> Result<PathBuf, Error> {
    if let Some(named) = env::var_os(VARIABLE) {
        let named = PathBuf::from(named);
        if named.is_file() {
            return Ok(named);
        }
        return Err(Error::NoBrowser {
            looked_for: vec![format!("{VARIABLE}={}", named.display())],
            variable: VARIABLE,
        });
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).flat_map(|dir| {
        PROGRAMS
            .iter()
            .flat_map(move |name| [dir.join(name), dir.join(format!("{name}.exe"))])
    });
    let found = on_path
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|file| file.is_file());
    found.ok_or_else(|| Error::NoBrowser {
        looked_for: PROGRAMS.iter().map(|name| (*name).to_owned()).collect(),
        variable: VARIABLE,
    })
}

/// Whether a browser would refuse to start in its sandbox: as the administrator of a Linux machine.
fn needs_no_sandbox() -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
    }
    #[cfg(not(target_os = "linux"))]
    {
        false
    }
}

/// The address of a file.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut address = "file://".to_owned();
    if !text.starts_with('/') {
        address.push('/');
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~:".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_no_letter_that_means_something_else() {
        assert_eq!(
            address(Path::new("/a b/街?.html")),
            "file:///a%20b/%E8%A1%97%3F.html"
        );
        assert_eq!(
            address(Path::new(r"C:\out\r.html")),
            "file:///C:/out/r.html"
        );
    }
}
