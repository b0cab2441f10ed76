//! What the fuzz targets in `fuzz/` reach of the inside; not part of the crate otherwise.

use crate::multipart::{self, Segment};
use crate::storage::Location;
use crate::upload::{Content, Part};
use crate::wire::Wire;

/// The body of a form with these text fields and one file.
pub fn encode(
    fields: &[(String, String)],
    name: &str,
    file_name: &str,
    content: &[u8],
    boundary: &str,
) -> Vec<u8> {
    let location = Location::Host("".into());
    let file = Content::File { location, file_name: file_name.to_owned(), content_type: None };
    let mut parts: Vec<Part> = fields.iter().map(|(name, value)| Part::text(name, value)).collect();
    parts.push(Part { name: name.to_owned(), content: file });
    multipart::encode(&parts, boundary, Wire::Portable)
        .iter()
        .flat_map(|segment| match segment {
            Segment::Bytes(bytes) => bytes.to_vec(),
            Segment::File(_) => content.to_vec(),
        })
        .collect()
}
