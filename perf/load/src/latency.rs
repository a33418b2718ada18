//! One Produce request with one record for each of N partitions, acks=all, again and again: how long one durable commit of N
//! dirty partitions takes. By the protocol itself: a client library sends a request for each partition, and would be measured.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
use ringmain_protocol::messages::rpc::{ProduceRequest, ProduceResponse, RequestHeader};
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};

use crate::Result;

/// The newest version that names topics.
const VERSION: i16 = 12;

pub fn measure(
    bootstrap: &str,
    topic: &str,
    partitions: i32,
    rounds: usize,
    payload: &[u8],
) -> Result<serde_json::Value> {
    let mut stream = TcpStream::connect(bootstrap)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let frame = frame(topic, partitions, payload)?;
    // Partitions just created may not be led yet.
    let began = Instant::now();
    loop {
        stream.write_all(&frame)?;
        match check(read_frame(&mut stream)?, partitions) {
            Err(error) if began.elapsed() > Duration::from_secs(30) => return Err(error),
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
            Ok(()) => break,
        }
    }
    let mut micros = Vec::with_capacity(rounds);
    let warm_up = 20;
    for round in 0..rounds + warm_up {
        let started = Instant::now();
        stream.write_all(&frame)?;
        let answer = read_frame(&mut stream)?;
        let took = started.elapsed();
        check(answer, partitions)?;
        if round >= warm_up {
            micros.push(took.as_micros() as u64);
        }
    }
    micros.sort_unstable();
    let at = |q: f64| micros.get(((micros.len().max(1) - 1) as f64 * q) as usize).copied().unwrap_or(0);
    Ok(
        serde_json::json!({"rounds": rounds, "partitions": partitions, "p50_us": at(0.5), "p99_us": at(0.99), "max_us": at(1.0)}),
    )
}

fn frame(topic: &str, partitions: i32, payload: &[u8]) -> Result<Vec<u8>> {
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
    let key = ProduceRequest::API_KEY;
    let header = RequestHeader {
        request_api_key: key.key(),
        request_api_version: VERSION,
        correlation_id: 1,
        client_id: Some("ringmain-load".to_owned()),
        ..RequestHeader::default()
    };
    let mut body = BytesMut::new();
    header.encode(&mut body, key.request_header_version(VERSION))?;
    request.encode(&mut body, VERSION)?;
    let mut frame = Vec::with_capacity(body.len() + 4);
    frame.put_u32(u32::try_from(body.len())?);
    frame.extend_from_slice(&body);
    Ok(frame)
}

fn read_frame(stream: &mut TcpStream) -> Result<Bytes> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut body = vec![0; usize::try_from(i32::from_be_bytes(length))?];
    stream.read_exact(&mut body)?;
    Ok(Bytes::from(body))
}

fn check(answer: Bytes, partitions: i32) -> Result<()> {
    // Correlation id and the empty tagged fields of the header.
    let body = answer.get(5..).map(|body| answer.slice_ref(body)).ok_or("a short answer")?;
    let answer = ProduceResponse::decode(&mut Decoder::new(body), VERSION)?;
    let answered: Vec<i16> =
        answer.responses.iter().flat_map(|t| &t.partition_responses).map(|p| p.error_code).collect();
    match answered.iter().find(|code| **code != 0) {
        Some(code) => Err(format!("a partition answered error {code}").into()),
        None if answered.len() != partitions as usize => Err("not every partition was answered".into()),
        None => Ok(()),
    }
}
