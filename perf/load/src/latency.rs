//! One Produce request with one record for each of N partitions, acks=all, again and again: how long one durable commit of N
//! dirty partitions takes. By the protocol itself: a client library sends a request for each partition, and would be measured.
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
use ringmain_protocol::messages::rpc::{ProduceRequest, ProduceResponse};
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};

use crate::Result;
use crate::wire::{Connection, append, decode, quantiles};

/// The newest version that names topics.
const VERSION: i16 = 12;

pub fn measure(
    bootstrap: &str,
    topic: &str,
    partitions: i32,
    rounds: usize,
    payload: &[u8],
) -> Result<serde_json::Value> {
    let mut connection = Connection::open(bootstrap)?;
    let frame = frame(topic, partitions, payload)?;
    // Partitions just created may not be led yet.
    let began = Instant::now();
    loop {
        connection.send(&frame)?;
        match check(&connection.receive::<ProduceRequest>(VERSION)?, partitions) {
            Err(error) if began.elapsed() > Duration::from_secs(30) => return Err(error),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
            Ok(()) => break,
        }
    }
    let mut micros = Vec::with_capacity(rounds);
    let warm_up = 20;
    for round in 0..rounds + warm_up {
        let started = Instant::now();
        connection.send(&frame)?;
        let answer = connection.receive_frame()?;
        let took = started.elapsed();
        check(&decode::<ProduceRequest>(answer, VERSION)?, partitions)?;
        if round >= warm_up {
            micros.push(took.as_micros() as u64);
        }
    }
    let [p50, p99, max] = quantiles(micros, [0.5, 0.99, 1.0]);
    Ok(serde_json::json!({"rounds": rounds, "partitions": partitions, "p50_us": p50, "p99_us": p99, "max_us": max}))
}

fn frame(topic: &str, partitions: i32, payload: &[u8]) -> Result<BytesMut> {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    builder.append(1, None, Some(payload), &[])?;
    let mut records = Vec::new();
    builder.build(&mut Compressor::new(), &mut records)?;
    let records = Bytes::from(records);
    let data =
        |index| PartitionProduceData { index, records: Some(records.clone()), ..PartitionProduceData::default() };
    let request = ProduceRequest {
        acks: -1,
        timeout_ms: 30_000,
        topic_data: vec![TopicProduceData {
            name: topic.to_owned(),
            partition_data: (0..partitions).map(data).collect(),
            ..TopicProduceData::default()
        }],
        ..ProduceRequest::default()
    };
    let mut frame = BytesMut::new();
    append(&mut frame, &request, VERSION)?;
    Ok(frame)
}

fn check(answer: &ProduceResponse, partitions: i32) -> Result<()> {
    let answered: Vec<i16> =
        answer.responses.iter().flat_map(|t| &t.partition_responses).map(|p| p.error_code).collect();
    match answered.iter().find(|code| **code != 0) {
        Some(code) => Err(format!("a partition answered error {code}").into()),
        None if answered.len() != partitions as usize => Err("not every partition was answered".into()),
        None => Ok(()),
    }
}
