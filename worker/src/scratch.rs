use crate::*;
use ::entity::rules::ladder::Step;
use ::entity::*;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait,
    PaginatorTrait, QueryFilter, Schema, sea_query,
};
use uuid::Uuid;

async fn db() -> DatabaseConnection {
    let path = std::env::temp_dir().join(format!("w{}.db", Uuid::now_v7()));
    let db = database::connect(&format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    let schema = Schema::new(DbBackend::Sqlite);
    macro_rules! make { ($($e:expr),*) => { $( db.execute(&schema.create_table_from_entity($e)).await.unwrap(); )* } }
    db.execute_unprepared("PRAGMA foreign_keys=OFF")
        .await
        .unwrap();
    make!(
        province::Entity,
        enterprise::Entity,
        enterprise_history::province::Entity,
        enterprise_history::status::Entity,
        contact::Entity,
        baseline::Entity,
        holiday::Entity,
        programme::Entity,
        data_request::Entity,
        chase_step::Entity,
        message::Entity,
        message_item::Entity,
        ::entity::run::Entity,
        heartbeat::Entity,
        demo_clock::Entity
    );
    db.execute_unprepared("create unique index a on message(recipient, local_day, purpose)")
        .await
        .unwrap();
    db.execute_unprepared("create unique index b on data_request(enterprise_id, month)")
        .await
        .unwrap();
    for (code, zone, tz) in [
        ("ID-JK", "WIB", "Asia/Jakarta"),
        ("ID-SN", "WITA", "Asia/Makassar"),
    ] {
        province::Entity::insert(province::ActiveModel {
            code: Set(code.into()),
            kemendagri_code: Set("1".into()),
            name_id: Set(code.into()),
            name_en: Set(code.into()),
            timezone: Set(tz.into()),
            zone: Set(zone.into()),
            island_group: Set("x".into()),
            valid_from: Set(None),
            predecessor: Set(None),
            in_programme_2012: Set(true),
        })
        .exec_without_returning(&db)
        .await
        .unwrap();
    }
    programme::Entity::insert(programme::ActiveModel {
        id: Set(1),
        live_since: Set("2012-10".parse().unwrap()),
    })
    .exec_without_returning(&db)
    .await
    .unwrap();
    db
}

async fn add(db: &DatabaseConnection, n: u128, province: &str, email: Option<&str>) {
    let id = Uuid::from_u128(n);
    enterprise::Entity::insert(enterprise::ActiveModel {
        id: Set(id),
        name: Set(format!("CV {n}")),
        legal_form: Set(enterprise::LegalForm::Cv),
        province_code: Set(province.into()),
        city: Set("x".into()),
        kbli_code: Set("1".into()),
        kbli_version: Set("2009".into()),
        size_class: Set(enterprise::SizeClass::Small),
        size_regulation: Set("x".into()),
        women: Set(1),
        men: Set(1),
        language: Set(Language::Id),
        output_unit: Set("x".into()),
        apindo_member: Set(false),
        prefers_call: Set(false),
        status: Set(enterprise::EnterpriseStatus::Enrolled),
        export_stage: Set(enterprise::ExportStage::None),
        version: Set(1),
        archived_at: Set(None),
    })
    .exec_without_returning(db)
    .await
    .unwrap();
    enterprise_history::status::Entity::insert(enterprise_history::status::ActiveModel {
        enterprise_id: Set(id),
        from_date: Set("2012-01-01".parse().unwrap()),
        status: Set(enterprise::EnterpriseStatus::Enrolled),
    })
    .exec_without_returning(db)
    .await
    .unwrap();
    baseline::Entity::insert(baseline::ActiveModel {
        id: Set(id),
        enterprise_id: Set(id),
        indicator_code: Set("x".into()),
        value: Set(1.0),
        source: Set(baseline::BaselineSource::Recorded),
        recorded_on: Set("2012-02-01".parse().unwrap()),
        superseded_at: Set(None),
    })
    .exec_without_returning(db)
    .await
    .unwrap();
    contact::Entity::insert(contact::ActiveModel {
        id: Set(id),
        enterprise_id: Set(id),
        name: Set("Sari".into()),
        email: Set(email.map(Into::into)),
        phone: Set(None),
        role: Set(contact::ContactRole::Owner),
        is_primary: Set(true),
        language: Set(Language::Id),
        basis: Set(contact::ProcessingBasis::Contract),
        consent_version: Set(None),
        consent_on: Set(None),
        consent_how: Set(None),
        withdrawn_at: Set(None),
        unsubscribed_at: Set(None),
    })
    .exec_without_returning(db)
    .await
    .unwrap();
}

fn settings(url: &str) -> WorkerSettings {
    WorkerSettings {
        public_url: "http://127.0.0.1:8000".into(),
        secrets: ::entity::link::Secrets::parse(&"a".repeat(32)).unwrap(),
        mail: MailSettings {
            url: url.into(),
            from: "SCORE <score@example.org>".into(),
            reply_to: None,
            connections: 4,
            rate: None,
        },
    }
}

async fn dump(db: &DatabaseConnection) {
    for m in message::Entity::find().all(db).await.unwrap() {
        println!(
            "{} {} {:?} due {} att {} fence {} unc {} err {:?} sent {:?} {:?}",
            m.recipient,
            m.local_day,
            m.state,
            m.due_at,
            m.attempts,
            m.fence,
            m.uncertain,
            m.last_error,
            m.sent_at,
            m.body_text.map(|t| t.contains("/r/…"))
        );
    }
    for s in chase_step::Entity::find().all(db).await.unwrap() {
        println!("{} {:?} {:?}", s.data_request_id, s.decision, s.reason);
    }
    for r in data_request::Entity::find().all(db).await.unwrap() {
        println!(
            "{} {} {} due {} sent {:?}",
            r.id,
            r.enterprise_id.as_u128(),
            r.month,
            r.due_on,
            r.sent_at
        );
    }
    for r in ::entity::run::Entity::find().all(db).await.unwrap() {
        println!("{r:?}");
    }
}

#[tokio::test]
async fn whole() {
    let dir = std::env::temp_dir().join(format!("m{}", Uuid::now_v7()));
    let s = settings(&format!("file://{}", dir.display()));
    let db = db().await;
    add(&db, 1, "ID-JK", Some("sari@example.org")).await;
    add(&db, 2, "ID-JK", Some("Sari@example.org")).await;
    add(&db, 3, "ID-JK", None).await;
    add(&db, 4, "ID-SN", Some("tono@example.org")).await;
    add(&db, 5, "ID-JK", Some("budi@example.org")).await;
    let t = |x: &str| x.parse::<DateTime<Utc>>().unwrap();
    println!(
        "{:?}",
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T01:30:00Z"),
            true
        )
        .await
        .unwrap()
    );
    println!(
        "{:?}",
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T01:30:00Z"),
            false
        )
        .await
        .unwrap()
    );
    println!(
        "{:?}",
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T02:00:00Z"),
            false
        )
        .await
        .unwrap()
    );
    println!(
        "{:?}",
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T02:00:00Z"),
            false
        )
        .await
        .unwrap()
    );
    println!(
        "{:?}",
        run_job(&db, &s, JobName::Deliver, t("2012-11-01T02:00:00Z"), true)
            .await
            .unwrap()
    );
    data_request::Entity::update_many()
        .col_expr(
            data_request::Column::State,
            sea_query::Expr::value(data_request::RequestState::Reported),
        )
        .filter(data_request::Column::EnterpriseId.eq(Uuid::from_u128(5)))
        .exec(&db)
        .await
        .unwrap();
    println!(
        "{:?}",
        run_job(&db, &s, JobName::Deliver, t("2012-11-01T10:00:00Z"), false)
            .await
            .unwrap()
    );
    dump(&db).await;
    println!(
        "{:?}",
        run_job(&db, &s, JobName::Deliver, t("2012-11-02T02:00:00Z"), false)
            .await
            .unwrap()
    );
    dump(&db).await;
    println!(
        "{:?}",
        std::fs::read_dir(&dir)
            .unwrap()
            .map(|f| f.unwrap().file_name())
            .collect::<Vec<_>>()
    );
    let _ = Step::Request;
}

async fn server(script: &'static [(&'static str, &'static str)], greeting: &'static str) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                use tokio::io::*;
                let (r, mut w) = socket.into_split();
                let mut lines = BufReader::new(r).lines();
                w.write_all(format!("{greeting}\r\n").as_bytes())
                    .await
                    .unwrap();
                let mut data = false;
                while let Ok(Some(line)) = lines.next_line().await {
                    let key = if data {
                        if line == "." {
                            data = false;
                            "DOT"
                        } else {
                            continue;
                        }
                    } else {
                        line.split([' ', ':']).next().unwrap_or("")
                    };
                    let answer = script
                        .iter()
                        .find(|(k, _)| *k == key)
                        .map(|(_, a)| *a)
                        .unwrap_or("250 ok");
                    if answer == "CUT" {
                        return;
                    }
                    if key == "DATA" && answer.starts_with("354") {
                        data = true;
                    }
                    if w.write_all(format!("{answer}\r\n").as_bytes())
                        .await
                        .is_err()
                    {
                        return;
                    }
                }
            });
        }
    });
    port
}

#[tokio::test]
async fn smtp() {
    let t = |x: &str| x.parse::<DateTime<Utc>>().unwrap();
    const OK: &[(&str, &str)] = &[("DATA", "354 go")];
    for (name, script, greeting) in [
        ("ok", OK, "220 hi"),
        (
            "rcpt550",
            &[("RCPT", "550 5.1.1 <a@example.org> no such user")][..],
            "220 hi",
        ),
        ("rcpt451", &[("RCPT", "451 later")], "220 hi"),
        ("mail530", &[("MAIL", "530 log in")], "220 hi"),
        ("greet554", OK, "554 go away"),
        ("lost", &[("DATA", "354 go"), ("DOT", "CUT")], "220 hi"),
        (
            "data552",
            &[("DATA", "354 go"), ("DOT", "552 too big")],
            "220 hi",
        ),
        (
            "dot251",
            &[("DATA", "354 go"), ("DOT", "251 hmm")],
            "220 hi",
        ),
    ] {
        let port = server(script, greeting).await;
        let s = settings(&format!("smtp://127.0.0.1:{port}"));
        let db = db().await;
        for n in 1..=3 {
            add(&db, n, "ID-JK", Some(&format!("p{n}@example.org"))).await;
        }
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T02:00:00Z"),
            false,
        )
        .await
        .unwrap();
        println!(
            "== {name} {:?}",
            run_job(&db, &s, JobName::Deliver, t("2012-11-01T02:00:00Z"), false)
                .await
                .unwrap()
        );
        let m = message::Entity::find().one(&db).await.unwrap().unwrap();
        println!(
            "{:?} due {} unc {} err {:?}",
            m.state, m.due_at, m.uncertain, m.last_error
        );
    }
}

#[tokio::test]
async fn many() {
    let t = |x: &str| x.parse::<DateTime<Utc>>().unwrap();
    let port = server(&[("DATA", "354 go")], "220 hi").await;
    let s = settings(&format!("smtp://127.0.0.1:{port}"));
    let db = db().await;
    for n in 1..=1000 {
        add(&db, n, "ID-JK", Some(&format!("p{n}@example.org"))).await;
    }
    let a = std::time::Instant::now();
    let (x, y) = tokio::join!(
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T02:00:00Z"),
            false
        ),
        run_job(
            &db,
            &s,
            JobName::DataRequest,
            t("2012-11-01T02:00:00Z"),
            false
        )
    );
    println!("{x:?} {y:?} {:?}", a.elapsed());
    let a = std::time::Instant::now();
    let (x, y) = tokio::join!(
        run_job(&db, &s, JobName::Deliver, t("2012-11-01T02:00:00Z"), false),
        run_job(&db, &s, JobName::Deliver, t("2012-11-01T02:00:00Z"), false)
    );
    println!("{x:?} {y:?} {:?}", a.elapsed());
    let (c, k) = (CancellationToken::new(), Clock::default());
    k.set(&db, t("2012-12-03T01:59:58Z")).await.unwrap();
    let run = tokio::spawn(crate::run(db.clone(), k.clone(), s.clone(), c.clone()));
    tokio::time::sleep(std::time::Duration::from_secs(8)).await;
    c.cancel();
    println!("{:?}", run.await.unwrap());
    println!(
        "{}",
        message::Entity::find()
            .filter(message::Column::State.eq(message::MessageState::Sent))
            .count(&db)
            .await
            .unwrap()
    );
    println!(
        "{:?}",
        ::entity::run::Entity::find().all(&db).await.unwrap()
    );
    println!("{:?}", heartbeat::Entity::find().all(&db).await.unwrap());
}
use ::entity::clock::Clock;
use tokio_util::sync::CancellationToken;
