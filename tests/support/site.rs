//! The API and its pages on a real socket, in this process, at a time that the test chooses.

use api::{Access, ApiState};
use chrono::{DateTime, Utc};
use entity::{
    clock::Clock,
    link::{Link, LinkPurpose, Secrets},
};
use reqwest::{Response, StatusCode};
use sea_orm::DatabaseConnection;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A served database; it stops when dropped.
pub(crate) struct Site {
    /// The database that is served.
    pub(crate) db: DatabaseConnection,
    clock: Clock,
    secrets: Secrets,
    url: String,
    serving: JoinHandle<std::io::Result<()>>,
}

/// What came back: the status and the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The status, after redirects.
    pub(crate) status: StatusCode,
    /// The HTML.
    pub(crate) html: String,
}

impl Site {
    /// Serve `db` as if it were `now`, from where its time runs on.
    pub(crate) async fn start(db: DatabaseConnection, now: DateTime<Utc>) -> Self {
        Self::start_as(db, now, None).await
    }

    /// The same, known to the world by `public_url`.
    pub(crate) async fn start_as(
        db: DatabaseConnection,
        now: DateTime<Utc>,
        public_url: Option<&str>,
    ) -> Self {
        let clock = Clock::default();
        clock.set(&db, now).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let secrets = secrets();
        let router = api::router(ApiState {
            db: db.clone(),
            read_db: None,
            clock: clock.clone(),
            secrets: secrets.clone(),
            introspection: true,
            public_url: public_url.unwrap_or(&url).to_owned(),
            access: Access::default(),
        });
        let serving = tokio::spawn(api::serve(listener, router, CancellationToken::new()));
        Self {
            db,
            clock,
            secrets,
            url,
            serving,
        }
    }

    /// Go to another time.
    pub(crate) async fn go_to(&self, now: DateTime<Utc>) {
        self.clock.set(&self.db, now).await.unwrap();
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The token of `link`.
    pub(crate) fn sign(&self, link: &Link) -> String {
        self.secrets.sign(link)
    }

    /// The address of the submission page that `link` opens.
    pub(crate) fn page(&self, link: &Link) -> String {
        format!("{}/r/{}", self.url, self.secrets.sign(link))
    }
}

impl Page {
    /// Does its reader see `text`?
    pub(crate) fn says(&self, text: &str) -> bool {
        self.html.replace("&#39;", "'").contains(text)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What signs the links of a site.
pub(crate) fn secrets() -> Secrets {
    Secrets::parse(&"s".repeat(32)).unwrap()
}

/// A link to the form of `request` that outlives every test.
pub(crate) fn link(request: Uuid) -> Link {
    Link {
        purpose: LinkPurpose::Submit,
        id: request,
        generation: 1,
        expires_at: "2013-12-31T00:00:00Z".parse().unwrap(),
    }
}

/// Open a page.
pub(crate) async fn open(page: &str) -> Page {
    read(reqwest::get(page).await.unwrap()).await
}

/// Post a form, and go where the answer leads.
pub(crate) async fn post(page: &str, fields: &[(impl AsRef<str>, &str)]) -> Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_ref(), value))
        .collect();
    let posted = reqwest::Client::new().post(page).form(&fields).send();
    read(posted.await.unwrap()).await
}

async fn read(response: Response) -> Page {
    Page {
        status: response.status(),
        html: response.text().await.unwrap(),
    }
}
