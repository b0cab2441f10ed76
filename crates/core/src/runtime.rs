//! What uploads share: one configuration, one connection pool, and a queue for each platform.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;

use crate::config::{Config, OnLimit};
use crate::engine;
use crate::error::{Error, ErrorKind};
use crate::files::Files;
use crate::observer::Observer;
use crate::queue::{Queue, QueueName, Ticket};
use crate::response::Response;
use crate::timing::Clock;
use crate::transport::Transport;
use crate::upload::Upload;

/// Makes uploads that share one configuration, one connection pool and their queues. Cloning it is cheap and gives
/// the same runtime.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use uploadtask_core::{Config, Runtime, Upload};
///
/// let runtime = Runtime::new(Config::default());
/// let upload = Upload::new("https://example.com/upload".parse()?, "file", "photo.jpg");
/// let response = runtime.upload(upload, std::sync::Arc::new(())).await?;
/// println!("{} {}", response.status, response.text);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Runtime {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: Arc<Config>,
    transport: Transport,
    queues: Mutex<BTreeMap<&'static str, Arc<Queue>>>,
}

impl Runtime {
    /// A runtime with this configuration. It costs next to nothing: connections and TLS are set up at the first
    /// upload.
    #[must_use]
    pub fn new(mut config: Config) -> Self {
        // The working directory may change later.
        if let Ok(root) = std::path::absolute(&config.root) {
            config.root = root;
        }
        let config = Arc::new(config);
        let transport = Transport::new(Arc::clone(&config));
        Self { shared: Arc::new(Shared { config, transport, queues: Mutex::default() }) }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// What fills the storage areas.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        Files::new(&self.shared.config)
    }

    /// Starts an upload: it enters its queue now, and runs while the returned future is polled, inside of a tokio
    /// runtime. Dropping the future aborts it.
    ///
    /// # Errors
    ///
    /// The future ends with an [`Error`] when there is no whole response. Every HTTP status is a response.
    pub fn upload(
        &self,
        upload: Upload,
        observer: Arc<dyn Observer>,
    ) -> impl Future<Output = Result<Response, Error>> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        let clock = Clock::start();
        let ticket = shared.enter(upload.queue);
        async move {
            let run = engine::run(&shared.transport, &shared.config, upload, ticket?, clock, observer);
            // A defect in here must end one upload, not the process of the caller.
            AssertUnwindSafe(run).catch_unwind().await.unwrap_or_else(|_| {
                Err(Error::new(ErrorKind::Broken, "uploadtask has a defect: an upload ended in a panic"))
            })
        }
    }
}

impl Shared {
    fn enter(&self, name: QueueName) -> Result<Ticket, Error> {
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
