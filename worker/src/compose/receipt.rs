//! The thanks for a report, with what it says about the enterprise.

use std::collections::HashMap;

use entity::{
    Language, contact, data_request, enterprise, indicator, message, province, reading,
    report_version::{self, ReportKind},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;
use view::figure;

use super::answer_page;
use crate::{
    WorkerSettings,
    template::{Letter, ReceiptChange, ReceiptMail},
};

/// The receipt of the version that `message` is about; nothing where the person
/// has withdrawn, or the version is not the newest any more.
pub(super) async fn letter(
    tx: &impl ConnectionTrait,
    settings: &WorkerSettings,
    message: &message::Model,
) -> Result<Option<Letter>, DbErr> {
    let Ok(version) = message.about.parse::<Uuid>() else {
        return Ok(None);
    };
    let version = report_version::Entity::find_by_id(version).one(tx).await?;
    let Some(version) = version.filter(|version| version.is_current) else {
        return Ok(None);
    };
    let request = data_request::Entity::find_by_id(version.data_request_id)
        .one(tx)
        .await?;
    let reader = match message.contact_id {
        Some(id) => contact::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    let reader = reader.filter(|contact| contact.withdrawn_at.is_none());
    let (Some(request), Some(reader)) = (request, reader) else {
        return Ok(None);
    };
    let enterprise = enterprise::Entity::find_by_id(request.enterprise_id)
        .one(tx)
        .await?;
    let province = province::Entity::find_by_id(request.province_code.as_str())
        .one(tx)
        .await?;
    let Some(enterprise) = enterprise else {
        return Ok(None);
    };
    Ok(Some(Letter::Receipt(ReceiptMail {
        language: reader.language,
        name: reader.name,
        sender: String::new(),
        changes: changes(tx, request.id, reader.language, &enterprise.output_unit).await?,
        enterprise: enterprise.name,
        month: request.month,
        nothing: version.kind == ReportKind::NothingToReport,
        late: request.on_time() == Some(false),
        correct_until: request.lock_on,
        zone: province.map(|row| row.zone).unwrap_or_default(),
        link: answer_page(settings, &request),
    })))
}

/// The core indicators of the report, in the programme's order.
async fn changes(
    tx: &impl ConnectionTrait,
    request: Uuid,
    language: Language,
    output: &str,
) -> Result<Vec<ReceiptChange>, DbErr> {
    let readings = reading::Entity::find()
        .filter(reading::Column::DataRequestId.eq(request))
        .all(tx)
        .await?;
    let readings: HashMap<_, _> = readings
        .into_iter()
        .map(|reading| (reading.indicator_code.clone(), reading))
        .collect();
    let core = indicator::Entity::find()
        .filter(indicator::Column::Core.eq(true))
        .order_by_asc(indicator::Column::Position)
        .all(tx)
        .await?;
    let changes = core.iter().filter_map(|indicator| {
        let reading = readings.get(&indicator.code)?;
        Some(ReceiptChange {
            indicator: figure::name(language, indicator).to_owned(),
            value: figure::value(language, indicator, reading.value, output),
            change: reading
                .change
                .map(|change| figure::change(language, indicator, change, output)),
        })
    });
    Ok(changes.collect())
}
