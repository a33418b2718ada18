//! The way of a batch from a frame into a log's memory, as a shard goes it for each part of a Produce.

use std::path::Path;
use std::rc::Rc;

use bytes::{BufMut, Bytes, BytesMut};
use ringmain::log::commit::{CommitOptions, Committer};
use ringmain::log::config::LogConfig;
use ringmain::log::dir::LogDir;
use ringmain::log::{AppendInfo, LogContext, LogRef, LogSpec, PartitionKey, create_log};
use ringmain_protocol::hot::ProduceRequestRef;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, ProduceRequest, TopicProduceData};
use ringmain_protocol::records::*;
use ringmain_protocol::uuid::Uuid;

pub const VERSION: i16 = 13;
pub const NOW_MS: i64 = 1_700_000_000_000;

/// A batch of `records` records of 100 bytes each.
pub fn batch(compression: Compression, records: usize) -> Bytes {
    let options = BatchOptions { compression: compression.into(), ..BatchOptions::default() };
    let mut builder = BatchBuilder::new(options);
    for n in 0..records {
        let value = format!("{{\"order\":{n},\"customer\":\"{:08}\",\"state\":\"shipped\"}}", n * 7919 % 10_007);
        builder.append(NOW_MS, None, Some(format!("{value:100}").as_bytes()), &[]).expect("fits");
    }
    let mut bytes = Vec::new();
    builder.build(&mut Compressor::new(), &mut bytes).expect("builds");
    bytes.into()
}

/// The body of a Produce of one batch for each of `partitions` partitions, in memory as the network gives it.
pub fn produce_body(batch: &Bytes, partitions: i32) -> Bytes {
    let part = |index| PartitionProduceData { index, records: Some(batch.clone()), ..Default::default() };
    let topic = TopicProduceData {
        topic_id: topic_id(),
        partition_data: (0..partitions).map(part).collect(),
        ..Default::default()
    };
    let request = ProduceRequest { acks: -1, timeout_ms: 30_000, topic_data: vec![topic], ..Default::default() };
    let mut body = BytesMut::new();
    request.encode(&mut body, VERSION).expect("encodes");
    // A frame lies behind others in a receive buffer that they share.
    body.put_u8(0);
    body.split_to(body.len() - 1).freeze()
}

pub fn topic_id() -> Uuid {
    Uuid::from_halves(7, 1000)
}

fn rules() -> AppendRules {
    AppendRules {
        origin: AppendOrigin::Client,
        compression: None,
        compacted: false,
        timestamp_type: TimestampType::CreateTime,
        timestamp_before_max_ms: i64::MAX,
        timestamp_after_max_ms: 3_600_000,
        now_ms: NOW_MS,
        max_decompressed_bytes: 64 << 20,
    }
}

/// Logs in a directory of their own, what commits them, and what validates for them.
pub struct Desk {
    pub committer: Rc<Committer>,
    pub logs: Vec<LogRef>,
    decompressor: Decompressor,
}

impl Desk {
    /// In an empty directory, with so many logs, and so many bytes of memory for them and of journal.
    pub async fn open(dir: &Path, partitions: i32, bytes: usize) -> std::io::Result<Desk> {
        let mut log_dir = LogDir::open(dir).await.map_err(std::io::Error::other)?;
        let journal = log_dir.take_journal("0", bytes as u64).await.map_err(std::io::Error::other)?;
        let context = LogContext::new(bytes, 1 << 20)?;
        let committer = Committer::open(context, &journal, CommitOptions::default()).await?;
        let config = Rc::new(LogConfig::default());
        let mut logs = Vec::new();
        for partition in 0..partitions {
            let spec = LogSpec {
                dir: dir.join(format!("orders-{partition}")),
                topic: "orders".into(),
                key: PartitionKey { topic_id: topic_id(), partition },
                config: config.clone(),
                recovery_point: 0,
                log_start_offset: 0,
                clean: true,
            };
            let log = create_log(&spec).await?;
            committer.add(log.clone());
            logs.push(log);
        }
        Ok(Desk { committer, logs, decompressor: Decompressor::new() })
    }

    /// Parses the request and appends each of its batches to its partition.
    pub fn produce(&mut self, body: &Bytes) {
        let request = ProduceRequestRef::parse(body, 0, VERSION).expect("a request");
        for partition in request.partitions() {
            let log = self.logs.get(partition.index as usize).expect("a partition of the desk").clone();
            self.append(&log, partition.records.as_deref().unwrap_or_default());
            self.committer.mark_dirty(&log);
        }
    }

    fn append(&mut self, log: &LogRef, records: &[u8]) -> AppendInfo {
        let batch = single_batch(records, VERSION).expect("one batch");
        let valid = validate(&batch, &rules(), &mut self.decompressor).expect("valid");
        assert!(!valid.needs_rebuild());
        let mut log = log.get_mut();
        let context = self.committer.context();
        log.append(context, &batch, &valid, 3, AppendOrigin::Client, NOW_MS).expect("appended")
    }
}
