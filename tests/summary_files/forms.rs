//! Each form shows the figures of the edition.

use calamine::{Data, Reader};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn each_form_shows_the_same_figures() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = demo(&database).await;
    let api = Api::serve(db).await;
    for token in [api.office().await, String::new()] {
        let all = seen(&api, &token).await;
        let paths = paths(&all);
        let table = bytes(&api, &token, &paths["CSV"]).await;
        let table = String::from_utf8(table).unwrap();
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let xlsx = bytes(&api, &token, &paths["XLSX"]).await;
        let sheet = workbook(&xlsx).worksheet_range("Indicators").unwrap();
        let cells: Vec<&[Data]> = sheet.rows().skip(4).collect();
        let page = bytes(&api, &token, &paths["HTML"]).await;
        let page = String::from_utf8(page).unwrap();
        let indicators = all["figures"]["indicators"].as_array().unwrap();
        assert!(!indicators.is_empty());
        for (one, cells) in indicators.iter().zip(cells) {
            let code = one["code"].as_str().unwrap();
            let row = rows
                .iter()
                .find(|row| &row[5] == code && &row[8] == "level")
                .unwrap();
            let measured = &one["measured"];
            match measured["level"].as_f64() {
                Some(level) => {
                    assert_eq!(row[9].parse::<f64>().unwrap(), level, "{code}");
                    assert_eq!(cells[1], Data::Float(level), "{code}");
                    assert!(page.contains(&format!("{level:.1}")), "{code} {level}");
                }
                None => assert_eq!(
                    (&row[9], matches!(cells[1], Data::String(_))),
                    ("", true),
                    "{code}"
                ),
            }
            let n = measured["n"].as_i64();
            assert_eq!(row[11].parse().ok(), n, "{code}");
            assert_eq!(&row[13] == "yes", measured.is_null(), "{code}");
        }
    }
}
