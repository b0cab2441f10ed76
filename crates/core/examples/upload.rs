//! Uploads one file and prints the response: `cargo run -p uploadtask-core --example upload -- URL FILE`.

use std::error::Error;
use std::process::ExitCode;

use uploadtask_core::{Client, Config, Upload};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, file] = &arguments[..] else {
        eprintln!("usage: cargo run -p uploadtask-core --example upload -- URL FILE");
        return ExitCode::from(2);
    };
    match upload(url, file).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

async fn upload(url: &str, file: &str) -> Result<(), Box<dyn Error>> {
    // Proxies and further certificates as the environment names them; `Client::new()` has none.
    let config = Config::from_environment(|name| std::env::var(name).ok());
    let upload = Upload::post(url)?.file("file", file).on_progress(|sent, total| {
        eprint!("\r{sent} of {total} bytes");
        if sent == total {
            eprintln!();
        }
    });
    let response = Client::with_config(config).upload(upload).await?;
    println!("{}", response.status());
    for (name, value) in response.headers().iter() {
        println!("{name}: {value}");
    }
    println!("\n{}", response.text());
    Ok(())
}
