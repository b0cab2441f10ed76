//! A connection with TLS. rustls decrypts in the buffer that was read to. With the streams of `tokio-rustls` every byte
//! is copied twice more, which took longer than the decryption and made the server the bottleneck.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::{ConnectionState, UnbufferedStatus, WriteTraffic};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::BUFFER;
use super::exchange::Exchange;

/// The longest record, with its header (RFC 8446, 5.2).
const RECORD_LIMIT: usize = 5 + 16 * 1024 + 256;

/// Serves a connection to its end. An error is that of the connection, and nobody is left to be told.
pub(crate) async fn serve(
    mut stream: TcpStream,
    config: Arc<ServerConfig>,
    mut exchange: Exchange,
) -> io::Result<()> {
    let mut session = UnbufferedServerConnection::new(config).map_err(io::Error::other)?;
    let mut incoming = vec![0; BUFFER];
    let mut end = 0;
    let mut outgoing = Vec::new();
    loop {
        let (used, is_open) = process(&mut session, &mut incoming[..end], &mut outgoing, &mut exchange)?;
        stream.write_all(&outgoing).await?;
        outgoing.clear();
        if !is_open {
            return Ok(());
        }
        // What is left is a part of a record.
        incoming.copy_within(used..end, 0);
        end -= used;
        let length = stream.read(&mut incoming[end..]).await?;
        if length == 0 {
            return Ok(());
        }
        end += length;
    }
}

/// Takes all whole records from `incoming` and puts what is to be sent into `outgoing`. Gives how many bytes were
/// taken, and whether the client may send more.
fn process(
    session: &mut UnbufferedServerConnection,
    incoming: &mut [u8],
    outgoing: &mut Vec<u8>,
    exchange: &mut Exchange,
) -> io::Result<(usize, bool)> {
    let mut used = 0;
    loop {
        let UnbufferedStatus { discard, state } = session.process_tls_records(&mut incoming[used..]);
        let is_open = match state.map_err(io::Error::other)? {
            ConnectionState::ReadTraffic(mut traffic) => {
                while let Some(record) = traffic.next_record() {
                    exchange.take(record.map_err(io::Error::other)?.payload);
                }
                None
            }
            ConnectionState::EncodeTlsData(mut data) => {
                append(outgoing, |room| data.encode(room).map_err(io::Error::other))?;
                None
            }
            ConnectionState::TransmitTlsData(data) => {
                data.done();
                None
            }
            ConnectionState::WriteTraffic(traffic) => {
                encrypt(traffic, outgoing, exchange)?;
                Some(true)
            }
            ConnectionState::BlockedHandshake => Some(true),
            ConnectionState::PeerClosed | ConnectionState::Closed => Some(false),
            state => return Err(io::Error::other(format!("{state:?} is not expected"))),
        };
        used += discard;
        if let Some(is_open) = is_open {
            return Ok((used, is_open));
        }
    }
}

fn encrypt<Data>(
    mut traffic: WriteTraffic<'_, Data>,
    outgoing: &mut Vec<u8>,
    exchange: &mut Exchange,
) -> io::Result<()> {
    if exchange.answers().is_empty() {
        return Ok(());
    }
    for answers in exchange.answers().chunks(16 * 1024) {
        append(outgoing, |room| traffic.encrypt(answers, room).map_err(io::Error::other))?;
    }
    exchange.answers().clear();
    if exchange.is_over() {
        append(outgoing, |room| traffic.queue_close_notify(room).map_err(io::Error::other))?;
    }
    Ok(())
}

/// Lets `write` append a record.
fn append(outgoing: &mut Vec<u8>, write: impl FnOnce(&mut [u8]) -> io::Result<usize>) -> io::Result<()> {
    let end = outgoing.len();
    outgoing.resize(end + RECORD_LIMIT, 0);
    let length = write(&mut outgoing[end..])?;
    outgoing.truncate(end + length);
    Ok(())
}
