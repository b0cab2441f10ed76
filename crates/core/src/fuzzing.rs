//! What the fuzz targets in `fuzz/` reach of the inside; not part of the crate otherwise.

use crate::multipart::{self, Segment};
use crate::storage::Location;
use crate::upload::{Content, Part};

/// The body of a form with these text fields and one file.
pub fn encode(
    fields: &[(String, String)],
    name: &str,
    file_name: &str,
    content: &[u8],
    boundary: &str,
) -> Vec<u8> {
    let text =
        |(name, value): &(String, String)| Part { name: name.clone(), content: Content::Text(value.clone()) };
    let file = Content::File { location: Location::Host("".into()), file_name: file_name.to_owned() };
    let mut parts: Vec<Part> = fields.iter().map(text).collect();
    parts.push(Part { name: name.to_owned(), content: file });
    multipart::encode(&parts, boundary)
        .iter()
        .flat_map(|segment| match segment {
            Segment::Bytes(bytes) => bytes.to_vec(),
            Segment::File(_) => content.to_vec(),
        })
        .collect()
}
