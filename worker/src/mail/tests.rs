use super::*;
use crate::template::{Letter, SummaryMail, samples};
use view::locale::text;

fn transport() -> Transport {
    Transport::new(&MailSettings {
        reply_to: Some("Dewi Lestari <dewi@example.org>".into()),
        ..MailSettings::new(
            "file:///var/spool/score",
            "SCORE Indonesia <score@example.org>",
        )
    })
    .unwrap()
}

fn written(letter: &Letter) -> String {
    let content = letter.compose().unwrap();
    let mail = Mail {
        id: Uuid::from_u128(7),
        to: "sari@example.org".into(),
        name: letter.name().to_owned(),
        language: letter.language(),
        subject: content.subject,
        text: content.text,
        html: content.html,
        pictures: content.pictures,
        files: content.files,
        follows: vec![Uuid::from_u128(5), Uuid::from_u128(6)],
        unsubscribe: letter.unsubscribe().map(str::to_owned),
    };
    let message = transport()
        .message(&mail, "2012-11-01T02:00:00Z".parse().unwrap())
        .unwrap();
    String::from_utf8(message.formatted()).unwrap()
}

#[test]
fn a_message_carries_the_headers_of_an_automatic_letter() {
    for (name, letter) in samples::all() {
        let text = written(&letter);
        for header in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\r\n".to_owned(),
            "Date: Thu, 01 Nov 2012 02:00:00 +0000\r\n".to_owned(),
            "Reply-To: \"Dewi Lestari\" <dewi@example.org>\r\n".to_owned(),
            "In-Reply-To: <00000000-0000-0000-0000-000000000006@example.org>\r\n".to_owned(),
            "Auto-Submitted: auto-generated\r\n".to_owned(),
            "X-Auto-Response-Suppress: All\r\n".to_owned(),
            format!("Content-Language: {}\r\n", letter.language().as_str()),
        ] {
            assert!(
                text.contains(&header),
                "{name}: {header} is missing in\n{text}"
            );
        }
        assert!(text.is_ascii(), "{name}");
        let has_files = text.contains("Content-Type: application/pdf");
        let kind = if has_files { "mixed" } else { "alternative" };
        assert!(
            text.contains(&format!("\r\nContent-Type: multipart/{kind};")),
            "{name}: {text}"
        );
        let most = if has_files { 500_000 } else { 100_000 };
        assert!(text.len() <= most, "{name} has {} octets", text.len());
    }
}

#[test]
fn what_can_be_stopped_says_so_in_its_headers() {
    for (name, letter) in samples::all() {
        let text = written(&letter);
        for header in [
            format!("List-Unsubscribe: <{}>\r\n", samples::UNSUBSCRIBE),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".to_owned(),
        ] {
            let is_there = text.contains(&header);
            assert_eq!(is_there, letter.unsubscribe().is_some(), "{name}: {header}");
        }
    }
}

/// Writes one mail of each kind to look at: `SCORE_TEST_MAILS=DIR cargo test -p worker -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
fn sample_mails() {
    let directory = PathBuf::from(std::env::var("SCORE_TEST_MAILS").unwrap());
    for (name, letter) in samples::all() {
        std::fs::write(directory.join(format!("{name}.eml")), written(&letter)).unwrap();
    }
}

#[test]
fn a_summary_shows_its_pictures_and_brings_its_files() {
    let (_, letter) = samples::all().remove(0);
    assert!(!written(&letter).contains("Content-ID"));
    for (name, letter) in samples::all() {
        let Letter::Summary(summary) = &letter else {
            continue;
        };
        let html = letter.compose().unwrap().html;
        let text = written(&letter);
        let places = summary.places.len();
        let enclosed = if places > 4 { 0 } else { places };
        for (mark, count) in [
            ("Content-ID: <reports-", enclosed),
            (
                "Content-Disposition: attachment; filename=\"score-",
                enclosed,
            ),
        ] {
            assert_eq!(text.matches(mark).count(), count, "{name}: {mark}");
        }
        assert_eq!(
            html.matches("src=\"cid:reports-").count(),
            enclosed,
            "{name}"
        );
        assert!(!html.contains("alt=\"\""), "{name}");
    }
}

#[test]
fn what_is_too_heavy_for_a_mail_is_linked_only() {
    for (name, letter) in samples::all() {
        let Letter::Summary(mut summary) = letter else {
            continue;
        };
        summary.files = Vec::new();
        let places = summary.enclosing().len();
        let share = 5_000_000 / places.max(1);
        let said = |mail: &SummaryMail, key: &str| {
            let words = text(mail.language, key);
            let content = Letter::Summary(mail.clone()).compose().unwrap();
            let all = content
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            all.contains(&words)
        };
        summary.enclose(vec![vec![0; share + 1]; places]);
        assert!(summary.files.is_empty(), "{name}");
        assert!(said(&summary, "mail-summary-linked"), "{name}");
        if places > 0 {
            summary.enclose(vec![vec![0; share]; places]);
            assert!(said(&summary, "mail-summary-enclosed"), "{name}");
        }
    }
}
