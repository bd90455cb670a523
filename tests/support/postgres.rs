//! The test run's own PostgreSQL, started when the first test asks for it.
//!
//! It is made from the installed programs in a temporary folder, keeps nothing safe (it is thrown
//! away), and holds one migrated database of which every test gets a copy. A small shell waits until
//! this process is gone, however it went, and then stops the server and removes the folder.

use std::fs::File;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr};

use super::databases::{blocking, migrate, open};

/// The migrated database of which tests get copies.
pub(super) const TEMPLATE: &str = "template_migrated";
const NOT_INSTALLED: &str = "PostgreSQL is not installed (no initdb found): the PostgreSQL half of the database tests is LEFT OUT";

/// A running server. Tests use it through `TestDatabase`.
pub(crate) struct Server {
    port: u16,
    folder: PathBuf,
    /// Holds the pipe whose end tells the watchdog that this process is gone.
    _watchdog: Child,
}

/// The server of this test run, or `None` where PostgreSQL is not installed.
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let Some(programs) = programs() else {
                assert!(
                    std::env::var("CI").as_deref() != Ok("true"),
                    "{NOT_INSTALLED}; in CI it is required"
                );
                say(NOT_INSTALLED);
                return None;
            };
            Some(migrated(&programs))
        })
        .as_ref()
}

/// Another server, for a test that ends it: its only database is [`TEMPLATE`].
pub(super) fn another() -> Option<Server> {
    server()?;
    Some(migrated(&programs()?))
}

fn migrated(programs: &Path) -> Server {
    let server = Server::start(programs);
    let (maintenance, template) = (server.url("postgres"), server.url(TEMPLATE));
    blocking(move || make_template(maintenance, template));
    server
}

impl Server {
    /// What `DATABASE_URL` would be for a database of this server.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://score@127.0.0.1:{}/{database}", self.port)
    }

    /// The folder of the server's unix socket.
    pub(crate) fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// Copies the migrated database and returns the copy's name.
    pub(super) async fn create_database(&self) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        statement(
            &self.url("postgres"),
            &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"),
        )
        .await;
        name
    }

    /// Drops a test's database, with whoever is still connected. Where that fails the copy stays until
    /// the server goes: a test that is failing already must not be ended by its own tidying up.
    pub(super) fn drop_database(&self, name: &str) {
        let (url, drop) = (
            self.url("postgres"),
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        );
        blocking(move || async move {
            let _stays = try_statement(&url, &drop).await;
        });
    }

    /// Ends the server as its administrator does, which cuts every connection, and starts it again.
    pub(super) fn restart(&self) {
        let programs = programs().expect("the programs that started it");
        let mut restart = as_user(programs.join("pg_ctl"), unprivileged_user(), &self.folder);
        restart.arg("--pgdata").arg(self.folder.join("data"));
        restart.arg("--log").arg(self.folder.join("log"));
        restart.args(["--wait", "--timeout=60", "--mode=fast", "restart"]);
        run(&mut restart, "pg_ctl");
    }

    fn start(programs: &Path) -> Self {
        let user = unprivileged_user();
        let folder = tempfile::Builder::new()
            .prefix("score-pg-")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        if let Some((uid, gid)) = user {
            run(
                Command::new("chown")
                    .arg(format!("{uid}:{gid}"))
                    .arg(&folder),
                "chown",
            );
        }
        let data = folder.join("data");
        let mut initdb = as_user(programs.join("initdb"), user, &folder);
        initdb.args([
            "--username=score",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--pgdata",
        ]);
        run(initdb.arg(&data), "initdb");
        let watchdog = watchdog(programs, user, &folder);
        let port = start_on_free_port(programs, user, &folder, &data);
        Self {
            port,
            folder,
            _watchdog: watchdog,
        }
    }
}

/// Someone else can take the port before the server does, so it is tried with more than one.
fn start_on_free_port(
    programs: &Path,
    user: Option<(u32, u32)>,
    folder: &Path,
    data: &Path,
) -> u16 {
    for _ in 0..5 {
        let port = free_port();
        let mut start = as_user(programs.join("pg_ctl"), user, folder);
        start
            .arg("--pgdata")
            .arg(data)
            .arg("--log")
            .arg(folder.join("log"));
        start.args([
            "--wait",
            "--timeout=60",
            "--options",
            &options(folder, port),
            "start",
        ]);
        if start.status().is_ok_and(|status| status.success()) {
            return port;
        }
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("PostgreSQL does not start; its log says:\n{log}");
}

fn options(folder: &Path, port: u16) -> String {
    let socket = folder.display();
    format!(
        "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={socket} -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"
    )
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn watchdog(programs: &Path, user: Option<(u32, u32)>, folder: &Path) -> Child {
    // Its output goes nowhere: a shell that kept the tests' output open would hold up whoever reads it.
    let script =
        r#"read -r _; "$1/pg_ctl" --pgdata "$2/data" --mode immediate --wait stop; rm -rf "$2""#;
    let mut shell = as_user(PathBuf::from("sh"), user, Path::new("/"));
    shell
        .args(["-c", script, "watchdog"])
        .arg(programs)
        .arg(folder)
        .stdin(Stdio::piped());
    // A group of its own: Ctrl-C ends the tests, not what cleans up after them.
    shell.process_group(0).spawn().expect("the watchdog starts")
}

fn as_user(program: PathBuf, user: Option<(u32, u32)>, current: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir(current);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

fn run(command: &mut Command, what: &str) {
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("{what} does not start: {error}"));
    assert!(status.success(), "{what} failed with {status}");
}

/// `initdb` refuses root, so root hands the server to a user who owns nothing else.
fn unprivileged_user() -> Option<(u32, u32)> {
    let id = Command::new("id")
        .arg("-u")
        .output()
        .expect("id runs")
        .stdout;
    if id.trim_ascii() != b"0" {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("the list of users");
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| ids_of(&users, name))
}

fn ids_of(users: &str, name: &str) -> Option<(u32, u32)> {
    let line = users
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// The folder that holds `initdb` and `pg_ctl`: on the path, or where Debian keeps them, newest first.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| {
            versions
                .flatten()
                .map(|version| version.path().join("bin"))
                .collect()
        })
        .unwrap_or_default();
    installed.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    std::env::split_paths(&path)
        .chain(installed)
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

fn version(programs: &Path) -> u32 {
    let name = programs
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

/// Past the test runner, which would keep the line of a test that passes to itself.
pub(super) fn say(line: &str) {
    if let Ok(mut stderr) = File::options().append(true).open("/dev/stderr") {
        let _unheard = writeln!(stderr, "{line}");
    }
}

async fn make_template(maintenance: String, template: String) {
    statement(&maintenance, &format!("CREATE DATABASE {TEMPLATE}")).await;
    let db = open(&template).await;
    migrate(&db).await;
    db.close().await.expect("the template closes");
}

async fn statement(url: &str, sql: &str) {
    try_statement(url, sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn try_statement(url: &str, sql: &str) -> Result<(), DbErr> {
    let db = Database::connect(
        ConnectOptions::new(url)
            .max_connections(1)
            .sqlx_logging(false)
            .to_owned(),
    )
    .await?;
    db.execute_unprepared(sql).await?;
    db.close().await
}
