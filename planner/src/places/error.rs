//! Why the files of places cannot be used: what was found, what was expected, what to do, the path last.
//!
//! No message holds a cell of a table, except a header or a number of degrees rounded to a tenth.

use std::path::PathBuf;

use crate::rule;
use crate::text::Told;

/// Why the files of places cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("cannot read the file: {source}: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file has no known ending.
    #[error("the file's ending is none of .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods, .parquet, .gpkg, .geojson, .json; save it as .xlsx or CSV: {}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A workbook is damaged, or is none.
    #[error("the workbook cannot be read: {what}; open it and save it again as .xlsx, or save the sheet as CSV: {}", path.display())]
    DamagedBook {
        /// What is wrong.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// A workbook is protected by a password.
    #[error("the workbook is protected by a password and cannot be read; open it, remove the password (in Excel: File, Info, Protect Workbook, Encrypt with Password; in WPS: File, Encrypt) and save it again: {}", path.display())]
    ProtectedBook {
        /// The file.
        path: PathBuf,
    },
    /// A workbook inflates to more than any table of people needs.
    #[error("the workbook inflates to more than {most_mib} MiB, or one of its parts is far too large; delete empty rows and columns with formats, or save the sheet as CSV: {}", path.display())]
    TooLarge {
        /// The most that is read, in MiB.
        most_mib: u64,
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a sheet that the workbook lacks.
    #[error("no sheet is called `{sheet}`; the workbook has {known}: {}", path.display())]
    NoSuchSheet {
        /// The name in the scenario.
        sheet: String,
        /// The names of its visible sheets.
        known: String,
        /// The file.
        path: PathBuf,
    },
    /// Several sheets of a workbook hold tables.
    #[error("several sheets hold tables ({sheets}); name the one to read with sheet = \"…\": {}", path.display())]
    SeveralSheets {
        /// Their names.
        sheets: String,
        /// The file.
        path: PathBuf,
    },
    /// A file holds no text at all.
    #[error("the file is empty: {}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A text file holds a NUL byte.
    #[error("byte {offset} is NUL: the file is damaged, or UTF-16 without a byte-order mark; save it as CSV in UTF-8: {}", path.display())]
    Nul {
        /// How many bytes stand before it.
        offset: u64,
        /// The file.
        path: PathBuf,
    },
    /// A file that is not UTF-8 makes no sense as GB18030.
    #[error("the file is not UTF-8, and makes no sense as GB18030; perhaps it is Big5: save it as UTF-8: {}", path.display())]
    PerhapsBig5 {
        /// The file.
        path: PathBuf,
    },
    /// A quotation mark is never closed and swallows the rows after it.
    #[error("row {row}: a quotation mark is opened and not closed; the rows after it would be lost: {}", path.display())]
    OpenQuote {
        /// The row; the first data row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// A line is far longer than any row of a table.
    #[error("a line is longer than {most_mib} MiB: this is no table with a row in each line: {}", path.display())]
    LongLine {
        /// What a line may have.
        most_mib: usize,
        /// The file.
        path: PathBuf,
    },
    /// No row looks like a header.
    #[error("none of the first 10 rows holds two known column names (such as id, lon, lat, count, or 编号, 经度, 纬度, 人数); name them in columns = {{ lon = \"…\", lat = \"…\" }}, and the row of the header in header_row = 12 where it is lower: {}", path.display())]
    NoHeader {
        /// The file.
        path: PathBuf,
    },
    /// The header seems to stand lower than headers do.
    #[error("the header seems to be row {row}, below the first 10 rows; if so, set header_row = {row}, else delete the rows above it: {}", path.display())]
    LowHeader {
        /// The row; the file's first row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// The titles of the table begin anew in a column further right.
    #[error("two tables stand side by side: from column {column} on the titles of the first columns begin anew, and whoever stands below them would be lost; move those rows below the first ones, or save them as a file of their own: {}", path.display())]
    SideBySide {
        /// The column; the first is 1.
        column: usize,
        /// The file.
        path: PathBuf,
    },
    /// The row that the scenario names as the header is none.
    #[error("row {row} holds no known column name, although header_row = {row}; count rows from 1, blank ones too, or name its columns in columns = {{ lon = \"…\", lat = \"…\" }}: {}", path.display())]
    NoHeaderInRow {
        /// The row; the file's first row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a column or property that the file lacks.
    #[error("no column or property is called `{column}`: {}", path.display())]
    NoSuchColumn {
        /// The name in the scenario.
        column: String,
        /// The file.
        path: PathBuf,
    },
    /// A column that is needed is missing.
    #[error("no column for `{field}` was found; name it in columns = {{ {field} = \"…\" }}: {}", path.display())]
    MissingColumn {
        /// The field, as `columns` calls it.
        field: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// Nearly all rows have longitude and latitude in each other's column.
    #[error("{swapped} of {rows} rows have longitude and latitude swapped ({example}); if so, set columns = {{ lon = <header of the first>, lat = <header of the second> }} the other way round; where both stand in one column, write the longitude first: {}", path.display())]
    SwappedColumns {
        /// Rows that are swapped.
        swapped: u64,
        /// Rows with coordinates.
        rows: u64,
        /// The first of them, to a tenth of a degree.
        example: String,
        /// The file.
        path: PathBuf,
    },
    /// A file of seniors has none.
    #[error("no seniors in {}", path.display())]
    NoSeniors {
        /// The file.
        path: PathBuf,
    },
    /// A file of districts has no usable polygon.
    #[error("no feature of the file is a usable polygon in degrees of WGS 84: {}", path.display())]
    NoDistricts {
        /// The file.
        path: PathBuf,
    },
    /// A file is not GeoJSON.
    #[error("not a GeoJSON FeatureCollection: {message}: {}", path.display())]
    NotGeoJson {
        /// What the parser says.
        message: String,
        /// The file.
        path: PathBuf,
    },
    /// A GeoJSON file declares a system that is not WGS 84.
    #[error("the file says {found}, which is not read; reproject it to EPSG:4326 (a GeoPackage or GeoParquet may also be in a zone of CGCS2000, EPSG:4491 to 4554): {}", path.display())]
    ForeignCrs {
        /// The system's name.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// Neither the file nor the scenario says in which system the coordinates are.
    #[error("neither the file nor the scenario says in which coordinate system it is; name it beside the file as crs = \"…\", one of {}: {}", crate::crs::Crs::KNOWN, path.display())]
    UntoldCrs {
        /// The file.
        path: PathBuf,
    },
    /// The file says that it is in another system than the scenario says.
    #[error("the file says {found}, the scenario says {named}; if the file is right, leave out crs, else assign the right system to its layer in a GIS: {}", path.display())]
    OtherCrs {
        /// What the file says.
        found: String,
        /// What the scenario says.
        named: String,
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a layer that the file lacks.
    #[error("no layer is called `{layer}`; the file has {known}: {}", path.display())]
    NoSuchLayer {
        /// The name in the scenario.
        layer: String,
        /// The names of its layers.
        known: String,
        /// The file.
        path: PathBuf,
    },
    /// No layer of a file holds what is wanted.
    #[error("the file has no layer of {wanted}; its layers: {known}: {}", path.display())]
    NoLayer {
        /// Points or polygons.
        wanted: &'static str,
        /// Its layers with what they hold.
        known: String,
        /// The file.
        path: PathBuf,
    },
    /// Several layers of a file would do.
    #[error("several layers hold {wanted} ({layers}); name the one to read with layer = \"…\": {}", path.display())]
    SeveralLayers {
        /// Points or polygons.
        wanted: &'static str,
        /// Their names.
        layers: String,
        /// The file.
        path: PathBuf,
    },
    /// Identity numbers were made numbers by a spreadsheet, which loses their last digits.
    #[error("row {row}, column {column}: an identity number is stored as a number, so that its last digits are lost ({rows} such rows); format the column as text and fill it in again, or delete it: {}", path.display())]
    IdentityAsNumber {
        /// The first such row; the first data row is 1.
        row: u64,
        /// The column's header.
        column: String,
        /// How many rows there are.
        rows: u64,
        /// The file.
        path: PathBuf,
    },
    /// A grid of totals cannot be used; the message names the file.
    #[error("the grid of totals cannot be used: {error}")]
    Grid {
        /// What is wrong with it.
        error: Box<crate::network::terrain::Error>,
    },
    /// A local grid cannot be fitted.
    #[error("{points} usable control points; a local grid needs at least two different ones, better three: {}", path.display())]
    TooFewControlPoints {
        /// How many there are.
        points: usize,
        /// The file.
        path: PathBuf,
    },
    /// A Parquet file or a GeoPackage cannot be read.
    #[error("the file cannot be read: {message}: {}", path.display())]
    Layer {
        /// What is wrong.
        message: String,
        /// The file.
        path: PathBuf,
    },
    /// A rule asks for a column that no table has, or takes it for what it is not.
    #[error("{key}: {error}\nin {}", path.display())]
    Rule {
        /// The key of the rule in the scenario.
        key: String,
        /// What is wrong, and at which character.
        error: Box<rule::Error>,
        /// The scenario file.
        path: PathBuf,
    },
    /// Somebody asked to stop.
    #[error("stopped while reading places")]
    Cancelled,
}

impl Told for Error {
    #[expect(clippy::too_many_lines, reason = "a sentence for each error")]
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { path, source } => {
                format!("无法读取文件：{}：{}", source.zh(), path.display())
            }
            Self::UnknownFormat { path } => format!(
                "文件扩展名不是 .csv、.tsv、.txt、.xlsx、.xlsm、.xls、.ods、.parquet、.gpkg、.geojson、.json 之一；\
                 请另存为 .xlsx 或 CSV：{}",
                path.display()
            ),
            Self::DamagedBook { what, path } => format!(
                "工作簿无法读取（{what}）；请打开后另存为 .xlsx，或将工作表另存为 CSV：{}",
                path.display()
            ),
            Self::ProtectedBook { path } => format!(
                "工作簿设有打开密码，无法读取；请打开后取消密码（Excel：文件→信息→保护工作簿→用密码进行加密；\
                 WPS：文件→文档加密）再保存：{}",
                path.display()
            ),
            Self::TooLarge { most_mib, path } => format!(
                "工作簿解压后超过 {most_mib} MiB，或其中某部分过大；请删除带格式的空行空列，或将工作表另存为 CSV：{}",
                path.display()
            ),
            Self::NoSuchSheet { sheet, known, path } => format!(
                "没有名为 `{sheet}` 的工作表；工作簿中有 {known}：{}",
                path.display()
            ),
            Self::SeveralSheets { sheets, path } => format!(
                "多个工作表含有表格（{sheets}）；请用 sheet = \"…\" 指明要读的一个：{}",
                path.display()
            ),
            Self::Empty { path } => format!("文件为空：{}", path.display()),
            Self::Nul { offset, path } => format!(
                "第 {offset} 字节为 NUL：文件已损坏，或是没有字节序标记的 UTF-16；请另存为 UTF-8 编码的 CSV：{}",
                path.display()
            ),
            Self::PerhapsBig5 { path } => format!(
                "文件不是 UTF-8，按 GB18030 也读不通；可能是 Big5（繁体）：请另存为 UTF-8：{}",
                path.display()
            ),
            Self::OpenQuote { row, path } => format!(
                "第 {row} 行：引号没有结束，其后各行会丢失：{}",
                path.display()
            ),
            Self::LongLine { most_mib, path } => format!(
                "有一行超过 {most_mib} MiB：这不是每行一条记录的表格：{}",
                path.display()
            ),
            Self::NoHeader { path } => format!(
                "前 10 行中没有一行含有两个可识别的列名（如 编号、经度、纬度、人数，或 id、lon、lat、count）；\
                 请用 columns = {{ lon = \"…\", lat = \"…\" }} 指明列名，表头更靠下时用 header_row = 12 指明所在行：{}",
                path.display()
            ),
            Self::LowHeader { row, path } => format!(
                "表头似乎在第 {row} 行，低于前 10 行；如是，请设 header_row = {row}，否则请删除其上各行：{}",
                path.display()
            ),
            Self::SideBySide { column, path } => format!(
                "表格左右并排：从第 {column} 列起又是同样的表头，其下的人会被漏掉；\
                 请把右边各行移到左边各行之下，或另存为单独的文件：{}",
                path.display()
            ),
            Self::NoHeaderInRow { row, path } => format!(
                "header_row = {row}，但第 {row} 行没有可识别的列名；行号从 1 起，空行也计；\
                 或用 columns = {{ lon = \"…\", lat = \"…\" }} 指明列名：{}",
                path.display()
            ),
            Self::NoSuchColumn { column, path } => {
                format!("没有名为 `{column}` 的列或属性：{}", path.display())
            }
            Self::MissingColumn { field, path } => format!(
                "找不到 `{field}` 对应的列；请用 columns = {{ {field} = \"…\" }} 指明：{}",
                path.display()
            ),
            Self::SwappedColumns {
                swapped,
                rows,
                example,
                path,
            } => format!(
                "{rows} 行中有 {swapped} 行的经度与纬度对调（{example}）；如是，请将 \
                 columns = {{ lon = <前者列名>, lat = <后者列名> }} 两者互换；两者在同一列时，请先写经度：{}",
                path.display()
            ),
            Self::NoSeniors { path } => format!("文件中没有老年人：{}", path.display()),
            Self::NoDistricts { path } => {
                format!("文件中没有可用的 WGS 84 经纬度面要素：{}", path.display())
            }
            Self::NotGeoJson { message, path } => format!(
                "不是 GeoJSON FeatureCollection：{message}：{}",
                path.display()
            ),
            Self::ForeignCrs { found, path } => format!(
                "文件声明的坐标系为 {found}，无法读取；请转换为 EPSG:4326（GeoPackage 或 GeoParquet 也可为 \
                 CGCS2000 分带 EPSG:4491 至 4554）：{}",
                path.display()
            ),
            Self::UntoldCrs { path } => format!(
                "文件和情景都没有说明坐标系；请在该文件旁写明 crs = \"…\"，以下之一：{}：{}",
                crate::crs::Crs::KNOWN_ZH,
                path.display()
            ),
            Self::OtherCrs { found, named, path } => format!(
                "文件声明的坐标系为 {found}，情景写的是 {named}；如文件正确，请删去 crs，\
                 否则请在 GIS 中为其图层指定正确的坐标系：{}",
                path.display()
            ),
            Self::NoSuchLayer { layer, known, path } => format!(
                "没有名为 `{layer}` 的图层；文件中有 {known}：{}",
                path.display()
            ),
            Self::NoLayer {
                wanted,
                known,
                path,
            } => format!(
                "文件中没有{}图层；现有图层：{known}：{}",
                in_chinese(wanted),
                path.display()
            ),
            Self::SeveralLayers {
                wanted,
                layers,
                path,
            } => format!(
                "多个图层含有{}（{layers}）；请用 layer = \"…\" 指明要读的一个：{}",
                in_chinese(wanted),
                path.display()
            ),
            Self::IdentityAsNumber {
                row,
                column,
                rows,
                path,
            } => format!(
                "第 {row} 行 {column} 列：身份证号被存成了数字，末几位已丢失（共 {rows} 行）；\
                 请将该列设为文本格式后重新填写，或删除该列：{}",
                path.display()
            ),
            Self::Grid { error } => format!("人口栅格无法使用：{}", error.zh()),
            Self::TooFewControlPoints { points, path } => format!(
                "可用控制点 {points} 个；地方坐标系至少需要两个不同的点，最好三个：{}",
                path.display()
            ),
            Self::Layer { message, path } => {
                format!("文件无法读取：{message}：{}", path.display())
            }
            Self::Rule { key, error, path } => {
                format!("{key}：{}\n文件：{}", error.zh(), path.display())
            }
            Self::Cancelled => "已停止读取".to_owned(),
        }
    }
}

/// What a layer should hold, as `wanted` names it.
fn in_chinese(wanted: &str) -> &str {
    match wanted {
        "points" => "点",
        "polygons" => "面",
        _ => "数据行",
    }
}
