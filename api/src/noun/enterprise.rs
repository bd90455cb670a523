//! An enterprise of the programme, and everything that hangs on it.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object, Result, dataloader::Loader};
use entity::{baseline, contact, enterprise, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Order};

use super::{
    baseline::{Baseline, BaselinesOf},
    cohort::{Cohort, CohortsOf},
    contact::{Contact, ContactsOf},
    data_request::{DataRequest, RequestsOf},
    noun_list, noun_order, object_of,
    province::{Province, ProvinceKey, refuse_island_group},
    reading::{Reading, ReadingsOf},
    report::{Report, ReportsOf},
    session::{Session, VisitsTo},
    trainer::{Trainer, TrainerOf},
};
use crate::{
    filter::{CodeFilter, IdFilter, IntFilter, TextFilter, enum_filter, noun_filter},
    id::{global, uuid_of},
    loader::{self, Fault, Visible, first_of_each, grouped, link_one},
    page::length,
    scalar::Month,
};

/// How many months a list of an enterprise has where no length was asked for.
const A_YEAR: u64 = 12;

object_of! {
    /// A small or medium enterprise that takes part.
    Enterprise(enterprise)
}

link_one! {
    /// An enterprise by its id.
    EnterpriseKey(uuid::Uuid): enterprise by Id, |row| row.id, enterprise::Entity::visible_to
}

/// The first enterprises of a province, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EnterprisesInProvince {
    pub(crate) province: String,
    pub(crate) first: u64,
}

impl Loader<EnterprisesInProvince> for Visible {
    type Value = Vec<enterprise::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[EnterprisesInProvince],
    ) -> Result<HashMap<EnterprisesInProvince, Self::Value>, Fault> {
        let mut found = HashMap::new();
        for (first, provinces) in grouped(keys.iter().map(|key| (key.first, key.province.clone())))
        {
            let there = enterprise::Entity::visible_to(&self.scope)
                .filter(enterprise::Column::ProvinceCode.is_in(provinces));
            let by = (enterprise::Column::Name, Order::Asc);
            let ids = first_of_each(
                there,
                enterprise::Column::Id,
                enterprise::Column::ProvinceCode,
                by,
                first,
            );
            let rows = enterprise::Entity::find()
                .filter(enterprise::Column::Id.in_subquery(ids))
                .order_by_asc(enterprise::Column::Name)
                .order_by_asc(enterprise::Column::Id)
                .all(&self.db)
                .await?;
            found.extend(grouped(rows.into_iter().map(|row| {
                (
                    EnterprisesInProvince {
                        province: row.province_code.clone(),
                        first,
                    },
                    row,
                )
            })));
        }
        Ok(found)
    }
}

/// A small or medium enterprise that takes part.
#[Object]
impl Enterprise {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Enterprise", self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its legal form.
    async fn legal_form(&self) -> LegalForm {
        self.0.legal_form.into()
    }

    /// City or regency.
    async fn city(&self) -> &str {
        &self.0.city
    }

    /// Its line of business by the national classification, as text.
    async fn kbli_code(&self) -> &str {
        &self.0.kbli_code
    }

    /// The edition of that classification, `2009`.
    async fn kbli_version(&self) -> &str {
        &self.0.kbli_version
    }

    /// Its size class.
    async fn size_class(&self) -> SizeClass {
        self.0.size_class.into()
    }

    /// The regulation that the size class follows.
    async fn size_regulation(&self) -> &str {
        &self.0.size_regulation
    }

    /// Women who worked there when it joined.
    async fn women(&self) -> i32 {
        self.0.women
    }

    /// Men who worked there when it joined.
    async fn men(&self) -> i32 {
        self.0.men
    }

    /// What it counts its output in.
    async fn output_unit(&self) -> &str {
        &self.0.output_unit
    }

    /// Is it a member of APINDO, the employers' association?
    async fn apindo_member(&self) -> bool {
        self.0.apindo_member
    }

    /// Would it rather be called than written to?
    async fn prefers_call(&self) -> bool {
        self.0.prefers_call
    }

    /// Where it stands in the programme now.
    async fn status(&self) -> EnterpriseStatus {
        self.0.status.into()
    }

    /// How near to exports it is now.
    async fn export_stage(&self) -> ExportStage {
        self.0.export_stage.into()
    }

    /// The province where it is now.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.0.province_code.clone())).await
    }

    /// The cohorts that it is or was in, the earliest first.
    async fn cohorts(&self, ctx: &Context<'_>) -> Result<Vec<Cohort>> {
        loader::many::<_, entity::cohort::Model, _>(ctx, CohortsOf(self.0.id)).await
    }

    /// The trainer who leads its newest cohort.
    async fn trainer(&self, ctx: &Context<'_>) -> Result<Option<Trainer>> {
        loader::one(ctx, TrainerOf(self.0.id)).await
    }

    /// The persons there who may get mail.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        loader::many::<_, contact::Model, _>(ctx, ContactsOf(self.0.id)).await
    }

    /// Its last data requests, the earliest month first.
    async fn data_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 100 at most; a year where it is not given.")] last: Option<i32>,
    ) -> Result<Vec<DataRequest>> {
        let key = RequestsOf {
            enterprise: self.0.id,
            last: length("last", last, A_YEAR)?,
        };
        loader::many::<_, entity::data_request::Model, _>(ctx, key).await
    }

    /// Its last monthly reports, the earliest month first.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 100 at most; a year where it is not given.")] last: Option<i32>,
    ) -> Result<Vec<Report>> {
        let key = ReportsOf {
            enterprise: self.0.id,
            last: length("last", last, A_YEAR)?,
        };
        loader::many::<_, super::report::Answer, _>(ctx, key).await
    }

    /// The values of its indicators, by indicator and month.
    async fn readings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this indicator: its code, `LAB_PROD` and the like.")]
        indicator: Option<String>,
        #[graphql(desc = "Only from this month on.")] from: Option<Month>,
        #[graphql(desc = "Only up to this month, which is included.")] to: Option<Month>,
    ) -> Result<Vec<Reading>> {
        let key = ReadingsOf {
            enterprise: self.0.id,
            indicator,
            from: from.map(|month| month.0),
            to: to.map(|month| month.0),
        };
        loader::many::<_, entity::reading::Model, _>(ctx, key).await
    }

    /// What its indicators were before the first module, earlier records included.
    async fn baselines(&self, ctx: &Context<'_>) -> Result<Vec<Baseline>> {
        loader::many::<_, baseline::Model, _>(ctx, BaselinesOf(self.0.id)).await
    }

    /// The training visits at its workplace, the earliest first.
    async fn visits(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        loader::many::<_, session::Model, _>(ctx, VisitsTo(self.0.id)).await
    }
}

/// The legal form of an enterprise.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "enterprise::LegalForm")]
pub(crate) enum LegalForm {
    /// Perseroan Terbatas: a limited company.
    Pt,
    /// Commanditaire Vennootschap: a limited partnership.
    Cv,
    /// Usaha Dagang: a trading business.
    Ud,
    /// Koperasi: a co-operative.
    Koperasi,
    /// Perorangan: one person's.
    Perorangan,
}

/// The size of an enterprise, by the regulation that it follows.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "enterprise::SizeClass")]
pub(crate) enum SizeClass {
    /// Micro.
    Micro,
    /// Small.
    Small,
    /// Medium.
    Medium,
}

/// Where an enterprise stands in the programme.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "enterprise::EnterpriseStatus")]
pub(crate) enum EnterpriseStatus {
    /// Not yet enrolled.
    Prospect,
    /// Takes part.
    Enrolled,
    /// Has finished.
    Graduated,
    /// Has left.
    Dropped,
}

/// How near to exports an enterprise is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "enterprise::ExportStage")]
pub(crate) enum ExportStage {
    /// Not on the way.
    None,
    /// Looking into it.
    Exploring,
    /// Could begin.
    Ready,
    /// Exports.
    Exporting,
}

enum_filter! {
    /// Which legal forms are let through.
    LegalFormFilter of LegalForm => enterprise::LegalForm
}

enum_filter! {
    /// Which size classes are let through.
    SizeClassFilter of SizeClass => enterprise::SizeClass
}

enum_filter! {
    /// Which statuses are let through.
    EnterpriseStatusFilter of EnterpriseStatus => enterprise::EnterpriseStatus
}

enum_filter! {
    /// Which export stages are let through.
    ExportStageFilter of ExportStage => enterprise::ExportStage
}

noun_filter! {
    /// Which enterprises are let through.
    EnterpriseFilter {
        /// By id.
        id: IdFilter => |given| given.of("Enterprise", enterprise::Column::Id)?,
        /// By name.
        name: TextFilter => |given| given.of(enterprise::Column::Name),
        /// By the code of the province where it is now.
        province: CodeFilter => |given| {
            for code in given.eq.iter().chain(given.one_of.iter().flatten()) {
                refuse_island_group(code)?;
            }
            given.of(enterprise::Column::ProvinceCode)
        },
        /// By city or regency.
        city: TextFilter => |given| given.of(enterprise::Column::City),
        /// By line of business.
        kbli_code: TextFilter => |given| given.of(enterprise::Column::KbliCode),
        /// By legal form.
        legal_form: LegalFormFilter => |given| given.of(enterprise::Column::LegalForm),
        /// By size class.
        size_class: SizeClassFilter => |given| given.of(enterprise::Column::SizeClass),
        /// By status.
        status: EnterpriseStatusFilter => |given| given.of(enterprise::Column::Status),
        /// By export stage.
        export_stage: ExportStageFilter => |given| given.of(enterprise::Column::ExportStage),
        /// By women who worked there when it joined.
        women: IntFilter => |given| given.of(enterprise::Column::Women),
        /// By men who worked there when it joined.
        men: IntFilter => |given| given.of(enterprise::Column::Men),
        /// By membership of APINDO.
        apindo_member: bool => |given| vec![enterprise::Column::ApindoMember.eq(given)],
    }
}

noun_order! {
    EnterpriseOrder by EnterpriseOrderField of enterprise, default Name, then Id as |row| Key::Uuid(row.id);
    /// By name.
    Name: Name as |row| Key::Text(row.name.clone()),
    /// By city or regency.
    City: City as |row| Key::Text(row.city.clone()),
    /// By the code of the province.
    Province: ProvinceCode as |row| Key::Text(row.province_code.clone()),
    /// By when it was entered.
    Id: Id as |row| Key::Uuid(row.id),
}

noun_list! {
    EnterpriseQueries, EnterpriseConnection, EnterpriseEdge, Enterprise of enterprise;
    /// The enterprises that you may see.
    enterprises(EnterpriseFilter, EnterpriseOrder) from enterprise::Entity::visible_to;

    /// One enterprise; null where there is none or you may not see it.
    async fn enterprise(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<Enterprise>> {
        match uuid_of("Enterprise", &id)? {
            Some(id) => loader::one(ctx, EnterpriseKey(id)).await,
            None => Ok(None),
        }
    }
}
