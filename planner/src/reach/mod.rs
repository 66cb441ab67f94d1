//! How long seniors walk to every site: bounded searches from the sites backwards over the network.

pub mod matrix;

pub use matrix::ReachMatrix;
