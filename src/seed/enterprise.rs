//! An enterprise with its contacts, as it joins the programme.

use ::entity::{
    Language,
    contact::{self, ContactRole, ProcessingBasis},
    enterprise::{self, EnterpriseStatus, ExportStage, LegalForm, SizeClass},
};
use chrono::NaiveDate;

use super::{dice::Dice, lines::Line, names, places};

/// An enterprise that has just been made.
pub(super) struct Profile {
    /// Its row.
    pub(super) row: enterprise::Model,
    /// Its contacts, the primary one first.
    pub(super) contacts: Vec<contact::Model>,
    /// What it makes.
    pub(super) line: &'static Line,
}

/// The enterprise `index`, in `province`, known since `on`.
pub(super) fn make(dice: &mut Dice, index: usize, province: &str, on: NaiveDate) -> Profile {
    let line = *dice.pick(&Line::at_home_in(province));
    let workers = (34.0 * dice.noise(0.62).exp()).clamp(7.0, 190.0).round();
    let women = (workers * (line.women + dice.noise(0.08)).clamp(0.02, 0.98)).round();
    let legal_form = legal_form(dice, workers);
    let name = named(
        legal_form,
        &names::enterprise(index, dice.pick::<&str>(line.words)),
    );
    let english = dice.chance(0.1);
    let row = enterprise::Model {
        id: dice.id(on),
        office_key: None,
        name,
        legal_form,
        province_code: province.to_owned(),
        city: places::cities(province)
            .get(index % places::cities(province).len().max(1))
            .copied()
            .unwrap_or_default()
            .into(),
        kbli_code: line.kbli.into(),
        kbli_version: "2009".into(),
        size_class: size_class(workers),
        size_regulation: "UU 20/2008".into(),
        women: women as i32,
        men: (workers - women) as i32,
        language: if english { Language::En } else { Language::Id },
        output_unit: line.unit.into(),
        apindo_member: dice.chance(0.35),
        prefers_call: dice.chance(0.08),
        status: EnterpriseStatus::Enrolled,
        export_stage: ExportStage::None,
        version: 1,
        archived_at: None,
    };
    let contacts = contacts(dice, index, &row, on);
    Profile {
        row,
        contacts,
        line,
    }
}

/// A name as it is written: the legal form before it, where it has one.
fn named(form: LegalForm, name: &str) -> String {
    match form {
        LegalForm::Pt => format!("PT {name}"),
        LegalForm::Cv => format!("CV {name}"),
        LegalForm::Ud => format!("UD {name}"),
        LegalForm::Koperasi => format!("Koperasi {name}"),
        LegalForm::Perorangan => name.to_owned(),
    }
}

fn legal_form(dice: &mut Dice, workers: f64) -> LegalForm {
    let forms: &[LegalForm] = match workers {
        few if few < 15.0 => &[
            LegalForm::Perorangan,
            LegalForm::Ud,
            LegalForm::Ud,
            LegalForm::Koperasi,
        ],
        some if some < 50.0 => &[
            LegalForm::Cv,
            LegalForm::Cv,
            LegalForm::Ud,
            LegalForm::Koperasi,
            LegalForm::Pt,
        ],
        _ => &[LegalForm::Pt, LegalForm::Pt, LegalForm::Cv],
    };
    *dice.pick(forms)
}

/// The law counts assets and sales; workers stand in for them here.
fn size_class(workers: f64) -> SizeClass {
    match workers {
        few if few < 10.0 => SizeClass::Micro,
        some if some < 50.0 => SizeClass::Small,
        _ => SizeClass::Medium,
    }
}

fn contacts(
    dice: &mut Dice,
    index: usize,
    enterprise: &enterprise::Model,
    on: NaiveDate,
) -> Vec<contact::Model> {
    let first = *dice.pick(&[
        ContactRole::Owner,
        ContactRole::Owner,
        ContactRole::Manager,
        ContactRole::DataOfficer,
    ]);
    let mut made = vec![contact(dice, index * 2, enterprise, first, on)];
    if dice.chance(0.55) {
        let second = match first {
            ContactRole::Owner => ContactRole::DataOfficer,
            _ => ContactRole::Owner,
        };
        made.push(contact(dice, index * 2 + 1, enterprise, second, on));
    }
    made
}

/// The person `number` at `enterprise`; the even number is its primary contact.
pub(super) fn contact(
    dice: &mut Dice,
    number: usize,
    enterprise: &enterprise::Model,
    role: ContactRole,
    on: NaiveDate,
) -> contact::Model {
    let name = names::person(number);
    let agreed = dice.chance(0.85);
    contact::Model {
        id: dice.id(on),
        enterprise_id: enterprise.id,
        email: Some(format!(
            "{}@{}.example.org",
            names::slug(&name, "."),
            names::slug(&enterprise.name, "-")
        )),
        name,
        phone: Some(format!("+62812{number:08}")),
        role,
        is_primary: number.is_multiple_of(2),
        language: enterprise.language,
        basis: if agreed {
            ProcessingBasis::Consent
        } else {
            ProcessingBasis::Contract
        },
        consent_version: agreed.then(|| "2010-1".into()),
        consent_on: agreed.then_some(on),
        consent_how: agreed.then(|| "Formulir pendaftaran".into()),
        withdrawn_at: None,
        unsubscribed_at: None,
        version: 1,
        archived_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn addresses_are_unique_and_nobodys() {
        let on = NaiveDate::from_ymd_opt(2010, 1, 4).unwrap_or_default();
        let people: Vec<_> = (0..500)
            .flat_map(|n| make(&mut Dice::new(1, n as u64), n, "ID-JT", on).contacts)
            .collect();
        let addresses: HashSet<_> = people
            .iter()
            .filter_map(|person| person.email.clone())
            .collect();
        assert_eq!(addresses.len(), people.len());
        assert!(
            addresses
                .iter()
                .all(|address| address.ends_with(".example.org")
                    && *address == address.to_lowercase())
        );
        assert_eq!(
            people.iter().filter(|person| person.is_primary).count(),
            500
        );
    }
}
