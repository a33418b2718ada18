//! OffsetCommit. Topics may come by id (version 10 on, KIP-848); partitions that do not exist are refused here.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequest, OffsetCommitRequestTopic};
use ringmain_protocol::messages::rpc::offset_commit_response::{
    OffsetCommitResponse, OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};

use super::{caller, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::metadata::image::Image;
use crate::server::router::{Call, Router};

/// Topics have ids instead of names from this version on.
const FIRST_WITH_TOPIC_IDS: i16 = 10;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, mut request: OffsetCommitRequest| {
        let image = broker.shard.image();
        let refused = sift(&image, call.header.version >= FIRST_WITH_TOPIC_IDS, &mut request.topics);
        let asked = (!request.topics.is_empty()).then(|| {
            let (group_id, topics) = (request.group_id.clone(), request.topics.clone());
            (broker.shard.group(&group_id, caller(&call), Request::OffsetCommit(request)), topics)
        });
        async move {
            let mut response = match asked {
                None => OffsetCommitResponse::default(),
                Some((answer, topics)) => {
                    let take = |response| match response {
                        Response::OffsetCommit(answer) => Some(answer),
                        _ => None,
                    };
                    taken(answer.await, take, |error| OffsetCommitResponse {
                        topics: topics.iter().map(|topic| refuse(topic, error)).collect(),
                        ..Default::default()
                    })
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
    let partition = |partition_index| OffsetCommitResponsePartition {
        partition_index,
        error_code: error.into(),
        ..Default::default()
    };
    OffsetCommitResponseTopic {
        name: topic.name.clone(),
        topic_id: topic.topic_id,
        partitions: topic.partitions.iter().map(|asked| partition(asked.partition_index)).collect(),
        ..Default::default()
    }
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
        asked.name = topic.name.to_string();
        asked.topic_id = topic.id;
        let (known, unknown) = std::mem::take(&mut asked.partitions)
            .into_iter()
            .partition(|partition| topic.partitions.contains_key(&partition.partition_index));
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
    use ringmain_protocol::messages::rpc::offset_commit_request::OffsetCommitRequestPartition;
    use ringmain_protocol::uuid::Uuid;

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
