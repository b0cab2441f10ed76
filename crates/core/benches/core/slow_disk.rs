//! Uploads from a slow disk beside one from the page cache: it must not feel them.

use std::io;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use tokio::task::JoinSet;
use uploadtask_core::Upload;
use uploadtask_core::internals::{Change, Form, Source};

use crate::folder::Folder;

const FAST: usize = 64 * 1024 * 1024;

pub(crate) fn benchmark(criterion: &mut Criterion) {
    let folder = Folder::new().expect("a temporary folder");
    let path = folder.write("fast", FAST).expect("a temporary file");
    let upload = Upload::post("http://localhost/").expect("a URL").file("file", path);
    // One thread is the hardest case.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut group = criterion.benchmark_group("64 MiB from the page cache");
    group.throughput(Throughput::Bytes(FAST as u64));
    for count in [0, 1, 8, 64] {
        let mut slow = JoinSet::new();
        for _ in 0..count {
            slow.spawn_on(send(Form::of(SlowDisk)), runtime.handle());
        }
        group.bench_function(format!("beside {count} from a slow disk"), |bencher| {
            bencher.to_async(&runtime).iter(|| async {
                let form = Form::open(&upload).await.expect("a file to open");
                form.send().await.expect("a whole body")
            });
        });
        runtime.block_on(slow.shutdown());
    }
    group.finish();
}

async fn send(form: Form) {
    form.send().await.expect("a disk that is only slow");
}

/// A file on a disk that needs 5 ms for each read.
#[derive(Debug)]
struct SlowDisk;

impl Source for SlowDisk {
    /// It does not end while the benchmark lasts.
    fn length(&self) -> u64 {
        u64::MAX
    }

    fn name(&self) -> &str {
        "a file on a slow disk"
    }

    fn read_cached(&self, _: &mut [u8], _: u64) -> Option<io::Result<usize>> {
        None
    }

    fn read_blocking(&self, buffer: &mut [u8], _: u64) -> io::Result<usize> {
        std::thread::sleep(Duration::from_millis(5));
        Ok(buffer.len())
    }

    fn change(&self) -> io::Result<Change> {
        Ok(Change::None)
    }
}
