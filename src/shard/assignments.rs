//! Tells the controller in which log directory each replica of this shard lies (KIP-858), so that it knows what a directory
//! takes along when it fails.
//!
//! Promises: what the metadata does not say yet is told, in requests of a bounded size, one at a time, until the controller
//! has it; also of a directory that has failed meanwhile. Nobody waits for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::AssignReplicasToDirsResponse;
use ringmain_protocol::messages::rpc::assign_replicas_to_dirs_request::{DirectoryData, PartitionData, TopicData};
use ringmain_protocol::uuid::Uuid;

use super::Shard;
use crate::log::PartitionKey;
use crate::metadata::image::{Image, RecordLevels};
use crate::rt::sync::Notify;
use crate::rt::time;

/// Partitions of one request, at most.
const MAX_ASSIGNMENTS_PER_REQUEST: usize = 2250;
/// The pause after a request that did not settle everything, at first and at last.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LAST_PAUSE: Duration = Duration::from_secs(10);

/// What is still to be told.
#[derive(Default)]
pub(super) struct Assignments {
    untold: RefCell<BTreeMap<PartitionKey, Uuid>>,
    added: Notify,
}

impl Shard {
    /// Notes where a replica lies; to be told if the metadata says otherwise.
    pub(super) fn note_directory(&self, image: &Image, key: PartitionKey, directory: Uuid) {
        let assignments = &self.inner.assignments;
        let Some(partition) = image.partition(&key.topic_id, key.partition) else { return };
        let at = partition.replicas.iter().position(|replica| *replica == self.config().node_id);
        let known = at.and_then(|at| partition.directories.get(at));
        if known == Some(&directory) || directory.is_reserved() {
            assignments.untold.borrow_mut().remove(&key);
        } else if RecordLevels::of(image.metadata_version()).directories {
            assignments.untold.borrow_mut().insert(key, directory);
            assignments.added.notify_one();
        }
    }

    /// Tells by `tell` what is noted, for ever. No answer: the controller could not be asked.
    pub async fn tell_assignments(
        self,
        tell: impl AsyncFn(Vec<DirectoryData>) -> Option<AssignReplicasToDirsResponse>,
    ) {
        let assignments = &self.inner.assignments;
        let mut pause = FIRST_PAUSE;
        loop {
            let image = self.image();
            let exists = |key: &PartitionKey| image.partition(&key.topic_id, key.partition).is_some();
            assignments.untold.borrow_mut().retain(|key, _| exists(key));
            let told: BTreeMap<PartitionKey, Uuid> = {
                let untold = assignments.untold.borrow();
                untold.iter().take(MAX_ASSIGNMENTS_PER_REQUEST).map(|(key, directory)| (*key, *directory)).collect()
            };
            if told.is_empty() {
                assignments.added.notified().await;
                continue;
            }
            let settled = tell(by_directory(&told)).await.map(|answer| settled(&answer)).unwrap_or_default();
            let all_settled = told.keys().all(|key| settled.contains(key));
            {
                let mut untold = assignments.untold.borrow_mut();
                for key in settled {
                    // What was noted meanwhile is yet to be told.
                    if untold.get(&key) == told.get(&key) {
                        untold.remove(&key);
                    }
                }
            }
            if all_settled {
                pause = FIRST_PAUSE;
            } else {
                time::sleep(pause).await;
                pause = (pause * 2).min(LAST_PAUSE);
            }
        }
    }
}

fn by_directory(assignments: &BTreeMap<PartitionKey, Uuid>) -> Vec<DirectoryData> {
    let mut grouped: BTreeMap<Uuid, BTreeMap<Uuid, Vec<PartitionData>>> = BTreeMap::new();
    for (key, directory) in assignments {
        let partition = PartitionData { partition_index: key.partition, ..Default::default() };
        grouped.entry(*directory).or_default().entry(key.topic_id).or_default().push(partition);
    }
    let topic = |(topic_id, partitions)| TopicData { topic_id, partitions, ..Default::default() };
    grouped
        .into_iter()
        .map(|(id, topics)| DirectoryData { id, topics: topics.into_iter().map(topic).collect(), ..Default::default() })
        .collect()
}

/// The partitions of which nothing more is to be told: done, or not this broker's any more.
fn settled(answer: &AssignReplicasToDirsResponse) -> Vec<PartitionKey> {
    let error = ErrorCode::from(answer.error_code);
    if error != ErrorCode::None {
        tracing::warn!(%error, "the controller does not take the directories of replicas");
    }
    let mut settled = Vec::new();
    for topic in answer.directories.iter().flat_map(|directory| &directory.topics) {
        for partition in &topic.partitions {
            let error = ErrorCode::from(partition.error_code);
            if matches!(error, ErrorCode::None | ErrorCode::NotLeaderOrFollower) {
                settled.push(PartitionKey { topic_id: topic.topic_id, partition: partition.partition_index });
            }
        }
    }
    settled
}
