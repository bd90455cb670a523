//! An enterprise joins, changes and is put away.

use sea_orm::{
    DatabaseConnection, IntoActiveModel, QueryOrder, entity::prelude::*, sea_query::OnConflict,
};

use super::{
    checks::{line, province, today},
    frame::{Author, Change, May, edited, put_away},
    refused::{Problem, Refused, unless},
};
use crate::{
    Language,
    enterprise::{
        self, Column, EnterpriseStatus, Entity, ExportStage, LegalForm, Model, SizeClass,
    },
    enterprise_history as history,
};

/// What is said of an enterprise.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Its name.
    pub name: String,
    /// Its legal form.
    pub legal_form: LegalForm,
    /// The code of its province.
    pub province: String,
    /// City or regency.
    pub city: String,
    /// Its line of business, as text.
    pub kbli_code: String,
    /// The edition of that classification.
    pub kbli_version: String,
    /// Its size.
    pub size_class: SizeClass,
    /// The regulation that the size follows.
    pub size_regulation: String,
    /// Women who work there.
    pub women: i32,
    /// Men who work there.
    pub men: i32,
    /// The language of the house.
    pub language: Language,
    /// What it counts its output in.
    pub output_unit: String,
    /// Is it a member of APINDO?
    pub apindo_member: bool,
    /// Would it rather be called?
    pub prefers_call: bool,
}

/// A new enterprise: a prospect, until it is enrolled.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn create(
    db: &DatabaseConnection,
    author: &Author,
    given: Particulars,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "createEnterprise").await?;
    if let Some(made) = change.made_before().await? {
        return visible(&change, made).await;
    }
    let mut row = Model {
        id: change.id,
        ..prospect(given)
    };
    check(&mut row)?;
    let row = change.insert::<Entity>(row).await?;
    settle(&change, &row).await?;
    let status = history::status::Model {
        enterprise_id: row.id,
        from_date: today(&province(&change.tx, &row.province_code).await?, author.now),
        status: row.status,
    };
    history::status::Entity::insert(status.into_active_model())
        .exec_without_returning(&change.tx)
        .await?;
    change.commit().await?;
    Ok(row)
}

/// Change the enterprise `id`, which was read as `version`, by `edit`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn update(
    db: &DatabaseConnection,
    author: &Author,
    (id, version): (Uuid, i32),
    edit: impl FnOnce(&mut Model) + Send,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "updateEnterprise").await?;
    let before = visible(&change, id).await?;
    let mut after = edited::<Entity>(&before, version, edit)?;
    check(&mut after)?;
    let after = change.update::<Entity>(&before, after).await?;
    if after.province_code != before.province_code {
        settle(&change, &after).await?;
    }
    change.commit().await?;
    Ok(after)
}

/// Put the enterprise `id` away: nobody but the office sees it any more.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn archive(db: &DatabaseConnection, author: &Author, id: Uuid) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "archiveEnterprise").await?;
    let before = visible(&change, id).await?;
    let after = put_away::<Entity>(&before, author.now);
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// The enterprise `id`, for a change.
pub(super) async fn visible(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    let all = Entity::visible_to(&change.author.scope);
    change.row(all, (Column::Id, id), "enterprise").await
}

pub(super) fn prospect(given: Particulars) -> Model {
    Model {
        id: Uuid::now_v7(),
        office_key: None,
        name: given.name,
        legal_form: given.legal_form,
        province_code: given.province,
        city: given.city,
        kbli_code: given.kbli_code,
        kbli_version: given.kbli_version,
        size_class: given.size_class,
        size_regulation: given.size_regulation,
        women: given.women,
        men: given.men,
        language: given.language,
        output_unit: given.output_unit,
        apindo_member: given.apindo_member,
        prefers_call: given.prefers_call,
        status: EnterpriseStatus::Prospect,
        export_stage: ExportStage::None,
        version: 1,
        archived_at: None,
    }
}

pub(super) fn check(row: &mut Model) -> Result<(), Refused> {
    let mut problems = Vec::new();
    line(&mut problems, "name", &mut row.name);
    line(&mut problems, "city", &mut row.city);
    line(&mut problems, "outputUnit", &mut row.output_unit);
    line(&mut problems, "kbliVersion", &mut row.kbli_version);
    line(&mut problems, "sizeRegulation", &mut row.size_regulation);
    let digits = row.kbli_code.chars().all(|digit| digit.is_ascii_digit());
    if !digits || !(2..=5).contains(&row.kbli_code.len()) {
        let message = "`kbliCode` must have 2 to 5 digits, like 31001.";
        problems.push(Problem::invalid("kbliCode", message));
    }
    for (field, count) in [("women", row.women), ("men", row.men)] {
        if count < 0 {
            problems.push(Problem::invalid(
                field,
                format!("`{field}` cannot be below zero."),
            ));
        }
    }
    unless(problems)
}

/// The enterprise is in its province from today on; refused where its author answers for another one.
async fn settle(change: &Change<'_>, row: &Model) -> Result<(), Refused> {
    let province = province(&change.tx, &row.province_code).await?;
    if change.author.scope.province_is_hidden(&province.code) {
        return Err(Problem::not_found("province").into());
    }
    let stay = history::province::Model {
        enterprise_id: row.id,
        from_date: today(&province, change.author.now),
        province_code: province.code,
    };
    use history::province::Column as Stay;
    history::province::Entity::insert(stay.into_active_model())
        .on_conflict(
            OnConflict::columns([Stay::EnterpriseId, Stay::FromDate])
                .update_column(Stay::ProvinceCode)
                .to_owned(),
        )
        .exec_without_returning(&change.tx)
        .await?;
    Ok(())
}

/// The enterprise `before` stands as `status` from `from` on: for what is enrolled and withdrawn.
/// Its status is the newest of its history. A prospect was none from the day of its first
/// enrolment, however late that is written down.
///
/// # Errors
/// Where it has left since, or the database does not do its part.
pub(super) async fn stand(
    change: &Change<'_>,
    before: &Model,
    status: EnterpriseStatus,
    from: Date,
) -> Result<Model, Refused> {
    use history::status::{Column as Standing, Entity as Status};
    Status::delete_many()
        .filter(Standing::EnterpriseId.eq(before.id))
        .filter(Standing::Status.eq(EnterpriseStatus::Prospect))
        .filter(Standing::FromDate.gte(from))
        .exec(&change.tx)
        .await?;
    let row = history::status::Model {
        enterprise_id: before.id,
        from_date: from,
        status,
    };
    Status::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([Standing::EnterpriseId, Standing::FromDate])
                .update_column(Standing::Status)
                .to_owned(),
        )
        .exec_without_returning(&change.tx)
        .await?;
    let newest = Status::find()
        .filter(Standing::EnterpriseId.eq(before.id))
        .order_by_desc(Standing::FromDate)
        .one(&change.tx)
        .await?;
    let status = newest.map_or(status, |row| row.status);
    let after = enterprise::Model {
        status,
        version: before.version + i32::from(status != before.status),
        ..before.clone()
    };
    change.update::<Entity>(before, after).await
}

/// The day since when the enterprise `id` has not been in the programme any more, where it
/// graduated or left on a day after `from`.
pub(super) async fn left_after(
    change: &Change<'_>,
    id: Uuid,
    from: Date,
) -> Result<Option<Date>, Refused> {
    use history::status::{Column as Standing, Entity as Status};
    let over = [EnterpriseStatus::Graduated, EnterpriseStatus::Dropped];
    let newest = Status::find()
        .filter(Standing::EnterpriseId.eq(id))
        .filter(Standing::Status.is_in(over))
        .filter(Standing::FromDate.gt(from))
        .order_by_desc(Standing::FromDate)
        .one(&change.tx)
        .await?;
    Ok(newest.map(|row| row.from_date))
}
