//! Links in mails: signed, never stored, so that a reminder can make the same link again.
//!
//! A link carries purpose, id, generation and expiry under an HMAC. A new
//! generation of the request revokes the old links.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use thiserror::Error;
use uuid::Uuid;

/// The least length of a secret, in bytes.
const SECRET_AT_LEAST: usize = 32;
/// Bytes of purpose, id, generation and expiry.
const BODY: usize = 1 + 16 + 4 + 8;
/// Bytes of the signature that a link carries.
const SIGNATURE: usize = 16;

/// What a link lets its holder do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Answer one data request.
    Submit,
    /// Stop the mails to one contact.
    Unsubscribe,
    /// Answer one data request for an enterprise that tells its figures by phone.
    SubmitByPhone,
    /// Sign in, once.
    SignIn,
}

impl LinkPurpose {
    /// Does it open the submission page?
    pub const fn submits(self) -> bool {
        matches!(self, Self::Submit | Self::SubmitByPhone)
    }
}

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The request, contact or asking to sign in that it is bound to.
    pub id: Uuid,
    /// The generation of that request's links.
    pub generation: i32,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Why a link is not accepted.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    /// Not one of ours, or changed on its way.
    #[error("this link is not one of ours; open it again from the mail, in full")]
    Invalid,
    /// Its time is over.
    #[error("this link has expired; ask the programme office for a new one")]
    Expired,
}

/// Why secrets cannot be used.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SecretError {
    /// Shorter than 32 bytes.
    #[error("SCORE_SECRET must be at least 32 bytes long; make one with `openssl rand -hex 32`")]
    Short,
}

/// The secrets that sign links: the first signs, all are accepted.
#[derive(Clone, Debug)]
pub struct Secrets(Vec<SecretString>);

impl Secrets {
    /// Read `NEW` or `NEW,OLD`.
    ///
    /// # Errors
    /// Where one of them is shorter than 32 bytes.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let parts: Vec<_> = text.split(',').map(str::trim).collect();
        if parts.iter().any(|part| part.len() < SECRET_AT_LEAST) {
            return Err(SecretError::Short);
        }
        Ok(Self(parts.into_iter().map(SecretString::from).collect()))
    }

    /// The token of `link`, for a URL.
    pub fn sign(&self, link: &Link) -> String {
        let mut bytes = body(link).to_vec();
        let signature = self.0.first().and_then(|secret| signature(secret, &bytes));
        bytes.extend_from_slice(&signature.unwrap_or_default()[..SIGNATURE]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The address of the page `page` of the site `public_url` that `link` opens.
    pub fn address(&self, public_url: &str, page: &str, link: &Link) -> String {
        format!(
            "{}/{page}/{}",
            public_url.trim_end_matches('/'),
            self.sign(link)
        )
    }

    /// The link behind `token`, if it was signed by one of these secrets and
    /// has not expired at `now`.
    ///
    /// # Errors
    /// Where it is not ours, or its time is over.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Link, LinkError> {
        let link = self.signed(token)?;
        if link.expires_at <= now {
            Err(LinkError::Expired)
        } else {
            Ok(link)
        }
    }

    /// The link behind `token`, whether its time is over or not.
    ///
    /// # Errors
    /// Where it is not ours.
    pub fn signed(&self, token: &str) -> Result<Link, LinkError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(token)
            .map_err(|_| LinkError::Invalid)?;
        let (body, tag) = bytes.split_at_checked(BODY).ok_or(LinkError::Invalid)?;
        if tag.len() != SIGNATURE || !self.0.iter().any(|secret| is_signed_by(secret, body, tag)) {
            return Err(LinkError::Invalid);
        }
        read(body).ok_or(LinkError::Invalid)
    }
}

fn body(link: &Link) -> [u8; BODY] {
    let mut bytes = [0; BODY];
    bytes[0] = match link.purpose {
        LinkPurpose::Submit => 1,
        LinkPurpose::Unsubscribe => 2,
        LinkPurpose::SubmitByPhone => 3,
        LinkPurpose::SignIn => 4,
    };
    bytes[1..17].copy_from_slice(link.id.as_bytes());
    bytes[17..21].copy_from_slice(&link.generation.to_be_bytes());
    bytes[21..].copy_from_slice(&link.expires_at.timestamp().to_be_bytes());
    bytes
}

fn read(bytes: &[u8]) -> Option<Link> {
    Some(Link {
        purpose: match bytes.first()? {
            1 => LinkPurpose::Submit,
            2 => LinkPurpose::Unsubscribe,
            3 => LinkPurpose::SubmitByPhone,
            4 => LinkPurpose::SignIn,
            _ => return None,
        },
        id: Uuid::from_slice(bytes.get(1..17)?).ok()?,
        generation: i32::from_be_bytes(bytes.get(17..21)?.try_into().ok()?),
        expires_at: DateTime::from_timestamp(
            i64::from_be_bytes(bytes.get(21..)?.try_into().ok()?),
            0,
        )?,
    })
}

fn mac(secret: &SecretString) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(secret.expose_secret().as_bytes()).ok()
}

fn signature(secret: &SecretString, body: &[u8]) -> Option<[u8; 32]> {
    Some(
        mac(secret)?
            .chain_update(body)
            .finalize()
            .into_bytes()
            .into(),
    )
}

fn is_signed_by(secret: &SecretString, body: &[u8], tag: &[u8]) -> bool {
    mac(secret).is_some_and(|mac| mac.chain_update(body).verify_truncated_left(tag).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link {
            purpose: LinkPurpose::Submit,
            id: Uuid::from_u128(7),
            generation: 3,
            expires_at: "2012-12-12T17:00:00Z".parse().unwrap(),
        }
    }

    fn secrets(letters: &str) -> Secrets {
        let parts: Vec<_> = letters
            .chars()
            .map(|letter| letter.to_string().repeat(32))
            .collect();
        Secrets::parse(&parts.join(",")).unwrap()
    }

    #[test]
    fn a_link_is_read_until_it_expires() {
        let token = secrets("a").sign(&link());
        assert_eq!(
            secrets("a").verify(&token, "2012-11-01T00:00:00Z".parse().unwrap()),
            Ok(link())
        );
        assert_eq!(
            secrets("a").verify(&token, link().expires_at),
            Err(LinkError::Expired)
        );
    }

    #[test]
    fn an_old_secret_is_still_accepted_while_rotating() {
        let now = "2012-11-01T00:00:00Z".parse().unwrap();
        let token = secrets("a").sign(&link());
        assert!(secrets("ba").verify(&token, now).is_ok());
        assert_eq!(secrets("b").verify(&token, now), Err(LinkError::Invalid));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let now = "2012-11-01T00:00:00Z".parse().unwrap();
        let token = secrets("a").sign(&link());
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(
                secrets("a")
                    .verify(std::str::from_utf8(&changed).unwrap(), now)
                    .is_err()
            );
        }
        for text in [
            "",
            "x",
            "é",
            &token[..token.len() - 1],
            &format!("{token}A"),
        ] {
            assert_eq!(
                secrets("a").verify(text, now),
                Err(LinkError::Invalid),
                "{text}"
            );
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(Secrets::parse("short").unwrap_err(), SecretError::Short);
        assert_eq!(
            Secrets::parse(&format!("{},short", "a".repeat(32))).unwrap_err(),
            SecretError::Short
        );
    }
}
