//! The peer that needs no program: librdkafka through the crate rdkafka.

use crate::matrix::Case;
use crate::peers::{Acked, Ask, Found, From, Job, Spec};
use crate::support::client::{self, Read, WAIT};
use rdkafka::client::ClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Header, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext};
use rdkafka::{Offset, TopicPartitionList};
use std::sync::{Arc, Mutex};

/// Collects delivery reports by the place of their record in the case.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<Report>>>);

type Report = (usize, Result<Acked, String>);

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = Box<usize>;

    fn delivery(&self, result: &DeliveryResult<'_>, place: Box<usize>) {
        let answer = match result {
            Ok(m) => Ok(Acked {
                partition: m.partition(),
                offset: Some(m.offset()).filter(|o| *o >= 0),
                timestamp: m.timestamp().to_millis().filter(|t| *t >= 0),
            }),
            Err((e, _)) => Err(e.to_string()),
        };
        self.0.lock().expect("not poisoned").push((*place, answer));
    }
}

pub fn produce(bootstrap: &str, case: &Case) -> Vec<Result<Acked, String>> {
    let reports = Reports::default();
    let producer: BaseProducer<Reports> = client::config(bootstrap)
        .set("acks", case.acks)
        .set("compression.codec", case.codec)
        .set("enable.idempotence", case.idempotence.to_string())
        .set("batch.size", case.batch_bytes.to_string())
        .set("linger.ms", "5")
        .set("message.max.bytes", "4194304")
        .set("message.timeout.ms", "60000")
        .set("max.in.flight", "1")
        .create_with_context(reports.clone())
        .expect("a producer");
    for (place, r) in case.records.iter().enumerate() {
        let mut record = BaseRecord::<[u8], [u8], Box<usize>>::with_opaque_to(&case.topic, Box::new(place))
            .partition(case.partition)
            .timestamp(r.timestamp);
        if let Some(key) = &r.key {
            record = record.key(key);
        }
        if let Some(value) = &r.value {
            record = record.payload(value);
        }
        if !r.headers.is_empty() {
            let insert = |headers: OwnedHeaders, (key, value): &(String, Option<Vec<u8>>)| {
                headers.insert(Header { key, value: value.as_deref() })
            };
            record = record.headers(r.headers.iter().fold(OwnedHeaders::new(), insert));
        }
        producer.send(record).unwrap_or_else(|(e, _)| panic!("{}: record {place}: {e}", case.name()));
    }
    producer.flush(WAIT).expect("flush");
    let mut answers = std::mem::take(&mut *reports.0.lock().expect("not poisoned"));
    answers.sort_by_key(|(place, _)| *place);
    let places: Vec<usize> = answers.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, (0..case.records.len()).collect::<Vec<_>>(), "{}: one report a record", case.name());
    let no_acks = case.acks == "0";
    let known = |a: Acked| if no_acks { Acked { offset: None, timestamp: None, ..a } } else { a };
    answers.into_iter().map(|(_, answer)| answer.map(known)).collect()
}

pub fn consume(bootstrap: &str, jobs: &[Job]) -> Vec<Vec<Read>> {
    let consumer = client::consumer(bootstrap);
    let run = |job: &Job| {
        let start = |&(p, from, count): &(i32, From, usize)| {
            let offset = match from {
                From::Earliest => Offset::Beginning,
                From::Offset(offset) => Offset::Offset(offset),
                From::Timestamp(at) => Offset::Offset(by_time(&consumer, &job.topic, p, at)),
            };
            (p, offset, count)
        };
        let wanted: Vec<_> = job.partitions.iter().map(start).collect();
        client::read(&consumer, &job.topic, &wanted, WAIT).unwrap_or_else(|e| panic!("librdkafka: {e}"))
    };
    jobs.iter().map(run).collect()
}

fn by_time(consumer: &BaseConsumer, topic: &str, partition: i32, at: i64) -> i64 {
    let mut ask = TopicPartitionList::new();
    ask.add_partition_offset(topic, partition, Offset::Offset(at)).expect("a valid question");
    let found = consumer.offsets_for_times(ask, WAIT).expect("offsets for times");
    match found.elements_for_topic(topic).first().map(|e| e.offset()) {
        Some(Offset::Offset(offset)) => offset,
        Some(Offset::End) => -1,
        other => panic!("offset of {topic}-{partition} at {at}: {other:?}"),
    }
}

pub fn offsets(bootstrap: &str, asks: &[Ask]) -> Vec<Option<Found>> {
    let consumer = client::consumer(bootstrap);
    let watermarks = |ask: &Ask| client::watermarks(&consumer, &ask.topic, ask.partition);
    // These questions of librdkafka do not tell the timestamp found.
    let answer = |ask: &Ask| match ask.spec {
        Spec::Earliest => Some(Found { offset: watermarks(ask).0, timestamp: -1 }),
        Spec::Latest => Some(Found { offset: watermarks(ask).1, timestamp: -1 }),
        Spec::MaxTimestamp => None,
        Spec::Timestamp(at) => Some(Found { offset: by_time(&consumer, &ask.topic, ask.partition, at), timestamp: -1 }),
    };
    asks.iter().map(answer).collect()
}
