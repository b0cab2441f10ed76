//! Whatever names and values a form has, the parser of axum, which is not ours, finds as many parts as were encoded,
//! with the values that were encoded.

#![no_main]

use futures_util::FutureExt;
use libfuzzer_sys::fuzz_target;
use uploadtask_core::internals::encode;
use uploadtask_core::{Part, Upload};

/// Does not occur in what the fuzzer makes, since that is filtered for it.
const BOUNDARY: &str = "----uploadtask-fuzz";

fuzz_target!(|input: (Vec<(String, String)>, String, String, Vec<u8>)| {
    let (fields, name, file_name, content) = input;
    // The parser takes a backslash for an escape, refuses control characters in a header, and finds `filename` even
    // inside of a quoted name; the standard has none of that.
    let strange = |text: &str| {
        text.contains("name")
            || text.chars().any(|character| {
                character == '\\' || character.is_control() && !matches!(character, '\r' | '\n')
            })
    };
    if fields.iter().any(|(name, _)| strange(name))
        || strange(&name)
        || strange(&file_name)
        || file_name.is_empty()
    {
        return;
    }
    let upload = Upload::post("http://localhost/").expect("it is one");
    let upload = fields.iter().fold(upload, |upload, (name, value)| upload.text(name, value));
    let upload = upload.part(name, Part::file("").file_name(file_name));
    let body: Vec<u8> = encode(&upload, BOUNDARY)
        .flat_map(|bytes| bytes.map_or_else(|| content.clone(), |bytes| bytes.to_vec()))
        .collect();
    let delimiters = body.windows(BOUNDARY.len()).filter(|window| *window == BOUNDARY.as_bytes()).count();
    if delimiters != fields.len() + 2 {
        return;
    }
    let stream = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(body)]);
    let mut form = multer::Multipart::new(stream, BOUNDARY);
    let parsed = async {
        let mut parts = Vec::new();
        while let Some(part) = form.next_field().await.expect("our body is a form") {
            let file = part.file_name().is_some();
            parts.push((file, part.bytes().await.expect("our body is whole")));
        }
        parts
    };
    let parts = parsed.now_or_never().expect("everything is there at once");
    assert_eq!(parts.len(), fields.len() + 1);
    for ((_, value), (file, got)) in fields.iter().zip(&parts) {
        assert!(!file);
        let value = value.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        assert_eq!(got, value.as_bytes());
    }
    let (file, got) = &parts[fields.len()];
    assert!(file);
    assert_eq!(got, &content);
});
