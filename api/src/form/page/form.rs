//! The form: what is asked, what was typed, and what is wrong with it.

use askama::Template;
use sea_orm::DbErr;
use view::locale;

use super::{
    super::{answer::Answer, open::Opened, sentence::FieldProblem, sheet::Sheet},
    Head, Words,
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
    errors: &'a [FieldProblem],
    groups: Vec<Group>,
    note: String,
    corrects: bool,
    reasons: Vec<ReasonChoice>,
    base: i32,
}

struct ReasonChoice {
    label: String,
    chosen: bool,
}

/// Why there may be nothing to report.
const REASONS: [&str; 4] = ["closed", "no-orders", "disaster", "other"];

/// The form, with what was typed and what is wrong with it.
pub(in crate::form) fn form(
    opened: &Opened,
    sheet: &Sheet,
    answer: &Answer,
    problems: &[FieldProblem],
) -> Result<String, DbErr> {
    let words = Words::about(opened);
    let corrects = sheet.current.is_some();
    let query = if corrects { "&edit=yes" } else { "" };
    let due = if opened.now < opened.request.due_at {
        "form-due"
    } else {
        "form-due-past"
    };
    let note = answer
        .note
        .as_ref()
        .or(sheet.current.as_ref().and_then(|one| one.note.as_ref()));
    rendered(&FormPage {
        head: Head::new(&words, words.say("form-title")).switched(&words, query),
        due: words.say(due),
        errors_title: locale::text_with(
            opened.language,
            "form-errors-title",
            &[("count", problems.len() as f64)],
        ),
        errors: problems,
        groups: groups(opened, sheet, answer, problems),
        note: note.cloned().unwrap_or_default(),
        corrects,
        reasons: reasons(&words, answer),
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
