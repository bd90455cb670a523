//! The demo in a database, and what it promises.

use std::error::Error;

use ::entity::{
    contact, data_request, database, enterprise, enterprise::EnterpriseStatus,
    enterprise_history::status, measurement, programme, reading, reference, report_version,
    trainer,
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::{ScaleOptions, SeedError, demo, scale};

type Tested = Result<(), Box<dyn Error>>;

/// An empty database with its reference tables, for as long as the folder is kept.
async fn empty() -> Result<(tempfile::TempDir, DatabaseConnection), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let db = database::connect(&format!(
        "sqlite://{}",
        folder.path().join("seed.db").display()
    ))
    .await?;
    migration::up(&db).await?;
    reference::load(&db).await?;
    Ok((folder, db))
}

#[tokio::test]
async fn the_demo_grows_to_108_and_is_seeded_once() -> Tested {
    let (_folder, db) = empty().await?;
    demo(&db).await?;
    for (year, count) in [(2010, 20), (2011, 60), (2012, 108)] {
        let end = chrono::NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
        let enrolled = status::Entity::find()
            .filter(status::Column::Status.eq(EnterpriseStatus::Enrolled))
            .filter(status::Column::FromDate.lte(end));
        assert_eq!(enrolled.count(&db).await?, count, "{year}");
    }
    assert!(matches!(demo(&db).await, Err(SeedError::NotEmpty)));
    Ok(())
}

#[tokio::test]
async fn the_demo_names_nobody_and_leaves_october_to_the_worker() -> Tested {
    let (_folder, db) = empty().await?;
    demo(&db).await?;
    let people = contact::Entity::find().all(&db).await?;
    let trainers = trainer::Entity::find().all(&db).await?;
    let addresses = people
        .iter()
        .filter_map(|person| person.email.as_ref())
        .chain(trainers.iter().map(|row| &row.email));
    assert!(
        addresses
            .into_iter()
            .all(|address| address.ends_with(".example.org"))
    );
    let last = data_request::Entity::find()
        .order_by_desc(data_request::Column::Month)
        .one(&db)
        .await?;
    assert_eq!(
        last.map(|request| request.month.to_string()),
        Some("2012-09".into())
    );
    let live = programme::Entity::find().one(&db).await?;
    assert_eq!(
        live.map(|row| row.live_since.to_string()),
        Some("2012-10".into())
    );
    let three = measurement::Entity::find()
        .filter(measurement::Column::MeasureCode.eq("cost_saving"))
        .filter(measurement::Column::Value.eq(3.12));
    assert_eq!(three.count(&db).await?, 1);
    Ok(())
}

#[tokio::test]
async fn the_demo_is_the_same_each_time() -> Tested {
    let ((_one, first), (_two, second)) = (empty().await?, empty().await?);
    demo(&first).await?;
    demo(&second).await?;
    let readings = || {
        reading::Entity::find()
            .order_by_asc(reading::Column::DataRequestId)
            .order_by_asc(reading::Column::IndicatorCode)
    };
    assert_eq!(
        readings().all(&first).await?,
        readings().all(&second).await?
    );
    let versions = || report_version::Entity::find().order_by_asc(report_version::Column::Id);
    assert_eq!(
        versions().all(&first).await?,
        versions().all(&second).await?
    );
    Ok(())
}

#[tokio::test]
async fn scale_makes_as_many_as_asked() -> Tested {
    let (_folder, db) = empty().await?;
    let options = ScaleOptions {
        enterprises: 203,
        months: 3,
        until: "2012-09".parse()?,
        seed: 5,
    };
    let told = std::cell::RefCell::new(Vec::new());
    scale(&db, &options, &|done, total| {
        told.borrow_mut().push((done, total))
    })
    .await?;
    assert_eq!(told.into_inner(), [(200, 203), (203, 203)]);
    assert_eq!(enterprise::Entity::find().count(&db).await?, 203);
    assert_eq!(data_request::Entity::find().count(&db).await?, 3 * 203);
    Ok(())
}

#[tokio::test]
async fn nothing_is_seeded_without_reference_tables() -> Tested {
    let folder = tempfile::tempdir()?;
    let db = database::connect(&format!(
        "sqlite://{}",
        folder.path().join("seed.db").display()
    ))
    .await?;
    migration::up(&db).await?;
    assert!(matches!(
        demo(&db).await,
        Err(SeedError::NoReference("provinces"))
    ));
    Ok(())
}
