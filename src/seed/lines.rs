//! Lines of business: what an enterprise makes, how fast and with what.

/// A line of business, with what is usual in it.
pub(super) struct Line {
    /// Words that names of such enterprises begin with.
    pub(super) words: &'static [&'static str],
    /// Its code in KBLI 2009.
    pub(super) kbli: &'static str,
    /// What output is counted in.
    pub(super) unit: &'static str,
    /// Output units that a worker makes in an hour.
    pub(super) per_hour: f64,
    /// Electricity for one output unit, in kWh.
    pub(super) kwh: f64,
    /// Material for one output unit, in kg.
    pub(super) kg: f64,
    /// Cost of one output unit, in rupiah.
    pub(super) cost: f64,
    /// The share of women among the workers.
    pub(super) women: f64,
    /// The month of the year with the most to do.
    pub(super) peak: u32,
    /// The provinces of 2012 where it is at home.
    pub(super) provinces: &'static [&'static str],
}

impl Line {
    /// The lines that are at home in `province`; all of them in a province that no line names.
    pub(super) fn at_home_in(province: &str) -> Vec<&'static Self> {
        let home: Vec<_> = LINES
            .iter()
            .filter(|line| line.provinces.contains(&province))
            .collect();
        if home.is_empty() {
            LINES.iter().collect()
        } else {
            home
        }
    }
}

macro_rules! line {
    ($words:expr, $kbli:literal, $unit:literal, $per_hour:literal, $kwh:literal, $kg:literal, $cost:literal, $women:literal, $peak:literal, $provinces:expr) => {
        Line {
            words: &$words,
            kbli: $kbli,
            unit: $unit,
            per_hour: $per_hour,
            kwh: $kwh,
            kg: $kg,
            cost: $cost,
            women: $women,
            peak: $peak,
            provinces: &$provinces,
        }
    };
}

const LINES: [Line; 17] = [
    line!(
        ["Mebel", "Jati", "Meubel Ukir"],
        "31001",
        "buah",
        0.06,
        9.0,
        42.0,
        780_000.0,
        0.22,
        10,
        ["ID-JT", "ID-JK"]
    ),
    line!(
        ["Rotan", "Kriya Rotan"],
        "31002",
        "buah",
        0.11,
        3.2,
        11.0,
        265_000.0,
        0.45,
        9,
        ["ID-JT", "ID-SN"]
    ),
    line!(
        ["Garmen", "Busana", "Konveksi"],
        "14111",
        "potong",
        1.35,
        0.38,
        0.42,
        31_000.0,
        0.82,
        7,
        ["ID-JT", "ID-JK"]
    ),
    line!(
        ["Batik", "Griya Batik"],
        "13134",
        "lembar",
        0.32,
        0.55,
        0.61,
        88_000.0,
        0.78,
        6,
        ["ID-JT"]
    ),
    line!(
        ["Sepatu", "Alas Kaki"],
        "15201",
        "pasang",
        0.55,
        0.72,
        0.95,
        64_000.0,
        0.58,
        6,
        ["ID-JK", "ID-JT"]
    ),
    line!(
        ["Roti", "Bakeri", "Kue"],
        "10710",
        "bungkus",
        9.5,
        0.06,
        0.24,
        4_300.0,
        0.62,
        7,
        ["ID-JK", "ID-JT", "ID-SN", "ID-LA"]
    ),
    line!(
        ["Keripik", "Aneka Pangan"],
        "10794",
        "kg",
        2.3,
        0.42,
        2.9,
        23_500.0,
        0.71,
        7,
        ["ID-LA", "ID-JT", "ID-SN"]
    ),
    line!(
        ["Tempe", "Pangan Kedelai"],
        "10391",
        "kg",
        5.4,
        0.09,
        0.66,
        9_200.0,
        0.48,
        1,
        ["ID-JK", "ID-JT"]
    ),
    line!(
        ["Logam", "Teknik", "Bengkel"],
        "25999",
        "buah",
        0.84,
        2.1,
        1.9,
        41_000.0,
        0.09,
        3,
        ["ID-JK", "ID-JT"]
    ),
    line!(
        ["Komponen", "Presisi"],
        "29300",
        "buah",
        6.2,
        0.62,
        0.48,
        12_400.0,
        0.14,
        4,
        ["ID-JK", "ID-JT"]
    ),
    line!(
        ["Kopi", "Bubuk Kopi"],
        "10761",
        "kg",
        3.1,
        0.51,
        1.24,
        38_000.0,
        0.41,
        8,
        ["ID-LA", "ID-SN"]
    ),
    line!(
        ["Rumput Laut", "Agar"],
        "10298",
        "kg",
        2.6,
        1.15,
        4.8,
        29_500.0,
        0.55,
        9,
        ["ID-SN"]
    ),
    line!(
        ["Kakao", "Cokelat"],
        "10731",
        "kg",
        2.9,
        0.88,
        1.31,
        34_000.0,
        0.46,
        10,
        ["ID-SN", "ID-LA"]
    ),
    line!(
        ["Hasil Laut", "Bahari Pangan"],
        "10221",
        "kg",
        4.4,
        0.74,
        1.7,
        26_800.0,
        0.63,
        5,
        ["ID-SN", "ID-LA"]
    ),
    line!(
        ["Tapioka", "Pati"],
        "10622",
        "kg",
        11.0,
        0.17,
        3.9,
        5_100.0,
        0.18,
        8,
        ["ID-LA"]
    ),
    line!(
        ["Keramik", "Gerabah"],
        "23932",
        "buah",
        1.1,
        0.94,
        1.6,
        18_700.0,
        0.37,
        11,
        ["ID-JT"]
    ),
    line!(
        ["Bordir", "Tapis", "Sulam"],
        "13912",
        "potong",
        0.41,
        0.21,
        0.33,
        57_000.0,
        0.88,
        7,
        ["ID-LA", "ID-SN", "ID-JK"]
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_five_digits_and_every_province_of_2012_has_lines() {
        assert!(
            LINES.iter().all(|line| line.kbli.len() == 5
                && line.kbli.bytes().all(|digit| digit.is_ascii_digit()))
        );
        for province in ["ID-JK", "ID-JT", "ID-SN", "ID-LA"] {
            let home = Line::at_home_in(province).len();
            assert!((6..LINES.len()).contains(&home), "{province}: {home}");
        }
        assert_eq!(Line::at_home_in("ID-MA").len(), LINES.len());
    }
}
