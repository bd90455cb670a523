//! What the schema says of a field, as far as its price goes: of which type it is, how many
//! objects it may give, and how much has to be read for it.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition},
};

use crate::schema;

/// What a list without pages is taken for.
pub(super) const USUAL_LIST: u64 = 10;

/// Lists that are longer than usual.
const LONG: [(&str, &str, u64); 4] = [
    ("Enterprise", "readings", 50),
    ("ProgrammeSummary", "provinces", 40),
    ("Query", "indicatorSeries", 50),
    ("Query", "reportingRates", 50),
];
/// Fields for which whole tables are read, with what that costs beside what is asked of them.
const HEAVY: [(&str, &str, u64); 4] = [
    ("Query", "chasePlan", 5_000),
    ("Query", "indicatorSeries", 2_000),
    ("Query", "programme", 5_000),
    ("Query", "reportingRates", 2_000),
];
/// Where introspection begins, under whatever name the query's type has.
const ROOT: &str = "__Query";
/// The types of introspection, which a schema does not write out.
const INTROSPECTION: &str = "
    type __Query { __schema: __Schema __type: __Type }
    type __Schema { types: [__Type] queryType: __Type mutationType: __Type subscriptionType: __Type directives: [__Directive] }
    type __Type { fields: [__Field] interfaces: [__Type] possibleTypes: [__Type] enumValues: [__EnumValue] inputFields: [__InputValue] ofType: __Type }
    type __Field { args: [__InputValue] type: __Type }
    type __InputValue { type: __Type }
    type __EnumValue { name: String }
    type __Directive { args: [__InputValue] }
";

/// A field of a type.
#[derive(Debug)]
pub(super) struct Known {
    /// The type of what it gives, lists aside.
    pub(super) of: String,
    /// How many objects it gives where its arguments do not say; the pages of a connection
    /// are counted where they are asked for.
    pub(super) usual: u64,
    /// What reading it costs beside what is asked of it.
    pub(super) weight: u64,
}

/// The fields of each type.
#[derive(Debug, Default)]
pub(super) struct Shape(HashMap<String, HashMap<String, Known>>);

static SHAPE: LazyLock<Shape> = LazyLock::new(|| {
    let mut shape = Shape::default();
    for text in [schema::sdl().as_str(), INTROSPECTION] {
        // What cannot be read has no lists; a test sees that both can.
        if let Ok(document) = parse_schema(text) {
            shape.take(document);
        }
    }
    shape
});

impl Shape {
    /// That of the schema.
    pub(super) fn of_schema() -> &'static Self {
        &SHAPE
    }

    /// The field `name` of the type `parent`.
    pub(super) fn field(&self, parent: &str, name: &str) -> Option<&Known> {
        let parent = if name.starts_with("__") { ROOT } else { parent };
        self.0.get(parent)?.get(name)
    }

    fn take(&mut self, document: ServiceDocument) {
        for definition in document.definitions {
            let TypeSystemDefinition::Type(of) = definition else {
                continue;
            };
            let name = of.node.name.node.to_string();
            let fields = match of.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            let fields = fields.into_iter().map(|field| known(&name, &field.node));
            let fields = fields.collect();
            self.0.insert(name, fields);
        }
    }
}

fn known(parent: &str, field: &FieldDefinition) -> (String, Known) {
    let name = field.name.node.to_string();
    let (of, is_list) = innermost(&field.ty.node);
    let is_page = matches!(name.as_str(), "nodes" | "edges") && parent != "Query";
    let usual = if is_list && !is_page { USUAL_LIST } else { 1 };
    let known = Known {
        of,
        usual: listed(&LONG, parent, &name).unwrap_or(usual),
        weight: listed(&HEAVY, parent, &name).unwrap_or(1),
    };
    (name, known)
}

fn listed(table: &[(&str, &str, u64)], parent: &str, field: &str) -> Option<u64> {
    let row = table.iter().find(|row| (row.0, row.1) == (parent, field));
    row.map(|row| row.2)
}

fn innermost(of: &Type) -> (String, bool) {
    match &of.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(inner) => (innermost(inner).0, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_name_fields_of_the_schema() {
        let shape = Shape::of_schema();
        for (parent, field, value) in LONG {
            let known = shape.field(parent, field).expect(field);
            assert_eq!(known.usual, value, "{parent}.{field}");
        }
        for (parent, field, value) in HEAVY {
            let known = shape.field(parent, field).expect(field);
            assert_eq!(known.weight, value, "{parent}.{field}");
        }
    }

    #[test]
    fn a_list_is_known_by_its_type_and_a_page_by_its_connection() {
        let shape = Shape::of_schema();
        let usual = |parent, field| shape.field(parent, field).expect(field).usual;
        assert_eq!(usual("Module", "indicators"), USUAL_LIST);
        assert_eq!(usual("__Type", "fields"), USUAL_LIST);
        assert_eq!(usual("__Schema", "types"), USUAL_LIST);
        assert_eq!(usual("Indicator", "module"), 1);
        assert_eq!(usual("EnterpriseConnection", "nodes"), 1);
        assert_eq!(usual("Query", "nodes"), USUAL_LIST);
        let root = shape.field("Query", "__schema").expect("introspection");
        assert_eq!(root.of, "__Schema");
    }
}
