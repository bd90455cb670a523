//! The thanks, with something back at once, and the ways to correct or undo.

use askama::Template;
use entity::report_version::{self, ReportKind};
use sea_orm::{DatabaseConnection, DbErr};
use view::format;

use super::{
    super::{open::Opened, sheet::Sheet},
    Head, Words, rendered,
    trend::{Trend, trends},
};

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage {
    head: Head,
    words: Words,
    text: String,
    /// It says that there is nothing to report, which can be undone.
    nothing: bool,
    trends: Vec<Trend>,
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
        head: Head::new(&words, words.say(title))
            .switched(&words, "")
            .marked(&words, opened),
        text: received(&words, opened, version),
        nothing,
        trends: trends(db, opened, &words).await?,
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
