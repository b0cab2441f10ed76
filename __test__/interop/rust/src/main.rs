//! An upload endpoint with axum's multipart parser. It writes its port as its first line and ends with its stdin.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::Ipv4Addr;
use std::{process, thread};

use axum::extract::DefaultBodyLimit;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        process::exit(0);
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    writeln!(io::stdout(), "{}", listener.local_addr()?.port())?;
    let app = Router::new().route("/upload", post(upload)).layer(DefaultBodyLimit::disable());
    axum::serve(listener, app).await
}

async fn upload(headers: HeaderMap, form: Multipart) -> (StatusCode, Json<Value>) {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let mut answer = json!({
        "contentType": header("content-type"),
        "contentLength": header("content-length"),
    });
    let status = match parse(form).await {
        Ok((fields, files)) => {
            answer["fields"] = fields.into();
            answer["files"] = files.into();
            StatusCode::OK
        }
        Err(error) => {
            answer["error"] = error.body_text().into();
            StatusCode::BAD_REQUEST
        }
    };
    (status, Json(answer))
}

/// The fields and the files of a form, each in the order in which they came.
async fn parse(mut form: Multipart) -> Result<(Vec<Value>, Vec<Value>), MultipartError> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = form.next_field().await? {
        let name = part.name().map(str::to_owned);
        let Some(filename) = part.file_name().map(str::to_owned) else {
            fields.push(json!([name, part.text().await?]));
            continue;
        };
        let content_type = part.content_type().map(str::to_owned);
        let content = part.bytes().await?;
        let mut sha256 = String::new();
        for byte in Sha256::digest(&content) {
            let _ = write!(sha256, "{byte:02x}");
        }
        files.push(json!({
            "name": name,
            "filename": filename,
            "type": content_type,
            "size": content.len(),
            "sha256": sha256,
        }));
    }
    Ok((fields, files))
}
