//! The body of an upload, taken piece by piece as it arrives: `multipart/form-data` with one part, a file of a known
//! size, which is hashed and dropped.
//!
//! ```text
//! --boundary\r\n
//! Content-Disposition: form-data; name="file"; filename="a.bin"\r\n
//! \r\n
//! …the file…\r\n
//! --boundary--\r\n
//! ```
//!
//! Because the size is known the file need not be searched for the boundary, which would cost more than all the rest.

use httparse::Status;
use memchr::memmem;
use xxhash_rust::xxh3::Xxh3;

/// The longest head of a part.
const HEAD_LIMIT: usize = 16 * 1024;

/// A body on its way in.
pub(crate) struct Upload {
    boundary: String,
    size: u64,
    state: State,
    /// The head, later the tail, as far as it is there.
    frame: Vec<u8>,
    hash: Xxh3,
}

#[derive(Debug)]
enum State {
    Head,
    /// So many bytes of the file are to come.
    Content(u64),
    Tail,
    Refused(&'static str),
}

impl Upload {
    pub(crate) fn new(boundary: String, size: u64) -> Self {
        Self { boundary, size, state: State::Head, frame: Vec::new(), hash: Xxh3::new() }
    }

    /// Takes the next bytes of the body.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Head => bytes = self.take_head(bytes),
                State::Content(left) => {
                    let (content, rest) = split(bytes, *left);
                    *left -= content.len() as u64;
                    if *left == 0 {
                        self.state = State::Tail;
                    }
                    self.hash.update(content);
                    bytes = rest;
                }
                State::Tail => {
                    // One byte more than the longest right tail is enough to see that it is wrong.
                    let (tail, rest) = split(bytes, (self.boundary.len() + 9 - self.frame.len()) as u64);
                    if tail.is_empty() {
                        return;
                    }
                    self.frame.extend_from_slice(tail);
                    bytes = rest;
                }
                State::Refused(_) => return,
            }
        }
    }

    /// Takes the head of the part out of `bytes` and gives the rest.
    fn take_head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let before = self.frame.len();
        let (head, _) = split(bytes, (HEAD_LIMIT - before) as u64);
        self.frame.extend_from_slice(head);
        let from = before.saturating_sub(3);
        match memmem::find(&self.frame[from..], b"\r\n\r\n") {
            Some(at) => {
                let end = from + at + 4;
                self.state = match check_head(&self.frame[..end], &self.boundary) {
                    Err(reason) => State::Refused(reason),
                    Ok(()) if self.size == 0 => State::Tail,
                    Ok(()) => State::Content(self.size),
                };
                self.frame.clear();
                &bytes[end - before..]
            }
            None => {
                if self.frame.len() == HEAD_LIMIT {
                    self.state = State::Refused("The head of the part is too long.");
                }
                &bytes[head.len()..]
            }
        }
    }

    /// Size and XXH3-64 of the file, once the body is through. The error is a sentence.
    pub(crate) fn finish(self) -> Result<(u64, u64), &'static str> {
        match self.state {
            State::Head => Err("The body ends before the head of the part does."),
            State::Content(_) => Err("The body ends before the file does."),
            State::Tail => {
                let tail =
                    self.frame.strip_prefix(b"\r\n--").and_then(|t| t.strip_prefix(self.boundary.as_bytes()));
                match tail {
                    Some(b"--" | b"--\r\n") => Ok((self.size, self.hash.digest())),
                    _ => Err("The file is not followed by the closing delimiter alone."),
                }
            }
            State::Refused(reason) => Err(reason),
        }
    }
}

/// The first `length` bytes, or all when there are less, and the rest.
fn split(bytes: &[u8], length: u64) -> (&[u8], &[u8]) {
    bytes.split_at(usize::try_from(length).map_or(bytes.len(), |length| length.min(bytes.len())))
}

/// Whether a head is that of a file.
fn check_head(head: &[u8], boundary: &str) -> Result<(), &'static str> {
    let headers = head
        .strip_prefix(b"--")
        .and_then(|head| head.strip_prefix(boundary.as_bytes()))
        .and_then(|head| head.strip_prefix(b"\r\n"))
        .ok_or("The body does not begin with the boundary.")?;
    let mut parsed = [httparse::EMPTY_HEADER; 16];
    let Ok(Status::Complete((_, parsed))) = httparse::parse_headers(headers, &mut parsed) else {
        return Err("The head of the part is malformed.");
    };
    let disposition = parsed.iter().find(|header| header.name.eq_ignore_ascii_case("content-disposition"));
    match disposition {
        Some(header)
            if header.value.starts_with(b"form-data;")
                && memmem::find(header.value, b" filename=").is_some() =>
        {
            Ok(())
        }
        _ => Err("The part is not a file."),
    }
}

#[cfg(test)]
mod tests {
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    const HEAD: &str = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\nX: y\r\n\r\n";
    const TAIL: &str = "\r\n--B--\r\n";

    /// What comes of a body for a file of `size` bytes, taken in these pieces.
    fn take<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, size: u64) -> Result<(u64, u64), &'static str> {
        let mut upload = Upload::new("B".into(), size);
        for piece in pieces {
            upload.take(piece);
        }
        upload.finish()
    }

    fn take_whole(body: &str, size: u64) -> Result<(u64, u64), &'static str> {
        take([body.as_bytes()], size)
    }

    #[test]
    fn takes_a_body_however_it_is_split() {
        // The content looks like a delimiter and ends with half of one.
        for content in ["", "x", "\r\n--B--\r\n", "0123456789\r\n\r\n--B\r\n", "content\r\n--"] {
            let body = format!("{HEAD}{content}{TAIL}").into_bytes();
            let expected = Ok((content.len() as u64, xxh3_64(content.as_bytes())));
            for at in 0..=body.len() {
                let (first, second) = body.split_at(at);
                assert_eq!(
                    take([first, second], content.len() as u64),
                    expected,
                    "{content:?} split at {at}"
                );
            }
            assert_eq!(take(body.chunks(1), content.len() as u64), expected, "{content:?} byte by byte");
        }
    }

    #[test]
    fn the_last_line_end_may_be_missing() {
        assert_eq!(take_whole(&format!("{HEAD}x\r\n--B--"), 1), Ok((1, xxh3_64(b"x"))));
    }

    #[test]
    fn refuses_a_file_of_another_size() {
        let body = format!("{HEAD}content{TAIL}");
        let tail = Err("The file is not followed by the closing delimiter alone.");
        assert_eq!(take_whole(&body, 6), tail);
        assert_eq!(take_whole(&body, 8), tail);
        assert_eq!(take_whole(&body, 100), Err("The body ends before the file does."));
    }

    #[test]
    fn refuses_a_body_that_is_cut_off_anywhere() {
        let body = format!("{HEAD}content\r\n--B--");
        for end in 0..body.len() {
            let expected = match end {
                _ if end < HEAD.len() => "The body ends before the head of the part does.",
                _ if end < HEAD.len() + 7 => "The body ends before the file does.",
                _ => "The file is not followed by the closing delimiter alone.",
            };
            assert_eq!(take_whole(&body[..end], 7), Err(expected), "cut off at {end}");
        }
    }

    #[test]
    fn refuses_another_tail() {
        let tails = [
            "\r\n--C--\r\n",
            "\n--B--\r\n",
            "\r\n--B\r\n",
            "\r\n--B--\n",
            "\r\n--B--\r\n\r\n",
            "\r\n--B--\r\nepilogue",
        ];
        for tail in tails {
            let body = format!("{HEAD}x{tail}");
            let expected = Err("The file is not followed by the closing delimiter alone.");
            assert_eq!(take_whole(&body, 1), expected, "{tail:?}");
            assert_eq!(take(body.as_bytes().chunks(1), 1), expected, "{tail:?} byte by byte");
        }
    }

    #[test]
    fn refuses_another_head() {
        let refusal = |head: &str| take_whole(&format!("{head}x{TAIL}"), 1).unwrap_err();
        assert_eq!(refusal(&HEAD.replace("--B", "--C")), "The body does not begin with the boundary.");
        assert_eq!(refusal(&format!("\r\n{HEAD}")), "The body does not begin with the boundary.");
        assert_eq!(refusal(&HEAD.replace("; filename=\"a\"", "")), "The part is not a file.");
        assert_eq!(refusal(&HEAD.replace("Content-D", "D")), "The part is not a file.");
        assert_eq!(refusal(&HEAD.replace("X: y", "no header")), "The head of the part is malformed.");
        let long = HEAD.replace('y', &"y".repeat(HEAD_LIMIT));
        assert_eq!(refusal(&long), "The head of the part is too long.");
        let body = format!("{long}x{TAIL}");
        assert_eq!(take(body.as_bytes().chunks(1), 1), Err("The head of the part is too long."));
    }
}
