//! Reads a PDF back, by another library than the one that made it.

use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
        InterpreterSettings, Paint, PathDrawMode, SoftMask, font::Glyph, hayro_cmap::BfString,
        interpret_page,
    },
    hayro_syntax::Pdf,
    vello_cpu::kurbo::{Affine, BezPath, Point, Rect, Shape},
};

/// A page as a reader finds it; lengths are points.
pub(crate) struct Page {
    /// The paper.
    pub(crate) size: (f64, f64),
    /// Its texts in the order in which they were set, each as long as it goes on in its line.
    pub(crate) texts: Vec<Text>,
}

/// What stands in one go.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// The words.
    pub(crate) words: String,
    /// Around their ink, from the paper's lower left corner.
    pub(crate) ink: Rect,
}

impl Page {
    /// The paper is A4, and no text is cut off at its edge or stands on another.
    pub(crate) fn is_a4_with_everything_in_its_place(&self) {
        let (width, height) = self.size;
        assert!((width - 595.28).abs() < 0.1 && (height - 841.89).abs() < 0.1);
        let paper = Rect::new(0.0, 0.0, width, height).inset(-MARGIN);
        for (at, text) in self.texts.iter().enumerate() {
            assert_eq!(
                text.ink.intersect(paper),
                text.ink,
                "{text:?} is off {paper:?}"
            );
            for other in &self.texts[..at] {
                let both = text.ink.intersect(other.ink);
                let is_on_it = both.width() > TOUCH && both.height() > TOUCH;
                assert!(!is_on_it, "{text:?} is on {other:?}");
            }
        }
    }
}

/// What every page leaves free at its edges, and how far the boxes of two texts may reach
/// into each other, in points.
const MARGIN: f64 = 25.0;
const TOUCH: f64 = 1.0;

/// The pages of a file.
pub(crate) fn pages(file: &[u8]) -> Vec<Page> {
    let pdf = Pdf::new(file.to_vec()).expect("a PDF");
    let cache = InterpreterCache::new();
    let read = |page| {
        let mut reading = Reading::default();
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, 1.0, 1.0),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut reading);
        let (width, height) = page.render_dimensions();
        Page {
            size: (width.into(), height.into()),
            texts: reading.texts,
        }
    };
    pdf.pages().iter().map(read).collect()
}

/// The texts of all pages.
pub(crate) fn texts(file: &[u8]) -> Vec<String> {
    let pages = pages(file).into_iter();
    let texts = pages.flat_map(|page| page.texts);
    texts
        .map(|text| text.words.trim().to_owned())
        .filter(|words| !words.is_empty())
        .collect()
}

/// All words of a file in a row, whatever lines they stand in.
pub(crate) fn words(file: &[u8]) -> String {
    texts(file).join(" ")
}

#[derive(Default)]
struct Reading {
    texts: Vec<Text>,
    /// Where the next letter of the last text would stand, and how large it is.
    next: Option<(Point, f64)>,
}

/// Glyphs are drawn on so many units.
const UNITS: f64 = 1000.0;

impl Reading {
    fn letter(&mut self, letter: &str, (start, ink): (Point, Rect), next: (Point, f64)) {
        let goes_on = self.next.is_some_and(|(place, size)| {
            let off = start - place;
            (size - next.1).abs() < 0.01 && off.y.abs() < 0.1 * size && off.x.abs() < 0.4 * size
        });
        match self.texts.last_mut() {
            Some(text) if goes_on => {
                text.words.push_str(letter);
                if ink.area() > 0.0 {
                    text.ink = text.ink.union(ink);
                }
            }
            _ => self.texts.push(Text {
                words: letter.to_owned(),
                ink,
            }),
        }
        self.next = Some(next);
    }
}

impl Device<'_> for Reading {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        let Glyph::Outline(outline) = glyph else {
            panic!("a letter without an outline");
        };
        let letter = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => "\u{fffd}".to_owned(),
        };
        let place = transform * glyph_transform;
        let start = place * Point::ORIGIN;
        let size = (place * Point::new(UNITS, 0.0) - start).hypot();
        let advance = f64::from(outline.advance_width().unwrap_or_default());
        let mut shape = outline.outline();
        shape.apply_affine(place);
        let ink = if shape.elements().is_empty() {
            Rect::from_points(start, start)
        } else {
            shape.bounding_box()
        };
        self.letter(
            &letter,
            (start, ink),
            (place * Point::new(advance, 0.0), size),
        );
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
