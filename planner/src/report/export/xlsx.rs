//! Tables as one workbook: a sheet for each, one for what the columns mean, one for what must be known.
//!
//! This file alone names rust_xlsxwriter. Texts are written as texts, never as formulas.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::geopackage::{Kind, Value};
use crate::text::Lang;

use super::super::dictionary::Unit;
use super::table::{Column, Table};

/// The longest text that a cell of a workbook holds.
const LONGEST: usize = 32_767;
/// The most columns that are printed side by side on one sheet of paper.
const MOST_ON_A_SHEET: usize = 16;
/// The widest column, in characters.
const WIDEST: usize = 60;

/// The bytes of a workbook with these tables and notes.
pub(super) fn bytes(
    title: &str,
    tables: &[Table],
    notes: &[(String, String)],
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A workbook notes when it was made; the same run makes the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_creation_datetime(&made),
    );
    let looks = Looks::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.title)?;
        put_table(sheet, table, &looks, lang)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(lang.pick("说明", "notes"))?;
    put_notes(sheet, notes, &looks)?;
    book.save_to_buffer()
}

/// How cells look.
struct Looks {
    header: Format,
    whole: Format,
    tenths: Format,
    degrees: Format,
    wrapped: Format,
    bold: Format,
}

impl Looks {
    fn new() -> Self {
        let header = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(0x00DD_EBF7)
            .set_border_bottom(FormatBorder::Thin);
        Self {
            header,
            whole: Format::new().set_num_format("#,##0"),
            tenths: Format::new().set_num_format("#,##0.0"),
            degrees: Format::new().set_num_format("0.000000"),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            bold: Format::new().set_bold().set_align(FormatAlign::Top),
        }
    }

    /// How numbers of a column look.
    const fn of(&self, column: &Column) -> &Format {
        match (column.kind, column.unit) {
            (_, Unit::Degrees) => &self.degrees,
            (_, Unit::Percent) => &self.tenths,
            (Kind::Integer, _) => &self.whole,
            _ => &self.tenths,
        }
    }
}

fn put_table(
    sheet: &mut Worksheet,
    table: &Table,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    for (at, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, header(column, lang), &looks.header)?;
        sheet.set_column_width(at, width(at.into(), table, lang) as f64)?;
    }
    for (at, row) in (1_u32..).zip(&table.rows) {
        for ((place, column), value) in (0_u16..).zip(&table.columns).zip(&row.values) {
            put(sheet, (at, place), value, (looks.of(column), lang))?;
        }
    }
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last = u16::try_from(table.columns.len())
        .unwrap_or(u16::MAX)
        .saturating_sub(1);
    sheet.set_freeze_panes(1, 0)?;
    if rows > 0 {
        sheet.autofilter(0, 0, rows, last)?;
    }
    sheet.set_landscape().set_paper_size(9);
    // A wide table goes on over several sheets, each with its names; shrunk onto one it could not be read.
    if table.columns.len() <= MOST_ON_A_SHEET {
        sheet.set_print_fit_to_pages(1, 0);
    } else {
        sheet.set_print_scale(70);
        sheet.set_repeat_columns(0, names(table))?;
    }
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// The last of the columns at the start of a table that name its rows.
fn names(table: &Table) -> u16 {
    let is_name = |column: &&Column| ["code", "name", "rank", "id", "h3"].contains(&&*column.name);
    let names = table.columns.iter().take_while(is_name).count();
    u16::try_from(names.saturating_sub(1)).unwrap_or(0)
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    (look, lang): (&Format, Lang),
) -> Result<(), XlsxError> {
    match value {
        Value::Null => {}
        Value::Integer(number) => {
            // Counts stand in a column with shares where a table tells one measure a row.
            let plain = Format::new().set_num_format("#,##0");
            sheet.write_number_with_format(row, column, *number as f64, &plain)?;
        }
        Value::Real(number) => {
            // Whole numbers in a column of real ones, such as minutes, need no decimal.
            let plain = Format::new().set_num_format("#,##0");
            let whole = number.fract() == 0.0 && number.abs() < 1e9;
            sheet.write_number_with_format(
                row,
                column,
                *number,
                if whole { &plain } else { look },
            )?;
        }
        Value::Boolean(yes) => {
            let words = if *yes { ["是", "yes"] } else { ["否", "no"] };
            sheet.write_string(row, column, lang.pick(words[0], words[1]))?;
        }
        Value::Text(text) => {
            sheet.write_string(row, column, cut(text))?;
        }
    }
    Ok(())
}

fn put_notes(
    sheet: &mut Worksheet,
    notes: &[(String, String)],
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 100)?;
    for (row, (what, text)) in (0_u32..).zip(notes) {
        sheet.write_string_with_format(row, 0, cut(what), &looks.bold)?;
        sheet.write_string_with_format(row, 1, cut(text), &looks.wrapped)?;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The title of a column with its unit.
fn header(column: &Column, lang: Lang) -> String {
    match column.unit {
        Unit::None | Unit::Things | Unit::People => column.title.clone(),
        unit => format!("{} ({})", column.title, unit.name(lang)),
    }
}

/// A width at which the header breaks into two lines at most, and most values are seen.
fn width(at: usize, table: &Table, lang: Lang) -> usize {
    let head = seen(&header(&table.columns[at], lang)).div_ceil(2) + 2;
    let values = table
        .rows
        .iter()
        .take(200)
        .map(|row| match &row.values[at] {
            Value::Text(text) => seen(text) + 2,
            Value::Real(number) => number.to_string().len() + 2,
            Value::Integer(number) => number.to_string().len() + 4,
            _ => 6,
        });
    values.max().unwrap_or(0).max(head).clamp(8, WIDEST)
}

/// How wide a text is in characters of Latin; those of Chinese count twice.
fn seen(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A text as far as a cell holds it.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut left = LONGEST - 1;
    let kept = text.chars().take_while(|c| {
        left = left.saturating_sub(c.len_utf16());
        left > 0
    });
    kept.chain(['…']).collect()
}
