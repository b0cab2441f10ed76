//! What uploads share: one configuration, one connection pool, and a queue for each platform.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;

use crate::config::{Config, OnLimit};
use crate::engine::{self, Clock, Queue, Waiter};
use crate::error::{Error, ErrorKind};
use crate::http::HttpClient;
use crate::response::Response;
use crate::upload::{QueueName, Upload};

/// Sends uploads, which share one configuration, one connection pool and their queues. Cloning it is cheap and gives
/// the same client.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use uploadtask_core::{Client, Upload};
///
/// let client = Client::new();
/// let upload = Upload::post("https://example.com/upload")?.file("file", "photo.jpg");
/// let response = client.upload(upload).await?;
/// println!("{} {}", response.status(), response.text());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: Config,
    http: HttpClient,
    queues: Mutex<BTreeMap<&'static str, Arc<Queue>>>,
}

impl Default for Shared {
    fn default() -> Self {
        Self::new(Config::default())
    }
}

impl Client {
    /// A client with the default configuration. It costs next to nothing: connections and TLS are set up at the first
    /// upload.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A client with this configuration.
    #[must_use]
    pub fn with_config(config: Config) -> Self {
        Self { shared: Arc::new(Shared::new(config)) }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Starts an upload: it enters its queue now, and runs while the returned future is polled, inside of a tokio
    /// runtime. Dropping the future aborts it.
    ///
    /// # Errors
    ///
    /// The future ends with an [`Error`] when there is no whole response. Every HTTP status is a response.
    pub fn upload(&self, upload: Upload) -> impl Future<Output = Result<Response, Error>> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        let clock = Clock::start();
        let waiter = shared.enter(upload.queue);
        // Each future around it would hold it, and be moved with it.
        let upload = Box::new(upload);
        async move {
            // It is large, and until it is polled, which another thread may do, all that holds it stays small.
            let run =
                Box::pin(
                    async move { engine::run(&shared.http, &shared.config, upload, waiter?, clock).await },
                );
            // A defect in here must end one upload, not the process of the caller.
            AssertUnwindSafe(run).catch_unwind().await.unwrap_or_else(|_| {
                Err(Error::new(ErrorKind::Broken, "uploadtask has a defect: an upload ended in a panic"))
            })
        }
    }
}

impl Shared {
    fn new(mut config: Config) -> Self {
        // The working directory may change later.
        if let Ok(root) = std::path::absolute(&config.root) {
            config.root = root;
        }
        let http = HttpClient::new(config.proxies.clone(), config.tls.clone());
        Self { config, http, queues: Mutex::default() }
    }

    fn enter(&self, name: QueueName) -> Result<Waiter, Error> {
        let queue = self.queue(name);
        match self.config.on_limit {
            OnLimit::Queue => Ok(queue.enter()),
            OnLimit::Fail => queue.try_enter().ok_or_else(|| {
                let limit = queue.limit();
                Error::new(
                    ErrorKind::TooManyTasks,
                    format!("exceed max task count: {limit} uploads are running"),
                )
            }),
        }
    }

    fn queue(&self, name: QueueName) -> Arc<Queue> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(name.name).or_insert_with(|| {
            Queue::new(self.config.max_concurrency.get(name.name).copied().unwrap_or(name.default_limit))
        });
        Arc::clone(queue)
    }
}
