//! What of the benchmark must not be slow itself: the server that takes the uploads, the native client that shows
//! the limit, the digest of what has to arrive, and the launcher that counts what a client costs.

mod count;
mod digest;
mod limit;
mod list;
#[cfg(unix)]
mod run;
mod sink;
mod upload;

use std::process::ExitCode;

/// What ends the program: a sentence.
type Error = Box<dyn std::error::Error>;

const USAGE: &str = "uploadtask-bench sink [--cert FILE --key FILE]
uploadtask-bench limit --url URL --list FILE --concurrency N [--ca FILE]
uploadtask-bench digest --list FILE
uploadtask-bench run --report FILE -- PROGRAM ARGUMENTS...";

fn main() -> ExitCode {
    command().unwrap_or_else(|error| {
        eprintln!("uploadtask-bench: {error}");
        ExitCode::FAILURE
    })
}

fn command() -> Result<ExitCode, Error> {
    let mut arguments = lexopt::Parser::from_env();
    let name = match arguments.next()? {
        Some(lexopt::Arg::Value(name)) => name,
        Some(argument) => return Err(argument.unexpected().into()),
        None => return Err(USAGE.into()),
    };
    match name.to_str() {
        Some("sink") => sink::command(arguments)?,
        Some("limit") => limit::command(arguments)?,
        Some("digest") => digest::command(arguments)?,
        #[cfg(unix)]
        Some("run") => return run::command(arguments),
        _ => return Err(USAGE.into()),
    }
    Ok(ExitCode::SUCCESS)
}
