//! How many connections a node takes, and how fast (`max.connections`, `max.connections.per.ip` and its overrides,
//! `max.connection.creation.rate`, and the same under `listener.name.X.`), counted over all shards.
//!
//! Promises: as in Apache Kafka, too many from one address are refused, while too many in all, or too fast, make the
//! acceptor wait. The counting is a pure core ([`Quota`]); [`ConnectionLimits`] shares it between threads.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use crate::metadata::config::{BrokerConfig, BrokerLayers, parse_per_ip_overrides};
use crate::metadata::image::{ConfigResource, Image};

/// The limits of one listener, or of the whole node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub max_connections: usize,
    pub max_per_second: u32,
}

impl Rate {
    pub const UNLIMITED: Rate = Rate { max_connections: usize::MAX, max_per_second: i32::MAX as u32 };
}

/// What the configuration says; read again for each new connection, so that it can change.
#[derive(Debug, Clone)]
pub struct LimitSettings {
    pub node: Rate,
    pub listeners: HashMap<String, Rate>,
    pub max_per_ip: usize,
    pub per_ip: HashMap<IpAddr, usize>,
    /// The listener between brokers is not held up by clients that use up `max.connections`.
    pub protected_listener: Option<String>,
    /// Seconds over which a creation rate is averaged (`quota.window.num` less the one in progress).
    pub rate_window_s: u32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        LimitSettings {
            node: Rate::UNLIMITED,
            listeners: HashMap::new(),
            max_per_ip: usize::MAX,
            per_ip: HashMap::new(),
            protected_listener: None,
            rate_window_s: 10,
        }
    }
}

/// Why a new connection is not served now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `max.connections.per.ip`, or its override, is reached: close it.
    TooManyFromAddress { max: usize },
    /// Ask again when a connection has ended.
    WaitForSlot,
    /// Ask again then: connections come too fast.
    WaitMs(u64),
}

/// Tokens for new connections: refilled at the rate, as many at most as a window allows.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    thousandths: u64,
    at_ms: u64,
}

impl Bucket {
    fn refill(&mut self, now_ms: u64, per_second: u32, window_s: u32) {
        let most = u64::from(per_second) * u64::from(window_s.max(1)) * 1000;
        let passed_ms = now_ms.saturating_sub(self.at_ms);
        self.thousandths = self.thousandths.saturating_add(passed_ms.saturating_mul(u64::from(per_second))).min(most);
        self.at_ms = now_ms;
    }

    /// Milliseconds until there is a token.
    fn wait_ms(&self, per_second: u32) -> u64 {
        let missing = 1000u64.saturating_sub(self.thousandths);
        if per_second == 0 { ZERO_RATE_WAIT_MS } else { missing.div_ceil(u64::from(per_second)) }
    }
}

/// A rate of zero admits nobody until it is changed: look again after this.
const ZERO_RATE_WAIT_MS: u64 = 1000;

/// The counts of one node.
#[derive(Debug, Default)]
pub struct Quota {
    total: usize,
    by_listener: HashMap<String, usize>,
    by_ip: HashMap<IpAddr, usize>,
    node_bucket: Option<Bucket>,
    listener_buckets: HashMap<String, Bucket>,
}

impl Quota {
    /// Counts a new connection, or says why not.
    pub fn admit(&mut self, now_ms: u64, settings: &LimitSettings, listener: &str, ip: IpAddr) -> Result<(), Refusal> {
        let max = settings.per_ip.get(&ip).copied().unwrap_or(settings.max_per_ip);
        if self.by_ip.get(&ip).copied().unwrap_or(0) >= max {
            return Err(Refusal::TooManyFromAddress { max });
        }
        let own = settings.listeners.get(listener).copied().unwrap_or(Rate::UNLIMITED);
        let protected = settings.protected_listener.as_deref() == Some(listener);
        let node_full = !protected && self.total >= settings.node.max_connections;
        if node_full || self.by_listener.get(listener).copied().unwrap_or(0) >= own.max_connections {
            return Err(Refusal::WaitForSlot);
        }
        let wait_ms = self.take_tokens(now_ms, settings, listener, own, protected);
        if wait_ms > 0 {
            return Err(Refusal::WaitMs(wait_ms));
        }
        self.total += 1;
        *self.by_listener.entry(listener.to_owned()).or_default() += 1;
        *self.by_ip.entry(ip).or_default() += 1;
        Ok(())
    }

    /// Takes one token from each bucket that limits, or none from any and says how long to wait.
    fn take_tokens(
        &mut self,
        now_ms: u64,
        settings: &LimitSettings,
        listener: &str,
        own: Rate,
        protected: bool,
    ) -> u64 {
        let window_s = settings.rate_window_s;
        let unlimited = Rate::UNLIMITED.max_per_second;
        let full =
            |rate: u32| Bucket { thousandths: u64::from(rate) * u64::from(window_s.max(1)) * 1000, at_ms: now_ms };
        let node_rate = if protected { unlimited } else { settings.node.max_per_second };
        let mut wait_ms = 0;
        if node_rate < unlimited {
            let bucket = self.node_bucket.get_or_insert_with(|| full(node_rate));
            bucket.refill(now_ms, node_rate, window_s);
            wait_ms = bucket.wait_ms(node_rate);
        } else {
            self.node_bucket = None;
        }
        if own.max_per_second < unlimited {
            let rate = own.max_per_second;
            let bucket = self.listener_buckets.entry(listener.to_owned()).or_insert_with(|| full(rate));
            bucket.refill(now_ms, rate, window_s);
            wait_ms = wait_ms.max(bucket.wait_ms(rate));
        } else {
            self.listener_buckets.remove(listener);
        }
        if wait_ms == 0 {
            let listener_bucket = self.listener_buckets.get_mut(listener);
            for bucket in self.node_bucket.as_mut().into_iter().chain(listener_bucket) {
                bucket.thousandths = bucket.thousandths.saturating_sub(1000);
            }
        }
        wait_ms
    }

    /// A connection that was admitted has ended.
    pub fn release(&mut self, listener: &str, ip: IpAddr) {
        self.total = self.total.saturating_sub(1);
        if let Some(count) = self.by_listener.get_mut(listener) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = self.by_ip.get_mut(&ip) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_ip.remove(&ip);
            }
        }
    }

    pub fn total(&self) -> usize {
        self.total
    }
}

#[derive(Debug, Default)]
struct Shared {
    quota: Quota,
    /// How many connections have ended so far.
    ended: u64,
    waiting: Vec<Waker>,
}

/// The counts of one node, for all its threads.
#[derive(Debug, Clone, Default)]
pub struct ConnectionLimits {
    shared: Arc<Mutex<Shared>>,
}

/// A counted connection; dropping it makes room for another.
#[derive(Debug)]
pub struct ConnectionSlot {
    limits: ConnectionLimits,
    listener: Arc<str>,
    ip: IpAddr,
}

impl ConnectionLimits {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Counting cannot panic half-way; a poisoned lock still holds true counts.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a new connection, or says why not.
    pub fn admit(
        &self,
        now_ms: u64,
        settings: &LimitSettings,
        listener: &Arc<str>,
        ip: IpAddr,
    ) -> Result<ConnectionSlot, Refusal> {
        self.lock().quota.admit(now_ms, settings, listener, ip)?;
        Ok(ConnectionSlot { limits: self.clone(), listener: listener.clone(), ip })
    }

    pub fn total(&self) -> usize {
        self.lock().quota.total()
    }

    /// How many connections have ended so far; taken before [`ConnectionLimits::admit`], for [`ConnectionLimits::slot_freed`].
    pub fn ended(&self) -> u64 {
        self.lock().ended
    }

    /// Waits until more connections than `since` have ended.
    pub async fn slot_freed(&self, since: u64) {
        poll_fn(|cx| {
            let mut shared = self.lock();
            if shared.ended != since {
                return Poll::Ready(());
            }
            // Who looks again meanwhile waits once all the same.
            if !shared.waiting.iter().any(|waiting| waiting.will_wake(cx.waker())) {
                shared.waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let waiting = {
            let mut shared = self.limits.lock();
            shared.quota.release(&self.listener, self.ip);
            shared.ended += 1;
            std::mem::take(&mut shared.waiting)
        };
        for waker in waiting {
            waker.wake();
        }
    }
}

impl LimitSettings {
    /// What the settings say. Addresses in `max.connections.per.ip.overrides` count, and `localhost`; other names are
    /// reported, because nothing resolves them here.
    pub fn of(config: &BrokerConfig, layers: &BrokerLayers<'_>) -> Self {
        let number = |name: &str| layers.value(name).as_i64().and_then(|value| u32::try_from(value).ok());
        let count = |name: &str| number(name).map_or(usize::MAX, |value| value as usize);
        let overrides = layers.text("max.connections.per.ip.overrides").unwrap_or_default();
        let mut per_ip = HashMap::new();
        for (host, max) in parse_per_ip_overrides(overrides).unwrap_or_default() {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let addresses = match host.parse::<IpAddr>() {
                Ok(address) => vec![address],
                Err(_) if host == "localhost" => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
                Err(_) => {
                    tracing::warn!(
                        host,
                        "max.connections.per.ip.overrides: give an address; host names have no effect"
                    );
                    Vec::new()
                }
            };
            per_ip.extend(addresses.into_iter().map(|address| (address, max as usize)));
        }
        let own = |listener: &str, name: &str| -> Option<u32> {
            let key = format!("listener.name.{}.{name}", listener.to_lowercase());
            layers.text(&key)?.trim().parse().ok()
        };
        let listeners = config.listeners.iter().map(|listener| {
            let unlimited = Rate::UNLIMITED;
            let max_connections = own(&listener.name, "max.connections").map(|max| max as usize);
            let rate = Rate {
                max_connections: max_connections.unwrap_or(unlimited.max_connections),
                max_per_second: own(&listener.name, "max.connection.creation.rate").unwrap_or(unlimited.max_per_second),
            };
            (listener.name.clone(), rate)
        });
        let window = |name: &str, default: u32| number(name).unwrap_or(default);
        LimitSettings {
            node: Rate {
                max_connections: count("max.connections"),
                max_per_second: number("max.connection.creation.rate").unwrap_or(Rate::UNLIMITED.max_per_second),
            },
            listeners: listeners.collect(),
            max_per_ip: count("max.connections.per.ip"),
            per_ip,
            protected_listener: (config.listeners.len() > 1).then(|| config.inter_broker_listener_name.clone()),
            rate_window_s: window("quota.window.num", 11)
                .saturating_sub(1)
                .max(1)
                .saturating_mul(window("quota.window.size.seconds", 1)),
        }
    }
}

/// The dynamic settings of all brokers and of this one, as the metadata holds them.
type Dynamic = [Option<Arc<BTreeMap<String, String>>>; 2];

/// The limits as they stand in the metadata now; worked out again only after the broker's settings have changed.
pub struct LiveLimits {
    config: Arc<BrokerConfig>,
    known: RefCell<Option<(Dynamic, LimitSettings)>>,
}

impl LiveLimits {
    pub fn new(config: Arc<BrokerConfig>) -> Self {
        LiveLimits { config, known: RefCell::default() }
    }

    pub fn of(&self, image: &Image) -> LimitSettings {
        let resources = [ConfigResource::default_broker(), ConfigResource::broker(self.config.node_id)];
        let dynamic: Dynamic = resources.map(|resource| image.config(&resource).cloned());
        let is_same = |(a, b)| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        let mut known = self.known.borrow_mut();
        if let Some((before, limits)) = &*known
            && before.iter().map(Option::as_ref).zip(dynamic.iter().map(Option::as_ref)).all(is_same)
        {
            return limits.clone();
        }
        let [default, own] = &dynamic;
        let limits = LimitSettings::of(
            &self.config,
            &BrokerLayers {
                static_settings: self.config.settings.as_map(),
                dynamic_default: default.as_deref(),
                dynamic_broker: own.as_deref(),
            },
        );
        *known = Some((dynamic, limits.clone()));
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::config::Settings;
    use ringmain_protocol::messages::metadata::{ConfigRecord, MetadataRecord};

    const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    fn settings() -> LimitSettings {
        LimitSettings::default()
    }

    #[test]
    fn counts_by_address_listener_and_node() {
        let settings = LimitSettings {
            node: Rate { max_connections: 4, ..Rate::UNLIMITED },
            listeners: HashMap::from([("L".to_owned(), Rate { max_connections: 3, ..Rate::UNLIMITED })]),
            max_per_ip: 2,
            per_ip: HashMap::from([(B, 3)]),
            protected_listener: Some("INTERNAL".into()),
            ..settings()
        };
        let mut quota = Quota::default();
        let mut admit = |listener, ip| quota.admit(0, &settings, listener, ip);
        assert_eq!(admit("L", A), Ok(()));
        assert_eq!(admit("L", A), Ok(()));
        assert_eq!(admit("L", A), Err(Refusal::TooManyFromAddress { max: 2 }));
        assert_eq!(admit("L", B), Ok(()));
        assert_eq!(admit("L", B), Err(Refusal::WaitForSlot), "the listener is full");
        assert_eq!(admit("M", B), Ok(()));
        assert_eq!(admit("M", B), Err(Refusal::WaitForSlot), "the node is full");
        assert_eq!(admit("INTERNAL", B), Ok(()), "brokers still get in");
        quota.release("L", A);
        quota.release("INTERNAL", B);
        assert_eq!(quota.admit(0, &settings, "L", A), Ok(()));
    }

    #[test]
    fn a_rate_allows_its_window_then_its_pace() {
        let rate = Rate { max_per_second: 5, ..Rate::UNLIMITED };
        let settings = LimitSettings { node: rate, rate_window_s: 2, ..settings() };
        let mut quota = Quota::default();
        for _ in 0..10 {
            assert_eq!(quota.admit(1000, &settings, "L", A), Ok(()));
        }
        assert_eq!(quota.admit(1000, &settings, "L", A), Err(Refusal::WaitMs(200)));
        assert_eq!(quota.admit(1199, &settings, "L", A), Err(Refusal::WaitMs(1)));
        assert_eq!(quota.admit(1200, &settings, "L", A), Ok(()));
        assert_eq!(quota.admit(1200, &settings, "L", A), Err(Refusal::WaitMs(200)));
        let zero = LimitSettings { node: Rate { max_per_second: 0, ..Rate::UNLIMITED }, ..settings };
        assert_eq!(Quota::default().admit(0, &zero, "L", A), Err(Refusal::WaitMs(ZERO_RATE_WAIT_MS)));
    }

    #[test]
    fn a_dropped_slot_is_free_again_and_wakes_the_waiting() {
        use std::pin::pin;
        use std::task::Context;
        let limits = ConnectionLimits::default();
        let settings = LimitSettings { node: Rate { max_connections: 1, ..Rate::UNLIMITED }, ..settings() };
        let listener: Arc<str> = "L".into();
        let slot = limits.admit(0, &settings, &listener, A).unwrap();
        let ended = limits.ended();
        assert_eq!(limits.admit(0, &settings, &listener, A).unwrap_err(), Refusal::WaitForSlot);
        let mut freed = pin!(limits.slot_freed(ended));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(freed.as_mut().poll(&mut cx).is_pending());
        drop(slot);
        assert!(freed.as_mut().poll(&mut cx).is_ready());
        assert_eq!(limits.total(), 0);
        assert!(limits.admit(0, &settings, &listener, A).is_ok());
    }

    #[test]
    fn settings_come_from_the_configuration() {
        let mut texts = Settings::embedded_default();
        for (name, value) in [
            ("max.connections", "7"),
            ("max.connections.per.ip", "5"),
            ("max.connections.per.ip.overrides", "10.0.0.1:3,localhost:4,elsewhere.example:9"),
            ("max.connection.creation.rate", "20"),
            ("listener.name.plaintext.max.connections", "6"),
            ("listener.name.plaintext.max.connection.creation.rate", "8"),
        ] {
            texts.insert(name, value);
        }
        let (config, _) = BrokerConfig::from_settings(texts, "localhost").unwrap();
        let limits = LimitSettings::of(&config, &BrokerLayers::of_file(config.settings.as_map()));
        assert_eq!(limits.node, Rate { max_connections: 7, max_per_second: 20 });
        assert_eq!(limits.listeners["PLAINTEXT"], Rate { max_connections: 6, max_per_second: 8 });
        assert_eq!((limits.max_per_ip, limits.per_ip[&A]), (5, 3));
        assert_eq!(limits.per_ip[&IpAddr::from(Ipv6Addr::LOCALHOST)], 4);
        assert_eq!((limits.per_ip.len(), limits.rate_window_s), (3, 10));
    }

    #[test]
    fn limits_follow_the_metadata() {
        let mut texts = Settings::embedded_default();
        texts.insert("max.connections", "7");
        let (config, _) = BrokerConfig::from_settings(texts, "localhost").unwrap();
        let live = LiveLimits::new(Arc::new(config));
        let mut image = Image::empty();
        let limits = live.of(&image);
        assert_eq!((limits.node.max_connections, limits.max_per_ip), (7, i32::MAX as usize));
        let mut set = |broker: &str, name: &str, value: Option<&str>| {
            let record = MetadataRecord::Config(ConfigRecord {
                resource_type: ConfigResource::BROKER,
                resource_name: broker.into(),
                name: name.into(),
                value: value.map(str::to_owned),
                ..ConfigRecord::default()
            });
            image = image.apply(&[record], image.offset() + 1, 1).unwrap();
            live.of(&image)
        };
        assert_eq!(set("", "max.connections", Some("5")).node.max_connections, 5);
        assert_eq!(set("1", "max.connections", Some("3")).node.max_connections, 3);
        assert_eq!(set("2", "max.connections", Some("1")).node.max_connections, 3, "another broker's");
        assert_eq!(set("", "max.connections.per.ip", Some("2")).max_per_ip, 2);
        assert_eq!(set("1", "max.connections.per.ip.overrides", Some("10.0.0.1:9")).per_ip[&A], 9);
        assert_eq!(set("1", "max.connection.creation.rate", Some("4")).node.max_per_second, 4);
        let own = set("1", "listener.name.plaintext.max.connections", Some("6"));
        assert_eq!(own.listeners["PLAINTEXT"].max_connections, 6);
        set("1", "max.connections", None);
        assert_eq!(set("", "max.connections", None).node.max_connections, 7);
    }
}
