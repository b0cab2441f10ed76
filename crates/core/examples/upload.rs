//! Uploads one file and prints the answer: `cargo run -p uploadtask-core --example upload -- URL FILE`.

use std::process::ExitCode;
use std::sync::Arc;

use uploadtask_core::{Config, Observer, Runtime, Upload};

/// Prints progress on one line.
#[derive(Debug)]
struct Printer;

impl Observer for Printer {
    fn progress(&self, sent: u64, total: u64) {
        eprint!("\r{sent} of {total} bytes");
        if sent == total {
            eprintln!();
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, file] = &arguments[..] else {
        eprintln!("usage: cargo run -p uploadtask-core --example upload -- URL FILE");
        return ExitCode::from(2);
    };
    let url = match url.parse() {
        Ok(url) => url,
        Err(error) => {
            eprintln!("{url} is not a URL: {error}");
            return ExitCode::from(2);
        }
    };
    let runtime = Runtime::new(Config::from_environment(|name| std::env::var(name).ok()));
    match runtime.upload(Upload::new(url, "file", file), Arc::new(Printer)).await {
        Ok(response) => {
            println!("{}", response.status);
            for (name, value) in response.headers.iter() {
                println!("{name}: {value}");
            }
            println!("\n{}", response.text);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
