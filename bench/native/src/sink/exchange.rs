//! HTTP/1.1 as far as it is needed: bytes in, answers out, and no I/O.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::request::{Request, Target};
use super::taken::Taken;
use crate::upload::Upload;

/// The longest head of a request.
const HEAD_LIMIT: usize = 16 * 1024;

/// The requests and answers of one connection.
pub(crate) struct Exchange {
    state: State,
    /// The head of a request, as far as it is there.
    head: Vec<u8>,
    answers: Vec<u8>,
    taken: Arc<Mutex<Taken>>,
}

enum State {
    Head,
    Body(Box<Body>),
    /// The last answer is given. What the client still sends is dropped: to close with bytes unread resets the
    /// connection, which takes the answer with it.
    Over,
}

struct Body {
    upload: Upload,
    /// So many bytes are to come.
    left: u64,
    keeps_alive: bool,
}

impl Exchange {
    pub(crate) fn new(taken: Arc<Mutex<Taken>>) -> Self {
        Self { state: State::Head, head: Vec::new(), answers: Vec::new(), taken }
    }

    /// The answers that are not sent yet. Whoever sends them clears this.
    pub(crate) fn answers(&mut self) -> &mut Vec<u8> {
        &mut self.answers
    }

    /// Whether there is no answer after these, and the connection is to be closed from this side.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Takes the next bytes of the connection.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Head => bytes = self.take_head(bytes),
                State::Body(body) => {
                    let length = bytes.len().min(usize::try_from(body.left).unwrap_or(usize::MAX));
                    body.upload.take(&bytes[..length]);
                    body.left -= length as u64;
                    bytes = &bytes[length..];
                    if body.left == 0 {
                        self.finish_body();
                    }
                }
                State::Over => return,
            }
        }
    }

    /// Takes the head of a request out of `bytes` and gives the rest.
    fn take_head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let before = self.head.len();
        let taken = bytes.len().min(HEAD_LIMIT - before);
        self.head.extend_from_slice(&bytes[..taken]);
        match Request::parse(&self.head) {
            Ok(Some((request, length))) => {
                self.head.clear();
                let rest = &bytes[length - before..];
                self.begin(request, rest.is_empty());
                rest
            }
            Ok(None) => {
                if self.head.len() == HEAD_LIMIT {
                    self.refuse("400 Bad Request", "The head of the request is too long.", false);
                }
                &bytes[taken..]
            }
            Err(error) => {
                self.refuse("400 Bad Request", &error.to_string(), false);
                &[]
            }
        }
    }

    /// Answers the request, unless its body comes first. `waits` is whether nothing of the body is there yet.
    fn begin(&mut self, request: Request, waits: bool) {
        match request.target {
            Target::Upload(size, boundary) => {
                let Some(length) = request.length else {
                    return self.refuse("411 Length Required", "There is no Content-Length.", false);
                };
                if request.expects_continue && waits {
                    self.answers.extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
                }
                let upload = Upload::new(boundary, size);
                self.state =
                    State::Body(Box::new(Body { upload, left: length, keeps_alive: request.keeps_alive }));
                if length == 0 {
                    self.finish_body();
                }
            }
            Target::Taken => {
                let taken = std::mem::take(&mut *self.lock());
                self.answer("200 OK", "application/json", &taken.to_json(), request.keeps_alive);
            }
            Target::Wrong(reason) => self.refuse("400 Bad Request", reason, false),
        }
    }

    fn finish_body(&mut self) {
        let State::Body(body) = std::mem::replace(&mut self.state, State::Head) else { return };
        let Body { upload, keeps_alive, .. } = *body;
        match upload.finish() {
            Ok((size, hash)) => {
                self.lock().uploads.add(size, hash);
                self.answer("200 OK", "application/json", &format!("{{\"size\":{size}}}"), keeps_alive);
            }
            Err(reason) => self.refuse("400 Bad Request", reason, keeps_alive),
        }
    }

    fn refuse(&mut self, status: &str, reason: &str, keeps_alive: bool) {
        self.lock().refused += 1;
        self.answer(status, "text/plain", reason, keeps_alive);
    }

    fn answer(&mut self, status: &str, content_type: &str, text: &str, keeps_alive: bool) {
        let connection = if keeps_alive { "" } else { "Connection: close\r\n" };
        let length = text.len();
        self.answers.extend_from_slice(
            format!(
                "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{connection}\r\n{text}"
            )
            .as_bytes(),
        );
        if !keeps_alive {
            self.state = State::Over;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Exchange {
    /// An upload that is cut off counts as refused.
    fn drop(&mut self) {
        if matches!(self.state, State::Body(_)) {
            self.lock().refused += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str =
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\ncontent\r\n--B--\r\n";

    fn request(size: usize, headers: &str) -> String {
        let length = BODY.len();
        format!(
            "POST /upload?size={size} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=B\r\n\
             Content-Length: {length}\r\n{headers}\r\n{BODY}"
        )
    }

    fn taken(exchange: &Exchange) -> (u64, u64, u64) {
        let taken = exchange.lock();
        (taken.uploads.files, taken.uploads.bytes, taken.refused)
    }

    /// An exchange that took these pieces.
    fn exchange<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Exchange {
        let mut exchange = Exchange::new(Arc::default());
        for piece in pieces {
            exchange.take(piece);
        }
        exchange
    }

    #[test]
    fn takes_requests_one_after_another_however_they_are_split() {
        let requests = [request(7, ""), request(6, ""), request(7, "Connection: close\r\n")].concat();
        let requests = requests.as_bytes();
        let refusal = "The file is not followed by the closing delimiter alone.";
        let answers = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{{\"size\":7}}\
             HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 56\r\n\r\n{refusal}\
             HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\
             Connection: close\r\n\r\n{{\"size\":7}}"
        );
        let check = |mut exchange: Exchange, how: &str| {
            assert_eq!(String::from_utf8_lossy(exchange.answers()), answers, "{how}");
            assert_eq!(taken(&exchange), (2, 14, 1), "{how}");
            assert!(exchange.is_over(), "{how}");
        };
        for at in 0..=requests.len() {
            let (first, second) = requests.split_at(at);
            check(exchange([first, second]), &format!("split at {at}"));
        }
        check(exchange(requests.chunks(1)), "byte by byte");
    }

    #[test]
    fn an_upload_that_is_cut_off_counts_as_refused() {
        let request = request(7, "");
        let body = request.find("\r\n\r\n").unwrap() + 4;
        for end in 0..=request.len() {
            let exchange = exchange([&request.as_bytes()[..end]]);
            let taken = exchange.taken.clone();
            drop(exchange);
            let taken = taken.lock().unwrap();
            let expected = match end {
                _ if end < body => (0, 0),
                _ if end < request.len() => (0, 1),
                _ => (1, 0),
            };
            assert_eq!((taken.uploads.files, taken.refused), expected, "cut off at {end}");
        }
    }

    #[test]
    fn says_continue_only_to_a_client_that_waits() {
        let interim = b"HTTP/1.1 100 Continue\r\n\r\n";
        let request = request(7, "Expect: 100-continue\r\n");
        let (head, body) = request.as_bytes().split_at(request.len() - BODY.len());
        let mut waiting = exchange([head]);
        assert_eq!(waiting.answers(), interim);
        waiting.answers().clear();
        waiting.take(body);
        assert!(waiting.answers().starts_with(b"HTTP/1.1 200 OK\r\n"));
        assert!(exchange([request.as_bytes()]).answers().starts_with(b"HTTP/1.1 200 OK\r\n"));
    }

    #[test]
    fn an_upload_without_a_length_or_a_body_is_refused() {
        let length = format!("Content-Length: {}", BODY.len());
        let answer = |request: String| {
            let mut exchange = exchange([request.as_bytes()]);
            assert_eq!(taken(&exchange).2, 1);
            String::from_utf8(exchange.answers().split_off(0)).unwrap()
        };
        // What follows such a head is dropped.
        let chunked = answer(request(7, "").replace(&length, "Transfer-Encoding: chunked"));
        assert!(chunked.starts_with("HTTP/1.1 411 Length Required\r\n"), "{chunked}");
        let empty = answer(request(7, "").replace(&length, "Content-Length: 0").replace(BODY, ""));
        assert!(empty.ends_with("The body ends before the head of the part does."), "{empty}");
    }

    #[test]
    fn a_head_that_is_none_ends_the_exchange() {
        for head in ["\0\r\n\r\n".to_owned(), format!("GET / HTTP/1.1\r\nX: {}", "y".repeat(HEAD_LIMIT))] {
            let mut exchange = exchange([head.as_bytes()]);
            assert!(exchange.answers().starts_with(b"HTTP/1.1 400 Bad Request\r\n"));
            assert!(exchange.is_over());
        }
    }

    #[test]
    fn what_was_taken_is_told_once() {
        let get = "GET /taken HTTP/1.1\r\n\r\n";
        let mut exchange = exchange([request(7, "").as_bytes(), get.as_bytes()]);
        let answers = String::from_utf8(exchange.answers().split_off(0)).unwrap();
        assert!(answers.contains("\"bytes\":7,") && answers.contains("\"uploads\":1}"), "{answers}");
        exchange.take(get.as_bytes());
        let answers = String::from_utf8(exchange.answers().split_off(0)).unwrap();
        assert!(answers.contains("\"digest\":\"0000000000000000\"") && answers.contains("\"uploads\":0}"));
    }
}
