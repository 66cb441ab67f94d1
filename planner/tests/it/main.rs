//! Tests of the planner from outside, all in one binary.

#[cfg(test)]
mod oracle;
