//! A channel that holds one message: a newer one replaces it, so that whoever works is never behind.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A place for one message between two threads.
#[derive(Debug)]
pub struct Slot<T> {
    inside: Mutex<Inside<T>>,
    changed: Condvar,
}

#[derive(Debug)]
enum Inside<T> {
    Empty,
    Full(T),
    Closed,
}

impl<T> Slot<T> {
    /// An empty slot.
    pub const fn new() -> Self {
        Self {
            inside: Mutex::new(Inside::Empty),
            changed: Condvar::new(),
        }
    }

    /// Leaves a message, in place of one that nobody has taken; nothing happens once the slot is closed.
    pub fn put(&self, message: T) {
        let mut inside = self.lock();
        if !matches!(*inside, Inside::Closed) {
            *inside = Inside::Full(message);
            self.changed.notify_all();
        }
    }

    /// Waits for a message; `None` once the slot is closed.
    pub fn take(&self) -> Option<T> {
        let mut inside = self.lock();
        loop {
            match std::mem::replace(&mut *inside, Inside::Empty) {
                Inside::Full(message) => return Some(message),
                Inside::Closed => {
                    *inside = Inside::Closed;
                    return None;
                }
                Inside::Empty => {
                    inside = self
                        .changed
                        .wait(inside)
                        .unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Takes a message if there is one.
    pub fn try_take(&self) -> Option<T> {
        let mut inside = self.lock();
        match std::mem::replace(&mut *inside, Inside::Empty) {
            Inside::Full(message) => Some(message),
            other => {
                *inside = other;
                None
            }
        }
    }

    /// Whether a message waits, or none will ever come.
    pub fn wants_attention(&self) -> bool {
        !matches!(*self.lock(), Inside::Empty)
    }

    /// Sends whoever waits home.
    pub fn close(&self) {
        *self.lock() = Inside::Closed;
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
