//! A row of a file of contacts.

use entity::changes::{contact::Particulars, import::Named};

use super::{cells::Cells, header::Columns};

/// Every column must be there, so that none is emptied by being left out.
pub(super) fn columns() -> Columns {
    Columns {
        of: "contact",
        needed: vec![
            "enterprise",
            "name",
            "email",
            "phone",
            "role",
            "is_primary",
            "language",
            "basis",
            "consent_version",
            "consent_on",
            "consent_how",
        ],
        free: Vec::new(),
        shown: Vec::new(),
    }
}

/// What the row says; none where something is missing or wrong.
pub(super) fn read(row: &mut Cells<'_>) -> Option<(Named, Particulars)> {
    let enterprise = row.needed("enterprise", Cells::text);
    let email = row.needed("email", Cells::text);
    let name = row.needed("name", Cells::text);
    let role = row.needed("role", Cells::one_of);
    let is_primary = row.needed("is_primary", Cells::flag);
    let basis = row.needed("basis", Cells::one_of);
    // A mobile number has ten digits or more, and as a number none of its first zero.
    let phone = row.digits("phone", usize::MAX);
    let language = row.needed("language", Cells::one_of);
    let consent_version = row.text("consent_version");
    let consent_on = row.day("consent_on");
    let consent_how = row.text("consent_how");
    Some((
        Named::Key(enterprise?),
        Particulars {
            name: name?,
            email: Some(email?),
            phone,
            role: role?,
            is_primary: is_primary?,
            language: language?,
            basis: basis?,
            consent_version,
            consent_on,
            consent_how,
        },
    ))
}
