//! Who carries, pays for and delivers the programme.

use ::entity::{
    Language,
    certification::{self, CertificationLevel},
    contribution,
    partner::{self, PartnerKind},
    target, trainer,
};
use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{dice::Dice, names, rows, world::World};

const DELIVER: [&str; 3] = [
    "Yayasan Dharma Bhakti Astra",
    "APINDO",
    "Kementerian Tenaga Kerja dan Transmigrasi",
];

const PARTNERS: [(&str, PartnerKind, &str); 8] = [
    (
        "Kementerian Tenaga Kerja dan Transmigrasi",
        PartnerKind::Government,
        "ID",
    ),
    ("APINDO", PartnerKind::Employers, "ID"),
    ("KSPSI", PartnerKind::Union, "ID"),
    ("KSPI", PartnerKind::Union, "ID"),
    ("KSBSI", PartnerKind::Union, "ID"),
    ("Yayasan Dharma Bhakti Astra", PartnerKind::Foundation, "ID"),
    ("SECO", PartnerKind::Donor, "CH"),
    ("NORAD", PartnerKind::Donor, "NO"),
];

/// Donor and amount in US dollars for 2009–2013: about a million together.
const CONTRIBUTIONS: [(&str, f64); 2] = [("SECO", 600_000.0), ("NORAD", 400_000.0)];

/// Enterprises planned by the end of 2010, 2011 and 2012: for the nation and per province.
const TARGETS: [(Option<&str>, [f64; 3]); 5] = [
    (None, [20.0, 60.0, 100.0]),
    (Some("ID-JK"), [5.0, 15.0, 25.0]),
    (Some("ID-JT"), [5.0, 20.0, 35.0]),
    (Some("ID-SN"), [5.0, 15.0, 22.0]),
    (Some("ID-LA"), [5.0, 10.0, 18.0]),
];

/// A trainer and the province where they work.
pub(super) struct Posted {
    /// The trainer.
    pub(super) id: Uuid,
    /// The partner that they belong to.
    pub(super) partner: Uuid,
    /// Where they work.
    pub(super) province: String,
}

/// All of them.
#[derive(Default)]
pub(super) struct Organisations {
    /// Trainers with their provinces.
    pub(super) posted: Vec<Posted>,
    partners: Vec<partner::Model>,
    contributions: Vec<contribution::Model>,
    targets: Vec<target::Model>,
    trainers: Vec<trainer::Model>,
    certifications: Vec<certification::Model>,
}

impl Organisations {
    /// The partners and donors, and `per_province` trainers in each province, from `since`.
    pub(super) fn make(
        dice: &mut Dice,
        world: &World,
        since: NaiveDate,
        per_province: &[(String, usize)],
    ) -> Self {
        let mut made = Self::default();
        for (name, kind, country) in PARTNERS {
            made.partners.push(partner::Model {
                id: dice.id(since),
                name: name.into(),
                kind,
                country: country.into(),
            });
        }
        for (donor, amount) in CONTRIBUTIONS {
            let Some(partner_id) = made.partner(donor) else {
                continue;
            };
            made.contributions.push(contribution::Model {
                id: dice.id(since),
                partner_id,
                amount,
                currency: "USD".into(),
                from_year: 2009,
                to_year: 2013,
                purpose: "SCORE Indonesia, tahap I".into(),
            });
        }
        for (province, count) in per_province {
            for _ in 0..*count {
                made.trainer(dice, world, since, province);
            }
        }
        made
    }

    /// Add the planned numbers of enterprises.
    pub(super) fn with_targets(mut self, dice: &mut Dice, since: NaiveDate) -> Self {
        for (province, planned) in TARGETS {
            for (year, value) in (2010..).zip(planned) {
                self.targets.push(target::Model {
                    id: dice.id(since),
                    metric: "ENTERPRISES".into(),
                    province_code: province.map(Into::into),
                    year,
                    value,
                    source: "Rencana kerja SCORE Indonesia 2010–2012".into(),
                });
            }
        }
        self
    }

    /// Put them into the database; who is posted where stays known.
    pub(super) async fn insert(self, db: &impl ConnectionTrait) -> Result<Vec<Posted>, DbErr> {
        rows::insert(db, self.partners).await?;
        rows::insert(db, self.contributions).await?;
        rows::insert(db, self.targets).await?;
        rows::insert(db, self.trainers).await?;
        rows::insert(db, self.certifications).await?;
        Ok(self.posted)
    }

    fn partner(&self, name: &str) -> Option<Uuid> {
        self.partners
            .iter()
            .find(|partner| partner.name == name)
            .map(|partner| partner.id)
    }

    fn trainer(&mut self, dice: &mut Dice, world: &World, since: NaiveDate, province: &str) {
        let number = self.trainers.len();
        let Some(partner) = self.partner(DELIVER[number % DELIVER.len()]) else {
            return;
        };
        // Counted from far behind the contacts, so that nobody seems to be both.
        let name = names::person(600 + number);
        let id = dice.id(since);
        self.trainers.push(trainer::Model {
            id,
            partner_id: partner,
            email: format!(
                "{}.{}@pelatih.example.org",
                names::slug(&name, "."),
                number + 1
            ),
            name,
            phone: format!("+62813{:08}", number + 1),
            language: if number % 7 == 6 {
                Language::En
            } else {
                Language::Id
            },
            archived_at: None,
            version: 1,
        });
        self.posted.push(Posted {
            id,
            partner,
            province: province.into(),
        });
        self.certify(dice, world, since, id, number);
    }

    /// A path per module: candidate, then certified, for every third one expert.
    fn certify(
        &mut self,
        dice: &mut Dice,
        world: &World,
        since: NaiveDate,
        trainer: Uuid,
        number: usize,
    ) {
        for module in &world.modules {
            let steps = [
                Some((0, CertificationLevel::Candidate)),
                (module.compulsory || dice.chance(0.75))
                    .then_some((20, CertificationLevel::Certified)),
                (module.compulsory && number.is_multiple_of(3))
                    .then_some((420, CertificationLevel::Expert)),
            ];
            let begun = since + Days::new(dice.whole(0, 20).unsigned_abs());
            let begun = if module.compulsory {
                begun
            } else {
                begun + Days::new(dice.whole(30, 200).unsigned_abs())
            };
            for (after, level) in steps.into_iter().flatten() {
                let from_date = begun + Days::new(after);
                if from_date < world.now.date_naive() {
                    let id = dice.id(from_date);
                    let module_code = module.code.clone();
                    self.certifications.push(certification::Model {
                        id,
                        trainer_id: trainer,
                        module_code,
                        level,
                        from_date,
                    });
                }
            }
        }
    }
}
