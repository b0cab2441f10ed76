//! `digest`: what the server has to count when all files of a list arrive.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use lexopt::Arg::Long;
use serde_json::json;
use xxhash_rust::xxh3::Xxh3;

use crate::count::Count;
use crate::list;

pub(crate) fn command(mut arguments: lexopt::Parser) -> Result<(), crate::Error> {
    let mut list = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("list") => list = Some(arguments.value()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let mut count = Count::default();
    let mut buffer = vec![0; 256 * 1024];
    for path in list::read(list)? {
        let (size, hash) = hash(&path, &mut buffer)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        count.add(size, hash);
    }
    println!("{}", json!({ "files": count.files, "bytes": count.bytes, "digest": count.digest() }));
    Ok(())
}

/// The size and the XXH3-64 of a file.
fn hash(path: &Path, buffer: &mut [u8]) -> io::Result<(u64, u64)> {
    let mut file = File::open(path)?;
    let (mut size, mut hash) = (0, Xxh3::new());
    loop {
        match file.read(buffer)? {
            0 => return Ok((size, hash.digest())),
            length => {
                size += length as u64;
                hash.update(&buffer[..length]);
            }
        }
    }
}
