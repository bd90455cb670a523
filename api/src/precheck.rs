//! What a request may cost, asked before anything is executed.
//!
//! A chain of fragments that each spread the next one twice is a kilobyte of
//! text and 2ⁿ selections. The walk here prices each fragment once, so that it
//! answers in microseconds whatever the text says; only then may the validator
//! and the resolvers see the document. The text itself is looked at before it is
//! parsed, because the parser goes as deep as the brackets do.

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};
use thiserror::Error;

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
        document,
        variables,
        priced: HashMap::new(),
        aliases: 0,
        directives: 0,
    };
    let mut total = 0_u64;
    for (_, operation) in document.operations.iter() {
        walk.count_directives(operation.node.directives.len())?;
        total = total.saturating_add(walk.set(&operation.node.selection_set.node, 0)?.cost);
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
}

enum Fragment {
    Open,
    Priced(Price),
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    priced: HashMap<&'a Name, Fragment>,
    aliases: usize,
    directives: usize,
}

impl<'a> Walk<'a> {
    fn set(&mut self, set: &'a SelectionSet, level: u32) -> Result<Price, Refused> {
        let mut sum = Price::default();
        for item in &set.items {
            self.count_directives(item.node.directives().len())?;
            let price = match &item.node {
                Selection::Field(field) => self.field(&field.node, level + 1)?,
                Selection::InlineFragment(inline) => {
                    self.set(&inline.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?
                }
            };
            sum.cost = sum.cost.saturating_add(price.cost);
            sum.depth = sum.depth.max(price.depth);
            if sum.cost > MAX_COST {
                return Err(Refused::TooLarge);
            }
            if sum.depth > MAX_DEPTH || level > 2 * MAX_DEPTH {
                return Err(Refused::TooDeep);
            }
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field, level: u32) -> Result<Price, Refused> {
        if field.alias.is_some() {
            self.aliases += 1;
            if self.aliases > MAX_ALIASES {
                return Err(Refused::TooManyAliases);
            }
        }
        let below = self.set(&field.selection_set.node, level)?;
        let cost = below
            .cost
            .saturating_mul(self.length(field))
            .saturating_add(1);
        Ok(Price {
            cost,
            depth: below.depth + 1,
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
        let price = self.set(&fragment.node.selection_set.node, level)?;
        self.priced.insert(name, Fragment::Priced(price));
        Ok(price)
    }

    /// How many objects the list of `field` may have, by its `first` or `last`.
    fn length(&self, field: &Field) -> u64 {
        let asked = field
            .arguments
            .iter()
            .find(|(name, _)| matches!(name.node.as_str(), "first" | "last"));
        let Some((_, Positioned { node, .. })) = asked else {
            return 1;
        };
        let given = node
            .clone()
            .into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
        let number = given.ok().as_ref().and_then(whole);
        number.unwrap_or(USUAL_PAGE).clamp(1, LONGEST_PAGE)
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

fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write, time::Instant};

    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    use super::*;

    fn price(query: &str) -> Result<u64, Refused> {
        text(query)?;
        cost(&parse_query(query).unwrap(), &Variables::default())
    }

    /// Each of `count` fragments spreads the next one twice.
    fn exploding(count: usize) -> String {
        let mut query = String::from("{ ...F0 ...F0 }");
        for at in 0..count {
            let _ = write!(
                query,
                " fragment F{at} on Query {{ ...F{0} ...F{0} }}",
                at + 1
            );
        }
        let _ = write!(query, " fragment F{count} on Query {{ __typename }}");
        query
    }

    #[test]
    fn exploding_fragments_are_refused_at_once() {
        let query = exploding(30);
        let document = parse_query(&query).unwrap();
        let started = Instant::now();
        assert_eq!(
            cost(&document, &Variables::default()),
            Err(Refused::TooLarge)
        );
        assert!(started.elapsed().as_millis() < 10);
    }

    #[test]
    fn a_fragment_that_leads_back_to_itself_is_refused() {
        assert_eq!(
            price("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
            Err(Refused::Cycle)
        );
    }

    #[test]
    fn a_list_costs_by_its_length() {
        assert_eq!(price("{ a(first: 10) { b } }"), Ok(11));
        assert_eq!(price("{ a(first: 10) { b(last: 3) { c } } }"), Ok(41));
        assert_eq!(price("query($n: Int) { a(first: $n) { b } }"), Ok(51));
        assert_eq!(
            price("{ a(first: 100) { b(first: 100) { c(first: 100) { d } } } }"),
            Err(Refused::TooLarge)
        );
    }

    #[test]
    fn depth_aliases_and_directives_have_their_limits() {
        let deep = format!("{}a{}", "{ a ".repeat(25), " }".repeat(25));
        assert_eq!(price(&deep), Err(Refused::TooDeep));
        let aliases: String = (0..300).map(|at| format!("a{at}: a ")).collect();
        assert_eq!(
            price(&format!("{{ {aliases} }}")),
            Err(Refused::TooManyAliases)
        );
        assert_eq!(
            price(&format!("{{ a {} }}", "@x ".repeat(60))),
            Err(Refused::TooManyDirectives)
        );
    }

    #[test]
    fn a_text_is_looked_at_before_it_is_parsed() {
        assert_eq!(
            text(&format!("{{ a(b: {}", "[".repeat(60_000))),
            Err(Refused::TooNested)
        );
        assert_eq!(text(&"a ".repeat(30_000)), Err(Refused::TooManyTokens));
        assert_eq!(
            text(&format!(
                "{{ a(b: \"{}\") # {}\n }}",
                "[".repeat(500),
                "[".repeat(500)
            )),
            Ok(())
        );
        assert_eq!(
            text(&format!("{{ a(b: \"\"\"{}\"\"\") }}", "[".repeat(500))),
            Ok(())
        );
    }

    /// Documents like those of clients, and like those of nobody.
    fn document() -> impl Strategy<Value = String> {
        let leaf = "(a|b: c|...F|...G|d(first: [0-9]{1,3})|@x|\"[^\"]{0,5}\"|#[a-z]*\n)";
        leaf.prop_recursive(6, 48, 6, |inner| {
            prop::collection::vec(inner, 1..6)
                .prop_map(|some| format!("a {{ {} }}", some.join(" ")))
        })
        .prop_map(|body| {
            format!("{{ {body} }} fragment F on Query {{ ...G a }} fragment G on Query {{ b }}")
        })
    }

    proptest! {
        #[test]
        fn any_text_is_priced_or_refused_at_once(given in prop_oneof![document(), any::<String>()]) {
            let started = Instant::now();
            if text(&given).is_ok()
                && let Ok(document) = parse_query(&given)
                && let Ok(price) = cost(&document, &Variables::default())
            {
                prop_assert!(price <= MAX_COST);
            }
            prop_assert!(started.elapsed().as_millis() < 500);
        }

        #[test]
        fn a_document_costs_at_least_its_fields(fields in 1_u64..150) {
            let names: String = (0..fields).map(|at| format!("f{at} ")).collect();
            prop_assert_eq!(price(&format!("{{ {names} }}")), Ok(fields));
            prop_assert_eq!(price(&format!("{{ l(first: 3) {{ {names} }} }}")), Ok(3 * fields + 1));
        }
    }
}
