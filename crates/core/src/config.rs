//! The configuration of a [`Runtime`](crate::Runtime): every option has a default that needs no configuration.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::dialect;
use crate::domains::Domains;
use crate::manifest::{Manifest, ManifestError};
use crate::proxy::Proxies;
use crate::storage;
use crate::tls::Tls;
use crate::value::Value;
use crate::wire::Wire;

/// What happens to uploads above the limit of their queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnLimit {
    /// They wait in the order of their calls, as on the platforms.
    #[default]
    Queue,
    /// They fail with [`ErrorKind::TooManyTasks`](crate::ErrorKind::TooManyTasks).
    Fail,
}

/// How a Vela upload ends that was aborted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnAbort {
    /// Without any callback, as on the watch.
    #[default]
    Silent,
    /// With `fail("user cancel request", 1002)` and `complete()`.
    Fail,
}

/// The configuration of a [`Runtime`](crate::Runtime).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The folder of the storage areas. Default: `data/quickapp` in the working directory.
    pub root: PathBuf,
    /// The app's package name, which names its folders in the areas. Default: `app`.
    pub package: String,
    /// The folder of the app's own resources. Default: `app/<package>` in `root`.
    pub app_dir: Option<PathBuf>,
    /// Whether a Vela `filePath` may name any file of this machine. Default: true.
    pub host_paths: bool,
    /// How many uploads run at once, by the name of the queue; queues that are not named keep their default.
    pub max_concurrency: BTreeMap<&'static str, usize>,
    /// What happens above that. Default: they wait.
    pub on_limit: OnLimit,
    /// The default `timeout` of WeChat and Taro uploads. Default: 60 s.
    pub upload_timeout: Option<Duration>,
    /// The hosts that uploads may go to. Default: all.
    pub domains: Option<Domains>,
    /// Which proxies are used. Default: none; [`Proxies::from_environment`] reads the usual variables.
    pub proxies: Proxies,
    /// Which certificates are trusted.
    pub tls: Tls,
    /// The most bytes that a decoded response body may have. Default: 64 MiB.
    pub max_response_bytes: u64,
    /// How the requests of Vela uploads are written. Default: portable.
    pub wire: Wire,
    /// What an aborted Vela upload ends with. Default: nothing.
    pub on_abort: OnAbort,
    /// The `User-Agent` header, unless the caller sets one. Default: `uploadtask/<version>`.
    pub user_agent: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            root: PathBuf::from("data/quickapp"),
            package: "app".to_owned(),
            app_dir: None,
            host_paths: true,
            max_concurrency: BTreeMap::new(),
            on_limit: OnLimit::default(),
            upload_timeout: None,
            domains: None,
            proxies: Proxies::default(),
            tls: Tls::default(),
            max_response_bytes: 64 * 1024 * 1024,
            wire: Wire::default(),
            on_abort: OnAbort::default(),
            user_agent: concat!("uploadtask/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// A configuration that cannot be used; the text names the option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl ConfigError {
    fn wrong_type(option: &str, wanted: &str, value: &Value) -> Self {
        Self(format!("option \"{option}\" should be {wanted} instead of {}", value.type_name()))
    }

    fn wrong_value(option: &str, wanted: &str) -> Self {
        Self(format!("option \"{option}\" should be {wanted}"))
    }

    fn unknown(option: &str, known: &[&str]) -> Self {
        let hint = known
            .iter()
            .map(|known| (strsim::levenshtein(option, known), known))
            .filter(|(edits, _)| *edits <= 3)
            .min()
            .map_or_else(
                || format!("; the options are {}", known.join(", ")),
                |(_, known)| format!(" (did you mean \"{known}\"?)"),
            );
        Self(format!("unknown option \"{option}\"{hint}"))
    }
}

/// The options of `createRuntime`, by their JavaScript names.
const OPTIONS: [&str; 15] = [
    "root",
    "package",
    "appDir",
    "hostPaths",
    "maxConcurrency",
    "onLimit",
    "networkTimeout",
    "domains",
    "proxy",
    "ca",
    "rejectUnauthorized",
    "maxResponseBytes",
    "wire",
    "abort",
    "userAgent",
];

impl Config {
    /// The defaults, with the proxies and the additional certificates that the environment names:
    /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` (and lower case) and `NODE_EXTRA_CA_CERTS`.
    ///
    /// `variable` gives the value of a variable; for a plain Rust program `|name| std::env::var(name).ok()`.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let root_file = variable("NODE_EXTRA_CA_CERTS").filter(|path| !path.is_empty()).map(PathBuf::from);
        Self {
            proxies: Proxies::from_environment(&variable),
            tls: Tls::with_root_file(root_file),
            ..Self::default()
        }
    }

    /// The variables that [`Config::from_environment`] asks for.
    pub const ENVIRONMENT: [&str; 9] = [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "NODE_EXTRA_CA_CERTS",
    ];

    /// Takes `package` and `app_dir` from the manifest of the quick app in this folder, `manifest.json` or
    /// `src/manifest.json`, if there is one. Options that are set later prevail. Gives the manifests that cannot be used
    /// and were passed over.
    pub fn read_manifest(&mut self, project: &Path) -> Vec<ManifestError> {
        let (manifest, errors) = Manifest::find(project);
        if let Some(manifest) = manifest {
            if let Some(package) = manifest.package {
                self.package = package;
            }
            self.app_dir = manifest.app_dir.or(self.app_dir.take());
        }
        errors
    }

    /// Sets what the options of `createRuntime` name; members that are `undefined` change nothing.
    ///
    /// # Errors
    ///
    /// A sentence that names the option: it is unknown, of the wrong type, or its value cannot be used.
    pub fn with_options(mut self, value: &Value) -> Result<Self, ConfigError> {
        let members = match value {
            Value::Undefined => return Ok(self),
            Value::Object(members) => members,
            other => {
                return Err(ConfigError(format!(
                    "the configuration should be an object instead of {}",
                    other.type_name()
                )));
            }
        };
        for (option, value) in members {
            if *value != Value::Undefined {
                self.set(option, value)?;
            } else if !OPTIONS.contains(&option.as_ref()) {
                return Err(ConfigError::unknown(option, &OPTIONS));
            }
        }
        Ok(self)
    }

    fn set(&mut self, option: &str, value: &Value) -> Result<(), ConfigError> {
        match option {
            "root" => self.root = root(option, value)?,
            "package" => self.package = package(option, value)?,
            "appDir" => self.app_dir = Some(path(option, value)?),
            "hostPaths" => self.host_paths = boolean(option, value)?,
            "maxConcurrency" => self.max_concurrency = max_concurrency(option, value)?,
            "onLimit" => {
                self.on_limit = choice(option, value, [("queue", OnLimit::Queue), ("fail", OnLimit::Fail)])?;
            }
            "networkTimeout" => self.upload_timeout = network_timeout(option, value)?,
            "domains" => self.domains = Some(domains(option, value)?),
            "proxy" => self.proxies = proxy(option, value)?,
            "ca" => self.tls.add_roots(&certificates(option, value)?).map_err(|problem| {
                ConfigError::wrong_value(option, &format!("certificates in PEM form: {problem}"))
            })?,
            "rejectUnauthorized" => self.tls.reject_unauthorized = boolean(option, value)?,
            "maxResponseBytes" => self.max_response_bytes = count(option, value)?,
            "wire" => {
                let choices = [("portable", Wire::Portable), ("device", Wire::Device)];
                self.wire = choice(option, value, choices)?;
            }
            "abort" => {
                self.on_abort =
                    choice(option, value, [("silent", OnAbort::Silent), ("fail", OnAbort::Fail)])?;
            }
            "userAgent" => {
                let text = string(option, value)?;
                http::HeaderValue::from_str(text)
                    .map_err(|_| ConfigError::wrong_value(option, "text without control characters"))?;
                text.clone_into(&mut self.user_agent);
            }
            unknown => return Err(ConfigError::unknown(unknown, &OPTIONS)),
        }
        Ok(())
    }
}

fn string<'a>(option: &str, value: &'a Value) -> Result<&'a str, ConfigError> {
    value.as_str().ok_or_else(|| ConfigError::wrong_type(option, "a string", value))
}

fn boolean(option: &str, value: &Value) -> Result<bool, ConfigError> {
    match value {
        Value::Boolean(value) => Ok(*value),
        other => Err(ConfigError::wrong_type(option, "a boolean", other)),
    }
}

fn path(option: &str, value: &Value) -> Result<PathBuf, ConfigError> {
    let text = string(option, value)?;
    if text.is_empty() || text.contains('\0') {
        return Err(ConfigError::wrong_value(option, "the path of a folder"));
    }
    std::path::absolute(text).map_err(|error| ConfigError::wrong_value(option, &format!("a path: {error}")))
}

/// The folder of the storage areas, which need not be there yet.
fn root(option: &str, value: &Value) -> Result<PathBuf, ConfigError> {
    let root = path(option, value)?;
    match std::fs::metadata(&root) {
        Ok(metadata) if !metadata.is_dir() => {
            let wanted = format!("a folder; {} is a file", root.display());
            Err(ConfigError::wrong_value(option, &wanted))
        }
        _ => Ok(root),
    }
}

fn package(option: &str, value: &Value) -> Result<String, ConfigError> {
    let text = string(option, value)?;
    if !storage::is_folder_name(text) {
        return Err(ConfigError::wrong_value(option, "a package name such as com.example.app"));
    }
    Ok(text.to_owned())
}

fn count(option: &str, value: &Value) -> Result<u64, ConfigError> {
    match value {
        Value::Number(number) if *number >= 1.0 && number.fract() == 0.0 && *number < 9e15 => {
            Ok(*number as u64)
        }
        Value::Number(_) => Err(ConfigError::wrong_value(option, "a whole number of 1 or more")),
        other => Err(ConfigError::wrong_type(option, "a number", other)),
    }
}

fn choice<T: Copy, const N: usize>(
    option: &str,
    value: &Value,
    choices: [(&str, T); N],
) -> Result<T, ConfigError> {
    let text = string(option, value)?;
    choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("'{name}'")).collect();
        ConfigError::wrong_value(option, &names.join(" or "))
    })
}

fn max_concurrency(option: &str, value: &Value) -> Result<BTreeMap<&'static str, usize>, ConfigError> {
    let queues: Vec<&'static str> = dialect::queues().map(|queue| queue.name).collect();
    let members = match value {
        Value::Number(_) => {
            let limit = count(option, value)? as usize;
            return Ok(queues.into_iter().map(|queue| (queue, limit)).collect());
        }
        Value::Object(members) => members,
        other => return Err(ConfigError::wrong_type(option, "a number or an object", other)),
    };
    let mut limits = BTreeMap::new();
    for (name, value) in members {
        let queue = queues
            .iter()
            .find(|queue| *queue == name)
            .ok_or_else(|| ConfigError::unknown(&format!("{option}.{name}"), &queues))?;
        if *value != Value::Undefined {
            limits.insert(*queue, count(&format!("{option}.{name}"), value)? as usize);
        }
    }
    Ok(limits)
}

/// `networkTimeout` of a mini-program's `app.json`: only its `uploadFile` concerns uploads.
fn network_timeout(option: &str, value: &Value) -> Result<Option<Duration>, ConfigError> {
    const MEMBERS: [&str; 4] = ["uploadFile", "request", "connectSocket", "downloadFile"];
    let Value::Object(members) = value else {
        return Err(ConfigError::wrong_type(option, "an object such as { uploadFile: 60000 }", value));
    };
    let mut timeout = None;
    for (name, value) in members {
        if !MEMBERS.contains(&name.as_ref()) {
            return Err(ConfigError::unknown(&format!("{option}.{name}"), &MEMBERS));
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

fn domains(option: &str, value: &Value) -> Result<Domains, ConfigError> {
    let Value::Array(items) = value else {
        return Err(ConfigError::wrong_type(option, "an array of strings", value));
    };
    let entries: Vec<&str> = items
        .iter()
        .map(|item| item.as_str().ok_or_else(|| ConfigError::wrong_type(option, "an array of strings", item)))
        .collect::<Result<_, _>>()?;
    Domains::parse(&entries).map_err(|entry| {
        ConfigError::wrong_value(
            option,
            &format!("hosts or origins such as https://example.com; \"{entry}\" is neither"),
        )
    })
}

fn proxy(option: &str, value: &Value) -> Result<Proxies, ConfigError> {
    match value {
        Value::Boolean(false) => Ok(Proxies::None),
        Value::String(url) => Proxies::explicit(url)
            .map_err(|problem| ConfigError::wrong_value(option, &format!("the URL of a proxy: {problem}"))),
        other => Err(ConfigError::wrong_type(option, "a string or false", other)),
    }
}

fn certificates(option: &str, value: &Value) -> Result<Vec<Vec<u8>>, ConfigError> {
    match value {
        Value::String(text) => Ok(vec![text.clone().into_bytes()]),
        Value::Bytes(bytes) => Ok(vec![bytes.clone()]),
        Value::Array(items) => items
            .iter()
            .map(|item| certificates(option, item))
            .collect::<Result<Vec<_>, _>>()
            .map(|all| all.concat()),
        other => Err(ConfigError::wrong_type(option, "a string, a Uint8Array or an array of them", other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Result<Config, String> {
        Config::default()
            .with_options(&serde_json::from_str(text).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn reads_every_option() {
        let config = config(
            r#"{ "root": "/r", "package": "com.example", "appDir": "/a", "hostPaths": false,
                 "maxConcurrency": { "vela": 2 }, "onLimit": "fail", "networkTimeout": { "uploadFile": 5, "request": 1 },
                 "domains": ["example.com"], "proxy": false, "rejectUnauthorized": false,
                 "maxResponseBytes": 10, "wire": "device", "abort": "fail", "userAgent": "me/1" }"#,
        )
        .unwrap();
        assert_eq!(config.root, PathBuf::from("/r"));
        assert_eq!(config.package, "com.example");
        assert_eq!(config.app_dir, Some(PathBuf::from("/a")));
        assert!(!config.host_paths);
        assert_eq!(config.max_concurrency, BTreeMap::from([("vela", 2)]));
        assert_eq!(config.on_limit, OnLimit::Fail);
        assert_eq!(config.upload_timeout, Some(Duration::from_millis(5)));
        assert!(config.domains.is_some());
        assert!(!config.tls.reject_unauthorized);
        assert_eq!(config.max_response_bytes, 10);
        assert_eq!(config.wire, Wire::Device);
        assert_eq!(config.on_abort, OnAbort::Fail);
        assert_eq!(config.user_agent, "me/1");
    }

    #[test]
    fn names_the_option_that_is_wrong() {
        for (text, message) in [
            ("[]", "the configuration should be an object instead of Array"),
            (r#"{ "root": 1 }"#, "option \"root\" should be a string instead of Number"),
            (
                r#"{ "maxConcurency": 1 }"#,
                "unknown option \"maxConcurency\" (did you mean \"maxConcurrency\"?)",
            ),
            (r#"{ "maxConcurrency": 0 }"#, "option \"maxConcurrency\" should be a whole number of 1 or more"),
            (r#"{ "onLimit": "drop" }"#, "option \"onLimit\" should be 'queue' or 'fail'"),
            (
                r#"{ "package": "../evil" }"#,
                "option \"package\" should be a package name such as com.example.app",
            ),
        ] {
            assert_eq!(config(text).unwrap_err(), message);
        }
    }
}
