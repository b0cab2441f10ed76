//! The numbers that the platforms give to the causes of a failure.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Description;
use crate::error::ErrorKind;

/// The numbers that the platforms give to each [`ErrorKind`], as JSON: a row for each cause, a column for each platform.
/// For adapters in other languages, which must not keep a second copy.
pub const CODES_JSON: &str = include_str!("codes.json");

impl Description {
    /// The number that the platform gives to a cause.
    #[must_use]
    pub fn code(&self, kind: ErrorKind) -> u32 {
        // A unit test reads every row of every dialect's column.
        code(kind, self.codes).unwrap_or_default()
    }
}

fn code(kind: ErrorKind, column: &str) -> Option<u32> {
    table().get(&kind)?.get(column).copied()
}

fn table() -> &'static BTreeMap<ErrorKind, BTreeMap<String, u32>> {
    static TABLE: OnceLock<BTreeMap<ErrorKind, BTreeMap<String, u32>>> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(CODES_JSON).expect("codes.json is valid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_codes() {
        assert_eq!(table().len(), 14);
        for dialect in crate::dialect::ALL {
            let description = dialect.description();
            for kind in table().keys() {
                assert!(code(*kind, description.codes).is_some(), "{kind:?} in {}", description.codes);
            }
        }
        assert_eq!(code(ErrorKind::Timeout, "vela"), Some(204));
        assert_eq!(code(ErrorKind::FileChanged, "wechat"), Some(600_010));
        assert_eq!(code(ErrorKind::FileChanged, "elsewhere"), None);
    }
}
