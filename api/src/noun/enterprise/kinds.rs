//! What kinds of enterprise there are, and the filters of them.

use async_graphql::Enum;
use entity::enterprise;

use crate::filter::enum_filter;

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

impl ExportStage {
    /// All of them, from far to near.
    pub(crate) const ALL: [Self; 4] = [Self::None, Self::Exploring, Self::Ready, Self::Exporting];
}
