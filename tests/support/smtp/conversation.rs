//! One SMTP conversation: the commands of RFC 5321 and AUTH, answered by the script.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{AfterData, Mail, Script, Shared};

/// One client that is being served.
pub(super) struct Conversation {
    stream: BufReader<TcpStream>,
    script: Script,
    shared: Arc<Shared>,
    from: Option<String>,
    to: Vec<String>,
    logged_in: bool,
    messages: usize,
}

/// Whether the conversation goes on.
enum Next {
    Go,
    Stop,
}

impl Conversation {
    /// A conversation that follows the script as it is now.
    pub(super) fn new(stream: TcpStream, script: Script, shared: Arc<Shared>) -> Self {
        let logged_in = script.password.is_none();
        Self {
            stream: BufReader::new(stream),
            script,
            shared,
            from: None,
            to: Vec::new(),
            logged_in,
            messages: 0,
        }
    }

    /// Talks until one side has had enough.
    pub(super) async fn hold(mut self) {
        // A client that goes away in the middle is its own business.
        let _gone: io::Result<()> = self.converse().await;
    }

    async fn converse(&mut self) -> io::Result<()> {
        let Some(greeting) = self.script.greeting.clone() else {
            return std::future::pending().await;
        };
        self.say(&greeting).await?;
        if !greeting.starts_with('2') {
            return Ok(());
        }
        while let Some(line) = self.line().await? {
            self.shared.moment(&self.script).await;
            if matches!(self.command(&line).await?, Next::Stop) {
                break;
            }
        }
        Ok(())
    }

    async fn command(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.ehlo().await?,
            "HELO" | "NOOP" => self.say("250 OK").await?,
            "AUTH" => self.auth(rest).await?,
            "MAIL" | "RCPT" | "DATA" if !self.logged_in => {
                self.say("530 5.7.0 Authentication required").await?
            }
            "MAIL" => self.mail(rest).await?,
            "RCPT" => self.rcpt(rest).await?,
            "DATA" => return self.data().await,
            "RSET" => {
                self.reset();
                self.say("250 OK").await?;
            }
            "QUIT" => {
                self.say("221 Bye").await?;
                return Ok(Next::Stop);
            }
            _ => self.say("502 5.5.1 Not implemented").await?,
        }
        Ok(Next::Go)
    }

    async fn ehlo(&mut self) -> io::Result<()> {
        self.reset();
        let auth = if self.script.password.is_some() {
            "250-AUTH PLAIN LOGIN\r\n"
        } else {
            ""
        };
        self.say(&format!(
            "250-test\r\n250-8BITMIME\r\n250-PIPELINING\r\n{auth}250 SIZE 10485760"
        ))
        .await
    }

    async fn auth(&mut self, rest: &str) -> io::Result<()> {
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let response = if first.is_empty() {
                    self.ask("334 ").await?
                } else {
                    first.to_owned()
                };
                let plain = base64(&response);
                let mut parts = plain.split('\0').skip(1).map(str::to_owned);
                (
                    parts.next().unwrap_or_default(),
                    parts.next().unwrap_or_default(),
                )
            }
            "LOGIN" => {
                let user = if first.is_empty() {
                    self.ask("334 VXNlcm5hbWU6").await?
                } else {
                    first.to_owned()
                };
                (base64(&user), base64(&self.ask("334 UGFzc3dvcmQ6").await?))
            }
            _ => return self.say("504 5.5.4 Mechanism not known").await,
        };
        self.logged_in = self.script.password.as_ref() == Some(&given);
        let answer = if self.logged_in {
            "235 2.7.0 Welcome"
        } else {
            "535 5.7.8 Wrong name or password"
        };
        self.say(answer).await
    }

    async fn mail(&mut self, rest: &str) -> io::Result<()> {
        self.reset();
        self.from = Some(address(rest));
        self.say("250 2.1.0 OK").await
    }

    async fn rcpt(&mut self, rest: &str) -> io::Result<()> {
        let address = address(rest);
        let answer = match (&self.from, self.script.rcpt.get(&address)) {
            (None, _) => "503 5.5.1 MAIL first".to_owned(),
            (_, Some(answer)) => answer.clone(),
            (_, None) => "250 2.1.5 OK".to_owned(),
        };
        if answer.starts_with('2') {
            self.to.push(address);
        }
        self.say(&answer).await
    }

    async fn data(&mut self) -> io::Result<Next> {
        if self.to.is_empty() {
            self.say("503 5.5.1 RCPT first").await?;
            return Ok(Next::Go);
        }
        self.say("354 Go on").await?;
        let raw = self.body().await?;
        self.shared.moment(&self.script).await;
        match self.script.after_data.clone() {
            AfterData::Accept => {
                self.keep(raw);
                self.shared.moment(&self.script).await;
                self.say("250 2.0.0 Kept").await?;
            }
            AfterData::Answer(answer) => self.say(&answer).await?,
            AfterData::CutAfterKeeping => {
                self.keep(raw);
                return Ok(Next::Stop);
            }
            AfterData::Silence => return std::future::pending().await,
        }
        self.reset();
        self.messages += 1;
        Ok(
            if self
                .script
                .close_after
                .is_some_and(|limit| self.messages >= limit)
            {
                Next::Stop
            } else {
                Next::Go
            },
        )
    }

    async fn body(&mut self) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        loop {
            let start = raw.len();
            if self.stream.read_until(b'\n', &mut raw).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if &raw[start..] == b".\r\n" {
                raw.truncate(start);
                return Ok(raw);
            }
            if raw[start..].starts_with(b".") {
                raw.remove(start);
            }
        }
    }

    fn keep(&mut self, raw: Vec<u8>) {
        let mail = Mail {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            raw,
        };
        self.shared.mails.lock().expect("the mails").push(mail);
        self.shared.arrived.notify_waiters();
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn ask(&mut self, prompt: &str) -> io::Result<String> {
        self.say(prompt).await?;
        self.line()
            .await?
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = (&mut self.stream).take(4096).read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end().to_owned()))
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
    }
}

/// What stands between the angle brackets of `FROM:<…>` or `TO:<…>`.
fn address(rest: &str) -> String {
    let after = rest.split_once('<').map_or(rest, |(_, after)| after);
    after.split('>').next().unwrap_or_default().to_owned()
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text
        .bytes()
        .filter_map(|byte| ALPHABET.iter().position(|known| *known == byte))
    {
        buffer = (buffer << 6) | u32::try_from(digit).expect("a digit under 64");
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
