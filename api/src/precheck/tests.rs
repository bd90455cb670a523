//! What is priced, what is refused, and that both are quick.

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
    assert_eq!(price("{ a(first: null, last: 3) { b } }"), Ok(4));
    assert_eq!(
        price("{ a(first: 100) { b(first: 100) { c(first: 100) { d } } } }"),
        Err(Refused::TooLarge)
    );
}

#[test]
fn a_list_of_no_said_length_costs_a_page() {
    assert_eq!(price("{ a { b } }"), Ok(2));
    assert_eq!(price("{ a { totalCount } }"), Ok(2));
    assert_eq!(price("{ a { nodes { b } } }"), Ok(101));
    assert_eq!(price("{ a(first: null) { edges { cursor } } }"), Ok(101));
    let inside = "{ a { ... { ...F } } } fragment F on A { nodes { b } }";
    assert_eq!(price(inside), Ok(101));
    let nested = "{ a { nodes { b { nodes { c { nodes { d { nodes { e } } } } } } } } }";
    assert_eq!(price(nested), Err(Refused::TooLarge));
}

#[test]
fn a_list_without_pages_costs_by_its_type() {
    assert_eq!(
        price("{ indicators(first: 2) { nodes { module { indicators { code } } } } }"),
        Ok(27)
    );
    assert_eq!(
        price("{ node(id: 1) { ... on Module { indicators { code } } } }"),
        Ok(12)
    );
    let spread = "{ node(id: 1) { ...F } } fragment F on Module { indicators { code } }";
    assert_eq!(price(spread), Ok(12));
    assert_eq!(price("{ nodes(ids: [1, 2, 3]) { id } }"), Ok(4));
}

#[test]
fn lists_that_lead_to_each_other_are_refused() {
    for (begin, link) in [
        ("indicators", "module { indicators"),
        ("cohorts", "enterprises { cohorts"),
    ] {
        let (more, end) = (format!("{link} {{ ").repeat(4), " } }".repeat(4));
        let asked = format!("{{ {begin}(first: 100) {{ nodes {{ {more} id {end} }} }} }}");
        assert_eq!(price(&asked), Err(Refused::TooLarge), "{asked}");
    }
    let types = "fields { type { ".repeat(5);
    let asked = format!(
        "{{ __schema {{ types {{ {types} name {} }} }} }}",
        " } }".repeat(5)
    );
    assert_eq!(price(&asked), Err(Refused::TooLarge));
}

#[test]
fn what_reads_whole_tables_is_not_asked_for_often() {
    let once = "{ programme(year: 2012) { year } }";
    assert!(price(once).unwrap() > 1_000);
    let often: String = (0..100)
        .map(|at| format!("a{at}: programme(year: {}) {{ year }} ", 2000 + at))
        .collect();
    assert_eq!(price(&format!("{{ {often} }}")), Err(Refused::TooLarge));
}

/// The query of common tools, with as many levels of types in types as they ask for.
#[test]
fn the_introspection_of_common_tools_has_room() {
    let of = format!(
        "{} kind name {}",
        "kind name ofType { ".repeat(9),
        " }".repeat(9)
    );
    let value =
        format!("name description type {{ {of} }} defaultValue isDeprecated deprecationReason");
    let query = format!(
        "{{ __schema {{ queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }}
            types {{ kind name description specifiedByURL
                fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ {value} }}
                    type {{ {of} }} isDeprecated deprecationReason }}
                inputFields(includeDeprecated: true) {{ {value} }} interfaces {{ {of} }}
                enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
                possibleTypes {{ {of} }} }}
            directives {{ name description locations args(includeDeprecated: true) {{ {value} }} }} }} }}"
    );
    assert!(
        price(&query).unwrap() < MAX_COST * 2 / 3,
        "{:?}",
        price(&query)
    );
}

#[test]
fn the_documents_of_the_examples_have_room() {
    let examples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).unwrap();
    let mut count = 0;
    for example in examples {
        let path = example.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let price = price(&text).unwrap();
        assert!(price < MAX_COST / 10, "{}: {price}", path.display());
        count += 1;
    }
    assert!(count > 0);
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
        prop::collection::vec(inner, 1..6).prop_map(|some| format!("a {{ {} }}", some.join(" ")))
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
