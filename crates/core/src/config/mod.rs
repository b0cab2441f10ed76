//! The configuration of a [`Client`](crate::Client): plain values, each with a default that needs no configuration.

mod domains;
mod proxies;
mod tls;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::intercept::Intercepts;
use crate::upload::RequestStyle;

pub use domains::Domains;
pub use proxies::Proxies;
pub use tls::Tls;

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

/// The configuration of a [`Client`](crate::Client).
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
    /// Whether uploads keep to what a phone does: no files of this machine, no content in place of a path, no missing option
    /// that the platform requires. Default: false.
    pub strict: bool,
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
    pub request_style: RequestStyle,
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
            strict: false,
            max_concurrency: BTreeMap::new(),
            on_limit: OnLimit::default(),
            upload_timeout: None,
            domains: None,
            intercept: Intercepts::default(),
            proxies: Proxies::default(),
            tls: Tls::default(),
            max_response_bytes: 64 * 1024 * 1024,
            request_style: RequestStyle::default(),
            on_abort: OnAbort::default(),
            user_agent: concat!("uploadtask/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

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
}
