//! The threads of the engine: of the process as a whole, each with uploads of its own.

use std::panic::catch_unwind;
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

/// How many there are at most.
const MAX_THREADS: usize = 4;

/// The threads, in the order in which they were started.
static EXECUTORS: [OnceLock<Executor>; MAX_THREADS] = [const { OnceLock::new() }; MAX_THREADS];

/// One thread, and what runs on it.
///
/// It has an executor of its own. The threads of a common one look for work at each other whenever one is woken, and hand
/// uploads and their connections to and fro: for small uploads that takes longer than the uploads do.
pub(crate) struct Executor {
    runtime: Runtime,
    uploads: AtomicUsize,
}

/// An upload on its way to a thread.
pub(crate) type Transfer = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The place of an upload on a thread.
pub(crate) struct Place(&'static Executor);

impl Place {
    /// A place on the thread that has the fewest uploads. A thread is started when all others have some; or the text says why
    /// there is none.
    pub(crate) fn take() -> Result<Self, String> {
        let mut idlest = Executor::at(&EXECUTORS[0])?;
        for (index, further) in EXECUTORS.iter().enumerate().take(allowed()).skip(1) {
            if idlest.uploads() == 0 {
                break;
            }
            let Ok(executor) = Executor::at(further) else {
                // Where the system has no further thread, those that there are have to do.
                ALLOWED.store(index, Ordering::Relaxed);
                break;
            };
            if executor.uploads() < idlest.uploads() {
                idlest = executor;
            }
        }
        idlest.uploads.fetch_add(1, Ordering::Relaxed);
        Ok(Self(idlest))
    }

    /// The thread.
    pub(crate) fn executor(&self) -> &'static Executor {
        self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.uploads.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Executor {
    /// Runs these uploads on this thread, by one call to it instead of one for each.
    pub(crate) fn spawn(&self, mut transfers: Vec<Transfer>) {
        match (transfers.pop(), transfers.is_empty()) {
            (None, _) => {}
            (Some(only), true) => drop(self.runtime.spawn(only)),
            (Some(last), false) => {
                transfers.push(last);
                self.runtime.spawn(async move {
                    for transfer in transfers {
                        tokio::spawn(transfer);
                    }
                });
            }
        }
    }

    fn uploads(&self) -> usize {
        self.uploads.load(Ordering::Relaxed)
    }

    /// The one at this place, which is started if it has to be.
    fn at(place: &'static OnceLock<Self>) -> Result<&'static Self, String> {
        match place.get() {
            Some(executor) => Ok(executor),
            None => Self::start().map(|started| place.get_or_init(|| started)),
        }
    }

    fn start() -> Result<Self, String> {
        // Not one for the current thread: its tasks could not go on elsewhere while one has to wait for the system.
        let build =
            || Builder::new_multi_thread().worker_threads(1).thread_name("uploadtask").enable_all().build();
        // tokio panics where the system has no thread left.
        match catch_unwind(build) {
            Ok(Ok(runtime)) => Ok(Self { runtime, uploads: AtomicUsize::new(0) }),
            Ok(Err(error)) => Err(format!("cannot start the threads of uploadtask: {error}")),
            Err(_) => {
                Err("cannot start the threads of uploadtask: the system has none left (ulimit -u)".to_owned())
            }
        }
    }
}

/// How many threads may be started; 0 before it was asked.
static ALLOWED: AtomicUsize = AtomicUsize::new(0);

/// How many threads may be started: one for each processor. To ask takes Linux longer than an upload.
fn allowed() -> usize {
    match ALLOWED.load(Ordering::Relaxed) {
        0 => {
            let allowed = available_parallelism().map_or(2, usize::from).min(MAX_THREADS);
            ALLOWED.store(allowed, Ordering::Relaxed);
            allowed
        }
        allowed => allowed,
    }
}
