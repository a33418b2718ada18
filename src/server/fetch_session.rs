//! Incremental fetch sessions (KIP-227), topic ids included (KIP-516): what a client asked for is kept, so that it sends
//! and receives only what changed.
//!
//! Promises: a pure core, no clock and no I/O; the caller calls [`FetchSessions::begin`] when a request starts and
//! [`FetchSessions::finish`] with every begun fetch's results. Slots, eviction and every error are Apache Kafka's. Session
//! ids are unique over the shards of a node: `id % shards == shard`. Beyond Kafka's, the partitions of all sessions together
//! are bounded: above that, new sessions are not made, and one that would grow ends, so that its client asks in full.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use ringmain_protocol::uuid::Uuid;

/// A session of this age, or unused for as long, may be evicted for another (Kafka's MIN_INCREMENTAL_FETCH_SESSION_EVICTION_MS).
const EVICTION_MS: i64 = 120_000;
const NO_SESSION: i32 = 0;
const INITIAL_EPOCH: i32 = 0;
const FINAL_EPOCH: i32 = -1;
const NO_HIGH_WATERMARK: i64 = -1;

/// A topic as the request names it: by id from version 13 on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FetchTopic {
    Id(Uuid),
    Name(Arc<str>),
}

pub type FetchKey = (FetchTopic, i32);

/// What a client asks of one partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchParams {
    pub current_leader_epoch: i32,
    pub fetch_offset: i64,
    pub last_fetched_epoch: i32,
    pub log_start_offset: i64,
    pub max_bytes: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionError {
    /// FETCH_SESSION_ID_NOT_FOUND
    IdNotFound,
    /// INVALID_FETCH_SESSION_EPOCH
    InvalidEpoch,
    /// FETCH_SESSION_TOPIC_ID_ERROR
    TopicId,
}

/// The session part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRequest {
    pub session_id: i32,
    pub epoch: i32,
    pub uses_topic_ids: bool,
    pub from_follower: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sessionless,
    Full { uses_topic_ids: bool, from_follower: bool },
    Incremental { session_id: i32, epoch: i32 },
}

/// A fetch between [`FetchSessions::begin`] and [`FetchSessions::finish`]: the partitions to read, in order.
#[derive(Debug)]
pub struct Begun {
    kind: Kind,
    pub parts: Vec<(FetchKey, FetchParams)>,
}

/// What the session needs to know of a partition's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartResult {
    pub is_error: bool,
    pub has_records: bool,
    /// A diverging epoch or a preferred read replica: always sent.
    pub must_send: bool,
    pub high_watermark: i64,
    pub log_start_offset: i64,
}

/// How to answer: the session id to send, and which of the begun partitions to include.
#[derive(Debug, PartialEq, Eq)]
pub struct Finished {
    pub session_id: i32,
    pub include: Vec<bool>,
}

#[derive(Debug, Clone)]
struct CachedPartition {
    key: FetchKey,
    params: FetchParams,
    high_watermark: i64,
    log_start_offset: i64,
}

impl CachedPartition {
    fn new(key: FetchKey, params: FetchParams) -> Self {
        CachedPartition { key, params, high_watermark: NO_HIGH_WATERMARK, log_start_offset: -1 }
    }

    /// Takes the result over; whether an incremental answer must carry it.
    fn update(&mut self, result: &PartResult) -> bool {
        let changed = self.high_watermark != result.high_watermark || self.log_start_offset != result.log_start_offset;
        // After an error the partition is sent again, so that the client learns that the error is gone.
        self.high_watermark = if result.is_error { NO_HIGH_WATERMARK } else { result.high_watermark };
        self.log_start_offset = result.log_start_offset;
        changed || result.is_error || result.has_records || result.must_send
    }
}

#[derive(Debug)]
struct Session {
    uses_topic_ids: bool,
    privileged: bool,
    created_ms: i64,
    last_used_ms: i64,
    /// The epoch that the next request must carry.
    epoch: i32,
    /// In fetch order. A partition that gave records goes to the end, so that none starves.
    order: BTreeMap<u64, CachedPartition>,
    places: HashMap<FetchKey, u64>,
    next_place: u64,
    /// The size under which the session is filed for eviction.
    filed_size: usize,
}

impl Session {
    fn push(&mut self, partition: CachedPartition) {
        self.places.insert(partition.key.clone(), self.next_place);
        self.order.insert(self.next_place, partition);
        self.next_place += 1;
    }

    fn upsert(&mut self, key: FetchKey, params: FetchParams) {
        match self.places.get(&key).and_then(|place| self.order.get_mut(place)) {
            Some(known) => known.params = params,
            None => self.push(CachedPartition::new(key, params)),
        }
    }

    fn forget(&mut self, key: &FetchKey) {
        if let Some(place) = self.places.remove(key) {
            self.order.remove(&place);
        }
    }

    fn update(&mut self, key: &FetchKey, result: &PartResult) -> bool {
        // Forgotten since the fetch began: nothing to keep, the client no longer asks.
        let Some(&place) = self.places.get(key) else { return false };
        let Some(partition) = self.order.get_mut(&place) else { return false };
        let send = partition.update(result);
        if result.has_records
            && let Some(partition) = self.order.remove(&place)
        {
            self.push(partition);
        }
        send
    }
}

fn next_epoch(epoch: i32) -> i32 {
    if epoch == i32::MAX { 1 } else { epoch + 1 }
}

/// (privileged, partitions, id): the smallest of the unprivileged go first.
type EvictionKey = (bool, usize, i32);

/// The sessions of one shard.
#[derive(Debug)]
pub struct FetchSessions {
    slots: usize,
    max_partitions: usize,
    /// Of all sessions.
    partitions: usize,
    shard: i32,
    shards: i32,
    sessions: HashMap<i32, Session>,
    by_last_use: BTreeSet<(i64, i32)>,
    evictable_by_all: BTreeSet<EvictionKey>,
    evictable_by_privileged: BTreeSet<EvictionKey>,
    evictions: u64,
}

impl FetchSessions {
    /// `slots` is this shard's part of `max.incremental.fetch.session.cache.slots`, `max_partitions` of what all sessions
    /// may hold.
    pub fn new(slots: usize, max_partitions: usize, shard: usize, shards: usize) -> Self {
        let shards = i32::try_from(shards.max(1)).unwrap_or(i32::MAX);
        FetchSessions {
            slots,
            max_partitions,
            partitions: 0,
            shard: i32::try_from(shard).unwrap_or(0) % shards,
            shards,
            sessions: HashMap::new(),
            by_last_use: BTreeSet::new(),
            evictable_by_all: BTreeSet::new(),
            evictable_by_privileged: BTreeSet::new(),
            evictions: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.sessions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    pub fn evictions(&self) -> u64 {
        self.evictions
    }

    /// Starts a fetch: which partitions to read, or the error that answers the whole request.
    pub fn begin(
        &mut self,
        now_ms: i64,
        request: SessionRequest,
        parts: Vec<(FetchKey, FetchParams)>,
        forgotten: &[FetchKey],
    ) -> Result<Begun, SessionError> {
        let SessionRequest { session_id, epoch, uses_topic_ids, from_follower } = request;
        if epoch == INITIAL_EPOCH || epoch == FINAL_EPOCH {
            self.remove(session_id);
            let kind =
                if epoch == FINAL_EPOCH { Kind::Sessionless } else { Kind::Full { uses_topic_ids, from_follower } };
            return Ok(Begun { kind, parts: deduplicated(parts) });
        }
        let session = self.sessions.get_mut(&session_id).ok_or(SessionError::IdNotFound)?;
        if session.epoch != epoch {
            return Err(SessionError::InvalidEpoch);
        }
        if session.uses_topic_ids != uses_topic_ids {
            return Err(SessionError::TopicId);
        }
        let before = session.order.len();
        for (key, params) in &parts {
            session.upsert(key.clone(), *params);
        }
        for key in forgotten {
            session.forget(key);
        }
        let after = session.order.len();
        self.partitions = self.partitions - before + after;
        if after > before && self.partitions > self.max_partitions {
            self.remove(session_id);
            return Err(SessionError::IdNotFound);
        }
        if after == 0 {
            self.remove(session_id);
            return Ok(Begun { kind: Kind::Sessionless, parts: deduplicated(parts) });
        }
        session.epoch = next_epoch(epoch);
        let kind = Kind::Incremental { session_id, epoch: session.epoch };
        let parts = session.order.values().map(|part| (part.key.clone(), part.params)).collect();
        self.touch(session_id, now_ms);
        Ok(Begun { kind, parts })
    }

    /// Ends a fetch. `results` are those of `begun.parts`, in that order. `random` chooses a new session's id.
    pub fn finish(
        &mut self,
        now_ms: i64,
        begun: &Begun,
        results: &[PartResult],
        random: impl FnMut() -> u64,
    ) -> Result<Finished, SessionError> {
        match begun.kind {
            Kind::Sessionless => Ok(Finished { session_id: NO_SESSION, include: vec![true; begun.parts.len()] }),
            Kind::Full { uses_topic_ids, from_follower } => {
                let size = begun.parts.len();
                let session_id = match self.has_room(now_ms, size) && self.free_slot(now_ms, from_follower, size) {
                    true => self.create(now_ms, uses_topic_ids, from_follower, begun, results, random),
                    false => NO_SESSION,
                };
                Ok(Finished { session_id, include: vec![true; size] })
            }
            Kind::Incremental { session_id, epoch } => {
                // Another request of the same session overtook this one, or the session was evicted meanwhile.
                let Some(session) = self.sessions.get_mut(&session_id).filter(|session| session.epoch == epoch) else {
                    return Err(SessionError::InvalidEpoch);
                };
                let include =
                    begun.parts.iter().zip(results).map(|((key, _), result)| session.update(key, result)).collect();
                Ok(Finished { session_id, include })
            }
        }
    }

    fn create(
        &mut self,
        now_ms: i64,
        uses_topic_ids: bool,
        privileged: bool,
        begun: &Begun,
        results: &[PartResult],
        mut random: impl FnMut() -> u64,
    ) -> i32 {
        let mut session = Session {
            uses_topic_ids,
            privileged,
            created_ms: now_ms,
            last_used_ms: now_ms,
            epoch: next_epoch(INITIAL_EPOCH),
            order: BTreeMap::new(),
            places: HashMap::new(),
            next_place: 0,
            filed_size: 0,
        };
        for ((key, params), result) in begun.parts.iter().zip(results) {
            let mut partition = CachedPartition::new(key.clone(), *params);
            partition.update(result);
            session.push(partition);
        }
        let groups = (i32::MAX / self.shards).max(1);
        let mut group = (random() % groups.unsigned_abs() as u64) as i32;
        let session_id = loop {
            let id = group * self.shards + self.shard;
            if id != NO_SESSION && !self.sessions.contains_key(&id) {
                break id;
            }
            group = (group + 1) % groups;
        };
        self.partitions += session.order.len();
        self.sessions.insert(session_id, session);
        self.touch(session_id, now_ms);
        session_id
    }

    /// Whether so many partitions may be kept, after the eviction of sessions that nobody uses.
    fn has_room(&mut self, now_ms: i64, size: usize) -> bool {
        let Some(others) = self.max_partitions.checked_sub(size) else { return false };
        while self.partitions > others {
            match self.by_last_use.first() {
                Some(&(last_used_ms, id)) if now_ms - last_used_ms > EVICTION_MS => self.evict(id),
                _ => return false,
            };
        }
        true
    }

    /// Whether there is a slot for a new session, after an eviction if one is due.
    fn free_slot(&mut self, now_ms: i64, privileged: bool, size: usize) -> bool {
        if self.sessions.len() < self.slots {
            return true;
        }
        if let Some(&(last_used_ms, id)) = self.by_last_use.first()
            && now_ms - last_used_ms > EVICTION_MS
        {
            return self.evict(id);
        }
        let candidates = if privileged { &self.evictable_by_privileged } else { &self.evictable_by_all };
        match candidates.first() {
            Some(&victim) if (privileged, size, 0) >= victim => self.evict(victim.2),
            _ => false,
        }
    }

    fn evict(&mut self, id: i32) -> bool {
        self.evictions += 1;
        self.remove(id);
        true
    }

    fn remove(&mut self, id: i32) {
        if let Some(session) = self.sessions.remove(&id) {
            self.partitions -= session.order.len();
            self.by_last_use.remove(&(session.last_used_ms, id));
            let filed = (session.privileged, session.filed_size, id);
            self.evictable_by_all.remove(&filed);
            self.evictable_by_privileged.remove(&filed);
        }
    }

    fn touch(&mut self, id: i32, now_ms: i64) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        self.by_last_use.remove(&(session.last_used_ms, id));
        let filed = (session.privileged, session.filed_size, id);
        self.evictable_by_all.remove(&filed);
        self.evictable_by_privileged.remove(&filed);
        session.last_used_ms = now_ms;
        session.filed_size = session.order.len();
        let filed = (session.privileged, session.filed_size, id);
        let old = now_ms - session.created_ms > EVICTION_MS;
        if old || !session.privileged {
            self.evictable_by_privileged.insert(filed);
        }
        if old {
            self.evictable_by_all.insert(filed);
        }
        self.by_last_use.insert((now_ms, id));
    }
}

/// A partition named twice is asked once, at its first place, with its last wish: what Kafka's linked map does.
fn deduplicated(parts: Vec<(FetchKey, FetchParams)>) -> Vec<(FetchKey, FetchParams)> {
    let mut places: HashMap<FetchKey, usize> = HashMap::with_capacity(parts.len());
    let mut kept: Vec<(FetchKey, FetchParams)> = Vec::with_capacity(parts.len());
    for (key, params) in parts {
        match places.get(&key).and_then(|place| kept.get_mut(*place)) {
            Some(known) => known.1 = params,
            None => {
                places.insert(key.clone(), kept.len());
                kept.push((key, params));
            }
        }
    }
    kept
}

#[cfg(test)]
#[path = "fetch_session_tests.rs"]
mod tests;
