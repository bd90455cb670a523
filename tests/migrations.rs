//! The database that the steps make is the one that the entities expect, and
//! processes that make it at once do not stumble over each other.

use entity::{account, account::Role, reference, trainer};
use migration::Standing;
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, Schema, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    programme::{NOW, at, insert, small},
};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn up_down_up(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let before = columns(&db).await;
    assert!(before.len() > 200, "{}", before.len());
    migration::down(&db).await.unwrap();
    assert_eq!(columns(&db).await, Vec::<String>::new());
    assert!(matches!(
        migration::standing(&db).await.unwrap(),
        Standing::Behind(_)
    ));
    migration::up(&db).await.unwrap();
    assert_eq!(columns(&db).await, before);
    assert_eq!(migration::standing(&db).await.unwrap(), Standing::UpToDate);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_steps_make_what_the_entities_say(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let by_steps = columns(&db).await;
    migration::down(&db).await.unwrap();
    create_from_entities(&db).await;
    let by_entities = columns(&db).await;
    let missing: Vec<_> = by_entities
        .iter()
        .filter(|column| !by_steps.contains(column))
        .collect();
    let surplus: Vec<_> = by_steps
        .iter()
        .filter(|column| !by_entities.contains(column))
        .collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "entities only: {missing:#?}\nsteps only: {surplus:#?}"
    );
}

#[tokio::test]
async fn four_processes_migrate_one_empty_postgres() {
    let Some(database) = TestDatabase::new(Kind::Postgres).await else {
        return;
    };
    migration::down(&database.connect().await).await.unwrap();
    let url = database.url().to_owned();
    let processes = (0..4).map(|_| {
        let url = url.clone();
        std::thread::spawn(move || score(&["migrate"]).env("DATABASE_URL", &url).output())
    });
    for process in processes.collect::<Vec<_>>() {
        let output = process.join().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(
        migration::standing(&database.connect().await)
            .await
            .unwrap(),
        Standing::UpToDate
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_newer_database_is_refused(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    db.execute_unprepared(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)",
    )
    .await
    .unwrap();
    assert_eq!(
        migration::standing(&db).await.unwrap(),
        Standing::Ahead("m9999_later".into())
    );
    let output = score(&["migrate"])
        .env("DATABASE_URL", database.url())
        .output();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("install a newer score"));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn reference_data_is_loaded_again_without_change(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    reference::load(&db).await.unwrap();
    assert_eq!(
        entity::province::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .len(),
        38
    );
    assert_eq!(
        entity::indicator::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .len(),
        14
    );
    assert_eq!(
        entity::measure::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .len(),
        22
    );
    assert_eq!(
        entity::module::Entity::find().all(&db).await.unwrap().len(),
        5
    );
    for code in reference::ISLAND_GROUPS {
        assert!(
            entity::province::Entity::find_by_id(code)
                .one(&db)
                .await
                .unwrap()
                .is_none(),
            "{code}"
        );
    }
}

/// `table.column type nullable`, sorted; the migrations' own table is left out.
async fn columns(db: &DatabaseConnection) -> Vec<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '') || ' ' || is_nullable AS line \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'"
        }
        _ => {
            "SELECT t.name || '.' || c.name || ' ' || lower(c.type) || ' ' || c.\"notnull\" || ' ' || (c.pk > 0) AS line \
             FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'seaql%' AND t.name NOT LIKE 'sqlite%'"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "line").unwrap())
        .collect();
    lines.sort();
    lines
}

async fn create_from_entities(db: &DatabaseConnection) {
    let schema = Schema::new(db.get_database_backend());
    macro_rules! create {
        ($($table:path),* $(,)?) => {
            $({
                use $table as table;
                db.execute(&schema.create_table_from_entity(table::Entity)).await.unwrap();
            })*
        };
    }
    create!(
        entity::account,
        entity::account_province,
        entity::advisory_visit,
        entity::alert,
        entity::audit,
        entity::baseline,
        entity::certification,
        entity::chase_step,
        entity::cohort,
        entity::confirmation,
        entity::contact,
        entity::contribution,
        entity::data_request,
        entity::demo_clock,
        entity::domain_rest,
        entity::draft,
        entity::enrolment,
        entity::enterprise,
        entity::enterprise_history::export_stage,
        entity::enterprise_history::province,
        entity::enterprise_history::status,
        entity::heartbeat,
        entity::holiday,
        entity::idempotency_key,
        entity::indicator,
        entity::measure,
        entity::measurement,
        entity::message,
        entity::bounce,
        entity::message_item,
        entity::module,
        entity::news,
        entity::pace,
        entity::participation,
        entity::partner,
        entity::pause,
        entity::programme,
        entity::province,
        entity::reading,
        entity::report_version,
        entity::retention,
        entity::run,
        entity::run_step,
        entity::session,
        entity::session_trainer,
        entity::sign_in,
        entity::summary,
        entity::summary::file,
        entity::summary::source,
        entity::suppression,
        entity::target,
        entity::token,
        entity::trainer,
    );
}

/// A step that closed nobody would leave who had left before it with a way in.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_had_left_before_is_let_in_no_more(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let at_work = small(&db).await.trainer;
    let mut gone = trainer::Entity::find_by_id(at_work)
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    gone.id = Uuid::now_v7();
    gone.archived_at = Some(at(NOW));
    let left = gone.id;
    insert::<trainer::Entity, _>(&db, gone).await;
    let api = Api::serve(db.clone()).await;
    let [stays, goes] = [
        api.token(Role::Trainer, Some(at_work), &[]).await,
        api.token(Role::Trainer, Some(left), &[]).await,
    ];
    for undone in [
        "DROP TABLE idempotency_key",
        "DELETE FROM seaql_migrations WHERE version = 'm0019_keys_and_leavers'",
    ] {
        db.execute_unprepared(undone).await.unwrap();
    }
    migration::up(&db).await.unwrap();
    let viewer = async |token: &str| api.answer(token, "{ viewer { role } }", json!({})).await;
    assert_eq!(viewer(&stays).await["data"]["viewer"]["role"], "TRAINER");
    let refused = viewer(&goes).await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    let accounts = account::Entity::find().all(&db).await.unwrap();
    let closed = accounts.iter().find(|one| one.trainer_id == Some(left));
    assert_eq!(closed.unwrap().disabled_at, Some(at(NOW)));
}
