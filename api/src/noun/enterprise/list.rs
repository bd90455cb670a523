//! The list of enterprises: how it is filtered and sorted.

use async_graphql::{Context, ID, Result};
use entity::enterprise;
use sea_orm::ColumnTrait;

use super::{
    super::{
        noun_list, noun_order,
        province::{ProvinceKey, provinces},
    },
    Enterprise,
    kinds::{EnterpriseStatusFilter, ExportStageFilter, LegalFormFilter, SizeClassFilter},
    links::EnterpriseKey,
};
use crate::{
    filter::{CodeFilter, IdFilter, IntFilter, TextFilter, noun_filter},
    loader,
};

noun_filter! {
    /// Which enterprises are let through.
    EnterpriseFilter {
        /// By id.
        id: IdFilter => |given| given.of("Enterprise", enterprise::Column::Id)?,
        /// By name.
        name: TextFilter => |given| given.of(enterprise::Column::Name),
        /// By its number in the office's own files.
        office_key: TextFilter => |given| given.of(enterprise::Column::OfficeKey),
        /// By the code of the province where it is now.
        province: CodeFilter => |given| provinces(given, enterprise::Column::ProvinceCode)?,
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
    enterprises(EnterpriseFilter, EnterpriseOrder) from enterprise::Entity::visible_to, joining
        ["province"] to ProvinceKey by ProvinceCode as |row| Some(row.province_code.clone());

    /// One enterprise; null where there is none or you may not see it.
    async fn enterprise(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<Enterprise>> {
        loader::by_id(ctx, "Enterprise", &id, EnterpriseKey).await
    }
}
