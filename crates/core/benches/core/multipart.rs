//! The encoder: heads and tail of a form.

use std::hint::black_box;

use criterion::Criterion;
use uploadtask_core::internals::encode;
use uploadtask_core::{Content, Location, Part, Wire};

/// As long as a real one.
const BOUNDARY: &str = "----uploadtask-0123456789abcdef0123456789abcdef";

pub(crate) fn benchmark(criterion: &mut Criterion) {
    let fields: Vec<Part> =
        (0..8).map(|number| Part::text(format!("field{number}"), "a short value")).collect();
    let mut group = criterion.benchmark_group("multipart");
    for (name, parts) in [
        ("a file", vec![file("file", "photo.jpg")]),
        ("a file, names to escape", vec![file("a \"quoted\"\nname", "a \"quoted\"\r\nphoto.jpg")]),
        ("8 fields and a file", [fields, vec![file("file", "photo.jpg")]].concat()),
        (
            "a field of several lines and a file",
            vec![Part::text("text", "line\n".repeat(40)), file("file", "photo.jpg")],
        ),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(encode(black_box(&parts), BOUNDARY, Wire::Portable)));
        });
    }
    group.finish();
}

fn file(name: &str, file_name: &str) -> Part {
    let location = Location::Host(file_name.into());
    let content = Content::File { location, file_name: file_name.to_owned(), content_type: None };
    Part { name: name.to_owned(), content }
}
