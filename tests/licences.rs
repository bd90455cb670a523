//! The licences of what travels in the program travel with it.

use crate::support::binary::score;

#[test]
fn the_program_prints_its_licence_and_its_typeface_s() {
    let output = score(&["licences"]).output();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    for text in [
        include_str!("../LICENSE"),
        include_str!("../view/fonts/OFL.txt"),
    ] {
        assert!(said.contains(text.trim()), "{said}");
    }
    let help = score(&["--help"]).output();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("licences"), "{help}");
}
