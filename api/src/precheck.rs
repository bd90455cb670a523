//! What a request may cost, asked before anything is executed.
//!
//! A price counts values: a field costs one, or more where whole tables are read for it, and
//! what is asked of a list is asked of each of its rows. How long a list is, its arguments
//! say; else the schema (`shape`).
//!
//! A chain of fragments that each spread the next one twice is a kilobyte of
//! text and 2ⁿ selections. The walk here prices each fragment once, so that it
//! answers in microseconds whatever the text says; only then may the validator
//! and the resolvers see the document. The text itself is looked at before it is
//! parsed, because the parser goes as deep as the brackets do.

mod shape;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationType, Selection, SelectionSet},
};
use thiserror::Error;

use shape::{Known, Shape};

/// Values that a query may ask for, lists counted by their length.
pub(crate) const MAX_COST: u64 = 100_000;
/// Levels of fields; the introspection query of common tools needs 15.
const MAX_DEPTH: u32 = 20;
const MAX_ALIASES: usize = 200;
const MAX_DIRECTIVES: usize = 50;
const MAX_TOKENS: usize = 8_000;
const MAX_BRACKETS: usize = 64;
/// What a list is taken for when its length is in a variable that is missing.
const USUAL_PAGE: u64 = 50;
/// The longest page that there is.
const LONGEST_PAGE: u64 = 100;

/// Why a request is not executed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A fragment that leads back to itself.
    #[error("A fragment spreads itself; take the spread out.")]
    Cycle,
    /// More values than a request may ask for.
    #[error("The query costs more than {MAX_COST}; ask for fewer fields or shorter pages.")]
    TooLarge,
    /// More levels than a request may have.
    #[error("The query is deeper than {MAX_DEPTH} levels; ask for the rest in a second one.")]
    TooDeep,
    /// More aliases than a request may have.
    #[error("The query has more than {MAX_ALIASES} aliases; split it.")]
    TooManyAliases,
    /// More directives than a request may have.
    #[error("The query has more than {MAX_DIRECTIVES} directives; take some out.")]
    TooManyDirectives,
    /// More words than a request may have.
    #[error("The query has more than {MAX_TOKENS} words; move values into variables or split it.")]
    TooManyTokens,
    /// Brackets nested deeper than anything sensible.
    #[error("The query nests more than {MAX_BRACKETS} brackets; flatten it.")]
    TooNested,
}

/// Count words and brackets of `text` without parsing it.
pub(crate) fn text(text: &str) -> Result<(), Refused> {
    let (mut tokens, mut nested) = (0_usize, 0_usize);
    let mut in_word = false;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let is_word = byte.is_ascii_alphanumeric() || byte == b'_';
        tokens += usize::from(!byte.is_ascii_whitespace() && byte != b',' && !(is_word && in_word));
        in_word = is_word;
        match byte {
            b'{' | b'[' | b'(' => nested += 1,
            b'}' | b']' | b')' => nested = nested.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            b'#' => while bytes.next_if(|next| *next != b'\n').is_some() {},
            _ => {}
        }
        if nested > MAX_BRACKETS {
            return Err(Refused::TooNested);
        }
        if tokens > MAX_TOKENS {
            return Err(Refused::TooManyTokens);
        }
    }
    Ok(())
}

/// Go past the string whose opening quote was read. A block string is three
/// strings to this eye, one of them empty on each side, which ends at the same place.
fn skip_string(bytes: &mut std::iter::Peekable<std::str::Bytes<'_>>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return,
            _ => {}
        }
    }
}

/// What `document` costs with those `variables`.
///
/// # Errors
/// Where one of the limits is passed.
pub(crate) fn cost(document: &ExecutableDocument, variables: &Variables) -> Result<u64, Refused> {
    let mut walk = Walk {
        shape: Shape::of_schema(),
        document,
        variables,
        priced: HashMap::new(),
        aliases: 0,
        directives: 0,
    };
    let mut total = 0_u64;
    for (_, operation) in document.operations.iter() {
        walk.count_directives(operation.node.directives.len())?;
        let root = root(operation.node.ty);
        let price = walk.set(&operation.node.selection_set.node, root, 0)?;
        total = total.saturating_add(price.cost);
    }
    // Unused fragments are walked by validation too, so they have their price.
    for name in document.fragments.keys() {
        walk.fragment(name, 0)?;
    }
    if total > MAX_COST {
        Err(Refused::TooLarge)
    } else {
        Ok(total)
    }
}

#[derive(Clone, Copy, Default)]
struct Price {
    cost: u64,
    depth: u32,
    /// Are the rows of a list asked for here?
    has_rows: bool,
}

enum Fragment {
    Open,
    Priced(Price),
}

/// The type that an operation of the kind `ty` begins at.
const fn root(ty: OperationType) -> &'static str {
    match ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

struct Walk<'a> {
    shape: &'a Shape,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    priced: HashMap<&'a Name, Fragment>,
    aliases: usize,
    directives: usize,
}

impl<'a> Walk<'a> {
    /// What `set` costs, asked of an object of the type `of`.
    fn set(&mut self, set: &'a SelectionSet, of: &'a str, level: u32) -> Result<Price, Refused> {
        let mut sum = Price::default();
        for item in &set.items {
            self.count_directives(item.node.directives().len())?;
            let price = match &item.node {
                Selection::Field(field) => self.field(&field.node, of, level + 1)?,
                Selection::InlineFragment(inline) => {
                    let narrowed = inline.node.type_condition.as_ref();
                    let of = narrowed.map_or(of, |narrowed| narrowed.node.on.node.as_str());
                    self.set(&inline.node.selection_set.node, of, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?
                }
            };
            sum.cost = sum.cost.saturating_add(price.cost);
            sum.depth = sum.depth.max(price.depth);
            sum.has_rows |= price.has_rows;
            if sum.cost > MAX_COST {
                return Err(Refused::TooLarge);
            }
            if sum.depth > MAX_DEPTH || level > 2 * MAX_DEPTH {
                return Err(Refused::TooDeep);
            }
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field, of: &str, level: u32) -> Result<Price, Refused> {
        if field.alias.is_some() {
            self.aliases += 1;
            if self.aliases > MAX_ALIASES {
                return Err(Refused::TooManyAliases);
            }
        }
        // What the schema does not have costs one here; validation names it.
        let known = self.shape.field(of, &field.name.node);
        let inside = known.map_or("", |known| known.of.as_str());
        let below = self.set(&field.selection_set.node, inside, level)?;
        let cost = below
            .cost
            .saturating_mul(self.length(field, known, below.has_rows))
            .saturating_add(known.map_or(1, |known| known.weight));
        Ok(Price {
            cost,
            depth: below.depth + 1,
            has_rows: matches!(field.name.node.as_str(), "nodes" | "edges"),
        })
    }

    fn fragment(&mut self, name: &Name, level: u32) -> Result<Price, Refused> {
        match self.priced.get(name) {
            Some(Fragment::Open) => return Err(Refused::Cycle),
            Some(Fragment::Priced(price)) => return Ok(*price),
            None => {}
        }
        // What is not defined costs nothing here; validation names it.
        let document = self.document;
        let Some((name, fragment)) = document.fragments.get_key_value(name) else {
            return Ok(Price::default());
        };
        self.priced.insert(name, Fragment::Open);
        self.count_directives(fragment.node.directives.len())?;
        let of = fragment.node.type_condition.node.on.node.as_str();
        let price = self.set(&fragment.node.selection_set.node, of, level)?;
        self.priced.insert(name, Fragment::Priced(price));
        Ok(price)
    }

    /// How many objects `field` may give: by its `first`, `last` or `ids`; without them a page
    /// of the usual length where it has rows, else what the schema lets expect.
    fn length(&self, field: &Field, known: Option<&Known>, has_rows: bool) -> u64 {
        let asked = field
            .arguments
            .iter()
            .filter(|(name, _)| matches!(name.node.as_str(), "first" | "last" | "ids"));
        let lengths = asked.filter_map(|(_, Positioned { node, .. })| {
            let given = node
                .clone()
                .into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
            match given {
                Ok(Value::Null) => None,
                other => Some(other.ok().as_ref().and_then(whole).unwrap_or(USUAL_PAGE)),
            }
        });
        let usual = known.map_or(1, |known| known.usual);
        let unsaid = if has_rows { USUAL_PAGE } else { usual };
        lengths.max().unwrap_or(unsaid).clamp(1, LONGEST_PAGE)
    }

    fn count_directives(&mut self, more: usize) -> Result<(), Refused> {
        self.directives += more;
        if self.directives > MAX_DIRECTIVES {
            Err(Refused::TooManyDirectives)
        } else {
            Ok(())
        }
    }
}

/// A number of rows, or how many are named.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::List(ids) => u64::try_from(ids.len()).ok(),
        _ => None,
    }
}
