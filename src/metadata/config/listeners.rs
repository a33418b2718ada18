//! Listeners, their security protocols, and quorum addresses as `server.properties` writes them.

use super::broker::{ConfigError, Reader, Roles};
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

/// `max.connections.per.ip.overrides`: `host:number`, each.
pub fn parse_per_ip_overrides(text: &str) -> Result<BTreeMap<String, u32>, String> {
    let each = text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(|item| {
        let (host, limit) = item.rsplit_once(':')?;
        let limit = limit.trim().parse().ok().filter(|limit| i32::try_from(*limit).is_ok())?;
        Some((host.trim().to_owned(), limit))
    });
    let bad = |item: &str| format!("\"{item}\" is not host:number");
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    each.zip(items).map(|(parsed, item)| parsed.ok_or_else(|| bad(item))).collect()
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

/// Every listener of a node, as the settings give them.
pub(super) struct Listeners {
    pub(super) listeners: Vec<Listener>,
    pub(super) advertised: Vec<Listener>,
    pub(super) controller: Vec<Listener>,
    pub(super) advertised_controller: Vec<Listener>,
    pub(super) controller_names: Vec<String>,
    pub(super) controller_protocol: SecurityProtocol,
    pub(super) inter_broker: String,
}

pub(super) fn read(r: &mut Reader<'_>, roles: Roles, host_name: &str) -> Listeners {
    let map_text = r.text("listener.security.protocol.map").unwrap_or_default();
    let mut protocols = r.checked("listener.security.protocol.map", parse_protocol_map(&map_text));
    let controller_names: Vec<String> =
        r.list("controller.listener.names").iter().map(|name| name.to_ascii_uppercase()).collect();
    if controller_names.is_empty() {
        r.errors.push(ConfigError(
            "Missing required configuration \"controller.listener.names\": name the listener of the controllers".into(),
        ));
    }
    if !r.given("listener.security.protocol.map") {
        // As in Kafka: with the default map, controller listeners are PLAINTEXT unless the map names them.
        for name in &controller_names {
            protocols.entry(name.clone()).or_insert(SecurityProtocol::Plaintext);
        }
    }
    let given = r.list("listeners");
    let all = r.checked("listeners", parse_listeners(&given, &protocols, false));
    let is_controller = |l: &Listener| controller_names.contains(&l.name);
    let controller: Vec<Listener> = all.iter().filter(|l| roles.controller && is_controller(l)).cloned().collect();
    let brokers: Vec<Listener> = all.iter().filter(|l| roles.broker && !is_controller(l)).cloned().collect();
    if roles.controller && controller.is_empty() && !controller_names.is_empty() {
        r.refuse(
            "listeners",
            format!("it must contain a listener named in controller.listener.names ({})", controller_names.join(",")),
        );
    }
    if roles.broker && !roles.controller && all.iter().any(is_controller) {
        r.refuse("listeners", "it must not contain a controller listener when process.roles=broker");
    }
    if !roles.broker && all.iter().any(|l| !is_controller(l)) {
        r.refuse("listeners", "it must contain only controller listeners when process.roles=controller");
    }
    if roles.broker && brokers.is_empty() {
        r.refuse("listeners", "There must be at least one broker listener");
    }
    let advertised_given = r.list("advertised.listeners");
    let told = if advertised_given.is_empty() {
        all.clone()
    } else {
        r.checked("advertised.listeners", parse_listeners(&advertised_given, &protocols, true))
    };
    let with_host = |l: &Listener| Listener {
        host: if l.host.is_empty() { host_name.to_owned() } else { l.host.clone() },
        ..l.clone()
    };
    let advertised: Vec<Listener> = told.iter().filter(|l| roles.broker && !is_controller(l)).map(with_host).collect();
    let advertised_controller: Vec<Listener> =
        controller.iter().map(|l| with_host(told.iter().find(|t| t.name == l.name).unwrap_or(l))).collect();
    if let Some(bad) = advertised.iter().find(|l| l.host == "0.0.0.0" || l.host == "::") {
        let key = if advertised_given.is_empty() { "listeners" } else { "advertised.listeners" };
        r.refuse(
            key,
            format!(
                "advertised.listeners cannot use the nonroutable meta-address {}. Use a routable IP address.",
                bad.host
            ),
        );
    }
    if let Some(unknown) = advertised.iter().find(|l| !brokers.iter().any(|b| b.name == l.name)) {
        r.refuse("advertised.listeners", format!("{} is not among listeners", unknown.name));
    }
    for listener in all.iter().filter(|l| l.protocol != SecurityProtocol::Plaintext) {
        r.refuse("listeners", unserved(&listener.to_string(), listener.protocol));
    }
    let inter_broker = read_inter_broker(r, roles, &advertised, &controller_names);
    let controller_protocol = controller_names.first().and_then(|name| protocols.get(name)).copied();
    if controller_protocol.is_none() && !controller_names.is_empty() {
        r.refuse(
            "controller.listener.names",
            format!(
                "Controller listener with name {} is not in listener.security.protocol.map",
                controller_names.join(",")
            ),
        );
    }
    if let Some(protocol) = controller_protocol.filter(|protocol| *protocol != SecurityProtocol::Plaintext)
        && controller.is_empty()
    {
        r.refuse("controller.listener.names", unserved(&controller_names.join(","), protocol));
    }
    Listeners {
        listeners: brokers,
        advertised,
        controller,
        advertised_controller,
        controller_names,
        controller_protocol: controller_protocol.unwrap_or(SecurityProtocol::Plaintext),
        inter_broker,
    }
}

/// To serve such a listener in the clear would show everything to everybody.
fn unserved(what: &str, protocol: SecurityProtocol) -> String {
    format!(
        "{what} would speak {}, which is not served yet: make it PLAINTEXT in listener.security.protocol.map, on a network \
         that only trusted machines reach",
        protocol.name()
    )
}

fn read_inter_broker(r: &mut Reader<'_>, roles: Roles, advertised: &[Listener], controller_names: &[String]) -> String {
    let named = r.text("inter.broker.listener.name").map(|name| name.to_ascii_uppercase());
    let name = match named {
        Some(name) => {
            if r.given("security.inter.broker.protocol") {
                r.refuse(
                    "inter.broker.listener.name",
                    "Only one of inter.broker.listener.name and security.inter.broker.protocol should be set.",
                );
            }
            name
        }
        None => r.text("security.inter.broker.protocol").unwrap_or_else(|| "PLAINTEXT".into()),
    };
    if roles.broker && !advertised.iter().any(|l| l.name == name) {
        r.refuse("inter.broker.listener.name", format!("{name} must be one of the advertised listeners"));
    }
    if roles.broker && controller_names.contains(&name) {
        r.refuse("inter.broker.listener.name", format!("{name} must not be in controller.listener.names"));
    }
    name
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
