//! Mail that comes back: notices of other mail servers (RFC 3464) in a Maildir.
//!
//! A server that took a message may find out later that nobody is there, and says
//! so by mail to our sender address. Whatever else lands there, junk or half a
//! notice, is put aside like the rest: nothing in the Maildir stops the reading.
//! `notice` reads one file; here it is found, counted once, and put aside.

mod notice;

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    database::begin_write,
    message::{self, MessageState},
    suppression,
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use tokio::{fs, io::AsyncReadExt, time::Instant};

use notice::Notice;

/// How often the Maildir is looked at.
const EVERY: Duration = Duration::from_secs(60);
/// Files that one look reads; the rest wait for the next.
const AT_ONCE: usize = 500;
/// As much is read of one file: a notice says what it has to say before it quotes the mail.
const ENOUGH: u64 = 256 * 1024;
/// A notice that names only the address is believed about a mail that is no older.
const RECENT: TimeDelta = TimeDelta::days(7);
/// What a Maildir calls a message that was seen.
const SEEN: &str = ":2,S";

/// What one look found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounces {
    /// Files that were read and put aside.
    pub read: usize,
    /// Mails of ours that came back.
    pub returned: usize,
    /// Addresses that get no more mail because of them.
    pub suppressed: usize,
}

/// The Maildir, looked at now and then.
#[derive(Debug)]
pub(crate) struct Inbox {
    maildir: PathBuf,
    next: Mutex<Option<Instant>>,
}

impl Inbox {
    pub(crate) fn new(maildir: PathBuf) -> Self {
        Self {
            maildir,
            next: Mutex::new(None),
        }
    }

    /// Read what came, if it is time to look again.
    pub(crate) async fn look(
        &self,
        db: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        if self.is_time() {
            read_bounces(db, &self.maildir, now).await?;
        }
        Ok(())
    }

    fn is_time(&self) -> bool {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_time = next.is_none_or(|next| now >= next);
        if is_time {
            *next = Some(now + EVERY);
        }
        is_time
    }
}

/// Read what came into `maildir`, count what bounced, and put every file aside.
///
/// # Errors
/// Where the database fails; what was not put aside is read again, and counts once.
pub async fn read_bounces(
    db: &DatabaseConnection,
    maildir: &Path,
    now: DateTime<Utc>,
) -> Result<Bounces, DbErr> {
    let mut bounces = Bounces::default();
    let names = match new_files(maildir).await {
        Ok(names) => names,
        Err(cause) => {
            tracing::warn!(%cause, "the Maildir of SCORE_BOUNCE_MAILDIR cannot be read; it needs the folders new and cur");
            return Ok(bounces);
        }
    };
    for name in names {
        let text = match beginning(&maildir.join("new").join(&name)).await {
            Ok(text) => text,
            Err(cause) if cause.kind() == ErrorKind::NotFound => continue,
            Err(cause) => {
                tracing::warn!(%cause, "a file in the Maildir of SCORE_BOUNCE_MAILDIR cannot be read; it is tried again");
                continue;
            }
        };
        for notice in notice::read(&text) {
            note(db, &notice, now, &mut bounces).await?;
        }
        bounces.read += 1;
        if let Err(cause) = put_aside(maildir, &name).await {
            tracing::warn!(%cause, "a file in the Maildir of SCORE_BOUNCE_MAILDIR cannot be moved from new to cur; it is read again");
        }
    }
    Ok(bounces)
}

/// The oldest files, as far as their names tell.
async fn new_files(maildir: &Path) -> io::Result<Vec<String>> {
    let mut folder = fs::read_dir(maildir.join("new")).await?;
    let mut names = Vec::new();
    while let Some(entry) = folder.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.file_type().await?.is_file() {
            names.push(name);
        }
    }
    names.sort_unstable();
    names.truncate(AT_ONCE);
    Ok(names)
}

async fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let file = fs::File::open(path).await?;
    file.take(ENOUGH).read_to_end(&mut text).await?;
    Ok(text)
}

async fn put_aside(maildir: &Path, name: &str) -> io::Result<()> {
    let unique = name.split(":2,").next().unwrap_or(name);
    let place = maildir.join("cur").join(format!("{unique}{SEEN}"));
    match fs::rename(maildir.join("new").join(name), place).await {
        // Another worker was faster.
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        moved => moved,
    }
}

/// Write down that a mail came back, if it is one of ours.
async fn note(
    db: &DatabaseConnection,
    notice: &Notice,
    now: DateTime<Utc>,
    bounces: &mut Bounces,
) -> Result<(), DbErr> {
    let tx = begin_write(db).await?;
    let Some(message) = find(&tx, notice, now).await? else {
        return Ok(());
    };
    message::Entity::update_many()
        .col_expr(
            message::Column::LastError,
            Expr::value(format!("it came back: {}", notice.reason)),
        )
        .filter(message::Column::Id.eq(message.id))
        .exec(&tx)
        .await?;
    message::changed(&tx, [message.id]).await?;
    let suppressed = notice.blames_address
        && suppression::bounced(&tx, message.id, &message.recipient, &notice.reason, now).await?;
    tx.commit().await?;
    bounces.returned += 1;
    bounces.suppressed += usize::from(suppressed);
    tracing::warn!(message.id = %message.id, reason = notice.reason, suppressed, "a mail came back");
    Ok(())
}

/// The mail that a notice is about: by its Message-ID, else the last one to the
/// address, since anybody can write a notice that names an address.
async fn find(
    tx: &DatabaseTransaction,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<Option<message::Model>, DbErr> {
    let sent = message::Entity::find().filter(message::Column::State.eq(MessageState::Sent));
    if let Some(id) = notice.message {
        return sent.filter(message::Column::Id.eq(id)).one(tx).await;
    }
    let Some(recipient) = &notice.recipient else {
        return Ok(None);
    };
    sent.filter(message::Column::Recipient.eq(recipient))
        .filter(message::Column::SentAt.gte(now - RECENT))
        .order_by_desc(message::Column::SentAt)
        .one(tx)
        .await
}
