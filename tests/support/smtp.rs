//! An SMTP server that does as its script says, and keeps what it accepted.
//!
//! ```ignore
//! let smtp = SmtpServer::start(Script::new().rcpt("gone@example.org", "550 5.1.1 No such user")).await;
//! // … send to smtp.url() …
//! smtp.wait_for(1).await;
//! assert_eq!(smtp.mails()[0].to, ["siti@example.org"]);
//! ```

mod conversation;
mod mail;
mod stream;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use conversation::Conversation;
pub(crate) use mail::Mail;
pub(crate) use stream::Certificates;

/// What happens at the end of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AfterData {
    /// Kept, with `250`.
    Accept,
    /// Not kept, with this answer.
    Answer(String),
    /// Kept, but the connection is cut before the answer: the client cannot know.
    CutAfterKeeping,
    /// Not kept, and the connection is cut before the answer.
    CutBeforeKeeping,
    /// Not kept, and no answer for ever.
    Silence,
}

/// From when on a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// After STARTTLS.
    Upgraded,
    /// From the first byte.
    Wrapped,
}

/// How the server behaves; without more it accepts everything.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    greeting: Option<String>,
    password: Option<(String, String)>,
    rcpt: HashMap<String, String>,
    after_data: AfterData,
    close_after: Option<usize>,
    freeze_at: Option<usize>,
    says_goodbye: bool,
    greylists: bool,
    pipelines: bool,
    drip: Option<Duration>,
    sip: Option<Duration>,
    tls: Option<(Security, Certificates)>,
}

impl Script {
    /// Accepts everything, asks for no password.
    pub(crate) fn new() -> Self {
        Self {
            greeting: Some("220 test ESMTP".into()),
            password: None,
            rcpt: HashMap::new(),
            after_data: AfterData::Accept,
            close_after: None,
            freeze_at: None,
            says_goodbye: false,
            greylists: false,
            pipelines: true,
            drip: None,
            sip: None,
            tls: None,
        }
    }

    /// Another greeting, such as `554 no service`.
    pub(crate) fn greeting(mut self, line: &str) -> Self {
        self.greeting = Some(line.into());
        self
    }

    /// Accepts the connection and never says a word.
    pub(crate) fn silent(mut self) -> Self {
        self.greeting = None;
        self
    }

    /// Takes mail only after a log-in with this name and password; any other gets 535.
    pub(crate) fn password(mut self, user: &str, password: &str) -> Self {
        self.password = Some((user.into(), password.into()));
        self
    }

    /// The answer to one recipient.
    pub(crate) fn rcpt(mut self, address: &str, answer: &str) -> Self {
        self.rcpt.insert(address.into(), answer.into());
        self
    }

    /// What happens at the end of a message.
    pub(crate) fn after_data(mut self, what: AfterData) -> Self {
        self.after_data = what;
        self
    }

    /// Closes each connection after so many messages, without a word.
    pub(crate) fn close_after(mut self, messages: usize) -> Self {
        self.close_after = Some(messages);
        self
    }

    /// Says nothing more on any connection from this moment on: moments are the commands, the ends
    /// of texts and what was kept, counted over all connections from 1.
    pub(crate) fn freeze_at(mut self, moment: usize) -> Self {
        self.freeze_at = Some(moment);
        self
    }

    /// After so many messages, answers the next one's `MAIL` with 421 and closes.
    pub(crate) fn goodbye_after(mut self, messages: usize) -> Self {
        self.says_goodbye = true;
        self.close_after(messages)
    }

    /// Does not announce PIPELINING, and gives up on a client that sends a command before the answer
    /// to the one before.
    pub(crate) fn one_at_a_time(mut self) -> Self {
        self.pipelines = false;
        self
    }

    /// Turns each recipient away with 451 the first time.
    pub(crate) fn greylist(mut self) -> Self {
        self.greylists = true;
        self
    }

    /// Lets so much time pass before each byte of an answer.
    pub(crate) fn drip(mut self, pause: Duration) -> Self {
        self.drip = Some(pause);
        self
    }

    /// Lets so much time pass before it reads each byte of a text.
    pub(crate) fn sip(mut self, pause: Duration) -> Self {
        self.sip = Some(pause);
        self
    }

    /// Speaks TLS with these certificates.
    pub(crate) fn tls(mut self, security: Security, certificates: Certificates) -> Self {
        self.tls = Some((security, certificates));
        self
    }
}

struct Shared {
    script: Mutex<Script>,
    mails: Mutex<Vec<Mail>>,
    commands: Mutex<Vec<String>>,
    known: Mutex<HashSet<String>>,
    arrived: Notify,
    moments: AtomicUsize,
    frozen: Notify,
}

impl Shared {
    /// One moment more; for ever where the script says so.
    async fn moment(&self, script: &Script) {
        let now = self.moments.fetch_add(1, Ordering::SeqCst) + 1;
        if script.freeze_at.is_some_and(|moment| now >= moment) {
            self.frozen.notify_one();
            std::future::pending().await
        }
    }
}

/// The server; it stops when dropped.
pub(crate) struct SmtpServer {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts on a free port of 127.0.0.1.
    pub(crate) async fn start(script: Script) -> Self {
        Self::start_on(0, script).await
    }

    /// Starts on this port: a server that comes back.
    pub(crate) async fn start_on(port: u16, script: Script) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let shared = Arc::new(Shared {
            script: Mutex::new(script),
            mails: Mutex::default(),
            commands: Mutex::default(),
            known: Mutex::default(),
            arrived: Notify::new(),
            moments: AtomicUsize::new(0),
            frozen: Notify::new(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self {
            port,
            shared,
            accepting,
        }
    }

    /// Stops: returns its port once nobody listens there any more.
    pub(crate) async fn stop(mut self) -> u16 {
        self.accepting.abort();
        let _aborted = (&mut self.accepting).await;
        self.port
    }

    /// What `SMTP_URL` would be.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The same with another scheme and log-in, such as `smtps://` and `user:password@`, and by name.
    pub(crate) fn url_as(&self, scheme: &str, login: &str) -> String {
        format!("{scheme}{login}localhost:{}", self.port)
    }

    /// Behaves otherwise from the next connection on: a server that recovers.
    pub(crate) fn follow(&self, script: Script) {
        *self.shared.script.lock().expect("the script") = script;
    }

    /// What was kept so far, in order of arrival.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.shared.mails.lock().expect("the mails").clone()
    }

    /// Returns once the script's moment has come and a client waits in vain.
    pub(crate) async fn frozen(&self) {
        self.shared.frozen.notified().await;
    }

    /// How often this command was given so far; `CONNECT` counts connections.
    pub(crate) fn count(&self, verb: &str) -> usize {
        let commands = self.shared.commands.lock().expect("the commands");
        commands.iter().filter(|given| *given == verb).count()
    }

    /// Returns once this command was given so often.
    pub(crate) async fn heard(&self, verb: &str, times: usize) {
        loop {
            let arrival = self.shared.arrived.notified();
            tokio::pin!(arrival);
            arrival.as_mut().enable();
            if self.count(verb) >= times {
                return;
            }
            arrival.await;
        }
    }

    /// Returns once so many messages are kept. Put a time-out around it where they may not come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Mail> {
        loop {
            let arrival = self.shared.arrived.notified();
            tokio::pin!(arrival);
            arrival.as_mut().enable();
            let mails = self.mails();
            if mails.len() >= count {
                return mails;
            }
            arrival.await;
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Conversations end with the server: they are aborted when their set is dropped.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut conversations = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let script = shared.script.lock().expect("the script").clone();
        let shared = Arc::clone(&shared);
        conversations.spawn(Conversation::hold(stream, script, shared));
    }
}
