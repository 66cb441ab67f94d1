//! The one error type of the library: a variant per stage, nothing else.
