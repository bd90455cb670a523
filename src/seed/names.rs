//! Names: of enterprises, from words that such names are made of; of people,
//! from mountains, rivers and lakes, so that no real person is meant.

const FIRST: [&str; 32] = [
    "Sinar", "Cahaya", "Karya", "Mitra", "Putra", "Tunas", "Bina", "Surya", "Mulia", "Citra",
    "Dharma", "Graha", "Indah", "Jaya", "Lestari", "Mega", "Nusa", "Permata", "Rejeki", "Sari",
    "Tirta", "Utama", "Wahana", "Anugerah", "Berkah", "Cipta", "Duta", "Fajar", "Gema", "Harapan",
    "Inti", "Kencana",
];
const SECOND: [&str; 32] = [
    "Abadi",
    "Makmur",
    "Sejahtera",
    "Mandiri",
    "Sentosa",
    "Bersama",
    "Perkasa",
    "Nusantara",
    "Gemilang",
    "Utomo",
    "Sukses",
    "Maju",
    "Agung",
    "Barokah",
    "Rahayu",
    "Raharjo",
    "Pratama",
    "Persada",
    "Lancar",
    "Subur",
    "Murni",
    "Selaras",
    "Harmoni",
    "Bahagia",
    "Cemerlang",
    "Setia",
    "Damai",
    "Kartika",
    "Sakti",
    "Unggul",
    "Wibawa",
    "Tama",
];
const THIRD: [&str; 24] = [
    "Timur",
    "Barat",
    "Utara",
    "Selatan",
    "Baru",
    "Raya",
    "Tengah",
    "Satu",
    "Dua",
    "Tiga",
    "Empat",
    "Lima",
    "Enam",
    "Tujuh",
    "Delapan",
    "Sembilan",
    "Indonesia",
    "Asia",
    "Kencana",
    "Pusaka",
    "Pertiwi",
    "Buana",
    "Samudra",
    "Angkasa",
];
const GIVEN: [&str; 28] = [
    "Rinjani",
    "Merbabu",
    "Semeru",
    "Kerinci",
    "Lawu",
    "Slamet",
    "Sumbing",
    "Sindoro",
    "Bromo",
    "Tambora",
    "Agung",
    "Kelimutu",
    "Singgalang",
    "Talang",
    "Dempo",
    "Seulawah",
    "Muria",
    "Ungaran",
    "Telomoyo",
    "Arjuna",
    "Raung",
    "Ijen",
    "Latimojong",
    "Lompobattang",
    "Pesagi",
    "Tanggamus",
    "Rajabasa",
    "Jayawijaya",
];
const FAMILY: [&str; 26] = [
    "Serayu",
    "Brantas",
    "Progo",
    "Citarum",
    "Ciliwung",
    "Musi",
    "Batanghari",
    "Kapuas",
    "Mahakam",
    "Barito",
    "Toba",
    "Maninjau",
    "Ranau",
    "Poso",
    "Tempe",
    "Towuti",
    "Matano",
    "Sentani",
    "Kampar",
    "Siak",
    "Asahan",
    "Sekampung",
    "Tulangbawang",
    "Jeneberang",
    "Walanae",
    "Digul",
];

/// The name of the enterprise `index`, in two or three words after the line's
/// own; different for every index.
pub(super) fn enterprise(index: usize, word: &str) -> String {
    let pairs = FIRST.len() * SECOND.len();
    // An odd step visits every pair once before it comes back, without neighbours looking alike.
    let pair = (index * 333) % pairs;
    let round = index / pairs;
    let base = format!(
        "{word} {} {}",
        FIRST[pair % FIRST.len()],
        SECOND[pair / FIRST.len()]
    );
    match round {
        0 => base,
        round if round <= THIRD.len() => format!("{base} {}", THIRD[round - 1]),
        round => format!("{base} {round}"),
    }
}

/// The name of the person `index`.
pub(super) fn person(index: usize) -> String {
    let pair = (index * 111) % (GIVEN.len() * FAMILY.len());
    format!(
        "{} {}",
        GIVEN[pair % GIVEN.len()],
        FAMILY[pair / GIVEN.len()]
    )
}

/// `name` as a part of an address: lower case, words joined by `join`.
pub(super) fn slug(name: &str, join: &str) -> String {
    name.split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join(join)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_enterprises_share_a_name() {
        let names: HashSet<_> = (0..60_000).map(|index| enterprise(index, "Kopi")).collect();
        assert_eq!(names.len(), 60_000);
    }

    #[test]
    fn people_are_named_after_places_and_repeat_late() {
        let names: HashSet<_> = (0..700).map(person).collect();
        assert_eq!(names.len(), 700);
        assert_eq!(slug("Rinjani Serayu", "."), "rinjani.serayu");
    }
}
