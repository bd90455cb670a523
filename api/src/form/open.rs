//! What a link opens: one request of one enterprise, or the reason why not.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::{
    Language,
    changes::Author,
    data_request,
    data_request::RequestState,
    enterprise,
    link::{LinkError, LinkPurpose},
    province,
    scope::Scope,
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use uuid::Uuid;

use crate::ApiState;

/// A request that a link opened, with what the page says of it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(super) request: data_request::Model,
    pub(super) enterprise: enterprise::Model,
    /// WIB, WITA or WIT.
    pub(super) zone: String,
    pub(super) tz: Tz,
    pub(super) language: Language,
    pub(super) now: DateTime<Utc>,
    /// Does somebody fill it in for the enterprise, by phone?
    pub(super) by_phone: bool,
}

impl Opened {
    /// Who fills it in: the enterprise itself, as far as is known.
    pub(super) fn author(&self) -> Author {
        Author {
            account: None,
            token: None,
            scope: Scope::Enterprise {
                id: self.enterprise.id,
                request: self.request.id,
            },
            now: self.now,
            once: None,
        }
    }
}

/// Why there is no form.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice {
    Locked,
    Waived,
}

/// Why a page shows something else than the form.
pub(crate) enum Closed {
    Link(LinkError),
    State(Box<Opened>, Notice),
    Fault(DbErr),
}

impl From<DbErr> for Closed {
    fn from(fault: DbErr) -> Self {
        Self::Fault(fault)
    }
}

/// The request behind `token`, if it can be answered now.
pub(super) async fn open(
    state: &ApiState,
    token: &str,
    language: Option<Language>,
) -> Result<Opened, Closed> {
    let now = state.clock.now();
    let link = state.secrets.verify(token, now).map_err(Closed::Link)?;
    if !link.purpose.submits() {
        return Err(Closed::Link(LinkError::Invalid));
    }
    let mut opened = read(&state.db, link.id, language, now)
        .await?
        .ok_or(Closed::Link(LinkError::Invalid))?;
    opened.by_phone = link.purpose == LinkPurpose::SubmitByPhone;
    if opened.request.generation != link.generation {
        return Err(Closed::Link(LinkError::Expired));
    }
    match notice(&opened) {
        Some(notice) => Err(Closed::State(Box::new(opened), notice)),
        None => Ok(opened),
    }
}

fn notice(opened: &Opened) -> Option<Notice> {
    match opened.request.state {
        RequestState::Waived => Some(Notice::Waived),
        _ if !opened.request.is_open_at(opened.now) => Some(Notice::Locked),
        _ => None,
    }
}

async fn read(
    db: &DatabaseConnection,
    id: Uuid,
    language: Option<Language>,
    now: DateTime<Utc>,
) -> Result<Option<Opened>, DbErr> {
    let Some(request) = data_request::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let enterprise = enterprise::Entity::find_by_id(request.enterprise_id)
        .one(db)
        .await?;
    let province = province::Entity::find_by_id(&request.province_code)
        .one(db)
        .await?;
    Ok(enterprise
        .zip(province)
        .map(|(enterprise, province)| Opened {
            language: language.unwrap_or(enterprise.language),
            tz: province.tz().unwrap_or(chrono_tz::Asia::Jakarta),
            zone: province.zone,
            request,
            enterprise,
            now,
            by_phone: false,
        }))
}
