//! Text files as editors save them, those of Windows included.

/// The text without the byte order mark of UTF-8.
///
/// # Errors
///
/// The end of a sentence: the text is UTF-16, by its byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&[u8], &'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err("is in UTF-16: save it as UTF-8"),
        [0xef, 0xbb, 0xbf, text @ ..] => Ok(text),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h23_a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(utf8(b"\xef\xbb\xbfa\r\n"), Ok(&b"a\r\n"[..]));
        assert_eq!(utf8(b"a"), Ok(&b"a"[..]));
        for text in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a"] {
            assert!(utf8(text).unwrap_err().contains("UTF-16"));
        }
    }
}
