//! Fetches: reading from the partitions of one or several shards, and waiting for data where there is too little.
//!
//! Promises: an answer comes when `min_bytes` are there, any part has an error or diverges, or `max_wait_ms` have passed; its
//! parts hold at most `max_bytes` of records in the order of the request, but the first that has any holds at least one
//! batch. A dropped fetch leaves no waiter behind.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use ringmain_protocol::error_code::ErrorCode;

use crate::partition::waiters::DataWaiter;
use crate::rt::time::{self, Instant};

use super::Shard;
use super::calls::*;
use super::router::{Answer, Ask};

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
            let outcomes = self.read_here(&call).await;
            let Some(missing_bytes) = missing(&call, &outcomes, deadline) else { return outcomes };
            let waiter = DataWaiter::new(missing_bytes);
            // Between the read and the registration nothing ran, so no advance is missed; if a cold read let others run, the
            // high watermark tells.
            let moved = self.await_data_of(&call.parts, &outcomes, &waiter);
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
            put(places, self.read_here(&part_call).await);
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

    /// Reads the parts in their order until `max_bytes` are there.
    pub(super) async fn read_here(&self, call: &FetchCall) -> Vec<FetchOutcome> {
        let mut left = usize::try_from(call.max_bytes).unwrap_or(0);
        let mut has_data = false;
        let mut outcomes = Vec::with_capacity(call.parts.len());
        for part in &call.parts {
            let outcome = match self.partition(part.topic_id, part.partition) {
                Ok(partition) => {
                    let context = self.context();
                    partition.read(&context, part, call.isolation, left, !has_data).await
                }
                Err(error) => FetchOutcome::refused(error),
            };
            left = left.saturating_sub(outcome.size_bytes);
            has_data |= outcome.size_bytes > 0;
            outcomes.push(outcome);
        }
        outcomes
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
    std::future::poll_fn(|context| {
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
