//! Whether the machine can show Chinese, and what to install when it cannot.
//!
//! No font is shipped: glyphs come from the system's own fonts. Without them the interface speaks English.

use std::borrow::Cow;

use egui::{Context, FontId};
use planner::text::Lang;

use crate::state::Glyphs;

/// The Debian package that brings Chinese glyphs.
pub const PACKAGE: &str = "fonts-wqy-microhei";

/// Characters that any Chinese font has.
const SAMPLE: &str = "养老助餐";

/// Whether a font of the system has Chinese glyphs; the first frame must have begun.
pub fn have_chinese(ctx: &Context) -> bool {
    can_draw(ctx, SAMPLE)
}

/// Whether fonts have all glyphs of a text.
pub fn can_draw(ctx: &Context, text: &str) -> bool {
    text.is_ascii() || ctx.fonts_mut(|fonts| fonts.has_glyphs(&FontId::proportional(14.0), text))
}

/// A text of the user's without characters that no font has: an ellipsis stands for them, never a box.
pub fn legible<'a>(ctx: &Context, text: &'a str) -> Cow<'a, str> {
    if can_draw(ctx, text) {
        return Cow::Borrowed(text);
    }
    let mut result = String::new();
    for c in text.chars() {
        if can_draw(ctx, c.encode_utf8(&mut [0; 4])) {
            result.push(c);
        } else if !result.ends_with('…') {
            result.push('…');
        }
    }
    Cow::Owned(result)
}

/// The language that can be shown when one is wished for.
pub const fn readable(wished: Lang, glyphs: Glyphs) -> Lang {
    match (wished, glyphs) {
        (Lang::Zh, Glyphs::LatinOnly) => Lang::En,
        (other, _) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_glyphs_the_interface_speaks_english() {
        assert_eq!(readable(Lang::Zh, Glyphs::LatinOnly), Lang::En);
        assert_eq!(readable(Lang::Zh, Glyphs::Chinese), Lang::Zh);
        assert_eq!(readable(Lang::En, Glyphs::Chinese), Lang::En);
    }
}
