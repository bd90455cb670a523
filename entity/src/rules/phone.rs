//! Phone numbers as they are kept: E.164, read as somebody in Indonesia writes them.

use phonenumber::{Mode, country};

/// `0812-3456-7890` as `+6281234567890`; none where it is no number that could be called.
pub fn e164(text: &str) -> Option<String> {
    let number = phonenumber::parse(Some(country::ID), text).ok()?;
    number
        .is_valid()
        .then(|| number.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use super::e164;

    #[test]
    fn numbers_of_indonesia_and_of_the_world() {
        for (text, kept) in [
            ("0812-3456-7890", Some("+6281234567890")),
            ("+62 812 3456 7890", Some("+6281234567890")),
            ("+41 44 668 18 00", Some("+41446681800")),
            ("12", None),
            ("office", None),
            ("", None),
        ] {
            assert_eq!(e164(text).as_deref(), kept, "{text}");
        }
    }
}
