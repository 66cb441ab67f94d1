//! Every colour, width and spacing of the viewer: layers and panels name roles, this file names values.

use egui::Color32;

/// A colour with its opacity, as plain numbers that screen and exports share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity; 255 hides what is below.
    pub a: u8,
}

impl Colour {
    /// Makes an opaque colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self {
            r: (rgb >> 16) as u8,
            g: (rgb >> 8) as u8,
            b: rgb as u8,
            a: 255,
        }
    }

    /// The same colour with another opacity.
    #[must_use]
    pub const fn with_opacity(self, a: u8) -> Self {
        Self { a, ..self }
    }

    /// The colour for egui.
    pub fn egui(self) -> Color32 {
        Color32::from_rgba_unmultiplied(self.r, self.g, self.b, self.a)
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Dark ink on a light map: for paper, projectors and daylight.
    #[default]
    Light,
    /// Light ink on a dark map.
    Dark,
}

impl Mode {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    /// The theme of this mode.
    pub const fn theme(self) -> &'static Theme {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// The colours of one mode, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Which mode it is.
    pub mode: Mode,
    /// Ground.
    pub land: Colour,
    /// Sea, lakes and rivers.
    pub water: Colour,
    /// Shores.
    pub shore: Colour,
    /// Parks and grass.
    pub green: Colour,
    /// Forest.
    pub forest: Colour,
    /// Buildings.
    pub building: Colour,
    /// Outlines of buildings.
    pub building_edge: Colour,
    /// Railways.
    pub railway: Colour,
    /// Streets seen from afar, without casing.
    pub street_far: Colour,
    /// Arterials seen from afar.
    pub arterial_far: Colour,
    /// Edges of streets.
    pub casing: Colour,
    /// Surface of streets.
    pub street: Colour,
    /// Surface of arterials.
    pub arterial: Colour,
    /// Footways, paths and steps.
    pub path: Colour,
    /// Ferries.
    pub ferry: Colour,
    /// Outlines of districts.
    pub district: Colour,
    /// Text on the map.
    pub label: Colour,
    /// What surrounds text on the map.
    pub halo: Colour,
    /// Text in panels.
    pub ink: Colour,
    /// Quiet text in panels.
    pub quiet: Colour,
    /// Panels and cards.
    pub card: Colour,
    /// Thin lines between things.
    pub line: Colour,
    /// Edges of what can be pressed or filled in.
    pub edge: Colour,
    /// The ground of what can be pressed or filled in.
    pub field: Colour,
    /// What can be pressed, and what is chosen.
    pub accent: Colour,
    /// Open facilities.
    pub facility: Colour,
    /// Proposed sites.
    pub proposed: Colour,
    /// What went wrong.
    pub serious: Colour,
    /// What to look at.
    pub warning: Colour,
    /// Steep ways.
    pub steep: Colour,
    /// Stairs.
    pub stairs: Colour,
    /// Hexagons by coverage: from nobody covered to everybody covered.
    pub coverage: [Colour; COVERAGE_CLASSES],
    /// Hexagons by what a plan changes: people lost, then few, more and many people gained.
    pub change: [Colour; CHANGE_CLASSES],
    /// Hexagons by certainty: not covered, covered if unknown paths work, covered for sure.
    pub certainty: [Colour; 3],
}

/// The number of classes of the palette of changes.
pub const CHANGE_CLASSES: usize = 4;

/// Vermilion for a loss, ever darker blue for a gain (after Okabe and Ito, 2008): apart with any colour vision.
const CHANGE: [Colour; CHANGE_CLASSES] = [
    Colour::hex(0xD5_5E_00),
    Colour::hex(0x9E_CA_E1),
    Colour::hex(0x42_92_C6),
    Colour::hex(0x08_45_94),
];

/// Reddish purple (Okabe and Ito, 2008): apart from the blue and the yellow of the coverage palette with any colour vision.
const UNSURE: Colour = Colour::hex(0xCC_79_A7);

/// The same on a dark map, where what is more is lighter.
const CHANGE_DARK: [Colour; CHANGE_CLASSES] = [
    Colour::hex(0xE0_7A_2B),
    Colour::hex(0x2F_5F_9E),
    Colour::hex(0x5B_A3_D9),
    Colour::hex(0xC3_E4_FA),
];

/// The number of classes of the coverage palette.
pub const COVERAGE_CLASSES: usize = 5;

/// The class of a share between 0 and 1: fifths, the full share in the last.
pub fn coverage_class(share: f64) -> usize {
    ((share * COVERAGE_CLASSES as f64) as usize).min(COVERAGE_CLASSES - 1)
}

/// Blue to yellow with steadily rising lightness, as in cividis: it reads the same with any colour vision, and in grey.
const COVERAGE: [Colour; COVERAGE_CLASSES] = [
    Colour::hex(0x1B_3A_68),
    Colour::hex(0x4A_5B_7C),
    Colour::hex(0x85_85_7C),
    Colour::hex(0xC2_B0_62),
    Colour::hex(0xFA_E0_5A),
];

/// The same order on a dark map, lifted so that the worst does not sink into the ground.
const COVERAGE_DARK: [Colour; COVERAGE_CLASSES] = [
    Colour::hex(0x3F_6C_C4),
    Colour::hex(0x74_86_B8),
    Colour::hex(0x9C_9C_95),
    Colour::hex(0xCB_BB_6E),
    Colour::hex(0xFA_E0_5A),
];

const LIGHT: Theme = Theme {
    mode: Mode::Light,
    land: Colour::hex(0xF6_F4_EF),
    water: Colour::hex(0xCB_DE_E8),
    shore: Colour::hex(0xA9_C4_D2),
    green: Colour::hex(0xDF_EA_D2),
    forest: Colour::hex(0xD0_E1_C4),
    building: Colour::hex(0xE7_E2_D9),
    building_edge: Colour::hex(0xD6_CF_C3),
    railway: Colour::hex(0xA8_A3_9B),
    street_far: Colour::hex(0xD3_CD_C2),
    arterial_far: Colour::hex(0xC2_B4_94),
    casing: Colour::hex(0xCF_C8_BB),
    street: Colour::hex(0xFF_FF_FF),
    arterial: Colour::hex(0xFD_F1_D0),
    path: Colour::hex(0xC4_B8_A4),
    ferry: Colour::hex(0x8F_B2_C6),
    district: Colour::hex(0x7A_6F_86),
    label: Colour::hex(0x3B_3F_46),
    halo: Colour::hex(0xFF_FF_FF),
    ink: Colour::hex(0x22_26_2C),
    quiet: Colour::hex(0x68_6E_77),
    card: Colour::hex(0xFF_FF_FF),
    line: Colour::hex(0xE2_E0_DB),
    edge: Colour::hex(0xC9_C6_BF),
    field: Colour::hex(0xF7_F6_F3),
    accent: Colour::hex(0x0B_62_8F),
    facility: Colour::hex(0x0B_62_8F),
    proposed: Colour::hex(0xC8_3E_1D),
    serious: Colour::hex(0xB4_23_18),
    warning: Colour::hex(0x9A_5B_00),
    steep: Colour::hex(0x7B_3F_9E),
    stairs: Colour::hex(0x0B_7A_75),
    coverage: COVERAGE,
    change: CHANGE,
    certainty: [COVERAGE[0], UNSURE, COVERAGE[4]],
};

const DARK: Theme = Theme {
    mode: Mode::Dark,
    land: Colour::hex(0x20_23_28),
    water: Colour::hex(0x14_1E_28),
    shore: Colour::hex(0x2C_40_4F),
    green: Colour::hex(0x25_2E_26),
    forest: Colour::hex(0x22_2F_25),
    building: Colour::hex(0x2B_2E_34),
    building_edge: Colour::hex(0x3A_3E_45),
    railway: Colour::hex(0x5A_5E_66),
    street_far: Colour::hex(0x3C_40_47),
    arterial_far: Colour::hex(0x5B_55_46),
    casing: Colour::hex(0x16_18_1C),
    street: Colour::hex(0x45_4A_52),
    arterial: Colour::hex(0x66_5E_49),
    path: Colour::hex(0x50_4C_45),
    ferry: Colour::hex(0x35_56_6C),
    district: Colour::hex(0xA9_9D_B8),
    label: Colour::hex(0xE4_E6_EA),
    halo: Colour::hex(0x1A_1C_20),
    ink: Colour::hex(0xE9_EB_EE),
    quiet: Colour::hex(0x9C_A3_AD),
    card: Colour::hex(0x1B_1E_22),
    line: Colour::hex(0x36_3A_41),
    edge: Colour::hex(0x4B_50_59),
    field: Colour::hex(0x26_2A_30),
    accent: Colour::hex(0x5F_B6_E3),
    facility: Colour::hex(0x5F_B6_E3),
    proposed: Colour::hex(0xF0_73_4F),
    serious: Colour::hex(0xF2_7D_72),
    warning: Colour::hex(0xE3_AB_4F),
    steep: Colour::hex(0xC5_9A_E8),
    stairs: Colour::hex(0x5F_D0_C5),
    coverage: COVERAGE_DARK,
    change: CHANGE_DARK,
    certainty: [COVERAGE_DARK[0], UNSURE, COVERAGE_DARK[4]],
};

/// Gives egui's widgets the look of the theme.
pub fn dress(ctx: &egui::Context, mode: Mode) {
    let theme = mode.theme();
    let egui_theme = match mode {
        Mode::Light => egui::Theme::Light,
        Mode::Dark => egui::Theme::Dark,
    };
    ctx.set_theme(egui_theme);
    ctx.style_mut_of(egui_theme, |style| {
        style.spacing.item_spacing = egui::vec2(8.0, 6.0);
        style.spacing.button_padding = egui::vec2(8.0, 4.0);
        style.interaction.tooltip_delay = 0.15;
        let v = &mut style.visuals;
        v.text_edit_bg_color = Some(theme.field.egui());
        let edge = egui::Stroke::new(1.0, theme.edge.egui());
        v.widgets.inactive.bg_stroke = edge;
        v.widgets.inactive.bg_fill = theme.line.egui();
        v.widgets.inactive.weak_bg_fill = theme.field.egui();
        v.panel_fill = theme.card.egui();
        v.window_fill = theme.card.egui();
        v.override_text_color = Some(theme.ink.egui());
        v.weak_text_color = Some(theme.quiet.egui());
        v.hyperlink_color = theme.accent.egui();
        v.selection.bg_fill = theme.accent.with_opacity(70).egui();
        v.selection.stroke.color = theme.ink.egui();
        v.widgets.noninteractive.bg_stroke.color = theme.line.egui();
        v.window_stroke.color = theme.line.egui();
        v.window_shadow = egui::Shadow {
            offset: [0, 2],
            blur: 12,
            spread: 0,
            color: Color32::from_black_alpha(28),
        };
        v.popup_shadow = v.window_shadow;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_fifths_and_the_full_share_is_in_the_last() {
        assert_eq!(
            [0.0, 0.199, 0.2, 0.999, 1.0].map(coverage_class),
            [0, 0, 1, 4, 4]
        );
    }

    #[test]
    fn the_coverage_palette_grows_steadily_lighter() {
        let light =
            |c: Colour| 0.2126 * f64::from(c.r) + 0.7152 * f64::from(c.g) + 0.0722 * f64::from(c.b);
        for palette in [COVERAGE, COVERAGE_DARK] {
            let lightness = palette.map(light);
            for pair in lightness.windows(2) {
                assert!(pair[1] - pair[0] > 20.0, "{lightness:?}");
            }
        }
        // More people gained stand out more, in both modes.
        for theme in [&LIGHT, &DARK] {
            let [_, few, more, many] = theme.change.map(|c| (light(c) - light(theme.land)).abs());
            assert!(
                few > 20.0 && more > few + 20.0 && many > more + 20.0,
                "{few} {more} {many}"
            );
        }
        // The worst stands out from the ground in both modes.
        for theme in [&LIGHT, &DARK] {
            let apart = light(theme.coverage[0]) - light(theme.land);
            assert!(apart.abs() > 60.0, "{apart}");
        }
    }
}
