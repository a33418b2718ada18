//! Listeners, their security protocols, and quorum addresses as `server.properties` writes them.

use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityProtocol {
    Plaintext,
    Ssl,
    SaslPlaintext,
    SaslSsl,
}

impl SecurityProtocol {
    /// Its number in metadata records.
    pub fn id(self) -> i16 {
        match self {
            SecurityProtocol::Plaintext => 0,
            SecurityProtocol::Ssl => 1,
            SecurityProtocol::SaslPlaintext => 2,
            SecurityProtocol::SaslSsl => 3,
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "PLAINTEXT" => SecurityProtocol::Plaintext,
            "SSL" => SecurityProtocol::Ssl,
            "SASL_PLAINTEXT" => SecurityProtocol::SaslPlaintext,
            "SASL_SSL" => SecurityProtocol::SaslSsl,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            SecurityProtocol::Plaintext => "PLAINTEXT",
            SecurityProtocol::Ssl => "SSL",
            SecurityProtocol::SaslPlaintext => "SASL_PLAINTEXT",
            SecurityProtocol::SaslSsl => "SASL_SSL",
        }
    }
}

/// `NAME://host:port`. An empty host is every address when listening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// In upper case, as Kafka compares listener names.
    pub name: String,
    pub host: String,
    pub port: u16,
    pub protocol: SecurityProtocol,
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "{}://[{}]:{}", self.name, self.host, self.port)
        } else {
            write!(f, "{}://{}:{}", self.name, self.host, self.port)
        }
    }
}

/// A voter of `controller.quorum.voters`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuorumVoter {
    pub id: i32,
    pub host: String,
    pub port: u16,
}

/// `NAME:PROTOCOL,...`; names in upper case.
pub fn parse_protocol_map(text: &str) -> Result<BTreeMap<String, SecurityProtocol>, String> {
    let mut map = BTreeMap::new();
    for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let (name, protocol) = item.split_once(':').ok_or_else(|| format!("\"{item}\" is not NAME:PROTOCOL"))?;
        let protocol = SecurityProtocol::from_name(protocol.trim())
            .ok_or_else(|| format!("\"{protocol}\" is not one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL"))?;
        map.insert(name.trim().to_ascii_uppercase(), protocol);
    }
    Ok(map)
}

/// Listeners, in order. No two share a name; two share a port (other than 0) only as IPv4 and IPv6 of one.
pub fn parse_listeners(
    items: &[String],
    protocols: &BTreeMap<String, SecurityProtocol>,
    advertised: bool,
) -> Result<Vec<Listener>, String> {
    let mut listeners: Vec<Listener> = Vec::new();
    for item in items {
        let (name, address) = item.split_once("://").ok_or_else(|| format!("\"{item}\" is not NAME://host:port"))?;
        let name = name.to_ascii_uppercase();
        let (host, port) = parse_host_port(address).ok_or_else(|| format!("\"{item}\" is not NAME://host:port"))?;
        let protocol = *protocols.get(&name).ok_or_else(|| {
            format!("No security protocol defined for listener {name}: add it to listener.security.protocol.map")
        })?;
        if listeners.iter().any(|l| l.name == name) {
            return Err(format!("Each listener must have a different name: {name} is given twice"));
        }
        let clash = listeners.iter().find(|l| !advertised && port != 0 && l.port == port);
        if let Some(other) = clash {
            let pair = is_ipv6(&host) != is_ipv6(&other.host) && !host.is_empty() && !other.host.is_empty();
            let different_addresses = host != other.host && !host.is_empty() && !other.host.is_empty();
            if !pair && !different_addresses {
                return Err(format!("Each listener must have a different port: {port} is given twice"));
            }
        }
        listeners.push(Listener { name, host, port, protocol });
    }
    Ok(listeners)
}

fn is_ipv6(host: &str) -> bool {
    host.contains(':')
}

/// `host:port`, `[v6]:port` or `:port`.
pub fn parse_host_port(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?,
        None if host.contains(':') => return None,
        None => host,
    };
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '%' | ':');
    (host.chars().all(name) && !port.starts_with('+')).then_some((host.to_owned(), port.parse().ok()?))
}

/// `id@host:port`, each.
pub fn parse_quorum_voters(items: &[String]) -> Result<Vec<QuorumVoter>, String> {
    let mut voters: Vec<QuorumVoter> = Vec::new();
    for item in items {
        let bad = || format!("\"{item}\" is not id@host:port");
        let (id, address) = item.split_once('@').ok_or_else(bad)?;
        let id: i32 = id.trim().parse().ok().filter(|id| *id >= 0).ok_or_else(bad)?;
        let (host, port) = parse_host_port(address.trim()).filter(|(host, _)| !host.is_empty()).ok_or_else(bad)?;
        if voters.iter().any(|v| v.id == id) {
            return Err(format!("voter {id} is given twice"));
        }
        voters.push(QuorumVoter { id, host, port });
    }
    Ok(voters)
}

/// `host:port`, each.
pub fn parse_bootstrap_servers(items: &[String]) -> Result<Vec<(String, u16)>, String> {
    items
        .iter()
        .map(|item| {
            parse_host_port(item)
                .filter(|(host, _)| !host.is_empty())
                .ok_or_else(|| format!("\"{item}\" is not host:port"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn listeners_by_table() {
        let map = parse_protocol_map("PLAINTEXT:PLAINTEXT, ext:SASL_SSL").unwrap();
        for (text, expected) in [
            ("PLAINTEXT://:9092", Ok("PLAINTEXT://:9092")),
            ("plaintext://h:1,EXT://[::1]:2", Ok("PLAINTEXT://h:1,EXT://[::1]:2")),
            ("PLAINTEXT://127.0.0.1:9092,EXT://[::1]:9092", Ok("PLAINTEXT://127.0.0.1:9092,EXT://[::1]:9092")),
            ("PLAINTEXT://h:1,EXT://h:1", Err("different port")),
            ("PLAINTEXT://h:0,EXT://h:0", Ok("PLAINTEXT://h:0,EXT://h:0")),
            ("PLAINTEXT://h:1,PLAINTEXT://h:2", Err("different name")),
            ("OTHER://h:1", Err("No security protocol")),
            ("h:1", Err("is not NAME://host:port")),
            ("PLAINTEXT://h:99999", Err("is not NAME://host:port")),
            ("PLAINTEXT://h", Err("is not NAME://host:port")),
            ("PLAINTEXT://::1:9", Err("is not NAME://host:port")),
            ("PLAINTEXT://a b:9", Err("is not NAME://host:port")),
        ] {
            let parsed = parse_listeners(&list(text), &map, false);
            match (parsed, expected) {
                (Ok(listeners), Ok(shown)) => {
                    let text = listeners.iter().map(Listener::to_string).collect::<Vec<_>>().join(",");
                    assert_eq!(text, shown);
                }
                (Err(error), Err(part)) => assert!(error.contains(part), "{text}: {error}"),
                (parsed, _) => panic!("{text}: {parsed:?}"),
            }
        }
    }

    #[test]
    fn quorums_by_table() {
        assert_eq!(
            parse_quorum_voters(&list("1@a:9,2@[::1]:8")).unwrap(),
            vec![QuorumVoter { id: 1, host: "a".into(), port: 9 }, QuorumVoter { id: 2, host: "::1".into(), port: 8 }]
        );
        for bad in ["a:9", "x@a:9", "-1@a:9", "1@a", "1@:9", "1@a:9,1@b:9"] {
            assert!(parse_quorum_voters(&list(bad)).is_err(), "{bad}");
        }
        assert_eq!(parse_bootstrap_servers(&list("a:1")).unwrap(), vec![("a".to_owned(), 1)]);
        assert!(parse_bootstrap_servers(&list(":1")).is_err());
    }
}
