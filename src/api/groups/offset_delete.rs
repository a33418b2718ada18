//! OffsetDelete (KIP-496): forgets committed offsets of partitions that nobody in the group is subscribed to.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_delete_request::{OffsetDeleteRequest, OffsetDeleteRequestTopic};
use ringmain_protocol::messages::rpc::offset_delete_response::{
    OffsetDeleteResponse, OffsetDeleteResponsePartition, OffsetDeleteResponseTopic,
};

use super::{caller, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::metadata::image::Image;
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, mut request: OffsetDeleteRequest| {
        let refused = sift(&broker.shard.image(), &mut request.topics);
        let asked = (!request.topics.is_empty()).then(|| {
            let group_id = request.group_id.clone();
            broker.shard.group(&group_id, caller(&call), Request::OffsetDelete(request))
        });
        async move {
            let Some(asked) = asked else {
                return OffsetDeleteResponse { topics: refused, ..Default::default() };
            };
            let take = |response| if let Response::OffsetDelete(answer) = response { Some(answer) } else { None };
            let mut answer = taken(asked.await, take, |error| OffsetDeleteResponse {
                error_code: error.into(),
                ..Default::default()
            });
            if answer.error_code == 0 {
                for topic in refused {
                    match answer.topics.iter_mut().find(|own| own.name == topic.name) {
                        Some(own) => own.partitions.extend(topic.partitions),
                        None => answer.topics.push(topic),
                    }
                }
            }
            answer
        }
    });
}

/// Leaves in `topics` what exists, and gives the refusals of the rest.
fn sift(image: &Image, topics: &mut Vec<OffsetDeleteRequestTopic>) -> Vec<OffsetDeleteResponseTopic> {
    let mut refused = Vec::new();
    topics.retain_mut(|asked| {
        let topic = image.topic(&asked.name);
        let (known, unknown): (Vec<_>, Vec<_>) =
            std::mem::take(&mut asked.partitions).into_iter().partition(|partition| {
                topic.is_some_and(|topic| topic.partitions.contains_key(&partition.partition_index))
            });
        asked.partitions = known;
        if topic.is_none() || !unknown.is_empty() {
            let partitions = unknown.iter().map(|partition| OffsetDeleteResponsePartition {
                partition_index: partition.partition_index,
                error_code: ErrorCode::UnknownTopicOrPartition.into(),
            });
            let name = asked.name.clone();
            refused.push(OffsetDeleteResponseTopic { name, partitions: partitions.collect() });
        }
        !asked.partitions.is_empty()
    });
    refused
}
