//! Signed mail (DKIM, RFC 6376): the receiver sees that it comes from our domain.
//!
//! The key is an RSA or Ed25519 key as `openssl genpkey` writes it; its public half
//! stands in the DNS under `SELECTOR._domainkey.DOMAIN`, where DOMAIN is that of
//! the sender's address.

use lettre::message::{
    Message,
    dkim::{
        DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
        DkimSigningKey, dkim_sign,
    },
    header::HeaderName,
};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding},
    pkcs8::{DecodePrivateKey, ObjectIdentifier, PrivateKeyInfo, SecretDocument},
    traits::PublicKeyParts,
};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// What a key in the setting itself begins with.
const PEM: &str = "-----BEGIN";
/// Ed25519, as PKCS #8 names it (RFC 8410).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// Receivers refuse shorter RSA keys (RFC 8301): 1 024 bits.
const SHORTEST: usize = 128;
/// What is signed, where a mail has it. Content-Type is not: lettre signs it otherwise than it is sent.
const SIGNED: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// How mails are signed, as the operator set it.
#[derive(Clone, Debug)]
pub struct DkimSettings {
    /// `SCORE_DKIM_KEY`: the key in PEM, or the path of its file.
    pub key: SecretString,
    /// `SCORE_DKIM_SELECTOR`: which of the domain's keys it is.
    pub selector: String,
}

/// Why mails cannot be signed.
#[derive(Debug, Error)]
pub enum DkimError {
    /// The file is not there, or not ours to read.
    #[error(
        "SCORE_DKIM_KEY cannot be read ({0}); name a file that holds the key, or give the key itself"
    )]
    Unreadable(#[from] std::io::Error),
    /// No key, or one of another kind.
    #[error(
        "SCORE_DKIM_KEY holds no RSA or Ed25519 private key in PEM; make one with `openssl genpkey -algorithm ed25519`"
    )]
    Key,
    /// An RSA key that receivers refuse.
    #[error("SCORE_DKIM_KEY is an RSA key shorter than 1024 bits; take 2048")]
    Short,
    /// A selector that is no name in the DNS.
    #[error("SCORE_DKIM_SELECTOR must be letters, digits, hyphens and dots, like score2026")]
    Selector,
}

/// Signs mails with one key.
pub(crate) struct Signer {
    config: DkimConfig,
}

impl Signer {
    /// Signs for `domain`.
    ///
    /// # Errors
    /// Where a setting cannot be used.
    pub(crate) fn new(settings: &DkimSettings, domain: &str) -> Result<Self, DkimError> {
        let selector = settings.selector.trim();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
        if selector.is_empty() || !selector.chars().all(is_name) {
            return Err(DkimError::Selector);
        }
        let relaxed = DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        };
        let config = DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key(&settings.key)?,
            SIGNED.map(HeaderName::new_from_ascii_str).to_vec(),
            relaxed,
        );
        Ok(Self { config })
    }

    /// Add the signature to `message`, which must not be changed afterwards.
    pub(crate) fn sign(&self, message: &mut Message) {
        dkim_sign(message, &self.config);
    }
}

fn key(setting: &SecretString) -> Result<DkimSigningKey, DkimError> {
    let setting = setting.expose_secret().trim();
    if setting.starts_with(PEM) {
        // A variable in an env file holds its line ends as `\n`.
        return parse(&setting.replace("\\n", "\n"));
    }
    parse(std::fs::read_to_string(setting)?.trim())
}

/// lettre wants RSA keys as PKCS #1, and of Ed25519 the bare 32 bytes.
fn parse(pem: &str) -> Result<DkimSigningKey, DkimError> {
    if let Some(seed) = ed25519(pem) {
        return DkimSigningKey::new(&seed, DkimSigningAlgorithm::Ed25519)
            .map_err(|_| DkimError::Key);
    }
    let key = RsaPrivateKey::from_pkcs8_pem(pem)
        .ok()
        .or_else(|| RsaPrivateKey::from_pkcs1_pem(pem).ok())
        .ok_or(DkimError::Key)?;
    if key.size() < SHORTEST {
        return Err(DkimError::Short);
    }
    let pem = key
        .to_pkcs1_pem(LineEnding::LF)
        .map_err(|_| DkimError::Key)?;
    DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa).map_err(|_| DkimError::Key)
}

/// The seed of an Ed25519 key, in base64.
fn ed25519(pem: &str) -> Option<String> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let (_, document) = SecretDocument::from_pem(pem).ok()?;
    let key = PrivateKeyInfo::try_from(document.as_bytes()).ok()?;
    // The bytes are wrapped once more: an octet string of 32.
    let seed = key.private_key.strip_prefix(&[0x04, 0x20])?;
    (key.algorithm.oid == ED25519 && seed.len() == 32).then(|| STANDARD.encode(seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys made for these tests by `openssl genpkey`.
    const RSA: &str = include_str!("dkim/rsa.pem");
    const OLD_RSA: &str = include_str!("dkim/rsa-pkcs1.pem");
    const SHORT: &str = include_str!("dkim/rsa-short.pem");
    const ED25519: &str = include_str!("dkim/ed25519.pem");

    fn signer(key: &str) -> Result<Signer, DkimError> {
        let settings = DkimSettings {
            key: SecretString::from(key),
            selector: "score2026".into(),
        };
        Signer::new(&settings, "score.example.org")
    }

    fn signed(key: &str) -> String {
        let mut message = Message::builder()
            .from("data@score.example.org".parse().unwrap())
            .to("sari@example.org".parse().unwrap())
            .subject("Halo")
            .body("Isi".to_owned())
            .unwrap();
        signer(key).unwrap().sign(&mut message);
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn both_kinds_of_key_sign_for_the_sender_s_domain() {
        for (key, algorithm) in [
            (RSA, "rsa-sha256"),
            (OLD_RSA, "rsa-sha256"),
            (ED25519, "ed25519-sha256"),
        ] {
            let text = signed(key).replace("\r\n ", " ");
            let signature = text
                .lines()
                .find(|line| line.starts_with("DKIM-Signature:"));
            let signature = signature.unwrap();
            for part in [
                format!("a={algorithm};"),
                "d=score.example.org;".into(),
                "s=score2026;".into(),
                "c=relaxed/relaxed;".into(),
            ] {
                assert!(
                    signature.contains(&part),
                    "{part} is missing in {signature}"
                );
            }
            assert!(!signature.contains("content-type"), "{signature}");
        }
    }

    #[test]
    fn a_key_may_be_named_or_given_with_escaped_line_ends() {
        assert!(signer(&ED25519.replace('\n', "\\n")).is_ok());
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/dkim/rsa.pem");
        assert!(signer(file).is_ok());
    }

    #[test]
    fn what_cannot_sign_is_refused() {
        assert!(matches!(
            signer("/nowhere.pem"),
            Err(DkimError::Unreadable(_))
        ));
        assert!(matches!(signer(SHORT), Err(DkimError::Short)));
        let half = &ED25519[..60];
        assert!(matches!(signer(half), Err(DkimError::Key)));
        let settings = DkimSettings {
            key: SecretString::from(ED25519),
            selector: "no selector".into(),
        };
        assert!(matches!(
            Signer::new(&settings, "x.org"),
            Err(DkimError::Selector)
        ));
    }
}
