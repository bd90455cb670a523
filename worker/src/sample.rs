//! A sample of every mail, so that a deployment can be looked over without sending one.

use chrono::NaiveDate;
use entity::{
    Language,
    rules::{ladder::Step, period::Month},
    summary::file::{Audience, Form, Key},
};
use sea_orm::Iterable;
use uuid::Uuid;

use crate::template::{
    ChaseItem, ChaseMail, HeldNotice, Letter, ManagerDigest, NoticeItem, ProvinceCounts,
    ReceiptMail, SignInMail, StoppedNotice, SummaryMail, TemplateError, Told, TrainerDigest,
    TrainerNotice,
};

const ENTERPRISE: &str = "CV Contoh";
const NAME: &str = "Contoh";
const SENDER: &str = "SCORE Indonesia";

/// Compose every mail in every language; says how many those were.
///
/// # Errors
/// Where one cannot be composed.
pub fn compose_all() -> Result<usize, TemplateError> {
    let mut composed = 0;
    for language in Language::iter() {
        let chase = Step::ALL.into_iter().filter(|step| step.is_mail());
        let letters = chase.map(|step| asking(language, step));
        for letter in letters.chain(telling(language)?) {
            letter.compose()?;
            composed += 1;
        }
    }
    Ok(composed)
}

fn asking(language: Language, step: Step) -> Letter {
    let item = ChaseItem {
        step,
        enterprise: ENTERPRISE.into(),
        month: month(),
        due_on: NaiveDate::default(),
        lock_on: NaiveDate::default(),
        zone: "WIB".into(),
        link: "https://score.example.org/r/sample".into(),
    };
    Letter::Chase(ChaseMail {
        language,
        name: NAME.into(),
        sender: SENDER.into(),
        unsubscribe: "https://score.example.org/unsubscribe/sample".into(),
        items: vec![item],
    })
}

fn telling(language: Language) -> Result<[Letter; 8], TemplateError> {
    let (name, sender) = (NAME.to_owned(), SENDER.to_owned());
    let day = NaiveDate::default();
    let missing = NoticeItem {
        enterprise: ENTERPRISE.into(),
        month: month(),
        days_late: 5,
        contact: NAME.into(),
        phone: None,
    };
    let counts = ProvinceCounts {
        name: "Jakarta".into(),
        month: month(),
        expected: 20,
        received: 17,
        on_time: 14,
        nothing: 1,
        late: 3,
    };
    let told = Told {
        document: view::summary::sample(language),
        address: "https://score.example.org/summaries/sample".into(),
        stem: "score-sample".into(),
        pdf: Key {
            summary: Uuid::nil(),
            audience: Audience::Internal,
            form: Form::Pdf,
            language,
        },
        replaces: false,
    };
    let pdfs = vec![view::summary::pdf(&told.document)?];
    let mut summary = SummaryMail {
        language,
        name: name.clone(),
        sender: sender.clone(),
        places: vec![told],
        files: Vec::new(),
    };
    summary.enclose(pdfs);
    Ok([
        Letter::Receipt(ReceiptMail {
            language,
            name: name.clone(),
            sender: sender.clone(),
            enterprise: ENTERPRISE.into(),
            month: month(),
            nothing: false,
            late: false,
            correct_until: day,
            zone: "WIB".into(),
            link: "https://score.example.org/r/sample".into(),
            changes: Vec::new(),
        }),
        Letter::TrainerNotice(TrainerNotice {
            language,
            name: name.clone(),
            sender: sender.clone(),
            items: vec![missing],
        }),
        Letter::TrainerDigest(TrainerDigest {
            language,
            name: name.clone(),
            sender: sender.clone(),
            day,
            alerts: Vec::new(),
            late: Vec::new(),
            without_address: Vec::new(),
            stopped: Vec::new(),
            prefer_call: Vec::new(),
        }),
        Letter::ManagerDigest(ManagerDigest {
            language,
            name: name.clone(),
            sender: sender.clone(),
            day,
            provinces: vec![counts],
        }),
        Letter::Stopped(StoppedNotice {
            language,
            name: name.clone(),
            sender: sender.clone(),
            enterprises: vec![ENTERPRISE.into()],
            contact: NAME.into(),
            phone: None,
        }),
        Letter::SignIn(SignInMail {
            language,
            name: name.clone(),
            sender: sender.clone(),
            link: "https://score.example.org/sign-in/sample".into(),
        }),
        Letter::Summary(summary),
        Letter::Held(HeldNotice {
            language,
            name,
            sender,
            run: "data-request 2012-11-01T02:00:00Z WIB".into(),
            job: "data-request".into(),
            step: Some(Step::Request),
            zone: Some("WIB".into()),
            count: 120,
            usual: Some(40),
        }),
    ])
}

fn month() -> Month {
    Month::of(NaiveDate::default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_sample_can_be_composed() {
        assert_eq!(super::compose_all().unwrap(), 2 * (4 + 8));
    }
}
