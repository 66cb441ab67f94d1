//! What a scenario asks to site: the brief with who counts how much, what is sited together, and other assumptions.

mod links;
mod stability;
mod standing;

use crate::error::Error;
use crate::progress::Progress;
use crate::scenario;
use crate::siting::Brief;
use crate::study::Study;
use crate::text::Bilingual;

impl Study {
    /// What the scenario asks to site, with the time of its standard.
    pub(in crate::study) fn brief(&self, progress: &dyn Progress) -> Result<Brief, Error> {
        let asked = self.scenario.siting.as_ref();
        let asked = asked.ok_or_else(|| scenario::Error::Missing {
            key: "[siting]",
            expected: Bilingual::new(
                "选址内容：类别、模型和数量",
                "what to site: kind, model and number of sites",
            )
            .into(),
            path: self.scenario.file.clone(),
        })?;
        let mut standards = self.scenario.standards.iter();
        let standard = standards.find(|s| s.kind == asked.kind);
        let standard = standard.ok_or_else(|| scenario::Error::Missing {
            key: "[[standard]]",
            expected: Bilingual::new("[siting] 所选类别的标准", "one with the kind of [siting]")
                .into(),
            path: self.scenario.file.clone(),
        })?;
        Ok(Brief {
            kind: asked.kind.clone(),
            model: asked.model,
            sites: asked.sites,
            within: standard.within,
            seed: asked.seed,
            effort: asked.effort,
            rules: asked.rules.clone(),
            asked: asked.asked.clone(),
            standing: self.standing(&asked.kind, asked.priority),
            levels: self.levels(&asked.levels, progress)?,
        })
    }
}
