//! A channel where a newer message replaces the one before it, so that whoever works is never behind; only a message that
//! must not get lost waits beside it.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A place for one message between two threads.
#[derive(Debug)]
pub struct Slot<T> {
    inside: Mutex<Inside<T>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Inside<T> {
    kept: VecDeque<T>,
    newest: Option<T>,
    is_closed: bool,
}

impl<T> Inside<T> {
    fn next(&mut self) -> Option<T> {
        self.kept.pop_front().or_else(|| self.newest.take())
    }
}

impl<T> Slot<T> {
    /// An empty slot.
    pub const fn new() -> Self {
        Self {
            inside: Mutex::new(Inside {
                kept: VecDeque::new(),
                newest: None,
                is_closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Leaves a message, in place of one that nobody has taken; nothing happens once the slot is closed.
    pub fn put(&self, message: T) {
        let mut inside = self.lock();
        if !inside.is_closed {
            inside.newest = Some(message);
            self.changed.notify_all();
        }
    }

    /// Leaves a message that none after it replaces; nothing happens once the slot is closed.
    pub fn keep(&self, message: T) {
        let mut inside = self.lock();
        if !inside.is_closed {
            inside.kept.push_back(message);
            self.changed.notify_all();
        }
    }

    /// Waits for a message, those to be kept first; `None` once the slot is closed.
    pub fn take(&self) -> Option<T> {
        let mut inside = self.lock();
        while !inside.is_closed {
            if let Some(message) = inside.next() {
                return Some(message);
            }
            inside = self
                .changed
                .wait(inside)
                .unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    /// Takes a message if there is one.
    pub fn try_take(&self) -> Option<T> {
        let mut inside = self.lock();
        if inside.is_closed {
            return None;
        }
        inside.next()
    }

    /// Whether a message waits, or none will ever come.
    pub fn wants_attention(&self) -> bool {
        let inside = self.lock();
        inside.is_closed || inside.newest.is_some() || !inside.kept.is_empty()
    }

    /// Sends whoever waits home.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inside<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_newest_message_wins() {
        let slot = Slot::new();
        slot.put(1);
        slot.put(2);
        assert!(slot.wants_attention());
        assert_eq!((slot.take(), slot.try_take()), (Some(2), None));
    }

    #[test]
    fn a_message_to_be_kept_is_not_replaced() {
        let slot = Slot::new();
        slot.put(1);
        slot.keep(2);
        slot.keep(3);
        slot.put(4);
        let all: Vec<i32> = std::iter::from_fn(|| slot.try_take()).collect();
        assert_eq!(all, [2, 3, 4]);
        assert!(!slot.wants_attention());
    }

    #[test]
    fn closing_ends_the_wait() {
        let slot = Arc::new(Slot::<u8>::new());
        let other = Arc::clone(&slot);
        let waiting = std::thread::spawn(move || other.take());
        slot.close();
        assert_eq!(waiting.join().unwrap(), None);
        slot.put(1);
        assert_eq!(slot.try_take(), None);
    }
}
