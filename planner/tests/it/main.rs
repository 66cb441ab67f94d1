//! Tests of the planner from outside, all in one binary.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod oracle;
