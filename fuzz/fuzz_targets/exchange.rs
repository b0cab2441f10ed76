//! Whatever bytes a server answers with, an upload ends: with a response whose text is bounded, or with an error that can be
//! shown. It ends the same in however many pieces the bytes come.
//!
//! The first byte of the input says how the server behaves, by its lowest bits; the others are the answer.

#![no_main]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::task::{JoinSet, LocalSet};
use uploadtask_core::{Client, Config, Error, ErrorKind, Proxies, Response, Upload, dialect};

/// The most bytes of a body.
const LIMIT: usize = 64 * 1024;
/// No upload of these takes so long.
const HANG: Duration = Duration::from_secs(10);
/// How long a server waits for a further request.
const IDLE: Duration = Duration::from_millis(5);

/// It answers when it has the head of the request, and not all of it.
const EARLY: u8 = 1;
/// It ends by a reset.
const RESETS: u8 = 2;
/// It answers a further request over the same connection.
const STAYS: u8 = 4;

fuzz_target!(|input: &[u8]| {
    let [behaviour, answer @ ..] = input else { return };
    BENCH.with(|bench| bench.run(*behaviour, answer));
});

thread_local! {
    static BENCH: Bench = Bench::new();
}

/// What all inputs share: a server, and a client of which it is the proxy, so that no redirect leads out of here.
struct Bench {
    executor: runtime::Runtime,
    listener: Rc<TcpListener>,
    client: Client,
    count: RefCell<u64>,
}

impl Bench {
    fn new() -> Self {
        let executor = runtime::Builder::new_current_thread().enable_all().build().expect("an executor");
        let listener = executor.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let mut config = Config::default();
        config.max_response_bytes = LIMIT as u64;
        config.proxies = Proxies::explicit(&format!("http://127.0.0.1:{port}")).expect("a URL");
        Self {
            executor,
            listener: Rc::new(listener),
            client: Client::with_config(config),
            count: RefCell::default(),
        }
    }

    fn run(&self, behaviour: u8, answer: &[u8]) {
        let local = LocalSet::new();
        local.block_on(&self.executor, async {
            let whole = self.upload(behaviour, answer, answer.len()).await;
            // How much of an answer is read before a reset is a matter of luck, and so is which connection is used again.
            if behaviour & (EARLY | RESETS | STAYS) != 0 {
                return;
            }
            let pieces = self.upload(behaviour, answer, answer.len().div_ceil(8)).await;
            match (&whole, &pieces) {
                (Ok(one), Ok(other)) => {
                    assert_eq!((one.status(), one.bytes()), (other.status(), other.bytes()));
                    assert_eq!(one.headers(), other.headers());
                }
                // The HTTP stack reads a head that comes in pieces only when it is whole, so that one that is cut off too is
                // no HTTP in one piece, and cut off in several.
                (Err(_), Err(_)) => {}
                _ => panic!("{whole:?} of one piece, {pieces:?} of several"),
            }
        });
    }

    async fn upload(&self, behaviour: u8, answer: &[u8], size: usize) -> Result<Response, Error> {
        let mut servers = JoinSet::new();
        let (listener, answer) = (Rc::clone(&self.listener), Rc::<[u8]>::from(answer));
        servers.spawn_local(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                connections.spawn_local(serve(socket, behaviour, Rc::clone(&answer), size));
            }
        });
        // A host of its own, and so connections of its own.
        *self.count.borrow_mut() += 1;
        let url = format!("http://n{}.invalid/", self.count.borrow());
        let upload = Upload::post(url.as_str()).expect("a URL");
        let upload = upload.file("file", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let outcome = tokio::time::timeout(HANG, self.client.upload(upload));
        let outcome = outcome.await.expect("the upload ends");
        match &outcome {
            Ok(response) => {
                assert!((200..1000).contains(&response.status().as_u16()));
                // A byte that means nothing becomes a character of three.
                assert!(response.text().len() <= 3 * LIMIT);
            }
            Err(error) => {
                let message = error.message();
                assert!(!message.is_empty() && !message.contains(['\r', '\n']), "{message:?}");
                assert!(!message.contains("defect"), "{message}");
                use ErrorKind::{BadResponse, Broken, Connect, TooManyRedirects};
                assert!(
                    matches!(error.kind(), BadResponse | Broken | Connect | TooManyRedirects),
                    "{error:?}"
                );
            }
        }
        for dialect in dialect::ALL {
            assert!(dialect.completion(&outcome, self.client.config()).is_some());
        }
        outcome
    }
}

/// One connection of the server. Where it ends does not matter, so that its errors do not either.
async fn serve(mut socket: TcpStream, behaviour: u8, answer: Rc<[u8]>, size: usize) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let mut request = Vec::new();
    let mut patience = HANG;
    loop {
        if tokio::time::timeout(patience, socket.read_buf(&mut request)).await?? == 0 {
            return Ok(());
        }
        let Some(length) = length(&request, behaviour) else { continue };
        request.drain(..length);
        for piece in answer.chunks(size.max(1)) {
            socket.write_all(piece).await?;
            tokio::task::yield_now().await;
        }
        if behaviour & STAYS == 0 {
            break;
        }
        patience = IDLE;
    }
    if behaviour & RESETS != 0 {
        return socket.set_zero_linger();
    }
    socket.shutdown().await?;
    // A request that is still on the way would be answered by a reset.
    while socket.read(&mut [0; 4096]).await? > 0 {}
    Ok(())
}

/// How long the request is, once there is enough of it for an answer.
fn length(request: &[u8], behaviour: u8) -> Option<usize> {
    let head = request.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&request[..head]).ok()?.to_ascii_lowercase();
    let body = text.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
    let length = head + body.unwrap_or(0);
    match behaviour & EARLY {
        0 => (request.len() >= length).then_some(length),
        _ => Some(length.min(request.len())),
    }
}
