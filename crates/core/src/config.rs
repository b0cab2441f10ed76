//! The configuration of a [`Runtime`](crate::Runtime): every option has a default that needs no configuration.

mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domains::Domains;
use crate::intercept::Intercepts;
use crate::manifest::{Manifest, ManifestError};
use crate::proxy::Proxies;
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
    /// Which uploads connect to another server than their URL names. Default: none.
    pub intercept: Intercepts,
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
            intercept: Intercepts::default(),
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
        Self(format!("option \"{option}\" {}", value.mismatch(wanted)))
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
const OPTIONS: [&str; 16] = [
    "root",
    "package",
    "appDir",
    "hostPaths",
    "maxConcurrency",
    "onLimit",
    "networkTimeout",
    "domains",
    "intercept",
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
                return Err(ConfigError(format!("the configuration {}", other.mismatch("an object"))));
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
            "root" => self.root = values::root(option, value)?,
            "package" => self.package = values::package(option, value)?,
            "appDir" => self.app_dir = Some(values::path(option, value)?),
            "hostPaths" => self.host_paths = values::boolean(option, value)?,
            "maxConcurrency" => self.max_concurrency = values::max_concurrency(option, value)?,
            "onLimit" => {
                self.on_limit =
                    values::choice(option, value, [("queue", OnLimit::Queue), ("fail", OnLimit::Fail)])?;
            }
            "networkTimeout" => self.upload_timeout = values::network_timeout(option, value)?,
            "domains" => self.domains = Some(values::domains(option, value)?),
            "intercept" => self.intercept = values::intercept(option, value)?,
            "proxy" => self.proxies = values::proxy(option, value)?,
            "ca" => self.tls.add_roots(&values::certificates(option, value)?).map_err(|problem| {
                ConfigError::wrong_value(option, &format!("certificates in PEM form: {problem}"))
            })?,
            "rejectUnauthorized" => self.tls.reject_unauthorized = values::boolean(option, value)?,
            "maxResponseBytes" => self.max_response_bytes = values::count(option, value)?,
            "wire" => {
                let choices = [("portable", Wire::Portable), ("device", Wire::Device)];
                self.wire = values::choice(option, value, choices)?;
            }
            "abort" => {
                self.on_abort =
                    values::choice(option, value, [("silent", OnAbort::Silent), ("fail", OnAbort::Fail)])?;
            }
            "userAgent" => {
                let text = values::string(option, value)?;
                http::HeaderValue::from_str(text)
                    .map_err(|_| ConfigError::wrong_value(option, "text without control characters"))?;
                text.clone_into(&mut self.user_agent);
            }
            unknown => return Err(ConfigError::unknown(unknown, &OPTIONS)),
        }
        Ok(())
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
                 "domains": ["example.com"], "intercept": { "https://a.test": "http://127.0.0.1:1" }, "proxy": false, "rejectUnauthorized": false,
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
        assert_ne!(config.intercept, Intercepts::default());
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
                r#"{ "intercept": { "a.test": "http://127.0.0.1:1" } }"#,
                "option \"intercept\" should be an object from origins to servers: \
                 \"a.test\" is not an origin such as https://api.example.com",
            ),
            (
                r#"{ "package": "../evil" }"#,
                "option \"package\" should be a package name such as com.example.app",
            ),
        ] {
            assert_eq!(config(text).unwrap_err(), message);
        }
    }
}
