//! The command line: what was typed, one file per verb.
