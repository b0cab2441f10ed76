//! What the engine itself costs, piece by piece; the whole of it, beside other clients, is `npm run bench`.
//!
//! `cargo bench -p uploadtask-core --features internals`, and behind `--` a part of the names, such as `wechat`.

mod body;
mod dialect;
mod folder;
mod location;
mod multipart;
mod slow_disk;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    multipart::benchmark(&mut criterion);
    dialect::benchmark(&mut criterion);
    location::benchmark(&mut criterion);
    body::benchmark(&mut criterion);
    slow_disk::benchmark(&mut criterion);
    criterion.final_summary();
}
