//! A secret that stands for an account; only its hash is stored.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::entity::prelude::*;
use sha2::{Digest, Sha256};

/// A secret that stands for an account; only its hash is stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who holds it.
    pub kind: TokenKind,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub account_id: Uuid,
    /// Its first characters, to tell it from others.
    pub prefix: String,
    /// SHA-256 of it.
    #[sea_orm(unique, column_type = "Blob")]
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it ends.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// When it was last used.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who holds a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum TokenKind {
    /// A person or program, in a header that they send themselves.
    Token,
    /// A browser, in a cookie.
    Session,
}

/// Random bytes of a secret.
const RANDOM: usize = 32;
/// Characters of a token that are stored as they are.
const SHOWN: usize = 10;

/// A new secret, which is shown once, and the row that stands for it.
///
/// # Errors
/// Where the machine gives no random numbers.
pub fn mint(
    kind: TokenKind,
    account: Uuid,
    created_at: DateTimeUtc,
    expires_at: Option<DateTimeUtc>,
) -> Result<(String, Model), getrandom::Error> {
    let mut random = [0; RANDOM];
    getrandom::fill(&mut random)?;
    let begins = match kind {
        TokenKind::Token => "score",
        TokenKind::Session => "session",
    };
    let secret = format!("{begins}_{}", URL_SAFE_NO_PAD.encode(random));
    let row = Model {
        id: Uuid::now_v7(),
        kind,
        account_id: account,
        prefix: secret.chars().take(SHOWN).collect(),
        hash: hash(&secret),
        created_at,
        expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    Ok((secret, row))
}

/// What is stored of a token: its SHA-256.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
