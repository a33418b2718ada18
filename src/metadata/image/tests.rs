//! The image against records as Apache Kafka writes them, and its promises.

use super::*;
use bytes::Bytes;
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::primitives::Decoder;

fn id(n: u64) -> Uuid {
    Uuid::from_halves(n, 77)
}

fn topic(name: &str, n: u64) -> MetadataRecord {
    MetadataRecord::Topic(TopicRecord { name: name.into(), topic_id: id(n), ..Default::default() })
}

fn partition(n: u64, number: i32) -> MetadataRecord {
    MetadataRecord::Partition(PartitionRecord {
        partition_id: number,
        topic_id: id(n),
        replicas: vec![1, 2],
        isr: vec![1, 2],
        leader: 1,
        leader_epoch: 0,
        partition_epoch: 0,
        directories: vec![Uuid::ZERO, Uuid::ZERO],
        ..Default::default()
    })
}

fn config(resource: ConfigResource, name: &str, value: Option<&str>) -> MetadataRecord {
    MetadataRecord::Config(ConfigRecord {
        resource_type: resource.resource_type,
        resource_name: resource.name,
        name: name.into(),
        value: value.map(str::to_owned),
        ..Default::default()
    })
}

fn feature(name: &str, level: i16) -> MetadataRecord {
    MetadataRecord::FeatureLevel(FeatureLevelRecord { name: name.into(), feature_level: level, ..Default::default() })
}

fn after(records: &[MetadataRecord]) -> Image {
    Image::empty().apply(records, records.len() as i64 - 1, 1).unwrap()
}

/// The metadata records of a log or snapshot file, with their versions.
fn records_of(file: &[u8]) -> Vec<(MetadataRecord, i16)> {
    let mut records = Vec::new();
    let mut rest = file;
    while rest.len() > 61 {
        let size = 12 + u32::from_be_bytes(rest[8..12].try_into().unwrap()) as usize;
        let (batch, next) = rest.split_at(size);
        rest = next;
        let is_control = batch[22] & 0x20 != 0;
        let mut d = Decoder::new(Bytes::copy_from_slice(&batch[61..]));
        for _ in 0..u32::from_be_bytes(batch[57..61].try_into().unwrap()) {
            d.varint("length").unwrap();
            d.i8("attributes").unwrap();
            d.varlong("timestamp delta").unwrap();
            d.varint("offset delta").unwrap();
            let key_len = d.varint("key length").unwrap();
            d.slice(key_len.max(0) as usize, "key").unwrap();
            let value_len = d.varint("value length").unwrap();
            let value = d.slice(value_len.max(0) as usize, "value").unwrap();
            assert_eq!(d.varint("headers").unwrap(), 0);
            if !is_control {
                records.push(MetadataRecord::decode(&mut Decoder::new(value)).unwrap());
            }
        }
    }
    records
}

#[test]
fn a_snapshot_of_apache_kafka_is_read_and_written_back() {
    let original = records_of(include_bytes!("testdata/kafka-4.3.1.checkpoint"));
    assert_eq!(original.len(), 18);
    let records: Vec<_> = original.iter().map(|(record, _)| record.clone()).collect();
    let image = after(&records);
    assert_eq!((image.metadata_version(), image.topic_count(), image.next_producer_id()), (30, 2, 1000));
    let two = image.topic("two").unwrap();
    assert_eq!(image.topic_name(&two.id).map(|name| &**name), Some("two"));
    assert_eq!(two.partitions.get(&0).unwrap().last_known_elr, [1]);
    assert_eq!(image.config(&ConfigResource::topic("two")).unwrap()["retention.ms"], "5000");

    let kinds = |records: &[MetadataRecord]| records.iter().map(MetadataRecord::name).collect::<Vec<_>>();
    let written = image.to_records();
    assert_eq!(kinds(&written), kinds(&records), "Kafka's order of sections");
    // Within a section Kafka's order is that of its hash maps.
    let mut found: Vec<String> = written.iter().map(comparable).collect();
    let mut expected: Vec<String> = records.iter().map(comparable).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    for (record, version) in &original {
        assert_eq!(record_version(record, image.metadata_version()), *version, "{record:?}");
    }
    assert_eq!(after(&written).topics().count(), 2);
}

/// Features of a registration are a map.
fn comparable(record: &MetadataRecord) -> String {
    let mut record = record.clone();
    match &mut record {
        MetadataRecord::RegisterBroker(r) => r.features.sort_by(|a, b| a.name.cmp(&b.name)),
        MetadataRecord::RegisterController(r) => r.features.sort_by(|a, b| a.name.cmp(&b.name)),
        _ => {}
    }
    format!("{record:?}")
}

#[test]
fn a_change_leaves_the_image_before_it_as_it_was() {
    let before = after(&[topic("a", 1), partition(1, 0), topic("b", 2), partition(2, 0)]);
    let change = MetadataRecord::PartitionChange(PartitionChangeRecord {
        partition_id: 0,
        topic_id: id(1),
        isr: Some(vec![2]),
        leader: 2,
        ..Default::default()
    });
    let changed = before.apply(&[change], 4, 1).unwrap();
    let (old, new) = (before.partition(&id(1), 0).unwrap(), changed.partition(&id(1), 0).unwrap());
    assert_eq!((old.leader, old.leader_epoch, old.partition_epoch), (1, 0, 0));
    assert_eq!((new.leader, new.leader_epoch, new.partition_epoch), (2, 1, 1));
    assert_eq!((new.isr.as_slice(), new.replicas.as_slice()), (&[2][..], &[1, 2][..]));
    assert!(Arc::ptr_eq(before.topic("b").unwrap(), changed.topic("b").unwrap()), "what did not change is shared");
    assert_eq!((changed.offset(), changed.epoch()), (4, 1));
}

#[test]
fn contradictions_are_errors() {
    let base = after(&[topic("a", 1), partition(1, 0)]);
    let change = PartitionChangeRecord { partition_id: 7, topic_id: id(1), ..Default::default() };
    for record in [
        topic("a", 9),
        topic("z", 1),
        partition(9, 0),
        MetadataRecord::PartitionChange(change),
        MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id: id(9), ..Default::default() }),
        MetadataRecord::UnregisterBroker(UnregisterBrokerRecord { broker_id: 4, ..Default::default() }),
        MetadataRecord::EndTransaction(EndTransactionRecord::default()),
        MetadataRecord::AbortTransaction(AbortTransactionRecord::default()),
        MetadataRecord::ClearElr(ClearElrRecord { topic_name: "z".into(), ..Default::default() }),
    ] {
        let error = base.apply(&[MetadataRecord::NoOp(NoOpRecord::default()), record.clone()], 9, 1).unwrap_err();
        assert_eq!((error.record, error.offset), (record.name(), 9), "{error}");
    }
}

#[test]
fn a_removed_topic_takes_its_configuration_along() {
    let image = after(&[topic("a", 1), config(ConfigResource::topic("a"), "retention.ms", Some("1"))]);
    let remove = MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id: id(1), ..Default::default() });
    let image = image.apply(&[remove, topic("a", 2)], 3, 1).unwrap();
    assert_eq!(image.topic_id("a"), Some(id(2)));
    assert_eq!(image.config(&ConfigResource::topic("a")), None);
}

#[test]
fn transactions_show_when_they_end_and_leave_nothing_when_they_are_aborted() {
    let begin = || MetadataRecord::BeginTransaction(BeginTransactionRecord::default());
    let base = after(&[topic("a", 1)]);
    let open = base.apply(&[begin(), topic("b", 2)], 2, 1).unwrap();
    assert!(open.is_in_transaction() && open.topic("b").is_some());
    assert!(open.published().topic("b").is_none());
    assert!(open.to_records().len() == 1, "a snapshot shows what is published");
    let ended = open.apply(&[MetadataRecord::EndTransaction(EndTransactionRecord::default())], 3, 1).unwrap();
    assert!(!ended.is_in_transaction() && ended.published().topic("b").is_some());
    let aborted = open.apply(&[MetadataRecord::AbortTransaction(AbortTransactionRecord::default())], 3, 1).unwrap();
    assert!(aborted.topic("b").is_none() && aborted.offset() == 3);
    assert!(open.apply(&[begin()], 3, 1).is_err());
}

#[test]
fn features_and_configs_come_and_go() {
    let broker = ConfigResource::default_broker();
    let image = after(&[feature("group.version", 1), config(broker.clone(), "a", Some("1"))]);
    assert_eq!((image.feature_level("group.version"), image.config(&broker).unwrap().len()), (1, 1));
    let image = image.apply(&[feature("group.version", 0), config(broker.clone(), "a", None)], 3, 1).unwrap();
    assert_eq!((image.feature_level("group.version"), image.config(&broker)), (0, None));
}

#[test]
fn clearing_eligible_replicas_touches_only_partitions_that_have_some() {
    let with_elr = MetadataRecord::Partition(PartitionRecord {
        partition_id: 0,
        topic_id: id(1),
        replicas: vec![1],
        eligible_leader_replicas: Some(vec![1]),
        ..Default::default()
    });
    let image = after(&[topic("a", 1), with_elr, topic("b", 2), partition(2, 0)]);
    let clear = MetadataRecord::ClearElr(ClearElrRecord::default());
    let cleared = image.apply(&[clear], 4, 1).unwrap();
    assert_eq!(cleared.partition(&id(1), 0).unwrap().elr, Vec::<i32>::new());
    assert_eq!(cleared.partition(&id(1), 0).unwrap().partition_epoch, 0, "from -1 of the record");
    assert!(Arc::ptr_eq(image.topic("b").unwrap(), cleared.topic("b").unwrap()));
}

#[test]
fn pages_cover_everything_once_and_in_order() {
    let mut records = Vec::new();
    for (n, (name, count)) in [("c", 3), ("a", 5), ("b", 1), ("d", 0)].into_iter().enumerate() {
        records.push(topic(name, n as u64));
        records.extend((0..count).map(|p| partition(n as u64, p)));
    }
    let image = after(&records);
    for limit in 1..=12 {
        for names in [None, Some(vec!["d".to_owned(), "b".into(), "a".into(), "c".into(), "a".into()])] {
            let mut cursor = None;
            let mut seen = Vec::new();
            loop {
                let page = image.page(names.as_deref(), cursor.as_ref(), limit);
                let count: usize = page.topics.iter().map(|t| t.partitions.len()).sum();
                assert!(count <= limit);
                for topic in page.topics {
                    seen.extend(topic.partitions.into_iter().map(|p| (topic.name.clone(), p)));
                }
                match page.next {
                    Some(next) => cursor = Some(next),
                    None => break,
                }
            }
            let expected: Vec<(String, i32)> = [("a", 5), ("b", 1), ("c", 3)]
                .into_iter()
                .flat_map(|(name, count)| (0..count).map(move |p| (name.to_owned(), p)))
                .collect();
            assert_eq!(seen, expected, "{limit} {names:?}");
        }
    }
    let page = image.page(Some(&["zz".to_owned()]), None, 5);
    assert_eq!((page.topics[0].topic.is_none(), page.next), (true, None));
}

#[test]
fn partitions_spread_over_shards() {
    for shards in [1, 2, 3, 7] {
        let mut counts = vec![0; shards];
        for n in 0..200 {
            for p in 0..6 {
                counts[shard_of(&id(n), p, shards)] += 1;
            }
        }
        let (least, most) = (*counts.iter().min().unwrap(), *counts.iter().max().unwrap());
        assert!(most - least <= 1200 / shards / 4, "{shards}: {counts:?}");
        // Partitions of one topic follow each other round the shards.
        assert_eq!((shard_of(&id(3), 0, shards) + 1) % shards, shard_of(&id(3), 1, shards) % shards);
    }
    assert_eq!(shard_of(&id(1), 5, 0), 0);
}

#[test]
fn ten_thousand_topics_are_changed_one_at_a_time_cheaply() {
    let mut records = Vec::new();
    for n in 0..10_000 {
        records.push(topic(&format!("t{n}"), n));
        records.push(partition(n, 0));
    }
    let mut image = after(&records);
    let start = image.clone();
    for n in 0..1000u64 {
        let change = PartitionChangeRecord { partition_id: 0, topic_id: id(n * 7), leader: 2, ..Default::default() };
        image = image.apply(&[MetadataRecord::PartitionChange(change)], 20_000 + n as i64, 1).unwrap();
    }
    let shared = start.topics().zip(image.topics()).filter(|(a, b)| Arc::ptr_eq(a, b)).count();
    assert_eq!(shared, 9_000);
}
