//! Who asks, and so what they may see: every query starts from it.

use std::collections::BTreeSet;

use uuid::Uuid;

/// What a requester may see; deny by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The office: everything.
    Admin,
    /// A manager of these provinces; of the nation where there are none.
    Manager {
        /// Codes of the provinces.
        provinces: BTreeSet<String>,
    },
    /// A trainer: the enterprises of the cohorts they lead.
    Trainer {
        /// The trainer.
        id: Uuid,
    },
    /// An enterprise behind its link: its own figures, and the one request it may write.
    Enterprise {
        /// The enterprise.
        id: Uuid,
        /// The request of the link.
        request: Uuid,
    },
    /// A donor: disclosed editions and the programme.
    Donor,
    /// Nobody in particular.
    Anonymous,
}

impl Scope {
    /// Does this province lie outside what a manager answers for?
    pub fn province_is_hidden(&self, code: &str) -> bool {
        match self {
            Self::Manager { provinces } => !provinces.is_empty() && !provinces.contains(code),
            _ => false,
        }
    }
}
