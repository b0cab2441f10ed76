//! Whatever Content-Type and bytes a response has, they become text of a bounded length, by the rules of H15.
//!
//! The input is a Content-Type, a line feed, and a body.

#![no_main]

use encoding_rs::{Encoding, UTF_8};
use libfuzzer_sys::fuzz_target;
use uploadtask_core::internals::decode;

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let body = input.get(end + 1..).unwrap_or_default();
    // As a header value is read.
    let content_type = match std::str::from_utf8(&input[..end]) {
        Ok(text) => text.to_owned(),
        Err(_) => input[..end].iter().copied().map(char::from).collect(),
    };
    let text = decode(body, Some(&content_type));
    assert!(text.len() <= 3 * body.len());

    let by_mark = Encoding::for_bom(body);
    let without = decode(body, None);
    match by_mark {
        Some((encoding, mark)) => {
            let (expected, _) = encoding.decode_without_bom_handling(&body[mark..]);
            assert_eq!(text, expected);
            assert_eq!(without, expected);
        }
        None => {
            assert_eq!(without, String::from_utf8_lossy(body));
            if let Some(label) = label(&content_type) {
                let encoding = Encoding::for_label_no_replacement(label.as_bytes()).unwrap_or(UTF_8);
                assert_eq!(text, encoding.decode_without_bom_handling(body).0, "{content_type}");
            }
        }
    }
});

/// The label in a Content-Type of the plainest form.
fn label(content_type: &str) -> Option<&str> {
    let label = content_type.strip_prefix("text/plain; charset=")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (!label.is_empty() && label.bytes().all(plain)).then_some(label)
}
