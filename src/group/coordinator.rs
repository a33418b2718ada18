//! The coordinator of one `__consumer_offsets` partition: requests, commits and time in; answers and appends out.

use super::classic::{AfterStore, ClassicGroup};
use super::consumer::{ConsumerGroup, TopicHashes};
use super::lane::{Call, Hold, Lanes};
use super::offsets::Offsets;
use super::planted::{Fault, planted};
use super::record::Record;
use super::respond::error_response;
use super::step::{DeletedTopic, Effect, Input, Now, Request, Response, Ticket, WriteId};
use super::timers::{Timer, Timers};
use super::{Group, offsets};
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::Image;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::{
    CoordinatorKey, CoordinatorValue, GroupMetadataValue, OffsetCommitValue,
};
use ringmain_protocol::messages::rpc::offset_fetch_request::OffsetFetchRequestGroup;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Where a record stands in the log, and in what batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub offset: i64,
    /// -1: none. Others are transactional: their offsets count when the transaction is committed.
    pub producer_id: i64,
}

/// When a timer comes again whose group is busy.
const BUSY_RETRY_MS: u64 = 5;

/// All groups and offsets of one partition. See the module.
#[derive(Debug)]
pub struct Coordinator {
    pub(in crate::group) configs: Arc<GroupConfigs>,
    pub(in crate::group) image: Arc<Image>,
    pub(in crate::group) groups: BTreeMap<Arc<str>, Group>,
    pub(in crate::group) offsets: Offsets,
    pub(in crate::group) timers: Timers,
    pub(in crate::group) lanes: Lanes,
    pub(in crate::group) hashes: TopicHashes,
    /// Offset of the last image that brought topics.
    pub(in crate::group) new_topics_at: i64,
    pub(in crate::group) counters: Counters,
    writes: VecDeque<Write>,
    next_write: u64,
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
    /// Members that were silent for too long.
    pub session_timeouts: u64,
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
    /// A fetch that wants to see this write.
    FetchOffsets {
        ticket: Ticket,
        group: OffsetFetchRequestGroup,
    },
    /// A consumer group has become this classic one.
    Downgraded {
        group: Box<ClassicGroup>,
        must_rebalance: bool,
    },
    /// Offsets of these topics must go.
    ForgetTopics {
        group: Arc<str>,
        deleted: Arc<[DeletedTopic]>,
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
    hold: Hold,
    /// To be applied when it commits.
    records: Vec<Record>,
    then: Vec<Then>,
}

impl Coordinator {
    /// Empty. Give it the partition's records ([`Coordinator::replay`]), then [`Coordinator::loaded`], then steps.
    pub fn new(configs: Arc<GroupConfigs>, image: Arc<Image>) -> Self {
        let mut hashes = TopicHashes::default();
        hashes.image_changed(&image);
        Coordinator {
            hashes,
            new_topics_at: image.offset(),
            configs,
            image,
            groups: BTreeMap::new(),
            offsets: Offsets::default(),
            timers: Timers::default(),
            lanes: Lanes::default(),
            counters: Counters::default(),
            writes: VecDeque::new(),
            next_write: 0,
        }
    }

    /// All records are replayed: timers start. Once, before the first step.
    pub fn loaded(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let turn = &mut Turn { now, effects };
        self.arm_expiry(turn);
        let classic = self.groups.values().filter(|group| matches!(group, Group::Classic(_)));
        let ids: Vec<Arc<str>> = classic.map(|group| group.id().clone()).collect();
        for id in ids {
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
            Input::Committed { write, offset } => self.written(turn, write, Ok(offset)),
            Input::Failed { write, error } => self.written(turn, write, Err(error)),
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

    /// The partition is no longer led here: everything that waits is answered so. The last step.
    pub fn resign(mut self, now: Now, effects: &mut Vec<Effect>) {
        let before = effects.len();
        let turn = &mut Turn { now, effects };
        let error = ErrorCode::NotCoordinator;
        for (call, request) in self.lanes.take_all() {
            turn.reply(call.ticket, error_response(&request, error));
        }
        for write in std::mem::take(&mut self.writes) {
            for then in write.then {
                self.then(turn, then, Err(error));
            }
        }
        let ids: Vec<Arc<str>> = self.groups.keys().cloned().collect();
        for id in ids {
            self.work(turn, &id, |work| work.dismiss_all(error));
        }
        // What groups would write now is for the next coordinator to find out.
        let answers = effects.split_off(before).into_iter().filter(|effect| matches!(effect, Effect::Reply { .. }));
        effects.extend(answers);
    }

    // ---- requests ----

    fn request(&mut self, turn: &mut Turn<'_>, call: Call, request: Request) {
        let group = request.group_id();
        if self.lanes.admits(group, self.hold(&request)) {
            self.run(turn, call, request);
            return;
        }
        if self.lanes.is_full(group) {
            turn.reply(call.ticket, error_response(&request, ErrorCode::CoordinatorNotAvailable));
            return;
        }
        let group: Arc<str> = Arc::from(group);
        self.lanes.wait(&group, call, request);
    }

    /// What a request needs of its group's other writes.
    fn hold(&self, request: &Request) -> Hold {
        let is_known = |group: &str| self.groups.contains_key(group);
        match request {
            Request::OffsetFetch { .. }
            | Request::DescribeGroup { .. }
            | Request::ListGroups(_)
            | Request::ConsumerGroupDescribe { .. } => Hold::Read,
            Request::OffsetDelete(_) | Request::DeleteGroup { .. } => Hold::Exclusive,
            // It may become a group of the other kind, whose requests must not run beside.
            Request::ConsumerGroupHeartbeat(request)
                if matches!(self.groups.get(request.group_id.as_str()), Some(Group::Classic(_))) =>
            {
                Hold::Exclusive
            }
            Request::ConsumerGroupHeartbeat(_) => Hold::Change,
            Request::JoinGroup(request)
                if self.consumer_group(&request.group_id).is_some_and(ConsumerGroup::is_empty) =>
            {
                Hold::Exclusive
            }
            Request::JoinGroup(_) | Request::SyncGroup(_) | Request::Heartbeat(_) | Request::LeaveGroup(_)
                if self.consumer_group(request.group_id()).is_some() =>
            {
                Hold::Change
            }
            // A group that is not there may be in the making.
            Request::JoinGroup(request) if !is_known(&request.group_id) => Hold::Change,
            Request::OffsetCommit(request) if !is_known(&request.group_id) => Hold::Change,
            Request::JoinGroup(_)
            | Request::SyncGroup(_)
            | Request::Heartbeat(_)
            | Request::LeaveGroup(_)
            | Request::OffsetCommit(_) => Hold::Shared,
        }
    }

    fn run(&mut self, turn: &mut Turn<'_>, call: Call, request: Request) {
        match request {
            Request::OffsetCommit(request) => self.offset_commit(turn, call, request),
            Request::OffsetFetch { group, require_stable } => self.offset_fetch(turn, call, group, require_stable),
            Request::OffsetDelete(request) => self.offset_delete(turn, call, request),
            Request::JoinGroup(request) => self.join_group(turn, call, request),
            Request::SyncGroup(request) => self.sync_group(turn, call, request),
            Request::Heartbeat(request) => self.heartbeat(turn, call, request),
            Request::LeaveGroup(request) => self.leave_group(turn, call, request),
            Request::DescribeGroup { group_id } => self.describe_group(turn, call, group_id),
            Request::ListGroups(request) => self.list_groups(turn, call, &request),
            Request::DeleteGroup { group_id } => self.delete_group(turn, call, group_id),
            Request::ConsumerGroupHeartbeat(request) => self.consumer_group_heartbeat(turn, call, request),
            Request::ConsumerGroupDescribe { group_id } => self.consumer_group_describe(turn, &call, &group_id),
        }
    }

    // ---- writes ----

    /// Appends records of a group; they are replayed when they have committed, and then `then` is done. Nothing to append:
    /// `then` is done at once.
    pub(in crate::group) fn append(
        &mut self,
        turn: &mut Turn<'_>,
        group: &Arc<str>,
        hold: Hold,
        records: Vec<Record>,
        then: Then,
    ) {
        if records.is_empty() {
            self.then(turn, then, Ok(()));
            return;
        }
        if planted(Fault::CommitBeforeItIsStored) {
            let replayed = records.clone();
            self.begin(turn, group, hold, records, replayed, Then::Nothing);
            return self.then(turn, then, Ok(()));
        }
        let replayed = records.clone();
        self.begin(turn, group, hold, records, replayed, then);
    }

    /// Appends records that tell what memory knows already: they are not replayed here.
    pub(in crate::group) fn append_ahead(
        &mut self,
        turn: &mut Turn<'_>,
        group: &Arc<str>,
        hold: Hold,
        records: Vec<Record>,
        then: Then,
    ) {
        self.begin(turn, group, hold, records, Vec::new(), then);
    }

    fn begin(
        &mut self,
        turn: &mut Turn<'_>,
        group: &Arc<str>,
        hold: Hold,
        records: Vec<Record>,
        replayed: Vec<Record>,
        then: Then,
    ) {
        let id = WriteId(self.next_write);
        self.next_write += 1;
        self.lanes.begin(group, hold, id);
        turn.effects.push(Effect::Append { write: id, records });
        self.writes.push_back(Write { id, group: group.clone(), hold, records: replayed, then: vec![then] });
    }

    /// Does something after a write that is in flight.
    pub(in crate::group) fn after(&mut self, write: WriteId, then: Then) {
        if let Ok(at) = self.writes.binary_search_by_key(&write, |write| write.id)
            && let Some(write) = self.writes.get_mut(at)
        {
            write.then.push(then);
        }
    }

    fn written(&mut self, turn: &mut Turn<'_>, id: WriteId, result: Result<i64, ErrorCode>) {
        // Out of order would be a fault of the shell; the state must not follow it.
        if self.writes.front().is_none_or(|write| write.id != id) {
            debug_assert!(false, "{id:?} is not the oldest write in flight");
            return;
        }
        let Some(write) = self.writes.pop_front() else { return };
        if let Ok(first) = result {
            for (offset, record) in (first..).zip(write.records) {
                self.replay(Position { offset, producer_id: -1 }, record);
            }
        }
        self.lanes.end(&write.group, write.hold);
        let result = result.map(|_| ()).map_err(client_error);
        for then in write.then {
            self.then(turn, then, result);
        }
        while let Some(request) = self.lanes.first_waiting(&write.group) {
            let Some((call, request)) = self.lanes.take_first(&write.group, self.hold(request)) else { break };
            self.run(turn, call, request);
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
            // What is committed is committed, whether this write is or not.
            Then::FetchOffsets { ticket, group } => {
                let response = self.fetch_offsets(&group, true);
                turn.reply(ticket, Response::OffsetFetch(response));
            }
            Then::ForgetTopics { group, deleted } => self.forget_topics_of(turn, &group, &deleted),
            Then::Stored { group, after } => self.stored(turn, &group, after, result),
            Then::Downgraded { group, must_rebalance } => {
                if result.is_ok() {
                    self.downgraded(turn, *group, must_rebalance);
                }
            }
        }
    }

    // ---- records ----

    /// Applies a record of the log, in its order; and, by the same code, those that commit here.
    pub fn replay(&mut self, at: Position, record: Record) {
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
        let id = match self.groups.get_key_value(group) {
            Some((id, _)) => id.clone(),
            None => Arc::from(group),
        };
        if let Some(value) = &value
            && !self.groups.contains_key(&id)
        {
            // Offsets of consumers that join no group.
            let simple = ClassicGroup::new(id.clone(), value.commit_timestamp);
            self.groups.insert(id.clone(), Group::Classic(simple));
        }
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
        if let Timer::ClassicSession { group, .. } | Timer::ClassicJoin { group } | Timer::ClassicSync { group } =
            &timer
            && self.lanes.is_exclusive(group)
        {
            // It may be about to become another kind of group.
            self.timers.arm(timer, turn.now.ms.saturating_add(BUSY_RETRY_MS));
            return;
        }
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
            Timer::RegexRefresh { group } => self.refresh_regexes(turn, group),
        }
    }

    // ---- what there is ----

    /// The groups, by id.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &Group)> {
        self.groups.iter().map(|(id, group)| (&**id, group))
    }

    /// What is committed for a partition.
    pub fn committed_offset(&self, group: &str, topic: &str, partition: i32) -> Option<&offsets::CommittedOffset> {
        self.offsets.get(group, topic, partition)
    }

    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// How many offsets are committed. Walks over all.
    pub fn offset_count(&self) -> usize {
        self.offsets.len()
    }
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
