//! The values of the options: each reader names its option when the value cannot be used.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::value::Value;
use crate::config::{Domains, Proxies};
use crate::error::ConfigError;
use crate::files::is_folder_name;
use crate::intercept::Intercepts;

pub(super) fn wrong_type(option: &str, wanted: &str, value: &Value) -> ConfigError {
    ConfigError::new(format!("option \"{option}\" {}", value.mismatch(wanted)))
}

pub(super) fn wrong_value(option: &str, wanted: &str) -> ConfigError {
    ConfigError::new(format!("option \"{option}\" should be {wanted}"))
}

pub(super) fn unknown(option: &str, known: &[&str]) -> ConfigError {
    let hint = known
        .iter()
        .map(|known| (strsim::levenshtein(option, known), known))
        .filter(|(edits, _)| *edits <= 3)
        .min()
        .map_or_else(
            || format!("; the options are {}", known.join(", ")),
            |(_, known)| format!(" (did you mean \"{known}\"?)"),
        );
    ConfigError::new(format!("unknown option \"{option}\"{hint}"))
}

pub(super) fn string<'a>(option: &str, value: &'a Value) -> Result<&'a str, ConfigError> {
    value.as_str().ok_or_else(|| wrong_type(option, "a string", value))
}

pub(super) fn boolean(option: &str, value: &Value) -> Result<bool, ConfigError> {
    match value {
        Value::Boolean(value) => Ok(*value),
        other => Err(wrong_type(option, "a boolean", other)),
    }
}

pub(super) fn path(option: &str, value: &Value) -> Result<PathBuf, ConfigError> {
    let text = string(option, value)?;
    if text.is_empty() || text.contains('\0') {
        return Err(wrong_value(option, "the path of a folder"));
    }
    std::path::absolute(text).map_err(|error| wrong_value(option, &format!("a path: {error}")))
}

/// The folder of the storage areas, which need not be there yet.
pub(super) fn root(option: &str, value: &Value) -> Result<PathBuf, ConfigError> {
    let root = path(option, value)?;
    match std::fs::metadata(&root) {
        Ok(metadata) if !metadata.is_dir() => {
            let wanted = format!("a folder; {} is a file", root.display());
            Err(wrong_value(option, &wanted))
        }
        _ => Ok(root),
    }
}

pub(super) fn package(option: &str, value: &Value) -> Result<String, ConfigError> {
    let text = string(option, value)?;
    if !is_folder_name(text) {
        return Err(wrong_value(option, "a package name such as com.example.app"));
    }
    Ok(text.to_owned())
}

/// `Number.MAX_SAFE_INTEGER`.
const MAX_COUNT: u64 = 9_007_199_254_740_991;

pub(super) fn count(option: &str, value: &Value) -> Result<u64, ConfigError> {
    match value {
        Value::Number(number) if number.fract() == 0.0 && (1.0..=MAX_COUNT as f64).contains(number) => {
            Ok(*number as u64)
        }
        Value::Number(_) => Err(wrong_value(option, &format!("a whole number from 1 to {MAX_COUNT}"))),
        other => Err(wrong_type(option, "a number", other)),
    }
}

pub(super) fn choice<T: Copy, const N: usize>(
    option: &str,
    value: &Value,
    choices: [(&str, T); N],
) -> Result<T, ConfigError> {
    let text = string(option, value)?;
    choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("'{name}'")).collect();
        wrong_value(option, &names.join(" or "))
    })
}

pub(super) fn max_concurrency(
    option: &str,
    value: &Value,
) -> Result<BTreeMap<&'static str, usize>, ConfigError> {
    let queues: Vec<&'static str> = super::queues().map(|queue| queue.name).collect();
    let members = match value {
        Value::Number(_) => {
            let limit = count(option, value)? as usize;
            return Ok(queues.into_iter().map(|queue| (queue, limit)).collect());
        }
        Value::Object(members) => members,
        other => return Err(wrong_type(option, "a number or an object", other)),
    };
    let mut limits = BTreeMap::new();
    for (name, value) in members {
        let queue = queues
            .iter()
            .find(|queue| *queue == name)
            .ok_or_else(|| unknown(&format!("{option}.{name}"), &queues))?;
        if *value != Value::Undefined {
            limits.insert(*queue, count(&format!("{option}.{name}"), value)? as usize);
        }
    }
    Ok(limits)
}

/// `networkTimeout` of a mini-program's `app.json`: only its `uploadFile` concerns uploads.
pub(super) fn network_timeout(option: &str, value: &Value) -> Result<Option<Duration>, ConfigError> {
    const MEMBERS: [&str; 4] = ["uploadFile", "request", "connectSocket", "downloadFile"];
    let Value::Object(members) = value else {
        return Err(wrong_type(option, "an object such as { uploadFile: 60000 }", value));
    };
    let mut timeout = None;
    for (name, value) in members {
        if !MEMBERS.contains(&name.as_ref()) {
            return Err(unknown(&format!("{option}.{name}"), &MEMBERS));
        }
        if *value != Value::Undefined {
            let milliseconds = count(&format!("{option}.{name}"), value)?;
            if name == "uploadFile" {
                timeout = Some(Duration::from_millis(milliseconds));
            }
        }
    }
    Ok(timeout)
}

pub(super) fn domains(option: &str, value: &Value) -> Result<Domains, ConfigError> {
    let Value::Array(items) = value else {
        return Err(wrong_type(option, "an array of strings", value));
    };
    let entries: Vec<&str> = items
        .iter()
        .map(|item| item.as_str().ok_or_else(|| wrong_type(option, "an array of strings", item)))
        .collect::<Result<_, _>>()?;
    Domains::parse(&entries).map_err(|problem| {
        wrong_value(option, &format!("hosts or origins such as https://example.com; {problem}"))
    })
}

pub(super) fn intercept(option: &str, value: &Value) -> Result<Intercepts, ConfigError> {
    let Value::Object(members) = value else {
        let wanted = "an object such as { 'https://api.example.com': 'http://127.0.0.1:8310' }";
        return Err(wrong_type(option, wanted, value));
    };
    let mut intercepts = Intercepts::default();
    for (origin, server) in members.iter().filter(|(_, server)| *server != Value::Undefined) {
        let server = string(&format!("{option}.{origin}"), server)?;
        intercepts.add(origin, server).map_err(|problem| {
            wrong_value(option, &format!("an object from origins to servers: {problem}"))
        })?;
    }
    Ok(intercepts)
}

pub(super) fn proxy(option: &str, value: &Value) -> Result<Proxies, ConfigError> {
    match value {
        Value::Boolean(false) => Ok(Proxies::None),
        Value::String(url) => Proxies::explicit(url)
            .map_err(|problem| wrong_value(option, &format!("the URL of a proxy: {problem}"))),
        other => Err(wrong_type(option, "a string or false", other)),
    }
}

pub(super) fn certificates(option: &str, value: &Value) -> Result<Vec<Vec<u8>>, ConfigError> {
    match value {
        Value::String(text) => Ok(vec![text.clone().into_bytes()]),
        Value::Bytes(bytes) => Ok(vec![bytes.clone()]),
        Value::Array(items) => items
            .iter()
            .map(|item| certificates(option, item))
            .collect::<Result<Vec<_>, _>>()
            .map(|all| all.concat()),
        other => Err(wrong_type(option, "a string, a Uint8Array or an array of them", other)),
    }
}
