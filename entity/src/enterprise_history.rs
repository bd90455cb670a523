//! What changes about an enterprise, with dates: province, status and export stage.
//!
//! The row of the enterprise carries the newest of each; these tables carry all.

/// Where an enterprise was, and since when.
pub mod province {
    use sea_orm::entity::prelude::*;

    /// From a date on, the enterprise is in a province.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "enterprise_province")]
    pub struct Model {
        /// The enterprise.
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise_id: Uuid,
        /// Since when.
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_date: Date,
        /// The province.
        pub province_code: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where an enterprise stood in the programme, and since when.
pub mod status {
    use sea_orm::entity::prelude::*;

    use crate::enterprise::EnterpriseStatus;

    /// From a date on, the enterprise has a status.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "enterprise_status")]
    pub struct Model {
        /// The enterprise.
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise_id: Uuid,
        /// Since when.
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_date: Date,
        /// The status.
        pub status: EnterpriseStatus,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How near to exports an enterprise was, and since when.
pub mod export_stage {
    use sea_orm::entity::prelude::*;

    use crate::enterprise::ExportStage;

    /// From a date on, the enterprise has an export stage.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "enterprise_export_stage")]
    pub struct Model {
        /// The enterprise.
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise_id: Uuid,
        /// Since when.
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_date: Date,
        /// The stage.
        pub stage: ExportStage,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
