//! How stable a plan is: which of its sites would be chosen under other assumptions too.

use crate::findings::Bilingual;
use crate::ids::SiteId;
use crate::siting::proposal::{Measure, Proposal};

/// A plan under another assumption.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The assumption.
    pub text: Bilingual,
    /// The plan's sites.
    pub sites: Vec<SiteId>,
    /// What it is worth there.
    pub objective: Measure,
}

/// Plans under other assumptions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stability {
    /// One for each assumption.
    pub variants: Vec<Variant>,
}

impl Variant {
    /// A proposal that was made under an assumption.
    pub fn of(text: Bilingual, proposal: &Proposal) -> Self {
        Self {
            text,
            sites: proposal.sites.iter().map(|site| site.site).collect(),
            objective: proposal.objective,
        }
    }
}

impl Stability {
    /// In how many of the other plans a site is.
    pub fn times(&self, site: SiteId) -> usize {
        let has = |variant: &&Variant| variant.sites.contains(&site);
        self.variants.iter().filter(has).count()
    }
}
