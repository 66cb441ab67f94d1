//! Access scores: how much supply there is for those who can walk to it, in every usual way of counting.
//!
//! People, sites with a supply (meals, beds, places) and the walks between them become a score for every demand point
//! and a ratio for every site. A score is supply per person; only [`Waiting`] is a cost, where less is better.
//!
//! # Method
//!
//! With people `P`, supply `S` and the weight `W` that a [`Decay`] gives to a walk:
//!
//! 1. [`floating::two_step`]: `R_j = S_j / Σ P_i W_ij`, `A_i = Σ R_j W_ij`. The decay makes it 2SFCA (within or not),
//!    E2SFCA (zones) or the Gaussian 2SFCA.
//! 2. [`floating::modified`] (M2SFCA): `A_i = Σ_j S_j W_ij² / Σ_k P_k W_kj`: supply that is far is partly lost.
//! 3. [`floating::three_step`] (3SFCA): people first choose, `G_ij = W_ij / Σ_k W_ik`.
//! 4. [`floating::crowding`] (i2SFCA): `C_j = Σ_i P_i W_ij / Σ_l S_l W_il`, and the Huff load `C_j S_j`.
//! 5. [`floating::availability`]: each site's supply is shared out by people and nearness; what is shared out is all there is.
//! 6. [`waiting()`] (RAAM): everybody goes where walk and crowd together cost least, until nobody gains by changing.
//!
//! # Complexity
//!
//! One to three passes over the pairs; `waiting` some tens of passes.
//!
//! # Invariants
//!
//! A site that nobody can walk to contributes nothing. `Σ P A = Σ S` over the sites that somebody can walk to for
//! `two_step` and `three_step`, and `≤` for `modified`. Adding a site never lowers a two-step score. Scaling supply scales
//! every score. Sums do not depend on the order of rows.
//!
//! # References
//!
//! Luo, W. & Wang, F. (2003), Environment and Planning B 30. Luo, W. & Qi, Y. (2009), Health & Place 15. Dai, D. (2010),
//! Health & Place 16. Wan, N., Zou, B. & Sternberg, T. (2012), IJGIS 26. Delamater, P. (2013), Health & Place 24. Wang, F.
//! (2018), Annals of the AAG 108. Saxon, J. & Snow, D. (2020), Annals of the AAG 110. Soukhov, A. et al. (2023), PLOS ONE
//! 18.

pub mod decay;
pub mod floating;
mod sum;
#[cfg(test)]
mod tests;
pub mod waiting;

pub use decay::{Decay, Shape};
pub use floating::{AccessScores, Crowding};
pub use waiting::{Patience, Waiting, waiting};
