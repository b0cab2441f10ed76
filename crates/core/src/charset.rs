//! From the bytes of a response to text, by the rules of the WHATWG Encoding standard.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use mediatype::{MediaType, ReadParams, names};

/// Decodes by the byte order mark, else by the charset of the Content-Type, else as UTF-8. One leading byte order
/// mark is removed; bytes that mean nothing become U+FFFD.
pub(crate) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let encoding = content_type.and_then(charset).unwrap_or(UTF_8);
    if encoding == UTF_8 && Encoding::for_bom(bytes).is_none() {
        // The most frequent case takes no copy.
        return String::from_utf8_lossy(bytes);
    }
    encoding.decode(bytes).0
}

fn charset(content_type: &str) -> Option<&'static Encoding> {
    let value = MediaType::parse(content_type).ok()?.get_param(names::CHARSET)?.unquoted_str().into_owned();
    Encoding::for_label_no_replacement(value.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h15_bom_then_content_type_then_utf8() {
        let cases: [(&[u8], Option<&str>, &str); 11] = [
            (b"abc", None, "abc"),
            ("中".as_bytes(), None, "中"),
            (b"\xef\xbb\xbfabc", None, "abc"),
            (b"\xef\xbb\xbf\xef\xbb\xbfabc", None, "\u{feff}abc"),
            (b"\xd6\xd0\xce\xc4", Some("text/plain; charset=gbk"), "中文"),
            (b"\xd6\xd0\xce\xc4", Some("text/plain; charset=\"GB2312\""), "中文"),
            (b"\xff\xfe-N", Some("text/plain; charset=gbk"), "中"),
            (b"\xe9", Some("text/html;charset=iso-8859-1"), "é"),
            (b"a\xffb", None, "a\u{fffd}b"),
            ("中".as_bytes(), Some("text/plain; charset=unheard-of"), "中"),
            (b"a\0b", Some("application/json"), "a\0b"),
        ];
        for (bytes, content_type, text) in cases {
            assert_eq!(decode(bytes, content_type), text, "{bytes:?} {content_type:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn h15_any_bytes_become_text(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..100),
            charset in "(utf-8|gbk|big5|shift_jis|utf-16le|iso-8859-1|windows-1252|[a-z\"; =-]{0,12})",
        ) {
            decode(&bytes, Some(&format!("text/plain; charset={charset}")));
            // Without a charset it is what the Encoding standard calls UTF-8 decode.
            if Encoding::for_bom(&bytes).is_none() {
                proptest::prop_assert_eq!(decode(&bytes, None), String::from_utf8_lossy(&bytes));
            }
        }

        #[test]
        fn h15_text_survives(text in "(?s).{0,40}") {
            proptest::prop_assume!(!text.starts_with('\u{feff}'));
            proptest::prop_assert_eq!(&decode(text.as_bytes(), None), &text);
        }
    }
}
