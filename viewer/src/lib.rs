//! The map on which planners try out sites and leadership reviews gaps.
//!
//! A window shows what a [`planner::study`] holds and answers; it draws values and computes none.
//!
//! ```text
//!  worker thread ── Shown ──▶ State ──▶ panels and map ──▶ Commands ──▶ State
//!                               │
//!                               └──▶ Scene ──▶ drawing thread ──▶ one texture
//! ```

pub mod app;
pub mod command;
pub mod fonts;
pub mod map;
pub mod panels;
pub mod plan;
pub mod present;
pub mod screenshot;
pub mod slot;
pub mod state;
pub mod text;
pub mod theme;
pub mod worker;
