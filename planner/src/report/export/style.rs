//! How QGIS draws a layer: areas by coverage, gaps as outlines, sites as dots; in the colours of the report.

use std::fmt::Write as _;

use crate::geopackage::{Shape, Style};

use super::super::page::map::palette;
use super::table::Table;

/// The bounds of the classes of shares, in per cent.
const BOUNDS: [u8; 6] = [0, 20, 40, 60, 80, 100];

/// How an area looks.
#[derive(Clone, Copy)]
enum Area<'a> {
    /// Filled with a colour; nothing shines through, so that layers do not mix.
    Filled(&'a str),
    /// A dashed line of a colour around what lies beneath.
    Outlined(&'a str),
}

/// The style of a layer: by the coverage of the first kind in the end, else plain.
pub(super) fn of(table: &Table) -> Style {
    let is_share = |ending: &str| {
        table
            .columns
            .iter()
            .find(|c| c.name.ends_with(ending) && !c.name.starts_with("circle_"))
    };
    let shown = is_share("_coverage_pct_after").or_else(|| is_share("_coverage_pct_before"));
    match shown.filter(|_| table.shape == Shape::Areas) {
        Some(column) => by_share(&column.name, &column.title),
        None => plain(table),
    }
}

fn by_share(property: &str, title: &str) -> Style {
    let mut ranges = String::new();
    let mut symbols = String::new();
    let mut rules = String::new();
    let bounds = BOUNDS.iter().zip(&BOUNDS[1..]);
    for (number, ((low, high), colour)) in bounds.zip(palette::COVERAGE).enumerate() {
        let _ = write!(
            ranges,
            "<range lower=\"{low}\" upper=\"{high}\" symbol=\"{number}\" label=\"{low}–{high} %\" render=\"true\"/>"
        );
        symbols.push_str(&fill(&number.to_string(), Area::Filled(colour)));
        let _ = write!(
            rules,
            "<se:Rule><se:Name>{low}–{high} %</se:Name><ogc:Filter><ogc:And>\
             <ogc:PropertyIsGreaterThanOrEqualTo><ogc:PropertyName>{name}</ogc:PropertyName>\
             <ogc:Literal>{low}</ogc:Literal></ogc:PropertyIsGreaterThanOrEqualTo>\
             <ogc:PropertyIsLessThanOrEqualTo><ogc:PropertyName>{name}</ogc:PropertyName>\
             <ogc:Literal>{high}</ogc:Literal></ogc:PropertyIsLessThanOrEqualTo></ogc:And></ogc:Filter>\
             {}</se:Rule>",
            polygon(Area::Filled(colour)),
            name = escaped(property),
        );
    }
    let attribute = escaped(&format!("\"{property}\""));
    Style {
        name: title.chars().take(30).collect(),
        qml: qml(&format!(
            "<renderer-v2 type=\"graduatedSymbol\" attr=\"{attribute}\" graduatedMethod=\"GraduatedColor\" \
             symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><ranges>{ranges}</ranges>\
             <symbols>{symbols}</symbols></renderer-v2>"
        )),
        sld: sld(&rules),
    }
}

fn plain(table: &Table) -> Style {
    let (symbol, drawn) = match (table.shape, table.name) {
        (Shape::Points, name) => {
            let colour = if name == "proposal" {
                palette::PROPOSED
            } else {
                palette::SITE
            };
            (marker("0", colour), point(colour))
        }
        (_, "gaps") => {
            let area = Area::Outlined(palette::GAP);
            (fill("0", area), polygon(area))
        }
        _ => {
            let area = Area::Outlined(palette::DISTRICT);
            (fill("0", area), polygon(area))
        }
    };
    Style {
        name: table.title.to_owned(),
        qml: qml(&format!(
            "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\
             <symbols>{symbol}</symbols></renderer-v2>"
        )),
        sld: sld(&format!("<se:Rule>{drawn}</se:Rule>")),
    }
}

fn qml(renderer: &str) -> String {
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\
         <qgis version=\"3.22\" styleCategories=\"Symbology\">{renderer}</qgis>"
    )
}

fn sld(rules: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><StyledLayerDescriptor version=\"1.1.0\" \
         xmlns=\"http://www.opengis.net/sld\" xmlns:se=\"http://www.opengis.net/se\" \
         xmlns:ogc=\"http://www.opengis.net/ogc\"><NamedLayer><se:Name>layer</se:Name><UserStyle>\
         <se:FeatureTypeStyle>{rules}</se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
    )
}

fn fill(name: &str, area: Area) -> String {
    let (colour, line, width, style, dash) = match area {
        Area::Filled(colour) => (rgb(colour), rgb(palette::LINE), "0.2", "solid", "solid"),
        Area::Outlined(colour) => (rgb(colour), rgb(colour), "0.6", "no", "dash"),
    };
    let options = [
        ("color", colour.as_str()),
        ("outline_color", &line),
        ("outline_width", width),
        ("outline_style", dash),
        ("style", style),
    ];
    symbol("fill", "SimpleFill", name, &options)
}

fn marker(name: &str, colour: &str) -> String {
    let options = [
        ("name", "circle"),
        ("color", &rgb(colour)),
        ("outline_color", "255,255,255,255"),
        ("size", "3"),
    ];
    symbol("marker", "SimpleMarker", name, &options)
}

/// A symbol as both older and newer QGIS read it.
fn symbol(kind: &str, class: &str, name: &str, options: &[(&str, &str)]) -> String {
    let mut newer = String::new();
    let mut older = String::new();
    for (key, value) in options {
        let _ = write!(
            newer,
            "<Option type=\"QString\" name=\"{key}\" value=\"{value}\"/>"
        );
        let _ = write!(older, "<prop k=\"{key}\" v=\"{value}\"/>");
    }
    format!(
        "<symbol type=\"{kind}\" name=\"{name}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\
         <layer class=\"{class}\" pass=\"0\" enabled=\"1\" locked=\"0\"><Option type=\"Map\">\
         {newer}</Option>{older}</layer></symbol>"
    )
}

fn polygon(area: Area) -> String {
    let (fill, line) = match area {
        Area::Filled(colour) => (
            format!("<se:Fill><se:SvgParameter name=\"fill\">{colour}</se:SvgParameter></se:Fill>"),
            palette::LINE,
        ),
        Area::Outlined(colour) => (String::new(), colour),
    };
    format!(
        "<se:PolygonSymbolizer>{fill}<se:Stroke>\
         <se:SvgParameter name=\"stroke\">{line}</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>"
    )
}

fn point(colour: &str) -> String {
    format!(
        "<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill>\
         <se:SvgParameter name=\"fill\">{colour}</se:SvgParameter></se:Fill></se:Mark><se:Size>9</se:Size>\
         </se:Graphic></se:PointSymbolizer>"
    )
}

/// A colour such as `#0B628F` as QGIS writes it.
fn rgb(colour: &str) -> String {
    let part = |at: usize| {
        let digits = colour.get(at..at + 2).unwrap_or("00");
        u8::from_str_radix(digits, 16).unwrap_or(0)
    };
    format!("{},{},{},255", part(1), part(3), part(5))
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
