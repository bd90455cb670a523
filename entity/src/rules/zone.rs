//! The three zones of Indonesia.

use chrono_tz::Tz;

/// A zone by its short name, as provinces carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// WIB, WITA or WIT.
    pub name: &'static str,
    /// Its rules.
    pub tz: Tz,
}

/// All zones, from west to east.
pub const ZONES: [Zone; 3] = [
    Zone {
        name: "WIB",
        tz: Tz::Asia__Jakarta,
    },
    Zone {
        name: "WITA",
        tz: Tz::Asia__Makassar,
    },
    Zone {
        name: "WIT",
        tz: Tz::Asia__Jayapura,
    },
];
