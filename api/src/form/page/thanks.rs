//! The thanks, with something back at once, and the ways to correct or undo.

use askama::Template;
use entity::{
    indicator, reading,
    report_version::{self, ReportKind},
    rules::change::ChangeKind,
};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};
use view::format;

use super::{
    super::{open::Opened, sentence::indicator_name, sheet::Sheet},
    Head, Words, rendered,
};

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage {
    head: Head,
    words: Words,
    text: String,
    /// It says that there is nothing to report, which can be undone.
    nothing: bool,
    trend: Vec<String>,
    base: i32,
}

/// The thanks for `version`.
pub(in crate::form) async fn thanks(
    db: &DatabaseConnection,
    opened: &Opened,
    sheet: &Sheet,
    version: &report_version::Model,
) -> Result<String, DbErr> {
    let words = Words::about(opened);
    let nothing = version.kind == ReportKind::NothingToReport;
    let title = if nothing {
        "form-nothing-done-title"
    } else {
        "form-thanks-title"
    };
    rendered(&ThanksPage {
        head: Head::new(&words, words.say(title)).switched(&words, ""),
        text: received(&words, opened, version),
        nothing,
        trend: trend(db, opened, &words).await?,
        base: sheet.newest,
        words,
    })
}

fn received(words: &Words, opened: &Opened, version: &report_version::Model) -> String {
    match version.kind {
        ReportKind::NothingToReport => {
            let reason = version.reason.as_deref().unwrap_or(format::MISSING);
            words.with("form-nothing-done", &[("reason", reason)])
        }
        ReportKind::Figures if opened.request.on_time() == Some(false) => {
            words.say("form-thanks-late")
        }
        ReportKind::Figures => words.say("form-thanks"),
    }
}

/// The enterprise's own core indicators of this month, with their change since baseline.
async fn trend(
    db: &DatabaseConnection,
    opened: &Opened,
    words: &Words,
) -> Result<Vec<String>, DbErr> {
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
        let is_its = |reading: &&reading::Model| reading.indicator_code == indicator.code;
        Some(line(indicator, readings.iter().find(is_its)?, words))
    });
    Ok(lines.collect())
}

fn line(indicator: &indicator::Model, reading: &reading::Model, words: &Words) -> String {
    let language = words.language();
    let decimals = usize::try_from(indicator.decimals).unwrap_or(0);
    let value = format::number(language, reading.value, decimals);
    let name = indicator_name(indicator, language);
    let Some(change) = reading.change else {
        return words.with(
            "form-thanks-value",
            &[("indicator", name), ("value", &value)],
        );
    };
    let change = match indicator.change {
        ChangeKind::Relative => format::signed_percent(language, change, 1),
        _ => format::signed(language, change, decimals),
    };
    words.with(
        "form-thanks-change",
        &[("indicator", name), ("value", &value), ("change", &change)],
    )
}
