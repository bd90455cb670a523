//! The receiver: takes every mail, answers pipelined commands in one write, keeps nothing.

use std::{
    net::{SocketAddr, TcpListener as Listener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Where it listens, and how many mails it took.
pub(crate) struct Sink {
    address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    /// On a thread of its own, so that it answers all clients alike.
    pub(crate) fn start() -> Self {
        let listener = Listener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket for tokio");
        let address = listener.local_addr().expect("its address");
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(accept(listener, count));
        });
        Self { address, taken }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// How many mails it took until now.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

async fn accept(listener: Listener, taken: Arc<AtomicUsize>) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    loop {
        let (stream, _) = listener.accept().await.expect("a client");
        let taken = Arc::clone(&taken);
        tokio::spawn(async move {
            // A client that goes away has sent what it wanted.
            let _gone = converse(stream, &taken).await;
        });
    }
}

async fn converse(mut stream: TcpStream, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let (mut input, mut answers, mut in_text) = (Vec::with_capacity(65_536), Vec::new(), false);
    while stream.read_buf(&mut input).await? > 0 {
        let mut read = 0;
        while let Some(end) = input[read..].iter().position(|byte| *byte == b'\n') {
            let line = &input[read..=read + end];
            read += end + 1;
            if in_text {
                if line == b".\r\n" {
                    in_text = false;
                    taken.fetch_add(1, Ordering::SeqCst);
                    answers.extend_from_slice(b"250 taken\r\n");
                }
                continue;
            }
            in_text = line.starts_with(b"DATA");
            answers.extend_from_slice(answer(line));
        }
        input.drain(..read);
        stream.write_all(&answers).await?;
        answers.clear();
    }
    Ok(())
}

fn answer(line: &[u8]) -> &'static [u8] {
    match line.get(..4) {
        Some(b"EHLO") => b"250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
        Some(b"DATA") => b"354 go on\r\n",
        Some(b"QUIT") => b"221 bye\r\n",
        _ => b"250 ok\r\n",
    }
}
