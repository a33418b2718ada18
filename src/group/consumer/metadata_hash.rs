//! The hash of a group's subscribed topics (KIP-1101): while it stays, nothing changed that an assignor looks at.
//!
//! XXH3 of 64 bits over the same bytes as Apache Kafka 4.3, so that either continues a group of the other without a rebalance.

use crate::metadata::image::{Image, Topic};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The first byte of what is hashed for a topic: the version of this function.
const VERSION: u8 = 0;

/// Hashes of topics, kept while the topics and the racks of brokers stay as they are.
#[derive(Debug, Default)]
pub(in crate::group) struct TopicHashes {
    known: HashMap<Arc<str>, (Arc<Topic>, i64)>,
    racks: BTreeMap<i32, String>,
}

impl TopicHashes {
    /// To be told of every image before it is asked about.
    pub fn image_changed(&mut self, image: &Image) {
        let racks: BTreeMap<i32, String> =
            image.brokers().filter_map(|broker| Some((broker.id, broker.rack.clone()?))).collect();
        if racks != self.racks {
            self.racks = racks;
            self.known.clear();
        }
        self.known.retain(|name, (topic, _)| image.topic(name).is_some_and(|now| Arc::ptr_eq(now, topic)));
    }

    /// The hash of the topics that exist among `names`, which must ascend; 0 where none does.
    pub fn of_group<'a>(&mut self, names: impl Iterator<Item = &'a str>, image: &Image) -> i64 {
        let mut bytes = Vec::new();
        for topic in names.filter_map(|name| image.topic(name)) {
            let hash = match self.known.get(&topic.name) {
                Some((known, hash)) if Arc::ptr_eq(known, topic) => *hash,
                _ => {
                    let hash = of_topic(topic, &self.racks);
                    self.known.insert(topic.name.clone(), (topic.clone(), hash));
                    hash
                }
            };
            bytes.extend_from_slice(&hash.to_le_bytes());
        }
        if bytes.is_empty() { 0 } else { xxh3(&bytes) }
    }
}

fn of_topic(topic: &Topic, racks: &BTreeMap<i32, String>) -> i64 {
    let mut bytes = vec![VERSION];
    let (most, least) = topic.id.0.split_at(8);
    bytes.extend(most.iter().rev());
    bytes.extend(least.iter().rev());
    put_string(&mut bytes, &topic.name);
    put_length(&mut bytes, topic.partitions.len());
    for (number, partition) in topic.partitions.iter() {
        bytes.extend_from_slice(&number.to_le_bytes());
        let replicas = partition.replicas.iter();
        let mut of_replicas: Vec<Vec<u16>> =
            replicas.filter_map(|id| racks.get(id)).map(|rack| rack.encode_utf16().collect()).collect();
        of_replicas.sort();
        for rack in of_replicas {
            // The length first: racks are not separated otherwise.
            put_length(&mut bytes, rack.len());
            put_units(&mut bytes, &rack);
        }
    }
    xxh3(&bytes)
}

fn put_string(bytes: &mut Vec<u8>, text: &str) {
    put_units(bytes, &text.encode_utf16().collect::<Vec<u16>>());
}

/// UTF-16, then the number of its units.
fn put_units(bytes: &mut Vec<u8>, units: &[u16]) {
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    put_length(bytes, units.len());
}

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&i32::try_from(length).unwrap_or(i32::MAX).to_le_bytes());
}

fn xxh3(bytes: &[u8]) -> i64 {
    twox_hash::XxHash3_64::oneshot(bytes).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that hash4j's `xxh3_64` gives for the same calls as Apache Kafka makes.
    #[test]
    fn hashes_as_kafka_does() {
        let mut bytes = Vec::new();
        put_string(&mut bytes, "ab");
        assert_eq!(xxh3(&bytes), 0x7adc70f71a0e43bf);
        bytes.clear();
        put_string(&mut bytes, "naïve\u{1F600}");
        assert_eq!(xxh3(&bytes), 0x5f0b4f95efaad93);
        let longs = |values: &[i64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        assert_eq!(xxh3(&longs(&[1, -5])), 0xf8e3eb49b75e4158_u64.cast_signed());
        let squares: Vec<i64> = (0..100).map(|n| n * n).collect();
        assert_eq!(xxh3(&longs(&squares)), 0x1891a553dbd03dc1);
    }

    /// Topic `orders` of id (1, 2) with partitions in the racks r1 and r2.
    #[test]
    fn a_topic_hashes_as_kafkas() {
        use ringmain_protocol::messages::metadata::{
            MetadataRecord, PartitionRecord, RegisterBrokerRecord, TopicRecord,
        };
        use ringmain_protocol::uuid::Uuid;
        let topic_id = Uuid::from_halves(1, 2);
        let broker = |broker_id: i32, rack: &str| {
            MetadataRecord::RegisterBroker(RegisterBrokerRecord {
                broker_id,
                rack: Some(rack.into()),
                ..Default::default()
            })
        };
        let partition = |partition_id: i32, replica: i32| {
            MetadataRecord::Partition(PartitionRecord {
                partition_id,
                topic_id,
                replicas: vec![replica],
                isr: vec![replica],
                leader: replica,
                directories: vec![Uuid::ZERO],
                ..Default::default()
            })
        };
        let topic = TopicRecord { name: "orders".into(), topic_id, ..Default::default() };
        let records =
            [broker(1, "r1"), broker(2, "r2"), MetadataRecord::Topic(topic), partition(0, 1), partition(1, 2)];
        let image = Image::empty().apply(&records, 4, 1).unwrap();
        let mut hashes = TopicHashes::default();
        hashes.image_changed(&image);
        let expected = 0x34a5861bee86b502_i64;
        assert_eq!(of_topic(image.topic("orders").unwrap(), &hashes.racks), expected);
        assert_eq!(hashes.of_group(["nope", "orders"].into_iter(), &image), xxh3(&expected.to_le_bytes()));
        assert_eq!(hashes.of_group(["nope"].into_iter(), &image), 0);
    }
}
