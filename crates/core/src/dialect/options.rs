//! The options of `createRuntime`, read into a [`Config`].

use std::path::Path;

use super::manifest::{Manifest, ManifestError};
use super::option_values::{self as values, unknown, wrong_value};
use super::value::Value;
use crate::config::{Config, OnAbort, OnLimit};
use crate::error::ConfigError;
use crate::upload::RequestStyle;

/// The options of `createRuntime`, by their JavaScript names.
const OPTIONS: [&str; 17] = [
    "root",
    "package",
    "appDir",
    "hostPaths",
    "strict",
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
                return Err(ConfigError::new(format!("the configuration {}", other.mismatch("an object"))));
            }
        };
        for (option, value) in members {
            if *value != Value::Undefined {
                self.set(option, value)?;
            } else if !OPTIONS.contains(&option.as_ref()) {
                return Err(unknown(option, &OPTIONS));
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
            "strict" => self.strict = values::boolean(option, value)?,
            "maxConcurrency" => self.max_concurrency = values::max_concurrency(option, value)?,
            "onLimit" => {
                self.on_limit =
                    values::choice(option, value, [("queue", OnLimit::Queue), ("fail", OnLimit::Fail)])?;
            }
            "networkTimeout" => self.upload_timeout = values::network_timeout(option, value)?,
            "domains" => self.domains = Some(values::domains(option, value)?),
            "intercept" => self.intercept = values::intercept(option, value)?,
            "proxy" => self.proxies = values::proxy(option, value)?,
            "ca" => self
                .tls
                .add_roots(&values::certificates(option, value)?)
                .map_err(|problem| wrong_value(option, &format!("certificates in PEM form: {problem}")))?,
            "rejectUnauthorized" => self.tls.reject_unauthorized = values::boolean(option, value)?,
            "maxResponseBytes" => self.max_response_bytes = values::count(option, value)?,
            "wire" => {
                let choices = [("portable", RequestStyle::Portable), ("device", RequestStyle::Device)];
                self.request_style = values::choice(option, value, choices)?;
            }
            "abort" => {
                self.on_abort =
                    values::choice(option, value, [("silent", OnAbort::Silent), ("fail", OnAbort::Fail)])?;
            }
            "userAgent" => {
                let text = values::string(option, value)?;
                http::HeaderValue::from_str(text)
                    .map_err(|_| wrong_value(option, "text without control characters"))?;
                text.clone_into(&mut self.user_agent);
            }
            other => return Err(unknown(other, &OPTIONS)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::intercept::Intercepts;

    fn config(text: &str) -> Result<Config, String> {
        Config::default()
            .with_options(&serde_json::from_str(text).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn reads_every_option() {
        let config = config(
            r#"{ "root": "/r", "package": "com.example", "appDir": "/a", "hostPaths": false, "strict": true,
                 "maxConcurrency": { "vela": 2 }, "onLimit": "fail", "networkTimeout": { "uploadFile": 5, "request": 1 },
                 "domains": ["example.com"], "intercept": { "https://a.test": "http://127.0.0.1:1" }, "proxy": false, "rejectUnauthorized": false,
                 "maxResponseBytes": 10, "wire": "device", "abort": "fail", "userAgent": "me/1" }"#,
        )
        .unwrap();
        assert_eq!(config.root, std::path::absolute("/r").unwrap());
        assert_eq!(config.package, "com.example");
        assert_eq!(config.app_dir, Some(std::path::absolute("/a").unwrap()));
        assert!(!config.host_paths);
        assert!(config.strict);
        assert_eq!(config.max_concurrency, BTreeMap::from([("vela", 2)]));
        assert_eq!(config.on_limit, OnLimit::Fail);
        assert_eq!(config.upload_timeout, Some(Duration::from_millis(5)));
        assert!(config.domains.is_some());
        assert_ne!(config.intercept, Intercepts::default());
        assert!(!config.tls.reject_unauthorized);
        assert_eq!(config.max_response_bytes, 10);
        assert_eq!(config.request_style, RequestStyle::Device);
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
            (
                r#"{ "maxConcurrency": 0 }"#,
                "option \"maxConcurrency\" should be a whole number from 1 to 9007199254740991",
            ),
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

    #[test]
    fn counts_at_their_limits_and_past_them() {
        let most = |number: &str| {
            let text = format!(r#"{{ "maxResponseBytes": {number} }}"#);
            config(&text).map(|config| config.max_response_bytes)
        };
        assert_eq!(most("1"), Ok(1));
        assert_eq!(most("9007199254740991"), Ok(9_007_199_254_740_991));
        for number in ["0", "-1", "1.5", "9007199254740992", "1e300"] {
            let message = "option \"maxResponseBytes\" should be a whole number from 1 to 9007199254740991";
            assert_eq!(most(number).unwrap_err(), message, "{number}");
        }
    }
}
