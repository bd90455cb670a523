//! Sample summaries to managers.

use std::sync::LazyLock;

use entity::{
    rules::difference::{Difference, FigureKind},
    summary::file::{Audience, Form, Key},
};
use uuid::Uuid;
use view::summary::pdf;

use super::SENDER;
use crate::template::*;

/// What goes with each of them; it takes a while to set, so it is set once.
static PDFS: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let set = |language| pdf(&view::summary::sample(language)).unwrap();
    (set(Language::Id), set(Language::En))
});

pub(in crate::template) fn told(language: Language, place: &str, edition: i32) -> Told {
    let later = Difference {
        figure: FigureKind::MedianChange,
        indicator: Some("LAB_PROD".into()),
        before: Some(1.2),
        after: Some(2.1),
        n_before: Some(14),
        n_after: Some(17),
        expected: Some(20),
        is_material: true,
    };
    let mut document = view::summary::sample(language);
    document.place = Some(place.into());
    document.edition = edition;
    document.differences = (1..edition).map(|_| later.clone()).collect();
    Told {
        document,
        address: format!("http://127.0.0.1:8000/summaries/0193a1b2-{place}-{edition}"),
        stem: format!("score-{place}-2012-Q3-{edition}"),
        pdf: Key {
            summary: Uuid::nil(),
            audience: Audience::Internal,
            form: Form::Pdf,
            language,
        },
        replaces: edition > 1,
    }
}

pub(in crate::template) fn summary(language: Language, places: Vec<Told>) -> Letter {
    let mut mail = SummaryMail {
        language,
        name: "Dewi Lestari".into(),
        sender: SENDER.into(),
        places,
        files: Vec::new(),
    };
    let (id, en) = &*PDFS;
    let one = if language == Language::Id { id } else { en };
    mail.enclose(mail.enclosing().iter().map(|_| one.clone()).collect());
    Letter::Summary(mail)
}

pub(super) fn summaries(language: Language) -> Vec<(&'static str, Letter)> {
    let many = |edition| (0..38).map(move |at| told(language, &format!("Kepulauan-{at}"), edition));
    vec![
        (
            "summary",
            summary(language, vec![told(language, "Lampung", 1)]),
        ),
        (
            "summary-two",
            summary(
                language,
                vec![told(language, "Bali", 1), told(language, "Papua", 2)],
            ),
        ),
        (
            "summary-news",
            summary(language, vec![told(language, "Lampung", 2)]),
        ),
        ("summary-all", summary(language, many(1).collect())),
        ("summary-all-news", summary(language, many(2).collect())),
    ]
}
