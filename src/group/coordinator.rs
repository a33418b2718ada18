//! The coordinator of one `__consumer_offsets` partition: requests, commits and time in; answers and appends out.
//!
//! As in Apache Kafka's runtime, records are applied when they are appended, so no request waits for the disk of another; and
//! an answer goes out when the group's last write before it has committed, so nobody is told what a crash could take back.

use super::classic::{AfterStore, ClassicGroup};
use super::consumer::TopicHashes;
use super::offsets::Offsets;
use super::planted::{Fault, planted};
use super::record::{EncodedRecord, Record};
use super::regex::{Compiled, Resolution};
use super::step::{Caller, Effect, Input, Now, Request, Response, Ticket, WriteId};
use super::timers::{Timer, Timers};
use super::{Group, offsets};
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::Image;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::{
    CoordinatorKey, CoordinatorValue, GroupMetadataValue, OffsetCommitValue,
};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Where a record stands in the log, and in what batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub offset: i64,
    /// -1: none. Others are transactional: their offsets count when the transaction is committed.
    pub producer_id: i64,
}

/// Bytes that a record takes in a batch besides its key and value, at most; and those of the batch itself.
const RECORD_OVERHEAD_BYTES: usize = 40;
const BATCH_OVERHEAD_BYTES: usize = 61;

/// All groups and offsets of one partition. See the module.
#[derive(Debug)]
pub struct Coordinator {
    pub(in crate::group) configs: Arc<GroupConfigs>,
    pub(in crate::group) image: Arc<Image>,
    pub(in crate::group) groups: HashMap<Arc<str>, Group>,
    pub(in crate::group) offsets: Offsets,
    pub(in crate::group) timers: Timers,
    pub(in crate::group) hashes: TopicHashes,
    pub(in crate::group) expressions: Compiled,
    /// Groups whose expressions are being resolved.
    pub(in crate::group) refreshing: HashSet<Arc<str>>,
    /// Offset of the last image that brought topics.
    pub(in crate::group) new_topics_at: i64,
    pub(in crate::group) counters: Counters,
    /// How many assignments of classic groups were written: the number of the last.
    pub(in crate::group) stored_assignments: u64,
    /// Appends in flight, in their order; and of each group that has any, the newest.
    writes: VecDeque<Write>,
    newest: HashMap<Arc<str>, WriteId>,
    next_write: u64,
    /// Where the log goes on, as far as is known here.
    next_offset: i64,
    max_write_bytes: usize,
}

/// What has happened since the coordinator was made. For metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Partitions in OffsetCommit requests that were accepted.
    pub offset_commits: u64,
    /// Offsets deleted on request.
    pub offset_deletions: u64,
    /// Tombstones written because offsets or groups had expired.
    pub expired_offsets: u64,
    /// Rebalances of classic groups that ended with an assignment.
    pub completed_rebalances: u64,
    /// Epochs of consumer groups that began.
    pub consumer_rebalances: u64,
    /// Members that were silent for too long.
    pub session_timeouts: u64,
}

/// Who asks, and where the answer goes.
#[derive(Debug)]
pub(in crate::group) struct Call {
    pub ticket: Ticket,
    pub caller: Caller,
    pub random: u128,
}

impl std::ops::AddAssign for Counters {
    fn add_assign(&mut self, more: Counters) {
        self.offset_commits += more.offset_commits;
        self.offset_deletions += more.offset_deletions;
        self.expired_offsets += more.expired_offsets;
        self.completed_rebalances += more.completed_rebalances;
        self.consumer_rebalances += more.consumer_rebalances;
        self.session_timeouts += more.session_timeouts;
    }
}

/// One step: its time, and what comes out of it.
pub(in crate::group) struct Turn<'a> {
    pub now: Now,
    effects: &'a mut Vec<Effect>,
}

impl Turn<'_> {
    pub fn reply(&mut self, ticket: Ticket, response: Response) {
        self.effects.push(Effect::Reply { ticket, response });
    }

    pub fn resolve(&mut self, resolution: Resolution) {
        self.effects.push(Effect::Resolve(resolution));
    }
}

/// What follows a write.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a reply is the common case")]
pub(in crate::group) enum Then {
    Nothing,
    /// The answer; where the write fails, one with its error.
    Reply {
        ticket: Ticket,
        response: Response,
    },
    /// A classic group goes on.
    Stored {
        group: Arc<str>,
        after: AfterStore,
    },
}

/// An append in flight.
#[derive(Debug)]
struct Write {
    id: WriteId,
    group: Arc<str>,
    records: usize,
    /// When those who wait are told that it takes too long. Then nobody may wait any more.
    deadline_ms: u64,
    is_late: bool,
    then: Vec<Then>,
}

impl Coordinator {
    /// Empty. Give it the partition's records ([`Coordinator::replay`]), then [`Coordinator::loaded`], then steps.
    pub fn new(configs: Arc<GroupConfigs>, image: Arc<Image>) -> Self {
        let mut hashes = TopicHashes::default();
        hashes.image_changed(&image);
        Coordinator {
            hashes,
            expressions: Compiled::default(),
            refreshing: HashSet::new(),
            new_topics_at: image.offset(),
            configs,
            image,
            groups: HashMap::new(),
            offsets: Offsets::default(),
            timers: Timers::default(),
            counters: Counters::default(),
            stored_assignments: 0,
            writes: VecDeque::new(),
            newest: HashMap::new(),
            next_write: 0,
            next_offset: 0,
            max_write_bytes: usize::MAX,
        }
    }

    /// All records are replayed: timers start. Once, before the first step.
    pub fn loaded(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let turn = &mut Turn { now, effects };
        self.arm_expiry(turn);
        for id in self.group_ids() {
            self.work(turn, &id, |work| work.loaded());
        }
        self.arm_consumer_timers(turn);
    }

    pub fn step(&mut self, now: Now, input: Input, effects: &mut Vec<Effect>) {
        let turn = &mut Turn { now, effects };
        match input {
            Input::Request { ticket, caller, request, random } => {
                self.request(turn, Call { ticket, caller, random }, request);
            }
            Input::Committed { write, offset } => self.committed(turn, write, offset),
            Input::Resolved(resolution) => self.regexes_resolved(turn, resolution),
            Input::Tick => {
                // A timer that is armed anew for this very moment waits for the next tick.
                for _ in 0..self.timers.len() {
                    let Some(timer) = self.timers.due(turn.now.ms) else { break };
                    self.fire(turn, timer);
                }
            }
            Input::Image { image, deleted_topics } => {
                let before = std::mem::replace(&mut self.image, image);
                self.topics_changed(&before, deleted_topics.len());
                self.forget_topics(turn, &deleted_topics);
            }
            Input::Configs(configs) => self.configs = configs,
        }
    }

    /// When to step with [`Input::Tick`] next, on the monotonic clock.
    pub fn next_deadline(&self) -> Option<u64> {
        self.timers.next()
    }

    /// The largest batch that the partition takes. What would not fit is refused before anything changes.
    pub fn limit_writes(&mut self, max_batch_bytes: usize) {
        self.max_write_bytes = max_batch_bytes.saturating_sub(BATCH_OVERHEAD_BYTES);
    }

    /// The partition is no longer led here, or an append has failed: memory is ahead of the log, so nothing here holds any
    /// more. Everything that waits is answered; who has something in flight is told `error`. The last step.
    pub fn resign(mut self, now: Now, error: ErrorCode, effects: &mut Vec<Effect>) {
        let before = effects.len();
        let turn = &mut Turn { now, effects };
        for write in std::mem::take(&mut self.writes) {
            for then in write.then {
                self.then(turn, then, Err(client_error(error)));
            }
        }
        for id in self.group_ids() {
            self.work(turn, &id, |work| work.dismiss_all(ErrorCode::NotCoordinator));
        }
        // What groups would write now is for the next coordinator to find out.
        let answers = effects.split_off(before).into_iter().filter(|effect| matches!(effect, Effect::Reply { .. }));
        effects.extend(answers);
    }

    // ---- requests ----

    fn request(&mut self, turn: &mut Turn<'_>, call: Call, request: Request) {
        match request {
            Request::OffsetCommit(request) => self.offset_commit(turn, call, request),
            Request::OffsetFetch { group, require_stable } => self.offset_fetch(turn, &call, &group, require_stable),
            Request::OffsetDelete(request) => self.offset_delete(turn, call, request),
            Request::JoinGroup(request) => self.join_group(turn, call, request),
            Request::SyncGroup(request) => self.sync_group(turn, call, request),
            Request::Heartbeat(request) => self.heartbeat(turn, call, request),
            Request::LeaveGroup(request) => self.leave_group(turn, call, request),
            Request::DescribeGroup { group_id } => self.describe_group(turn, call, group_id),
            Request::ListGroups(request) => self.list_groups(turn, &call, &request),
            Request::DeleteGroup { group_id } => self.delete_group(turn, call, group_id),
            Request::ConsumerGroupHeartbeat(request) => self.consumer_group_heartbeat(turn, call, request),
            Request::ConsumerGroupDescribe { group_id } => self.consumer_group_describe(turn, &call, &group_id),
        }
    }

    // ---- writes ----

    /// Applies records of a group and appends them; `then` is done when they, or, where there are none, what was written of
    /// the group before, have committed. False where they are refused: then nothing has changed.
    pub(in crate::group) fn append(
        &mut self,
        turn: &mut Turn<'_>,
        group: &Arc<str>,
        records: Vec<Record>,
        then: Then,
    ) -> bool {
        if records.is_empty() {
            match self.newest.get(group).copied() {
                Some(write) => self.after(turn, write, then),
                None => self.then(turn, then, Ok(())),
            }
            return true;
        }
        let encoded = match self.encode(&records) {
            Ok(encoded) => encoded,
            Err(error) => {
                self.then(turn, then, Err(error));
                return false;
            }
        };
        for (offset, record) in (self.next_offset..).zip(records) {
            self.replay(Position { offset, producer_id: -1 }, record);
        }
        self.begin(turn, group, encoded, then);
        true
    }

    /// As [`Coordinator::append`], for records that stand each for itself, such as tombstones: in as many batches as they need.
    /// Where some are refused, the others are appended, and `then` is told.
    pub(in crate::group) fn append_each(
        &mut self,
        turn: &mut Turn<'_>,
        group: &Arc<str>,
        records: Vec<Record>,
        then: Then,
    ) {
        let (mut piece, mut piece_bytes, mut is_whole) = (Vec::new(), 0usize, true);
        for record in records {
            let bytes = record.encode().map_or(0, |encoded| size_bytes(&encoded));
            if !piece.is_empty() && piece_bytes.saturating_add(bytes) > self.max_write_bytes {
                is_whole &= self.append(turn, group, std::mem::take(&mut piece), Then::Nothing);
                piece_bytes = 0;
            }
            piece_bytes = piece_bytes.saturating_add(bytes);
            piece.push(record);
        }
        if is_whole {
            self.append(turn, group, piece, then);
        } else {
            self.append(turn, group, piece, Then::Nothing);
            self.then(turn, then, Err(ErrorCode::UnknownServerError));
        }
    }

    /// Appends a record that tells what memory knows already.
    pub(in crate::group) fn append_ahead(&mut self, turn: &mut Turn<'_>, group: &Arc<str>, record: Record, then: Then) {
        match self.encode(&[record]) {
            Ok(encoded) => {
                self.next_offset = self.next_offset.saturating_add(1);
                self.begin(turn, group, encoded, then);
            }
            Err(error) => self.then(turn, then, Err(error)),
        }
    }

    /// The records as they are written, if a batch can hold them.
    pub(in crate::group) fn encode(&self, records: &[Record]) -> Result<Vec<EncodedRecord>, ErrorCode> {
        let encoded: Result<Vec<EncodedRecord>, _> = records.iter().map(Record::encode).collect();
        let encoded = encoded.map_err(|error| {
            tracing::error!(%error, "a coordinator's record cannot be written");
            ErrorCode::UnknownServerError
        })?;
        let size_bytes: usize = encoded.iter().map(size_bytes).sum();
        if size_bytes > self.max_write_bytes {
            let limit_bytes = self.max_write_bytes;
            tracing::warn!(
                size_bytes,
                limit_bytes,
                "a group's change is larger than __consumer_offsets takes in a batch"
            );
            return Err(ErrorCode::UnknownServerError);
        }
        Ok(encoded)
    }

    fn begin(&mut self, turn: &mut Turn<'_>, group: &Arc<str>, records: Vec<EncodedRecord>, mut then: Then) {
        if planted(Fault::CommitBeforeItIsStored) && matches!(then, Then::Reply { .. }) {
            self.then(turn, std::mem::replace(&mut then, Then::Nothing), Ok(()));
        }
        let id = WriteId(self.next_write);
        self.next_write += 1;
        self.newest.insert(group.clone(), id);
        let timeout_ms = u64::try_from(self.configs.offsets_commit_timeout_ms).unwrap_or(0);
        let deadline_ms = turn.now.ms.saturating_add(timeout_ms);
        if !self.timers.is_armed(&Timer::WriteTimeout) {
            self.timers.arm(Timer::WriteTimeout, deadline_ms);
        }
        let (group, count) = (group.clone(), records.len());
        self.writes.push_back(Write {
            id,
            group: group.clone(),
            records: count,
            deadline_ms,
            is_late: false,
            then: vec![then],
        });
        turn.effects.push(Effect::Append { write: id, group, records });
    }

    /// Does something after a write that is in flight.
    fn after(&mut self, turn: &mut Turn<'_>, write: WriteId, then: Then) {
        match self.writes.binary_search_by_key(&write, |write| write.id).ok().and_then(|at| self.writes.get_mut(at)) {
            Some(write) if write.is_late => self.then(turn, then, Err(client_error(ErrorCode::RequestTimedOut))),
            Some(write) => write.then.push(then),
            None => self.then(turn, then, Ok(())),
        }
    }

    /// Who has waited for a write for too long is told so, as in Kafka. It may still commit: memory stays ahead of the log.
    fn writes_timed_out(&mut self, turn: &mut Turn<'_>) {
        let now_ms = turn.now.ms;
        let mut late = Vec::new();
        for write in self.writes.iter_mut().take_while(|write| write.deadline_ms <= now_ms) {
            write.is_late = true;
            late.append(&mut write.then);
        }
        if let Some(next) = self.writes.iter().find(|write| !write.is_late) {
            self.timers.arm(Timer::WriteTimeout, next.deadline_ms);
        }
        for then in late {
            self.then(turn, then, Err(client_error(ErrorCode::RequestTimedOut)));
        }
    }

    /// Answers when all that the answer may tell of has committed: what is in flight of the group.
    pub(in crate::group) fn reply_of(&mut self, turn: &mut Turn<'_>, group: &str, ticket: Ticket, response: Response) {
        self.reply_after(turn, self.newest.get(group).copied(), ticket, response);
    }

    /// As [`Coordinator::reply_of`], for an answer that tells of all groups.
    pub(in crate::group) fn reply_of_all(&mut self, turn: &mut Turn<'_>, ticket: Ticket, response: Response) {
        self.reply_after(turn, self.writes.back().map(|write| write.id), ticket, response);
    }

    fn reply_after(&mut self, turn: &mut Turn<'_>, write: Option<WriteId>, ticket: Ticket, response: Response) {
        match write {
            Some(write) => self.after(turn, write, Then::Reply { ticket, response }),
            None => turn.reply(ticket, response),
        }
    }

    fn committed(&mut self, turn: &mut Turn<'_>, id: WriteId, offset: i64) {
        // Out of order would be a fault of the shell; nobody must be told of what is not durable.
        if self.writes.front().is_none_or(|write| write.id != id) {
            let expected = self.writes.front().map(|write| write.id);
            tracing::error!(?id, ?expected, "a group coordinator heard of a write that is not its oldest");
            turn.effects.push(Effect::Resign(ErrorCode::UnknownServerError));
            return;
        }
        let Some(write) = self.writes.pop_front() else { return };
        if self.newest.get(&write.group) == Some(&id) {
            self.newest.remove(&write.group);
        }
        // Others may append to the log too: the ends of transactions.
        let end = offset.saturating_add(i64::try_from(write.records).unwrap_or(0));
        self.next_offset = self.next_offset.max(end);
        for then in write.then {
            self.then(turn, then, Ok(()));
        }
    }

    fn then(&mut self, turn: &mut Turn<'_>, then: Then, result: Result<(), ErrorCode>) {
        match then {
            Then::Nothing => {}
            Then::Reply { ticket, response } => {
                let response = match result {
                    Ok(()) => response,
                    Err(error) => response.failed(error),
                };
                turn.reply(ticket, response);
            }
            Then::Stored { group, after } => self.stored(turn, &group, after, result),
        }
    }

    // ---- records ----

    /// Applies a record of the log, in its order; and, by the same code, those that are appended here.
    pub fn replay(&mut self, at: Position, record: Record) {
        self.next_offset = self.next_offset.max(at.offset.saturating_add(1));
        match (record.key, record.value) {
            (CoordinatorKey::OffsetCommit(key), value) => {
                let value = match value {
                    Some(CoordinatorValue::OffsetCommit(value)) => Some(value),
                    _ => None,
                };
                self.replay_offset(at, &key.group, &key.topic, key.partition, value);
            }
            (CoordinatorKey::LegacyOffsetCommit(key), value) => {
                let value = match value {
                    Some(CoordinatorValue::LegacyOffsetCommit(value)) => Some(OffsetCommitValue {
                        offset: value.offset,
                        metadata: value.metadata,
                        commit_timestamp: value.commit_timestamp,
                        ..Default::default()
                    }),
                    _ => None,
                };
                self.replay_offset(at, &key.group, &key.topic, key.partition, value);
            }
            (CoordinatorKey::GroupMetadata(key), Some(CoordinatorValue::GroupMetadata(value))) => {
                self.replay_classic_group(&key.group, Some(&value));
            }
            (CoordinatorKey::GroupMetadata(key), _) => self.replay_classic_group(&key.group, None),
            // Share and streams groups are not served: their records stay as they are.
            (key, value) => self.replay_consumer_group(Record { key, value }),
        }
    }

    /// Applies the end of a transaction that has offsets in this partition.
    pub fn replay_end_transaction(&mut self, producer_id: i64, committed: bool) {
        self.offsets.end_transaction(producer_id, committed);
    }

    fn replay_offset(
        &mut self,
        at: Position,
        group: &str,
        topic: &str,
        partition: i32,
        value: Option<OffsetCommitValue>,
    ) {
        let id = match self.groups.get(group) {
            Some(known) => known.id().clone(),
            None => {
                let id: Arc<str> = Arc::from(group);
                if let Some(value) = &value {
                    // Offsets of consumers that join no group.
                    let simple = ClassicGroup::new(id.clone(), value.commit_timestamp);
                    self.groups.insert(id.clone(), Group::Classic(simple));
                }
                id
            }
        };
        self.offsets.replay(at.offset, at.producer_id, &id, topic, partition, value);
    }

    fn replay_classic_group(&mut self, group: &str, value: Option<&GroupMetadataValue>) {
        match value {
            Some(value) => {
                let id: Arc<str> = Arc::from(group);
                self.groups.insert(id.clone(), Group::Classic(ClassicGroup::from_value(id, value)));
            }
            None => {
                self.groups.remove(group);
            }
        }
    }

    // ---- time ----

    fn arm_expiry(&mut self, turn: &Turn<'_>) {
        let every = u64::try_from(self.configs.offsets_retention_check_interval_ms).unwrap_or(1).max(1);
        self.timers.arm(Timer::OffsetExpiry, turn.now.ms.saturating_add(every));
    }

    fn fire(&mut self, turn: &mut Turn<'_>, timer: Timer) {
        match timer {
            Timer::OffsetExpiry => {
                self.expire_offsets(turn);
                self.arm_expiry(turn);
            }
            Timer::ClassicSession { group, member } => {
                self.work(turn, &group, |work| work.session_expired(&member));
            }
            Timer::ClassicJoin { group } => {
                self.work(turn, &group, |work| work.join_expired());
            }
            Timer::ClassicSync { group } => {
                self.work(turn, &group, |work| work.sync_expired());
            }
            Timer::Consumer { group, member, timer } => self.consumer_timer_fired(turn, group, member, timer),
            Timer::WriteTimeout => self.writes_timed_out(turn),
        }
    }

    // ---- what there is ----

    /// The groups, in no order.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &Group)> {
        self.groups.iter().map(|(id, group)| (&**id, group))
    }

    /// The ids of the groups, in order: what is done for each of them is done so every time.
    pub(in crate::group) fn group_ids(&self) -> Vec<Arc<str>> {
        let mut ids: Vec<Arc<str>> = self.groups.keys().cloned().collect();
        ids.sort_unstable();
        ids
    }

    /// What is committed for a partition, or about to be.
    pub fn committed_offset(&self, group: &str, topic: &str, partition: i32) -> Option<&offsets::CommittedOffset> {
        self.offsets.get(group, topic, partition)
    }

    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// How many groups there are of each type and state.
    pub fn count_groups(&self, counts: &mut BTreeMap<(&'static str, &'static str), u64>) {
        for group in self.groups.values() {
            *counts.entry((group.type_name(), group.state_name())).or_default() += 1;
        }
    }

    /// How many offsets are committed. Walks over all.
    pub fn offset_count(&self) -> usize {
        self.offsets.len()
    }
}

fn size_bytes((key, value): &EncodedRecord) -> usize {
    RECORD_OVERHEAD_BYTES + key.len() + value.as_ref().map_or(0, Bytes::len)
}

/// What a client is told of a failed append: an error that makes it look for the coordinator again where that helps.
fn client_error(error: ErrorCode) -> ErrorCode {
    match error {
        ErrorCode::NetworkException => ErrorCode::CoordinatorLoadInProgress,
        ErrorCode::UnknownTopicOrPartition | ErrorCode::NotEnoughReplicas | ErrorCode::RequestTimedOut => {
            ErrorCode::CoordinatorNotAvailable
        }
        ErrorCode::NotLeaderOrFollower | ErrorCode::KafkaStorageError => ErrorCode::NotCoordinator,
        ErrorCode::MessageTooLarge | ErrorCode::RecordListTooLarge | ErrorCode::InvalidFetchSize => {
            ErrorCode::UnknownServerError
        }
        error => error,
    }
}
