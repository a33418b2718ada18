//! Fetches: reading from the partitions of one or several shards, and waiting for data where there is too little.
//!
//! Promises: an answer comes when `min_bytes` are there, any part has an error or diverges, or `max_wait_ms` have passed; its
//! parts hold at most `max_bytes` of records in the order of the request, but the first that has any holds at least one
//! batch. Where memory is scarce an answer has less, and without any it is empty, after a wait. A dropped fetch leaves no
//! waiter behind, and one that waits for data holds nothing.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_lite::future;
use ringmain_protocol::error_code::ErrorCode;

use crate::log::Allowance;
use crate::partition::waiters::DataWaiter;
use crate::rt::time::{self, Instant};

use super::Shard;
use super::calls::*;
use super::router::{Answer, Ask};

/// Parts of one fetch that are read from files at once.
const MAX_FILE_READS: usize = 8;

/// Where the parts of a call live: for each shard that has any, their places in the call.
type Groups = Vec<(usize, Vec<usize>)>;

impl Shard {
    /// Reads, waiting for data as the call says.
    pub async fn fetch(&self, call: FetchCall) -> Vec<FetchOutcome> {
        let deadline = time::now() + Duration::from_millis(call.max_wait_ms.max(0) as u64);
        let groups = self.groups(&call.parts);
        match groups.as_slice() {
            [] => {
                // A session without partitions still waits, as in Kafka.
                if call.min_bytes > 0 {
                    time::sleep_until(deadline).await;
                }
                Vec::new()
            }
            [(owner, _)] if *owner == self.id() => self.fetch_here(call, deadline).await,
            [(owner, _)] => {
                let parts = call.parts.len();
                match self.router().ask(*owner, Ask::Fetch(call)).answer().await {
                    Some(Answer::Fetch(outcomes)) => outcomes,
                    _ => vec![FetchOutcome::refused(ErrorCode::KafkaStorageError); parts],
                }
            }
            _ => self.fetch_everywhere(call, groups, deadline).await,
        }
    }

    /// A fetch whose partitions are all of this shard.
    pub(super) async fn fetch_here(&self, call: FetchCall, deadline: Instant) -> Vec<FetchOutcome> {
        loop {
            let outcomes = self.read_here(&call, deadline).await;
            let Some(missing_bytes) = missing(&call, &outcomes, deadline) else { return outcomes };
            let waiter = DataWaiter::new(missing_bytes);
            // Between the read and the registration nothing ran, so no advance is missed; if a cold read let others run, the
            // high watermark tells.
            let moved = self.await_data_of(&call.parts, &outcomes, &waiter);
            drop(outcomes);
            if !moved {
                until(deadline, waiter.satisfied()).await;
            }
        }
    }

    /// A fetch over several shards. Each reads as if the whole answer were its own, and what is too much is dropped here.
    async fn fetch_everywhere(&self, call: FetchCall, groups: Groups, deadline: Instant) -> Vec<FetchOutcome> {
        loop {
            let outcomes = self.read_everywhere(&call, &groups).await;
            if missing(&call, &outcomes, deadline).is_none() {
                return outcomes;
            }
            // Any data at all wakes it: which shard has how much of what is missing only reading tells.
            let mut parts = call.parts.clone();
            for (part, outcome) in parts.iter_mut().zip(&outcomes) {
                part.fetch_offset = part.fetch_offset.max(outcome.high_watermark);
            }
            drop(outcomes);
            let mut waits: Vec<Pin<Box<dyn Future<Output = ()>>>> = Vec::with_capacity(groups.len());
            for (owner, places) in &groups {
                let parts: Vec<FetchPart> = places.iter().filter_map(|place| parts.get(*place).cloned()).collect();
                if *owner == self.id() {
                    let shard = self.clone();
                    waits.push(Box::pin(async move { shard.await_any(&parts).await }));
                } else {
                    let asked = self.router().ask(*owner, Ask::AwaitData(parts));
                    waits.push(Box::pin(async move {
                        asked.answer().await;
                    }));
                }
            }
            until(deadline, first_of(waits)).await;
        }
    }

    async fn read_everywhere(&self, call: &FetchCall, groups: &Groups) -> Vec<FetchOutcome> {
        let mut outcomes: Vec<Option<FetchOutcome>> = vec![None; call.parts.len()];
        let mut asked = Vec::with_capacity(groups.len());
        let mut own = None;
        for (owner, places) in groups {
            let parts: Vec<FetchPart> = places.iter().filter_map(|place| call.parts.get(*place).cloned()).collect();
            let part_call = FetchCall { max_wait_ms: 0, min_bytes: 0, parts, ..*call };
            if *owner == self.id() {
                own = Some((part_call, places));
            } else {
                asked.push((self.router().ask(*owner, Ask::Fetch(part_call)), places));
            }
        }
        let mut put = |places: &[usize], read: Vec<FetchOutcome>| {
            for (place, outcome) in places.iter().zip(read) {
                if let Some(slot) = outcomes.get_mut(*place) {
                    *slot = Some(outcome);
                }
            }
        };
        if let Some((part_call, places)) = own {
            // As the other shards: what they have lent meanwhile is not to wait for long.
            put(places, self.read_here(&part_call, time::now()).await);
        }
        for (asked, places) in asked {
            if let Some(Answer::Fetch(read)) = asked.answer().await {
                put(places, read);
            }
        }
        let gone = || FetchOutcome::refused(ErrorCode::KafkaStorageError);
        let mut outcomes: Vec<FetchOutcome> =
            outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(gone)).collect();
        keep_within(call.max_bytes, &mut outcomes);
        outcomes
    }

    /// Reads the parts in their order until `max_bytes` are there. Where files are read, several are at once: as many as fit
    /// whatever those before them bring.
    pub(super) async fn read_here(&self, call: &FetchCall, deadline: Instant) -> Vec<FetchOutcome> {
        let allowance = self.inner.context.allowance(deadline);
        let mut reads = Reads::new(call);
        let mut spare = None;
        for (place, part) in call.parts.iter().enumerate() {
            if !reads.may_start(part) {
                reads.end_all().await;
            }
            let read = self.read_part(call, &allowance, part, reads.left(), !reads.has_data);
            let mut read = pinned(&mut spare, read);
            match future::poll_once(read.as_mut()).await {
                Some(outcome) => {
                    reads.put(place, outcome);
                    spare = Some(read);
                }
                None => reads.waiting.push((place, most_bytes(part), read)),
            }
        }
        reads.end_all().await;
        let outcomes = std::mem::take(&mut reads.outcomes);
        drop((reads, spare));
        self.inner.context.complete(allowance);
        let gone = || FetchOutcome::refused(ErrorCode::UnknownServerError);
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(gone)).collect()
    }

    pub(super) async fn read_part(
        &self,
        call: &FetchCall,
        allowance: &Allowance,
        part: &FetchPart,
        left: usize,
        min_one: bool,
    ) -> FetchOutcome {
        match self.partition(part.topic_id, part.partition) {
            Ok(partition) => partition.read(&self.context(), allowance, part, call.isolation, left, min_one).await,
            Err(error) => FetchOutcome::refused(error),
        }
    }

    /// Registers with every partition of this shard. True if one has moved since it was read.
    fn await_data_of(&self, parts: &[FetchPart], outcomes: &[FetchOutcome], waiter: &std::rc::Rc<DataWaiter>) -> bool {
        let mut moved = false;
        for (part, outcome) in parts.iter().zip(outcomes) {
            match self.partition(part.topic_id, part.partition) {
                Ok(partition) => {
                    moved |= partition.high_watermark() > outcome.high_watermark;
                    partition.await_data(waiter);
                }
                Err(_) => moved = true,
            }
        }
        moved
    }

    /// Waits until one of these partitions of this shard has data past the part's offset, or changed.
    pub(super) async fn await_any(&self, parts: &[FetchPart]) {
        let waiter = DataWaiter::new(1);
        for part in parts {
            match self.partition(part.topic_id, part.partition) {
                Ok(partition) if partition.high_watermark() <= part.fetch_offset => partition.await_data(&waiter),
                _ => return,
            }
        }
        waiter.satisfied().await;
    }

    fn groups(&self, parts: &[FetchPart]) -> Groups {
        let mut groups: Groups = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let owner = self.owner(part.topic_id, part.partition);
            match groups.iter_mut().find(|(shard, _)| *shard == owner) {
                Some((_, places)) => places.push(place),
                None => groups.push((owner, vec![place])),
            }
        }
        groups
    }
}

/// The parts of one fetch while they are read: what they have brought, and those that wait for a file.
struct Reads<F> {
    /// Bytes that may still be brought, by what waits too.
    left_bytes: usize,
    has_data: bool,
    outcomes: Vec<Option<FetchOutcome>>,
    /// With its place, and the most that it may bring.
    waiting: Vec<(usize, usize, Pin<Box<F>>)>,
}

impl<F: Future<Output = FetchOutcome>> Reads<F> {
    fn new(call: &FetchCall) -> Self {
        Self {
            left_bytes: usize::try_from(call.max_bytes).unwrap_or(0),
            has_data: false,
            outcomes: vec![None; call.parts.len()],
            waiting: Vec::new(),
        }
    }

    /// What is left if all that wait bring as much as they may.
    fn left(&self) -> usize {
        self.left_bytes.saturating_sub(self.waiting.iter().map(|(_, most, _)| most).sum())
    }

    /// Whether the part would be read as it is now whatever those that wait bring.
    fn may_start(&self, part: &FetchPart) -> bool {
        self.waiting.is_empty()
            || (self.has_data && self.waiting.len() < MAX_FILE_READS && most_bytes(part) <= self.left())
    }

    fn put(&mut self, place: usize, outcome: FetchOutcome) {
        self.left_bytes = self.left_bytes.saturating_sub(outcome.size_bytes);
        self.has_data |= outcome.size_bytes > 0;
        if let Some(slot) = self.outcomes.get_mut(place) {
            *slot = Some(outcome);
        }
    }

    async fn end_all(&mut self) {
        poll_fn(|context| {
            let mut waiting = std::mem::take(&mut self.waiting);
            waiting.retain_mut(|(place, _, read)| match read.as_mut().poll(context) {
                Poll::Ready(outcome) => {
                    self.put(*place, outcome);
                    false
                }
                Poll::Pending => true,
            });
            self.waiting = waiting;
            if self.waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

/// Most parts are answered from memory, at once: their futures take turns in one allocation.
fn pinned<F>(spare: &mut Option<Pin<Box<F>>>, future: F) -> Pin<Box<F>> {
    match spare.take() {
        Some(mut allocated) => {
            allocated.set(future);
            allocated
        }
        None => Box::pin(future),
    }
}

fn most_bytes(part: &FetchPart) -> usize {
    usize::try_from(part.max_bytes).unwrap_or(0)
}

/// How many bytes are missing; `None` if the answer is to be given as it is.
fn missing(call: &FetchCall, outcomes: &[FetchOutcome], deadline: Instant) -> Option<u64> {
    let bytes: usize = outcomes.iter().map(|outcome| outcome.size_bytes).sum();
    let wanted = u64::try_from(call.min_bytes).unwrap_or(0);
    let missing = wanted.saturating_sub(bytes as u64);
    let urgent = outcomes.iter().any(FetchOutcome::is_urgent);
    (missing > 0 && !urgent && time::now() < deadline).then_some(missing)
}

/// Drops the records of parts that do not fit; the first that has any stays.
fn keep_within(max_bytes: i32, outcomes: &mut [FetchOutcome]) {
    let mut left = usize::try_from(max_bytes).unwrap_or(0);
    let mut has_data = false;
    for outcome in outcomes {
        if outcome.size_bytes > left && has_data {
            outcome.records.clear();
            outcome.size_bytes = 0;
        }
        has_data |= outcome.size_bytes > 0;
        left = left.saturating_sub(outcome.size_bytes);
    }
}

/// Runs `future` until the deadline at most.
async fn until(deadline: Instant, future: impl Future<Output = ()>) {
    // Passing it is no error: the caller reads once more and answers what is there.
    let _ = time::timeout(deadline.saturating_duration_since(time::now()), future).await;
}

/// Completes with the first of several futures; the others are dropped with it.
async fn first_of(mut futures: Vec<Pin<Box<dyn Future<Output = ()>>>>) {
    poll_fn(|context| {
        let ready = futures.iter_mut().any(|future| future.as_mut().poll(context).is_ready());
        if ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_bytes(size_bytes: usize) -> FetchOutcome {
        FetchOutcome { size_bytes, ..FetchOutcome::refused(ErrorCode::None) }
    }

    #[test]
    fn an_answer_stays_within_its_bytes_but_has_a_first_batch() {
        let kept = |max_bytes, sizes: &[usize]| {
            let mut outcomes: Vec<FetchOutcome> = sizes.iter().map(|size| with_bytes(*size)).collect();
            keep_within(max_bytes, &mut outcomes);
            outcomes.iter().map(|outcome| outcome.size_bytes).collect::<Vec<_>>()
        };
        assert_eq!(kept(100, &[40, 40, 40, 20]), [40, 40, 0, 20]);
        assert_eq!(kept(10, &[0, 50, 5]), [0, 50, 0]);
        assert_eq!(kept(0, &[7, 7]), [7, 0]);
    }
}
