//! Tests of the planner from outside, all in one binary.

#[cfg(test)]
mod at_once;
#[cfg(test)]
mod attack;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod closings;
#[cfg(test)]
mod command;
#[cfg(test)]
mod datum;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod extracts;
#[cfg(test)]
mod forged;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod order;
#[cfg(test)]
mod passage;
#[cfg(test)]
mod pbf;
#[cfg(test)]
mod repairs;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod standards;
#[cfg(test)]
mod times;
#[cfg(test)]
mod unknowns;
#[cfg(test)]
mod walks;
