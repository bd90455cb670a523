//! Enterprises from a file.

use api::files::{Format, ImportError, Noun, import};
use entity::{
    audit,
    changes::Author,
    enterprise::{self, EnterpriseStatus},
    enterprise_history as history,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};

use super::{counts, csv, stored, wrong};
use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at},
};

const HEADER: &str = "key,name,legal_form,province,city,kbli_code,kbli_version,size_class,\
size_regulation,women,men,language,output_unit,apindo_member,prefers_call";

fn row(key: &str, name: &str) -> String {
    format!("{key},{name},CV,ID-JT,Jepara,31001,2020,SMALL,PP 7/2021,12,18,id,buah,yes,no")
}

fn file(rows: &[String]) -> String {
    format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"))
}

async fn all(db: &DatabaseConnection) -> u64 {
    enterprise::Entity::find().count(db).await.unwrap()
}

async fn keyed(db: &DatabaseConnection, key: &str) -> enterprise::Model {
    enterprise::Entity::find()
        .filter(enterprise::Column::OfficeKey.eq(key))
        .one(db)
        .await
        .unwrap()
        .unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_same_file_twice_is_once_and_a_changed_row_changes(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let text = file(&[row("A1", "CV Jati"), row("A2", "CV Rotan")]);
    assert_eq!(
        counts(&stored(&db, Noun::Enterprises, &text).await),
        (2, 0, 0)
    );
    let jati = keyed(&db, "A1").await;
    assert_eq!(
        (jati.status, jati.version, jati.women, jati.apindo_member),
        (EnterpriseStatus::Prospect, 1, 12, true)
    );
    assert_eq!(
        counts(&stored(&db, Noun::Enterprises, &text).await),
        (0, 0, 2)
    );
    assert_eq!(keyed(&db, "A1").await, jati);

    let text = file(&[
        row("A1", "CV Jati Baru"),
        row("A2", "CV Rotan"),
        row("A3", "CV Batik"),
    ]);
    assert_eq!(
        counts(&stored(&db, Noun::Enterprises, &text).await),
        (1, 1, 1)
    );
    let changed = keyed(&db, "A1").await;
    assert_eq!(
        (changed.id, changed.name.as_str(), changed.version),
        (jati.id, "CV Jati Baru", 2)
    );
    let stays = history::province::Entity::find().count(&db).await.unwrap();
    let standings = history::status::Entity::find().count(&db).await.unwrap();
    assert_eq!((stays, standings), (3, 3));
    let trail = audit::Entity::find().all(&db).await.unwrap();
    assert_eq!(trail.len(), 4, "three are new and one changed");
    assert!(
        trail
            .iter()
            .all(|entry| entry.action == "importEnterprises" && entry.account_id.is_none())
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_dry_run_says_the_same_and_stores_nothing(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let given = || (file(&[row("A1", "CV Jati")]).into_bytes(), Format::Csv);
    let author = Author::operator(at(NOW));
    for _ in 0..2 {
        let dry = import(&db, &author, Noun::Enterprises, given(), true)
            .await
            .unwrap();
        assert_eq!(counts(&dry.tally), (1, 0, 0));
    }
    assert_eq!(
        (
            all(&db).await,
            audit::Entity::find().count(&db).await.unwrap()
        ),
        (0, 0)
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn every_bad_row_is_named_and_nothing_is_stored(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let good = row("A1", "CV Jati");
    let text = file(&[
        good.clone(),
        good.replace("A1", "A2").replace("ID-JT", "ID-JW"),
        good.replace("A1", "A3").replace("ID-JT", "ID-XX"),
        good.replace("A1", "A4").replace("31001", "3100x"),
        good.replace("Jati", "Lagi"),
        good.replace("A1", "A6").replace(",12,", ",12.5,"),
    ]);
    let said = wrong(&db, Noun::Enterprises, &text).await;
    assert_eq!(said.len(), 1, "cells come first: {said:?}");
    assert!(said[0].starts_with("7 women: "), "{said:?}");
    let said = wrong(&db, Noun::Enterprises, &text.replace(",12.5,", ",12,")).await;
    for part in [
        "3 province: `ID-JW` is an island group",
        "4 province: there is no province `ID-XX`",
        "5 kbli_code: `kbli_code` must have 2 to 5 digits",
        "6 key: row 2 is about the same enterprise",
    ] {
        assert!(
            said.iter().any(|line| line.starts_with(part)),
            "{part}: {said:#?}"
        );
    }
    assert_eq!(said.len(), 4, "{said:#?}");
    assert_eq!(all(&db).await, 0);
}

#[rstest]
#[case::missing("CV Jati", "", "2 name: `name` is missing; fill it in")]
#[case::form(
    ",CV,",
    ",KK,",
    "2 legal_form: `KK` is none of PT, CV, UD, KOPERASI, PERORANGAN"
)]
#[case::negative(",18,", ",-1,", "2 men: `men` is counted in whole numbers, 0 or more")]
#[case::two_readings(",18,", ",1.200,", "2 men: `1.200` can be read as two numbers")]
#[case::flag(
    ",yes,",
    ",maybe,",
    "2 apindo_member: `apindo_member` must be yes or no"
)]
#[case::long("CV Jati", &"x".repeat(201), "2 name: `name` must have 1 to 200 characters.")]
#[case::key("A1", &"k".repeat(61), "2 key: a key has at most 60 characters")]
#[case::cells("Jepara", "Jepara, Jawa", "2 -: the row has 16 cells under 15 columns")]
#[tokio::test]
async fn a_cell_that_cannot_be_says_why(#[case] from: &str, #[case] to: &str, #[case] said: &str) {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    let text = file(&[row("A1", "CV Jati").replace(from, to)]);
    let lines = wrong(&db, Noun::Enterprises, &text).await;
    assert!(
        lines.iter().any(|line| line.starts_with(said)),
        "{said}: {lines:#?}"
    );
}

#[rstest]
#[case::unknown("name", "nama", "there is no column `nama`; is it `name`?")]
#[case::twice("key,", "key,key,", "the column `key` is there twice (A and B)")]
#[case::missing("city,", "", "the column `city` is missing")]
#[case::several(
    "name,legal_form,",
    "",
    "the columns `name`, `legal_form` are missing; add them"
)]
#[case::only_header("x", "x", "a header and no rows")]
#[tokio::test]
async fn a_header_that_cannot_be_says_why(
    #[case] from: &str,
    #[case] to: &str,
    #[case] said: &str,
) {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    let mut text = HEADER.replacen(from, to, 1);
    if from != to {
        text = format!("{text}\n{}\n", row("A1", "CV Jati"));
    }
    match csv(&db, Noun::Enterprises, &text).await {
        Err(cause @ (ImportError::Header(_) | ImportError::OnlyHeader(_))) => {
            assert!(cause.to_string().contains(said), "{cause}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_export_with_ids_gives_keys_and_takes_none_away() {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    let text = file(&[row("A1", "CV Jati"), row("A2", "CV Rotan")]);
    stored(&db, Noun::Enterprises, &text).await;
    let jati = keyed(&db, "A1").await.id;
    let with_id = |rows: &[String]| format!("{HEADER},id\n{}\n", rows.join("\n"));

    let text = with_id(&[format!("{},{jati}", row("B1", "CV Jati"))]);
    assert_eq!(
        counts(&stored(&db, Noun::Enterprises, &text).await),
        (0, 1, 0)
    );
    let text = with_id(&[format!("{},{jati}", row("", "CV Jati"))]);
    assert_eq!(
        counts(&stored(&db, Noun::Enterprises, &text).await),
        (0, 0, 1)
    );
    assert_eq!(keyed(&db, "B1").await.id, jati);

    let text = with_id(&[format!("{},{jati}", row("A2", "CV Jati"))]);
    let said = wrong(&db, Noun::Enterprises, &text).await;
    assert!(
        said[0].starts_with("2 key: another enterprise has this key"),
        "{said:?}"
    );
    let text = with_id(&[
        format!("{},{jati}", row("C1", "CV Jati")),
        row("B1", "CV Lain") + ",",
    ]);
    let said = wrong(&db, Noun::Enterprises, &text).await;
    assert!(
        said[0].starts_with("3 key: row 2 is about the same enterprise"),
        "{said:?}"
    );
    let text = with_id(&[format!("{},{}", row("C1", "CV Jati"), uuid::Uuid::nil())]);
    let said = wrong(&db, Noun::Enterprises, &text).await;
    assert!(
        said[0].starts_with("2 id: there is no enterprise with this id"),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_workbook_keeps_codes_as_they_are_or_says_what_it_lost() {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    let workbook = |kbli: f64| {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, name) in (0_u16..).zip(HEADER.split(',')) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (column, cell) in (0_u16..).zip(row("17", "CV Jati").split(',')) {
            match column {
                0 | 9 | 10 => sheet
                    .write_number(1, column, cell.parse::<f64>().unwrap())
                    .unwrap(),
                5 => sheet.write_number(1, column, kbli).unwrap(),
                13 => sheet.write_boolean(1, column, true).unwrap(),
                _ => sheet.write_string(1, column, cell).unwrap(),
            };
        }
        (workbook.save_to_buffer().unwrap(), Format::Xlsx)
    };
    let author = Author::operator(at(NOW));
    let lost = import(&db, &author, Noun::Enterprises, workbook(1111.0), false).await;
    let Err(ImportError::Rows(problems)) = lost else {
        panic!("{lost:?}")
    };
    assert!(
        problems[0].message.contains("a 0 before it would be lost"),
        "{problems:?}"
    );
    let done = import(&db, &author, Noun::Enterprises, workbook(31001.0), false)
        .await
        .unwrap();
    assert_eq!(counts(&done.tally), (1, 0, 0));
    let stored = keyed(&db, "17").await;
    assert_eq!((stored.kbli_code.as_str(), stored.men), ("31001", 18));
}

/// How many statements an import of `count` new enterprises takes.
async fn statements(count: usize) -> usize {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let mut db = database.connect().await;
    let counter = Arc::new(AtomicUsize::new(0));
    let counted = counter.clone();
    db.set_metric_callback(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let rows: Vec<_> = (0..count)
        .map(|n| row(&format!("K{n}"), "CV Jati"))
        .collect();
    assert_eq!(
        stored(&db, Noun::Enterprises, &file(&rows)).await.new,
        count as u64
    );
    counter.load(Ordering::SeqCst)
}

#[tokio::test]
async fn statements_do_not_grow_with_the_rows() {
    assert_eq!(statements(2).await, statements(1_000).await);
}
