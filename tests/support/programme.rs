//! A small programme to test on: one enterprise in Jakarta, with one open request.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    Language,
    alert::{self, AlertRule, AlertState},
    baseline,
    baseline::BaselineSource,
    changes::{Author, Refused, data_request as expectation, report},
    cohort, contact,
    contact::{ContactRole, ProcessingBasis},
    data_request, enrolment, enterprise,
    enterprise::{EnterpriseStatus, ExportStage, LegalForm, SizeClass},
    enterprise_history, partner,
    partner::PartnerKind,
    programme,
    rules::{calendar::Calendar, due, period::Month},
    submission::{Confirmed, Doubt, Outcome, Submission},
    trainer,
};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};
use uuid::Uuid;

/// The ids of what [`small`] makes.
pub(crate) struct Small {
    pub(crate) enterprise: Uuid,
    pub(crate) request: Uuid,
    pub(crate) trainer: Uuid,
}

/// The first day on which the small programme is live.
pub(crate) const NOW: &str = "2012-11-01T02:00:00Z";

/// `text` as an instant.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// One trainer, one cohort, one enterprise with its contact, baseline and open request for October 2012.
pub(crate) async fn small(db: &DatabaseConnection) -> Small {
    let month: Month = "2012-10".parse().unwrap();
    insert::<programme::Entity, _>(
        db,
        programme::Model {
            id: 1,
            live_since: month,
        },
    )
    .await;
    let partner = Uuid::now_v7();
    let row = partner::Model {
        id: partner,
        name: "APINDO".into(),
        kind: PartnerKind::Employers,
        country: "ID".into(),
    };
    insert::<partner::Entity, _>(db, row).await;
    let trainer = trainer(db, partner).await;
    let enterprise = enterprise(db, "CV Melati Jaya", "ID-JK", "owner@melati.example.org").await;
    let cohort = Uuid::now_v7();
    let row = cohort::Model {
        id: cohort,
        name: "Jakarta 1".into(),
        province_code: "ID-JK".into(),
        partner_id: partner,
        lead_trainer_id: trainer,
        starts_on: "2011-01-10".parse().unwrap(),
        archived_at: None,
        version: 1,
    };
    insert::<cohort::Entity, _>(db, row).await;
    let row = enrolment::Model {
        id: Uuid::now_v7(),
        cohort_id: cohort,
        enterprise_id: enterprise,
        from_date: "2011-01-10".parse().unwrap(),
        to_date: None,
    };
    insert::<enrolment::Entity, _>(db, row).await;
    let request = request(db, enterprise, month).await;
    Small {
        enterprise,
        request,
        trainer,
    }
}

async fn trainer(db: &DatabaseConnection, partner: Uuid) -> Uuid {
    let row = trainer::Model {
        id: Uuid::now_v7(),
        partner_id: partner,
        name: "Sri Lestari".into(),
        email: "sri@trainer.example.org".into(),
        phone: "+6281234567890".into(),
        language: Language::Id,
        archived_at: None,
        version: 1,
    };
    let id = row.id;
    insert::<trainer::Entity, _>(db, row).await;
    id
}

/// An enterprise that is enrolled since 2011, with its owner and a baseline of 10 % defects.
pub(crate) async fn enterprise(
    db: &DatabaseConnection,
    name: &str,
    province: &str,
    email: &str,
) -> Uuid {
    let id = Uuid::now_v7();
    let since = "2011-01-10".parse().unwrap();
    let row = enterprise::Model {
        id,
        office_key: None,
        name: name.into(),
        legal_form: LegalForm::Cv,
        province_code: province.into(),
        city: "Kota".into(),
        kbli_code: "31001".into(),
        kbli_version: "2009".into(),
        size_class: SizeClass::Small,
        size_regulation: "UU 20/2008".into(),
        women: 12,
        men: 18,
        language: Language::Id,
        output_unit: "buah".into(),
        apindo_member: true,
        prefers_call: false,
        status: EnterpriseStatus::Enrolled,
        export_stage: ExportStage::None,
        version: 1,
        archived_at: None,
    };
    insert::<enterprise::Entity, _>(db, row).await;
    let row = enterprise_history::status::Model {
        enterprise_id: id,
        from_date: since,
        status: EnterpriseStatus::Enrolled,
    };
    insert::<enterprise_history::status::Entity, _>(db, row).await;
    let row = enterprise_history::province::Model {
        enterprise_id: id,
        from_date: since,
        province_code: province.into(),
    };
    insert::<enterprise_history::province::Entity, _>(db, row).await;
    let row = contact::Model {
        id: Uuid::now_v7(),
        enterprise_id: id,
        name: "Budi Santoso".into(),
        email: Some(email.into()),
        phone: None,
        role: ContactRole::Owner,
        is_primary: true,
        language: Language::Id,
        basis: ProcessingBasis::Contract,
        consent_version: None,
        consent_on: None,
        consent_how: None,
        withdrawn_at: None,
        unsubscribed_at: None,
        version: 1,
        archived_at: None,
    };
    insert::<contact::Entity, _>(db, row).await;
    let row = baseline::Model {
        id: Uuid::now_v7(),
        enterprise_id: id,
        indicator_code: "DEFECT_RATE".into(),
        value: 10.0,
        source: BaselineSource::Recorded,
        recorded_on: since,
        superseded_at: None,
    };
    insert::<baseline::Entity, _>(db, row).await;
    id
}

/// The same in Jakarta, in the cohort of the small programme, with an open request for October 2012.
pub(crate) async fn enrolled(db: &DatabaseConnection, name: &str, email: &str) -> Uuid {
    let id = enterprise(db, name, "ID-JK", email).await;
    let cohort = cohort::Entity::find().one(db).await.unwrap().unwrap();
    let row = enrolment::Model {
        id: Uuid::now_v7(),
        cohort_id: cohort.id,
        enterprise_id: id,
        from_date: "2011-01-10".parse().unwrap(),
        to_date: None,
    };
    insert::<enrolment::Entity, _>(db, row).await;
    request(db, id, "2012-10".parse().unwrap()).await;
    id
}

/// An open request of `enterprise` for `month`.
pub(crate) async fn request(db: &DatabaseConnection, enterprise: Uuid, month: Month) -> Uuid {
    request_in(db, "ID-JK", enterprise, month).await
}

/// The same in `province`.
pub(crate) async fn request_in(
    db: &DatabaseConnection,
    province: &str,
    enterprise: Uuid,
    month: Month,
) -> Uuid {
    let zone = chrono_tz::Asia::Jakarta;
    let slot = due::request_slot(&Calendar::default(), month, zone);
    let dates = due::dates(&Calendar::default(), month, slot.date_naive(), zone);
    let ids = (Uuid::now_v7(), enterprise);
    let row = data_request::Model::planned(ids, month, province.into(), dates, slot);
    let id = row.id;
    insert::<data_request::Entity, _>(db, row).await;
    id
}

/// Store one row.
pub(crate) async fn insert<E, M>(db: &DatabaseConnection, row: M)
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    E::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .unwrap();
}

/// The office submits for an enterprise at `now`, sure of whatever is unusual.
pub(crate) async fn submit(
    db: &DatabaseConnection,
    given: Submission,
    now: DateTime<Utc>,
) -> Result<Outcome, Refused> {
    let author = Author::operator(now);
    let first = report::submit(db, &author, given.clone(), &Confirmed::default()).await?;
    let Outcome::Doubted(doubts) = first else {
        return Ok(first);
    };
    let sure = doubts.iter().map(Doubt::token).collect();
    report::submit(db, &author, given, &sure).await
}

/// Promise an answer; says the field for which that was refused.
pub(crate) async fn promise(
    db: &DatabaseConnection,
    request: Uuid,
    by: NaiveDate,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    refused(expectation::promise_report(db, &Author::operator(now), request, by).await)
}

/// Take *nothing to report* back; says the field for which that was refused.
pub(crate) async fn undo_nothing(
    db: &DatabaseConnection,
    request: Uuid,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    refused(expectation::undo_nothing(db, &Author::operator(now), request).await)
}

fn refused<T>(made: Result<T, Refused>) -> Option<&'static str> {
    match made {
        Ok(_) => None,
        Err(Refused::Problems(problems)) => problems[0].field,
        Err(other) => panic!("{other}"),
    }
}

/// An open alert at `enterprise`, since two months went unanswered.
pub(crate) fn silence(enterprise: Uuid, province: &str, now: DateTime<Utc>) -> alert::Model {
    alert::Model {
        id: Uuid::now_v7(),
        enterprise_id: enterprise,
        province_code: province.into(),
        rule: AlertRule::Silence,
        indicator_code: None,
        episode: "Silence - 2012-09".into(),
        state: AlertState::Open,
        evidence: "[]".into(),
        opened_at: now,
        acknowledged_at: None,
        acknowledged_by: None,
        resolved_at: None,
        resolved_by: None,
        resolution: None,
        recovered_at: None,
        recovered_month: None,
        left_at: None,
    }
}
