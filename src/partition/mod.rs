//! One partition on this node: its log, its part in replication, and who waits for it.
//!
//! Promises: effects happen in the order of the calls. A record is shown to consumers, and acknowledged, only below the high
//! watermark, which is what every in-sync replica has on disk: no crash takes back what anybody was told.
//! The owner calls `flushed` after each commit that covered the log, and nothing here waits or knows the clock.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::records::{
    AppendOrigin, AppendRules, Compressor, Decompressor, HEADER_SIZE, RecordError, Rejection, TimestampType,
    single_batch, validate,
};
use ringmain_protocol::uuid::Uuid;

use crate::log::LogContext;
use crate::log::producer_state::ProducerError;
use crate::log::{AppendError, AppendInfo, LogPosition, LogRef};

pub mod parts;
pub mod produce;
mod read;
pub mod settings;
pub mod waiters;

use parts::{CurrentLeader, Explanation, ProduceOutcome, ProducePart};
use produce::ProduceGroup;
use settings::PartitionSettings;
use waiters::{DataWaiter, Waiters};

/// What appends on one shard share: the logs' memory, and buffers for records that must be read or written anew.
pub struct AppendDesk {
    pub context: Rc<LogContext>,
    decompressor: Decompressor,
    compressor: Compressor,
    rebuilt: Vec<u8>,
}

impl AppendDesk {
    /// Buffers that grew beyond this for one batch are given back after it.
    const KEPT_BYTES: usize = 1 << 20;

    pub fn new(context: Rc<LogContext>) -> Self {
        Self { context, decompressor: Decompressor::new(), compressor: Compressor::new(), rebuilt: Vec::new() }
    }

    /// Gives back what one large batch took.
    fn tidy(&mut self) {
        self.decompressor.tidy();
        if self.rebuilt.capacity() > Self::KEPT_BYTES {
            self.rebuilt = Vec::new();
        }
    }
}

/// The log cannot take the batch before so many bytes of memory are free. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMemory {
    pub bytes: usize,
}

/// Who leads a partition, as the metadata says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leadership {
    /// -1 for none.
    pub leader_id: i32,
    pub leader_epoch: i32,
    pub is_local: bool,
}

/// A part of a Produce that waits for the high watermark.
struct AwaitingProduce {
    group: Rc<ProduceGroup>,
    part: usize,
}

/// A partition that this node holds a replica of.
pub struct Partition {
    pub topic_id: Uuid,
    pub index: i32,
    log: LogRef,
    settings: RefCell<Rc<PartitionSettings>>,
    leadership: Cell<Leadership>,
    high_watermark: Cell<LogPosition>,
    waiters: RefCell<Waiters<AwaitingProduce>>,
}

impl Partition {
    /// A partition over a log that is open: what it holds is durable.
    pub fn new(
        topic_id: Uuid,
        index: i32,
        log: LogRef,
        settings: Rc<PartitionSettings>,
        leadership: Leadership,
    ) -> Rc<Self> {
        let high_watermark = log.get().flushed_position();
        log.get_mut().set_config(settings.log.clone());
        Rc::new(Self {
            topic_id,
            index,
            log,
            settings: RefCell::new(settings),
            leadership: Cell::new(leadership),
            high_watermark: Cell::new(high_watermark),
            waiters: RefCell::default(),
        })
    }

    pub fn log(&self) -> &LogRef {
        &self.log
    }

    /// The first offset that consumers may not see.
    pub fn high_watermark(&self) -> i64 {
        self.high_watermark.get().offset
    }

    pub fn leadership(&self) -> Leadership {
        self.leadership.get()
    }

    /// `max.message.bytes`
    pub fn max_message_bytes(&self) -> usize {
        self.settings.borrow().max_message_bytes
    }

    /// The largest batch that is taken where the logs have `pool_bytes` of memory.
    pub fn max_batch_bytes(&self, pool_bytes: usize) -> usize {
        let settings = self.settings.borrow();
        settings.max_message_bytes.min(settings.log.segment_bytes as usize).min(pool_bytes / 2)
    }

    /// Takes new settings for what is appended from now on.
    pub fn set_settings(&self, settings: Rc<PartitionSettings>) {
        self.log.get_mut().set_config(settings.log.clone());
        self.settings.replace(settings);
    }

    /// Follows the metadata. Who waits for a leader that is gone is told so.
    pub fn set_leadership(&self, leadership: Leadership) {
        let before = self.leadership.replace(leadership);
        if before != leadership && !(before.is_local && leadership.is_local) {
            self.fail_waiting(ErrorCode::NotLeaderOrFollower);
        }
    }

    /// Answers all who wait: the partition is deleted, its disk failed, or it is led elsewhere.
    pub fn fail_waiting(&self, error: ErrorCode) {
        loop {
            let next = self.waiters.borrow_mut().pop_any();
            let Some(waiting) = next else { break };
            waiting.group.complete(waiting.part, self.refused(error));
        }
        self.waiters.borrow_mut().data_came(u64::MAX);
    }

    /// Appends a client's batch, and completes the part in `group` when `acks` is satisfied: at once for 0, else when it is
    /// on disk. True if the log has something new to commit.
    pub fn produce(
        &self,
        desk: &mut AppendDesk,
        part: &ProducePart,
        acks: i16,
        now_ms: i64,
        group: &Rc<ProduceGroup>,
        index: usize,
    ) -> Result<bool, NoMemory> {
        let leadership = self.leadership.get();
        if !leadership.is_local {
            group.complete(index, self.refused(ErrorCode::NotLeaderOrFollower));
            return Ok(false);
        }
        let settings = self.settings.borrow();
        let appended = match self.append(desk, part, &settings, leadership.leader_epoch, now_ms) {
            Ok(appended) => appended,
            Err(Refusal::NoMemory(no_memory)) => return Err(no_memory),
            Err(Refusal::Outcome(outcome)) => {
                group.complete(index, *outcome);
                return Ok(false);
            }
        };
        let stamped = settings.rules.timestamp_type == TimestampType::LogAppendTime;
        let outcome = ProduceOutcome {
            error: ErrorCode::None,
            base_offset: appended.base_offset,
            log_append_time_ms: if stamped { appended.max_timestamp } else { -1 },
            log_start_offset: self.log.get().log_start_offset(),
            ..ProduceOutcome::refused(ErrorCode::None)
        };
        let needed = appended.last_offset + 1;
        if acks == 0 || needed <= self.high_watermark() {
            group.complete(index, outcome);
        } else {
            group.expect(index, outcome);
            let waiting = AwaitingProduce { group: group.clone(), part: index };
            self.waiters.borrow_mut().await_offset(needed, waiting);
        }
        Ok(!appended.duplicate)
    }

    fn append(
        &self,
        desk: &mut AppendDesk,
        part: &ProducePart,
        settings: &PartitionSettings,
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<AppendInfo, Refusal> {
        let rules = AppendRules { now_ms, ..settings.rules };
        let batch = single_batch(&part.records, part.produce_version)?;
        check_size(batch.bytes().len(), settings)?;
        let valid = validate(&batch, &rules, &mut desk.decompressor)?;
        let mut log = self.log.get_mut();
        if !valid.needs_rebuild() {
            return Ok(log.append(&desk.context, &batch, &valid, leader_epoch, AppendOrigin::Client, now_ms)?);
        }
        let checked = log.check_producer(batch.header(), AppendOrigin::Client);
        if let Some(duplicate) = checked.map_err(AppendError::Producer)? {
            return Ok(duplicate);
        }
        let (decompressor, compressor) = (&mut desk.decompressor, &mut desk.compressor);
        desk.rebuilt.clear();
        let (rebuilt, most) = (&mut desk.rebuilt, settings.max_message_bytes);
        let built =
            valid.rebuild(&batch, &rules, log.end_offset(), leader_epoch, most, decompressor, compressor, rebuilt);
        let appended = match built {
            Err(RecordError::BatchFull { .. }) => Err(too_large("more", most)),
            Err(error) => Err(AppendError::Record(error).into()),
            Ok(_) if rebuilt.len() > most => Err(too_large(&rebuilt.len().to_string(), most)),
            Ok(_) => match rebuilt.split_first_chunk::<HEADER_SIZE>() {
                Some((header, payload)) => {
                    log.append_batch(&desk.context, header, payload, now_ms).map_err(Refusal::from)
                }
                None => Err(Refusal::of(ErrorCode::UnknownServerError, "a rebuilt batch has no header".into())),
            },
        };
        desk.tidy();
        appended
    }

    /// To be called when a commit that covered the log has ended: moves the high watermark and tells who waits for it.
    pub fn flushed(&self) {
        let (now, is_offline) = {
            let log = self.log.get();
            (log.flushed_position(), log.is_offline())
        };
        if is_offline {
            return self.fail_waiting(ErrorCode::KafkaStorageError);
        }
        let before = self.high_watermark.get();
        if now.offset <= before.offset {
            return;
        }
        self.high_watermark.set(now);
        loop {
            let next = self.waiters.borrow_mut().pop_released(now.offset);
            let Some(waiting) = next else { break };
            waiting.group.succeed(waiting.part);
        }
        // Over a segment's end the bytes are not counted: the fetch looks again and finds out.
        let same = before.segment == now.segment;
        let bytes = if same { u64::from(now.position.saturating_sub(before.position)) } else { u64::MAX };
        self.waiters.borrow_mut().data_came(bytes);
    }

    /// Registers a fetch that waits for data.
    pub fn await_data(&self, waiter: &Rc<DataWaiter>) {
        self.waiters.borrow_mut().await_data(waiter);
    }

    fn refused(&self, error: ErrorCode) -> ProduceOutcome {
        ProduceOutcome { current_leader: self.current_leader(), ..ProduceOutcome::refused(error) }
    }

    fn current_leader(&self) -> Option<CurrentLeader> {
        let leadership = self.leadership.get();
        (!leadership.is_local).then_some(CurrentLeader { id: leadership.leader_id, epoch: leadership.leader_epoch })
    }
}

/// Why a batch was not appended.
enum Refusal {
    NoMemory(NoMemory),
    Outcome(Box<ProduceOutcome>),
}

impl Refusal {
    fn of(error: ErrorCode, message: String) -> Self {
        Self::Outcome(Box::new(ProduceOutcome::explained(error, message)))
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        let error = ErrorCode::from(rejection.kind.code());
        let record_errors = rejection.records.iter().map(|record| (record.index, record.reason.to_string())).collect();
        let explanation = Some(Box::new(Explanation { message: rejection.message, record_errors }));
        Self::Outcome(Box::new(ProduceOutcome { explanation, ..ProduceOutcome::refused(error) }))
    }
}

impl From<AppendError> for Refusal {
    fn from(error: AppendError) -> Self {
        let code = match &error {
            AppendError::NoMemory { bytes } => return Self::NoMemory(NoMemory { bytes: *bytes }),
            AppendError::Producer(ProducerError::InvalidProducerEpoch { .. }) => ErrorCode::InvalidProducerEpoch,
            AppendError::Producer(ProducerError::OutOfOrderSequence { .. }) => ErrorCode::OutOfOrderSequenceNumber,
            AppendError::Producer(ProducerError::NotTransactional { .. }) => ErrorCode::InvalidTxnState,
            AppendError::Producer(ProducerError::CoordinatorFenced { .. }) => ErrorCode::TransactionCoordinatorFenced,
            AppendError::TooLarge { .. } => ErrorCode::RecordListTooLarge,
            AppendError::TooLargeForMemory { .. } => ErrorCode::MessageTooLarge,
            AppendError::Record(_) => ErrorCode::CorruptMessage,
            AppendError::Offline => ErrorCode::KafkaStorageError,
            AppendError::OffsetOrder { .. } | AppendError::Index(_) => ErrorCode::UnknownServerError,
        };
        Self::of(code, error.to_string())
    }
}

fn check_size(bytes: usize, settings: &PartitionSettings) -> Result<(), Refusal> {
    let most = settings.max_message_bytes;
    if bytes <= most { Ok(()) } else { Err(too_large(&bytes.to_string(), most)) }
}

fn too_large(bytes: &str, most: usize) -> Refusal {
    let message = format!("the batch has {bytes} bytes, max.message.bytes of the topic is {most}");
    Refusal::of(ErrorCode::MessageTooLarge, message)
}
