//! Whom each standard is for, where that is not all for whom the plan is; and homes parted so that each has one answer.
//!
//! `[[standard]] eligible` is a rule on top of `[eligible]`: a standard with one is for those of the plan's people for
//! whom it holds, and any other for all of them. People at one place whom different standards are for are parted into as
//! many demand points, as people of different paces are: whatever counts by demand point is then right person by person.
//!
//! # Method
//!
//! Each rule parts the classes of rows that earlier rules left, so that two rows are of one class when the same standards
//! are for both. A demand point is a home and a class, numbered in that order; whom the plan is not for stays with the
//! lowest class of the home. Classes are numbered by the answers of the rules, whatever the order of the rows.
//!
//! # Complexity
//!
//! O(rows × rules × log classes).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ids::{DemandId, Id as _, Table};
use crate::places::{DemandPoint, Eligible, Places, SeniorRow};
use crate::rule::Truth;
use crate::units::Seniors;

/// Whom a standard with a rule of its own is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// The kind of the standard.
    pub kind: String,
    /// For each demand point whether it is for those eligible people who live there.
    pub includes: Arc<[bool]>,
}

/// The answers of one standard's rule, row by row.
pub(super) struct Answers {
    pub(super) kind: String,
    pub(super) truths: Vec<Truth>,
}

/// Parts demand points by whom standards are for, and keeps whom each is for.
pub(super) fn part(places: &mut Places, answers: &[Answers]) {
    if answers.is_empty() {
        return;
    }
    let (class_of, classes) = classes(places, answers);
    let mut lowest_class: Vec<Option<u32>> = vec![None; places.demand.len()];
    for (row, class) in places.seniors.iter().zip(&class_of) {
        if row.eligible == Eligible::Yes {
            let lowest = &mut lowest_class[row.home.index()];
            *lowest = Some(lowest.map_or(*class, |known| known.min(*class)));
        }
    }
    let key = |row: &SeniorRow, class: u32| {
        let own = (row.eligible == Eligible::Yes).then_some(class);
        let class = own.or(lowest_class[row.home.index()]).unwrap_or_default();
        (row.home, class)
    };
    let rows = places.seniors.iter().zip(&class_of);
    let parts: BTreeSet<(DemandId, u32)> = rows.map(|(row, class)| key(row, *class)).collect();
    let parts: Vec<(DemandId, u32)> = parts.into_iter().collect();
    let pace_of = |(old, _): &(DemandId, u32)| places.paces.get(old.index()).copied();
    let paces = parts.iter().filter_map(pace_of).collect();
    let class_of_point: Vec<u32> = parts.iter().map(|(_, class)| *class).collect();
    let empty = |(old, _): &(DemandId, u32)| DemandPoint {
        seniors: Seniors::ZERO,
        eligible: Seniors::ZERO,
        ..places.demand[*old].clone()
    };
    let mut demand: Table<DemandId, DemandPoint> = parts.iter().map(empty).collect();
    for (row, class) in Arc::make_mut(&mut places.seniors).iter_mut().zip(&class_of) {
        let part = parts.partition_point(|part| *part < key(row, *class));
        let home = DemandId::from_index(part);
        row.home = home;
        demand[home].seniors += row.count;
        if row.eligible == Eligible::Yes {
            demand[home].eligible += row.count;
        }
    }
    places.demand = demand;
    places.paces = paces;
    places.audiences = answers
        .iter()
        .enumerate()
        .map(|(number, answers)| Audience {
            kind: answers.kind.clone(),
            includes: (class_of_point.iter())
                .map(|class| classes[*class as usize][number])
                .collect(),
        })
        .collect();
}

/// The class of each row, and for each class which rules hold.
fn classes(places: &Places, answers: &[Answers]) -> (Vec<u32>, Vec<Vec<bool>>) {
    let mut class_of = vec![0_u32; places.seniors.len()];
    let mut classes: Vec<Vec<bool>> = vec![Vec::new()];
    for answers in answers {
        let mut parted: BTreeMap<(u32, bool), u32> = BTreeMap::new();
        let mut next: Vec<Vec<bool>> = Vec::new();
        for (class, truth) in class_of.iter_mut().zip(&answers.truths) {
            let holds = *truth == Truth::Yes;
            *class = *parted.entry((*class, holds)).or_insert_with(|| {
                let mut rules = classes[*class as usize].clone();
                rules.push(holds);
                next.push(rules);
                next.len() as u32 - 1
            });
        }
        classes = next;
    }
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by(|a, b| classes[*a].cmp(&classes[*b]));
    let mut number = vec![0_u32; classes.len()];
    for (at, class) in (0..).zip(&order) {
        number[*class] = at;
    }
    for class in &mut class_of {
        *class = number[*class as usize];
    }
    classes.sort();
    (class_of, classes)
}

impl Places {
    /// Whom a standard is for among the demand points; `None` where it is for all eligible people.
    pub fn audience(&self, kind: &str) -> Option<&Arc<[bool]>> {
        let mut audiences = self.audiences.iter();
        audiences.find(|a| a.kind == kind).map(|a| &a.includes)
    }

    /// The eligible people of a demand point whom a standard is for.
    pub fn people_of(&self, kind: &str, demand: DemandId) -> Seniors {
        match self.audience(kind) {
            Some(includes) if !includes[demand.index()] => Seniors::ZERO,
            _ => self.demand[demand].eligible,
        }
    }

    /// The places as if the plan were for those alone whom a standard is for.
    pub fn for_standard(&self, kind: &str) -> std::borrow::Cow<'_, Self> {
        let Some(includes) = self.audience(kind) else {
            return std::borrow::Cow::Borrowed(self);
        };
        let mut places = self.clone();
        for (index, included) in includes.iter().enumerate() {
            if !included {
                places.demand[DemandId::from_index(index)].eligible = Seniors::ZERO;
            }
        }
        for row in Arc::make_mut(&mut places.seniors) {
            if !includes[row.home.index()] {
                row.eligible = Eligible::No;
            }
        }
        places.audiences.clear();
        std::borrow::Cow::Owned(places)
    }
}
