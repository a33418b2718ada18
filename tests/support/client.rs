//! librdkafka, as the integration tests use it: make topics, read everything back.

use rdkafka::admin::{
    AdminClient, AdminOptions, ConfigResource, ConfigSource, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{BorrowedMessage, Headers, Message, Timestamp};
use rdkafka::{Offset, TopicPartitionList};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

pub const WAIT: Duration = Duration::from_secs(60);

/// A record as a producer gives it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    pub timestamp: i64,
}

/// A record as a consumer gets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    pub partition: i32,
    pub offset: i64,
    pub log_append_time: bool,
    pub record: Record,
}

pub fn config(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap);
    config
}

/// Name, partitions, settings.
pub type Topic<'a> = (&'a str, i32, &'a [(&'a str, &'a str)]);

/// Makes topics and returns once each partition answers: a partition without its leader yet would lose what is sent with acks=0.
pub fn create_topics(bootstrap: &str, topics: &[Topic<'_>]) {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let new: Vec<NewTopic<'_>> = topics
        .iter()
        .map(|(name, partitions, configs)| {
            configs.iter().fold(NewTopic::new(name, *partitions, TopicReplication::Fixed(1)), |t, (k, v)| t.set(k, v))
        })
        .collect();
    let options = AdminOptions::new().operation_timeout(Some(WAIT)).request_timeout(Some(WAIT));
    let results = futures_lite::future::block_on(admin.create_topics(&new, &options)).expect("create topics");
    for result in results {
        result.unwrap_or_else(|(topic, code)| panic!("create {topic}: {code}"));
    }
    let consumer = consumer(bootstrap);
    for (name, partitions, _) in topics {
        for partition in 0..*partitions {
            watermarks(&consumer, name, partition);
        }
    }
}

/// Log start and high watermark; waits for a leader where there is none yet.
pub fn watermarks(consumer: &BaseConsumer, topic: &str, partition: i32) -> (i64, i64) {
    let deadline = Instant::now() + WAIT;
    loop {
        match consumer.fetch_watermarks(topic, partition, WAIT) {
            Ok(found) => return found,
            Err(e) => assert!(Instant::now() < deadline, "{topic}-{partition} has no leader after {WAIT:?}: {e}"),
        }
    }
}

pub fn consumer(bootstrap: &str) -> BaseConsumer {
    config(bootstrap)
        // librdkafka wants a group name even where no group is used.
        .set("group.id", "unused")
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "error")
        .set("check.crcs", "true")
        .set("fetch.message.max.bytes", "4194304")
        .set("fetch.wait.max.ms", "200")
        .create()
        .expect("a consumer")
}

pub fn read_of(message: &BorrowedMessage<'_>) -> Read {
    let (timestamp, log_append_time) = match message.timestamp() {
        Timestamp::NotAvailable => (-1, false),
        Timestamp::CreateTime(t) => (t, false),
        Timestamp::LogAppendTime(t) => (t, true),
    };
    let headers = message
        .headers()
        .map(|headers| headers.iter().map(|h| (h.key.to_owned(), h.value.map(<[u8]>::to_vec))).collect::<Vec<_>>());
    Read {
        partition: message.partition(),
        offset: message.offset(),
        log_append_time,
        record: Record {
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers: headers.unwrap_or_default(),
            timestamp,
        },
    }
}

/// Reads `count` records of each `(partition, from, count)`, each partition's in its order.
pub fn read(
    consumer: &BaseConsumer,
    topic: &str,
    wanted: &[(i32, Offset, usize)],
    wait: Duration,
) -> Result<Vec<Read>, String> {
    let mut left: BTreeMap<i32, usize> = BTreeMap::new();
    let mut assignment = TopicPartitionList::new();
    for &(partition, from, count) in wanted.iter().filter(|(_, _, count)| *count > 0) {
        assignment.add_partition_offset(topic, partition, from).map_err(|e| e.to_string())?;
        left.insert(partition, count);
    }
    consumer.assign(&assignment).map_err(|e| e.to_string())?;
    let deadline = Instant::now() + wait;
    let mut found = Vec::new();
    while !left.is_empty() {
        if Instant::now() > deadline {
            return Err(format!("{topic}: after {wait:?} these partitions still lack records: {left:?}"));
        }
        match consumer.poll(Duration::from_millis(200)) {
            None => {}
            // librdkafka reports lost connections here and heals them itself; what does not heal runs into the deadline.
            Some(Err(e)) => eprintln!("{topic}: {e}"),
            Some(Ok(message)) => {
                if let Some(n) = left.get_mut(&message.partition()) {
                    found.push(read_of(&message));
                    *n -= 1;
                    if *n == 0 {
                        left.remove(&message.partition());
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The settings each topic was given or altered to, leaving out defaults and what the broker's configuration says.
pub fn topic_settings(bootstrap: &str, topics: &[&str]) -> BTreeMap<String, BTreeMap<String, String>> {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let asks: Vec<_> = topics.iter().map(|t| ResourceSpecifier::Topic(t)).collect();
    let options = AdminOptions::new().request_timeout(Some(WAIT));
    let results = futures_lite::future::block_on(admin.describe_configs(&asks, &options)).expect("describe configs");
    let settings_of = |resource: ConfigResource| {
        let set = resource.entries.into_iter().filter(|e| e.source == ConfigSource::DynamicTopic);
        set.map(|e| (e.name, e.value.unwrap_or_default())).collect()
    };
    let all = topics.iter().zip(results);
    all.map(|(topic, r)| ((*topic).to_owned(), settings_of(r.unwrap_or_else(|e| panic!("{topic}: {e}"))))).collect()
}

/// Every record of every topic whose name does not start with `__`, from the log start to the high watermark.
pub fn read_everything(bootstrap: &str) -> BTreeMap<(String, i32), Vec<Read>> {
    let consumer = consumer(bootstrap);
    let metadata = consumer.fetch_metadata(None, WAIT).expect("metadata");
    let mut everything = BTreeMap::new();
    for topic in metadata.topics().iter().filter(|t| !t.name().starts_with("__")) {
        let mut wanted = Vec::new();
        for partition in topic.partitions() {
            let (low, high) = watermarks(&consumer, topic.name(), partition.id());
            wanted.push((partition.id(), Offset::Offset(low), (high - low) as usize));
            everything.insert((topic.name().to_owned(), partition.id()), Vec::new());
        }
        for read in read(&consumer, topic.name(), &wanted, WAIT).expect("read the topic") {
            everything.entry((topic.name().to_owned(), read.partition)).or_default().push(read);
        }
    }
    everything
}
