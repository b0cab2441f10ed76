//! Uploads each file that is named on stdin, ten at a time, on one thread: what `npm run bench:instructions` counts.
//! `cargo run --release -p uploadtask-core --example many -- URL < LIST`.

use std::error::Error;
use std::io::{self, BufRead};
use std::process::ExitCode;
use std::sync::Mutex;

use uploadtask_core::{Client, Upload};

const CONCURRENCY: usize = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        eprintln!("usage: cargo run --release -p uploadtask-core --example many -- URL < LIST");
        return ExitCode::from(2);
    };
    match upload_all(&url).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

async fn upload_all(url: &str) -> Result<(), Box<dyn Error>> {
    let files = io::stdin().lock().lines().collect::<Result<Vec<_>, _>>()?;
    let files = Mutex::new(files.into_iter());
    let client = Client::new();
    let worker = async || -> Result<(), Box<dyn Error>> {
        loop {
            let next = files.lock().map_err(|_| "a worker has panicked")?.next();
            let Some(file) = next else { return Ok(()) };
            let response = client.upload(Upload::post(url)?.file("file", file)).await?;
            if !response.status().is_success() {
                return Err(format!("{}: {}", response.status(), response.text()).into());
            }
        }
    };
    let workers: Vec<_> = (0..CONCURRENCY).map(|_| worker()).collect();
    for ended in futures_util::future::join_all(workers).await {
        ended?;
    }
    Ok(())
}
