//! The broker's configuration, typed and checked: what the other rooms read. Built once at start from [`Settings`].

use super::group::{self, GroupConfigs};
use super::listeners::{self, Listener, QuorumVoter, SecurityProtocol};
use super::meaning::{Notice, check_connection_limit, notices};
use super::settings::{Settings, broker_def};
use super::value::{self, Value};
use crate::metadata::tables::ConfigDef;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    pub broker: bool,
    pub controller: bool,
}

/// A setting that the process cannot start with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// `socket.*`, `connections.*`, and the limits of requests. Those of connections (`max.connection*`) change while the node
/// runs: who heeds them reads them from the layers.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkConfig {
    pub socket_send_buffer_bytes: i32,
    pub socket_receive_buffer_bytes: i32,
    pub socket_request_max_bytes: i32,
    pub socket_listen_backlog_size: i32,
    pub connections_max_idle_ms: i64,
    /// Not above 0: no limit of its own.
    pub queued_max_request_bytes: i64,
    pub max_request_partition_size_limit: i32,
    pub fetch_max_bytes: i32,
    pub max_incremental_fetch_session_cache_slots: i32,
}

/// `log.*` settings that are not defaults of topic settings.
#[derive(Debug, Clone, PartialEq)]
pub struct LogConfig {
    /// In the order given; the first is the metadata log's unless `metadata.log.dir` says otherwise.
    pub dirs: Vec<String>,
    pub metadata_log_dir: String,
    pub flush_offset_checkpoint_interval_ms: i32,
    /// How long the controller may be without knowledge of a failed directory.
    pub dir_failure_timeout_ms: i64,
    pub producer_id_expiration_ms: i32,
    pub producer_id_expiration_check_interval_ms: i32,
}

/// `controller.quorum.*`, `metadata.*` and the broker's relation to the controller.
#[derive(Debug, Clone, PartialEq)]
pub struct QuorumConfig {
    /// Static voters; empty where the voters are in the log.
    pub voters: Vec<QuorumVoter>,
    pub bootstrap_servers: Vec<(String, u16)>,
    pub election_timeout_ms: i32,
    pub election_backoff_max_ms: i32,
    pub fetch_timeout_ms: i32,
    pub request_timeout_ms: i32,
    pub retry_backoff_ms: i32,
    pub fetch_max_bytes: i32,
    pub fetch_snapshot_max_bytes: i32,
    pub broker_heartbeat_interval_ms: i32,
    pub broker_session_timeout_ms: i32,
    pub initial_broker_registration_timeout_ms: i32,
    pub metadata_log_segment_bytes: i32,
    pub metadata_log_segment_ms: i64,
    pub metadata_max_retention_bytes: i64,
    pub metadata_max_retention_ms: i64,
    pub metadata_log_max_record_bytes_between_snapshots: i64,
    pub metadata_log_max_snapshot_interval_ms: i64,
    /// 0: no NoOpRecords.
    pub metadata_max_idle_interval_ms: i32,
}

/// Settings of one internal topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InternalTopicConfig {
    pub num_partitions: i32,
    pub replication_factor: i16,
    pub segment_bytes: i32,
    /// 1 where Kafka has no such setting.
    pub min_isr: i32,
}

/// Ringmain's own settings.
#[derive(Debug, Clone, PartialEq)]
pub struct RingmainConfig {
    /// `None`: one for each core that the process may use.
    pub shards: Option<usize>,
    /// Size of each journal file.
    pub journal_bytes: u64,
    /// Buffers of the logs, of all shards together; `None`: a fixed size for each shard.
    pub memory_bytes: Option<u64>,
    /// Requests being received and worked on, of all connections together; `None`: a fixed size for each shard.
    pub request_memory_bytes: Option<u64>,
}

/// Everything a node is told. `settings` keeps the texts for DescribeConfigs.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerConfig {
    pub node_id: i32,
    pub roles: Roles,
    pub rack: Option<String>,
    /// Listeners of the broker, without those of the controller. Empty on a controller.
    pub listeners: Vec<Listener>,
    /// What clients are told; a host is never empty.
    pub advertised_listeners: Vec<Listener>,
    /// Listeners of the controller in this process. Empty on a broker.
    pub controller_listeners: Vec<Listener>,
    /// What is told of them to the quorum.
    pub advertised_controller_listeners: Vec<Listener>,
    /// `controller.listener.names`; a broker reaches controllers by the first.
    pub controller_listener_names: Vec<String>,
    pub controller_security_protocol: SecurityProtocol,
    pub inter_broker_listener_name: String,
    pub network: NetworkConfig,
    pub log: LogConfig,
    pub quorum: QuorumConfig,
    pub group: GroupConfigs,
    pub offsets_topic: InternalTopicConfig,
    pub transaction_topic: InternalTopicConfig,
    pub share_topic: InternalTopicConfig,
    pub num_partitions: i32,
    pub default_replication_factor: i16,
    pub auto_create_topics_enable: bool,
    pub delete_topic_enable: bool,
    pub ringmain: RingmainConfig,
    pub settings: Settings,
}

/// Reads typed values and gathers what is wrong, so that all of it is told at once.
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    pub(super) errors: Vec<ConfigError>,
}

impl Reader<'_> {
    pub(super) fn value(&mut self, name: &str) -> Value {
        let Some(def) = broker_def(name) else {
            self.errors.push(ConfigError(format!("{name}: there is no such setting")));
            return Value::Null;
        };
        match self.settings.get(name) {
            None => value::default_of(def),
            Some(text) => value::parse(def, text).unwrap_or_else(|error| {
                self.errors.push(ConfigError(explain(def, &error)));
                value::default_of(def)
            }),
        }
    }

    pub(super) fn i64(&mut self, name: &str) -> i64 {
        self.value(name).as_i64().unwrap_or_default()
    }

    pub(super) fn i32(&mut self, name: &str) -> i32 {
        i32::try_from(self.i64(name)).unwrap_or_default()
    }

    fn i16(&mut self, name: &str) -> i16 {
        i16::try_from(self.i64(name)).unwrap_or_default()
    }

    fn bool(&mut self, name: &str) -> bool {
        self.value(name).as_bool().unwrap_or_default()
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.value(name).as_text().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        let items = self.value(name).as_list().map(<[String]>::to_vec).unwrap_or_default();
        items.into_iter().filter(|item| !item.is_empty()).collect()
    }

    pub(super) fn given(&self, name: &str) -> bool {
        self.settings.get(name).is_some_and(|text| !text.trim().is_empty())
    }

    pub(super) fn refuse(&mut self, name: &str, why: impl std::fmt::Display) {
        let value = self.settings.get(name).unwrap_or("(not set)").to_owned();
        self.errors.push(ConfigError(format!("Invalid value {value} for configuration {name}: {why}")));
    }

    pub(super) fn checked<T: Default>(&mut self, name: &str, result: Result<T, String>) -> T {
        result.unwrap_or_else(|why| {
            self.refuse(name, why);
            T::default()
        })
    }
}

/// The error, and what the setting takes where the error does not say so.
fn explain(def: &ConfigDef, error: &value::InvalidValue) -> String {
    match def.valid {
        Some(valid) => format!("{error} (allowed: {valid})"),
        None => error.to_string(),
    }
}

impl BrokerConfig {
    /// `host_name` stands where listeners advertise no host of their own.
    pub fn from_settings(settings: Settings, host_name: &str) -> Result<(Self, Vec<Notice>), Vec<ConfigError>> {
        let notices = notices(&settings);
        let mut reader = Reader { settings: &settings, errors: Vec::new() };
        check_all(&mut reader);
        let mut config = read(&mut reader, host_name);
        let errors = reader.errors;
        if !errors.is_empty() {
            let mut unique: Vec<ConfigError> = Vec::new();
            for error in errors {
                if !unique.contains(&error) {
                    unique.push(error);
                }
            }
            return Err(unique);
        }
        config.settings = settings;
        Ok((config, notices))
    }

    /// The listener that other brokers use.
    pub fn inter_broker_listener(&self) -> Option<&Listener> {
        self.advertised_listeners.iter().find(|l| l.name == self.inter_broker_listener_name)
    }
}

/// Values that nothing reads are still checked: a bad value is an error wherever it stands.
fn check_all(reader: &mut Reader<'_>) {
    let names: Vec<String> = reader.settings.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        if broker_def(&name).is_some() {
            reader.value(&name);
        }
        if let Err(error) = check_connection_limit(&name, reader.settings.get(&name).unwrap_or_default()) {
            reader.errors.push(ConfigError(error.to_string()));
        }
    }
}

fn read(r: &mut Reader<'_>, host_name: &str) -> BrokerConfig {
    let role_names = r.list("process.roles");
    let roles = Roles {
        broker: role_names.iter().any(|role| role == "broker"),
        controller: role_names.iter().any(|role| role == "controller"),
    };
    if !roles.broker && !roles.controller {
        r.errors.push(ConfigError(
            "Missing required configuration process.roles: set it to broker, controller or broker,controller".into(),
        ));
    }
    let node_id = read_node_id(r);
    let dirs = match r.list("log.dirs") {
        dirs if dirs.is_empty() => r.list("log.dir"),
        dirs => dirs,
    };
    if dirs.is_empty() {
        r.refuse("log.dirs", "At least one log directory must be defined");
    }
    let metadata_log_dir = r.text("metadata.log.dir").unwrap_or_else(|| dirs.first().cloned().unwrap_or_default());
    let net = listeners::read(r, roles, host_name);
    if r.given("authorizer.class.name") {
        r.refuse(
            "authorizer.class.name",
            "ACLs are not enforced yet, everybody may do everything; remove the setting and keep others out by the network",
        );
    }
    let topic = |r: &mut Reader<'_>, prefix: &str, min_isr: Option<&str>| InternalTopicConfig {
        num_partitions: r.i32(&format!("{prefix}.num.partitions")),
        replication_factor: r.i16(&format!("{prefix}.replication.factor")),
        segment_bytes: r.i32(&format!("{prefix}.segment.bytes")),
        min_isr: min_isr.map_or(1, |name| r.i32(name)),
    };
    BrokerConfig {
        node_id,
        roles,
        rack: r.text("broker.rack"),
        listeners: net.listeners,
        advertised_listeners: net.advertised,
        controller_listeners: net.controller,
        advertised_controller_listeners: net.advertised_controller,
        controller_listener_names: net.controller_names,
        controller_security_protocol: net.controller_protocol,
        inter_broker_listener_name: net.inter_broker,
        network: read_network(r),
        log: LogConfig {
            dirs,
            metadata_log_dir,
            flush_offset_checkpoint_interval_ms: r.i32("log.flush.offset.checkpoint.interval.ms"),
            dir_failure_timeout_ms: r.i64("log.dir.failure.timeout.ms"),
            producer_id_expiration_ms: r.i32("producer.id.expiration.ms"),
            producer_id_expiration_check_interval_ms: r.i32("producer.id.expiration.check.interval.ms"),
        },
        quorum: read_quorum(r, roles, node_id),
        group: group::read(r),
        offsets_topic: topic(r, "offsets.topic", None),
        transaction_topic: topic(r, "transaction.state.log", Some("transaction.state.log.min.isr")),
        share_topic: topic(r, "share.coordinator.state.topic", Some("share.coordinator.state.topic.min.isr")),
        num_partitions: r.i32("num.partitions"),
        default_replication_factor: r.i16("default.replication.factor"),
        auto_create_topics_enable: r.bool("auto.create.topics.enable"),
        delete_topic_enable: r.bool("delete.topic.enable"),
        ringmain: read_ringmain(r),
        settings: Settings::default(),
    }
}

fn read_node_id(r: &mut Reader<'_>) -> i32 {
    let (node_id, broker_id) = (r.value("node.id").as_i64(), r.i64("broker.id"));
    if node_id.is_some() && r.given("broker.id") && node_id != Some(broker_id) {
        r.refuse("broker.id", "You must set `node.id` to the same value as `broker.id`.");
    }
    let id = node_id.or_else(|| (broker_id >= 0).then_some(broker_id));
    if id.is_none() && !r.given("node.id") {
        r.errors.push(ConfigError("Missing required configuration \"node.id\" which has no default value.".into()));
    }
    id.and_then(|id| i32::try_from(id).ok()).unwrap_or(-1)
}

fn read_network(r: &mut Reader<'_>) -> NetworkConfig {
    let network = NetworkConfig {
        socket_send_buffer_bytes: r.i32("socket.send.buffer.bytes"),
        socket_receive_buffer_bytes: r.i32("socket.receive.buffer.bytes"),
        socket_request_max_bytes: r.i32("socket.request.max.bytes"),
        socket_listen_backlog_size: r.i32("socket.listen.backlog.size"),
        connections_max_idle_ms: r.i64("connections.max.idle.ms"),
        queued_max_request_bytes: r.i64("queued.max.request.bytes"),
        max_request_partition_size_limit: r.i32("max.request.partition.size.limit"),
        fetch_max_bytes: r.i32("fetch.max.bytes"),
        max_incremental_fetch_session_cache_slots: r.i32("max.incremental.fetch.session.cache.slots"),
    };
    let queued_bytes = network.queued_max_request_bytes;
    if queued_bytes > 0 && queued_bytes < i64::from(network.socket_request_max_bytes) {
        r.refuse("queued.max.request.bytes", "it must be at least socket.request.max.bytes");
    }
    network
}

fn read_quorum(r: &mut Reader<'_>, roles: Roles, node_id: i32) -> QuorumConfig {
    let voters_text = r.list("controller.quorum.voters");
    let voters = r.checked("controller.quorum.voters", listeners::parse_quorum_voters(&voters_text));
    let servers_text = r.list("controller.quorum.bootstrap.servers");
    let bootstrap_servers =
        r.checked("controller.quorum.bootstrap.servers", listeners::parse_bootstrap_servers(&servers_text));
    if voters_text.is_empty() && servers_text.is_empty() {
        r.errors.push(ConfigError(
            "You must set either controller.quorum.bootstrap.servers or controller.quorum.voters.".into(),
        ));
    }
    if !voters.is_empty() && voters.iter().any(|v| v.id == node_id) != roles.controller {
        let why = if roles.controller {
            format!(
                "If process.roles contains the 'controller' role, the node id {node_id} must be included in the set of voters"
            )
        } else {
            format!(
                "If process.roles contains just the 'broker' role, the node id {node_id} must not be included in the set of voters"
            )
        };
        r.refuse("controller.quorum.voters", why);
    }
    let quorum = QuorumConfig {
        voters,
        bootstrap_servers,
        election_timeout_ms: r.i32("controller.quorum.election.timeout.ms"),
        election_backoff_max_ms: r.i32("controller.quorum.election.backoff.max.ms"),
        fetch_timeout_ms: r.i32("controller.quorum.fetch.timeout.ms"),
        request_timeout_ms: r.i32("controller.quorum.request.timeout.ms"),
        retry_backoff_ms: r.i32("controller.quorum.retry.backoff.ms"),
        fetch_max_bytes: r.i32("controller.quorum.fetch.max.bytes"),
        fetch_snapshot_max_bytes: r.i32("controller.quorum.fetch.snapshot.max.bytes"),
        broker_heartbeat_interval_ms: r.i32("broker.heartbeat.interval.ms"),
        broker_session_timeout_ms: r.i32("broker.session.timeout.ms"),
        initial_broker_registration_timeout_ms: r.i32("initial.broker.registration.timeout.ms"),
        metadata_log_segment_bytes: r.i32("metadata.log.segment.bytes"),
        metadata_log_segment_ms: r.i64("metadata.log.segment.ms"),
        metadata_max_retention_bytes: r.i64("metadata.max.retention.bytes"),
        metadata_max_retention_ms: r.i64("metadata.max.retention.ms"),
        metadata_log_max_record_bytes_between_snapshots: r.i64("metadata.log.max.record.bytes.between.snapshots"),
        metadata_log_max_snapshot_interval_ms: r.i64("metadata.log.max.snapshot.interval.ms"),
        metadata_max_idle_interval_ms: r.i32("metadata.max.idle.interval.ms"),
    };
    if i64::from(quorum.broker_heartbeat_interval_ms).saturating_mul(2) > i64::from(quorum.broker_session_timeout_ms) {
        r.refuse("broker.heartbeat.interval.ms", "it must be at most half of broker.session.timeout.ms");
    }
    quorum
}

fn read_ringmain(r: &mut Reader<'_>) -> RingmainConfig {
    let bytes = |value: i64| u64::try_from(value).ok();
    RingmainConfig {
        shards: r.value("ringmain.shards").as_i64().and_then(|n| usize::try_from(n).ok()),
        journal_bytes: bytes(r.i64("ringmain.journal.bytes")).unwrap_or_default(),
        memory_bytes: bytes(r.i64("ringmain.memory.bytes")),
        request_memory_bytes: bytes(r.i64("ringmain.request.memory.bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(changes: &[&str]) -> Result<(BrokerConfig, Vec<Notice>), Vec<ConfigError>> {
        let mut settings = Settings::embedded_default();
        for change in changes {
            settings.set(change).unwrap();
        }
        BrokerConfig::from_settings(settings, "here.example")
    }

    #[test]
    fn nothing_told_is_one_node_on_loopback() {
        let (config, notices) = with(&[]).unwrap();
        assert_eq!(notices, vec![]);
        assert_eq!(config.roles, Roles { broker: true, controller: true });
        assert_eq!(config.log.dirs, ["./ringmain-data"]);
        assert_eq!(config.log.metadata_log_dir, "./ringmain-data");
        assert_eq!(config.listeners[0].to_string(), "PLAINTEXT://127.0.0.1:9092");
        assert_eq!(config.controller_listeners[0].to_string(), "CONTROLLER://127.0.0.1:9093");
        assert_eq!(config.inter_broker_listener().unwrap().port, 9092);
        assert_eq!(config.quorum.bootstrap_servers, [("127.0.0.1".to_owned(), 9093)]);
        assert_eq!(config.network.socket_request_max_bytes, 104_857_600);
        assert_eq!((config.num_partitions, config.default_replication_factor), (1, 1));
        assert_eq!((config.ringmain.shards, config.ringmain.memory_bytes), (None, None));
    }

    #[test]
    fn bad_values_name_key_value_and_what_is_allowed() {
        for (change, expected) in [
            ("num.partitions=0", "Invalid value 0 for configuration num.partitions: Value must be at least 1"),
            ("num.partitions=x", "Invalid value x for configuration num.partitions: Not a number of type INT"),
            ("auto.create.topics.enable=yes", "Expected value to be either true or false"),
            ("ringmain.shards=0", "Invalid value 0 for configuration ringmain.shards: Value must be at least 1"),
            ("ringmain.acks.all=maybe", "String must be one of: durable, written"),
            ("compression.type=lzo", "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer"),
            ("num.io.threads=0", "configuration num.io.threads"),
            ("process.roles=king", "String must be one of: broker, controller"),
            ("process.roles=", "process.roles"),
            ("listeners=PLAINTEXT://127.0.0.1:9092", "controller.listener.names"),
            ("advertised.listeners=PLAINTEXT://0.0.0.0:9092", "nonroutable meta-address 0.0.0.0"),
            ("advertised.listeners=SSL://a:9092", "No security protocol defined for listener SSL"),
            ("controller.quorum.voters=2@h:1", "the node id 1 must be included"),
            ("controller.quorum.bootstrap.servers=", "You must set either"),
            ("broker.id=5", "You must set `node.id` to the same value as `broker.id`."),
            ("inter.broker.listener.name=OTHER", "must be one of the advertised listeners"),
            ("max.connections.per.ip.overrides=a:b", "is not host:number"),
            ("broker.session.timeout.ms=10", "at most half"),
            ("queued.max.request.bytes=1000", "it must be at least socket.request.max.bytes"),
            (
                "listener.name.plaintext.max.connections=many",
                "Invalid value many for configuration listener.name.plaintext.max.connections",
            ),
            (
                "listener.name.plaintext.max.connection.creation.rate=-1",
                "Invalid value -1 for configuration listener.name.plaintext.max.connection.creation.rate",
            ),
            (
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "StandardAuthorizer for configuration authorizer.class.name: ACLs are not enforced yet",
            ),
        ] {
            let errors = with(&[change]).expect_err(change);
            let text: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert!(text.iter().any(|e| e.contains(expected)), "{change}: {text:?}");
        }
    }

    #[test]
    fn what_cannot_be_secured_is_not_served() {
        let map =
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,INSIDE:SASL_PLAINTEXT,SSL:SSL";
        let tls_controller = "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:SSL";
        let both = "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093";
        for (changes, name, protocol) in [
            ([map, &format!("{both},SSL://127.0.0.1:9094")], "SSL://127.0.0.1:9094", "SSL"),
            ([map, &format!("{both},INSIDE://127.0.0.1:9094")], "INSIDE://127.0.0.1:9094", "SASL_PLAINTEXT"),
            ([tls_controller, both], "CONTROLLER://127.0.0.1:9093", "SSL"),
        ] {
            let errors = with(&changes).expect_err(name);
            let text: Vec<String> = errors.iter().map(ToString::to_string).collect();
            let expected = format!("{name} would speak {protocol}, which is not served yet: make it PLAINTEXT");
            assert!(
                text.iter().any(|e| e.contains("for configuration listeners") && e.contains(&expected)),
                "{text:?}"
            );
        }
        // A name in the map alone harms nobody, as in Kafka's own server.properties.
        assert!(with(&[map, both]).is_ok());
        // A broker reaches controllers elsewhere in the clear, too.
        let errors = with(&["process.roles=broker", "listeners=PLAINTEXT://127.0.0.1:9092", tls_controller]);
        let text: Vec<String> = errors.unwrap_err().iter().map(ToString::to_string).collect();
        assert!(text.iter().any(|e| e.contains("CONTROLLER would speak SSL")), "{text:?}");
    }

    #[test]
    fn every_error_is_told_at_once() {
        let errors = with(&["num.partitions=0", "log.segment.bytes=1", "node.id=-5"]).unwrap_err();
        assert!(errors.len() >= 3, "{errors:?}");
    }

    #[test]
    fn names_are_reported_as_what_they_are() {
        let (_, notices) =
            with(&["num.partition=3", "num.io.threads=4", "zzz=1", "listener.name.a.ssl.protocol=x"]).unwrap();
        assert_eq!(
            notices,
            vec![
                Notice::Unknown { name: "num.partition".into(), nearest: Some("num.partitions") },
                Notice::Unknown { name: "zzz".into(), nearest: None },
                Notice::NoMeaning { names: vec!["listener.name.a.ssl.protocol".into(), "num.io.threads".into()] },
            ]
        );
    }

    #[test]
    fn a_listener_without_a_host_advertises_the_machine() {
        let changes = ["listeners=PLAINTEXT://:9092,CONTROLLER://:9093", "advertised.listeners="];
        let (config, _) = with(&changes).unwrap();
        assert_eq!(config.listeners[0].host, "");
        assert_eq!(config.advertised_listeners[0].to_string(), "PLAINTEXT://here.example:9092");
        assert_eq!(config.advertised_controller_listeners[0].to_string(), "CONTROLLER://here.example:9093");
    }

    #[test]
    fn kafkas_own_server_properties_are_understood() {
        let text = "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=localhost:9093\n\
            listeners=PLAINTEXT://:9092,CONTROLLER://:9093\ninter.broker.listener.name=PLAINTEXT\n\
            advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093\n\
            controller.listener.names=CONTROLLER\n\
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT\n\
            num.network.threads=3\nnum.io.threads=8\nlog.dirs=/tmp/kraft-combined-logs\nlog.retention.hours=168\n\
            log.segment.bytes=1073741824\n";
        let (config, notices) = BrokerConfig::from_settings(Settings::parse(text).unwrap(), "h").unwrap();
        assert_eq!(config.advertised_listeners.len(), 1);
        assert_eq!(config.advertised_controller_listeners[0].host, "localhost");
        assert_eq!(
            notices,
            vec![Notice::NoMeaning {
                names: vec!["log.retention.hours".into(), "num.io.threads".into(), "num.network.threads".into()]
            }]
        );
    }
}
