//! What a delivery status notification says (RFC 3464), as far as it means that a
//! mail will not arrive.

use entity::rules::bounce::Status;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use uuid::Uuid;

use crate::retry::without_addresses;

/// So much of a server's explanation is kept.
const WORDS: usize = 200;

/// One mail that will not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// Our message, by the Message-ID in the returned headers.
    pub(super) message: Option<Uuid>,
    /// The address that it was sent to, lower-cased.
    pub(super) recipient: Option<String>,
    /// Is the address at fault, for good?
    pub(super) blames_address: bool,
    /// Why, without addresses.
    pub(super) reason: String,
}

/// The mails that will not arrive, by this text; none where it is no such notice.
pub(super) fn read(text: &[u8]) -> Vec<Notice> {
    let Some(mail) = MessageParser::default().parse(text) else {
        return Vec::new();
    };
    let message = mail.parts.iter().find_map(returned);
    mail.parts
        .iter()
        .filter(|part| is(part, "message", "delivery-status"))
        .flat_map(|part| groups(part.contents()))
        .filter_map(|group| failed(&group, message))
        .collect()
}

fn is(part: &MessagePart<'_>, kind: &str, subkind: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found
                .subtype()
                .is_some_and(|found| found.eq_ignore_ascii_case(subkind))
    })
}

/// Our message's id, where this part is what came back of it: whole, or its headers.
fn returned(part: &MessagePart<'_>) -> Option<Uuid> {
    match &part.body {
        PartType::Message(mail) => our_id(mail),
        _ if is(part, "text", "rfc822-headers") => {
            our_id(&MessageParser::default().parse_headers(part.contents())?)
        }
        _ => None,
    }
}

fn our_id(mail: &Message<'_>) -> Option<Uuid> {
    let (id, _) = mail.message_id()?.split_once('@')?;
    Uuid::try_parse(id).ok()
}

/// The groups of fields of a status, each about one recipient, but for the first.
fn groups(status: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(status).replace("\r\n", "\n");
    text.split("\n\n")
        .map(|group| format!("{}\n\n", group.trim()))
        .collect()
}

/// The notice in one group, if it says that the mail failed; one that is only late may still arrive.
fn failed(group: &str, message: Option<Uuid>) -> Option<Notice> {
    let fields = MessageParser::default().parse_headers(group)?;
    let field = |name: &'static str| fields.header_raw(name).map(str::trim);
    if !field("Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let said = field("Diagnostic-Code").map(after_kind).unwrap_or_default();
    let status = field("Status")
        .and_then(Status::find)
        .or_else(|| Status::find(said));
    let recipient = field("Original-Recipient").or_else(|| field("Final-Recipient"));
    Some(Notice {
        message,
        recipient: recipient.map(|recipient| after_kind(recipient).to_lowercase()),
        blames_address: status.is_none_or(Status::blames_address),
        reason: reason(status, said),
    })
}

/// `rfc822; sari@example.org` and `smtp; 550 …` without their kind.
fn after_kind(value: &str) -> &str {
    value
        .split_once(';')
        .map_or(value, |(_, value)| value)
        .trim()
}

fn reason(status: Option<Status>, said: &str) -> String {
    let said: String = without_addresses(said).chars().take(WORDS).collect();
    match status {
        _ if !said.is_empty() => said,
        Some(Status {
            class,
            subject,
            detail,
        }) => format!("{class}.{subject}.{detail}"),
        None => "without a reason".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: &str = "0190b2a0-0000-7000-8000-000000000001";

    fn dsn(fields: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example.org\r\nTo: data@score.example.org\r\n\
             Subject: Undelivered Mail\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example.org\r\n\r\n{fields}\r\n\
             --b\r\n{returned}\r\n--b--\r\n"
        )
    }

    fn headers_only() -> String {
        format!(
            "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ID}@score.example.org>\r\nSubject: x\r\n"
        )
    }

    const FAILED: &str = "Final-Recipient: rfc822; Sari@Example.org\r\nAction: failed\r\n\
         Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <sari@example.org>:\r\n user unknown\r\n";

    #[test]
    fn a_failure_is_read_with_its_message() {
        let notices = read(dsn(FAILED, &headers_only()).as_bytes());
        let expected = Notice {
            message: Some(ID.parse().unwrap()),
            recipient: Some("sari@example.org".into()),
            blames_address: true,
            reason: "550 5.1.1 … user unknown".into(),
        };
        assert_eq!(notices, [expected]);
    }

    #[test]
    fn the_whole_mail_may_come_back() {
        let whole =
            format!("Content-Type: message/rfc822\r\n\r\nMessage-ID: <{ID}@x.org>\r\n\r\nIsi\r\n");
        let notices = read(dsn(FAILED, &whole).as_bytes());
        assert_eq!(notices[0].message, Some(ID.parse().unwrap()));
    }

    #[test]
    fn what_is_late_or_refused_for_another_reason_blames_nobody() {
        let delayed = "Final-Recipient: rfc822; a@b.org\r\nAction: delayed\r\nStatus: 4.4.1\r\n";
        assert_eq!(read(dsn(delayed, &headers_only()).as_bytes()), []);
        for status in ["5.7.1", "4.4.7"] {
            let group = FAILED.replace("5.1.1", status);
            let notices = read(dsn(&group, &headers_only()).as_bytes());
            assert!(!notices[0].blames_address, "{status}");
        }
    }

    #[test]
    fn line_ends_may_be_bare_and_the_notice_cut_off() {
        let bare = dsn(FAILED, &headers_only()).replace("\r\n", "\n");
        assert_eq!(read(bare.as_bytes()).len(), 1);
        let cut = bare.find("text/rfc822-headers").unwrap();
        let notices = read(&bare.as_bytes()[..cut]);
        assert_eq!(
            (notices.len(), notices[0].message),
            (1, None),
            "{notices:?}"
        );
    }

    #[test]
    fn other_mail_is_no_notice() {
        assert_eq!(read(b""), []);
        assert_eq!(read(b"\0\xff\xfe"), []);
        assert_eq!(
            read(b"From: a@b.org\r\nSubject: Halo\r\n\r\nAction: failed\r\n"),
            []
        );
    }

    proptest! {
        /// A notice may be cut anywhere and hold anything.
        #[test]
        fn nothing_stops_the_reading(cut in 0_usize..900, junk in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut text = dsn(FAILED, &headers_only()).into_bytes();
            let cut = cut.min(text.len());
            text.splice(cut..cut, junk);
            text.truncate(cut + 200);
            for notice in read(&text) {
                prop_assert!(!notice.reason.contains('@'));
            }
        }
    }
}
