//! The picture of ARCHITECTURE: which crate may know which, and what some folders never name.
//!
//! Cargo says what a crate depends on; the sources say what a folder names. Comments and unit tests
//! are not looked at. The checker is given bad samples too, so that it is known to be able to fail.

mod code;

use std::collections::BTreeSet;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

use code::code_of;

/// Nine arrows and no more.
const ARROWS: [(&str, &str); 9] = [
    ("score", "api"),
    ("score", "worker"),
    ("score", "entity"),
    ("score", "migration"),
    ("api", "entity"),
    ("api", "view"),
    ("worker", "entity"),
    ("worker", "view"),
    ("view", "entity"),
];

const CRATES: [&str; 6] = ["score", "api", "worker", "entity", "migration", "view"];

/// What shows or sends something: no business of the data or of how it looks.
const OUTWARD: [&str; 4] = ["axum", "async-graphql", "lettre", "tokio-cron-scheduler"];

/// What the sources of a folder never name.
const NEVER: [(&str, &[&str]); 6] = [
    (
        "entity/src/rules/",
        &[
            "DatabaseConnection",
            "ConnectionTrait",
            "EntityTrait",
            "sqlx",
            "tokio",
            "clock",
            "async",
            "await",
        ],
    ),
    (
        "entity/src/",
        &["axum", "async_graphql", "lettre", "tokio_cron_scheduler"],
    ),
    (
        "view/src/",
        &["axum", "async_graphql", "lettre", "tokio_cron_scheduler"],
    ),
    ("worker/src/jobs/", &["lettre"]),
    ("worker/src/jobs.rs", &["lettre"]),
    ("api/src/", &["Statement", "from_raw_sql"]),
];

const SQL: [&str; 4] = ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM "];

struct Source {
    path: String,
    text: String,
}

#[test]
fn crates_depend_on_one_another_as_drawn() {
    let mut metadata = MetadataCommand::new();
    metadata.manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    let metadata = metadata
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata");
    let mut found = Vec::new();
    for package in metadata.packages {
        for dependency in &package.dependencies {
            // Tests of the whole may look at every part.
            let exempt =
                package.name.as_str() == "score" && dependency.kind == DependencyKind::Development;
            if !exempt {
                found.extend(wrong_dependency(package.name.as_str(), &dependency.name));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn sources_name_only_what_they_may() {
    let sources = all_sources();
    for name in CRATES {
        assert!(
            sources.iter().any(|source| crate_of(&source.path) == name),
            "no source of {name} was read"
        );
    }
    let found: Vec<String> = sources.iter().flat_map(wrong_names).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_wrong_dependency_is_found() {
    for (from, to) in [
        ("api", "worker"),
        ("migration", "entity"),
        ("entity", "lettre"),
        ("view", "axum"),
        ("score", "view"),
    ] {
        assert!(
            wrong_dependency(from, to).is_some(),
            "{from} → {to} must be refused"
        );
    }
    for (from, to) in [
        ("api", "entity"),
        ("worker", "lettre"),
        ("view", "fluent-templates"),
    ] {
        assert_eq!(wrong_dependency(from, to), None);
    }
}

#[test]
fn a_wrong_name_is_found() {
    let bad = [
        ("api/src/page.rs", "use worker::deliver;"),
        ("api/src/page.rs", "fn f() { worker::deliver::now() }"),
        ("migration/src/lib.rs", "use entity::enterprise;"),
        ("entity/src/rules/due.rs", "use crate::clock;"),
        ("entity/src/rules/due.rs", "async fn due() {}"),
        ("entity/src/rules/due.rs", "use sea_orm::EntityTrait;"),
        ("worker/src/jobs/chase.rs", "use lettre::Message;"),
        ("view/src/chart.rs", "use axum::Router;"),
        (
            "api/src/enterprise.rs",
            "let sql = \"select id from enterprise\";",
        ),
        ("api/src/enterprise.rs", "Statement::from_string(x)"),
    ];
    for (path, text) in bad {
        assert!(
            !wrong_names(&sample(path, text)).is_empty(),
            "{path}: {text} must be refused"
        );
    }
}

#[test]
fn a_right_name_is_left_alone() {
    let good = [
        (
            "api/src/page.rs",
            "use entity::report;\nuse crate::worker::x;\n// use worker::deliver;",
        ),
        (
            "api/src/page.rs",
            "let url = \"http://worker::x\"; // lettre",
        ),
        (
            "entity/src/rules/due.rs",
            "/// Reads no clock, is not async.\npub fn due() {}",
        ),
        (
            "entity/src/rules/due.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests {\n use crate::clock;\n}",
        ),
    ];
    for (path, text) in good {
        assert_eq!(wrong_names(&sample(path, text)), Vec::<String>::new());
    }
}

fn sample(path: &str, text: &str) -> Source {
    Source {
        path: path.into(),
        text: text.into(),
    }
}

fn wrong_dependency(from: &str, to: &str) -> Option<String> {
    let inward = CRATES.contains(&to) && !ARROWS.contains(&(from, to));
    let outward = ["entity", "view"].contains(&from) && OUTWARD.contains(&to);
    (inward || outward).then(|| {
        format!("{from} → {to} is not an arrow of the picture: take it out of {from}/Cargo.toml")
    })
}

fn wrong_names(source: &Source) -> Vec<String> {
    let code = code_of(&source.text);
    let mut found = BTreeSet::new();
    let from = crate_of(&source.path);
    for to in CRATES
        .iter()
        .filter(|to| **to != from && !ARROWS.contains(&(from, **to)))
    {
        if names_crate(&code.words, to) {
            found.insert(format!(
                "{} names the crate {to}, which {from} may not know",
                source.path
            ));
        }
    }
    for (folder, words) in NEVER
        .iter()
        .filter(|(folder, _)| source.path.starts_with(folder))
    {
        for word in words
            .iter()
            .filter(|word| code.words.iter().any(|found| found == *word))
        {
            found.insert(format!(
                "{} names {word}, which nothing in {folder} may",
                source.path
            ));
        }
    }
    let text = code.with_strings.to_uppercase();
    if from == "api" && SQL.iter().any(|sql| text.contains(sql)) {
        found.insert(format!(
            "{} holds SQL text: move the query to entity",
            source.path
        ));
    }
    found.into_iter().collect()
}

/// `NAME::…` that does not go on a longer path, or `use NAME;`.
fn names_crate(words: &[String], name: &str) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let before = at
            .checked_sub(1)
            .map_or("", |before| words[before].as_str());
        let after = words.get(at + 1).map_or("", String::as_str);
        word == name
            && before != "::"
            && (after == "::" || (before == "use" && [";", "as"].contains(&after)))
    })
}

fn crate_of(path: &str) -> &str {
    match path.split('/').next() {
        Some("src") | None => "score",
        Some(folder) => folder,
    }
}

fn all_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for name in CRATES {
        let folder = if name == "score" {
            root.join("src")
        } else {
            root.join(name).join("src")
        };
        read_sources(root, &folder, &mut sources);
    }
    sources
}

fn read_sources(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder)
        .expect("a folder of sources")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            read_sources(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path
                .strip_prefix(root)
                .expect("a path inside the workspace");
            let text = std::fs::read_to_string(&path).expect("a source");
            sources.push(Source {
                path: inside.to_string_lossy().into_owned(),
                text,
            });
        }
    }
}
