//! A row of a file of enterprises.

use entity::changes::{enterprise::Particulars, import::EnterpriseRow};

use super::{cells::Cells, header::Columns};

/// Every column must be there, so that none is emptied by being left out.
pub(super) fn columns() -> Columns {
    Columns {
        of: "enterprise",
        needed: vec![
            "key",
            "name",
            "legal_form",
            "province",
            "city",
            "kbli_code",
            "kbli_version",
            "size_class",
            "size_regulation",
            "women",
            "men",
            "language",
            "output_unit",
            "apindo_member",
            "prefers_call",
        ],
        free: Vec::new(),
        shown: vec!["id", "status", "export_stage", "workers", "archived"],
    }
}

/// What the row says; none where something is missing or wrong.
pub(super) fn read(row: &mut Cells<'_>) -> Option<EnterpriseRow> {
    let id = row.text("id");
    let key = if id.is_some() {
        row.text("key")
    } else {
        row.needed("key", Cells::text)
    };
    let id = match id.as_deref().map(str::parse) {
        Some(Err(_)) => {
            return row.wrong(
                "id",
                "this is no id; take it from an export, or leave it blank",
            );
        }
        Some(Ok(id)) => Some(id),
        None => None,
    };
    // Each is read before the first `?`, so that everything wrong in a row is told at once.
    let name = row.needed("name", Cells::text);
    let legal_form = row.needed("legal_form", Cells::one_of);
    let province = row.needed("province", Cells::text);
    let city = row.needed("city", Cells::text);
    let kbli_code = row.needed("kbli_code", |row, column| row.digits(column, 5));
    let size_class = row.needed("size_class", Cells::one_of);
    let women = row.needed("women", Cells::count);
    let men = row.needed("men", Cells::count);
    let output_unit = row.needed("output_unit", Cells::text);
    let kbli_version = row.needed("kbli_version", Cells::text);
    let size_regulation = row.needed("size_regulation", Cells::text);
    let language = row.needed("language", Cells::one_of);
    let apindo_member = row.needed("apindo_member", Cells::flag);
    let prefers_call = row.needed("prefers_call", Cells::flag);
    Some(EnterpriseRow {
        key,
        id,
        particulars: Particulars {
            name: name?,
            legal_form: legal_form?,
            province: province?,
            city: city?,
            kbli_code: kbli_code?,
            kbli_version: kbli_version?,
            size_class: size_class?,
            size_regulation: size_regulation?,
            women: women?,
            men: men?,
            language: language?,
            output_unit: output_unit?,
            apindo_member: apindo_member?,
            prefers_call: prefers_call?,
        },
    })
}
