//! The partitions of a request for many: found all at once, and asked of memory before their turn (`rt::ahead`).

use rustc_hash::FxHashMap;

use super::Hosted;
use super::calls::ProducePart;
use crate::log::{LogRef, PartitionKey};
use crate::partition::Partition;
use crate::rt::ahead::{look_ahead, prefetch};

/// Where this shard has each part's partition, in the order of the parts, and how many bytes come to it.
pub(super) struct Near<'a>(Vec<(Option<&'a Hosted>, usize)>);

impl<'a> Near<'a> {
    pub fn of(hosted: &'a FxHashMap<PartitionKey, Hosted>, parts: &[ProducePart]) -> Self {
        Self(parts.iter().map(|part| (hosted.get(&part.key()), part.records.len())).collect())
    }

    /// The partition of the part of this index, with what follows asked for.
    pub fn take(&self, index: usize) -> Option<&'a Hosted> {
        type Item<'a> = (Option<&'a Hosted>, usize);
        fn open<'a>((hosted, _): &Item<'a>) -> Option<&'a Partition> {
            match hosted {
                Some(Hosted::Open(partition, _)) => Some(partition),
                _ => None,
            }
        }
        let itself = |item: &Item<'_>| open(item).into_iter().for_each(prefetch);
        let log = |item: &Item<'_>| open(item).into_iter().for_each(|partition| prefetch(&**partition.log()));
        let ends = |item: &Item<'_>| open(item).into_iter().for_each(|partition| partition.log().prefetch_ends());
        let room = |item: &Item<'_>| {
            open(item).into_iter().for_each(|partition| partition.log().get().prefetch_end(item.1));
        };
        look_ahead(self.0.get(index + 1..).unwrap_or_default(), [&itself, &log, &ends, &room]);
        self.0.get(index).and_then(|(hosted, _)| *hosted)
    }
}

/// Tells the partitions of these logs that a commit has covered them.
pub(super) fn flushed(hosted: &FxHashMap<PartitionKey, Hosted>, logs: &[LogRef]) {
    let find = |log: &LogRef| match hosted.get(&log.key)? {
        Hosted::Open(partition, _) => Some(&**partition),
        _ => None,
    };
    let partitions: Vec<&Partition> = logs.iter().filter_map(find).collect();
    let mut rest = partitions.iter();
    while let Some(partition) = rest.next() {
        look_ahead(rest.as_slice(), [&|partition| prefetch(*partition), &|partition| prefetch(&**partition.log())]);
        partition.flushed();
    }
}
