//! The chase over SMTP: what is sent, to whom, when, and what is kept of it.

mod brake;
mod colleagues;
mod digests;
mod downtime;
mod histories;
mod ladder;
mod mails;
mod rehearsal;
mod repeats;
mod respect;
mod second_reminders;
mod uncertain;
mod zones;

use chrono::{DateTime, Utc};
use entity::{
    account::{self, Role},
    account_province, chase_step, pause,
    rules::ladder::{Decision, Step},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;
use worker::{JobName, WorkerSettings, run_job};

use crate::support::{
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at},
    smtp::{Mail, Script, SmtpServer},
};

/// A database and a mail server with a worker between them.
struct Office {
    db: DatabaseConnection,
    smtp: SmtpServer,
    settings: WorkerSettings,
    _database: TestDatabase,
}

impl Office {
    async fn open(kind: Kind) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let smtp = SmtpServer::start(Script::new()).await;
        Some(Self {
            db: database.connect().await,
            settings: settings(&smtp),
            smtp,
            _database: database,
        })
    }

    async fn job(&self, job: JobName, now: DateTime<Utc>) {
        run_job(&self.db, &self.settings, job, now, false)
            .await
            .unwrap();
    }

    /// What a worker does at `now`; gives back the mails that this led to.
    async fn work(&self, now: DateTime<Utc>) -> Vec<Mail> {
        let before = self.smtp.mails().len();
        for job in [
            JobName::DataRequest,
            JobName::Chase,
            JobName::Digest,
            JobName::Deliver,
        ] {
            self.job(job, now).await;
        }
        self.smtp.mails().split_off(before)
    }

    /// How the steps of all requests ended, in the order of the ladder.
    async fn decisions(&self) -> Vec<(Step, Decision)> {
        let mut rows: Vec<_> = chase_step::Entity::find()
            .order_by_asc(chase_step::Column::DataRequestId)
            .all(&self.db)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.step, row.decision))
            .collect();
        rows.sort_by_key(|(step, _)| *step);
        rows
    }

    /// An account, of a manager where there is a province.
    async fn account(&self, role: Role, email: &str, province: Option<&str>) {
        let id = Uuid::now_v7();
        let row = account::ActiveModel {
            id: Set(id),
            email: Set(email.into()),
            name: Set("Rina Wijaya".into()),
            language: Set(entity::Language::Id),
            role: Set(role),
            trainer_id: Set(None),
            partner_id: Set(None),
            created_at: Set(at(NOW)),
            disabled_at: Set(None),
        };
        account::Entity::insert(row)
            .exec_without_returning(&self.db)
            .await
            .unwrap();
        if let Some(code) = province {
            let row = account_province::ActiveModel {
                account_id: Set(id),
                province_code: Set(code.into()),
            };
            account_province::Entity::insert(row)
                .exec_without_returning(&self.db)
                .await
                .unwrap();
        }
    }

    async fn pause(&self, enterprise: Option<Uuid>, province: Option<&str>, now: &str) {
        let row = pause::ActiveModel {
            id: Set(Uuid::now_v7()),
            enterprise_id: Set(enterprise),
            province_code: Set(province.map(str::to_owned)),
            reason: Set(None),
            paused_at: Set(at(now)),
            resumed_at: Set(None),
        };
        pause::Entity::insert(row)
            .exec_without_returning(&self.db)
            .await
            .unwrap();
    }

    /// End every pause.
    async fn resume(&self, now: DateTime<Utc>) {
        let end = pause::Entity::update_many()
            .col_expr(pause::Column::ResumedAt, Expr::value(now))
            .filter(pause::Column::ResumedAt.is_null());
        end.exec(&self.db).await.unwrap();
    }
}

/// 09.00 in Jakarta of that day.
fn nine(day: &str) -> DateTime<Utc> {
    at(&format!("{day}T02:00:00Z"))
}
