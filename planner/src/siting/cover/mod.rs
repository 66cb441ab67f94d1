//! Maximal covering on its own: the largest problems, by methods made for them.
//!
//! Cover lists become merged rows (`problem`), a choice by greedy, swaps and annealing (`greedy`, `exchange`, `anneal`, `rows`,
//! `search`), a bound by a linear relaxation rounded to whole numbers (`bound`, large ones by `pricing`), a proof by branch and bound (`exact`);
//! `mclp` is the recipe. Rules beside the number of sites are the business of `location`.

pub mod anneal;
pub mod bound;
pub mod exact;
pub mod exchange;
pub mod greedy;
pub mod mclp;
pub mod pricing;
pub mod problem;
pub mod rows;
pub mod search;
