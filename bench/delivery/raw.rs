//! The fastest that a client can be: the text of one mail and the commands of the
//! next in one write, four answers in one read.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::{CONNECTIONS, sink::Sink};

const ENVELOPE: &str =
    "MAIL FROM:<data@score.example.org>\r\nRCPT TO:<sari@example.org>\r\nDATA\r\n";

/// Send `mails` copies of `text`; how long it took.
pub(crate) async fn send(sink: &Sink, text: &[u8], mails: usize) -> Duration {
    let begin = Instant::now();
    let clients = (0..CONNECTIONS).map(|_| {
        let (address, text) = (sink.address(), text.to_vec());
        tokio::spawn(async move {
            let stream = TcpStream::connect(address).await.expect("the sink");
            converse(stream, &text, mails / CONNECTIONS)
                .await
                .expect("the sink answers");
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.expect("a client that ends");
    }
    begin.elapsed()
}

async fn converse(stream: TcpStream, text: &[u8], mails: usize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    answers(&mut stream, 1).await?;
    stream.write_all(b"EHLO raw\r\n").await?;
    answers(&mut stream, 3).await?;
    stream.write_all(ENVELOPE.as_bytes()).await?;
    answers(&mut stream, 3).await?;
    let next = [text, b"\r\n.\r\n", ENVELOPE.as_bytes()].concat();
    for _ in 1..mails {
        stream.write_all(&next).await?;
        answers(&mut stream, 4).await?;
    }
    stream.write_all(&[text, b"\r\n.\r\n"].concat()).await?;
    answers(&mut stream, 1).await
}

async fn answers(stream: &mut BufReader<TcpStream>, lines: usize) -> std::io::Result<()> {
    let mut line = String::new();
    for _ in 0..lines {
        line.clear();
        stream.read_line(&mut line).await?;
        assert!(line.starts_with('2') || line.starts_with('3'), "{line}");
    }
    Ok(())
}
