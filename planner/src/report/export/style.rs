//! How QGIS draws a layer: areas by coverage, gaps and sites in one colour each.

use std::fmt::Write as _;

use crate::geopackage::{Shape, Style};

use super::table::Table;

/// Shares of covered people from low to high, in the colours of the house, each up to a percentage.
const STEPS: [(u8, u8, [u8; 3]); 5] = [
    (0, 20, [202, 0, 32]),
    (20, 40, [244, 165, 130]),
    (40, 60, [247, 247, 247]),
    (60, 80, [146, 197, 222]),
    (80, 100, [5, 113, 176]),
];

/// The style of a layer: by the last coverage percentage that it has, else plain.
pub(super) fn of(table: &Table) -> Style {
    let mut shares = table
        .columns
        .iter()
        .filter(|c| c.name.contains("_coverage_pct_"));
    let shown = shares.rfind(|c| !c.name.starts_with("circle_"));
    match shown.filter(|_| table.shape == Shape::Areas) {
        Some(column) => by_share(&column.name, &column.title),
        None => plain(table),
    }
}

fn by_share(property: &str, title: &str) -> Style {
    let mut ranges = String::new();
    let mut symbols = String::new();
    let mut rules = String::new();
    for (number, (low, high, colour)) in STEPS.iter().enumerate() {
        let _ = write!(
            ranges,
            "<range lower=\"{low}\" upper=\"{high}\" symbol=\"{number}\" label=\"{low}–{high} %\" render=\"true\"/>"
        );
        symbols.push_str(&fill(&number.to_string(), *colour));
        let _ = write!(
            rules,
            "<se:Rule><se:Name>{low}–{high} %</se:Name><ogc:Filter><ogc:And>\
             <ogc:PropertyIsGreaterThanOrEqualTo><ogc:PropertyName>{name}</ogc:PropertyName>\
             <ogc:Literal>{low}</ogc:Literal></ogc:PropertyIsGreaterThanOrEqualTo>\
             <ogc:PropertyIsLessThanOrEqualTo><ogc:PropertyName>{name}</ogc:PropertyName>\
             <ogc:Literal>{high}</ogc:Literal></ogc:PropertyIsLessThanOrEqualTo></ogc:And></ogc:Filter>\
             {}</se:Rule>",
            polygon(*colour),
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
    let colour = match table.name {
        "proposal" => [230, 97, 1],
        "gaps" => [202, 0, 32],
        _ => [60, 60, 60],
    };
    let (symbol, drawn) = if table.shape == Shape::Points {
        (marker("0", colour), point(colour))
    } else {
        (fill("0", colour), polygon(colour))
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

fn fill(name: &str, [r, g, b]: [u8; 3]) -> String {
    format!(
        "<symbol type=\"fill\" name=\"{name}\" alpha=\"0.75\" clip_to_extent=\"1\" force_rhr=\"0\">\
         <layer class=\"SimpleFill\" pass=\"0\" enabled=\"1\" locked=\"0\"><Option type=\"Map\">\
         <Option type=\"QString\" name=\"color\" value=\"{r},{g},{b},255\"/>\
         <Option type=\"QString\" name=\"outline_color\" value=\"120,120,120,255\"/>\
         <Option type=\"QString\" name=\"outline_width\" value=\"0.2\"/>\
         <Option type=\"QString\" name=\"style\" value=\"solid\"/></Option>\
         <prop k=\"color\" v=\"{r},{g},{b},255\"/><prop k=\"outline_color\" v=\"120,120,120,255\"/>\
         <prop k=\"outline_width\" v=\"0.2\"/><prop k=\"style\" v=\"solid\"/></layer></symbol>"
    )
}

fn marker(name: &str, [r, g, b]: [u8; 3]) -> String {
    format!(
        "<symbol type=\"marker\" name=\"{name}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\
         <layer class=\"SimpleMarker\" pass=\"0\" enabled=\"1\" locked=\"0\"><Option type=\"Map\">\
         <Option type=\"QString\" name=\"name\" value=\"circle\"/>\
         <Option type=\"QString\" name=\"color\" value=\"{r},{g},{b},255\"/>\
         <Option type=\"QString\" name=\"outline_color\" value=\"255,255,255,255\"/>\
         <Option type=\"QString\" name=\"size\" value=\"3\"/></Option>\
         <prop k=\"name\" v=\"circle\"/><prop k=\"color\" v=\"{r},{g},{b},255\"/>\
         <prop k=\"outline_color\" v=\"255,255,255,255\"/><prop k=\"size\" v=\"3\"/></layer></symbol>"
    )
}

fn polygon(colour: [u8; 3]) -> String {
    format!(
        "<se:PolygonSymbolizer><se:Fill><se:SvgParameter name=\"fill\">{}</se:SvgParameter>\
         <se:SvgParameter name=\"fill-opacity\">0.75</se:SvgParameter></se:Fill><se:Stroke>\
         <se:SvgParameter name=\"stroke\">#787878</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>",
        hex(colour)
    )
}

fn point(colour: [u8; 3]) -> String {
    format!(
        "<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill>\
         <se:SvgParameter name=\"fill\">{}</se:SvgParameter></se:Fill></se:Mark><se:Size>9</se:Size>\
         </se:Graphic></se:PointSymbolizer>",
        hex(colour)
    )
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
