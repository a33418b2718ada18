//! What each setting that Ringmain acts on does, in a sentence: told by DescribeConfigs.
//!
//! Promises: a name stands here if, and only if, its value changes what the node does; who makes a setting work adds it.

/// Names with their sentences, in rising order.
pub type Documentation = &'static [(&'static str, &'static str)];

/// Kafka's broker settings.
pub static BROKER: Documentation = &[
    (
        "advertised.listeners",
        "The addresses that clients and other brokers are told, where they differ from listeners.",
    ),
    ("authorizer.class.name", "The class that authorizes requests; only an empty value can be heeded so far."),
    ("auto.create.topics.enable", "Whether a topic that clients ask for is created if it does not exist."),
    ("broker.heartbeat.interval.ms", "The pause between two heartbeats of the broker to the controller."),
    ("broker.id", "The older name of node.id."),
    ("broker.rack", "The rack of this broker; replicas are spread over racks."),
    ("broker.session.timeout.ms", "How long the controller waits for a heartbeat before it fences a broker."),
    ("compression.gzip.level", "How hard gzip tries where compression.type is gzip."),
    ("compression.lz4.level", "How hard lz4 tries where compression.type is lz4."),
    ("compression.type", "The codec of batches in the log, or producer for the one they came in."),
    ("compression.zstd.level", "How hard zstd tries where compression.type is zstd."),
    ("connections.max.idle.ms", "How long a connection may be silent before it is closed."),
    ("controller.listener.names", "The listeners of the controller; the first is the one that this node uses itself."),
    ("controller.quorum.bootstrap.servers", "Where a node without static voters asks for the controllers."),
    (
        "controller.quorum.election.backoff.max.ms",
        "The longest pause of a candidate before it stands for election again.",
    ),
    ("controller.quorum.election.timeout.ms", "How long a candidate waits for votes before it gives up."),
    ("controller.quorum.fetch.max.bytes", "Most bytes of the metadata log in the answer to one fetch."),
    ("controller.quorum.fetch.snapshot.max.bytes", "Most bytes of a metadata snapshot in the answer to one request."),
    (
        "controller.quorum.fetch.timeout.ms",
        "How long a controller goes without hearing of the leader before it stands for election.",
    ),
    ("controller.quorum.request.timeout.ms", "How long a request between controllers may take."),
    ("controller.quorum.retry.backoff.ms", "The pause before a request between controllers is tried again."),
    ("controller.quorum.voters", "The controllers of a cluster whose voters never change, as id@host:port."),
    ("default.replication.factor", "The replicas of a topic that is created without saying how many."),
    ("delete.topic.enable", "Whether topics may be deleted."),
    ("fetch.max.bytes", "Most bytes in the answer to one fetch; a first batch that is larger comes alone."),
    ("group.consumer.assignment.interval.ms", "The shortest time between two assignments of a consumer group."),
    ("group.consumer.assignors", "The assignors of consumer groups; the first is the default."),
    (
        "group.consumer.heartbeat.interval.ms",
        "The pause between two heartbeats that members of consumer groups are told.",
    ),
    ("group.consumer.max.assignment.interval.ms", "The largest assignment interval that a group may be given."),
    ("group.consumer.max.heartbeat.interval.ms", "The largest heartbeat interval that a group may be given."),
    ("group.consumer.max.session.timeout.ms", "The largest session timeout that a group may be given."),
    ("group.consumer.max.size", "Most members of one consumer group."),
    (
        "group.consumer.migration.policy",
        "Which groups with members may change between the classic and the consumer protocol.",
    ),
    ("group.consumer.min.assignment.interval.ms", "The smallest assignment interval that a group may be given."),
    ("group.consumer.min.heartbeat.interval.ms", "The smallest heartbeat interval that a group may be given."),
    ("group.consumer.min.session.timeout.ms", "The smallest session timeout that a group may be given."),
    (
        "group.consumer.regex.refresh.interval.ms",
        "How often subscribed expressions are matched against the topics anew.",
    ),
    ("group.consumer.session.timeout.ms", "How long a member of a consumer group may be silent before it is removed."),
    ("group.coordinator.rebalance.protocols", "The protocols of groups that are served."),
    (
        "group.initial.rebalance.delay.ms",
        "How long an empty classic group waits for more members before its first assignment.",
    ),
    ("group.max.session.timeout.ms", "The largest session timeout that a member of a classic group may ask for."),
    ("group.max.size", "Most members of one classic group."),
    ("group.min.session.timeout.ms", "The smallest session timeout that a member of a classic group may ask for."),
    ("initial.broker.registration.timeout.ms", "How long a starting broker tries to register before it ends."),
    ("inter.broker.listener.name", "The listener that brokers use among themselves."),
    ("listener.security.protocol.map", "The security protocol of each listener, by name."),
    ("listeners", "The addresses to listen on, as name://host:port; without a host, all of the machine."),
    (
        "log.cleanup.policy",
        "Whether topics without a policy of their own are compacted: their records must have keys then.",
    ),
    ("log.dir", "The directory of the logs where log.dirs is not set."),
    (
        "log.dir.failure.timeout.ms",
        "How long the controller may be without knowledge of a failed log directory before the broker ends.",
    ),
    ("log.dirs", "The directories of the logs; each may be on a disk of its own, and may fail alone."),
    ("log.flush.offset.checkpoint.interval.ms", "How often it is noted up to where logs need no recovery."),
    ("log.index.interval.bytes", "How many bytes of records lie between two entries of a segment's indexes."),
    ("log.index.size.max.bytes", "The size at which a segment's index is full and the next segment begins."),
    ("log.message.timestamp.after.max.ms", "How far a record's time may lie ahead of the broker's."),
    ("log.message.timestamp.before.max.ms", "How far a record's time may lie behind the broker's."),
    (
        "log.message.timestamp.type",
        "Whether records carry the time that the producer gave them, or that of their append.",
    ),
    ("log.roll.hours", "The age in hours at which a segment ends, where log.roll.ms is not set."),
    ("log.roll.jitter.hours", "The most by which that age is randomly less, where log.roll.jitter.ms is not set."),
    ("log.roll.jitter.ms", "The most by which the age at which a segment ends is randomly less."),
    ("log.roll.ms", "The age at which a segment ends, counted by the times of its records."),
    ("log.segment.bytes", "The size at which a segment ends and the next begins."),
    ("max.connection.creation.rate", "Most connections accepted in a second; more wait."),
    ("max.connections", "Most connections at a time; one more has the longest idle one closed."),
    ("max.connections.per.ip", "Most connections at a time from one address; more are closed at once."),
    ("max.connections.per.ip.overrides", "Other limits for single hosts or addresses, as host:count."),
    ("max.incremental.fetch.session.cache.slots", "Most fetch sessions that are remembered."),
    ("max.request.partition.size.limit", "Most partitions in the answer to one DescribeTopicPartitions."),
    ("message.max.bytes", "The largest batch that may be appended."),
    ("metadata.log.dir", "The directory of the metadata log; by default the first of log.dirs."),
    (
        "metadata.log.max.record.bytes.between.snapshots",
        "How much the metadata log grows before the next snapshot is written.",
    ),
    ("metadata.log.max.snapshot.interval.ms", "How long the metadata may change before the next snapshot is written."),
    ("metadata.log.segment.bytes", "The size at which a segment of the metadata log ends."),
    ("metadata.log.segment.ms", "The age at which a segment of the metadata log ends."),
    ("metadata.max.idle.interval.ms", "How often an idle controller writes a record that says nothing; 0 for never."),
    ("metadata.max.retention.bytes", "The size of metadata log and snapshots from which on the oldest are removed."),
    ("metadata.max.retention.ms", "The age from which on metadata snapshots are removed; the newest stays."),
    ("min.insync.replicas", "How many replicas must be in sync for acks=all to be accepted."),
    ("node.id", "The number of this node, by which the cluster knows it."),
    ("num.partitions", "The partitions of a topic that is created without saying how many."),
    ("offset.metadata.max.bytes", "The longest note that may be committed with an offset."),
    ("offsets.commit.timeout.ms", "How long an offset commit may wait for the log."),
    ("offsets.retention.check.interval.ms", "How often expired offsets are looked for."),
    ("offsets.retention.minutes", "How long the offsets of a group without members are kept."),
    ("offsets.topic.compression.codec", "The number of the codec in which offsets and groups are written."),
    ("offsets.topic.num.partitions", "The partitions of __consumer_offsets, where it is created."),
    ("offsets.topic.replication.factor", "The replicas of __consumer_offsets, where it is created."),
    ("offsets.topic.segment.bytes", "The size of segments of __consumer_offsets, where it is created."),
    ("process.roles", "What this node is: broker, controller, or both."),
    ("producer.id.expiration.check.interval.ms", "How often idle producers are looked for."),
    (
        "producer.id.expiration.ms",
        "How long a producer that appends nothing is remembered, for the detection of duplicates.",
    ),
    ("queued.max.request.bytes", "Most bytes of requests that were received and are not yet at work."),
    ("security.inter.broker.protocol", "The security protocol between brokers, where no listener is named for it."),
    (
        "share.coordinator.state.topic.min.isr",
        "The in-sync replicas that __share_group_state needs, where it is created.",
    ),
    ("share.coordinator.state.topic.num.partitions", "The partitions of __share_group_state, where it is created."),
    ("share.coordinator.state.topic.replication.factor", "The replicas of __share_group_state, where it is created."),
    (
        "share.coordinator.state.topic.segment.bytes",
        "The size of segments of __share_group_state, where it is created.",
    ),
    ("socket.listen.backlog.size", "How many connections the system holds that were not yet accepted."),
    ("socket.receive.buffer.bytes", "The system's buffer for what a connection receives; -1 leaves it to the system."),
    ("socket.request.max.bytes", "The largest request."),
    ("socket.send.buffer.bytes", "The system's buffer for what a connection sends; -1 leaves it to the system."),
    ("transaction.state.log.min.isr", "The in-sync replicas that __transaction_state needs, where it is created."),
    ("transaction.state.log.num.partitions", "The partitions of __transaction_state, where it is created."),
    ("transaction.state.log.replication.factor", "The replicas of __transaction_state, where it is created."),
    ("transaction.state.log.segment.bytes", "The size of segments of __transaction_state, where it is created."),
    (
        "unclean.leader.election.enable",
        "Whether a replica that is not in sync may lead when no other can, which loses records.",
    ),
];

/// Kafka's topic settings.
pub static TOPIC: Documentation = &[
    ("cleanup.policy", "Whether the topic is compacted: its records must have keys then."),
    ("compression.gzip.level", "How hard gzip tries where compression.type is gzip."),
    ("compression.lz4.level", "How hard lz4 tries where compression.type is lz4."),
    ("compression.type", "The codec of batches in the log, or producer for the one they came in."),
    ("compression.zstd.level", "How hard zstd tries where compression.type is zstd."),
    ("index.interval.bytes", "How many bytes of records lie between two entries of a segment's indexes."),
    ("internal.segment.bytes", "The size of segments, for tests: it may be smaller than segment.bytes."),
    ("max.message.bytes", "The largest batch that may be appended."),
    ("message.timestamp.after.max.ms", "How far a record's time may lie ahead of the broker's."),
    ("message.timestamp.before.max.ms", "How far a record's time may lie behind the broker's."),
    ("message.timestamp.type", "Whether records carry the time that the producer gave them, or that of their append."),
    ("min.insync.replicas", "How many replicas must be in sync for acks=all to be accepted."),
    ("segment.bytes", "The size at which a segment ends and the next begins."),
    ("segment.index.bytes", "The size at which a segment's index is full and the next segment begins."),
    ("segment.jitter.ms", "The most by which the age at which a segment ends is randomly less."),
    ("segment.ms", "The age at which a segment ends, counted by the times of its records."),
    (
        "unclean.leader.election.enable",
        "Whether a replica that is not in sync may lead when no other can, which loses records.",
    ),
];

/// Kafka's settings of groups.
pub static GROUP: Documentation = &[
    ("consumer.assignment.interval.ms", "The shortest time between two assignments of this consumer group."),
    (
        "consumer.heartbeat.interval.ms",
        "The pause between two heartbeats that members of this consumer group are told.",
    ),
    ("consumer.session.timeout.ms", "How long a member of this consumer group may be silent before it is removed."),
];

/// Ringmain's own, of brokers; that of topics is among them.
pub static RINGMAIN: Documentation = &[
    (
        "ringmain.acks.all",
        "When acks=all is answered: after the disk has the records (durable), or after they are written (written).",
    ),
    ("ringmain.journal.bytes", "The size of the journal that each shard has in each log directory."),
    (
        "ringmain.memory.bytes",
        "Memory for the ends of logs and for reads from files, of all shards together, taken at start; -1 for 256 MiB each, taken as it is used. Answers to Fetch that are not yet sent hold at most about 5/8 of it.",
    ),
    (
        "ringmain.request.memory.bytes",
        "Memory for requests, received or at work, of all shards together; -1 for 64 MiB each. Other answers than those to Fetch may hold as much until they are sent.",
    ),
    ("ringmain.shards", "How many shards the node runs; by default one for each core that it may use."),
];

/// The sentence of a name.
pub fn of(table: Documentation, name: &str) -> Option<&'static str> {
    let at = table.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    table.get(at).map(|(_, sentence)| *sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::config::settings::{broker_def, group_def, topic_def};
    use crate::metadata::tables;

    #[test]
    fn every_name_is_a_setting_and_has_a_sentence() {
        for (table, is_known) in [
            (BROKER, (|name| tables::broker_config(name).is_some()) as fn(&str) -> bool),
            (TOPIC, |name| topic_def(name).is_some()),
            (GROUP, |name| group_def(name).is_some()),
            (RINGMAIN, |name| name.starts_with("ringmain.") && broker_def(name).is_some()),
        ] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
            for (name, sentence) in table {
                assert!(is_known(name), "{name}");
                assert!(sentence.ends_with('.') && sentence.len() > 10, "{name}");
                assert_eq!(of(table, name), Some(*sentence));
            }
        }
        let ours = crate::metadata::config::ringmain::BROKER;
        assert!(ours.iter().all(|def| of(RINGMAIN, def.name).is_some()));
    }

    /// A topic setting works if its default, the broker's, does.
    #[test]
    fn topic_settings_work_where_their_defaults_do() {
        for def in tables::TOPIC {
            let Some(synonym) = def.broker_synonym else { continue };
            assert_eq!(of(TOPIC, def.name).is_some(), of(BROKER, synonym).is_some(), "{} and {synonym}", def.name);
        }
    }
}
