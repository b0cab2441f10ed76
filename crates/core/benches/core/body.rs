//! The body of a form, read to its end from the page cache.

use criterion::{Criterion, Throughput};
use uploadtask_core::Upload;
use uploadtask_core::internals::Form;

use crate::folder::Folder;

pub(crate) fn benchmark(criterion: &mut Criterion) {
    let folder = Folder::new().expect("a temporary folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut group = criterion.benchmark_group("body");
    for (name, length) in [("1 KiB", 1024), ("64 MiB", 64 * 1024 * 1024)] {
        let path = folder.write(name, length).expect("a temporary file");
        let upload = Upload::post("http://localhost/").expect("a URL").file("file", path);
        group.throughput(Throughput::Bytes(length as u64));
        let form = runtime.block_on(Form::open(&upload)).expect("a file to open");
        group.bench_function(format!("{name}, open already"), |bencher| {
            bencher.to_async(&runtime).iter(|| async { form.send().await.expect("a whole body") });
        });
        group.bench_function(name, |bencher| {
            bencher.to_async(&runtime).iter(|| async {
                let form = Form::open(&upload).await.expect("a file to open");
                form.send().await.expect("a whole body")
            });
        });
    }
    group.finish();
}
