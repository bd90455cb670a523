//! When a refusal speaks against an address, and when an address has had enough of them.
//!
//! A mail server says why it refuses in an enhanced status code (RFC 3463), three
//! numbers like `5.1.1`. Only some of them are about the address: a text that
//! looks like spam or a sender that is not welcome says nothing about the reader.

use chrono::{DateTime, Duration, Utc};

/// Hard bounces that suppress an address.
const ENOUGH: usize = 2;
/// Within this time.
const WITHIN: Duration = Duration::days(30);

/// An enhanced status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// 2 done, 4 later, 5 never.
    pub class: u8,
    /// What it is about: 1 the address, 2 the mailbox, 4 the way there, 7 a policy.
    pub subject: u16,
    /// The rest.
    pub detail: u16,
}

/// How far back bounces count, seen from `now`.
pub fn counts_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - WITHIN
}

/// Do so many bounces since [`counts_since`] suppress the address?
pub const fn suppresses(bounces: usize) -> bool {
    bounces >= ENOUGH
}

impl Status {
    /// The first status code among the words of `text`.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .find_map(Self::parse)
    }

    fn parse(word: &str) -> Option<Self> {
        let mut numbers = word.trim_end_matches('.').split('.');
        let class = numbers
            .next()?
            .parse()
            .ok()
            .filter(|class| [2, 4, 5].contains(class))?;
        let (subject, detail) = (numbers.next()?, numbers.next()?);
        if numbers.next().is_some() || subject.len() > 3 || detail.len() > 3 {
            return None;
        }
        Some(Self {
            class,
            subject: subject.parse().ok()?,
            detail: detail.parse().ok()?,
        })
    }

    /// Is it for good?
    pub const fn is_permanent(self) -> bool {
        self.class == 5
    }

    /// Is it for good, and about the address: nobody there, or nobody who can be reached?
    pub const fn blames_address(self) -> bool {
        self.is_permanent()
            && match self.subject {
                // Our own address as the sender is refused by 5.1.7 and 5.1.8.
                1 => !matches!(self.detail, 7 | 8),
                // 5.2.3 is about this message's length.
                2 => self.detail != 3,
                // No way to the domain.
                4 => self.detail == 4,
                // 5.0.0: refused without saying why.
                0 => true,
                _ => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blames(text: &str) -> Option<bool> {
        Status::find(text).map(Status::blames_address)
    }

    #[test]
    fn a_code_is_found_among_words() {
        let code = Status::find("550-5.1.1 no such user").unwrap();
        assert_eq!((code.class, code.subject, code.detail), (5, 1, 1));
        assert_eq!(Status::find("550 host 10.5.1.1 says no"), None);
        assert_eq!(Status::find("550 no such user"), None);
        assert_eq!(Status::find("Status: 5.7.26."), Status::parse("5.7.26"));
    }

    #[test]
    fn only_some_refusals_are_about_the_address() {
        assert_eq!(blames("550 5.1.1 unknown"), Some(true));
        assert_eq!(blames("550 5.2.1 disabled"), Some(true));
        assert_eq!(blames("550 5.4.4 no such domain"), Some(true));
        assert_eq!(blames("550 5.1.8 bad sender"), Some(false));
        assert_eq!(blames("554 5.7.1 spam"), Some(false));
        assert_eq!(blames("452 4.2.2 full"), Some(false));
    }

    #[test]
    fn one_bounce_is_an_accident() {
        assert!(!suppresses(1));
        assert!(suppresses(2));
    }
}
