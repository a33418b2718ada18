//! OffsetForLeaderEpoch (KIP-101, KIP-320): where an epoch ended in the leader's log.

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_for_leader_epoch_response::{EpochEndOffset, OffsetForLeaderTopicResult};
use ringmain_protocol::messages::rpc::{OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse};

use crate::server::router::Router;
use crate::shard::Shard;
use crate::shard::calls::{EpochOutcome, EpochPart};

pub fn serve(router: &mut Router, shard: Shard) {
    router.answer_later::<OffsetForLeaderEpochRequest, _>(move |_, request| {
        let shard = shard.clone();
        async move { answer(&shard, request).await }
    });
}

async fn answer(shard: &Shard, request: OffsetForLeaderEpochRequest) -> OffsetForLeaderEpochResponse {
    let image = shard.image();
    let mut topics = Vec::with_capacity(request.topics.len());
    for topic in request.topics {
        let outcomes = match image.topic_id(&topic.topic) {
            Some(topic_id) => {
                let part = |partition: &_| part(topic_id, partition);
                shard.offset_for_leader_epoch(topic.partitions.iter().map(part).collect()).await
            }
            None => vec![EpochOutcome::refused(ErrorCode::UnknownTopicOrPartition); topic.partitions.len()],
        };
        let partitions = topic.partitions.iter().zip(outcomes).map(|(asked, outcome)| EpochEndOffset {
            error_code: outcome.error.code(),
            partition: asked.partition,
            leader_epoch: outcome.leader_epoch,
            end_offset: outcome.end_offset,
            ..EpochEndOffset::default()
        });
        let partitions = partitions.collect();
        topics.push(OffsetForLeaderTopicResult { topic: topic.topic, partitions, ..Default::default() });
    }
    OffsetForLeaderEpochResponse { topics, ..OffsetForLeaderEpochResponse::default() }
}

fn part(
    topic_id: ringmain_protocol::uuid::Uuid,
    asked: &ringmain_protocol::messages::rpc::offset_for_leader_epoch_request::OffsetForLeaderPartition,
) -> EpochPart {
    EpochPart {
        topic_id,
        partition: asked.partition,
        current_leader_epoch: asked.current_leader_epoch,
        leader_epoch: asked.leader_epoch,
    }
}
