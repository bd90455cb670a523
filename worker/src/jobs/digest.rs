//! The digests: on Monday morning each trainer and each manager gets one mail, if
//! there is something to tell them.
//!
//! A message is one person's of one week, whatever zones their enterprises lie in.
//! It is composed when it is sent. What the chase of the zone hands to trainers belongs in it, so
//! it waits for a chase that another worker is at; the planner looks again within a minute.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    database::begin_write,
    digest::{alerts_of_trainers, for_provinces, for_trainers, managers},
    expected, holiday,
    message::{self, Purpose},
    rules::{
        week::{digest_slot, monday},
        zone::{ZONES, Zone},
    },
    run, trainer,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    JobName, JobReport,
    lease::{Claim, Counts, Slot},
};

/// Queue the digests whose slot has come.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    let calendar = holiday::calendar(db).await?;
    let mut report = JobReport::default();
    for zone in ZONES {
        let Some(at) = digest_slot(&calendar, now, zone.tz) else {
            continue;
        };
        let slot = Slot {
            job: JobName::Digest,
            at,
            zone: zone.name,
        };
        if run::is_chasing(db, zone.name).await? {
            report.say(format!("{}: the chase comes first.", zone.name));
            continue;
        }
        let Some(claim) = slot.claim(db, now).await? else {
            continue;
        };
        let queued = queue(db, claim, zone, now).await;
        if let Some(queued) = claim.or_give_back(db, queued).await? {
            report.say(format!("{}: {queued} digests queued.", zone.name));
        }
    }
    if report.lines.is_empty() {
        report.say(format!("No digest is due at {}.", now.to_rfc3339()));
    }
    Ok(report)
}

/// Queue the digests of `zone`, and say how many; nothing where another worker has taken over.
async fn queue(
    db: &DatabaseConnection,
    claim: Claim,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Option<i32>, DbErr> {
    let rows = digests(db, zone, now).await?;
    let told = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let tx = begin_write(db).await?;
    let queued = message::queue(&tx, rows).await?;
    let queued = i32::try_from(queued).unwrap_or(i32::MAX);
    let counts = Counts {
        queued,
        ..Counts::default()
    };
    if !claim.renew(&tx, counts).await? {
        tx.rollback().await?;
        return Ok(None);
    }
    claim.finish(&tx, "DONE", told, now).await?;
    tx.commit().await?;
    Ok(Some(queued))
}

/// Say how many digests there would be, without writing.
pub(crate) async fn rehearse(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    report: &mut JobReport,
) -> Result<(), DbErr> {
    for zone in ZONES {
        let rows = digests(db, zone, now).await?;
        report.say(format!(
            "{}: there is something to tell {} people.",
            zone.name,
            rows.len()
        ));
    }
    Ok(())
}

/// The digests of the people whose work lies in `zone`.
async fn digests(
    db: &DatabaseConnection,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Vec<message::ActiveModel>, DbErr> {
    let week = monday(now, zone.tz);
    let mut weeks = for_provinces(db, now).await?;
    weeks.retain(|week| week.province.zone == zone.name);
    let here = expected::provinces(db, zone.name).await?;
    let mine = trainers_to_tell(db, &here, now).await?;
    let trainers = trainer::Entity::find()
        .filter(trainer::Column::Id.is_in(mine))
        .filter(trainer::Column::ArchivedAt.is_null())
        .all(db)
        .await?;
    // Two people may share an address: each has a digest of their own.
    let to_trainers = trainers.into_iter().map(|trainer| message::ActiveModel {
        trainer_id: Set(Some(trainer.id)),
        about: Set(trainer.id.to_string()),
        ..message::queued(Purpose::TrainerDigest, &trainer.email, week, now)
    });
    let mut rows: Vec<_> = to_trainers.collect();
    for (account, mine) in managers(db).await? {
        if weeks.iter().any(|week| week.is_of(&mine)) {
            rows.push(message::ActiveModel {
                account_id: Set(Some(account.id)),
                about: Set(account.id.to_string()),
                ..message::queued(Purpose::ManagerDigest, &account.email, week, now)
            });
        }
    }
    Ok(rows)
}

/// The trainers with something to be told of the provinces `here`.
async fn trainers_to_tell(
    db: &DatabaseConnection,
    here: &[String],
    now: DateTime<Utc>,
) -> Result<BTreeSet<Uuid>, DbErr> {
    let requests = for_trainers(db, now).await?;
    let late = requests.into_iter().filter(|(_, requests)| {
        requests
            .iter()
            .any(|open| here.contains(&open.request.province_code))
    });
    let alerts = alerts_of_trainers(db).await?;
    let alarmed = alerts.into_iter().filter(|(_, alerts)| {
        alerts
            .iter()
            .any(|open| here.contains(&open.enterprise.province_code))
    });
    let late = late.map(|(trainer, _)| trainer);
    Ok(late.chain(alarmed.map(|(trainer, _)| trainer)).collect())
}
