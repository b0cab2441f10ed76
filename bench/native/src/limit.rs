//! `limit`: what an upload costs at least. One thread, blocking sockets, `read(2)` and `write(2)`.

mod connection;
mod tls;

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::time::Instant;

use lexopt::Arg::Long;
use lexopt::ValueExt as _;
use serde_json::json;
use url::Url;

use self::connection::{Connection, Server};
use crate::list;

/// How much is read and written at a time. What fits it altogether goes out in one write.
const BUFFER: usize = 256 * 1024;
const BOUNDARY: &str = "----uploadtask-bench-7MA4YWxkTrZu0gW";

pub(crate) fn command(mut arguments: lexopt::Parser) -> Result<(), crate::Error> {
    let (mut url, mut list, mut concurrency, mut ca) = (None, None, None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("url") => url = Some(Url::parse(&arguments.value()?.string()?)?),
            Long("list") => list = Some(arguments.value()?),
            Long("concurrency") => concurrency = Some(arguments.value()?.parse::<usize>()?),
            Long("ca") => ca = Some(arguments.value()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let url = url.ok_or("--url is missing")?;
    let concurrency = concurrency.filter(|&number| number > 0).ok_or("--concurrency is missing or 0")?;
    let paths = list::read(list)?;
    let server = Server::new(&url, ca)?;

    let mut connections: Vec<Connection> = Vec::new();
    let mut buffer = Vec::with_capacity(BUFFER);
    let start = Instant::now();
    for (index, path) in paths.iter().enumerate() {
        let slot = index % concurrency;
        if let Some(connection) = connections.get_mut(slot) {
            connection.read_answer()?;
        }
        let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        if slot == connections.len() {
            connections.push(server.connect()?);
        }
        send(&url, file, &mut connections[slot], &mut buffer)
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    for connection in &mut connections {
        connection.read_answer()?;
    }
    println!("{}", json!({ "wall": start.elapsed().as_secs_f64() * 1000.0 }));
    Ok(())
}

/// Sends a file. `buffer` is only memory.
fn send(url: &Url, mut file: File, connection: &mut Connection, buffer: &mut Vec<u8>) -> io::Result<()> {
    let size = file.metadata()?.len();
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.bin\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    let length = head.len() as u64 + size + tail.len() as u64;
    buffer.clear();
    write!(
        buffer,
        "POST {}?size={size} HTTP/1.1\r\nHost: {}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n\
         Content-Length: {length}\r\n\r\n{head}",
        url.path(),
        url.authority(),
    )?;
    let whole = buffer.len() as u64 + size + tail.len() as u64;
    if whole > BUFFER as u64 {
        connection.write(buffer)?;
        buffer.resize(BUFFER, 0);
        let mut left = size;
        while left > 0 {
            let length = file.read(&mut buffer[..])?;
            left = left.checked_sub(length as u64).filter(|_| length > 0).ok_or_else(changed)?;
            connection.write(&buffer[..length])?;
        }
        connection.write(tail.as_bytes())
    } else {
        let content = buffer.len()..buffer.len() + size as usize;
        buffer.resize(content.end, 0);
        file.read_exact(&mut buffer[content])?;
        buffer.extend_from_slice(tail.as_bytes());
        connection.write(buffer)
    }
}

fn changed() -> io::Error {
    io::Error::other("the file changed while it was read")
}
