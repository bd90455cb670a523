//! One SMTP conversation: the commands of RFC 5321 and AUTH, answered by the script.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::stream::{Stream, secure};
use super::{AfterData, Mail, Script, Security, Shared};

/// One client that is being served.
pub(super) struct Conversation {
    stream: BufReader<Box<dyn Stream>>,
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
    /// Talks by the script as it is now, until one side has had enough.
    pub(super) async fn hold(stream: TcpStream, script: Script, shared: Arc<Shared>) {
        // A client that goes away in the middle is its own business.
        let _gone: io::Result<()> = Self::open(stream, script, shared).await;
    }

    async fn open(stream: TcpStream, script: Script, shared: Arc<Shared>) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream: Box<dyn Stream> = Box::new(stream);
        if let Some((Security::Wrapped, certificates)) = &script.tls {
            stream = secure(stream, certificates).await?;
        }
        let mut conversation = Self {
            stream: BufReader::new(stream),
            logged_in: script.password.is_none(),
            script,
            shared,
            from: None,
            to: Vec::new(),
            messages: 0,
        };
        conversation.note("CONNECT");
        conversation.converse().await
    }

    fn note(&self, verb: &str) {
        let mut commands = self.shared.commands.lock().expect("the commands");
        commands.push(verb.to_ascii_uppercase());
        self.shared.arrived.notify_waiters();
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
            if !self.script.pipelines && !self.stream.buffer().is_empty() {
                self.say("503 5.5.1 One command at a time").await?;
                break;
            }
            if matches!(self.command(&line).await?, Next::Stop) {
                break;
            }
        }
        Ok(())
    }

    async fn command(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        self.note(verb);
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.ehlo().await?,
            "HELO" | "NOOP" => self.say("250 OK").await?,
            "AUTH" => self.auth(rest).await?,
            "MAIL" | "RCPT" | "DATA" if !self.logged_in => {
                self.say("530 5.7.0 Authentication required").await?
            }
            "STARTTLS" => return self.starttls().await,
            "MAIL" if self.is_over() => {
                self.say("421 4.3.2 Enough for this connection").await?;
                return Ok(Next::Stop);
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
        let starttls = match self.script.tls {
            Some((Security::Upgraded, _)) => "250-STARTTLS\r\n",
            _ => "",
        };
        let pipelining = if self.script.pipelines {
            "250-PIPELINING\r\n"
        } else {
            ""
        };
        self.say(&format!(
            "250-test\r\n250-8BITMIME\r\n{pipelining}{starttls}{auth}250 SIZE 10485760"
        ))
        .await
    }

    async fn starttls(&mut self) -> io::Result<Next> {
        let Some((Security::Upgraded, certificates)) = self.script.tls.clone() else {
            self.say("454 4.7.0 No TLS here").await?;
            return Ok(Next::Go);
        };
        self.say("220 2.0.0 Go ahead").await?;
        let nobody: Box<dyn Stream> = Box::new(tokio::io::empty());
        let plain = std::mem::replace(&mut self.stream, BufReader::new(nobody)).into_inner();
        self.stream = BufReader::new(secure(plain, &certificates).await?);
        Ok(Next::Go)
    }

    /// Has this connection had as many messages as it may?
    fn is_over(&self) -> bool {
        self.script
            .close_after
            .is_some_and(|limit| self.messages >= limit)
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
            _ if self.is_new(&address) => "451 4.7.1 Greylisted, come again".to_owned(),
            (_, None) => "250 2.1.5 OK".to_owned(),
        };
        if answer.starts_with('2') {
            self.to.push(address);
        }
        self.say(&answer).await
    }

    /// Is this recipient met for the first time, by a server that minds?
    fn is_new(&self, address: &str) -> bool {
        let mut known = self.shared.known.lock().expect("the known");
        self.script.greylists && known.insert(address.to_owned())
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
            AfterData::CutBeforeKeeping => return Ok(Next::Stop),
            AfterData::Silence => return std::future::pending().await,
        }
        self.reset();
        self.messages += 1;
        let goes_on = self.script.says_goodbye || !self.is_over();
        Ok(if goes_on { Next::Go } else { Next::Stop })
    }

    async fn body(&mut self) -> io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        loop {
            let start = raw.len();
            if self.text_line(&mut raw).await? == 0 {
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

    async fn text_line(&mut self, raw: &mut Vec<u8>) -> io::Result<usize> {
        let Some(pause) = self.script.sip else {
            return self.stream.read_until(b'\n', raw).await;
        };
        let start = raw.len();
        while raw.last() != Some(&b'\n') || raw.len() == start {
            tokio::time::sleep(pause).await;
            if (&mut self.stream).take(1).read_to_end(raw).await? == 0 {
                break;
            }
        }
        Ok(raw.len() - start)
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
        let line = format!("{answer}\r\n");
        let stream = self.stream.get_mut();
        let Some(pause) = self.script.drip else {
            stream.write_all(line.as_bytes()).await?;
            return stream.flush().await;
        };
        drip(stream, line.as_bytes(), pause).await
    }
}

async fn drip(stream: &mut Box<dyn Stream>, bytes: &[u8], pause: Duration) -> io::Result<()> {
    for byte in bytes {
        tokio::time::sleep(pause).await;
        stream.write_all(&[*byte]).await?;
        stream.flush().await?;
    }
    Ok(())
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
