//! Charts as PNG, for mails: most readers there show no SVG.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};
use thiserror::Error;

use crate::font;

/// A chart's SVG cannot be drawn.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the chart cannot be drawn as PNG: {0}; please report it")]
pub struct PngError(String);

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for face in font::FACES {
        fonts.load_font_data(face.to_vec());
    }
    fonts.set_sans_serif_family(font::FAMILY);
    Arc::new(fonts)
});

/// The chart on white, so many pixels wide, in our own font.
///
/// # Errors
/// Where the SVG is none, or too large to draw.
pub fn png(svg: &str, width: u32) -> Result<Vec<u8>, PngError> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|cause| PngError(cause.to_string()))?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).ceil() as u32;
    let mut pixels = Pixmap::new(width, height)
        .ok_or_else(|| PngError(format!("{width} × {height} pixels are no picture")))?;
    pixels.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels
        .encode_png()
        .map_err(|cause| PngError(cause.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" font-family="system-ui, sans-serif"><text x="0" y="16">Juli</text></svg>"#;

    #[test]
    fn words_are_drawn_in_our_font() {
        let png = png(WORD, 120).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        let drawn = Pixmap::decode_png(&png).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (120, 40));
        let dark = drawn.pixels().iter().filter(|pixel| pixel.red() < 128);
        assert!(dark.count() > 50, "the word is not there");
    }

    #[test]
    fn what_is_no_picture_is_an_error() {
        assert!(png("<p>", 10).is_err());
        assert!(png(WORD, 0).is_err());
    }
}
