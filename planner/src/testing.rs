//! Small towns for tests, drawn in ASCII.
