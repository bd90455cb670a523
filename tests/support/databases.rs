//! One database for each test, of either kind, migrated and empty but for the reference data.
//!
//! ```ignore
//! #[rstest]
//! #[case::sqlite(Kind::Sqlite)]
//! #[case::postgres(Kind::Postgres)]
//! #[tokio::test]
//! async fn a_request_is_made_once(#[case] kind: Kind) {
//!     let Some(database) = TestDatabase::new(kind).await else { return };
//!     let db = database.connect().await;
//! }
//! ```
//!
//! `None` means that this machine has no PostgreSQL; under `CI=true` that is a failure instead.

use std::path::Path;
use std::sync::OnceLock;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;

use super::postgres::{self, Server};

/// The two databases that the system runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file of its own.
    Sqlite,
    /// A database of its own in the test run's server.
    Postgres,
}

/// A database that goes away with this value.
pub(crate) struct TestDatabase {
    url: String,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Given,
    Server { name: String },
    Alone { server: Server },
}

impl TestDatabase {
    /// A migrated database, or `None` where this machine cannot have one of this kind.
    pub(crate) async fn new(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => Some(sqlite()),
            Kind::Postgres => {
                let server = postgres::server()?;
                let name = server.create_database().await;
                Some(Self {
                    url: server.url(&name),
                    place: Place::Server { name },
                })
            }
        }
    }

    /// A database of PostgreSQL on a server of its own, or `None` where this machine has none.
    pub(crate) fn alone() -> Option<Self> {
        let server = postgres::another()?;
        Some(Self {
            url: server.url(postgres::TEMPLATE),
            place: Place::Alone { server },
        })
    }

    /// A file in a folder of the test's.
    pub(crate) fn sqlite_in(folder: &Path) -> Self {
        Self {
            url: sqlite_file(folder),
            place: Place::Given,
        }
    }

    /// Restarts the server of a database that is alone on it.
    pub(crate) fn restart(&self) {
        let Place::Alone { server } = &self.place else {
            panic!("other tests use this server too");
        };
        server.restart();
    }

    /// What `DATABASE_URL` would be.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A connection as the product makes it.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        open(&self.url).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server { name } = &self.place
            && let Some(server) = postgres::server()
        {
            server.drop_database(name);
        }
    }
}

fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    TestDatabase {
        url: sqlite_file(folder.path()),
        place: Place::Folder { _folder: folder },
    }
}

/// Puts a migrated file into `folder`; its URL.
fn sqlite_file(folder: &Path) -> String {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| blocking(sqlite_template));
    let file = folder.join("score.db");
    std::fs::write(&file, template).expect("the database's file");
    format!("sqlite://{}", file.display())
}

/// A migrated file's bytes. `VACUUM INTO` makes one whole file of it, without a log beside it.
async fn sqlite_template() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = open(&format!(
        "sqlite://{}",
        folder.path().join("migrated.db").display()
    ))
    .await;
    migrate(&db).await;
    let whole = folder.path().join("whole.db");
    db.execute_unprepared(&format!("VACUUM INTO '{}'", whole.display()))
        .await
        .expect("VACUUM INTO");
    db.close().await.expect("the template closes");
    std::fs::read(whole).expect("the template's bytes")
}

/// Connects as the product does; the harness does it nowhere else.
pub(super) async fn open(url: &str) -> DatabaseConnection {
    entity::database::connect(url)
        .await
        .expect("a connection to the test's database")
}

/// Migrates as the product does; the harness does it nowhere else.
pub(super) async fn migrate(db: &DatabaseConnection) {
    migration::up(db)
        .await
        .expect("every migration runs on an empty database");
    entity::reference::load(db)
        .await
        .expect("the reference data is stored");
}

/// Runs on a thread and runtime of its own: what the first test makes for all must not live on that
/// test's runtime, which ends with it.
pub(super) fn blocking<T: Send + 'static, F: Future<Output = T>>(
    work: impl FnOnce() -> F + Send + 'static,
) -> T {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(work())
    })
    .join()
    .expect("the work that all tests share succeeds")
}
