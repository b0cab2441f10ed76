//! What the server has taken since it was last asked.

use crate::count::Count;

#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// The uploads that were whole and right.
    pub(crate) uploads: Count,
    /// The others.
    pub(crate) refused: u64,
}

impl Taken {
    /// The answer to `GET /taken`.
    pub(crate) fn to_json(&self) -> String {
        let Self { uploads, refused } = self;
        serde_json::json!({
            "uploads": uploads.files,
            "bytes": uploads.bytes,
            "digest": uploads.digest(),
            "refused": refused,
        })
        .to_string()
    }
}
