//! The page as it is shown: every text comes from `view`, every figure in the reader's way of writing.

use askama::Template;
use entity::{
    Language, data_request, enterprise, indicator, measure, measurement, reading, report_version,
    report_version::ReportKind, submission,
};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};
use view::{format, locale};

use super::answer::{Answer, FieldProblem, indicator_name, measure_name};

/// A request that a link opened, with what the page says of it.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) request: data_request::Model,
    pub(super) enterprise: enterprise::Model,
    /// WIB, WITA or WIT.
    pub(super) zone: String,
    pub(super) language: Language,
}

/// Why there is no form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Notice {
    Locked,
    Waived,
}

struct Field {
    code: String,
    label: String,
    unit: String,
    hint: String,
    last: String,
    value: String,
    error: String,
    mode: &'static str,
}

struct ReasonChoice {
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    lang: &'static str,
    other_lang: &'static str,
    switch: String,
    programme: String,
    title: String,
    due: String,
    intro: String,
    answered_title: String,
    answered: String,
    trend: Vec<String>,
    trend_title: String,
    errors_title: String,
    errors: Vec<(String, String)>,
    fields: Vec<Field>,
    note_label: String,
    note_hint: String,
    note: String,
    submit: String,
    nothing_title: String,
    nothing_intro: String,
    nothing_label: String,
    reasons: Vec<ReasonChoice>,
    nothing_button: String,
    privacy: String,
    help: String,
    base: String,
}

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainPage {
    lang: &'static str,
    programme: String,
    title: String,
    text: String,
}

/// A page that says one thing.
pub(super) fn plain(language: Language, title: &str, text: &str) -> String {
    said(
        language,
        locale::text(language, title),
        locale::text(language, text),
    )
}

/// The page of a fault, with the number that its log line carries.
pub(super) fn fault(language: Language, id: &str) -> String {
    let text = locale::text_with(language, "form-server-error", &[("id", id)]);
    said(
        language,
        locale::text(language, "form-server-error-title"),
        text,
    )
}

fn said(language: Language, title: String, text: String) -> String {
    let programme = locale::text(language, "form-programme");
    PlainPage {
        lang: language.as_str(),
        programme,
        title,
        text,
    }
    .render()
    .unwrap_or_default()
}

/// The page of a request that takes no figures now.
pub(super) fn closed(opened: &Opened, notice: Notice) -> String {
    let language = opened.language;
    let month = format::month(language, opened.request.month);
    let (title, text) = match notice {
        Notice::Locked => (
            locale::text_with(language, "form-locked-title", &[("month", month.as_str())]),
            locale::text_with(
                language,
                "form-locked",
                &[
                    ("date", format::date_full(language, opened.request.lock_on)),
                    ("time", format::clock_time(language, 24, 0, &opened.zone)),
                ],
            ),
        ),
        Notice::Waived => (
            locale::text_with(language, "form-waived-title", &[("month", month.as_str())]),
            locale::text_with(
                language,
                "form-waived",
                &[("enterprise", opened.enterprise.name.as_str())],
            ),
        ),
    };
    said(language, title, text)
}

/// The form, with what was typed and what is wrong with it; or with what was answered before.
pub(super) async fn form(
    db: &DatabaseConnection,
    opened: &Opened,
    answer: &Answer,
    problems: &[FieldProblem],
) -> Result<String, DbErr> {
    let language = opened.language;
    let asked = submission::asked_measures(db, opened.enterprise.id, opened.request.month).await?;
    let current = current_version(db, opened.request.id).await?;
    let before = counts_of(db, current.as_ref()).await?;
    let last = last_month(db, opened).await?;
    let fields = asked
        .iter()
        .map(|measure| field(measure, opened, answer, &before, &last, problems))
        .collect();
    let month = format::month(language, opened.request.month);
    let by_month = |key: &str| locale::text_with(language, key, &[("month", month.as_str())]);
    let date = format::date_full(language, opened.request.due_on);
    let time = format::clock_time(language, 24, 0, &opened.zone);
    let enterprise = opened.enterprise.name.as_str();
    let answered = current
        .as_ref()
        .map(|version| answered(opened, version, &month))
        .unwrap_or_default();
    let trend = if current.is_some() {
        trend(db, opened).await?
    } else {
        Vec::new()
    };
    let page = FormPage {
        lang: language.as_str(),
        other_lang: other(language).as_str(),
        switch: locale::text(language, "form-language-switch"),
        programme: locale::text(language, "form-programme"),
        title: locale::text_with(
            language,
            "form-title",
            &[("month", month.as_str()), ("enterprise", enterprise)],
        ),
        due: locale::text_with(
            language,
            "form-due",
            &[("date", date.as_str()), ("time", time.as_str())],
        ),
        intro: by_month("form-intro"),
        answered_title: answered.0,
        answered: answered.1,
        trend,
        trend_title: locale::text(language, "form-thanks-change-title"),
        errors_title: locale::text_with(
            language,
            "form-errors-title",
            &[("count", problems.len() as f64)],
        ),
        errors: problems
            .iter()
            .map(|one| (one.field.clone().unwrap_or_default(), one.text.clone()))
            .collect(),
        fields,
        note_label: locale::text(language, "form-note-label"),
        note_hint: locale::text(language, "form-note-hint"),
        note: answer
            .note
            .clone()
            .or(current.as_ref().and_then(|one| one.note.clone()))
            .unwrap_or_default(),
        submit: by_month(if current.is_some() {
            "form-submit-correction"
        } else {
            "form-submit"
        }),
        nothing_title: locale::text(language, "form-nothing-title"),
        nothing_intro: locale::text(language, "form-nothing-intro"),
        nothing_label: locale::text(language, "form-nothing-reason-label"),
        reasons: reasons(language, answer),
        nothing_button: by_month("form-nothing-button"),
        privacy: locale::text(language, "form-privacy"),
        help: locale::text(language, "form-help"),
        base: current.map_or(0, |version| version.version).to_string(),
    };
    page.render()
        .map_err(|error| DbErr::Custom(format!("the form's template: {error}")))
}

fn other(language: Language) -> Language {
    match language {
        Language::Id => Language::En,
        Language::En => Language::Id,
    }
}

fn reasons(language: Language, answer: &Answer) -> Vec<ReasonChoice> {
    let keys = ["closed", "no-orders", "disaster", "other"];
    let labels = keys.map(|key| locale::text(language, &format!("form-nothing-reason-{key}")));
    let first = answer.reason.is_none();
    labels
        .into_iter()
        .enumerate()
        .map(|(at, label)| ReasonChoice {
            chosen: answer.reason.as_ref() == Some(&label) || (first && at == 0),
            label,
        })
        .collect()
}

fn answered(opened: &Opened, version: &report_version::Model, month: &str) -> (String, String) {
    let language = opened.language;
    let enterprise = opened.enterprise.name.as_str();
    let until = locale::text_with(
        language,
        "form-thanks-correct-until",
        &[
            ("date", format::date_full(language, opened.request.lock_on)),
            ("time", format::clock_time(language, 24, 0, &opened.zone)),
        ],
    );
    if version.kind == ReportKind::NothingToReport {
        let reason = version.reason.as_deref().unwrap_or(format::MISSING);
        let text = locale::text_with(
            language,
            "form-nothing-done",
            &[
                ("month", month),
                ("enterprise", enterprise),
                ("reason", reason),
            ],
        );
        return (
            locale::text(language, "form-nothing-done-title"),
            format!("{text} {until}"),
        );
    }
    let key = if opened.request.on_time() == Some(false) {
        "form-thanks-late"
    } else {
        "form-thanks"
    };
    let text = locale::text_with(
        language,
        key,
        &[("month", month), ("enterprise", enterprise)],
    );
    (
        locale::text(language, "form-thanks-title"),
        format!("{text} {until}"),
    )
}

/// The enterprise's own core indicators of this month, with their change since baseline.
async fn trend(db: &DatabaseConnection, opened: &Opened) -> Result<Vec<String>, DbErr> {
    let language = opened.language;
    let indicators = indicator::Entity::find()
        .filter(indicator::Column::Core.eq(true))
        .order_by_asc(indicator::Column::Position)
        .all(db)
        .await?;
    let readings = reading::Entity::find()
        .filter(reading::Column::DataRequestId.eq(opened.request.id))
        .all(db)
        .await?;
    let lines = indicators.iter().filter_map(|indicator| {
        let reading = readings
            .iter()
            .find(|reading| reading.indicator_code == indicator.code)?;
        Some(trend_line(indicator, reading, language))
    });
    Ok(lines.collect())
}

fn trend_line(
    indicator: &indicator::Model,
    reading: &reading::Model,
    language: Language,
) -> String {
    let decimals = usize::try_from(indicator.decimals).unwrap_or(0);
    let value = format::number(language, reading.value, decimals);
    let name = indicator_name(indicator, language);
    let Some(change) = reading.change else {
        return locale::text_with(
            language,
            "form-thanks-value",
            &[("indicator", name), ("value", value.as_str())],
        );
    };
    let change = match indicator.change {
        entity::rules::change::ChangeKind::Relative => format::signed_percent(language, change, 1),
        _ => format::signed(language, change, decimals),
    };
    locale::text_with(
        language,
        "form-thanks-change",
        &[
            ("indicator", name),
            ("value", value.as_str()),
            ("change", change.as_str()),
        ],
    )
}

fn field(
    measure: &measure::Model,
    opened: &Opened,
    answer: &Answer,
    before: &[measurement::Model],
    last: &[measurement::Model],
    problems: &[FieldProblem],
) -> Field {
    let language = opened.language;
    let find = |rows: &[measurement::Model]| {
        rows.iter()
            .find(|row| row.measure_code == measure.code)
            .map(|row| format::short_number(language, row.value, 3))
    };
    let unit = unit_name(&measure.unit, opened);
    let error = problems
        .iter()
        .find(|one| one.field.as_ref() == Some(&measure.code));
    Field {
        code: measure.code.clone(),
        label: measure_name(measure, language).to_owned(),
        unit: locale::text_with(language, "form-unit", &[("unit", unit.as_str())]),
        hint: match language {
            Language::Id => measure.hint_id.clone(),
            Language::En => measure.hint_en.clone(),
        },
        last: find(last)
            .map(|value| {
                locale::text_with(language, "form-last-month", &[("value", value.as_str())])
            })
            .unwrap_or_default(),
        value: answer
            .typed
            .get(&measure.code)
            .cloned()
            .or_else(|| find(before))
            .unwrap_or_default(),
        error: error.map(|one| one.text.clone()).unwrap_or_default(),
        mode: if measure.whole_number {
            "numeric"
        } else {
            "decimal"
        },
    }
}

/// The unit in the reader's language; the enterprise's own where output is counted.
pub(super) fn unit_name(unit: &str, opened: &Opened) -> String {
    match unit {
        "output unit" => opened.enterprise.output_unit.clone(),
        other => locale::text(opened.language, &format!("unit-{}", other.to_lowercase())),
    }
}

async fn current_version(
    db: &DatabaseConnection,
    request: uuid::Uuid,
) -> Result<Option<report_version::Model>, DbErr> {
    report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(request))
        .filter(report_version::Column::IsCurrent.eq(true))
        .one(db)
        .await
}

async fn counts_of(
    db: &DatabaseConnection,
    version: Option<&report_version::Model>,
) -> Result<Vec<measurement::Model>, DbErr> {
    let Some(version) = version else {
        return Ok(Vec::new());
    };
    measurement::Entity::find()
        .filter(measurement::Column::ReportVersionId.eq(version.id))
        .all(db)
        .await
}

async fn last_month(
    db: &DatabaseConnection,
    opened: &Opened,
) -> Result<Vec<measurement::Model>, DbErr> {
    let earlier = data_request::Entity::find()
        .filter(data_request::Column::EnterpriseId.eq(opened.enterprise.id))
        .filter(data_request::Column::Month.eq(opened.request.month.minus(1)))
        .one(db)
        .await?;
    let Some(earlier) = earlier else {
        return Ok(Vec::new());
    };
    let version = current_version(db, earlier.id).await?;
    counts_of(db, version.as_ref()).await
}
