//! A mail that cannot be composed stops no other.

use entity::{enterprise, message::MessageState};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{addresses, database, outbox, pass, queue, settings};
use crate::support::{
    databases::Kind,
    programme::{NOW, at},
    smtp::{Script, SmtpServer},
};

/// A name that came from elsewhere, with a character that no template can hold.
const BROKEN: &str = "UD \u{1} Rusak";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_template_that_fails_for_one_enterprise_does_not_stop_the_others(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let people = addresses(12, "example.org");
    queue(&db, &people).await;
    let rename = enterprise::Entity::update_many()
        .col_expr(enterprise::Column::Name, Expr::value(BROKEN))
        .filter(enterprise::Column::Name.eq(format!("UD {}", people[3])));
    assert_eq!(rename.exec(&db).await.unwrap().rows_affected, 1);
    pass(&db, &settings(smtp.url()), at(NOW)).await;
    assert_eq!(smtp.mails().len(), 11);
    for row in outbox(&db).await {
        let is_broken = row.recipient == people[3];
        let expected = if is_broken {
            MessageState::Queued
        } else {
            MessageState::Sent
        };
        assert_eq!(row.state, expected, "{row:?}");
        assert_eq!(row.last_error.is_some(), is_broken, "{row:?}");
    }
}
