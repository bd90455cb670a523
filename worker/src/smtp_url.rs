//! `SMTP_URL`: where mail goes, read once and refused early.

use std::path::PathBuf;

use secrecy::SecretString;
use thiserror::Error;

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum MailUrl {
    /// Into a directory, one file a message.
    Directory(PathBuf),
    /// To a server.
    Server(Server),
}

/// A mail server and how to speak with it.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User and password.
    pub credentials: Option<(String, SecretString)>,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte.
    Wrapped,
    /// By STARTTLS, or not at all.
    Required,
    /// Not.
    None,
}

/// Why `SMTP_URL` cannot be used.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MailUrlError {
    /// Of another kind.
    #[error("SMTP_URL must begin with smtps://, smtp:// or file:///")]
    UnknownKind,
    /// No server in it.
    #[error("SMTP_URL names no server; write it like smtps://USER:PASSWORD@mail.example.org")]
    NoHost,
    /// A port that is none.
    #[error("SMTP_URL has a port that is not a number from 1 to 65535")]
    Port,
    /// An option that we do not know.
    #[error("SMTP_URL knows one option, tls=required")]
    Option,
    /// It would send the password in the clear.
    #[error("SMTP_URL would send the password unprotected; use smtps:// or add ?tls=required")]
    PasswordInTheClear,
}

impl std::str::FromStr for MailUrl {
    type Err = MailUrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        match url.split_once("://") {
            Some(("file", path)) if path.starts_with('/') => {
                Ok(Self::Directory(PathBuf::from(decode(path))))
            }
            Some(("smtps", rest)) => server(rest, Tls::Wrapped).map(Self::Server),
            Some(("smtp", rest)) => server(rest, Tls::None).map(Self::Server),
            _ => Err(MailUrlError::UnknownKind),
        }
    }
}

fn server(rest: &str, scheme: Tls) -> Result<Server, MailUrlError> {
    let (place, option) = rest
        .split_once('?')
        .map_or((rest, None), |(place, option)| (place, Some(option)));
    let tls = match (scheme, option) {
        (Tls::Wrapped, None | Some("tls=required" | "")) => Tls::Wrapped,
        (_, Some("tls=required")) => Tls::Required,
        (_, None | Some("")) => Tls::None,
        _ => return Err(MailUrlError::Option),
    };
    let place = place.trim_end_matches('/');
    let (login, address) = place
        .rsplit_once('@')
        .map_or((None, place), |(login, address)| (Some(login), address));
    let (host, port) = host_and_port(address)?;
    let port = port.unwrap_or(match tls {
        Tls::Wrapped => 465,
        Tls::Required => 587,
        Tls::None => 25,
    });
    let credentials = login.map(|login| {
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        (decode(user), SecretString::from(decode(password)))
    });
    if tls == Tls::None && credentials.is_some() && !is_loopback(&host) {
        return Err(MailUrlError::PasswordInTheClear);
    }
    Ok(Server {
        host,
        port,
        tls,
        credentials,
    })
}

fn host_and_port(address: &str) -> Result<(String, Option<u16>), MailUrlError> {
    let (host, port) = match address
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => address
            .rsplit_once(':')
            .map_or((address, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return Err(MailUrlError::NoHost);
    }
    let port = port.map(|port| {
        port.parse()
            .ok()
            .filter(|port| *port > 0)
            .ok_or(MailUrlError::Port)
    });
    Ok((host.to_owned(), port.transpose()?))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// `%40` and the like, as a password may hold any character.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let coded = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match coded
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .filter(|_| *first == b'%')
        {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read(url: &str) -> Server {
        match url.parse().unwrap() {
            MailUrl::Server(server) => server,
            MailUrl::Directory(path) => panic!("{}", path.display()),
        }
    }

    #[test]
    fn a_server_is_read_with_its_login() {
        let server = read("smtps://score%40example.org:p%3Ass@mail.example.org");
        assert_eq!(
            (server.host.as_str(), server.port, server.tls),
            ("mail.example.org", 465, Tls::Wrapped)
        );
        let (user, password) = server.credentials.unwrap();
        assert_eq!(
            (user.as_str(), password.expose_secret()),
            ("score@example.org", "p:ss")
        );
        assert_eq!(read("smtp://mail.example.org?tls=required").port, 587);
        assert_eq!(read("smtp://[::1]:2525").port, 2525);
    }

    #[test]
    fn a_password_never_travels_in_the_clear() {
        let url = "smtp://user:secret@mail.example.org";
        assert_eq!(
            url.parse::<MailUrl>().unwrap_err(),
            MailUrlError::PasswordInTheClear
        );
        assert!(
            "smtp://user:secret@127.0.0.1:2525"
                .parse::<MailUrl>()
                .is_ok()
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(
            "http://x".parse::<MailUrl>().unwrap_err(),
            MailUrlError::UnknownKind
        );
        assert_eq!(
            "smtp://".parse::<MailUrl>().unwrap_err(),
            MailUrlError::NoHost
        );
        assert_eq!(
            "smtp://x:0".parse::<MailUrl>().unwrap_err(),
            MailUrlError::Port
        );
        assert_eq!(
            "smtp://x?tls=maybe".parse::<MailUrl>().unwrap_err(),
            MailUrlError::Option
        );
    }
}
