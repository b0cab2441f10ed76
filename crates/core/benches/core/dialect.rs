//! The dialects: options in, results out.

use std::hint::black_box;

use criterion::Criterion;
use http::{HeaderMap, HeaderName, HeaderValue};
use uploadtask_core::dialect::{self, Dialect, Value};
use uploadtask_core::internals::{headers, response};
use uploadtask_core::{Config, Headers, Timing};

use crate::folder::Folder;

pub(crate) fn benchmark(criterion: &mut Criterion) {
    let folder = Folder::new().expect("a temporary folder");
    let mut config = Config::default();
    config.root = folder.path().to_owned();
    // Vela looks whether the file is there.
    folder.write("files/app/photo.jpg", 1024).expect("a temporary file");
    let received = received();
    let headers = headers(&received);

    criterion.bench_function("headers/as they came", |bencher| {
        bencher.iter(|| uploadtask_core::internals::headers(black_box(&received)));
    });
    for &dialect in dialect::ALL {
        let mut group = criterion.benchmark_group(dialect.description().name);
        let options = options(dialect);
        group.bench_function("parse", |bencher| {
            bencher.iter(|| dialect.parse(black_box(&options), &config).expect("options that it takes"));
        });
        // Only what has a profile asks for the times.
        let asks = dialect.description().name == "wx";
        let outcome = Ok(response(headers.clone(), BODY, asks.then(timing)));
        group.bench_function("completion", |bencher| {
            bencher.iter(|| dialect.completion(black_box(&outcome), &config));
        });
        if asks {
            let outcome = Ok(response(headers.clone(), BODY, None));
            group.bench_function("completion without profile", |bencher| {
                bencher.iter(|| dialect.completion(black_box(&outcome), &config));
            });
        }
        if dialect.headers(&Headers::default()).is_some() {
            group.bench_function("headers", |bencher| {
                bencher.iter(|| dialect.headers(black_box(&headers)));
            });
        }
        group.bench_function("progress", |bencher| {
            bencher.iter(|| dialect.progress(black_box(123_456_789), black_box(987_654_321)));
        });
        group.finish();
    }
}

const BODY: &str =
    r#"{"code":0,"message":"ok","data":{"id":"5f1c3a7e","url":"https://cdn.example.com/5f1c3a7e.jpg"}}"#;

/// What an app passes.
fn options(dialect: &dyn Dialect) -> Value {
    let file_path = match dialect.description().name {
        "wx" => "http://tmp/5f1c3a7e90b24d6c8e1f.jpg",
        "alipay" => "https://resource/5f1c3a7e90b24d6c8e1f.image",
        _ => "internal://files/photo.jpg",
    };
    Value::object([
        ("url", "https://example.com/api/v1/upload?scene=avatar".into()),
        ("filePath", file_path.into()),
        ("name", "file".into()),
        ("header", Value::object([("Authorization", "Bearer 5f1c3a7e90b24d6c8e1f".into())])),
        ("formData", Value::object([("user", "test".into()), ("album", "7".into())])),
        ("timeout", 30_000_u32.into()),
        ("success", function()),
        ("fail", function()),
        ("complete", function()),
    ])
}

fn function() -> Value {
    Value::Other("Function".into())
}

/// Ten headers, as a server behind a usual front sends them.
fn received() -> HeaderMap {
    [
        ("date", "Sat, 21 Nov 2026 12:00:00 GMT"),
        ("content-type", "application/json; charset=utf-8"),
        ("content-length", "97"),
        ("connection", "keep-alive"),
        ("server", "nginx"),
        ("vary", "Accept-Encoding"),
        ("cache-control", "no-store"),
        ("etag", "\"5f1c3a7e\""),
        ("x-request-id", "5f1c3a7e-90b2-4d6c-8e1f-0123456789ab"),
        ("set-cookie", "session=5f1c3a7e90b24d6c8e1f; Path=/; HttpOnly"),
    ]
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
    .into_iter()
    .collect()
}

/// All that is measured of an upload.
fn timing() -> Timing {
    let mut timing = Timing::default();
    timing.invoke_start = 1_795_262_400_000;
    timing.queue_end = timing.invoke_start + 1;
    timing.fetch_start = timing.invoke_start + 1;
    timing.request_start = Some(timing.invoke_start + 2);
    timing.request_end = Some(timing.invoke_start + 3);
    timing.response_start = timing.invoke_start + 4;
    timing.response_end = timing.invoke_start + 5;
    timing.sent_bytes = Some(1_400);
    timing.received_bytes = 97;
    timing.protocol = Some("http1.1");
    timing.peer = Some(([203, 0, 113, 7], 443).into());
    timing
}
