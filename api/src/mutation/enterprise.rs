//! Changes of enterprises.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::{enterprise, export_stage};

use super::frame::{answer, key, payload, set};
use crate::{
    context::Asks,
    noun::{
        enterprise::{
            Enterprise,
            kinds::{ExportStage, LegalForm, SizeClass},
        },
        language::Language,
    },
    scalar::Date,
};

payload! {
    /// What became of a change of an enterprise.
    EnterprisePayload { enterprise: Enterprise }
}

/// What `createEnterprise` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateEnterpriseInput {
    /// Its name.
    name: String,
    /// Its legal form.
    legal_form: LegalForm,
    /// The code of its province.
    province: String,
    /// City or regency.
    city: String,
    /// Its line of business by the national classification: 2 to 5 digits.
    kbli_code: String,
    /// The edition of that classification, `2009`.
    kbli_version: String,
    /// Its size class.
    size_class: SizeClass,
    /// The regulation that the size class follows.
    size_regulation: String,
    /// Women who work there.
    women: i32,
    /// Men who work there.
    men: i32,
    /// The language of the house.
    #[graphql(default_with = "Language::Id")]
    language: Language,
    /// What it counts its output in.
    output_unit: String,
    /// Is it a member of APINDO?
    #[graphql(default)]
    apindo_member: bool,
    /// Would it rather be called than written to?
    #[graphql(default)]
    prefers_call: bool,
    /// Your name for this enterprise: the same key again makes no other, and is answered with what it made.
    idempotency_key: Option<String>,
}

impl From<CreateEnterpriseInput> for enterprise::Particulars {
    fn from(input: CreateEnterpriseInput) -> Self {
        Self {
            name: input.name,
            legal_form: input.legal_form.into(),
            province: input.province,
            city: input.city,
            kbli_code: input.kbli_code,
            kbli_version: input.kbli_version,
            size_class: input.size_class.into(),
            size_regulation: input.size_regulation,
            women: input.women,
            men: input.men,
            language: input.language.into(),
            output_unit: input.output_unit,
            apindo_member: input.apindo_member,
            prefers_call: input.prefers_call,
        }
    }
}

/// What `updateEnterprise` takes. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateEnterpriseInput {
    /// The enterprise: its global id.
    enterprise: ID,
    /// The version that you read.
    version: i32,
    /// Its name.
    name: Option<String>,
    /// Its legal form.
    legal_form: Option<LegalForm>,
    /// The code of the province where it is from today on.
    province: Option<String>,
    /// City or regency.
    city: Option<String>,
    /// Its line of business: 2 to 5 digits.
    kbli_code: Option<String>,
    /// The edition of that classification.
    kbli_version: Option<String>,
    /// Its size class.
    size_class: Option<SizeClass>,
    /// The regulation that the size class follows.
    size_regulation: Option<String>,
    /// Women who work there.
    women: Option<i32>,
    /// Men who work there.
    men: Option<i32>,
    /// The language of the house.
    language: Option<Language>,
    /// What it counts its output in.
    output_unit: Option<String>,
    /// Is it a member of APINDO?
    apindo_member: Option<bool>,
    /// Would it rather be called than written to?
    prefers_call: Option<bool>,
}

impl UpdateEnterpriseInput {
    fn apply(self, row: &mut entity::enterprise::Model) {
        set(&mut row.name, self.name);
        set(&mut row.legal_form, self.legal_form);
        set(&mut row.province_code, self.province);
        set(&mut row.city, self.city);
        set(&mut row.kbli_code, self.kbli_code);
        set(&mut row.kbli_version, self.kbli_version);
        set(&mut row.size_class, self.size_class);
        set(&mut row.size_regulation, self.size_regulation);
        set(&mut row.women, self.women);
        set(&mut row.men, self.men);
        set(&mut row.language, self.language);
        set(&mut row.output_unit, self.output_unit);
        set(&mut row.apindo_member, self.apindo_member);
        set(&mut row.prefers_call, self.prefers_call);
    }
}

/// What `archiveEnterprise` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ArchiveEnterpriseInput {
    /// The enterprise: its global id.
    enterprise: ID,
}

/// What `setExportStage` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SetExportStageInput {
    /// The enterprise: its global id.
    enterprise: ID,
    /// How near to exports it is.
    stage: ExportStage,
    /// Since when; not after today.
    from: Date,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct EnterpriseMutations;

#[Object]
impl EnterpriseMutations {
    /// Enter an enterprise, as a prospect.
    async fn create_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of it.")] input: CreateEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let asked = ctx.asked();
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        answer(enterprise::create(&asked.writer, &author, input.into()).await)
    }

    /// Change what is said of an enterprise.
    async fn update_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what is new.")] input: UpdateEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let asked = ctx.asked();
        let read = (key("Enterprise", &input.enterprise)?, input.version);
        let edit = |row: &mut _| input.apply(row);
        answer(enterprise::update(&asked.writer, &asked.author(), read, edit).await)
    }

    /// Put an enterprise away: only the office sees it then.
    async fn archive_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ArchiveEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let asked = ctx.asked();
        let id = key("Enterprise", &input.enterprise)?;
        answer(enterprise::archive(&asked.writer, &asked.author(), id).await)
    }

    /// Say how near to exports an enterprise is, and since when.
    async fn set_export_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and its stage.")] input: SetExportStageInput,
    ) -> Result<EnterprisePayload> {
        let asked = ctx.asked();
        let id = key("Enterprise", &input.enterprise)?;
        let stage = (input.stage.into(), input.from.0);
        answer(export_stage::set(&asked.writer, &asked.author(), id, stage).await)
    }
}
