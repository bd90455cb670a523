//! HTML from MJML, laid out once for each shape of letter.
//!
//! Laying out is most of the work of composing a letter, and thousands of letters of a month
//! differ in their words alone. So the layout is asked for with a marker in place of each
//! text, kept by that MJML, and filled with the escaped words of each letter: the same HTML
//! as if the letter itself had been laid out, which the tests compare.

use std::{
    num::NonZeroUsize,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use askama::filters::{Escaper, Html};
use lru::LruCache;

use super::TemplateError;

/// Shapes that are kept; a month's letters have about a dozen, digests one each.
const SHAPES: NonZeroUsize = NonZeroUsize::new(64).unwrap();
/// What stands around the number of a text; the layout itself holds neither. Signs that can
/// be seen, since the others are rewritten where a text becomes an attribute.
const OPEN: char = '⟦';
const CLOSE: char = '⟧';

static KEPT: LazyLock<Mutex<LruCache<String, Arc<Shape>>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(SHAPES)));

/// What stands in the layout for the text with this number.
pub(super) fn marker(number: usize) -> String {
    format!("{OPEN}{number}{CLOSE}")
}

/// The HTML of `mjml`, with each marker replaced by its text.
///
/// # Errors
/// Where `mjml` cannot be laid out.
pub(super) fn html(mjml: String, texts: &[String]) -> Result<String, TemplateError> {
    shape(mjml)?.filled(texts)
}

fn shape(mjml: String) -> Result<Arc<Shape>, TemplateError> {
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(shape) = kept().get(&mjml) {
        return Ok(Arc::clone(shape));
    }
    let shape = Arc::new(Shape::of(&lay_out(&mjml)?));
    kept().put(mjml, Arc::clone(&shape));
    Ok(shape)
}

/// HTML with gaps: what stands before each gap, with the number of the text that fills it.
struct Shape {
    gaps: Vec<(String, usize)>,
    rest: String,
}

impl Shape {
    fn of(html: &str) -> Self {
        let mut gaps = Vec::new();
        let mut rest = html;
        while let Some((before, number, after)) = first_marker(rest) {
            gaps.push((before.to_owned(), number));
            rest = after;
        }
        Self {
            gaps,
            rest: rest.to_owned(),
        }
    }

    fn filled(&self, texts: &[String]) -> Result<String, TemplateError> {
        let around: usize = self.gaps.iter().map(|(before, _)| before.len()).sum();
        let within: usize = texts.iter().map(String::len).sum();
        let mut html = String::with_capacity(around + self.rest.len() + 2 * within);
        for (before, number) in &self.gaps {
            html.push_str(before);
            let text = texts.get(*number).map_or("", String::as_str);
            readable(text)?;
            Html.write_escaped_str(&mut html, text)
                .map_err(askama::Error::from)?;
        }
        html.push_str(&self.rest);
        Ok(html)
    }
}

/// No page may hold a control character; the layout would refuse it as well.
fn readable(text: &str) -> Result<(), TemplateError> {
    let is_wrong = |sign: &char| sign.is_control() && !sign.is_whitespace();
    match text.chars().find(is_wrong) {
        Some(sign) => Err(TemplateError::Control(u32::from(sign))),
        None => Ok(()),
    }
}

fn first_marker(html: &str) -> Option<(&str, usize, &str)> {
    let (before, rest) = html.split_once(OPEN)?;
    let (number, after) = rest.split_once(CLOSE)?;
    Some((before, number.parse().ok()?, after))
}

/// The HTML of `mjml`.
pub(super) fn lay_out(mjml: &str) -> Result<String, TemplateError> {
    let parsed = mrml::parse(mjml).map_err(|cause| TemplateError::Parse(cause.to_string()))?;
    let options = mrml::prelude::render::RenderOptions::default();
    let html = parsed
        .element
        .render(&options)
        .map_err(|cause| TemplateError::Render(cause.to_string()))?;
    // An article inside a body is what validators refuse; a group may carry the title as well.
    Ok(html.replacen("role=\"article\"", "role=\"group\"", 1))
}
