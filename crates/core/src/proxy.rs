//! Which proxy a request goes through.

use url::Url;

/// The hosts that no proxy from the environment is used for.
pub(crate) const LOOPBACK: &str = "localhost,localhost.,127.0.0.0/8,::1,::ffff:127.0.0.0/104";

/// Which proxies are used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxies {
    /// None: every connection is direct.
    #[default]
    None,
    /// This one for every request, whatever its host.
    Explicit(String),
    /// What the environment names. Hosts on the loopback interface are always reached directly, as in Go's
    /// `net/http`: a dev server must not depend on the machine's proxy.
    Environment {
        /// For `http:` URLs.
        http: Option<String>,
        /// For `https:` URLs.
        https: Option<String>,
        /// For what the other two do not name.
        all: Option<String>,
        /// Hosts that are reached directly, separated by commas.
        no_proxy: Option<String>,
    },
}

impl Proxies {
    /// One proxy for every request.
    ///
    /// # Errors
    ///
    /// A sentence that says why the URL cannot be that of a proxy.
    pub fn explicit(url: &str) -> Result<Self, String> {
        let parsed =
            Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        parsed.ok_or_else(|| format!("\"{url}\" is not a URL such as http://127.0.0.1:8080"))?;
        Ok(Self::Explicit(url.to_owned()))
    }

    /// The proxies that `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (or lower case) name.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let either = |lower: &str| {
            variable(lower).or_else(|| variable(&lower.to_uppercase())).filter(|value| !value.is_empty())
        };
        // A SOCKS proxy, often meant for other programs, cannot be used and is ignored.
        let proxy = |lower: &str| either(lower).filter(|value| !value.starts_with("socks"));
        let (http, https, all) = (proxy("http_proxy"), proxy("https_proxy"), proxy("all_proxy"));
        if http.is_none() && https.is_none() && all.is_none() {
            return Self::None;
        }
        Self::Environment { http, https, all, no_proxy: either("no_proxy") }
    }
}
