//! From other nouns to enterprises.

use entity::{enrolment, enterprise};

use super::list::EnterpriseOrder;
use crate::{
    loader::{link_one, link_through},
    nested::nested_list,
};

link_one! {
    /// An enterprise by its id.
    EnterpriseKey(uuid::Uuid): enterprise by Id, |row| row.id, enterprise::Entity::visible_to
}

nested_list! {
    /// The enterprises that are in a province now.
    InProvince: enterprise by ProvinceCode(String) sorted EnterpriseOrder, |row| row.province_code, enterprise::Entity::visible_to
}

link_through! {
    /// The enterprises of a cohort, by name.
    EnterprisesOf: enterprise through enrolment on (Id, EnterpriseId) by CohortId, |link| link.cohort_id,
    sorted enterprise::Column::Name, enterprise::Entity::visible_to
}
