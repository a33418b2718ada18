//! The group coordinators of a shard: one for each partition of `__consumer_offsets` that this node leads and this shard owns.
//!
//! Promises: a request reaches the one coordinator of its group, on whatever shard it runs, and is answered once; where there
//! is none, or it still loads, Kafka's error says so. Dropping the future of a request takes the request back if it waits.
//! A partition that is no longer led here ends its coordinator, and all who wait there are told.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::ops::AddAssign;
use std::rc::Rc;
use std::sync::Arc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::records::Compressor;

use super::router::{self, Answer, Ask};
use super::{Hosted, Shard};
use crate::group::{Caller, Counters, Request, Response, deleted_topics, error_response};
use crate::log::PartitionKey;
use crate::log::commit::Committer;
use crate::metadata::config::{BrokerLayers, GroupConfigs};
use crate::metadata::image::{ConfigResource, Image};
use crate::partition::Partition;
use crate::rt::sync::Semaphore;

mod linger;
mod load;
mod seat;

use seat::{Asked, Outbox, Seat};

/// The setting of groups that may change while the broker runs.
const ASSIGNMENT_INTERVAL: &str = "group.consumer.assignment.interval.ms";
/// The topic in which groups and their offsets live.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";

/// A request for one group, on its way to the shard of its coordinator.
pub(super) struct GroupCall {
    partition: i32,
    caller: Caller,
    request: Request,
}

/// What coordinators have, and have done since the node started. For metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// Groups by type and state, as Kafka names them.
    pub groups: BTreeMap<(&'static str, &'static str), u64>,
    pub offsets: u64,
    /// Partitions of `__consumer_offsets` whose coordinators load, serve, or have failed and rest.
    pub loading: u64,
    pub active: u64,
    pub failed: u64,
    /// How often a coordinator began to load.
    pub loads: u64,
    pub done: Counters,
}

impl AddAssign for GroupCounts {
    fn add_assign(&mut self, more: GroupCounts) {
        for (kind, count) in more.groups {
            *self.groups.entry(kind).or_default() += count;
        }
        self.offsets += more.offsets;
        self.loading += more.loading;
        self.active += more.active;
        self.failed += more.failed;
        self.loads += more.loads;
        self.done += more.done;
    }
}

/// The coordinators of one shard, by partition.
pub(super) struct Groups {
    seats: RefCell<BTreeMap<i32, Rc<Seat>>>,
    /// By partition, also of coordinators that have ended.
    outboxes: RefCell<BTreeMap<i32, Rc<Outbox>>>,
    /// The metadata that the coordinators have.
    seen: RefCell<Option<Arc<Image>>>,
    /// What coordinators did that have ended.
    past: RefCell<GroupCounts>,
    /// One at a time has its expressions compared with the topics.
    resolving: Semaphore,
    linger: Rc<linger::Linger>,
    compressor: RefCell<Compressor>,
}

impl Default for Groups {
    fn default() -> Self {
        Groups {
            seats: RefCell::default(),
            outboxes: RefCell::default(),
            seen: RefCell::default(),
            past: RefCell::default(),
            resolving: Semaphore::new(1),
            linger: Rc::default(),
            compressor: RefCell::new(Compressor::new()),
        }
    }
}

/// The partition that a group's id falls to, as Kafka's brokers and tools reckon it.
pub fn coordinator_partition(group_id: &str, partitions: i32) -> i32 {
    let hash = group_id.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
    // As Kafka's `Utils.abs`: the least integer has no positive counterpart.
    hash.checked_abs().unwrap_or(0) % partitions.max(1)
}

/// A request that is on its way.
enum Started {
    Here(Result<Asked, Box<Response>>),
    Elsewhere(router::Asked),
}

async fn answer_of(asked: Result<Asked, Box<Response>>) -> Result<Response, ErrorCode> {
    match asked {
        Ok(asked) => asked.answer().await,
        Err(refused) => Ok(*refused),
    }
}

impl Shard {
    /// Asks the coordinator of a group. The request is on its way when this returns. The error is that of a shard that has gone.
    pub fn group(
        &self,
        group_id: &str,
        caller: Caller,
        request: Request,
    ) -> impl Future<Output = Result<Response, ErrorCode>> + use<> {
        let image = self.image();
        let place = image.topic(OFFSETS_TOPIC).map(|topic| {
            let count = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
            let partition = coordinator_partition(group_id, count);
            (self.owner(topic.id, partition), partition)
        });
        let started = match place {
            None => Started::Here(Err(Box::new(error_response(&request, ErrorCode::NotCoordinator)))),
            Some((owner, partition)) if owner == self.id() => {
                Started::Here(self.begin_here(partition, caller, request))
            }
            Some((owner, partition)) => {
                let call = Box::new(GroupCall { partition, caller, request });
                Started::Elsewhere(self.router().ask(owner, Ask::Group(call)))
            }
        };
        async move {
            match started {
                Started::Here(asked) => answer_of(asked).await,
                Started::Elsewhere(asked) => match asked.answer().await {
                    Some(Answer::Group(answer)) => *answer,
                    _ => Err(ErrorCode::CoordinatorNotAvailable),
                },
            }
        }
    }

    /// Asks every coordinator of this node, in no particular order.
    pub async fn all_groups(&self, caller: Caller, request: Request) -> Vec<Result<Response, ErrorCode>> {
        let others = (0..self.count()).filter(|shard| *shard != self.id());
        let ask = |shard| self.router().ask(shard, Ask::AllGroups(Box::new((caller.clone(), request.clone()))));
        let asked: Vec<_> = others.map(ask).collect();
        let mut answers = self.all_groups_here(&caller, &request).await;
        for asked in asked {
            match asked.answer().await {
                Some(Answer::AllGroups(more)) => answers.extend(more),
                _ => answers.push(Err(ErrorCode::CoordinatorNotAvailable)),
            }
        }
        answers
    }

    /// What all coordinators of this node have and have done. Walks over all groups.
    pub async fn group_counts(&self) -> GroupCounts {
        let others = (0..self.count()).filter(|shard| *shard != self.id());
        let asked: Vec<_> = others.map(|shard| self.router().ask(shard, Ask::GroupCounts)).collect();
        let mut counts = self.group_counts_here();
        for asked in asked {
            if let Some(Answer::GroupCounts(more)) = asked.answer().await {
                counts += *more;
            }
        }
        counts
    }

    pub(super) fn group_counts_here(&self) -> GroupCounts {
        let groups = &self.inner.groups;
        let mut counts = groups.past.borrow().clone();
        for seat in groups.seats.borrow().values() {
            counts += seat.counts();
        }
        counts
    }

    /// A request for a group whose partition is of this shard. It has reached the coordinator when this returns; else the
    /// answer says why there is none.
    fn begin_here(&self, partition: i32, caller: Caller, request: Request) -> Result<Asked, Box<Response>> {
        let seat = self.inner.groups.seats.borrow().get(&partition).cloned();
        match seat {
            Some(seat) => Seat::ask(&seat, caller, request),
            None => Err(Box::new(error_response(&request, ErrorCode::NotCoordinator))),
        }
    }

    pub(super) async fn serve_group(&self, call: GroupCall) -> Result<Response, ErrorCode> {
        answer_of(self.begin_here(call.partition, call.caller, call.request)).await
    }

    pub(super) async fn all_groups_here(&self, caller: &Caller, request: &Request) -> Vec<Result<Response, ErrorCode>> {
        let partitions: Vec<i32> = self.inner.groups.seats.borrow().keys().copied().collect();
        let begin = |partition| self.begin_here(partition, caller.clone(), request.clone());
        let asked: Vec<_> = partitions.into_iter().map(begin).collect();
        let mut answers = Vec::with_capacity(asked.len());
        for asked in asked {
            answers.push(answer_of(asked).await);
        }
        answers
    }

    /// Begins and ends coordinators as the open partitions and the metadata say, and tells the others what is new.
    pub(super) fn follow_groups(&self, image: &Arc<Image>) {
        let before = self.inner.groups.seen.replace(Some(image.clone()));
        let changed = before.as_ref().is_none_or(|before| !Arc::ptr_eq(before, image));
        let wanted = self.led_offsets_partitions(image);
        let mut ended = Vec::new();
        self.inner.groups.seats.borrow_mut().retain(|index, seat| {
            let goes_on = wanted.get(index).is_some_and(|(partition, _)| seat.is_of(partition));
            if !goes_on {
                ended.push(seat.clone());
            }
            goes_on
        });
        let configs = self.group_configs(image);
        // Costs a walk over all topics, so only where somebody wants to know.
        let is_asked = changed && !self.inner.groups.seats.borrow().is_empty();
        let deleted_topics = match before {
            Some(before) if is_asked => deleted_topics(&before, image),
            _ => Arc::from([]),
        };
        for seat in ended {
            seat.end(ErrorCode::NotCoordinator);
            *self.inner.groups.past.borrow_mut() += seat.counts();
        }
        for (index, (partition, committer)) in wanted {
            let running = self.inner.groups.seats.borrow().get(&index).cloned();
            match running {
                Some(seat) if changed => {
                    seat.configure(&configs);
                    seat.follow(image, &deleted_topics);
                }
                Some(_) => {}
                None => {
                    let outbox = self.inner.groups.outboxes.borrow_mut().entry(index).or_default().clone();
                    let seat = Seat::start(self, partition, committer, configs.clone(), outbox);
                    self.inner.groups.seats.borrow_mut().insert(index, seat);
                }
            }
        }
    }

    /// The settings of groups, with the one that may change while the broker runs.
    fn group_configs(&self, image: &Image) -> Arc<GroupConfigs> {
        let own = ConfigResource::broker(self.config().node_id);
        let layers = BrokerLayers {
            static_settings: self.config().settings.as_map(),
            dynamic_default: image.config(&ConfigResource::default_broker()).map(|texts| &**texts),
            dynamic_broker: image.config(&own).map(|texts| &**texts),
        };
        let interval_ms = layers.value(ASSIGNMENT_INTERVAL).as_i64().and_then(|ms| i32::try_from(ms).ok());
        let configs = self.config().group.clone();
        let interval_ms = interval_ms.unwrap_or(configs.consumer_assignment_interval_ms);
        Arc::new(GroupConfigs { consumer_assignment_interval_ms: interval_ms, ..configs })
    }

    /// Appends what coordinators have to write to the logs of this committer, which is about to commit.
    pub(super) fn append_of_groups(&self, committer: &Rc<Committer>) {
        for seat in self.inner.groups.seats.borrow().values() {
            if seat.writes_to(committer) {
                seat.append(self);
            }
        }
    }

    fn led_offsets_partitions(&self, image: &Image) -> BTreeMap<i32, (Rc<Partition>, Rc<Committer>)> {
        let mut led = BTreeMap::new();
        let Some(topic) = image.topic(OFFSETS_TOPIC) else { return led };
        let hosted = self.inner.hosted.borrow();
        for index in topic.partitions.keys() {
            let key = PartitionKey { topic_id: topic.id, partition: *index };
            if let Some(Hosted::Open(partition, committer)) = hosted.get(&key)
                && partition.leadership().is_local
            {
                led.insert(*index, (partition.clone(), committer.clone()));
            }
        }
        led
    }

    /// Ends all coordinators: the node stops.
    pub(super) fn end_groups(&self) {
        let seats = std::mem::take(&mut *self.inner.groups.seats.borrow_mut());
        for seat in seats.into_values() {
            seat.end(ErrorCode::CoordinatorNotAvailable);
        }
    }
}

#[cfg(test)]
mod tests;
