//! The arguments of a mini-program's `uploadFile`: checks of types, the values of headers and form fields, the time limit.

use std::borrow::Cow;
use std::time::Duration;

use super::files::content;
use crate::config::Config;
use crate::dialect::members;
use crate::dialect::value::{UNREADABLE, Value};
use crate::upload::TimeLimit;

/// The limit of an upload that has none of its own.
const TIMEOUT: Duration = Duration::from_secs(60);

/// An option whose type is checked: its name, its type, and whether it has to be there.
type Type<'a> = (&'a str, &'a str, bool);

/// What is wrong with the types of the options, in one text. `null` counts as absent where an option need not be there.
pub(super) fn problems(options: &Value, types: &[Type<'_>], config: &Config) -> String {
    if options.type_name() == UNREADABLE {
        return "the options cannot be read;".to_owned();
    }
    types
        .iter()
        .filter_map(|(name, wanted, required)| {
            let value = options.get(name);
            if !required && value.is_nullish() || content(value, config).is_some() {
                None
            } else if value.type_name() != *wanted {
                Some(format!("parameter.{name} {};", value.mismatch(wanted)))
            } else {
                unreadable(value).map(|member| format!("parameter.{name}.{member} cannot be made a string;"))
            }
        })
        .collect()
}

/// The first member of headers or form fields that could not be made text.
fn unreadable(value: &Value) -> Option<&str> {
    let unreadable = |(_, value): &&(_, Value)| matches!(value, Value::Other(_));
    members(value)?.iter().find(unreadable).map(|(name, _)| name.as_ref())
}

/// The members of headers and form fields as text; `undefined` is skipped.
pub(super) fn entries(object: &Value) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    members(object)
        .unwrap_or_default()
        .iter()
        .filter(|(_, value)| *value != Value::Undefined)
        .map(|(name, value)| (name.as_ref(), value.to_text()))
}

/// Milliseconds; 0, negative numbers and NaN mean the default, which an app sets for all of its uploads. `origin` says
/// whose default it is without that.
pub(super) fn timeout(options: &Value, config: &Config, origin: &'static str) -> TimeLimit {
    match options.get("timeout") {
        Value::Number(milliseconds) if *milliseconds > 0.0 => {
            TimeLimit::from_milliseconds(*milliseconds, "the timeout option")
        }
        _ => match config.upload_timeout {
            Some(duration) => TimeLimit { duration, origin: "networkTimeout.uploadFile" },
            None => TimeLimit { duration: TIMEOUT, origin },
        },
    }
}
