//! The file of edits, GeoJSON that a person can draw in any GIS, becomes [`Edits`].
//!
//! What each `action` does is told by [`crate::network::edits`]. A feature that cannot be understood is a finding that
//! names it; the others are applied.

use std::path::Path;

use geojson::{Feature, GeometryValue, JsonObject, Position};

use crate::findings::{Bilingual, Findings, Severity};
use crate::network::edits::{Action, Edit, Edits, Origin, Target};
use crate::projection::LonLat;
use crate::units::WalkSpeed;

use crate::places::table::geojson::{each_feature, open, outline_of, text_of};
use crate::places::table::{Summary, file_name};
use crate::places::trouble::Troubles;
use crate::places::{Error, InputFile};

/// The longest delay that makes sense, in seconds.
const LONGEST_DELAY_S: f64 = 3_600.0;

/// Reads the edits of a file.
pub(super) fn read(path: &Path, findings: &mut Findings) -> Result<(Edits, InputFile), Error> {
    let (text, sha256) = open(path)?;
    let mut troubles = Troubles::new(file_name(path));
    let (mut edits, mut feature) = (Edits::default(), 0);
    each_feature(&text, path, &mut |given| {
        feature += 1;
        match action(&given) {
            Ok(action) => edits.0.push(Edit {
                feature,
                origin: Origin::File,
                action,
            }),
            Err((zh, en)) => troubles.row("edit-unclear", Severity::Serious, feature, || {
                Bilingual::new(
                    format!("第 {feature} 个要素无法使用：{zh}"),
                    format!("feature {feature} was left out: {en}"),
                )
            }),
        }
        Ok(())
    })?;
    findings.extend(troubles.into_findings());
    let summary = Summary {
        sha256,
        rows: feature,
    };
    Ok((edits, super::input("edits", path, summary)))
}

/// Why a feature is no edit, in Chinese and in English.
type Why = (String, String);

fn action(feature: &Feature) -> Result<Action, Why> {
    let empty = JsonObject::new();
    let properties = feature.properties.as_ref().unwrap_or(&empty);
    let name = properties
        .get("action")
        .and_then(text_of)
        .unwrap_or_default();
    match name.trim().to_lowercase().as_str() {
        "open" | "打开" | "开放" => Ok(Action::Open(target(feature, properties)?)),
        "close" | "关闭" | "封闭" => Ok(Action::Close(target(feature, properties)?)),
        "cross" | "过街" => match target(feature, properties)? {
            Target::Point(at) => Ok(Action::Cross(at)),
            _ => Err(why("过街处需要一个点", "a crossing needs a point")),
        },
        "link" | "连接" => {
            let steps = optional(properties, "steps", 1.0, 5_000.0)?;
            match target(feature, properties)? {
                Target::Line(line) => Ok(Action::Link(line, steps.map(|s| s as u16))),
                _ => Err(why("新增连接需要一条线", "a link needs a line")),
            }
        }
        "compound" | "小区" => {
            let (outline, _) = outline_of(feature).map_err(|(zh, en)| why(zh, en))?;
            Ok(Action::Compound(outline))
        }
        "speed" | "速度" => {
            let mps = needed(properties, "speed_mps", 0.1, 10.0)?;
            let speed = WalkSpeed::from_mps(mps);
            let speed = speed.ok_or_else(|| why("速度无效", "its speed is no speed"))?;
            match target(feature, properties)? {
                Target::Point(_) => {
                    Err(why("速度需要一条线或 way", "a speed needs a line or `way`"))
                }
                target => Ok(Action::Speed(target, speed)),
            }
        }
        "delay" | "等待" => {
            let seconds = needed(properties, "delay_s", 0.0, LONGEST_DELAY_S)?;
            Ok(Action::Delay(target(feature, properties)?, seconds))
        }
        _ => Err(why(
            "属性 action 应为 open、close、cross、link、compound、speed 或 delay",
            "its property `action` is none of open, close, cross, link, compound, speed, delay",
        )),
    }
}

/// What an edit is about: the way that it names, or its geometry.
fn target(feature: &Feature, properties: &JsonObject) -> Result<Target, Why> {
    if let Some(way) = properties.get("way").filter(|way| !way.is_null()) {
        let id = text_of(way).and_then(|text| text.trim().parse().ok());
        let id = id.ok_or_else(|| {
            why(
                "属性 way 不是整数编号",
                "its property `way` is no whole number",
            )
        })?;
        return Ok(Target::Way(id));
    }
    let places = |positions: &[Position]| -> Option<Vec<LonLat>> {
        positions
            .iter()
            .map(|p| LonLat::new(*p.as_slice().first()?, *p.as_slice().get(1)?))
            .collect()
    };
    let found = feature
        .geometry
        .as_ref()
        .and_then(|geometry| match &geometry.value {
            GeometryValue::Point { coordinates } => {
                let place = places(std::slice::from_ref(coordinates))?;
                place.first().copied().map(Target::Point)
            }
            GeometryValue::LineString { coordinates } if coordinates.len() > 1 => {
                places(coordinates).map(Target::Line)
            }
            _ => None,
        });
    found.ok_or_else(|| {
        why(
            "需要点、线或属性 way",
            "it needs a point or a line in degrees of WGS 84, or the property `way`",
        )
    })
}

fn optional(properties: &JsonObject, key: &str, least: f64, most: f64) -> Result<Option<f64>, Why> {
    let Some(value) = properties.get(key).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let number = text_of(value).and_then(|text| text.trim().parse::<f64>().ok());
    let number = number.filter(|number| (least..=most).contains(number));
    number.map(Some).ok_or_else(|| {
        (
            format!("属性 {key} 应为 {least} 到 {most} 之间的数"),
            format!("its property `{key}` is no number from {least} to {most}"),
        )
    })
}

fn needed(properties: &JsonObject, key: &str, least: f64, most: f64) -> Result<f64, Why> {
    optional(properties, key, least, most)?.ok_or_else(|| {
        (
            format!("缺少属性 {key}"),
            format!("it lacks the property `{key}`"),
        )
    })
}

fn why(zh: &str, en: &str) -> Why {
    (zh.to_owned(), en.to_owned())
}
