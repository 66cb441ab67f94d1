//! A map as a picture: the same SVG, drawn by resvg with the fonts of the machine.

use std::sync::{Arc, Mutex};

use fontdb::Database;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};

use super::Error;

/// Pixels in a unit of a map: 254 to the inch on paper.
const PIXELS_PER_UNIT: f32 = 1.0;

/// The fonts of the machine.
#[derive(Debug, Clone)]
pub struct Fonts(Arc<Database>);

impl Fonts {
    /// All that are installed.
    pub fn of_machine() -> Self {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        // Generic families stand for whatever is there, in the order of the names of faces.
        let first = fonts
            .faces()
            .filter_map(|face| face.families.first())
            .map(|(name, _)| name.clone())
            .min();
        if let Some(name) = first {
            fonts.set_sans_serif_family(name);
        }
        Self(Arc::new(fonts))
    }
}

/// Draws a map as PNG.
pub(super) fn paint(fonts: &Fonts, name: &str, svg: &str) -> Result<Vec<u8>, Error> {
    if fonts.0.is_empty() {
        return Err(Error::NoFont { letter: 'a' });
    }
    let refuse = |why: String| Error::Paint {
        name: name.to_owned(),
        why,
    };
    let lacking = Arc::new(Mutex::new(None));
    let options = Options {
        fontdb: Arc::clone(&fonts.0),
        font_resolver: noting(&lacking),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|why| refuse(why.to_string()))?;
    if let Ok(mut lacking) = lacking.lock()
        && let Some(letter) = lacking.take()
    {
        return Err(Error::NoFont { letter });
    }
    let size = tree.size();
    let pixels = |units: f32| (units * PIXELS_PER_UNIT).ceil().max(1.0) as u32;
    let picture = Pixmap::new(pixels(size.width()), pixels(size.height()));
    let mut picture = picture.ok_or_else(|| refuse("it has no size".to_owned()))?;
    picture.fill(Color::WHITE);
    let scale = Transform::from_scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
    resvg::render(&tree, scale, &mut picture.as_mut());
    picture.encode_png().map_err(|why| refuse(why.to_string()))
}

/// Looks for fonts as usual, and notes the first character that none of them has.
fn noting(lacking: &Arc<Mutex<Option<char>>>) -> FontResolver<'static> {
    let usual = FontResolver::default_fallback_selector();
    let lacking = Arc::clone(lacking);
    FontResolver {
        select_fallback: Box::new(move |letter, tried, fonts| {
            let found = usual(letter, tried, fonts);
            if found.is_none()
                && let Ok(mut lacking) = lacking.lock()
            {
                lacking.get_or_insert(letter);
            }
            found
        }),
        ..FontResolver::default()
    }
}
