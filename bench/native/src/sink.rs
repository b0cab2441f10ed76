//! `sink`: the server of the benchmark. It takes uploads, checks and counts them and keeps nothing. One event loop on
//! one thread, so that it leaves the other cores to the client.

mod exchange;
mod plain;
mod request;
mod taken;
mod tls;

use std::ffi::OsString;
use std::io::Read as _;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::{io, process, thread};

use lexopt::Arg::Long;
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use self::exchange::Exchange;
use self::taken::Taken;

/// How much is read at a time at most. More than the processor's cache holds is slower. A connection that sends less
/// costs less: the system gives memory when it is touched.
const BUFFER: usize = 256 * 1024;

pub(crate) fn command(mut arguments: lexopt::Parser) -> Result<(), crate::Error> {
    let (mut certificate, mut key) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("cert") => certificate = Some(arguments.value()?),
            Long("key") => key = Some(arguments.value()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let config = match (certificate, key) {
        (Some(certificate), Some(key)) => Some(tls_config(&certificate, &key)?),
        (None, None) => None,
        _ => return Err("--cert and --key belong together".into()),
    };
    tokio::runtime::Builder::new_current_thread().enable_io().build()?.block_on(serve(config))?;
    Ok(())
}

fn tls_config(certificate: &OsString, key: &OsString) -> Result<Arc<ServerConfig>, crate::Error> {
    let named = |path: &OsString, error| format!("{}: {error}", path.display());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error: rustls_pki_types::pem::Error| named(certificate, error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| named(key, error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(Arc::new(config))
}

/// Serves until stdin closes, which it does when the benchmark ends in whatever way.
async fn serve(config: Option<Arc<ServerConfig>>) -> io::Result<()> {
    thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        process::exit(0);
    });
    let taken = Arc::new(Mutex::new(Taken::default()));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let Some(config) = config else {
        println!("{}", json!({ "port": port, "tlsPort": null }));
        return accept(listener, taken).await;
    };
    let tls_listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", json!({ "port": port, "tlsPort": tls_listener.local_addr()?.port() }));
    tokio::try_join!(accept(listener, taken.clone()), accept_tls(tls_listener, config, taken))?;
    Ok(())
}

async fn accept(listener: TcpListener, taken: Arc<Mutex<Taken>>) -> io::Result<()> {
    loop {
        let stream = next(&listener).await?;
        tokio::spawn(plain::serve(stream, Exchange::new(taken.clone())));
    }
}

async fn accept_tls(
    listener: TcpListener,
    config: Arc<ServerConfig>,
    taken: Arc<Mutex<Taken>>,
) -> io::Result<()> {
    loop {
        let stream = next(&listener).await?;
        tokio::spawn(tls::serve(stream, config.clone(), Exchange::new(taken.clone())));
    }
}

async fn next(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
