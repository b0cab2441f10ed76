//! The list of hosts that uploads may go to, as the console of a mini-program platform keeps it.

use url::{Host, Url};

use crate::error::ConfigError;

/// The hosts that uploads may go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domains(Vec<Domain>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Domain {
    /// `None` allows `http` and `https`.
    scheme: Option<String>,
    host: Host,
    /// `None` allows every port; an origin without a port means the scheme's own.
    port: Option<u16>,
}

impl Domains {
    /// Reads entries of the form `host`, `host:port` or `https://host[:port]`.
    ///
    /// # Errors
    ///
    /// Names the entry that is none of these.
    pub fn parse(entries: &[&str]) -> Result<Self, ConfigError> {
        let domains = entries.iter().map(|entry| {
            Domain::parse(entry).ok_or_else(|| ConfigError::new(format!("\"{entry}\" is neither")))
        });
        domains.collect::<Result<_, _>>().map(Self)
    }

    /// Whether an upload may go to this URL.
    #[must_use]
    pub fn allow(&self, url: &Url) -> bool {
        self.0.iter().any(|domain| domain.allows(url))
    }
}

impl Domain {
    fn parse(entry: &str) -> Option<Self> {
        let (url, scheme) = match entry.split_once("://") {
            Some(_) => {
                let url = Url::parse(entry).ok()?;
                let scheme = url.scheme().to_owned();
                (url, Some(scheme))
            }
            None => (Url::parse(&format!("http://{entry}")).ok()?, None),
        };
        // A host may be called `*.example.com`, but nobody means that one: there are no wildcards.
        let host = url.host().filter(|host| !host.to_string().contains('*'))?.to_owned();
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !bare || !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
            return None;
        }
        let port = match scheme {
            Some(_) => url.port_or_known_default(),
            None => entry.rsplit_once(':').and_then(|(_, port)| port.trim_end_matches('/').parse().ok()),
        };
        Some(Self { scheme, host, port })
    }

    fn allows(&self, url: &Url) -> bool {
        self.scheme.as_deref().is_none_or(|scheme| scheme == url.scheme())
            && url.host().is_some_and(|host| host.to_owned() == self.host)
            && self.port.is_none_or(|port| url.port_or_known_default() == Some(port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w21_hosts_ports_and_origins() {
        let domains = Domains::parse(&["example.com", "127.0.0.1:8080", "https://up.example.org"]).unwrap();
        for (url, allowed) in [
            ("http://example.com/a", true),
            ("https://EXAMPLE.com:444/", true),
            ("https://www.example.com/", false),
            ("http://127.0.0.1:8080/", true),
            ("http://127.0.0.1:8081/", false),
            ("https://up.example.org/", true),
            ("http://up.example.org/", false),
            ("https://up.example.org:444/", false),
        ] {
            assert_eq!(domains.allow(&Url::parse(url).unwrap()), allowed, "{url}");
        }
        for entry in [
            "",
            "ftp://example.com",
            "https://example.com/path",
            "https://u@example.com",
            "*.example.com",
            "https://*.example.com:444",
            "*",
        ] {
            assert!(Domains::parse(&[entry]).unwrap_err().to_string().contains(entry));
        }
    }
}
