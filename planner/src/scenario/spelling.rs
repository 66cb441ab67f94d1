//! The nearest known key for one that is not known.

pub(super) use crate::spelling::hint;
