//! Which column holds which field: the scenario's own names first, then the known ones.

use crate::crs::Crs;
use crate::scenario::PointFile;

use super::{Columns, Field, Header, NoHeader, beside, counted, group_of, normalise, units};

/// The column of each field, by the field's number.
type OfField = Vec<Option<u32>>;

/// Says which column holds what: the scenario's own names first, then the known ones.
///
/// `below` are the first rows below the header, where they are known.
pub(super) fn map_columns(
    header: &mut Header,
    file: &PointFile,
    below: &[Vec<String>],
) -> Result<(), NoHeader> {
    // Who names a column that stands once has said which table is meant.
    let stands_twice = |named: &String| {
        let is_it = |title: &&String| normalise(title) == normalise(named);
        header.titles.iter().filter(is_it).count() > 1
    };
    if let Some(column) = beside::second_block(&header.titles)
        && file.columns.values().all(stands_twice)
    {
        return Err(NoHeader::Twice(column));
    }
    let (mut of_field, taken) = named_columns(&header.titles, file)?;
    known_columns(header, file, &mut of_field, &taken);
    let cells = &header.titles;
    if let Some(column) = counted::only_count(cells, &of_field, below) {
        of_field[Field::Count as usize] = Some(column as u32);
        header.assumed_count = Some(cells[column].clone());
    }
    let wanted = file.wanted.iter();
    let named = wanted
        .filter_map(|wanted| Some((wanted.clone(), place_of_word(wanted, cells, &of_field)?)))
        .collect();
    header.columns = described(of_field, named, header);
    Ok(())
}

/// The columns that the scenario names, and which of all columns they are.
fn named_columns(cells: &[String], file: &PointFile) -> Result<(OfField, Vec<bool>), NoHeader> {
    let mut of_field = vec![None; Field::ALL.len()];
    let mut taken = vec![false; cells.len()];
    for (name, wanted) in &file.columns {
        let column = cells
            .iter()
            .position(|cell| normalise(cell) == normalise(wanted))
            .ok_or_else(|| NoHeader::NoSuchColumn(wanted.clone()))?;
        if let Some(field) = Field::parse(name) {
            of_field[field as usize] = Some(column as u32);
            taken[column] = true;
        }
    }
    Ok((of_field, taken))
}

/// Adds the columns whose titles are known, and notes those that are personal or claimed twice.
fn known_columns(header: &mut Header, file: &PointFile, of_field: &mut OfField, taken: &[bool]) {
    let named = &file.columns;
    let cells = &header.titles;
    // A column of longitudes goes before one of x: sheets of degrees may hold metres as well.
    let is_told = |cell: &str| Field::of_header(cell).is_some_and(|f| in_degrees(f, file.crs) == f);
    let (told, meant): (Vec<_>, Vec<_>) =
        (cells.iter().enumerate()).partition(|(_, cell)| is_told(cell));
    for (column, cell) in told.into_iter().chain(meant) {
        let Some(field) = Field::of_header(cell).map(|f| in_degrees(f, file.crs)) else {
            continue;
        };
        if field.is_personal() {
            header.personal.push(field);
        }
        if taken[column] {
            continue;
        }
        match &mut of_field[field as usize] {
            empty @ None => *empty = Some(column as u32),
            // A column that the scenario names itself is not a quarrel.
            Some(_) if named.keys().any(|n| Field::parse(n) == Some(field)) => {}
            Some(other) if !is_told(cell) && is_told(&cells[*other as usize]) => {}
            // Of people of all ages and of the old, the old are counted.
            Some(other) if field == Field::Count && counts_all_ages(&cells[*other as usize]) => {
                *other = column as u32;
            }
            Some(_) if field == Field::Count && counts_all_ages(cell) => {}
            // Nothing is read of names and phones, however many columns there are.
            Some(_) if matches!(field, Field::Person | Field::Phone) => {}
            Some(_) => header.repeated.push(field),
        }
    }
}

/// The column that a word of a rule means: by its title, else by the field that it is a name of.
///
/// A column of another group of people is none: 空巢 does not answer for 独居.
fn place_of_word(word: &str, cells: &[String], of_field: &OfField) -> Option<u32> {
    let same = |cell: &String| normalise(cell) == normalise(word);
    if let Some(column) = cells.iter().position(same) {
        return Some(column as u32);
    }
    let field = Field::parse(word).or_else(|| Field::of_header(word))?;
    let column = of_field[field as usize]?;
    let other = cells.get(column as usize).and_then(|title| group_of(title));
    let is_another = matches!((group_of(word), other), (Some(a), Some(b)) if a != b);
    (!is_another).then_some(column)
}

/// The columns with what their titles say beside their meaning.
fn described(of_field: Vec<Option<u32>>, named: Vec<(String, u32)>, header: &Header) -> Columns {
    let cells = &header.titles;
    let title_of = |field: Field| cells.get(of_field[field as usize]? as usize);
    let factor = |field: Field| {
        let title = title_of(field)?;
        let mut above = header.columns.factors.iter();
        let told = || above.find(|(f, _)| *f == field).map(|(_, factor)| *factor);
        let factor = units::factor(title, field).or_else(told)?;
        Some((field, factor))
    };
    let is_system =
        |cell: &String| ["坐标系", "坐标系统", "坐标类型"].contains(&normalise(cell).as_str());
    Columns {
        identity: title_of(Field::Identity).cloned(),
        is_serial: title_of(Field::Id).is_some_and(|title| normalise(title) == "序号"),
        system: cells.iter().position(is_system).map(|at| at as u32),
        factors: [Field::Count, Field::Capacity, Field::Area]
            .into_iter()
            .filter_map(factor)
            .collect(),
        of_field,
        named,
    }
}

/// Whether a title counts people of all ages.
fn counts_all_ages(title: &str) -> bool {
    ["人口", "population", "pop", "persons"].contains(&normalise(title).as_str())
}

/// In a table of degrees, x is the longitude and y the latitude; in one of metres x is the northing.
const fn in_degrees(field: Field, crs: Crs) -> Field {
    match (field, crs.is_geographic()) {
        (Field::North, true) => Field::Lon,
        (Field::East, true) => Field::Lat,
        _ => field,
    }
}
