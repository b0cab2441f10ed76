//! Where a `filePath` leads, and what it takes to open what is there.

use std::hint::black_box;

use criterion::Criterion;
use uploadtask_core::dialect::{Dialect, QuickApp, Value, WECHAT};
use uploadtask_core::internals::Form;
use uploadtask_core::{Config, Location, Upload};

use crate::folder::Folder;

pub(crate) fn benchmark(criterion: &mut Criterion) {
    let folder = Folder::new().expect("a temporary folder");
    let mut config = Config::default();
    config.root = folder.path().to_owned();

    let mut group = criterion.benchmark_group("location");
    group.bench_function("internal://", |bencher| {
        bencher.iter(|| QuickApp.area(black_box("internal://files/a/photo.jpg"), &config));
    });
    group.bench_function("http://tmp/", |bencher| {
        bencher.iter(|| WECHAT.area(black_box("http://tmp/5f1c3a7e90b24d6c8e1f.jpg"), &config));
    });
    group.bench_function("absolute path", |bencher| {
        bencher.iter(|| Location::host(black_box("/home/user/pictures/photo.jpg")));
    });
    group.bench_function("relative path", |bencher| {
        bencher.iter(|| Location::host(black_box("pictures/photo.jpg")));
    });
    group.bench_function("file URL", |bencher| {
        bencher.iter(|| Location::host(black_box("file:///home/user/pictures/a%20photo.jpg")));
    });
    group.finish();

    let host = folder.write("photo.jpg", 1024).expect("a temporary file");
    folder.write("wx/tmp/photo.jpg", 1024).expect("a temporary file");
    let options = Value::object([
        ("url", "http://localhost/".into()),
        ("filePath", "http://tmp/photo.jpg".into()),
        ("name", "file".into()),
    ]);
    let in_area = WECHAT.parse(&options, &config).expect("options that it takes");
    let on_host = Upload::post("http://localhost/").expect("a URL").file("file", host);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut group = criterion.benchmark_group("open");
    for (name, upload) in [("absolute path", on_host), ("http://tmp/", in_area)] {
        group.bench_function(name, |bencher| {
            bencher.to_async(&runtime).iter(|| async { Form::open(&upload).await.expect("a file to open") });
        });
    }
    group.finish();
}
