//! Which proxy a request goes through.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::ConfigError;

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
        /// Hosts that are reached directly, separated by commas or blanks.
        no_proxy: Option<String>,
    },
}

impl Proxies {
    /// One proxy for every request.
    ///
    /// # Errors
    ///
    /// A sentence that says why the URL cannot be that of a proxy.
    pub fn explicit(url: &str) -> Result<Self, ConfigError> {
        let parsed =
            Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        parsed.ok_or_else(|| {
            ConfigError::new(format!("\"{url}\" is not a URL such as http://127.0.0.1:8080"))
        })?;
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

    /// The proxy for a request to this URL, if it does not go directly.
    pub(crate) fn of(&self, url: &Url) -> Option<Url> {
        match self {
            Self::None => None,
            Self::Explicit(proxy) => proxy_url(proxy),
            Self::Environment { http, https, all, no_proxy } => {
                let own = if url.scheme() == "https" { https } else { http };
                // As in every client, a variable that is not a URL is ignored.
                let proxy = [own, all].into_iter().flatten().find_map(|proxy| proxy_url(proxy))?;
                let list = no_proxy.as_deref().unwrap_or_default();
                (!is_loopback(url) && !is_listed(url, list)).then_some(proxy)
            }
        }
    }
}

/// The URL of a proxy; without a scheme, `http:` is meant.
fn proxy_url(text: &str) -> Option<Url> {
    let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The address that a URL has for its host; an IPv4 address in an IPv6 one counts as itself.
fn address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(IpAddr::from(address).to_canonical()),
        Host::Domain(_) => None,
    }
}

/// The hosts that no proxy from the environment is used for.
fn is_loopback(url: &Url) -> bool {
    match address(url) {
        Some(address) => address.is_loopback(),
        None => url.host_str().is_some_and(|host| covers("localhost", host)),
    }
}

/// Whether an entry of `NO_PROXY` names the host of this URL.
fn is_listed(url: &Url, list: &str) -> bool {
    list.split(|char: char| char == ',' || char.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .any(|entry| names(entry, url))
}

fn names(entry: &str, url: &Url) -> bool {
    if entry == "*" {
        return true;
    }
    let (host, port) = split_port(entry);
    if port.is_some_and(|port| Some(port) != url.port_or_known_default()) {
        return false;
    }
    match (address(url), url.host_str()) {
        (Some(address), _) => contains(host, address),
        (None, Some(name)) => covers(host, name),
        (None, None) => false,
    }
}

/// An entry without its port and its brackets.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((host, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (host, rest.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.split_once(':') {
        // With a second colon it is an IPv6 address.
        Some((host, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

/// Whether a name of the list is this host, or a domain above it; with `*.` in front only the latter, as in Node.js.
fn covers(listed: &str, host: &str) -> bool {
    let (listed, only_below) = match listed.strip_prefix("*.") {
        Some(listed) => (listed, true),
        None => (listed.strip_prefix('.').unwrap_or(listed), false),
    };
    let listed = listed.strip_suffix('.').unwrap_or(listed);
    let host = host.strip_suffix('.').unwrap_or(host);
    // As in a URL: in lower case and, beyond ASCII, in Punycode.
    let Ok(Host::Domain(listed)) = Host::parse(listed) else { return false };
    host.strip_suffix(listed.as_str())
        .is_some_and(|above| above.is_empty() && !only_below || above.ends_with('.'))
}

/// Whether an address, a network (`10.0.0.0/8`) or a range (`10.0.0.1-10.0.0.9`) of the list has this address.
fn contains(listed: &str, address: IpAddr) -> bool {
    let parse = |text: &str| text.parse::<IpAddr>().ok();
    if let Some((first, last)) = listed.split_once('-') {
        return match (parse(first), parse(last)) {
            (Some(first), Some(last)) => {
                let (first, last) = (first.to_canonical(), last.to_canonical());
                first.is_ipv4() == address.is_ipv4() && (first..=last).contains(&address)
            }
            _ => false,
        };
    }
    if let Some((network, bits)) = listed.split_once('/') {
        return match (parse(network), bits.parse()) {
            (Some(network), Ok(bits)) => is_in_network(address, network, bits),
            _ => false,
        };
    }
    parse(listed).is_some_and(|listed| listed.to_canonical() == address)
}

fn is_in_network(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let mapped = |address: IpAddr| match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    };
    let (before, width) = if network.is_ipv4() { (96, 32) } else { (0, 128) };
    let differ = mapped(address) ^ mapped(network);
    bits <= width && differ.checked_shr(128 - before - bits).unwrap_or_default() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h22_no_proxy_is_one_table() {
        for (list, url, direct) in [
            ("example.com", "http://example.com", true),
            ("example.com", "http://a.b.example.com", true),
            ("example.com", "http://badexample.com", false),
            ("EXAMPLE.com", "http://example.COM", true),
            (".example.com", "http://a.example.com", true),
            ("*.example.com", "http://a.example.com", true),
            ("*.example.com", "http://example.com", false),
            ("*.example.com", "http://a.b.example.com", true),
            ("example.com.", "http://example.com", true),
            ("example.com", "http://example.com.", true),
            ("bücher.example", "http://xn--bcher-kva.example", true),
            ("example.com:8080", "http://example.com:8080", true),
            ("example.com:8080", "http://example.com:8081", false),
            ("example.com:80", "http://example.com", true),
            ("example.com:443", "https://example.com", true),
            ("example.com:443", "http://example.com", false),
            ("example.com:x", "http://example.com", false),
            ("a.test b.test\tc.test", "http://b.test", true),
            ("a.test, b.test", "http://b.test", true),
            (" , ,", "http://b.test", false),
            ("*", "http://b.test", true),
            ("*:8080", "http://b.test:8080", false),
            ("10.1.2.3", "http://10.1.2.3", true),
            ("10.1.2.3:81", "http://10.1.2.3", false),
            ("10.1.2.3:81", "http://10.1.2.3:81", true),
            ("2.3", "http://10.1.2.3", false),
            ("10.0.0.0/8", "http://10.1.2.3", true),
            ("10.0.0.0/8", "http://11.1.2.3", false),
            ("10.0.0.0/33", "http://10.0.0.0", false),
            ("0.0.0.0/0", "http://11.1.2.3", true),
            ("0.0.0.0/0", "http://[2001:db8::1]", false),
            ("::/0", "http://[2001:db8::1]", true),
            ("::/129", "http://[::2]", false),
            ("10.0.0.1-10.0.0.9", "http://10.0.0.9", true),
            ("10.0.0.1-10.0.0.9", "http://10.0.0.10", false),
            ("2001:db8::1-2001:db8::9", "http://[2001:db8::5]", true),
            ("[2001:db8::1]", "http://[2001:db8::1]:99", true),
            ("[2001:db8::1]:99", "http://[2001:db8::1]:99", true),
            ("[2001:db8::1]:99", "http://[2001:db8::1]", false),
            ("2001:db8::1", "http://[2001:db8::1]", true),
            ("2001:db8::/32", "http://[2001:db8::1]", true),
            ("10.1.2.3", "http://[::ffff:10.1.2.3]", true),
        ] {
            assert_eq!(is_listed(&Url::parse(url).unwrap(), list), direct, "{list:?} {url}");
        }
    }

    #[test]
    fn h22_loopback_is_direct_and_the_rest_by_scheme() {
        let proxies = Proxies::Environment {
            http: Some("proxy.test:1".into()),
            https: Some("not a url".into()),
            all: Some("https://all.test:2".into()),
            no_proxy: None,
        };
        let of = |url: &str| proxies.of(&Url::parse(url).unwrap()).map(String::from);
        assert_eq!(of("http://a.test").as_deref(), Some("http://proxy.test:1/"));
        assert_eq!(of("https://a.test").as_deref(), Some("https://all.test:2/"));
        for direct in ["localhost", "localhost.", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"] {
            assert_eq!(of(&format!("http://{direct}:8080/")), None, "{direct}");
        }
    }
}
