//! Files as people make them, read back as they meant them.

use chrono::NaiveDate;
use entity::export::{Column, Kind, Value};
use rstest::rstest;

use super::{Cell, CsvTable, FileProblem, Format, Line, ROWS_AT_MOST, XlsxTable, read};

fn lines(bytes: &[u8], format: Format) -> Result<Vec<Line>, FileProblem> {
    let mut lines = Vec::new();
    read(bytes, format, |line| lines.push(line))?;
    Ok(lines)
}

fn texts(line: &Line) -> Vec<&str> {
    let cells = line.cells.iter().map(|cell| match cell {
        Cell::Text(text) => text.as_str(),
        Cell::Blank => "",
        _ => "?",
    });
    cells.collect()
}

#[rstest]
#[case("a,b\r\nx,\"1,5\"\r\n")]
#[case("a;b\nx;1,5\n")]
#[case("a\tb\nx\t1,5")]
#[case("\u{feff}a;b\r\nx;1,5\r\n")]
#[case("\"a\",\"b\"\n\"x\",\"1,5\"")]
fn csv_comes_with_any_mark(#[case] text: &str) {
    let lines = lines(text.as_bytes(), Format::Csv).unwrap();
    assert_eq!(texts(&lines[0]), ["a", "b"]);
    assert_eq!(texts(&lines[1]), ["x", "1,5"]);
}

#[test]
fn rows_have_the_numbers_of_an_editor() {
    let text = "a,b\r\n\r\n\r\n\"two\nlines\",1\r\n , \r\nx,y\r\n";
    let lines = lines(text.as_bytes(), Format::Csv).unwrap();
    let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 4, 7]);
    assert_eq!(texts(&lines[1]), ["two\nlines", "1"]);
}

#[rstest]
#[case(b"", FileProblem::Empty)]
#[case(b"\n\r\n", FileProblem::Empty)]
#[case(b"a,b\nx,\xe9\n", FileProblem::NotUtf8(2))]
#[case(b"a,b\nx,\0\n", FileProblem::Nul(2))]
#[case(b"a,b\nx,y\n\"z,1\n2,3\n", FileProblem::OpenQuote(3))]
fn what_is_no_csv_is_said_with_its_row(#[case] bytes: &[u8], #[case] problem: FileProblem) {
    assert_eq!(lines(bytes, Format::Csv), Err(problem));
}

#[test]
fn a_quotation_mark_inside_a_cell_opens_nothing() {
    let text = "name,city\n17\" monitor,x\n\"say \"\"hi\"\"\",y\n";
    let lines = lines(text.as_bytes(), Format::Csv).unwrap();
    assert_eq!(texts(&lines[1]), ["17\" monitor", "x"]);
    assert_eq!(texts(&lines[2]), ["say \"hi\"", "y"]);
}

#[test]
fn too_many_rows_and_columns_are_refused() {
    let rows = usize::try_from(ROWS_AT_MOST).unwrap();
    let most = "a\n".repeat(rows + 1);
    assert_eq!(lines(most.as_bytes(), Format::Csv).unwrap().len(), rows + 1);
    let more = "a\n".repeat(rows + 2);
    assert_eq!(
        lines(more.as_bytes(), Format::Csv),
        Err(FileProblem::TooManyRows)
    );
    let wide = "a,".repeat(201) + "a";
    assert_eq!(
        lines(wide.as_bytes(), Format::Csv),
        Err(FileProblem::TooManyColumns(1))
    );
}

#[rstest]
#[case("=1+1", "'=1+1")]
#[case("+62", "'+62")]
#[case("-x", "'-x")]
#[case("@sum", "'@sum")]
#[case("\tx", "'\tx")]
#[case("CV Melati = Jaya", "CV Melati = Jaya")]
fn a_text_that_would_run_is_defused(#[case] text: &str, #[case] shown: &str) {
    assert_eq!(super::write_csv::defused(text), shown);
}

#[rstest]
#[case(-12.5, "-12.5")]
#[case(1.234, "1.2340")]
#[case(1234.0, "1234")]
#[case(12.3456, "12.3456")]
fn a_number_stays_a_number(#[case] number: f64, #[case] written: &str) {
    assert_eq!(super::write_csv::plain_number(number), written);
}

fn row() -> Vec<Value> {
    vec![
        Value::Text("=HYPERLINK(\"x\")".into()),
        Value::Number(-3.5),
        Value::Day(NaiveDate::from_ymd_opt(2012, 10, 31).unwrap()),
        Value::Month("2012-10".parse().unwrap()),
        Value::Flag(true),
        Value::Blank,
    ]
}

#[test]
fn csv_begins_with_its_mark_and_flows_piece_by_piece() {
    let mut table = CsvTable::new(["a", "b", "c", "d", "e", "f"]).unwrap();
    let mut bytes = table.taken().unwrap();
    table.row(&row()).unwrap();
    bytes.extend(table.taken().unwrap());
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text,
        "\u{feff}a,b,c,d,e,f\r\n\"'=HYPERLINK(\"\"x\"\")\",-3.5,2012-10-31,2012-10,yes,\r\n"
    );
}

#[test]
fn a_workbook_is_read_back_as_it_was_written() {
    let column = |name: &str| Column {
        name: name.into(),
        kind: Kind::Text,
    };
    let columns: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(column).into();
    let mut table = XlsxTable::new("rows", &columns).unwrap();
    table.row(&row()).unwrap();
    let mut file = std::io::Cursor::new(Vec::new());
    table.save(&mut file).unwrap();
    let lines = lines(&file.into_inner(), Format::Xlsx).unwrap();
    assert_eq!((lines[0].number, lines[1].number), (1, 2));
    let day = |day| Cell::Day(NaiveDate::from_ymd_opt(2012, 10, day).unwrap());
    assert_eq!(
        lines[1].cells,
        [
            Cell::Text("=HYPERLINK(\"x\")".into()),
            Cell::Number(-3.5),
            day(31),
            day(1),
            Cell::Flag(true)
        ]
    );
}

#[test]
fn a_formula_and_a_broken_workbook_are_refused() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "a").unwrap();
    sheet.write_formula(1, 0, "=1+1").unwrap();
    workbook.add_worksheet();
    let bytes = workbook.save_to_buffer().unwrap();
    let mut rows = Vec::new();
    let about = read(&bytes, Format::Xlsx, |line| rows.push(line)).unwrap();
    assert_eq!(about.sheet.as_deref(), Some("Sheet1"));
    assert!(matches!(rows[1].cells[0], Cell::Wrong(why) if why.contains("formula")));
    for broken in [&bytes[..bytes.len() / 2], b"PK\x03\x04", b"name,key\n"] {
        assert!(matches!(
            lines(broken, Format::Xlsx),
            Err(FileProblem::Broken(_))
        ));
    }
}
