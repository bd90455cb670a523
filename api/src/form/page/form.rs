//! The form: what is asked, what was typed, and what is wrong with it.

use askama::Template;
use entity::{Language, data_request::RequestState};
use sea_orm::DbErr;
use view::{format, locale};

use super::{
    super::{answer::Answer, open::Opened, sheet::Sheet},
    Findings, Head, Words,
    fields::{Group, groups},
    rendered,
};

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    head: Head,
    words: Words,
    /// Until when it is asked for; or that this is over, and until when it is still taken.
    due: String,
    errors_title: String,
    findings: &'a Findings,
    /// When the draft that the fields show was saved.
    saved: String,
    groups: Vec<Group>,
    note: String,
    corrects: bool,
    reasons: Vec<ReasonChoice>,
    /// The day that was promised; empty where none was.
    promised: String,
    promises: Vec<PromiseChoice>,
    base: i32,
}

struct ReasonChoice {
    label: String,
    chosen: bool,
}

/// A day by which the figures can be promised.
struct PromiseChoice {
    value: String,
    label: String,
}

/// Why there may be nothing to report.
const REASONS: [&str; 4] = ["closed", "no-orders", "disaster", "other"];

/// The form, with what was typed and what is wrong with it.
pub(in crate::form) fn form(
    opened: &Opened,
    sheet: &Sheet,
    answer: &Answer,
    findings: &Findings,
) -> Result<String, DbErr> {
    let words = Words::about(opened);
    let corrects = sheet.current.is_some();
    let query = if corrects { "&edit=yes" } else { "" };
    let due = if opened.now < opened.request.due_at {
        "form-due"
    } else {
        "form-due-past"
    };
    let saved = sheet.draft.as_ref().map(|draft| {
        let at = words.moment(draft.saved_at, opened);
        words.with("form-draft-saved", &[("saved", &at)])
    });
    rendered(&FormPage {
        head: Head::new(&words, words.say("form-title"))
            .switched(&words, query)
            .marked(&words, opened),
        due: words.say(due),
        errors_title: locale::text_with(
            opened.language,
            "form-errors-title",
            &[("count", findings.problems.len() as f64)],
        ),
        findings,
        groups: groups(opened, sheet, answer, findings),
        note: answer
            .note
            .as_ref()
            .or(sheet.note())
            .cloned()
            .unwrap_or_default(),
        saved: saved.unwrap_or_default(),
        corrects,
        reasons: reasons(&words, answer),
        promised: promised(&words, opened),
        promises: promises(sheet, opened.language),
        base: sheet.newest,
        words,
    })
}

fn reasons(words: &Words, answer: &Answer) -> Vec<ReasonChoice> {
    let labels = REASONS.map(|key| words.say(&format!("form-nothing-reason-{key}")));
    let chosen = answer.reason.clone().unwrap_or_else(|| labels[0].clone());
    labels
        .into_iter()
        .map(|label| ReasonChoice {
            chosen: label == chosen,
            label,
        })
        .collect()
}

fn promised(words: &Words, opened: &Opened) -> String {
    let open = opened.request.state == RequestState::Open;
    let day = opened.request.promised_on.filter(|_| open);
    day.map_or_else(String::new, |day| {
        let day = format::date_full(opened.language, day);
        words.with("form-promise-made", &[("day", &day)])
    })
}

fn promises(sheet: &Sheet, language: Language) -> Vec<PromiseChoice> {
    let days = sheet.promises.iter();
    days.map(|day| PromiseChoice {
        value: day.to_string(),
        label: format::date_full(language, *day),
    })
    .collect()
}
