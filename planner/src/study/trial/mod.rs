//! What somebody tries out on a study: other sites, other questions, one site in hand, and a scenario of it all.

mod changes;
mod saved;
#[cfg(test)]
mod tests;
mod tryout;

pub use changes::Changes;
pub use saved::edit_feature;
pub use tryout::Tryout;
