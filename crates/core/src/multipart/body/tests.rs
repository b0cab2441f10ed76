//! Bodies whose disk does not answer.

use super::*;
use crate::activity::Activity;
use crate::files::Location;
use http_body_util::BodyExt;
use std::sync::{Mutex, mpsc};
use std::thread::{self, ThreadId};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

/// How many bytes a file on the dead disk has.
const LENGTH: u64 = 1000;

/// A file on a disk that does not answer until the test lets it.
#[derive(Debug)]
struct DeadDisk {
    /// Is told of each read that has begun to wait.
    waiting: UnboundedSender<()>,
    answer: Mutex<mpsc::Receiver<()>>,
    executor: ThreadId,
}

impl DeadDisk {
    /// With what lets it answer when it is dropped.
    fn new(waiting: UnboundedSender<()>) -> (Self, mpsc::Sender<()>) {
        let (sender, answer) = mpsc::channel();
        (Self { waiting, answer: Mutex::new(answer), executor: thread::current().id() }, sender)
    }
}

impl Source for DeadDisk {
    fn length(&self) -> u64 {
        LENGTH
    }

    fn name(&self) -> &str {
        "a file on a dead disk"
    }

    fn read_cached(&self, _: &mut [u8], _: u64) -> Option<io::Result<usize>> {
        None
    }

    fn read_blocking(&self, buffer: &mut [u8], _: u64) -> io::Result<usize> {
        // The test looks only at as many as there are threads for.
        let _ = self.waiting.send(());
        // The disk answers when the test drops the other end.
        let _ = self.answer.lock().unwrap().recv();
        Ok(buffer.len())
    }

    fn change(&self) -> io::Result<Change> {
        assert_ne!(thread::current().id(), self.executor, "that may have to wait too");
        Ok(Change::None)
    }
}

/// So many bytes that need no disk.
#[derive(Debug)]
struct InMemory(usize);

impl Source for InMemory {
    fn length(&self) -> u64 {
        self.0 as u64
    }

    fn name(&self) -> &str {
        "a file in memory"
    }

    fn read_cached(&self, buffer: &mut [u8], _: u64) -> Option<io::Result<usize>> {
        Some(Ok(buffer.len()))
    }

    fn read_blocking(&self, _: &mut [u8], _: u64) -> io::Result<usize> {
        unreachable!("it is in memory")
    }

    fn change(&self) -> io::Result<Change> {
        Ok(Change::None)
    }
}

/// A file of this length that was written just now, so that it is in memory.
struct Written(std::path::PathBuf);

impl Written {
    fn new(length: usize) -> Self {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("uploadtask-body-{}-{number}", std::process::id()));
        std::fs::write(&path, vec![b'x'; length]).unwrap();
        Self(path)
    }

    async fn open(&self) -> SharedSource {
        Arc::new(OpenFile::open(&Location::Host(self.0.clone())).await.unwrap())
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Reads a body of this source to its end, and gives its length.
async fn send(source: SharedSource) -> u64 {
    let form = Arc::new(Form::new(vec![Segment::File(source)], "B".to_owned()));
    let flow = BodyFlow::new(form.length(), Arc::new(Activity::start()));
    let mut body = FormBody::new(form, flow);
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        length += frame.unwrap().into_data().unwrap().len() as u64;
    }
    length
}

/// Starts so many uploads of files on a dead disk, and returns when all of them wait, with what lets it answer.
async fn wait_for_dead_disk(count: usize, threads: usize) -> (JoinSet<u64>, Vec<mpsc::Sender<()>>) {
    let (waiting, mut waits) = tokio::sync::mpsc::unbounded_channel();
    let mut uploads = JoinSet::new();
    let mut answers = Vec::new();
    for _ in 0..count {
        let (source, answer) = DeadDisk::new(waiting.clone());
        uploads.spawn(send(Arc::new(source)));
        answers.push(answer);
    }
    for _ in 0..count.min(threads) {
        waits.recv().await.unwrap();
    }
    (uploads, answers)
}

async fn all_end(mut uploads: JoinSet<u64>, answers: Vec<mpsc::Sender<()>>) {
    assert!(uploads.try_join_next().is_none(), "none of them got an answer yet");
    drop(answers);
    while let Some(length) = uploads.join_next().await {
        assert_eq!(length.unwrap(), LENGTH);
    }
}

#[test]
fn a_disk_that_does_not_answer_holds_up_its_own_uploads_only() {
    // One thread for everything; a file system that cannot say what is in memory needs one that may wait.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let (uploads, answers) = wait_for_dead_disk(64, usize::MAX).await;
        let file = Written::new(3 * LARGE);
        assert_eq!(send(file.open().await).await, (3 * LARGE) as u64);
        tokio::time::sleep(Duration::from_millis(1)).await;
        all_end(uploads, answers).await;
    });
}

#[test]
fn without_a_thread_that_may_wait_what_is_in_memory_still_goes_out() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(2).build();
    runtime.unwrap().block_on(async {
        let (uploads, answers) = wait_for_dead_disk(8, 2).await;
        assert_eq!(send(Arc::new(InMemory(3 * LARGE))).await, 3 * LARGE as u64);
        tokio::time::sleep(Duration::from_millis(1)).await;
        all_end(uploads, answers).await;
    });
}

#[test]
fn an_upload_that_gave_up_before_its_turn_reads_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build();
    runtime.unwrap().block_on(async {
        let (uploads, answers) = wait_for_dead_disk(1, 1).await;
        let (waiting, mut waits) = tokio::sync::mpsc::unbounded_channel();
        let (source, answer) = DeadDisk::new(waiting);
        drop(answer);
        let upload = tokio::spawn(send(Arc::new(source)));
        tokio::task::yield_now().await;
        upload.abort();
        assert!(upload.await.unwrap_err().is_cancelled());
        all_end(uploads, answers).await;
        // Nothing is left that could tell of a read.
        assert_eq!(waits.recv().await, None);
    });
}
