//! The schema as a client reads it, and a literal for whatever an argument asks for.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::support::api::Api;

const INTROSPECTION: &str = "{ __schema { types { kind name enumValues { name }
    inputFields { name defaultValue type { ...T } }
    fields { name type { ...T } args { name defaultValue type { ...T } } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// Types and fields by their names.
pub(super) struct Schema {
    types: BTreeMap<String, Value>,
    /// Ids and codes that arguments of these names take.
    known: HashMap<&'static str, String>,
}

/// The innermost type of `ty`, and whether it may be left out.
fn named(ty: &Value) -> &Value {
    match ty["ofType"].is_object() {
        true => named(&ty["ofType"]),
        false => ty,
    }
}

fn is_list(ty: &Value) -> bool {
    ty["kind"] == "LIST" || (ty["kind"] == "NON_NULL" && is_list(&ty["ofType"]))
}

/// Does it lead to a whole list without being told to which? Whoever asks is no list.
fn is_free(call: &str) -> bool {
    !call.contains('(') && call != "viewer"
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

impl Schema {
    /// The schema of `api`, asked about the ids and codes in `known`.
    pub(super) async fn of(api: &Api, token: &str, known: HashMap<&'static str, String>) -> Self {
        let answer = api.data(token, INTROSPECTION).await;
        let types = list(&answer["__schema"]["types"]);
        let types = types.filter(|one| !text(&one["name"]).starts_with("__"));
        Self {
            types: types
                .map(|one| (text(&one["name"]).to_owned(), one.clone()))
                .collect(),
            known,
        }
    }

    /// The fields of the object `name`.
    pub(super) fn fields(&self, name: &str) -> Vec<&Value> {
        self.types
            .get(name)
            .map(|one| list(&one["fields"]).collect())
            .unwrap_or_default()
    }

    /// The object that `field` leads to, where it leads to one.
    pub(super) fn object<'a>(&self, field: &'a Value) -> Option<&'a str> {
        let ty = named(&field["type"]);
        (ty["kind"] == "OBJECT").then(|| text(&ty["name"]))
    }

    /// Each object that can be reached from `Query`, with a short way there: over whole lists
    /// first, so that what should be hidden is among what is asked for.
    pub(super) fn ways(&self) -> BTreeMap<String, Vec<String>> {
        let mut ways = BTreeMap::from([("Query".to_owned(), Vec::new())]);
        for takes_arguments in [false, true] {
            let mut next: Vec<_> = ways.keys().cloned().collect();
            while let Some(name) = (!next.is_empty()).then(|| next.remove(0)) {
                for field in self.fields(&name) {
                    let call = self.call(field);
                    let object = self
                        .object(field)
                        .filter(|object| !ways.contains_key(*object));
                    let Some(object) = object.filter(|_| takes_arguments || is_free(&call)) else {
                        continue;
                    };
                    let way = ways[&name].iter().cloned().chain([call]).collect();
                    ways.insert(object.to_owned(), way);
                    next.push(object.to_owned());
                }
            }
        }
        ways
    }

    /// `field` with the arguments that it needs.
    pub(super) fn call(&self, field: &Value) -> String {
        let args = list(&field["args"]);
        let needed =
            args.filter(|arg| arg["type"]["kind"] == "NON_NULL" && arg["defaultValue"].is_null());
        let given: Vec<_> = needed
            .map(|arg| {
                format!(
                    "{}: {}",
                    text(&arg["name"]),
                    self.literal(text(&field["name"]), arg)
                )
            })
            .collect();
        match given.is_empty() {
            true => text(&field["name"]).to_owned(),
            false => format!("{}({})", text(&field["name"]), given.join(", ")),
        }
    }

    /// What may stand for the argument or input field `arg` of `of`.
    fn literal(&self, of: &str, arg: &Value) -> String {
        let name = text(&arg["name"]);
        if name == "year" {
            return "2012".into();
        }
        let key = match name {
            "id" => self.known.get(of).or(self.known.get(name)),
            _ => self.known.get(name),
        };
        let one = key.map_or_else(
            || self.plain(text(&named(&arg["type"])["name"])),
            |known| format!("\"{known}\""),
        );
        if is_list(&arg["type"]) {
            format!("[{one}]")
        } else {
            one
        }
    }

    fn plain(&self, kind: &str) -> String {
        match kind {
            "Int" | "Float" => "1".into(),
            "Boolean" => "true".into(),
            "Month" => "\"2012-10\"".into(),
            "Quarter" => "\"2012-Q3\"".into(),
            "Date" => "\"2012-10-15\"".into(),
            "DateTime" => "\"2012-11-01T02:00:00Z\"".into(),
            "String" => "\"x\"".into(),
            "ID" => format!("\"{}\"", self.known["id"]),
            other => self.composed(&self.types[other]),
        }
    }

    /// The first value of an enumeration, or an input object with the fields that it needs.
    fn composed(&self, ty: &Value) -> String {
        if let Some(first) = list(&ty["enumValues"]).next() {
            return text(&first["name"]).to_owned();
        }
        // A session or a visit is at one place or for another reason, which its type cannot say.
        let place = ["RecordSessionInput", "PlanVisitInput"].contains(&text(&ty["name"]));
        let fields = list(&ty["inputFields"]);
        let needed = fields.filter(|one| {
            let needed = one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null();
            needed || (place && one["name"] == "enterprise")
        });
        let given: Vec<_> = needed
            .map(|one| format!("{}: {}", text(&one["name"]), self.literal("", one)))
            .collect();
        format!("{{{}}}", given.join(", "))
    }
}
