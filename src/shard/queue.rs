//! Appends whose turn has not come: their log is short of memory, or others wait already.
//!
//! Promises: they leave in the order in which they came, and hold a bounded number of bytes: a client that gives up, or is gone,
//! has long got its share of the request memory back while its append still waits here.

use std::collections::VecDeque;
use std::rc::Rc;

use super::calls::ProducePart;
use crate::partition::produce::ProduceGroup;

/// Most bytes that wait; what comes then is refused, and clients try again.
const MAX_BYTES: usize = 128 << 20;

/// A part of a Produce whose turn has not come.
pub(super) struct QueuedAppend {
    pub part: ProducePart,
    pub acks: i16,
    pub group: Rc<ProduceGroup>,
    pub index: usize,
}

impl QueuedAppend {
    fn bytes(&self) -> usize {
        self.part.records.len()
    }
}

#[derive(Default)]
pub(super) struct AppendQueue {
    appends: VecDeque<QueuedAppend>,
    bytes: usize,
}

impl AppendQueue {
    pub fn is_empty(&self) -> bool {
        self.appends.is_empty()
    }

    /// Takes the append, or gives it back if there is too much already.
    pub fn push(&mut self, append: QueuedAppend) -> Result<(), QueuedAppend> {
        if !self.appends.is_empty() && self.bytes.saturating_add(append.bytes()) > MAX_BYTES {
            return Err(append);
        }
        self.bytes += append.bytes();
        self.appends.push_back(append);
        Ok(())
    }

    pub fn pop(&mut self) -> Option<QueuedAppend> {
        let append = self.appends.pop_front()?;
        self.bytes -= append.bytes();
        Some(append)
    }

    /// Puts back what was popped and cannot go yet.
    pub fn put_back(&mut self, append: QueuedAppend) {
        self.bytes += append.bytes();
        self.appends.push_front(append);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use ringmain_protocol::uuid::Uuid;

    use super::*;

    fn append(partition: i32, bytes: usize) -> QueuedAppend {
        let part =
            ProducePart { topic_id: Uuid::ZERO, partition, records: Bytes::from(vec![0; bytes]), produce_version: 9 };
        QueuedAppend { part, acks: 1, group: ProduceGroup::awaited(1), index: 0 }
    }

    #[test]
    fn the_queue_keeps_its_order_and_its_bound() {
        let mut queue = AppendQueue::default();
        assert!(queue.push(append(0, MAX_BYTES + 1)).is_ok(), "one always gets in");
        assert!(queue.push(append(1, 1)).is_err());
        let first = queue.pop().unwrap();
        assert!(queue.push(append(1, MAX_BYTES - 1)).is_ok() && queue.push(append(2, 1)).is_ok());
        assert!(queue.push(append(3, 1)).is_err());
        queue.put_back(first);
        let order: Vec<i32> = std::iter::from_fn(|| queue.pop()).map(|append| append.part.partition).collect();
        assert_eq!((order, queue.bytes, queue.is_empty()), (vec![0, 1, 2], 0, true));
    }
}
