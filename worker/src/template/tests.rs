//! What holds for every letter, and what each kind must say.

use std::collections::BTreeSet;

use entity::rules::ladder::Step;
use rstest::rstest;

use super::{samples::*, *};

#[test]
fn every_letter_is_whole() {
    for (name, letter) in all() {
        let content = letter.compose().unwrap();
        let Content {
            subject,
            text,
            html,
            ..
        } = &content;
        assert!(
            !subject.is_empty() && subject.chars().count() <= 120,
            "{name}: {subject}"
        );
        for (part, written) in [("subject", subject), ("text", text), ("html", html)] {
            assert!(
                !written.contains("mail-"),
                "{name}: a text is missing in its {part}:\n{written}"
            );
            assert!(
                !written.contains("{ $") && !written.contains("{{"),
                "{name}: {part}:\n{written}"
            );
        }
        assert!(!text.contains("\n\n\n"), "{name}: a gap in\n{text}");
        for line in text.lines().filter(|line| *line != "-- ") {
            assert_eq!(line, line.trim_end(), "{name}");
        }
        assert!(
            html.len() <= 100_000,
            "{name} has {} bytes of HTML",
            html.len()
        );
        assert!(
            html.contains(&format!("lang=\"{}\"", letter.language().as_str())),
            "{name}"
        );
        assert!(!html.contains("fonts.googleapis"), "{name}");
        assert!(
            text.contains(letter.name()) && text.contains(SENDER),
            "{name}:\n{text}"
        );
    }
}

#[test]
fn every_link_is_in_both_parts() {
    for (name, letter) in all() {
        let content = letter.compose().unwrap();
        for link in letter.links() {
            assert!(
                content.text.contains(link),
                "{name}: {link} is not in the text"
            );
            assert!(
                content.html.contains(&format!("href=\"{link}\"")),
                "{name}: {link}"
            );
        }
        let stop = letter.unsubscribe();
        assert!(
            stop.is_none_or(|stop| letter.links().contains(&stop)),
            "{name}"
        );
    }
}

#[test]
fn a_name_is_never_markup() {
    let mut seen = 0;
    for (name, letter) in all() {
        let content = letter.compose().unwrap();
        assert!(!content.html.contains("<Maju>"), "{name}");
        if content.text.contains(HOSTILE_NAME) {
            seen += 1;
            let escaped = content.html.contains("UD &#60;Maju&#62; &#38;");
            assert!(
                escaped || content.html.contains("UD &lt;Maju&gt; &amp;"),
                "{name}"
            );
        }
    }
    assert!(seen >= 10, "only {seen} letters had the name");
}

#[rstest]
#[case(Language::Id, "Senin, 12 November 2012, pukul 24.00 WIB")]
#[case(Language::En, "Monday, 12 November 2012, 24:00 WIB")]
fn a_request_says_until_when(#[case] language: Language, #[case] due: &str) {
    let item = asked(Step::Request, "CV Rotan Jaya", "2012-10");
    let content = chase(language, vec![item]).compose().unwrap();
    assert!(
        content.text.contains(due) && content.html.contains(due),
        "{}",
        content.text
    );
}

#[test]
fn a_reminder_says_until_when_data_are_taken_and_never_scolds() {
    for step in [Step::Reminder1, Step::Reminder2] {
        let item = asked(step, "CV Rotan Jaya", "2012-10");
        let text = chase(Language::Id, vec![item]).compose().unwrap().text;
        assert!(
            text.contains("Rabu, 12 Desember 2012, pukul 24.00 WIB"),
            "{text}"
        );
        assert!(text.to_lowercase().contains("pengingat") && text.contains("berselisih jalan"));
        assert!(!text.to_lowercase().contains("teguran"));
    }
}

#[test]
fn each_rung_is_shorter_than_the_one_before() {
    let rungs = [Step::Request, Step::Nudge, Step::Reminder1, Step::Reminder2];
    for language in LANGUAGES {
        let lengths = rungs.map(|step| {
            let item = asked(step, "CV Rotan Jaya", "2012-10");
            chase(language, vec![item]).compose().unwrap().text.len()
        });
        assert!(
            lengths.is_sorted_by(|one, next| one > next),
            "{language:?}: {lengths:?}"
        );
    }
}

#[test]
fn items_of_several_rungs_each_say_their_own_date() {
    let items = vec![
        asked(Step::Request, "CV Rotan Jaya", "2012-10"),
        asked(Step::Reminder2, "UD Maju", "2012-09"),
    ];
    let content = chase(Language::Id, items).compose().unwrap();
    assert!(
        content.subject.starts_with("Pengingat kedua: "),
        "{}",
        content.subject
    );
    for words in [
        "Mohon diisi paling lambat Senin, 12 November 2012",
        "Batas waktunya, Jumat, 12 Oktober 2012, telah lewat",
        "sampai Minggu, 11 November 2012",
    ] {
        assert!(
            content.text.contains(words),
            "{words} is not in\n{}",
            content.text
        );
    }
}

#[test]
fn mails_to_trainers_and_managers_open_nothing() {
    for (name, letter) in all() {
        let to_a_contact = matches!(letter, Letter::Chase(_) | Letter::Receipt(_));
        let content = letter.compose().unwrap();
        assert_eq!(content.text.contains("/r/"), to_a_contact, "{name}");
        let opens = to_a_contact || matches!(letter, Letter::SignIn(_));
        assert_eq!(letter.links().is_empty(), !opens, "{name}");
    }
}

#[test]
fn a_phone_is_dialled_and_a_missing_one_is_said() {
    let letter = digest(
        Language::Id,
        vec![late(0, "CV Rotan Jaya"), late(2, "UD Maju")],
        Vec::new(),
    );
    let content = letter.compose().unwrap();
    assert!(content.html.contains("href=\"tel:+6281234567800\""));
    let chat = "https://wa.me/6281234567800?text=Selamat%20pagi";
    assert!(content.html.contains(chat) && content.text.contains(chat));
    assert_eq!(
        content.text.matches("Nomor telepon belum tercatat").count(),
        1
    );
}

#[test]
fn what_a_long_list_leaves_out_is_counted() {
    let late: Vec<_> = (0..200)
        .map(|at| late(at, &format!("CV Rotan Jaya {at}.")))
        .collect();
    let text = digest(Language::Id, late, Vec::new())
        .compose()
        .unwrap()
        .text;
    let listed = (0..200)
        .filter(|at| text.contains(&format!("CV Rotan Jaya {at}.")))
        .count();
    assert!(
        text.contains(&format!("Dan {} perusahaan lain", 200 - listed)),
        "{listed} are listed"
    );
}

/// What changed is told of any number of places, what matters first, and what is left out counted.
#[test]
fn news_of_many_places_say_what_is_new() {
    for (language, title, more) in [
        (Language::Id, "yang baru dalam edisi 6", "Dan 2 lainnya"),
        (Language::En, "what is new in edition 6", "And 2 more"),
    ] {
        let mut many: Vec<_> = (0..38)
            .map(|at| told(language, &format!("Kepulauan-{at}"), 6))
            .collect();
        for one in &mut many {
            one.document.differences[0].is_material = false;
            one.document.differences[0].before = Some(7.7);
        }
        let content = summary(language, many).compose().unwrap();
        for at in 0..38 {
            let heading = format!("Kepulauan-{at}: {title}").to_lowercase();
            assert!(content.text.to_lowercase().contains(&heading), "{at}");
        }
        assert_eq!(content.text.matches(more).count(), 38);
        assert_eq!(content.text.matches("7.7").count(), 0, "it matters least");
        assert_eq!(content.text.matches("7,7").count(), 0, "it matters least");
        assert!(content.html.contains(title));
    }
}

#[test]
fn a_manager_is_told_rates_over_what_is_expected() {
    let provinces = vec![
        counts("Jawa Tengah", "2012-10", 20),
        counts("Papua", "2012-10", 0),
    ];
    let content = manager(Language::Id, provinces).compose().unwrap();
    assert!(content.subject.contains("70%"), "{}", content.subject);
    for words in [
        "14 dari 20 perusahaan (70%) sudah menjawab; 10 (50%) tepat waktu.",
        "Jawa Tengah: 70%",
        "14 dari 20 perusahaan, 2 di antaranya tanpa kegiatan untuk dilaporkan",
        "● 10 tepat waktu, ◐ 4 terlambat, ○ 6 belum menjawab",
    ] {
        assert!(content.text.contains(words), "{words}: {}", content.text);
    }
    assert!(!content.text.contains("Papua"), "{}", content.text);
}

#[test]
fn an_administrator_is_told_how_to_release_a_run() {
    let held = to_the_office(Language::Id).into_iter();
    let text = |name| {
        let found = held.clone().find(|(found, _)| *found == name);
        found.unwrap().1.compose().unwrap().text
    };
    assert!(
        text("held")
            .contains("releaseRun(input: { run: \"0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\" })")
    );
    assert!(text("held").contains("Langkah: REQUEST") && text("held").contains("18.412"));
    assert!(text("held-whole-job").contains("enam bulan terakhir: Belum ada"));
}

#[test]
fn a_letter_is_signed_by_whom_it_is_given() {
    for (name, letter) in all() {
        let text = letter.with_sender("Rahmat Hidayat").compose().unwrap().text;
        assert!(
            text.contains("\nRahmat Hidayat\n") && !text.contains(&format!("\n{SENDER}\n")),
            "{name}"
        );
    }
}

#[test]
fn both_languages_have_the_same_letters() {
    let of = |language: Language| -> BTreeSet<String> {
        let letters = all()
            .into_iter()
            .filter(|(_, letter)| letter.language() == language);
        letters.map(|(name, _)| name[3..].to_owned()).collect()
    };
    assert_eq!(of(Language::Id), of(Language::En));
}
