//! A question in a file: what to read, how they walk, what counts as covered, what to site.
