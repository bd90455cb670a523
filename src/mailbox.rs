//! `/mailbox`: every mail that the demo sent, rendered, newest first, and the
//! button that moves the demo's clock to the next thing due.
//!
//! Its links work, so it answers only to this machine: the `Host` must be a
//! loopback name, and the button takes no post from another page.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use api::Proxies;
use askama::Template;
use axum::{
    Router,
    extract::{Path as RoutePath, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use entity::{
    chase::next::next_mail,
    clock::Clock,
    enterprise, holiday, message,
    message::MessageState,
    province,
    rules::{due, period::Month, week::next_digest_slot, zone::ZONES},
};
use mail_parser::MessageParser;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// What the mailbox reads.
#[derive(Clone, Debug)]
pub(crate) struct Mailbox {
    /// The folder of .eml files.
    pub(crate) folder: PathBuf,
    /// The demo's database.
    pub(crate) db: DatabaseConnection,
    /// Its clock.
    pub(crate) clock: Clock,
}

struct Mail {
    id: String,
    to: String,
    subject: String,
    date: String,
    html: String,
    sent: i64,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct MailboxPage {
    now: String,
    mails: Vec<Mail>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage {
    mail: Mail,
}

/// The routes of the mailbox.
pub(crate) fn router(mailbox: Mailbox) -> Router {
    let routes = Router::new()
        .route("/", get(|| async { Redirect::temporary("/mailbox") }))
        .route("/mailbox", get(list))
        .route("/mailbox/style.css", get(style))
        .route("/mailbox/{id}", get(show))
        .route("/mailbox/next", post(next))
        .with_state(mailbox);
    api::numbered(routes, Proxies::default())
}

async fn list(State(mailbox): State<Mailbox>, headers: HeaderMap) -> Response {
    if !is_this_machine(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let now = mailbox
        .clock
        .now()
        .with_timezone(&chrono_tz::Asia::Jakarta)
        .format("%d.%m.%Y %H.%M WIB")
        .to_string();
    let folder = mailbox.folder.clone();
    let mut mails = tokio::task::spawn_blocking(move || read_all(&folder))
        .await
        .unwrap_or_default();
    mails.sort_by(|a, b| (b.sent, &b.id).cmp(&(a.sent, &a.id)));
    page(MailboxPage { now, mails }.render(), POLICY)
}

async fn show(
    State(mailbox): State<Mailbox>,
    RoutePath(id): RoutePath<String>,
    headers: HeaderMap,
) -> Response {
    let known = id
        .chars()
        .all(|letter| letter.is_ascii_hexdigit() || letter == '-');
    if !is_this_machine(&headers) || !known {
        return StatusCode::FORBIDDEN.into_response();
    }
    let file = mailbox.folder.join(format!("{id}.eml"));
    match tokio::task::spawn_blocking(move || read(&file)).await {
        Ok(Some(mail)) => page(MailPage { mail }.render(), MAIL_POLICY),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn next(State(mailbox): State<Mailbox>, headers: HeaderMap) -> Response {
    let from_elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin");
    if !is_this_machine(&headers) || from_elsewhere {
        return StatusCode::FORBIDDEN.into_response();
    }
    let moved = async {
        if let Some(at) = next_due(&mailbox.db, mailbox.clock.now()).await? {
            mailbox.clock.set(&mailbox.db, at).await?;
        }
        Ok::<_, DbErr>(())
    };
    match moved.await {
        Ok(()) => Redirect::to("/mailbox").into_response(),
        Err(error) => {
            tracing::error!(%error, "the demo's clock could not be moved");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The next time after `now` at which the worker has something to do.
async fn next_due(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let calendar = holiday::calendar(db).await?;
    let month = Month::of(now.date_naive()).minus(1);
    let home = zones_of_the_programme(db).await?;
    let here = ZONES.into_iter().filter(|zone| home.contains(zone.name));
    let slots = here.flat_map(|zone| {
        let requests = [0, 1].map(|ahead| due::request_slot(&calendar, month.plus(ahead), zone.tz));
        requests
            .into_iter()
            .chain(next_digest_slot(&calendar, now, zone.tz))
    });
    let slots = slots.chain(next_mail(db, now).await?);
    let waiting = message::Entity::find()
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(message::Column::DueAt.gt(now))
        .order_by_asc(message::Column::DueAt)
        .one(db)
        .await?;
    Ok(slots
        .chain(waiting.map(|message| message.due_at))
        .filter(|at| *at > now)
        .min())
}

/// The short names of the zones where the programme has enterprises.
async fn zones_of_the_programme(db: &DatabaseConnection) -> Result<HashSet<String>, DbErr> {
    let codes: Vec<String> = enterprise::Entity::find()
        .select_only()
        .column(enterprise::Column::ProvinceCode)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    let zones = province::zones(db).await?;
    let names = codes.iter().filter_map(|code| zones.get(code));
    Ok(names.map(|(name, _)| name.clone()).collect())
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// Nothing is loaded from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// A mail brings styles of its own.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; \
                           base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

async fn style() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("../templates/mailbox.css"))
}

fn page(rendered: Result<String, askama::Error>, policy: &'static str) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ];
    match rendered {
        Ok(html) => (headers, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the mailbox could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn read_all(folder: &Path) -> Vec<Mail> {
    let Ok(files) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    files
        .flatten()
        .filter_map(|file| read(&file.path()))
        .collect()
}

fn read(file: &Path) -> Option<Mail> {
    if file.extension()? != "eml" {
        return None;
    }
    let raw = std::fs::read(file).ok()?;
    let mail = MessageParser::default().parse(&raw)?;
    let to = mail
        .to()
        .and_then(|to| to.first())
        .and_then(|to| to.address())
        .unwrap_or_default();
    let date = mail
        .date()
        .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0))
        .unwrap_or_default();
    Some(Mail {
        id: file.file_stem()?.to_str()?.to_owned(),
        to: to.to_owned(),
        subject: mail.subject().unwrap_or_default().to_owned(),
        date: date
            .with_timezone(&chrono_tz::Asia::Jakarta)
            .format("%d.%m.%Y %H.%M")
            .to_string(),
        html: mail.body_html(0).unwrap_or_default().into_owned(),
        sent: date.timestamp(),
    })
}
