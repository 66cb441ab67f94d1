//! Every draft since the start, one step back or forward at a time, without limit.
//!
//! A step is a pointer; two turns of the same knob in a row are one step.

use std::sync::Arc;

use super::draft::{Draft, Edit};

/// The present draft with all before and after it.
#[derive(Debug, Clone, Default)]
pub struct History {
    past: Vec<Step>,
    present: Arc<Draft>,
    future: Vec<Step>,
}

/// An edit, and the draft on the other side of it.
#[derive(Debug, Clone)]
struct Step {
    edit: Edit,
    draft: Arc<Draft>,
}

impl History {
    /// A history that starts with a draft.
    pub fn starting_with(draft: Arc<Draft>) -> Self {
        Self {
            present: draft,
            ..Self::default()
        }
    }

    /// The present draft.
    pub const fn present(&self) -> &Arc<Draft> {
        &self.present
    }

    /// Edits the present draft; what was undone is forgotten.
    pub fn edit(&mut self, edit: Edit, sites: usize) {
        let next = self.present.after(&edit, sites);
        if next == *self.present {
            return;
        }
        let next = Arc::new(next);
        let same_knob = self
            .past
            .last()
            .is_some_and(|last| self.future.is_empty() && last.edit.turns_the_same_knob(&edit));
        let before = std::mem::replace(&mut self.present, next);
        if !same_knob {
            self.past.push(Step {
                edit,
                draft: before,
            });
        }
        self.future.clear();
    }

    /// Changes the present draft without a step of its own: nobody did it, and what was undone can still be done again.
    pub fn amend(&mut self, edit: &Edit, sites: usize) {
        self.present = Arc::new(self.present.after(edit, sites));
    }

    /// The same history with every draft made into another, such as for files that were read again.
    #[must_use]
    pub fn each(&self, other: &dyn Fn(&Draft) -> Draft) -> Self {
        let steps = |steps: &[Step]| -> Vec<Step> {
            let step = |step: &Step| Step {
                edit: step.edit.clone(),
                draft: Arc::new(other(&step.draft)),
            };
            steps.iter().map(step).collect()
        };
        Self {
            past: steps(&self.past),
            present: Arc::new(other(&self.present)),
            future: steps(&self.future),
        }
    }

    /// Goes one step back.
    pub fn undo(&mut self) {
        if let Some(Step { edit, draft }) = self.past.pop() {
            let undone = std::mem::replace(&mut self.present, draft);
            self.future.push(Step {
                edit,
                draft: undone,
            });
        }
    }

    /// Goes one step forward.
    pub fn redo(&mut self) {
        if let Some(Step { edit, draft }) = self.future.pop() {
            let before = std::mem::replace(&mut self.present, draft);
            self.past.push(Step {
                edit,
                draft: before,
            });
        }
    }

    /// What going back would undo.
    pub fn undoes(&self) -> Option<&Edit> {
        self.past.last().map(|step| &step.edit)
    }

    /// What going forward would do again.
    pub fn redoes(&self) -> Option<&Edit> {
        self.future.last().map(|step| &step.edit)
    }
}
