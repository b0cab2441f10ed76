//! The encoder: heads and tail of a form.

use std::hint::black_box;

use criterion::Criterion;
use uploadtask_core::internals::encode;
use uploadtask_core::{Part, Upload};

/// As long as a real one.
const BOUNDARY: &str = "----uploadtask-0123456789abcdef0123456789abcdef";

pub(crate) fn benchmark(criterion: &mut Criterion) {
    let with_fields =
        (0..8).fold(upload(), |upload, number| upload.text(format!("field{number}"), "a short value"));
    let mut group = criterion.benchmark_group("multipart");
    for (name, upload) in [
        ("a file", file(upload(), "file", "photo.jpg")),
        ("a file, names to escape", file(upload(), "a \"quoted\"\nname", "a \"quoted\"\r\nphoto.jpg")),
        ("8 fields and a file", file(with_fields, "file", "photo.jpg")),
        (
            "a field of several lines and a file",
            file(upload().text("text", "line\n".repeat(40)), "file", "photo.jpg"),
        ),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(encode(black_box(&upload), BOUNDARY)));
        });
    }
    group.finish();
}

fn upload() -> Upload {
    Upload::post("http://localhost/").expect("a URL")
}

fn file(upload: Upload, name: &str, file_name: &str) -> Upload {
    upload.part(name, Part::file("photo.jpg").file_name(file_name))
}
