//! Rows below a header that are no people and no places: totals, remarks, units, rules, numbers of columns, blank rows, the header once more.
//!
//! A row with numbers for coordinates is never taken for one of them, whatever its words. Each is a finding by its row, so that whoever
//! made the table can see that nobody was left out.

use std::borrow::Cow;

use crate::findings::{Bilingual, Severity};
use crate::places::demand::identity::Day;
use crate::places::demand::persons::is_name;
use crate::places::intake::RowCounts;
use crate::places::trouble::Troubles;

use super::header::Header;
use super::{Field, Number, Row, normalise};

/// Tells rows of data from all others, and counts them.
#[derive(Debug)]
pub(super) struct Sieve<'h> {
    header: &'h Header,
    /// Whether a row of data was seen.
    is_below_data: bool,
    /// How many columns there are.
    width: usize,
    pub(super) counts: RowCounts,
}

/// Words that sum up, alone in a cell or with what is summed up behind them.
const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];
/// Words that sum up alone in a cell.
const SUMS_ALONE: [&str; 22] = [
    "合计数",
    "计",
    "平均",
    "平均值",
    "人均",
    "最大值",
    "最小值",
    "承前页",
    "过次页",
    "接上页",
    "转下页",
    "sum",
    "total",
    "subtotal",
    "grandtotal",
    "占比",
    "比例",
    "百分比",
    "同比",
    "环比",
    "同比增长",
    "增长率",
];
/// How names of sums end: of a street, of a page.
const ENDINGS_OF_SUMS: [&str; 7] = ["合计", "小计", "总计", "共计", "累计", "总人数", "总数"];
/// In a row of a second header so many cells are known words, and no less than half of all.
const KNOWN_WORDS: usize = 3;
/// How remarks begin below a table, where next to nothing stands beside them.
const REMARKS: [&str; 20] = [
    "数据来源",
    "资料来源",
    "来源",
    "截至",
    "截止",
    "统计口径",
    "注",
    "说明",
    "附注",
    "填表",
    "填报",
    "制表",
    "审核",
    "复核",
    "统计人",
    "统计时间",
    "联系人",
    "经办",
    "打印",
    "单位负责人",
];
/// What stands alone in every cell of a row that says how a column is to be filled in.
const UNITS: [&str; 36] = [
    "单位",
    "周岁",
    "°E",
    "°N",
    "E",
    "N",
    "十进制度",
    "度分秒",
    "户",
    "位",
    "张",
    "座",
    "份",
    "份/日",
    "人次",
    "公里",
    "文字",
    "数字",
    "整数",
    "日期",
    "度",
    "°",
    "人",
    "名",
    "岁",
    "米",
    "m",
    "平方米",
    "㎡",
    "m2",
    "元",
    "万元",
    "个",
    "必填",
    "选填",
    "文本",
];
/// What stands where somebody signs or seals.
const SIGNED: [&str; 5] = ["盖章", "公章", "签字", "签名", "签章"];
/// A remark has no more cells than this.
const CELLS_OF_REMARKS: usize = 2;
/// In how many cells digits are looked for first.
const CELLS_OF_SUMS: usize = 3;

impl<'h> Sieve<'h> {
    pub(super) fn new(header: &'h Header) -> Self {
        Self {
            header,
            width: header.width(),
            is_below_data: false,
            counts: RowCounts::default(),
        }
    }

    /// Whether a row is data; otherwise it is counted and noted.
    pub(super) fn is_data(&mut self, row: &Row<'_>, troubles: &mut Troubles) -> bool {
        let Some(first) = row.first_text() else {
            self.counts.blank += 1;
            return false;
        };
        if self.is_header(row) {
            self.counts.totals += 1;
            note_header(row.number, troubles);
            return false;
        }
        let has_place = has_place(row);
        if !has_place && is_other_header(row) {
            self.counts.totals += 1;
            note_other_header(row.number, troubles);
            return false;
        }
        if self.is_title(row)
            || (!has_place && (is_apart(&first, row) || self.is_serial_alone(row)))
            || self.is_example(row)
            || is_rule_or_units(row)
            || (!self.is_below_data && numbers_columns(row))
        {
            self.counts.totals += 1;
            note_total(row.number, troubles);
            return false;
        }
        self.is_below_data = true;
        let mut beyond = row.record.iter().skip(self.width);
        if beyond.any(|cell| !cell.trim_ascii().is_empty()) {
            note_wide(row.number, troubles);
        }
        true
    }

    /// Whether a row is one of those above the header, as printed pages repeat them.
    fn is_title(&self, row: &Row<'_>) -> bool {
        let cells = || {
            row.record
                .iter()
                .map(<[u8]>::trim_ascii)
                .filter(|c| !c.is_empty())
        };
        let mut above = self.header.above.iter();
        above.any(|title| cells().eq(title.iter().map(String::as_bytes)))
    }

    /// Whether a row's only cell is a serial number, as forms have them before they are filled in.
    fn is_serial_alone(&self, row: &Row<'_>) -> bool {
        let id = self.header.columns.get(Field::Id);
        let title = id.and_then(|column| self.header.titles.get(column));
        let is_serial = title.is_some_and(|title| normalise(title) == "序号");
        let is_number = |text: Cow<'_, str>| text.bytes().all(|b| b.is_ascii_digit());
        is_serial && row.texts().nth(1).is_none() && row.text(Field::Id).is_some_and(is_number)
    }

    /// Whether a row shows how the form is to be filled in.
    fn is_example(&self, row: &Row<'_>) -> bool {
        let marks = ["示例", "例", "样例", "范例", "例如", "填写示例", "example"];
        let id = row.text(Field::Id);
        !self.is_below_data && id.is_some_and(|id| marks.contains(&normalise(&id).as_str()))
    }

    /// Says how many blank rows there were.
    pub(super) fn finish(&self, troubles: &mut Troubles) {
        if self.counts.blank == 0 {
            return;
        }
        let n = self.counts.blank;
        let text = Bilingual::new(
            format!("跳过 {n} 行空行"),
            format!("{n} rows without any text were left out"),
        );
        troubles.whole("blank-rows", Severity::Note, n, text);
    }

    /// Whether a row is the header once more, as printed pages repeat it.
    fn is_header(&self, row: &Row<'_>) -> bool {
        let titles = &self.header.titles;
        let mut same = 0;
        for (cell, title) in row.record.iter().zip(titles) {
            // Files that were joined keep the byte-order mark of the second.
            let cell = cell.strip_prefix("\u{feff}".as_bytes()).unwrap_or(cell);
            let title = title.trim().trim_start_matches('\u{feff}');
            let (cell, title) = (cell.trim_ascii(), title.as_bytes());
            if cell.is_empty() {
                continue;
            }
            // Most rows differ in their first cell.
            if cell != title {
                return false;
            }
            same += 1;
        }
        same > 1
    }
}

/// Whether no cell holds a letter or a digit, or each holds a unit alone.
fn is_rule_or_units(row: &Row<'_>) -> bool {
    let is_ascii_word = |b: &u8| b.is_ascii_alphanumeric();
    // Most rows hold a digit in one of their first cells.
    if (row.record.iter().take(CELLS_OF_SUMS)).any(|cell| cell.iter().any(u8::is_ascii_digit)) {
        return false;
    }
    let is_rule = |cell: &str| !cell.contains(char::is_alphanumeric);
    let is_unit = |cell: &str| UNITS.contains(&cell.trim_matches(['(', ')']));
    let words = row
        .record
        .iter()
        .filter(|cell| cell.iter().any(is_ascii_word));
    let all = |is: &dyn Fn(&str) -> bool| row.texts().all(|cell| is(&cell));
    (words.count() == 0 && all(&is_rule)) || (row.texts().nth(1).is_some() && all(&is_unit))
}

/// Whether a row below the header numbers the columns, as forms do: `(1) (2) (3)`, or `1 2 3 4`, perhaps after `栏次`.
fn numbers_columns(row: &Row<'_>) -> bool {
    let mut cells = row.texts().peekable();
    let is_told = cells
        .next_if(|cell| matches!(&**cell, "栏次" | "列号" | "栏目"))
        .is_some();
    let (mut numbers, mut is_bare) = (0, true);
    for cell in cells {
        let plain = cell.trim_matches(['(', ')', '（', '）', ' ']);
        is_bare &= plain.len() == cell.len();
        numbers += 1;
        if plain.parse() != Ok(numbers) {
            return false;
        }
    }
    // Few bare numbers in a row may be data.
    numbers >= if is_bare && !is_told { 4 } else { 2 }
}

/// Whether a cell is a day in the column of days of birth: somebody of whom nothing else is told.
fn is_birth(cell: &str, row: &Row<'_>) -> bool {
    row.text(Field::Birth).is_some_and(|text| text == cell) && Day::parse(cell).is_some()
}

/// Whether a row's only cell is a remark and no name or number: a sentence, a day, a footnote.
fn is_lone_remark(cell: &str) -> bool {
    let is_note =
        cell.starts_with(['*', '※', '★', '#']) || cell.contains([':', '。', ';', '：', '；']);
    let is_day =
        cell.chars().any(|c| c.is_ascii_digit()) && cell.contains('年') && cell.contains('月');
    // 1.独居老人优先 is a point of a list; 1.张三 is somebody, of whom nothing else is told.
    let behind = cell.trim_start_matches(|c: char| c.is_ascii_digit());
    let point = behind.strip_prefix(['.', '、', ')']).map(str::trim_start);
    let is_point = behind.len() < cell.len()
        && point.is_some_and(|rest| rest.starts_with(char::is_alphabetic) && !is_name(rest));
    is_note || is_day || is_point
}

/// Whether a row's only cell belongs to the page: its number, the end of the text, the title of a part.
fn is_of_page(cell: &str) -> bool {
    const ENDS: [&str; 5] = [
        "以下空白",
        "以下无正文",
        "此页无正文",
        "本页无正文",
        "以下无内容",
    ];
    let close: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = close.trim_matches(['(', ')', '-', '—', '–']);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_page = bare.starts_with('第') && bare.ends_with('页');
    let is_dashed = bare.len() + 2 <= close.len() && close.starts_with(['-', '—', '–']);
    let is_of = bare
        .split_once('/')
        .is_some_and(|(page, of)| is_number(page) && is_number(of));
    let ordinals = "一二三四五六七八九十";
    let inside = close
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    let ordinal = inside
        .or_else(|| close.split_once('、'))
        .map(|(number, _)| number);
    let is_part = ordinal.is_some_and(|n| !n.is_empty() && n.chars().all(|c| ordinals.contains(c)));
    ENDS.contains(&bare) || is_page || (is_dashed && is_number(bare)) || is_of || is_part
}

/// The columns in which a row is called by name.
const NAMING: [Field; 6] = [
    Field::Person,
    Field::Name,
    Field::Community,
    Field::Street,
    Field::County,
    Field::Address,
];

fn is_apart(first: &str, row: &Row<'_>) -> bool {
    let filled = row.texts().take(CELLS_OF_SUMS + 1).count();
    let word = normalise(first);
    let is_begun = |sum: &str| {
        let rest = word.strip_prefix(sum);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic() && c != '数'))
    };
    let sums_up = |word: &str| {
        let mut endings = ENDINGS_OF_SUMS.iter();
        SUMS_ALONE.contains(&word) || sums_people(word) || endings.any(|end| word.ends_with(end))
    };
    let is_sum = |cell: &str| sums_up(&normalise(cell)) || cell.starts_with("其中");
    // Beside somebody's own name or number such words are remarks.
    let has_own = || {
        let is_name =
            |name: Cow<'_, str>| !name.contains(|c: char| c.is_ascii_digit()) && !is_sum(&name);
        row.text(Field::Person).is_some_and(is_name) || row.text(Field::Identity).is_some()
    };
    let is_named_so = || {
        NAMING
            .iter()
            .any(|field| row.text(*field).is_some_and(|cell| is_sum(&cell)))
    };
    SUMS.iter().any(|sum| is_begun(sum))
        || word.starts_with("备注")
        || (filled == 1 && !is_birth(first, row) && (is_lone_remark(first) || is_of_page(first)))
        || ((row.texts())
            // No word that sums up ends so, and most cells do.
            .filter(|cell| !cell.ends_with(|c: char| c.is_ascii_digit()))
            .any(|cell| is_sum(&cell))
            && (is_sum(first) || (!has_own() && (filled <= CELLS_OF_SUMS || is_named_so()))))
        || (filled <= CELLS_OF_REMARKS && is_remark(first, row))
}

/// Whether a cell begins as remarks do; beside a number of people it may be the name of a place, such as 注溪镇.
fn is_remark(first: &str, row: &Row<'_>) -> bool {
    let is_counted = matches!(row.amount(Field::Count), Number::Value(_));
    let is_signed = !is_counted && SIGNED.iter().any(|word| first.contains(word));
    is_signed
        || REMARKS.iter().any(|start| {
            let rest = first.strip_prefix(start);
            rest.is_some_and(|rest| !is_counted || !rest.starts_with(char::is_alphabetic))
        })
}

/// Whether a row has a number for a coordinate.
fn has_place(row: &Row<'_>) -> bool {
    let fields = [Field::Lon, Field::East, Field::Coordinates];
    fields.iter().any(|field| {
        let told = row.text(*field);
        told.is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()) && !text.contains('年'))
    })
}

/// Whether a row is the header of another table below: words without a number, most of them headers.
fn is_other_header(row: &Row<'_>) -> bool {
    if row.record.as_slice().iter().any(u8::is_ascii_digit) {
        return false;
    }
    let filled = row.texts().count();
    // 独居 and 低保 are titles of columns and what people are.
    let is_title = |cell: &Cow<'_, str>| {
        let field = Field::of_header(cell);
        field.is_some_and(|field| !matches!(field, Field::Living | Field::Relief))
    };
    let known = row.texts().filter(is_title).count();
    known >= KNOWN_WORDS && known * 2 >= filled
}

/// Whether a word is such as `共5人`.
fn sums_people(word: &str) -> bool {
    let word = word.strip_prefix("本页").unwrap_or(word);
    let Some(rest) = word
        .strip_prefix("共")
        .or_else(|| word.strip_prefix("总共"))
    else {
        return false;
    };
    let digits = rest.trim_end_matches(['人', '名', '户', '位']);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn note_other_header(row: u64, troubles: &mut Troubles) {
    troubles.row("second-table", Severity::Serious, row, || {
        Bilingual::new(
            format!("第 {row} 行像是另一张表的表头；其下各行仍按第一个表头读取"),
            format!(
                "row {row} looks like the header of another table; the rows below it are read by the first header"
            ),
        )
    });
}

fn note_wide(row: u64, troubles: &mut Troubles) {
    troubles.row("row-wider-than-header", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行的单元格比表头多，各值可能错位"),
            format!("row {row} has more cells than the header: its values may stand in the wrong columns"),
        )
    });
}

/// Says that a row continues a number of people that is merged over several rows.
pub(in crate::places) fn note_continued(row: u64, troubles: &mut Troubles) {
    troubles.row("count-merged", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：人数单元格与上面的行合并，已在首行计入，本行计 0 人"),
            format!(
                "row {row}, column count: merged with a row above, where its people count; this row counts nobody"
            ),
        )
    });
}

/// Says that a row leaves its number of people blank, where the table has a column for it.
pub(in crate::places) fn note_no_count(row: &Row<'_>, troubles: &mut Troubles) {
    if !row.has(Field::Count) {
        return;
    }
    let row = row.number;
    troubles.row("count-empty", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 行：人数为空，按 1 人计"),
            format!("row {row}, column count: empty; counted as one person"),
        )
    });
}

fn note_total(row: u64, troubles: &mut Troubles) {
    troubles.row("total-rows", Severity::Note, row, || {
        Bilingual::new(
            format!("第 {row} 行是合计、小计、备注或填写说明，跳过，不计为老人或设施"),
            format!(
                "row {row} is a total, a remark or a line of units and was left out: it is no people and no place"
            ),
        )
    });
}

fn note_header(row: u64, troubles: &mut Troubles) {
    troubles.row("header-repeated", Severity::Note, row, || {
        Bilingual::new(
            format!("第 {row} 行重复了表头，跳过"),
            format!("row {row} is the header once more and was left out"),
        )
    });
}
