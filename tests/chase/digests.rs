//! The mails of Monday morning.

use entity::account::Role;
use rstest::rstest;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{enterprise, small},
    smtp::Mail,
};

const HERE: &str = "manager@jakarta.example.org";
const ELSEWHERE: &str = "manager@lampung.example.org";
const NATION: &str = "manager@score.example.org";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn managers_are_told_counts_of_their_provinces_once_a_week(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    enterprise(&office.db, "UD Maju", "ID-SN", "maju@example.org").await;
    for (email, province) in [
        (HERE, Some("ID-JK")),
        (ELSEWHERE, Some("ID-LA")),
        (NATION, None),
    ] {
        office.account(Role::Manager, email, province).await;
    }
    let to_managers = |mails: Vec<Mail>| {
        let mut told: Vec<_> = mails
            .into_iter()
            .filter(|mail| mail.recipient().starts_with("manager"))
            .collect();
        told.sort_by_key(|mail| mail.recipient().to_owned());
        told
    };
    let thursday = office.work(nine("2012-11-01")).await;
    assert!(to_managers(thursday).is_empty());
    let told = to_managers(office.work(nine("2012-11-05")).await);
    let readers: Vec<_> = told.iter().map(Mail::recipient).collect();
    assert_eq!(readers, [HERE, NATION]);
    assert!(!told[0].text().contains("Sulawesi") && told[1].text().contains("Sulawesi"));
    for mail in &told {
        let text = mail.text();
        assert!(!text.contains("Melati") && !text.contains("Maju"), "{text}");
    }
    assert!(to_managers(office.work(nine("2012-11-06")).await).is_empty());
    // The requests for November went out on this very morning: nobody could have answered.
    let told = to_managers(office.work(nine("2012-12-03")).await);
    let text = told[0].text();
    assert!(text.contains("DATA OKTOBER 2012"), "{text}");
    assert!(!text.contains("DATA NOVEMBER 2012"), "{text}");
}
