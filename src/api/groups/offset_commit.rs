//! OffsetCommit. Topics may come by id (version 10 on, KIP-848); partitions that do not exist are refused here.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_commit_request::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use ringmain_protocol::messages::rpc::offset_commit_response::{
    OffsetCommitResponse, OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use ringmain_protocol::uuid::Uuid;

use super::{anyone, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::metadata::image::Image;
use crate::server::router::{Call, Overlap, Router};

/// Topics have ids instead of names from this version on.
const FIRST_WITH_TOPIC_IDS: i16 = 10;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_overlapping(Overlap::OffsetCommits, move |call: Call, mut request: OffsetCommitRequest| {
        let image = broker.shard.image();
        let refused = sift(&image, call.header.version >= FIRST_WITH_TOPIC_IDS, &mut request.topics);
        let asked = (!request.topics.is_empty()).then(|| {
            let group_id = request.group_id.clone();
            let of_topic = |topic: &OffsetCommitRequestTopic| (topic.topic_id, topic.partitions.len());
            let ids: Vec<_> = request.topics.iter().map(of_topic).collect();
            let partitions = request.topics.iter().flat_map(|topic| &topic.partitions);
            let indexes: Vec<i32> = partitions.map(|partition| partition.partition_index).collect();
            (broker.shard.group(&group_id, anyone(&call), Request::OffsetCommit(request)), ids, indexes)
        });
        async move {
            let mut response = match asked {
                None => OffsetCommitResponse::default(),
                Some((answer, ids, indexes)) => {
                    let take = |response| match response {
                        Response::OffsetCommit(answer) => Some(answer),
                        _ => None,
                    };
                    taken(answer.await, take, |error| refuse_all(&image, &ids, &indexes, error))
                }
            };
            for topic in refused {
                // A topic of which some partitions exist has one entry.
                let same =
                    |own: &&mut OffsetCommitResponseTopic| (&own.name, own.topic_id) == (&topic.name, topic.topic_id);
                match response.topics.iter_mut().find(same) {
                    Some(own) => own.partitions.extend(topic.partitions),
                    None => response.topics.push(topic),
                }
            }
            response
        }
    });
}

fn refuse(topic: &OffsetCommitRequestTopic, error: ErrorCode) -> OffsetCommitResponseTopic {
    let indexes = topic.partitions.iter().map(|asked| asked.partition_index);
    refused_topic(topic.name.clone(), topic.topic_id, indexes, error)
}

fn refused_topic(
    name: String,
    topic_id: Uuid,
    indexes: impl Iterator<Item = i32>,
    error: ErrorCode,
) -> OffsetCommitResponseTopic {
    let partition = |partition_index| OffsetCommitResponsePartition {
        partition_index,
        error_code: error.into(),
        ..Default::default()
    };
    OffsetCommitResponseTopic { name, topic_id, partitions: indexes.map(partition).collect(), ..Default::default() }
}

/// Refuses what was asked for topics of the image: of each so many of the partitions, which are in the same order.
fn refuse_all(image: &Image, topics: &[(Uuid, usize)], indexes: &[i32], error: ErrorCode) -> OffsetCommitResponse {
    let mut indexes = indexes.iter().copied();
    let topic = |(topic_id, count): &(Uuid, usize)| {
        let name = image.topic_by_id(topic_id).map(|topic| topic.name.to_string()).unwrap_or_default();
        refused_topic(name, *topic_id, indexes.by_ref().take(*count), error)
    };
    OffsetCommitResponse { topics: topics.iter().map(topic).collect(), ..Default::default() }
}

/// Leaves in `topics` what exists, by name and id, and gives the refusals of the rest.
fn sift(image: &Image, by_id: bool, topics: &mut Vec<OffsetCommitRequestTopic>) -> Vec<OffsetCommitResponseTopic> {
    let mut refused = Vec::new();
    topics.retain_mut(|asked| {
        let found = if by_id { image.topic_by_id(&asked.topic_id) } else { image.topic(&asked.name) };
        let Some(topic) = found else {
            let error = if by_id { ErrorCode::UnknownTopicId } else { ErrorCode::UnknownTopicOrPartition };
            refused.push(refuse(asked, error));
            return false;
        };
        if *asked.name != *topic.name {
            asked.name = topic.name.to_string();
        }
        asked.topic_id = topic.id;
        let is_known =
            |partition: &OffsetCommitRequestPartition| topic.partitions.contains_key(&partition.partition_index);
        if asked.partitions.iter().all(is_known) {
            return !asked.partitions.is_empty();
        }
        let (known, unknown) = std::mem::take(&mut asked.partitions).into_iter().partition(is_known);
        let rest = OffsetCommitRequestTopic { partitions: unknown, ..asked.clone() };
        asked.partitions = known;
        if !rest.partitions.is_empty() {
            refused.push(refuse(&rest, ErrorCode::UnknownTopicOrPartition));
        }
        !asked.partitions.is_empty()
    });
    refused
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::tests::{TOPIC_ID, image};

    fn asked(name: &str, topic_id: Uuid, partitions: &[i32]) -> OffsetCommitRequestTopic {
        let partition = |&partition_index: &i32| OffsetCommitRequestPartition { partition_index, ..Default::default() };
        let partitions = partitions.iter().map(partition).collect();
        OffsetCommitRequestTopic { name: name.into(), topic_id, partitions, ..Default::default() }
    }

    fn errors(refused: &[OffsetCommitResponseTopic]) -> Vec<(i32, ErrorCode)> {
        let partitions = refused.iter().flat_map(|topic| &topic.partitions);
        partitions.map(|one| (one.partition_index, one.error_code.into())).collect()
    }

    #[test]
    fn a_refusal_of_all_names_every_partition_asked_for() {
        let topics = [(TOPIC_ID, 2), (TOPIC_ID, 1)];
        let refused = refuse_all(&image(), &topics, &[0, 3, 1], ErrorCode::NotCoordinator);
        let told = ErrorCode::NotCoordinator;
        assert_eq!(errors(&refused.topics), [(0, told), (3, told), (1, told)]);
        let topics: Vec<_> = refused.topics.iter().map(|topic| (topic.name.as_str(), topic.topic_id)).collect();
        assert_eq!(topics, [("abc", TOPIC_ID); 2]);
    }

    #[test]
    fn only_what_exists_reaches_the_coordinator() {
        let unknown = ErrorCode::UnknownTopicOrPartition;
        let mut topics =
            vec![asked("abc", Uuid::ZERO, &[0, 9, 3]), asked("xyz", Uuid::ZERO, &[1]), asked("abc", Uuid::ZERO, &[7])];
        assert_eq!(errors(&sift(&image(), false, &mut topics)), [(9, unknown), (1, unknown), (7, unknown)]);
        let left: Vec<_> = topics.iter().map(|topic| (topic.topic_id, topic.partitions.len())).collect();
        assert_eq!(left, [(TOPIC_ID, 2)], "with the id that it was not asked by");

        let mut topics = vec![asked("", TOPIC_ID, &[0, 9]), asked("", Uuid::from_halves(1, 1), &[5])];
        let refused = sift(&image(), true, &mut topics);
        assert_eq!(errors(&refused), [(9, unknown), (5, ErrorCode::UnknownTopicId)]);
        assert_eq!((topics.len(), topics[0].name.as_str(), topics[0].partitions.len()), (1, "abc", 1));
    }
}
