//! The small programme behind the API, to be changed through it.

use sea_orm::DatabaseConnection;
use serde_json::{Value, json};

use super::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{Small, small},
};

/// The small programme, served, with the global ids of what is in it.
pub(crate) struct Served {
    pub(crate) db: DatabaseConnection,
    pub(crate) api: Api,
    pub(crate) small: Small,
    pub(crate) office: String,
    pub(crate) ids: Value,
    _database: TestDatabase,
}

/// A served small programme on a database of this kind, where there is one.
pub(crate) async fn served(kind: Kind) -> Option<Served> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    let small = small(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let query = "{ enterprises { nodes { id version contacts { id } } } cohorts { nodes { id } }
        trainers { nodes { id } } partners { nodes { id } } dataRequests { nodes { id } } }";
    let ids = api.data(&office, query).await;
    Some(Served {
        db,
        api,
        small,
        office,
        ids,
        _database: database,
    })
}

impl Served {
    /// The global id of the first of a list.
    pub(crate) fn id(&self, list: &str) -> &Value {
        &self.ids[list]["nodes"][0]["id"]
    }

    /// What the mutation `name` answers, with `more` of its payload beside the problems.
    pub(crate) async fn change(&self, token: &str, name: &str, input: Value, more: &str) -> Value {
        let (first, rest) = name.split_at(1);
        let query = format!(
            "mutation ($input: {}{rest}Input!) {{ {name}(input: $input) {{ {more} problems {{ code field message }} }} }}",
            first.to_uppercase()
        );
        let answer = self
            .api
            .answer(token, &query, json!({ "input": input }))
            .await;
        if answer["errors"] == Value::Null {
            answer["data"][name].clone()
        } else {
            answer["errors"][0]["extensions"]["code"].clone()
        }
    }

    /// The same, by the office, where it is not refused.
    pub(crate) async fn done(&self, name: &str, input: Value, more: &str) -> Value {
        let payload = self.change(&self.office, name, input, more).await;
        assert_eq!(payload["problems"], json!([]), "{name}: {payload}");
        payload
    }

    /// The code and field of the one problem that the office's change has.
    pub(crate) async fn problem(&self, name: &str, input: Value) -> (String, Option<String>) {
        let payload = self.change(&self.office, name, input, "").await;
        let problems = payload["problems"]
            .as_array()
            .unwrap_or_else(|| panic!("{name}: {payload}"));
        assert_eq!(problems.len(), 1, "{name}: {payload}");
        let field = problems[0]["field"].as_str().map(Into::into);
        (problems[0]["code"].as_str().unwrap().into(), field)
    }
}
