//! The header of a table: which row it is, what separates its cells, and which column holds what.
//!
//! Headers are matched here and never by position: Chinese and English names, whatever their case, width and units.
//! Columns that name a person (name, phone, identity number) are known only to be left alone.

use std::collections::BTreeMap;

use crate::crs::Crs;
use crate::places::Error;
use crate::scenario::PointFile;

use super::encoding::FullWidthComma;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal: $($synonym:literal)*;)*) => {
        /// What a column of a table may hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Field {
            $($(#[$doc])* $variant,)*
        }

        impl Field {
            /// All fields, in the order of their numbers.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the field in a scenario's `columns`.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Headers that mean the field, after [`normalise`].
            const fn synonyms(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[$name, $($synonym),*],)*
                }
            }
        }
    };
}

fields! {
    /// The row's own identifier.
    Id "id": "编号" "序号" "档案号" "档案编号" "代码" "fid" "seniorid" "facilityid" "siteid";
    /// The name of a facility.
    Name "name": "名称" "设施名称" "点位名称" "机构名称" "站点名称" "facilityname";
    /// The name of a person; never read.
    Person "person": "姓名" "老人姓名" "老年人姓名" "负责人" "联系人" "fullname";
    /// A phone number; never read.
    Phone "phone": "电话" "联系电话" "手机" "手机号" "手机号码" "电话号码" "联系方式" "telephone" "tel" "mobile";
    /// An identity number; never read.
    Identity "idcard": "身份证" "身份证号" "身份证号码" "证件号" "证件号码" "公民身份号码" "idnumber" "idno" "identitycard";
    /// Longitude in degrees.
    Lon "lon": "经度" "lng" "long" "longitude" "坐标经度";
    /// Latitude in degrees.
    Lat "lat": "纬度" "latitude" "坐标纬度";
    /// Longitude and latitude in one cell, or well-known text.
    Coordinates "coordinates": "坐标" "经纬度" "经纬度坐标" "坐标经纬度" "lonlat" "lnglat" "location" "wkt" "geometry" "geom" "位置坐标";
    /// Northing in metres; in a table of degrees, `x` is the longitude.
    North "north": "x坐标" "纵坐标" "northing" "x";
    /// Easting in metres; in a table of degrees, `y` is the latitude.
    East "east": "y坐标" "横坐标" "easting" "y";
    /// How many people the row stands for.
    Count "count": "人数" "老年人数" "老人数" "60岁以上人口" "人口" "weight" "seniors" "population" "persons";
    /// Age in years.
    Age "age": "年龄" "周岁";
    /// Day of birth.
    Birth "birth": "出生日期" "出生年月" "出生年月日" "birthdate" "dateofbirth" "birthday" "dob";
    /// Sex.
    Sex "sex": "性别" "gender";
    /// Address.
    Address "address": "地址" "家庭住址" "现住址" "居住地址" "详细地址";
    /// Household registration.
    Hukou "hukou": "户籍" "户籍地" "户口所在地" "户籍区划";
    /// County or city district.
    County "county": "区县";
    /// Subdistrict or town.
    Street "street": "街道" "乡镇" "镇街" "街镇";
    /// Community or village.
    Community "community": "社区" "村" "居委会" "村居";
    /// Living alone and the like.
    Living "living": "居住状况" "居住情况" "独居" "空巢" "留守" "alone" "livingalone" "livesalone";
    /// How well somebody gets about.
    CareLevel "carelevel": "失能等级" "自理能力" "残疾等级" "行动能力" "mobility" "disability";
    /// Public relief.
    Relief "relief": "救助类别" "低保" "特困";
    /// The kind of a facility.
    Kind "kind": "类别" "类型" "设施类型" "设施类别" "type" "category";
    /// How many a facility can serve.
    Capacity "capacity": "容量" "日供餐" "座位数" "床位数" "供餐能力" "服务能力" "seats" "beds";
    /// What a capacity counts.
    Unit "unit": "计量" "capacityunit";
    /// The level of a facility in a network of centres and stations.
    Level "level": "级别" "层级" "设施级别" "设施等级";
    /// The id of the facility that another belongs to.
    Parent "parent": "上级" "上级编号" "上级机构" "上级设施" "所属中心" "parentid";
    /// Whether premises are on the ground floor, or on which storey.
    GroundFloor "groundfloor": "是否一层" "是否一楼" "是否首层" "楼层" "所在楼层" "floor" "storey";
    /// What it costs to open a facility.
    Cost "cost": "成本" "造价" "费用" "投资" "投资额" "建设成本" "改造费用";
    /// The priority of somebody, where the table itself says so.
    Tier "tier": "优先级" "优先等级" "优先级别" "priority";
    /// Whether a facility is open.
    Status "status": "状态" "运营状态" "建设状态" "state";
    /// Floor area.
    Area "area": "面积" "建筑面积" "使用面积" "用房面积" "floorarea" "floorareasqm" "flooraream2";
    /// Opening hours.
    Hours "hours": "营业时间" "开放时间" "开放时段" "openinghours";
    /// Whether a gate lets in residents only.
    ResidentsOnly "residentsonly": "仅居民" "仅限居民" "居民专用";
}

impl Field {
    /// The field that a scenario's `columns` means by a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = normalise(name);
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// The field that a header means.
    pub(crate) fn of_header(header: &str) -> Option<Self> {
        // "Unit" is a filler word in other headers.
        if matches!(header.trim(), "容量单位" | "计量单位" | "单位") {
            return Some(Self::Unit);
        }
        let header = normalise(header);
        let exact = |f: &Self| f.synonyms().contains(&header.as_str());
        let known = Self::ALL.iter().copied().find(exact);
        known.or_else(|| personal(&header))
    }
}

/// The personal field that a header means which is no exact synonym, such as 老人身份证 or 子女电话.
fn personal(header: &str) -> Option<Field> {
    let has = |words: &[&str]| words.iter().any(|word| header.contains(word));
    if has(&["身份证", "证件号", "idcard", "identitynumber"]) {
        Some(Field::Identity)
    } else if has(&["电话", "手机", "联系方式", "phone", "mobile"]) {
        Some(Field::Phone)
    } else if has(&["姓名", "联系人", "监护人", "负责人", "家属"]) {
        Some(Field::Person)
    } else {
        None
    }
}

/// Which column holds which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::places) struct Columns {
    of_field: Vec<Option<u32>>,
    /// Columns that the scenario's rules name, by the rule's word.
    named: Vec<(String, u32)>,
    /// The header of the column of identity numbers.
    identity: Option<String>,
}

impl Columns {
    /// The layout in which column `i` holds field `i`, followed by the columns that the scenario names.
    pub(in crate::places) fn one_per_field(named: &[String]) -> Self {
        let fields = Field::ALL.len() as u32;
        Self {
            of_field: (0..fields).map(Some).collect(),
            named: named.iter().cloned().zip(fields..).collect(),
            identity: None,
        }
    }

    /// The columns that the scenario names beside the known fields.
    pub(in crate::places) fn named(&self) -> &[(String, u32)] {
        &self.named
    }

    /// The header of a field's column, else the field's own name.
    pub(in crate::places) fn title(&self, field: Field) -> &str {
        let header = self
            .identity
            .as_deref()
            .filter(|_| field == Field::Identity);
        header.unwrap_or(field.name()).trim()
    }

    /// The column of a field.
    pub(in crate::places) fn get(&self, field: Field) -> Option<usize> {
        self.of_field[field as usize].map(|column| column as usize)
    }
}

/// Where a table's rows begin and how to read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::places) struct Header {
    /// The byte between cells.
    pub(in crate::places) delimiter: u8,
    /// Whether that byte stands for a full-width comma.
    pub(in crate::places) comma: FullWidthComma,
    /// Records to skip before the first data row, the header itself included.
    pub(in crate::places) skip: usize,
    /// Which column holds what.
    pub(in crate::places) columns: Columns,
    /// Fields that several columns claim; the first of them is used.
    pub(in crate::places) repeated: Vec<Field>,
    /// Personal columns that were recognised and left alone.
    pub(in crate::places) personal: Vec<Field>,
}

/// Why no header was settled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::places) enum NoHeader {
    /// None of the first rows holds two known headers.
    NotFound,
    /// The scenario names a column that the header row lacks.
    NoSuchColumn(String),
}

impl NoHeader {
    /// The error that names the file.
    pub(super) fn into_error(self, file: &PointFile) -> Error {
        let path = file.path.clone();
        match self {
            Self::NotFound => Error::NoHeader { path },
            Self::NoSuchColumn(column) => Error::NoSuchColumn { column, path },
        }
    }
}

/// A header stands within this many rows.
pub(super) const TOP_ROWS: usize = 10;
/// A row with this many known headers is the header.
const KNOWN_HEADERS: usize = 2;

/// Finds the header in the beginning of a table, with whatever separates its cells.
pub(in crate::places) fn find(sample: &str, file: &PointFile) -> Result<Header, NoHeader> {
    let named = &file.columns;
    let separators = [
        (b',', FullWidthComma::Keep),
        (b';', FullWidthComma::Keep),
        (b'\t', FullWidthComma::Keep),
        (b',', FullWidthComma::Separates),
    ];
    let mut best: Option<(usize, Header, Vec<String>)> = None;
    for (delimiter, comma) in separators {
        let Some((skip, cells)) = header_row(sample, named, delimiter, comma) else {
            continue;
        };
        let known = known_headers(&cells, named);
        if best.as_ref().is_none_or(|(most, ..)| known > *most) {
            let header = Header {
                delimiter,
                comma,
                skip,
                columns: Columns {
                    of_field: Vec::new(),
                    named: Vec::new(),
                    identity: None,
                },
                repeated: Vec::new(),
                personal: Vec::new(),
            };
            best = Some((known, header, cells));
        }
    }
    let (_, mut header, cells) = best.ok_or(NoHeader::NotFound)?;
    map_columns(&mut header, &cells, file)?;
    Ok(header)
}

/// Finds the header among the top rows of a sheet whose cells are apart already.
pub(super) fn find_in(rows: &[Vec<String>], file: &PointFile) -> Result<Header, NoHeader> {
    let enough = |row: &Vec<String>| known_headers(row, &file.columns) >= KNOWN_HEADERS;
    let top = &rows[..rows.len().min(TOP_ROWS)];
    let row = top.iter().position(enough).ok_or(NoHeader::NotFound)?;
    let (cells, rows_of_header) = with_second_row(&rows[row], rows.get(row + 1));
    let mut header = Header {
        delimiter: b',',
        comma: FullWidthComma::Keep,
        skip: row + rows_of_header,
        columns: Columns {
            of_field: Vec::new(),
            named: Vec::new(),
            identity: None,
        },
        repeated: Vec::new(),
        personal: Vec::new(),
    };
    map_columns(&mut header, &cells, file)?;
    Ok(header)
}

/// Joins a second row of headers below merged cells, such as 经度 and 纬度 below 坐标; returns how many rows there are.
fn with_second_row(first: &[String], second: Option<&Vec<String>>) -> (Vec<String>, usize) {
    let Some(second) = second else {
        return (first.to_vec(), 1);
    };
    let mut filled = second
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .peekable();
    let is_header = filled.peek().is_some() && filled.all(|cell| Field::of_header(cell).is_some());
    if !is_header {
        return (first.to_vec(), 1);
    }
    let width = first.len().max(second.len());
    let at = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let joined = (0..width).map(|column| {
        let below = at(second, column);
        if below.trim().is_empty() {
            at(first, column)
        } else {
            below
        }
    });
    (joined.collect(), 2)
}

/// The first of the top rows with enough known headers, joined with a second row below merged cells: how many
/// rows stand before the data, and the header's cells.
fn header_row(
    sample: &str,
    named: &BTreeMap<String, String>,
    delimiter: u8,
    comma: FullWidthComma,
) -> Option<(usize, Vec<String>)> {
    let replaced;
    let text = if comma == FullWidthComma::Separates {
        replaced = sample.replace('，', ",");
        &replaced
    } else {
        sample
    };
    let rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
        .into_records();
    let rows: Vec<Vec<String>> = rows
        .take(TOP_ROWS + 1)
        .map_while(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect();
    let top = &rows[..rows.len().min(TOP_ROWS)];
    let row = top
        .iter()
        .position(|cells| known_headers(cells, named) >= KNOWN_HEADERS)?;
    let (cells, rows_of_header) = with_second_row(&rows[row], rows.get(row + 1));
    Some((row + rows_of_header, cells))
}

fn known_headers(cells: &[String], named: &BTreeMap<String, String>) -> usize {
    cells
        .iter()
        .filter(|cell| {
            Field::of_header(cell).is_some()
                || named.values().any(|n| normalise(n) == normalise(cell))
        })
        .count()
}

/// Says which column holds what: the scenario's own names first, then the known ones.
fn map_columns(header: &mut Header, cells: &[String], file: &PointFile) -> Result<(), NoHeader> {
    let named = &file.columns;
    let mut of_field = vec![None; Field::ALL.len()];
    let mut taken = vec![false; cells.len()];
    for (name, wanted) in named {
        let column = cells
            .iter()
            .position(|cell| normalise(cell) == normalise(wanted))
            .ok_or_else(|| NoHeader::NoSuchColumn(wanted.clone()))?;
        if let Some(field) = Field::parse(name) {
            of_field[field as usize] = Some(column as u32);
            taken[column] = true;
        }
    }
    for (column, cell) in cells.iter().enumerate() {
        let Some(field) = Field::of_header(cell).map(|f| in_degrees(f, file.crs)) else {
            continue;
        };
        if matches!(field, Field::Person | Field::Phone | Field::Identity) {
            header.personal.push(field);
        }
        if taken[column] {
            continue;
        }
        match &mut of_field[field as usize] {
            empty @ None => *empty = Some(column as u32),
            // A column that the scenario names itself is not a quarrel.
            Some(_) if named.keys().any(|n| Field::parse(n) == Some(field)) => {}
            Some(_) => header.repeated.push(field),
        }
    }
    let position = |wanted: &String| {
        let same = |cell: &String| normalise(cell) == normalise(wanted);
        let column = cells.iter().position(same)?;
        Some((wanted.clone(), column as u32))
    };
    let identity = of_field[Field::Identity as usize];
    header.columns = Columns {
        identity: identity.and_then(|column| cells.get(column as usize).cloned()),
        of_field,
        named: file.wanted.iter().filter_map(position).collect(),
    };
    Ok(())
}

/// In a table of degrees, x is the longitude and y the latitude; in one of metres x is the northing.
const fn in_degrees(field: Field, crs: Crs) -> Field {
    match (field, crs.is_geographic()) {
        (Field::North, true) => Field::Lon,
        (Field::East, true) => Field::Lat,
        _ => field,
    }
}

/// A header without case, width, spaces, units in brackets and filler words.
pub(crate) fn normalise(header: &str) -> String {
    let mut plain = String::with_capacity(header.len());
    let mut depth = 0_u32;
    for c in header.chars().map(narrow) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() => {}
            '_' | '-' | '"' | '\'' | '*' | ':' | '\u{feff}' | '\u{200b}' => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    for filler in ["单位", "的", "列"] {
        plain = plain.replace(filler, "");
    }
    plain
}

/// The ordinary form of a full-width character or unusual space.
pub(in crate::places) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}
