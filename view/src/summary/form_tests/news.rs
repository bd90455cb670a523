//! What differs, and of how many a satisfaction is, in each form.

use entity::rules::difference::{Difference, FigureKind};

use super::*;

fn difference(figure: FigureKind, before: f64, after: f64) -> Difference {
    Difference {
        figure,
        indicator: None,
        before: Some(before),
        after: Some(after),
        n_before: Some(31),
        n_after: Some(33),
        expected: Some(60),
        is_material: false,
    }
}

#[test]
fn each_form_says_what_differs() {
    let mut document = internal();
    document.differences = vec![
        difference(FigureKind::OnTimeRate, 51.5, 55.0),
        difference(FigureKind::Sessions, 41.0, 43.0),
    ];
    let said = [
        "Reports on time: 51.5% → 55.0% (31 → 33 of 60 months)",
        "Classroom sessions: 41 → 43",
    ];
    let forms = [
        page(&document),
        words(&xlsx(&document).unwrap()),
        pdf::words(&document),
    ];
    for (form, sentence) in forms.iter().flat_map(|form| said.map(|said| (form, said))) {
        assert!(form.contains(sentence), "{sentence} in {form}");
    }
    let bytes = csv(&document).unwrap();
    let of = |figure: &str| figure_of(&bytes, "difference", "", figure);
    assert_eq!(of("on_time_rate_before")[..4], ["51.5", "%", "31", "60"]);
    assert_eq!(of("on_time_rate_after")[..4], ["55", "%", "33", "60"]);
    assert_eq!(of("sessions_after")[..2], ["43", "sessions"]);
}

#[test]
fn each_form_says_of_how_many_a_satisfaction_is() {
    let document = internal();
    let bytes = csv(&document).unwrap();
    let row = figure_of(&bytes, "training", "", "satisfaction");
    assert_eq!(row[..4], ["82.5", "of 100", "4", "5"]);
    assert!(page(&document).contains("82.5 · 4 of 5"));
    assert!(pdf::words(&document).contains("(4 of 5 enterprises)"));
    let book = words(&xlsx(&document).unwrap());
    assert!(book.contains("Enterprises that said how satisfied they were"));
}
