//! `score import` and `score export` as an operator types them.

use std::path::Path;

use entity::enterprise;
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, Statement};

use crate::support::{
    binary::score,
    databases::{Kind, TestDatabase},
    programme::small,
};

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(database: &TestDatabase, arguments: &[&str]) -> Ran {
    let output = score(arguments)
        .env("DATABASE_URL", database.url())
        .output();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_exported_is_imported_without_a_change() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["all.csv", "all.xlsx"] {
        let file = path(folder.path(), name);
        let ran = run(&database, &["export", "enterprises", &file]);
        assert_eq!(
            (ran.code, ran.out.starts_with("1 row is in ")),
            (Some(0), true),
            "{}",
            ran.err
        );
        let ran = run(&database, &["import", "enterprises", &file]);
        assert_eq!(ran.out, "0 new, 0 changed, 1 unchanged.\n", "{}", ran.err);
    }
}

#[test]
fn a_template_needs_no_database() {
    for what in ["enterprises", "contacts", "reports"] {
        let output = score(&["import", what, "--template"])
            .env("DATABASE_URL", "postgres://score@127.0.0.1:9/nowhere")
            .output();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(output.stdout.contains(&b','), "{what}");
    }
}

/// A nightly copy is whole, or the one of the night before.
#[tokio::test]
async fn an_export_that_breaks_off_leaves_what_was_there() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "readings.csv");
    assert_eq!(run(&database, &["export", "readings", &file]).code, Some(0));
    let before = std::fs::read(&file).unwrap();
    db.execute_unprepared("ALTER TABLE reading RENAME TO elsewhere")
        .await
        .unwrap();
    let ran = run(&database, &["export", "readings", &file]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_template_filled_in_is_imported_and_bad_rows_end_with_one() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let folder = tempfile::tempdir().unwrap();
    let header = run(&database, &["import", "enterprises", "--template"]).out;
    let file = path(folder.path(), "new.csv");
    let row = |province: &str| {
        format!("A1,CV Jati,cv,{province},Jepara,31001,2020,small,PP 7/2021,1,2,id,buah,ya,tidak\n")
    };
    let many: String = (0..102).map(|_| row("ID-JW")).collect();
    std::fs::write(&file, format!("{header}{many}")).unwrap();
    let ran = run(&database, &["import", "enterprises", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(
        ran.err
            .contains("row 2, province: `ID-JW` is an island group"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("and 103 more") && ran.err.contains("nothing is stored"),
        "{}",
        ran.err
    );

    std::fs::write(&file, format!("{header}{}", row("ID-JT"))).unwrap();
    let ran = run(&database, &["import", "enterprises", &file, "--dry-run"]);
    assert_eq!(
        ran.out, "1 new, 0 changed, 0 unchanged; nothing was stored.\n",
        "{}",
        ran.err
    );
    assert_eq!(enterprise::Entity::find().count(&db).await.unwrap(), 0);
    let ran = run(&database, &["import", "enterprises", &file]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "1 new, 0 changed, 0 unchanged.\n")
    );
}

#[tokio::test]
async fn wrong_use_ends_with_two_and_a_missing_file_with_one() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    for wrong in [
        &["import", "enterprises"][..],
        &["import", "enterprises", "a.ods"],
        &["import", "trainers", "a.csv"],
        &["export", "readings", "a.pdf"],
    ] {
        assert_eq!(run(&database, wrong).code, Some(2), "{wrong:?}");
    }
    let ran = run(&database, &["import", "enterprises", "/nowhere/a.csv"]);
    assert!(
        ran.err.contains("/nowhere/a.csv cannot be read"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, Some(1));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_it_has_stored_nothing(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "many.csv");
    let header = run(&database, &["import", "enterprises", "--template"]).out;
    let rows: String = (0..20_000)
        .map(|n| {
            format!("K{n},CV Jati,CV,ID-JT,Jepara,31001,2020,SMALL,PP 7/2021,1,2,id,buah,yes,no\n")
        })
        .collect();
    std::fs::write(&file, format!("{header}{rows}")).unwrap();
    let running = score(&["import", "enterprises", &file])
        .env("DATABASE_URL", database.url())
        .spawn();
    let begun = std::time::Instant::now();
    while written(&database, &db).await < 1_000_000 {
        assert!(begun.elapsed().as_secs() < 60, "nothing was written");
        tokio::task::yield_now().await;
    }
    running.kill();
    assert_eq!(enterprise::Entity::find().count(&db).await.unwrap(), 0);
}

/// Bytes of rows that are not committed yet: on SQLite, pages that spill from the cache into the
/// log; on PostgreSQL, the table's file.
async fn written(database: &TestDatabase, db: &DatabaseConnection) -> u64 {
    if let Some(file) = database.url().strip_prefix("sqlite://") {
        let log = Path::new(file).with_extension("db-wal");
        return std::fs::metadata(log).map_or(0, |file| file.len());
    }
    let size = "SELECT pg_relation_size('enterprise') AS size";
    let size = Statement::from_string(db.get_database_backend(), size);
    let row = db.query_one_raw(size).await.unwrap().unwrap();
    u64::try_from(row.try_get::<i64>("", "size").unwrap()).unwrap()
}
