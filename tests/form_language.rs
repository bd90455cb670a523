//! A page that cannot know whose it is follows its reader's browser, and `?lang=` before that.

use api::{Access, Proxies};
use reqwest::{Client, StatusCode};
use rstest::rstest;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, at, small},
    site::{Site, link},
};

/// More than one address may ask for at once.
const MANY: usize = 260;

#[rstest]
#[case::of_the_browser("", "en-GB,en;q=0.9", "We cannot read what was sent")]
#[case::of_the_address("?lang=en", "id", "We cannot read what was sent")]
#[case::ours("", "de", "Kiriman ini tidak dapat dibaca")]
#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_post_is_told_so(
    #[case] address: &str,
    #[case] browser: &str,
    #[case] says: &str,
) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let small = small(&db).await;
    let site = Site::start(db, at(NOW)).await;
    let page = format!("{}{address}", site.page(&link(small.request)));
    let posted = Client::new().post(page).header("accept-language", browser);
    let answer = posted.body("no form").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let page = answer.text().await.unwrap();
    assert!(page.contains(says), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_so() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let access = Access {
        proxies: Proxies::new(&[Proxies::network("127.0.0.1").unwrap()]),
        ..Access::default()
    };
    let api = Api::serve_with(database.connect().await, access).await;
    let page = api.url().replace("/graphql", "/r/none");
    let client = Client::new();
    let ask = async |browser: &str| {
        let asked = client.get(&page).header("accept-language", browser);
        let asked = asked.header("x-forwarded-for", "192.0.2.1");
        asked.send().await.unwrap()
    };
    let mut answer = ask("en").await;
    for _ in 0..MANY {
        answer = ask("en").await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key("retry-after"));
    assert!(answer.text().await.unwrap().contains("Too many attempts"));
}
