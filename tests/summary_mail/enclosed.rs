//! The files that go with a mail, or are linked.

use mail_parser::MimeHeaders;
use rstest::rstest;
use sea_orm::EntityTrait;

use super::*;
use crate::support::{api::Api, pdf};

/// What came with a mail, by its name.
fn enclosed(mail: &Mail) -> HashMap<String, Vec<u8>> {
    let parsed = mail.parsed();
    let parts = parsed.attachments();
    let named = parts.filter_map(|part| Some((part.attachment_name()?.to_owned(), part)));
    named
        .map(|(name, part)| (name, part.contents().to_vec()))
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_file_that_is_mailed_is_the_one_that_is_kept_and_linked(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    manager(&programme.db, "manager@two.example.org", &["ID-JK"]).await;
    let told = programme.night("2013-01-19").await;
    let api = Api::serve(programme.db.clone()).await;
    let office = api.office().await;
    let mut followed = 0;
    for mail in &told {
        let came = enclosed(mail);
        let text = mail.text();
        let words = text.split_whitespace();
        for link in words.filter(|word| word.contains("/summaries/") && word.contains(".pdf")) {
            let (_, path) = link.split_once("/summaries/").unwrap();
            let url = api.url().replace("graphql", &format!("summaries/{path}"));
            let asked = reqwest::Client::new().get(url).bearer_auth(&office);
            let answer = asked.send().await.unwrap();
            assert_eq!(answer.status(), 200, "{link}");
            let disposition = answer.headers()["content-disposition"].to_str().unwrap();
            let name = disposition.split('"').nth(1).unwrap().to_owned();
            assert_eq!(came[&name], answer.bytes().await.unwrap(), "{name}");
            followed += 1;
        }
    }
    assert_eq!(followed, 4);
}

/// Whatever lies there is sent: nobody makes it again, for the first reader or the second.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_kept_is_not_made_for_a_mail() {
    let programme = Programme::open(Kind::Sqlite).await.unwrap();
    manager(&programme.db, "manager@two.example.org", &["ID-JK"]).await;
    let night = at("2013-01-19T20:00:00Z");
    jobs::plan(&programme.db, JobName::Summary, night)
        .await
        .unwrap();
    let editions = summary::Entity::find().all(&programme.db).await.unwrap();
    for edition in &editions {
        let key = file::Key {
            summary: edition.id,
            audience: file::Audience::Internal,
            form: file::Form::Pdf,
            language: Language::Id,
        };
        let marked = edition.id.to_string().into_bytes();
        file::keep(&programme.db, key, marked, night).await.unwrap();
    }
    let told = programme.night("2013-01-19").await;
    assert_eq!(told.len(), 3);
    for file in told.iter().flat_map(|mail| enclosed(mail).into_values()) {
        let said = String::from_utf8(file).unwrap();
        assert!(
            editions.iter().any(|one| one.id.to_string() == said),
            "{said}"
        );
    }
}

/// What the files of a mail may weigh together.
const MOST: usize = 5_000_000;

/// The file of each place, as heavy as is asked for, lies there before anybody is told.
async fn weigh(programme: &Programme, night: &str, of: impl Fn(&summary::Model) -> usize) {
    let night = at(&format!("{night}T20:00:00Z"));
    jobs::plan(&programme.db, JobName::Summary, night)
        .await
        .unwrap();
    for edition in summary::Entity::find().all(&programme.db).await.unwrap() {
        let key = file::Key {
            summary: edition.id,
            audience: file::Audience::Internal,
            form: file::Form::Pdf,
            language: Language::Id,
        };
        let heavy = b"%PDF-".iter().copied().cycle().take(of(&edition));
        file::keep(&programme.db, key, heavy.collect(), night)
            .await
            .unwrap();
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_too_heavy_together_are_linked(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    manager(&programme.db, "manager@two.example.org", &["ID-JT"]).await;
    let night = "2013-01-19";
    weigh(&programme, night, |edition| {
        match edition.province_code.as_deref() {
            Some("ID-JK") => 1,
            Some(_) => MOST,
            None => MOST + 1,
        }
    })
    .await;
    let told = programme.night(night).await;
    assert_eq!(recipients(&told), [JAVA, NATION, "manager@two.example.org"]);
    let (linked, enclosing) = told.split_at(2);
    let api = Api::serve(programme.db.clone()).await;
    let office = api.office().await;
    for (mail, weights) in linked.iter().zip([&[1, MOST][..], &[MOST + 1]]) {
        assert!(enclosed(mail).keys().all(|name| !name.ends_with(".pdf")));
        assert!(mail.raw.len() < MOST / 10, "{}", mail.raw.len());
        let text = mail.text();
        assert!(
            text.contains("Semua angka ada dalam berkas di balik tautan"),
            "{text}"
        );
        let words = text.split_whitespace().filter(|word| word.contains(".pdf"));
        let mut found = Vec::new();
        for link in words {
            let (_, path) = link.split_once("/summaries/").unwrap();
            let url = api.url().replace("graphql", &format!("summaries/{path}"));
            let asked = reqwest::Client::new().get(url).bearer_auth(&office);
            found.push(asked.send().await.unwrap().bytes().await.unwrap().len());
        }
        assert_eq!(found, weights);
    }
    let [mail] = enclosing else {
        panic!("{}", told.len());
    };
    let files = enclosed(mail);
    assert_eq!(
        files["score-jawa-tengah-2012-Q4-1-internal.pdf"].len(),
        MOST
    );
    assert!(mail.text().contains("PDF"), "{}", mail.text());
}

/// Names of sixty letters, of words, without a blank, and of the widest letter.
const NAMES: [&str; 4] = [
    "Koperasi Serba Usaha Maju Bersama Sejahtera Abadi Nusantara X",
    "PerusahaanDagangAnekaKerajinanRotanDanKayuJatiSejahteraAbadi",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "Koperasi PengrajinTenunIkatDanBatikTulisPewarnaAlamNusantara",
];

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_long_name_is_whole_and_stays_on_its_page(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    for name in NAMES.iter().cycle().take(2 * NAMES.len() - 1) {
        let other = enterprise(&programme.db, name, "ID-JK", "owner@long.example.org").await;
        request_in(&programme.db, "ID-JK", other, "2012-10".parse().unwrap()).await;
    }
    let told = programme.night("2013-01-19").await;
    for (mail, file) in [
        (&told[0], "score-dki-jakarta-2012-Q4-1-internal.pdf"),
        (&told[1], "score-indonesia-2012-Q4-1-internal.pdf"),
    ] {
        let file = &enclosed(mail)[file];
        let letters: String = pdf::words(file).split_whitespace().collect();
        for name in NAMES {
            let name: String = name.split_whitespace().collect();
            assert!(letters.contains(&name), "{name}: {letters}");
        }
        let pages = pdf::pages(file);
        assert_eq!(pages.len(), 2);
        for page in pages {
            page.is_a4_with_everything_in_its_place();
        }
    }
}
