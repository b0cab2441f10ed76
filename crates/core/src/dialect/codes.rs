//! The numbers that the platforms give to the causes of a failure.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Description;
use crate::error::ErrorKind;

/// The numbers that the platforms give to each [`ErrorKind`], as JSON: a row for each cause, a column for each platform.
/// For adapters in other languages, which must not keep a second copy.
pub const CODES_JSON: &str = include_str!("codes.json");

impl Description {
    /// The number that the platform gives to a cause; `None` where it publishes none.
    #[must_use]
    pub fn code(&self, kind: ErrorKind) -> Option<u32> {
        code(kind, self.codes?)
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
            // Of DingTalk's only one is known.
            let Some(column) = dialect.description().codes.filter(|column| *column != "dingtalk") else {
                continue;
            };
            for kind in table().keys() {
                assert!(code(*kind, column).is_some(), "{kind:?} in {column}");
            }
        }
        assert_eq!(code(ErrorKind::Timeout, "vela"), Some(204));
        assert_eq!(code(ErrorKind::FileChanged, "wechat"), Some(600_010));
        assert_eq!(code(ErrorKind::FileChanged, "elsewhere"), None);
    }
}
