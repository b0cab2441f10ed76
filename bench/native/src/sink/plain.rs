//! A connection without TLS.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::BUFFER;
use super::exchange::Exchange;

/// Serves a connection to its end. An error is that of the connection, and nobody is left to be told.
pub(crate) async fn serve(mut stream: TcpStream, mut exchange: Exchange) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = stream.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        exchange.take(&buffer[..length]);
        if !exchange.answers().is_empty() {
            stream.write_all(exchange.answers()).await?;
            exchange.answers().clear();
            if exchange.is_over() {
                stream.shutdown().await?;
            }
        }
    }
}
