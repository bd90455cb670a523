//! What is an e-mail address: one rule for whoever types one.
//!
//! Accounts, contacts and trainers are told by their address, so it is read the same
//! way wherever it is typed: without spaces around it, and lower-cased.

/// The longest address, in bytes.
pub const LONGEST: usize = 200;

/// The address that somebody typed as `text`; nothing where it is none.
pub fn read(text: &str) -> Option<String> {
    let address = text.trim().to_lowercase();
    let (name, host) = address.split_once('@')?;
    let has_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    let is_plain = !address.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let is_one = !name.is_empty() && has_host && !host.contains('@');
    (is_one && is_plain && address.len() <= LONGEST).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_address_is_lower_cased() {
        assert_eq!(
            read(" Siti@Example.ORG ").as_deref(),
            Some("siti@example.org")
        );
    }

    #[test]
    fn what_is_no_address_is_told() {
        for wrong in [
            "",
            "x",
            "rina@",
            "a@b",
            "a@b.",
            "a@.b",
            "a b@c.org",
            "a@b@c.org",
            "@c.org",
            "a@b.c\0",
            "a@b.c\u{7}d",
            "rina@office",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&format!("{}@example.org", "a".repeat(200))), None);
    }
}
