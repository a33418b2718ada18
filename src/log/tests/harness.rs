//! A log directory with a committer and a few logs, as a shard has it; and a model of what the logs must hold.

use crate::log::commit::{CommitOptions, Committer};
use crate::log::config::LogConfig;
use crate::log::dir::{LogDir, PartitionOffsets};
use crate::log::{AppendError, LogContext, LogRef, PartitionKey, create_log, open_log};
use crate::rt::buf::Segment;
use crate::rt::fs::Durability;
use crate::rt::{fs, task};
use ringmain_protocol::records::{Attributes, BatchHeader, HEADER_SIZE};
use ringmain_protocol::uuid::Uuid;
use std::path::Path;
use std::rc::Rc;

pub const DIR: &str = "/data";

#[derive(Debug, Clone)]
pub struct Settings {
    pub config: LogConfig,
    pub commit: CommitOptions,
    pub ring_bytes: u64,
    pub pool_bytes: usize,
    pub cold_bytes: usize,
    pub partitions: i32,
    /// Every other log asks for no more than that its bytes are written.
    pub half_written: bool,
}

impl Settings {
    pub fn durability(&self, partition: usize) -> Durability {
        if self.half_written && partition % 2 == 1 { Durability::None } else { Durability::Data }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            config: LogConfig { segment_bytes: 64 << 10, index_interval_bytes: 512, ..LogConfig::default() },
            commit: CommitOptions::default(),
            ring_bytes: 256 << 10,
            pool_bytes: 4 << 20,
            cold_bytes: 1 << 20,
            partitions: 1,
            half_written: false,
        }
    }
}

pub struct Store {
    pub dir: LogDir,
    pub committer: Rc<Committer>,
    pub logs: Vec<LogRef>,
}

fn topic_id(partition: i32) -> Uuid {
    Uuid::from_halves(7, 1000 + u64::from(partition.unsigned_abs()))
}

/// Opens the directory and its logs, as a node does at start. An `Err` says what an operator would read.
pub async fn open(settings: &Settings) -> Result<Store, String> {
    fs::create_dir_all(DIR).await.map_err(|e| e.to_string())?;
    fs::sync_dir("/").await.map_err(|e| e.to_string())?;
    let mut dir = LogDir::open(Path::new(DIR)).await.map_err(|e| e.to_string())?;
    let start = dir.take_journal("0", settings.ring_bytes).await.map_err(|e| e.to_string())?;
    dir.remove_other_journals().await.map_err(|e| e.to_string())?;
    let context = LogContext::new(settings.pool_bytes, settings.cold_bytes).map_err(|e| e.to_string())?;
    let committer = Committer::open(context, &start, settings.commit).await.map_err(|e| e.to_string())?;
    let mut logs = Vec::new();
    for partition in 0..settings.partitions {
        let durability = settings.durability(partition.unsigned_abs() as usize);
        let config = Rc::new(LogConfig { durability, ..settings.config.clone() });
        // One topic for each log, so that ids differ.
        let topic = format!("t{partition}");
        let found = dir.logs.iter().find(|log| log.topic == topic).cloned();
        let log = match found {
            Some(found) => open_log(&found.spec(topic_id(partition), config.clone(), dir.clean))
                .await
                .map_err(|e| e.to_string())?,
            None => {
                let spec = crate::log::LogSpec {
                    dir: Path::new(DIR).join(format!("{topic}-0")),
                    topic: topic.as_str().into(),
                    key: PartitionKey { topic_id: topic_id(partition), partition: 0 },
                    config: config.clone(),
                    recovery_point: 0,
                    log_start_offset: 0,
                    clean: true,
                };
                create_log(&spec).await.map_err(|e| e.to_string())?
            }
        };
        committer.add(log.clone());
        logs.push(log);
    }
    Ok(Store { dir, committer, logs })
}

impl Store {
    /// Starts the task that checkpoints. The one that commits is the test's own.
    pub fn start_checkpoints(&self) {
        task::spawn_background(self.committer.clone().run_checkpoints());
    }

    pub fn context(&self) -> Rc<LogContext> {
        self.committer.context().clone()
    }

    pub async fn commit(&self) -> Result<(), String> {
        let mut advanced = Vec::new();
        self.committer.commit(&mut advanced).await.map_err(|e| e.to_string())
    }

    pub async fn write_offsets(&self) -> Result<(), String> {
        let offsets = self.dir.offsets();
        for log in &self.logs {
            let recovery_point = log.get().recovery_point();
            let high_watermark = log.get().flushed_offset();
            offsets.set(&log.topic, 0, PartitionOffsets { recovery_point, log_start_offset: None, high_watermark });
        }
        offsets.write().await.map_err(|e| e.to_string())
    }

    pub async fn close(self) -> Result<(), String> {
        self.committer.close().await.map_err(|e| e.to_string())?;
        self.write_offsets().await?;
        self.dir.mark_clean(5).await.map_err(|e| e.to_string())
    }
}

/// A batch as the log has it.
pub fn batch(base_offset: i64, records: i32, timestamp: i64, payload: &[u8]) -> Vec<u8> {
    let mut header = BatchHeader {
        base_offset,
        batch_length: (HEADER_SIZE - 12 + payload.len()) as i32,
        partition_leader_epoch: 3,
        crc: 0,
        attributes: Attributes(0),
        last_offset_delta: records - 1,
        base_timestamp: timestamp,
        max_timestamp: timestamp,
        producer_id: -1,
        producer_epoch: -1,
        base_sequence: -1,
        record_count: records,
    };
    let mut bytes = [0; HEADER_SIZE];
    header.seal(&mut bytes, payload);
    [&bytes[..], payload].concat()
}

pub fn append(store: &Store, log: &LogRef, batch: &[u8], now_ms: i64) -> Result<i64, AppendError> {
    let (header, payload) = batch.split_first_chunk::<HEADER_SIZE>().unwrap();
    let context = store.context();
    let info = log.get_mut().append_batch(&context, header, payload, now_ms)?;
    store.committer.mark_dirty(log);
    Ok(info.last_offset + 1)
}

pub fn concat(segments: &[Segment]) -> Vec<u8> {
    segments.iter().flat_map(|segment| segment.as_ref()).copied().collect()
}

/// Everything from the log's start to `limit`, in reads of at most `max_bytes`.
pub async fn read_all(store: &Store, log: &LogRef, limit: i64, max_bytes: usize) -> Result<Vec<u8>, String> {
    let context = store.context();
    let mut offset = log.get().log_start_offset();
    let mut all = Vec::new();
    while offset < limit {
        let data = log.read(&context, offset, max_bytes, limit, true).await.map_err(|e| e.to_string())?;
        if data.size_bytes == 0 {
            let log = log.get();
            return Err(format!("nothing to read at {offset} below {limit} of {:?}: {data:?}", log.segments));
        }
        let bytes = concat(&data.segments);
        assert_eq!(bytes.len(), data.size_bytes);
        assert!(data.next_offset > offset && data.next_offset <= limit);
        all.extend(bytes);
        offset = data.next_offset;
    }
    Ok(all)
}
