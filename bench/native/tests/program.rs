//! The program as the benchmark runs it: the server counts what the native client sends, and counts nothing else.
#![allow(clippy::unwrap_used, reason = "only functions that are tests may do it without this")]

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_uploadtask-bench");

/// A server, which ends with its stdin.
struct Sink {
    child: Child,
    port: u16,
    tls_port: Option<u16>,
}

impl Sink {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(arguments: &[&OsStr]) -> Self {
        let mut child = Command::new(PROGRAM)
            .arg("sink")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ports: Value = serde_json::from_str(&line).unwrap();
        let port = |name: &str| ports[name].as_u64().map(|port| port.try_into().unwrap());
        Self { child, port: port("port").unwrap(), tls_port: port("tlsPort") }
    }

    /// A connection on which all of this was sent.
    fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    }

    /// Everything that the server answers to this, and then closes the connection.
    fn exchange(&self, bytes: &[u8]) -> String {
        let mut answer = String::new();
        self.send(bytes).read_to_string(&mut answer).unwrap();
        answer
    }

    fn taken(&self) -> Value {
        let answer = self.exchange(b"GET /taken HTTP/1.1\r\nConnection: close\r\n\r\n");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        serde_json::from_str(body).unwrap()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// An upload of `content` as a file of `size` bytes.
fn request(content: &str, size: usize, headers: &str) -> Vec<u8> {
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n{content}\r\n--B--\r\n"
    );
    let length = body.len();
    format!(
        "POST /upload?size={size} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=B\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// A folder with files of these sizes and their list, removed at the end.
struct Files {
    folder: PathBuf,
    list: PathBuf,
}

impl Files {
    fn new(name: &str, sizes: &[usize]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        let mut list = String::new();
        for (index, &size) in sizes.iter().enumerate() {
            let path = folder.join(index.to_string());
            let content: Vec<u8> = (0..size).map(|at| (at * 7 + at / 251 + index) as u8).collect();
            fs::write(&path, content).unwrap();
            list += &format!("{}\n", path.display());
        }
        let path = folder.join("list");
        fs::write(&path, list).unwrap();
        Self { folder, list: path }
    }

    fn digest(&self) -> Value {
        let output = Command::new(PROGRAM).args(["digest", "--list"]).arg(&self.list).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs the native client.
    fn upload(&self, url: &str, concurrency: usize, arguments: &[&OsStr]) -> Output {
        Command::new(PROGRAM)
            .args(["limit", "--url", url, "--concurrency", &concurrency.to_string(), "--list"])
            .arg(&self.list)
            .args(arguments)
            .output()
            .unwrap()
    }

    /// Uploads all files, and checks that the server got them.
    fn check(&self, sink: &Sink, url: &str, concurrency: usize, arguments: &[&OsStr]) {
        let output = self.upload(url, concurrency, arguments);
        assert!(output.status.success(), "{output:?}");
        let figures: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(figures["wall"].as_f64().unwrap() > 0.0, "{figures}");
        let digest = self.digest();
        let expected = json!({
            "uploads": digest["files"], "bytes": digest["bytes"], "digest": digest["digest"], "refused": 0
        });
        assert_eq!(sink.taken(), expected, "{concurrency} at a time");
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

/// Around the size that fits the buffer of the client in one piece, and several buffers.
const SIZES: [usize; 8] = [0, 1, 1024, 261_000, 262_143, 262_144, 262_145, 3_000_000];

#[test]
fn the_server_counts_what_the_native_client_sends() {
    let sink = Sink::start();
    assert_eq!(sink.tls_port, None);
    let files = Files::new("plain", &SIZES);
    let digest = files.digest();
    assert_eq!(digest["files"], 8);
    assert_eq!(digest["bytes"], 1 + 1024 + 261_000 + 3 * 262_144 + 3_000_000);
    for concurrency in [1, 3, 20] {
        files.check(&sink, &format!("http://127.0.0.1:{}/upload", sink.port), concurrency, &[]);
    }
    assert_eq!(sink.taken(), json!({ "uploads": 0, "bytes": 0, "digest": "0000000000000000", "refused": 0 }));
}

#[test]
fn the_server_counts_what_the_native_client_sends_over_tls() {
    let files = Files::new("tls", &SIZES);
    let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| files.folder.join(name));
    fs::write(&certificate, pair.cert.pem()).unwrap();
    fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
    let [certificate, key] = [certificate.as_os_str(), key.as_os_str()];
    let sink = Sink::start_with(&["--cert".as_ref(), certificate, "--key".as_ref(), key]);
    let url = format!("https://127.0.0.1:{}/upload", sink.tls_port.unwrap());
    for concurrency in [1, 3, 20] {
        files.check(&sink, &url, concurrency, &["--ca".as_ref(), certificate]);
    }
}

#[test]
fn other_content_has_another_digest() {
    let [one, other] = [Files::new("one", &[10]), Files::new("other", &[10])];
    assert_eq!(one.digest(), other.digest());
    fs::write(other.folder.join("0"), "0123456789").unwrap();
    assert_ne!(one.digest(), other.digest());
}

#[test]
fn an_upload_of_the_wrong_size_is_refused_and_the_connection_goes_on() {
    let sink = Sink::start();
    let mut requests = request("content", 6, "");
    requests.extend(request("content", 7, "Connection: close\r\n"));
    let answer = sink.exchange(&requests);
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    assert!(answer.contains("The file is not followed by the closing delimiter alone.HTTP/1.1 200 OK\r\n"));
    assert!(answer.ends_with("\r\n\r\n{\"size\":7}"), "{answer}");
    let taken = sink.taken();
    assert_eq!([&taken["uploads"], &taken["bytes"], &taken["refused"]], [1, 7, 1]);
}

#[test]
fn an_upload_that_is_cut_off_is_not_counted() {
    let sink = Sink::start();
    let whole = request("content", 7, "");
    let mut stream = sink.send(&whole[..whole.len() - 12]);
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    let taken = sink.taken();
    assert_eq!([&taken["uploads"], &taken["bytes"], &taken["refused"]], [0, 0, 1]);
}

#[test]
fn a_body_without_a_length_is_answered_with_411() {
    let sink = Sink::start();
    let head = "POST /upload?size=5 HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=B\r\n\
        Transfer-Encoding: chunked\r\n\r\n";
    let mut stream = sink.send(format!("{head}{}", "x".repeat(1_000_000)).as_bytes());
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 411 Length Required\r\n"), "{answer}");
    assert_eq!(sink.taken()["refused"], 1);
}

#[test]
fn a_client_that_waits_for_100_continue_gets_it() {
    let sink = Sink::start();
    let bytes = request("content", 7, "Expect: 100-continue\r\nConnection: close\r\n");
    let body = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let mut stream = sink.send(&bytes[..body]);
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&bytes[body..]).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

#[test]
fn the_native_client_fails_when_an_upload_is_refused() {
    let files = Files::new("refused", &[5]);
    let sink = Sink::start();
    let output = files.upload(&format!("http://127.0.0.1:{}/elsewhere", sink.port), 1, &[]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("the answer is 400: "), "{stderr}");
    assert_eq!(output.stdout, b"");
}
